//! A conversation is sent on (S82–S87, M29): to whom, what is said with it, and what happens when nobody is there.

use letopis_events::events::ConversationEvent;
use letopis_events::ids::{ConversationId, DepartmentId, OperatorId};
use letopis_events::vocabulary::{Language, Names, OperatorStatus, ReturnCause, Role, TransferTarget};
use letopis_shared::domain::text;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::views::timeline::{EntryKind, NamedTarget};
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Account, Answer, OperatorClient, Server, VisitorClient, new_id};

use crate::world::{asking, asking_in, at_work, clock, stands_in, story, until_live};

type AtWork = (Account, OperatorClient);

fn to(conversation_id: ConversationId, target: TransferTarget) -> Command {
    Command::TransferConversation { conversation_id, target, comment: "Comment-for-colleagues".into() }
}

fn to_operator(id: ConversationId, whom: &AtWork) -> Command {
    to(id, TransferTarget::Operator { operator_id: whom.0.id })
}

fn language(tag: &str) -> TransferTarget {
    TransferTarget::Language { language: Language(tag.into()) }
}

async fn change(one: &mut AtWork, status: OperatorStatus) {
    let position = one.1.command(Command::ChangeStatus { status }).await.position();
    // Recorded is not yet seen by what a colleague does next.
    one.1.catch_up(position).await;
}

/// A conversation that an operator has.
async fn held(server: &Server, one: &mut AtWork) -> (VisitorClient, ConversationId) {
    let site = server.site().await;
    let (visitor, conversation_id) = asking(server, site, "Question-of-old").await;
    one.1.command(Command::TakeConversation { conversation_id }).await.position();
    (visitor, conversation_id)
}

/// A department with these operators.
async fn department(admin: &mut AtWork, name: &str, operators: &[OperatorId]) -> DepartmentId {
    let department_id = new_id();
    let names = Names { ru: name.into(), en: name.into() };
    admin.1.command(Command::CreateDepartment { department_id, names }).await.position();
    for operator_id in operators {
        let give = Command::GiveDepartments { operator_id: *operator_id, department_ids: vec![department_id] };
        admin.1.command(give).await.position();
    }
    department_id
}

async fn speaks(one: &mut AtWork, tags: &[&str]) {
    let languages = tags.iter().map(|tag| text::language(tag).unwrap()).collect();
    one.1.command(Command::GiveLanguages { operator_id: one.0.id, languages }).await.position();
}

fn returns(server: &Server, id: ConversationId) -> Vec<(Option<OperatorId>, ReturnCause)> {
    let returned = |(_, event)| match event {
        ConversationEvent::ReturnedToQueue(returned) => Some((returned.operator_id, returned.cause)),
        _ => None,
    };
    story(server, id).into_iter().filter_map(returned).collect()
}

#[tokio::test]
async fn the_receiver_sees_everything_and_the_visitor_not_a_word() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Name-of-the-receiver").await;
    let (mut visitor, id) = held(&server, &mut ira).await;
    ira.1.command(Command::SendMessage { conversation_id: id, text: "Answer-of-old".into() }).await.position();
    visitor.settle().await;
    visitor.socket.record();
    ira.1.command(to_operator(id, &oleg)).await.position();
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id]);
    assert_eq!(stands_in(&server, &mut ira, Section::OthersConversations).await, [id]);
    assert!(oleg.1.subscribe(Topic::Timeline { conversation_id: id }).await);
    let entries = &oleg.1.views.timeline(id).unwrap().entries;
    let said = |wanted: &str| entries.iter().any(|entry| format!("{:?}", entry.what).contains(wanted));
    assert!(said("Question-of-old") && said("Answer-of-old"), "the whole history");
    let last = &entries.last().unwrap().what;
    let target = NamedTarget::Operator { operator_id: oleg.0.id, name: oleg.0.name.clone() };
    let sent = EntryKind::Transferred { by: "Ira".into(), target, comment: "Comment-for-colleagues".into() };
    assert_eq!(*last, sent, "from whom, to whom, and why");

    visitor.catch_up(server.position()).await;
    assert_eq!(visitor.chat.entries.last().unwrap().what, ChatEntryKind::AnotherWillJoin);
    assert_eq!(visitor.chat.conversation.as_ref().unwrap().operator, None);
    // A new tab starts anew, the old one goes on where it was.
    let mut second = VisitorClient::open(server.address, visitor.another_tab(), None).await.unwrap();
    second.socket.record();
    second.settle().await;
    let heard = [visitor.socket.recorded(), second.socket.recorded()].concat().concat();
    for secret in ["Comment-for-colleagues", "Name-of-the-receiver", &oleg.0.id.to_string(), &ira.0.id.to_string()] {
        assert!(!heard.contains(secret), "{secret} in {heard}");
    }
    assert!(heard.contains("another_will_join"));

    // Whoever sent it on has it no longer, and nobody else takes what is another's.
    let write = Command::SendMessage { conversation_id: id, text: "Wait".into() };
    assert_eq!(ira.1.command(write).await, Answer::Refused(Refusal::NotJoined));
    let by_another = ira.1.command(Command::TakeConversation { conversation_id: id }).await;
    assert_eq!(by_another, Answer::Refused(Refusal::AlreadyTaken { by: oleg.0.id, name: oleg.0.name.clone() }));
    oleg.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    visitor.catch_up(server.position()).await;
    let operator = visitor.chat.conversation.as_ref().unwrap().operator.clone();
    assert_eq!(operator.as_deref(), Some("Name-of-the-receiver"));
    assert!(!visitor.socket.recorded().concat().contains("Comment-for-colleagues"));
}

#[tokio::test]
async fn a_visitor_is_told_once_that_somebody_else_will_come() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let (mut visitor, id) = held(&server, &mut ira).await;
    let told = |visitor: &VisitorClient| {
        visitor.chat.entries.iter().filter(|entry| entry.what == ChatEntryKind::AnotherWillJoin).count()
    };
    ira.1.command(to_operator(id, &oleg)).await.position();
    change(&mut oleg, OperatorStatus::Offline).await;
    until_live(&server, "it is back", |live| live.conversations[&id].head.assigned.is_none()).await;
    visitor.catch_up(server.position()).await;
    assert_eq!((returns(&server, id).len(), told(&visitor)), (1, 1));
    assert_eq!(told(&server.tab(visitor.another_tab()).await), 1);
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    ira.1.command(to(id, TransferTarget::CommonQueue)).await.position();
    visitor.catch_up(server.position()).await;
    assert_eq!(told(&visitor), 2, "somebody came, and went");
}

#[tokio::test]
async fn nothing_is_sent_where_nobody_is() {
    let server = Server::builder().limits(|limits| limits.operator_missed = std::time::Duration::ZERO).start().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let auditor = server.operator(Role::Auditor, "Auditor").await;
    let (_visitor, id) = held(&server, &mut ira).await;
    for one in [&mut ira, &mut oleg, &mut admin] {
        speaks(one, &["en"]).await;
    }
    let nobody = department(&mut admin, "Nobody", &[]).await;
    let archived = department(&mut admin, "Archived", &[oleg.0.id]).await;
    admin.1.command(Command::ArchiveDepartment { department_id: archived }).await.position();
    let operator = |operator_id| TransferTarget::Operator { operator_id };
    let department = |department_id| TransferTarget::Department { department_id };
    for (target, refusal) in [
        (operator(ira.0.id), Refusal::Yourself),
        (operator(new_id()), Refusal::NotFound),
        (operator(auditor.id), Refusal::TargetOffline),
        (department(new_id()), Refusal::NotFound),
        (department(archived), Refusal::Archived),
        (department(nobody), Refusal::NobodyThere),
        (language("fi"), Refusal::NobodyThere),
        (language("Finnish"), Refusal::LanguageInvalid),
    ] {
        server.settled().await;
        let before = server.position();
        assert_eq!(ira.1.command(to(id, target.clone())).await, Answer::Refused(refusal), "{target:?}");
        assert_eq!(server.position(), before, "{target:?}");
    }
    let comment = "я".repeat(1_001);
    let long = Command::TransferConversation { conversation_id: id, target: TransferTarget::CommonQueue, comment };
    assert_eq!(ira.1.command(long).await, Answer::Refused(Refusal::TextTooLong { max: 1_000 }));
    let not_his = oleg.1.command(to(id, TransferTarget::CommonQueue)).await;
    assert_eq!(not_his, Answer::Refused(Refusal::NotJoined));
    for status in OperatorStatus::ALL.into_iter().filter(|status| *status != OperatorStatus::Online) {
        change(&mut oleg, status).await;
        let sent = ira.1.command(to_operator(id, &oleg)).await;
        assert_eq!(sent, Answer::Refused(Refusal::TargetOffline), "{status:?}");
    }
    change(&mut oleg, OperatorStatus::Online).await;
    let (account, client) = oleg;
    drop(client);
    until_live(&server, "the lost connection", |live| live.operators[&account.id].lost_at.is_some()).await;
    let sent = ira.1.command(to(id, operator(account.id))).await;
    assert_eq!(sent, Answer::Refused(Refusal::TargetOffline), "Online, and no browser");
    let write = Command::SendMessage { conversation_id: id, text: "Still mine".into() };
    ira.1.command(write).await.position();
}

#[tokio::test]
async fn a_department_a_language_or_everybody_waits_for_it() {
    let server = Server::start().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut mikko = at_work(&server, Role::Operator, "Mikko").await;
    for one in [&mut admin, &mut ira, &mut oleg] {
        speaks(one, &["en"]).await;
    }
    speaks(&mut mikko, &["fi"]).await;
    let sales = department(&mut admin, "Sales", &[oleg.0.id]).await;
    let (_visitor, id) = held(&server, &mut ira).await;
    let (_younger, younger) = asking(&server, server.site().await, "Two").await;

    ira.1.command(to(id, TransferTarget::Department { department_id: sales })).await.position();
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id, younger], "at its old place");
    for other in [&mut ira, &mut mikko] {
        assert!(stands_in(&server, other, Section::OthersConversations).await.contains(&id));
    }
    oleg.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    oleg.1.command(to(id, language("fi"))).await.position();
    assert!(stands_in(&server, &mut mikko, Section::AwaitingReply).await.contains(&id));
    assert!(!stands_in(&server, &mut oleg, Section::AwaitingReply).await.contains(&id), "his department no longer");
    mikko.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    mikko.1.command(to(id, TransferTarget::CommonQueue)).await.position();
    for one in [&mut ira, &mut oleg, &mut mikko] {
        assert_eq!(stands_in(&server, one, Section::AwaitingReply).await[0], id, "{}", one.0.name);
    }
    mikko.1.command(Command::TakeConversation { conversation_id: id }).await.position();
}

/// For which department and language a conversation waits.
fn waits_for(server: &Server, id: ConversationId) -> (Option<DepartmentId>, Option<String>) {
    let address = server.app.live.read().conversations[&id].address();
    (address.department_id, address.language.map(|language| language.0))
}

#[tokio::test]
async fn a_visitor_keeps_his_language_wherever_he_is_sent_while_somebody_speaks_it() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut mikko = at_work(&server, Role::Operator, "Mikko").await;
    for (one, tags) in [(&mut admin, ["en"]), (&mut oleg, ["en"]), (&mut mikko, ["fi"])] {
        speaks(one, &tags).await;
    }
    speaks(&mut ira, &["en", "fi"]).await;
    let sales = department(&mut admin, "Sales", &[oleg.0.id, ira.0.id]).await;
    let mut lena = at_work(&server, Role::Operator, "Lena").await;
    speaks(&mut lena, &["en"]).await;
    let support = department(&mut admin, "Support", &[lena.0.id]).await;
    let (_visitor, id) = asking_in(&server, site, "fi").await;
    let fi = || Some("fi".to_owned());
    let in_department = |department_id| TransferTarget::Department { department_id };

    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    ira.1.command(to_operator(id, &oleg)).await.position();
    clock.advance_ms(60_000);
    assert_eq!(stands_in(&server, &mut mikko, Section::AwaitingReply).await, [id], "Oleg let it lie");
    assert_eq!(waits_for(&server, id), (None, fi()));
    assert!(stands_in(&server, &mut oleg, Section::AwaitingReply).await.is_empty());

    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    ira.1.command(to(id, in_department(sales))).await.position();
    assert_eq!(waits_for(&server, id), (Some(sales), fi()));
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id]);
    assert!(stands_in(&server, &mut oleg, Section::AwaitingReply).await.is_empty(), "of Sales, and no Finn");

    // Whoever speaks it in the department goes: its others are next.
    change(&mut ira, OperatorStatus::PersonalBreak).await;
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id]);
    assert_eq!(waits_for(&server, id), (Some(sales), None));

    change(&mut ira, OperatorStatus::Online).await;
    let (_second, second) = asking_in(&server, site, "fi").await;
    ira.1.command(Command::TakeConversation { conversation_id: second }).await.position();
    ira.1.command(to(second, in_department(support))).await.position();
    assert_eq!(waits_for(&server, second), (Some(support), None), "nobody there speaks it");
    let (_third, third) = asking_in(&server, site, "fi").await;
    ira.1.command(Command::TakeConversation { conversation_id: third }).await.position();
    ira.1.command(to(third, in_department(sales))).await.position();
    admin.1.command(Command::ArchiveDepartment { department_id: sales }).await.position();
    server.settled().await;
    assert_eq!(waits_for(&server, third), (None, fi()), "the department is gone, the language is not");
}

#[tokio::test]
async fn it_goes_on_to_everybody_when_its_operator_does_not_come() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let (mut visitor, id) = held(&server, &mut ira).await;
    ira.1.command(to_operator(id, &oleg)).await.position();
    clock.advance_ms(59_999);
    server.settled().await;
    assert_eq!(returns(&server, id), []);
    clock.advance_ms(1);
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id]);
    assert_eq!(returns(&server, id), [(Some(oleg.0.id), ReturnCause::NotPickedUp)]);

    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    ira.1.command(to_operator(id, &oleg)).await.position();
    change(&mut oleg, OperatorStatus::Offline).await;
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id]);
    assert_eq!(returns(&server, id)[1..], [(Some(oleg.0.id), ReturnCause::WentOffline)]);
    visitor.catch_up(server.position()).await;
    let told = visitor.chat.entries.iter().filter(|entry| entry.what == ChatEntryKind::AnotherWillJoin).count();
    assert_eq!(told, 2, "once until somebody comes");
}

#[tokio::test]
async fn it_goes_on_to_everybody_when_nobody_is_left_whom_it_waits_for() {
    let server = Server::start().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    speaks(&mut ira, &["en"]).await;
    speaks(&mut admin, &["en"]).await;
    speaks(&mut oleg, &["en", "fi"]).await;
    let sales = department(&mut admin, "Sales", &[oleg.0.id]).await;
    server.hide_others(true).await;
    let (mut visitor, id) = held(&server, &mut ira).await;
    let leave = [
        (TransferTarget::Department { department_id: sales }, Command::ArchiveDepartment { department_id: sales }),
        (language("fi"), Command::GiveLanguages { operator_id: oleg.0.id, languages: vec![Language("en".into())] }),
    ];
    for (n, (target, gone)) in leave.into_iter().enumerate() {
        ira.1.command(to(id, target)).await.position();
        assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, []);
        assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id]);
        admin.1.command(gone).await.position();
        assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id], "{n}");
        assert_eq!(returns(&server, id).last(), Some(&(None, ReturnCause::TargetGone)));
        ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    }
    admin.1.command(Command::RestoreDepartment { department_id: sales }).await.position();
    server.settled().await;
    ira.1.command(to(id, TransferTarget::Department { department_id: sales })).await.position();
    admin.1.command(Command::DisableOperator { operator_id: oleg.0.id }).await.position();
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id], "the last of the department");
    visitor.catch_up(server.position()).await;
    assert_eq!(visitor.chat.queue_place, Some(1));
}

#[tokio::test]
async fn what_waits_for_others_does_not_reach_a_socket_by_a_single_byte() {
    let server = Server::start().await;
    server.hide_others(true).await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut seller = at_work(&server, Role::Operator, "Seller").await;
    for one in [&mut admin, &mut boss, &mut seller] {
        speaks(one, &["en"]).await;
    }
    speaks(&mut ira, &["fi"]).await;
    let sales = department(&mut admin, "Sales", &[seller.0.id]).await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    speaks(&mut oleg, &["en"]).await;
    oleg.1.catch_up(server.position()).await;
    oleg.1.socket.record();
    // For speakers of a language from the beginning, then for a department.
    let site = server.site().await;
    let (mut visitor, id) = asking_in(&server, site, "fi").await;
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    ira.1.command(to(id, TransferTarget::Department { department_id: sales })).await.position();
    visitor.send("Words-for-sellers").await.position();
    visitor.type_something().await;
    visitor.settle().await;
    let timeline = Topic::Timeline { conversation_id: id };
    oleg.1.catch_up(server.position()).await;
    let heard = oleg.1.socket.recorded().concat();
    assert!(!heard.contains(&id.to_string()) && !heard.contains("Words-for-sellers"), "{heard}");
    assert!(!heard.contains("Comment-for-colleagues"));
    assert!(oleg.1.typing.is_empty());
    assert!(!oleg.1.subscribe(timeline).await);
    assert_eq!(oleg.1.gone.get(&timeline), Some(&ErrorCode::NotFound));
    let take = Command::TakeConversation { conversation_id: id };
    assert_eq!(oleg.1.command(take.clone()).await, Answer::Refused(Refusal::NotFound));
    oleg.1.reconnect().await;
    assert!(oleg.1.views.workplace().unwrap().conversations.is_empty());
    for one in [&mut boss, &mut admin] {
        assert_eq!(stands_in(&server, one, Section::OthersConversations).await, [id]);
        assert!(one.1.subscribe(timeline).await);
    }
    // With the department it is his too, at once.
    let give = Command::GiveDepartments { operator_id: oleg.0.id, department_ids: vec![sales] };
    admin.1.command(give).await.position();
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id]);
    oleg.1.command(take).await.position();
}

#[tokio::test]
async fn of_two_who_send_it_on_at_once_one_does() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut second = server.connect(&ira.0).await;
    for _ in 0..10 {
        let (_visitor, id) = held(&server, &mut ira).await;
        let (one, other) =
            tokio::join!(ira.1.command(to_operator(id, &oleg)), second.command(to(id, TransferTarget::CommonQueue)));
        let accepted = [&one, &other].into_iter().filter(|answer| matches!(answer, Answer::Accepted(_))).count();
        assert_eq!(accepted, 1, "{one:?} {other:?}");
        assert!([one, other].contains(&Answer::Refused(Refusal::NotJoined)));
    }
}
