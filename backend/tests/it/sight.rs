//! Nobody hears what is not for him: roles, statuses, hidden conversations of others.

use letopis_events::vocabulary::{FieldRule, OperatorStatus, Role};
use letopis_shared::wire::operator::{ClientFrame, Command, Topic};
use letopis_shared::wire::visitor::FormAnswers;
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Answer, OperatorClient, Server};

use crate::world::{asking, at_work, clock, department, give, offer_departments, page, serving};

#[tokio::test]
async fn once_taken_a_hidden_conversation_does_not_reach_others_by_a_single_byte() {
    let server = Server::start().await;
    let site = server.site().await;
    server.hide_others(true).await;
    let (mut visitor, conversation_id) = asking(&server, site, "Waterproof-question").await;
    let oleg = server.operator(Role::Operator, "Oleg").await;
    let mut other = server.connect(&oleg).await;
    for topic in [Topic::Workplace, Topic::Operators, Topic::Sites, Topic::Timeline { conversation_id }] {
        assert!(other.subscribe(topic).await, "{topic:?} while it waits");
    }
    let card = Topic::VisitorCard { visitor_id: visitor.id() };
    assert!(other.subscribe(card).await);
    let (_, mut ira) = serving(&server, "Ira", conversation_id).await;
    other.catch_up(server.position()).await;
    assert_eq!(other.gone.get(&Topic::Timeline { conversation_id }), Some(&ErrorCode::NotFound));
    assert!(other.views.workplace().unwrap().conversations.is_empty());
    assert_eq!(other.gone.get(&card), Some(&ErrorCode::NotFound), "whoever talks out of sight is out of sight");
    other.unsubscribe(card).await;
    other.settle().await;

    other.socket.record();
    visitor.send("Hidden-words").await.position();
    ira.command(Command::SendMessage { conversation_id, text: "Hidden-answer".into() }).await.position();
    ira.command(Command::MarkRead { conversation_id, up_to: 2 }).await.position();
    visitor.type_something().await;
    ira.socket.send(&ClientFrame::Typing { conversation_id }).await;
    ira.settle().await;
    visitor.navigate(page("hidden-page")).await;
    visitor.read(3).await.position();
    // Asking for it by its id, and commands to it, tell no more than that there is none for him.
    assert!(!other.subscribe(Topic::Timeline { conversation_id }).await);
    let write = Command::SendMessage { conversation_id, text: "Let me in".into() };
    assert_eq!(other.command(write).await, Answer::Refused(Refusal::NotFound));
    // A reconnect with all that happened since tells no more either.
    other.unsubscribe(Topic::Timeline { conversation_id }).await;
    other.settle().await;
    let heard_before = other.socket.recorded().concat();
    other.reconnect().await;
    other.socket.record();
    ira.command(Command::CloseConversation { conversation_id }).await.position();
    other.catch_up(server.position()).await;
    let heard = heard_before + &other.socket.recorded().concat();
    // With the end of the conversation he is a visitor on the site again, for everybody.
    let (during, _) = heard.split_once("{\"is\":\"visitor\"").unwrap_or((&heard, ""));
    for secret in ["Hidden-words", "Hidden-answer", "hidden-page", "Waterproof-question", &visitor.id().to_string()] {
        assert!(!during.contains(secret), "{secret} in {during}");
    }
    assert!(!heard.contains("Hidden-"));
    let asked_for = heard.matches(&conversation_id.to_string()).count();
    assert_eq!(asked_for, 1, "only the answer to his own question names it: {heard}");
}

#[tokio::test]
async fn what_came_and_was_taken_while_away_is_not_told() {
    let server = Server::start().await;
    let site = server.site().await;
    server.hide_others(true).await;
    let oleg = server.operator(Role::Operator, "Oleg").await;
    let mut other = server.connect(&oleg).await;
    assert!(other.subscribe(Topic::Workplace).await);
    other.settle().await;
    let (_visitor, conversation_id) = asking(&server, site, "Hidden-words").await;
    let _ira = serving(&server, "Ira", conversation_id).await;
    let mut next = server.connect(&oleg).await;
    next.socket.record();
    other.reconnect_over(next).await;
    let heard = other.socket.recorded().concat();
    assert!(heard.contains("patch") || other.snapshots == 0);
    assert!(!heard.contains(&conversation_id.to_string()), "{heard}");
}

#[tokio::test]
async fn an_earlier_conversation_goes_out_of_sight_with_the_one_beside_which_it_was_seen() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    server.hide_others(true).await;
    let (mut visitor, first) = asking(&server, site, "One").await;
    let (_, mut ira) = serving(&server, "Ira", first).await;
    ira.command(Command::CloseConversation { conversation_id: first }).await.position();
    // Later than a message would reopen it.
    clock.advance_ms(61 * 60_000);
    let again = visitor.send("Again").await.position();
    visitor.catch_up(again).await;
    let second = visitor.chat.conversation.as_ref().expect("he has written").id;
    assert_ne!(first, second);
    let mut rita = at_work(&server, Role::Operator, "Rita").await.1;
    let earlier = Topic::Timeline { conversation_id: first };
    assert!(rita.subscribe(earlier).await, "beside the one that waits");
    let taken = ira.command(Command::TakeConversation { conversation_id: second }).await.position();
    rita.catch_up(taken).await;
    assert_eq!(rita.gone.get(&earlier), Some(&ErrorCode::NotFound));
}

#[tokio::test]
async fn supervisors_and_administrators_see_hidden_conversations() {
    let server = Server::start().await;
    let site = server.site().await;
    server.hide_others(true).await;
    let (_visitor, conversation_id) = asking(&server, site, "One").await;
    let _ira = serving(&server, "Ira", conversation_id).await;
    for role in [Role::Supervisor, Role::Admin] {
        let account = server.operator(role, "Boss").await;
        let mut client = server.connect(&account).await;
        assert!(client.subscribe(Topic::Timeline { conversation_id }).await, "{role:?}");
        assert!(client.subscribe(Topic::Workplace).await);
        assert!(client.views.workplace().unwrap().conversations.contains_key(&conversation_id));
    }
}

#[tokio::test]
async fn how_long_somebody_waited_is_told_to_those_whom_he_waited_for() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let (oleg, rita) = (at_work(&server, Role::Operator, "Oleg").await, at_work(&server, Role::Operator, "Rita").await);
    let (sales, repairs) =
        (department(&mut admin, "Sales", &[oleg.0.id]).await, department(&mut admin, "Repairs", &[rita.0.id]).await);
    offer_departments(&mut admin, site, FieldRule::Required).await;
    server.hide_others(true).await;
    let mut visitors = Vec::new();
    for (department_id, minutes) in [(sales, 1), (repairs, 2)] {
        let mut visitor = server.visitor(site).await;
        let form = FormAnswers { department_id: Some(department_id), ..FormAnswers::default() };
        visitor.send_with(form, "One").await.position();
        clock.advance_ms(minutes * 60_000);
        visitors.push(visitor);
    }
    let mut watched = [oleg, rita, admin];
    for (at, visitor) in visitors.iter_mut().enumerate() {
        visitor.catch_up(server.position()).await;
        let conversation_id = visitor.chat.conversation.as_ref().expect("he has written").id;
        give(&mut watched[at], Command::TakeConversation { conversation_id }).await;
    }
    for (one, expected) in watched.iter_mut().zip([vec![180], vec![120], vec![180, 120]]) {
        one.1.catch_up(server.position()).await;
        let waits = |client: &OperatorClient| -> Vec<u32> {
            client.views.workplace().expect("it is open").waits.iter().map(|wait| wait.seconds).collect()
        };
        assert_eq!(waits(&one.1), expected, "{} live", one.0.name);
        let mut anew = server.connect(&one.0).await;
        assert!(anew.subscribe(Topic::Workplace).await);
        assert_eq!(waits(&anew), expected, "{} anew", one.0.name);
    }
}

#[tokio::test]
async fn hiding_others_starts_views_anew_and_showing_them_too() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let _ira = serving(&server, "Ira", conversation_id).await;
    let oleg = server.operator(Role::Operator, "Oleg").await;
    let mut other = server.connect(&oleg).await;
    assert!(other.subscribe(Topic::Workplace).await && other.subscribe(Topic::Timeline { conversation_id }).await);
    server.hide_others(true).await;
    other.catch_up(server.position()).await;
    assert!(other.views.workplace().unwrap().conversations.is_empty());
    assert_eq!(other.gone.get(&Topic::Timeline { conversation_id }), Some(&ErrorCode::NotFound));
    other.socket.record();
    visitor.send("Hidden-words").await.position();
    other.catch_up(server.position()).await;
    assert!(other.socket.recorded().iter().all(|frame| frame.contains("pong")), "{:?}", other.socket.recorded());
    server.hide_others(false).await;
    other.catch_up(server.position()).await;
    assert_eq!(other.views.workplace().unwrap().conversations.len(), 1);
}

#[tokio::test]
async fn offline_closes_chats_and_refuses_their_commands_until_the_status_changes_back() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut ira) = serving(&server, "Ira", conversation_id).await;
    let card = Topic::VisitorCard { visitor_id: visitor.id() };
    assert!(ira.subscribe(card).await && ira.subscribe(Topic::Operators).await);
    let offline = ira.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    ira.catch_up(offline).await;
    for topic in [Topic::Workplace, Topic::Timeline { conversation_id }, card] {
        assert_eq!(ira.gone.get(&topic), Some(&ErrorCode::Forbidden), "{topic:?}");
        assert!(!ira.subscribe(topic).await);
    }
    assert!(ira.views.operators().is_some(), "colleagues stay");
    for command in [
        Command::TakeConversation { conversation_id },
        Command::SendMessage { conversation_id, text: "x".into() },
        Command::MarkDelivered { conversation_id, up_to: 1 },
        Command::MarkRead { conversation_id, up_to: 1 },
        Command::CloseConversation { conversation_id },
    ] {
        assert_eq!(ira.command(command).await, Answer::Refused(Refusal::Offline));
    }
    ira.socket.record();
    visitor.send("Unheard-words").await.position();
    visitor.type_something().await;
    visitor.settle().await;
    server.settled().await;
    ira.catch_up(server.position()).await;
    assert!(!ira.socket.recorded().concat().contains("Unheard-words"));
    assert!(ira.typing.is_empty());
    let online = ira.command(Command::ChangeStatus { status: OperatorStatus::Lunch }).await.position();
    ira.catch_up(online).await;
    assert!(ira.gone.is_empty(), "what was closed opens again by itself: {:?}", ira.gone);
    let last = ira.views.timeline(conversation_id).unwrap().entries.last().unwrap().clone();
    assert!(format!("{last:?}").contains("Unheard-words"));
    // Nobody may keep a visitor whom he cannot answer: the conversation waits again (M11).
    let write = Command::SendMessage { conversation_id, text: "Back".into() };
    assert_eq!(ira.command(write.clone()).await, Answer::Refused(Refusal::NotJoined));
    ira.command(Command::TakeConversation { conversation_id }).await.position();
    ira.command(write).await.position();
}

#[tokio::test]
async fn an_auditor_gets_nothing_live_and_changes_nothing() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "Auditors-must-not-hear").await;
    let auditor = server.operator(Role::Auditor, "Auditor").await;
    let mut client = server.connect(&auditor).await;
    client.socket.record();
    let card = Topic::VisitorCard { visitor_id: visitor.id() };
    for topic in [Topic::Workplace, Topic::Timeline { conversation_id }, card] {
        assert!(!client.subscribe(topic).await);
        assert_eq!(client.gone.get(&topic), Some(&ErrorCode::Forbidden), "{topic:?}");
    }
    let before = server.position();
    for command in [
        Command::TakeConversation { conversation_id },
        Command::SendMessage { conversation_id, text: "x".into() },
        Command::ChangeStatus { status: OperatorStatus::Online },
        Command::NameOrganisation { name: "Mine".into() },
        Command::GiveRole { operator_id: auditor.id, role: Role::Admin },
    ] {
        assert_eq!(client.command(command).await, Answer::Refused(Refusal::NotAllowed));
    }
    assert_eq!(server.position(), before);
    visitor.send("Nor-this").await.position();
    client.catch_up(server.position()).await;
    let heard = client.socket.recorded().concat();
    assert!(!heard.contains("Auditors-must-not-hear") && !heard.contains("Nor-this"));
}

#[tokio::test]
async fn a_changed_role_changes_what_is_seen_at_once() {
    let server = Server::start().await;
    let admin = server.operator(Role::Admin, "Admin").await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut boss = server.connect(&admin).await;
    let mut client = server.connect(&ira).await;
    assert!(client.subscribe(Topic::Operators).await && client.subscribe(Topic::Workplace).await);
    let accounts = |client: &letopis_testing::OperatorClient| {
        client.views.operators().unwrap().rows.values().filter(|row| row.account.is_some()).count()
    };
    assert_eq!(accounts(&client), 0, "accounts are for administrators");
    let raised = boss.command(Command::GiveRole { operator_id: ira.id, role: Role::Admin }).await.position();
    client.catch_up(raised).await;
    assert_eq!(accounts(&client), 2);
    let lowered = boss.command(Command::GiveRole { operator_id: ira.id, role: Role::Auditor }).await.position();
    client.catch_up(lowered).await;
    assert_eq!((accounts(&client), client.gone.get(&Topic::Workplace)), (0, Some(&ErrorCode::Forbidden)));
    let back = boss.command(Command::GiveRole { operator_id: ira.id, role: Role::Operator }).await.position();
    client.catch_up(back).await;
    assert!(client.views.workplace().is_some());
}

#[tokio::test]
async fn only_those_who_joined_type_for_the_visitor_and_only_those_who_see_it_are_told() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, mut board) = serving(&server, "Ira", conversation_id).await;
    let oleg = server.operator(Role::Operator, "Oleg").await;
    let mut other = server.connect(&oleg).await;
    assert!(other.subscribe(Topic::Workplace).await);
    other.socket.send(&ClientFrame::Typing { conversation_id }).await;
    other.settle().await;
    board.socket.send(&ClientFrame::Typing { conversation_id }).await;
    board.settle().await;
    visitor.settle().await;
    other.settle().await;
    assert_eq!(visitor.typing, ["Ira"]);
    assert_eq!(other.typing.iter().map(|(_, _, by)| *by).collect::<Vec<_>>(), [Some(ira.id)]);
    assert!(board.typing.is_empty(), "not the one who types");
    visitor.type_something().await;
    visitor.settle().await;
    board.settle().await;
    assert_eq!(board.typing.len(), 1);
}

#[tokio::test]
async fn what_was_asked_for_in_vain_is_not_followed() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut visitor = server.visitor(site).await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut board = server.connect(&ira).await;
    // The id of a conversation can be known before it begins.
    let conversation_id = letopis::commands::conversation_id_of(visitor.id(), 1);
    assert!(!board.subscribe(Topic::Timeline { conversation_id }).await);
    board.socket.record();
    let asked = visitor.send("One").await.position();
    board.catch_up(asked).await;
    assert!(board.socket.recorded().iter().all(|frame| frame.contains("pong")), "no patch without a snapshot");
}
