//! Statuses and what follows from them (S46–S56, M11): who leaves, or is lost, keeps no visitor.

use std::time::Duration;

use letopis_events::Recorded;
use letopis_events::events::{AnyEvent, ConversationEvent, OperatorEvent};
use letopis_events::ids::{ConversationId, OperatorId};
use letopis_events::vocabulary::{Actor, OperatorStatus, ReturnCause, Role, SessionEnd, StatusCause};
use letopis_shared::domain::conversation::Address;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Account, Builder, OperatorClient, Server, VisitorClient};

use crate::world::{asking, at_work, clock, recorded, stands_in, story, until_live};

/// What happened to an account, in order.
fn account_story(server: &Server, id: OperatorId) -> Vec<(Recorded, OperatorEvent)> {
    let of = |recorded: Recorded| match &recorded.event {
        AnyEvent::Operator(event) if recorded.stream.id == id.0 => Some((recorded.clone(), event.clone())),
        _ => None,
    };
    recorded(server).into_iter().filter_map(of).collect()
}

fn lost(server: &Server, id: OperatorId) -> usize {
    account_story(server, id).iter().filter(|(_, event)| matches!(event, OperatorEvent::ConnectionLost(_))).count()
}

fn status(server: &Server, id: OperatorId) -> (OperatorStatus, StatusCause) {
    let live = server.app.live.read();
    (live.operators[&id].status, live.operators[&id].status_cause)
}

fn returns(server: &Server, id: ConversationId) -> Vec<(Recorded, ReturnCause)> {
    let returned = |(recorded, event)| match event {
        ConversationEvent::ReturnedToQueue(returned) => Some((recorded, returned.cause)),
        _ => None,
    };
    story(server, id).into_iter().filter_map(returned).collect()
}

fn causes(server: &Server, id: ConversationId) -> Vec<ReturnCause> {
    returns(server, id).into_iter().map(|(_, cause)| cause).collect()
}

/// A server that records at once that no browser of an operator is connected.
fn attentive() -> Builder {
    Server::builder().limits(|limits| limits.operator_missed = Duration::ZERO)
}

/// Ira at work, talking with a visitor.
async fn talking(server: &Server) -> (Account, OperatorClient, VisitorClient, ConversationId) {
    let site = server.site().await;
    let (account, mut client) = at_work(server, Role::Operator, "Ira").await;
    let (visitor, conversation_id) = asking(server, site, "One").await;
    client.command(Command::TakeConversation { conversation_id }).await.position();
    (account, client, visitor, conversation_id)
}

async fn until_lost(server: &Server, id: OperatorId) {
    until_live(server, "the lost connection", |live| live.operators[&id].lost_at.is_some()).await;
}

#[tokio::test]
async fn a_lost_operator_goes_offline_after_his_time_and_his_visitors_wait_again() {
    let clock = clock();
    let server = attentive().clock(clock.clone()).start().await;
    let (ira, client, mut visitor, id) = talking(&server).await;
    let second = server.connect(&ira).await;
    drop(client);
    drop(second);
    until_lost(&server, ira.id).await;
    assert_eq!(lost(&server, ira.id), 1, "with the last browser only");
    assert!(server.app.live.read().anybody_online(&Address::default()), "as long as he may come back");
    clock.advance_ms(59_999);
    server.settled().await;
    assert_eq!((status(&server, ira.id).0, causes(&server, id)), (OperatorStatus::Online, vec![]));
    clock.advance_ms(1);
    server.settled().await;
    assert_eq!(status(&server, ira.id), (OperatorStatus::Offline, StatusCause::ConnectionLost));
    assert_eq!(causes(&server, id), [ReturnCause::ConnectionLost]);
    let offline = account_story(&server, ira.id).pop().unwrap().0;
    assert_eq!(returns(&server, id)[0].0.meta.cause_id, Some(offline.event_id));
    visitor.catch_up(server.position()).await;
    assert!(!visitor.chat.online);
    assert_eq!(visitor.chat.entries.last().unwrap().what, ChatEntryKind::AnotherWillJoin);
    assert_eq!(visitor.chat.conversation.as_ref().unwrap().operator, None);

    // He comes back, still Offline, and is told why: he alone. Then he begins anew.
    let mut client = server.connect(&ira).await;
    let mut boss = at_work(&server, Role::Admin, "Boss").await.1;
    assert!(!client.subscribe(Topic::Workplace).await);
    let why = |client: &OperatorClient| client.views.operators().unwrap().rows[&ira.id].status_cause;
    for one in [&mut client, &mut boss] {
        assert!(one.subscribe(Topic::Operators).await);
    }
    assert_eq!((why(&client), why(&boss)), (Some(StatusCause::ConnectionLost), None));
    client.command(Command::Rename { name: "Irina".into() }).await.position();
    for one in [&mut client, &mut boss] {
        one.catch_up(server.position()).await;
    }
    assert_eq!((why(&client), why(&boss)), (Some(StatusCause::ConnectionLost), None), "in a patch as in the whole");
    client.command(Command::ChangeStatus { status: OperatorStatus::Online }).await.position();
    client.catch_up(server.position()).await;
    assert_eq!(why(&client), None);
    assert_eq!(stands_in(&server, &mut (ira, client), Section::AwaitingReply).await, [id]);
    clock.advance_ms(3_600_000);
    server.settled().await;
    assert_eq!(causes(&server, id).len(), 1);
}

#[tokio::test]
async fn who_comes_back_in_time_goes_on_as_if_nothing_had_been() {
    let clock = clock();
    let server = attentive().clock(clock.clone()).start().await;
    let (ira, client, _visitor, id) = talking(&server).await;
    for _ in 0..2 {
        drop(server.connect(&ira).await);
    }
    let mut boss = at_work(&server, Role::Admin, "Boss").await.1;
    assert!(boss.subscribe(Topic::Operators).await);
    let told = |boss: &OperatorClient| boss.views.operators().unwrap().rows[&ira.id].lost;
    assert!(!told(&boss));
    drop(client);
    until_lost(&server, ira.id).await;
    boss.catch_up(server.position()).await;
    assert!(told(&boss), "nobody sends him a visitor");
    clock.advance_ms(59_999);
    let mut client = server.connect(&ira).await;
    until_live(&server, "the restored connection", |live| live.operators[&ira.id].lost_at.is_none()).await;
    boss.catch_up(server.position()).await;
    assert!(!told(&boss));
    clock.advance_ms(3_600_000);
    server.settled().await;
    assert_eq!((status(&server, ira.id).0, causes(&server, id)), (OperatorStatus::Online, vec![]));
    let last = account_story(&server, ira.id).pop().unwrap().1;
    assert!(matches!(last, OperatorEvent::ConnectionRestored(_)), "{last:?}");
    client.command(Command::SendMessage { conversation_id: id, text: "Here".into() }).await.position();
}

#[tokio::test]
async fn a_restart_of_the_server_loses_operators_who_do_not_come_back() {
    // Told by the server that stopped, or, as after a crash, only by the one that started.
    for before in [attentive(), Server::builder()] {
        let clock = clock();
        let server = before.sqlite().clock(clock.clone()).start().await;
        let (ira, _client, _visitor, id) = talking(&server).await;
        let server = server.restart_with(|limits| limits.operator_missed = Duration::ZERO).await;
        until_lost(&server, ira.id).await;
        clock.advance_ms(59_999);
        server.settled().await;
        assert_eq!((status(&server, ira.id).0, causes(&server, id)), (OperatorStatus::Online, vec![]));
        clock.advance_ms(1);
        server.settled().await;
        assert_eq!(status(&server, ira.id), (OperatorStatus::Offline, StatusCause::ConnectionLost));
        assert_eq!(causes(&server, id), [ReturnCause::ConnectionLost]);
        let server = server.restart().await;
        server.settled().await;
        assert_eq!((causes(&server, id).len(), lost(&server, ira.id)), (1, 1));
    }
}

#[tokio::test]
async fn a_session_that_ran_out_while_the_server_was_down_is_over_when_it_is_up() {
    let clock = clock();
    let server = Server::builder().sqlite().clock(clock.clone()).start().await;
    let (ira, _client, _visitor, id) = talking(&server).await;
    let folder = server.stop_and_keep_folder().await.unwrap();
    clock.advance_ms(1_000 * 3_600 * 24 * 30);
    let server = Server::builder().data(folder.path()).clock(clock.clone()).start().await;
    server.settled().await;
    assert_eq!(status(&server, ira.id), (OperatorStatus::Offline, StatusCause::SignOut));
    assert_eq!(causes(&server, id), [ReturnCause::SignedOut]);
    server.stop().await;
}

#[tokio::test]
async fn the_time_of_the_lost_goes_on_while_the_server_is_down() {
    let clock = clock();
    let server = attentive().sqlite().clock(clock.clone()).start().await;
    let (ira, client, _visitor, id) = talking(&server).await;
    drop(client);
    until_lost(&server, ira.id).await;
    let folder = server.stop_and_keep_folder().await.unwrap();
    clock.advance_ms(60_000);
    let server = attentive().data(folder.path()).clock(clock.clone()).start().await;
    server.settled().await;
    assert_eq!(
        (status(&server, ira.id).0, causes(&server, id)),
        (OperatorStatus::Offline, vec![ReturnCause::ConnectionLost])
    );
    server.stop().await;
}

#[tokio::test]
async fn before_lunch_turns_to_lunch_in_the_instant_of_the_last_end() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let (ira, mut client, mut visitor, id) = talking(&server).await;
    let (_other, other_id) = asking(&server, visitor.tab.site_id, "Two").await;
    client.command(Command::TakeConversation { conversation_id: other_id }).await.position();
    clock.advance_ms(1_000);
    client.command(Command::ChangeStatus { status: OperatorStatus::BeforeLunch }).await.position();
    clock.advance_ms(1_000);
    client.command(Command::CloseConversation { conversation_id: other_id }).await.position();
    client.command(Command::SendMessage { conversation_id: id, text: "Anything else?".into() }).await.position();
    server.settled().await;
    assert_eq!(status(&server, ira.id), (OperatorStatus::BeforeLunch, StatusCause::Manual));
    clock.advance_ms(1_000);
    let closed = visitor.close().await.position();
    // The clock goes on before the server comes to it.
    clock.advance_ms(5_000);
    server.settled().await;
    assert_eq!(status(&server, ira.id), (OperatorStatus::Lunch, StatusCause::LastConversationClosed));
    let end = recorded(&server).into_iter().find(|event| event.position == closed).unwrap();
    let (followed, event) = account_story(&server, ira.id).pop().unwrap();
    let OperatorEvent::StatusChanged(changed) = event else { panic!("{event:?}") };
    assert_eq!(changed.since, Some(end.recorded_at));
    assert_eq!((followed.meta.cause_id, followed.meta.actor), (Some(end.event_id), Actor::System));
    assert_eq!(server.app.live.read().operators[&ira.id].status_since, end.recorded_at);
}

#[tokio::test]
async fn before_lunch_is_lunch_at_once_where_nothing_is_open() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let (ira, mut client) = at_work(&server, Role::Operator, "Ira").await;
    clock.advance_ms(1_000);
    let chosen = client.command(Command::ChangeStatus { status: OperatorStatus::BeforeLunch }).await.position();
    server.settled().await;
    assert_eq!(status(&server, ira.id), (OperatorStatus::Lunch, StatusCause::LastConversationClosed));
    let chosen = recorded(&server).into_iter().find(|event| event.position == chosen).unwrap();
    let (followed, event) = account_story(&server, ira.id).pop().unwrap();
    let OperatorEvent::StatusChanged(changed) = event else { panic!("{event:?}") };
    assert_eq!((changed.since, followed.meta.cause_id), (Some(chosen.recorded_at), Some(chosen.event_id)));
}

#[tokio::test]
async fn before_lunch_is_given_nobody_and_does_not_make_the_site_online() {
    let server = Server::start().await;
    let (ira, mut client, mut visitor, id) = talking(&server).await;
    server.set(SettingsCommand::SwitchAutoAssignment { on: true }).await;
    client.command(Command::ChangeStatus { status: OperatorStatus::BeforeLunch }).await.position();
    let (_second, second_id) = asking(&server, visitor.tab.site_id, "Two").await;
    server.settled().await;
    visitor.catch_up(server.position()).await;
    assert!(!visitor.chat.online);
    assert_eq!(server.app.live.read().conversations[&second_id].head.assigned, None);
    // His own go on, and with the last of them he is at lunch, however it left him.
    client.command(Command::SendMessage { conversation_id: id, text: "Here".into() }).await.position();
    let target = letopis_events::vocabulary::TransferTarget::CommonQueue;
    let sent = Command::TransferConversation { conversation_id: id, target, comment: String::new() };
    client.command(sent).await.position();
    server.settled().await;
    assert_eq!(status(&server, ira.id).0, OperatorStatus::Lunch);
}

#[tokio::test]
async fn invisible_lunch_and_personal_break_are_one_but_for_their_names() {
    let server = Server::start().await;
    let site = server.site().await;
    server.set(SettingsCommand::SwitchAutoAssignment { on: true }).await;
    let (ira, mut client) = at_work(&server, Role::Operator, "Ira").await;
    let mut colleague =
        server.connect(&server.operator_with(Role::Operator, "Oleg", OperatorStatus::Lunch).await).await;
    assert!(colleague.subscribe(Topic::Operators).await);
    for status in [OperatorStatus::Invisible, OperatorStatus::Lunch, OperatorStatus::PersonalBreak] {
        client.command(Command::ChangeStatus { status }).await.position();
        let (mut visitor, conversation_id) = asking(&server, site, "One").await;
        server.settled().await;
        visitor.catch_up(server.position()).await;
        assert!(!visitor.chat.online, "{status:?}");
        assert_eq!(server.app.live.read().conversations[&conversation_id].head.assigned, None);
        for command in [
            Command::TakeConversation { conversation_id },
            Command::SendMessage { conversation_id, text: "Here".into() },
            Command::WriteNote { conversation_id, text: "Strange".into(), mentions: vec![] },
            Command::CloseConversation { conversation_id },
        ] {
            client.command(command).await.position();
        }
        colleague.catch_up(server.position()).await;
        assert_eq!(colleague.views.operators().unwrap().rows[&ira.id].status, status, "colleagues see which");
    }
}

/// How an operator leaves.
#[derive(Clone, Copy, Debug)]
enum Leaving {
    Offline,
    SignOut,
    Revoked,
    Disabled,
    Expired,
    MadeAuditor,
}

#[tokio::test]
async fn whoever_leaves_gives_his_visitors_back_with_the_cause() {
    for (how, cause) in [
        (Leaving::Offline, ReturnCause::WentOffline),
        (Leaving::SignOut, ReturnCause::SignedOut),
        (Leaving::Revoked, ReturnCause::SignedOut),
        (Leaving::Disabled, ReturnCause::Disabled),
        (Leaving::Expired, ReturnCause::SignedOut),
        (Leaving::MadeAuditor, ReturnCause::NotAvailable),
    ] {
        let clock = clock();
        let server = Server::builder().clock(clock.clone()).start().await;
        let (ira, mut client, mut visitor, id) = talking(&server).await;
        let site = visitor.tab.site_id;
        clock.advance_ms(1_000);
        let (_second, younger) = asking(&server, site, "Two").await;
        if matches!(how, Leaving::Expired) {
            clock.advance_ms(1_000 * 3_600 * 24);
        }
        // A colleague whose session began a day later.
        let mut colleague = at_work(&server, Role::Admin, "Boss").await;
        assert_eq!(stands_in(&server, &mut colleague, Section::AwaitingReply).await, [younger]);
        match how {
            Leaving::Offline => {
                client.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
            }
            Leaving::SignOut => {
                let close = OperatorCommand::CloseSession {
                    session_id: ira.session_id,
                    cause: SessionEnd::SignedOut,
                    elsewhere: false,
                };
                let commands = &server.app.commands;
                commands.operators.execute(ira.id, commands.own(Actor::System), close).await.unwrap();
            }
            Leaving::Revoked => drop(colleague.1.command(Command::EndSessions { operator_id: ira.id }).await),
            Leaving::Disabled => drop(colleague.1.command(Command::DisableOperator { operator_id: ira.id }).await),
            Leaving::Expired => {
                clock.advance_ms(1_000 * 3_600 * 24 * 29 - 1_001);
                server.settled().await;
                assert_eq!(causes(&server, id), [], "a millisecond before");
                clock.advance_ms(1);
            }
            Leaving::MadeAuditor => {
                let role = Role::Auditor;
                colleague.1.command(Command::GiveRole { operator_id: ira.id, role }).await.position();
            }
        }
        server.settled().await;
        assert_eq!(causes(&server, id), [cause], "{how:?}");
        visitor.catch_up(server.position()).await;
        assert_eq!(visitor.chat.entries.last().unwrap().what, ChatEntryKind::AnotherWillJoin, "{how:?}");
        let waiting = stands_in(&server, &mut colleague, Section::AwaitingReply).await;
        assert_eq!(waiting, [id, younger], "{how:?}: at its old place");
        if matches!(how, Leaving::SignOut | Leaving::Revoked | Leaving::Disabled | Leaving::Expired) {
            assert_eq!(client.ended().await, Some(ErrorCode::SignIn), "{how:?}");
            assert_eq!(status(&server, ira.id).0, OperatorStatus::Offline);
        }
        colleague.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    }
}

#[tokio::test]
async fn a_second_session_keeps_what_the_first_one_had_while_it_is_connected() {
    let server = Server::start().await;
    let (ira, _client, _visitor, id) = talking(&server).await;
    let second = server.sign_in(ira.id, OperatorStatus::Online).await;
    // Of a laptop that was closed: no page of it is there.
    server.sign_in(ira.id, OperatorStatus::Online).await;
    let mut client = server.connect(&second).await;
    client.settle().await;
    let signs_out = async |session_id| {
        let elsewhere = server.app.hub.is_elsewhere(ira.id, session_id).await;
        let close = OperatorCommand::CloseSession { session_id, cause: SessionEnd::SignedOut, elsewhere };
        let commands = &server.app.commands;
        let done = commands.operators.execute(ira.id, commands.own(Actor::System), close).await.unwrap();
        server.app.live.reached(done.position).await;
        server.settled().await;
    };
    signs_out(ira.session_id).await;
    assert_eq!((status(&server, ira.id).0, causes(&server, id)), (OperatorStatus::Online, vec![]));
    client.command(Command::SendMessage { conversation_id: id, text: "Here".into() }).await.position();
    signs_out(second.session_id).await;
    assert_eq!(
        (status(&server, ira.id).0, causes(&server, id)),
        (OperatorStatus::Offline, vec![ReturnCause::SignedOut])
    );
}
