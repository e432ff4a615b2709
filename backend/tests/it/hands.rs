//! In whose hands a conversation is: taken over by a colleague (M30), held (M8), closed and taken back, looked at (M28).

use letopis_events::events::ConversationEvent;
use letopis_events::ids::{ConversationId, OperatorId};
use letopis_events::vocabulary::{Author, OperatorStatus, Role};
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::limits::CLOSE_UNDO_SECONDS;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::views::timeline::EntryKind;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Account, Answer, OperatorClient, Server, VisitorClient};

use crate::world::{asking, at_work, clock, stands_in, story};

type AtWork = (Account, OperatorClient);

/// A conversation that an operator has.
async fn talking(server: &Server, one: &mut AtWork) -> (VisitorClient, ConversationId) {
    let site = server.site().await;
    let (visitor, conversation_id) = asking(server, site, "One").await;
    let taken = one.1.command(Command::TakeConversation { conversation_id }).await.position();
    server.app.live.reached(taken).await;
    (visitor, conversation_id)
}

fn take_over(conversation_id: ConversationId, from: &AtWork) -> Command {
    Command::TakeOverConversation { conversation_id, from: from.0.id }
}

async fn open(one: &mut AtWork, conversation_id: ConversationId) -> bool {
    one.1.subscribe(Topic::Timeline { conversation_id }).await
}

async fn looking(server: &Server, one: &mut AtWork, id: ConversationId) -> Vec<OperatorId> {
    one.1.catch_up(server.position()).await;
    one.1.looking.get(&id).cloned().unwrap_or_default()
}

fn sorted(them: &[&AtWork]) -> Vec<OperatorId> {
    let mut ids: Vec<_> = them.iter().map(|one| one.0.id).collect();
    ids.sort();
    ids
}

fn last_line(one: &AtWork, id: ConversationId) -> Vec<EntryKind> {
    let entries = &one.1.views.timeline(id).expect("it is open").entries;
    entries.iter().rev().take(2).rev().map(|entry| entry.what.clone()).collect()
}

#[tokio::test]
async fn a_supervisor_takes_over_and_everybody_is_told() {
    let server = Server::start().await;
    server.hide_others(true).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await;
    let (mut visitor, id) = talking(&server, &mut ira).await;
    assert!(open(&mut ira, id).await && open(&mut boss, id).await);
    let taken = boss.1.command(take_over(id, &ira)).await.position();

    boss.1.catch_up(taken).await;
    let (by, from, name) = ("Boss".to_owned(), "Ira".to_owned(), "Boss".to_owned());
    let lines = [EntryKind::TakenOver { by, from }, EntryKind::OperatorJoined { operator_id: boss.0.id, name }];
    assert_eq!(last_line(&boss, id), lines);
    assert_eq!(stands_in(&server, &mut boss, Section::InConversation).await, [id]);
    // Ira is told although it went out of her sight with that.
    ira.1.catch_up(taken).await;
    assert_eq!(ira.1.taken_over, [(id, 1, boss.0.id)]);
    assert_eq!(ira.1.gone.get(&Topic::Timeline { conversation_id: id }), Some(&ErrorCode::NotFound));
    assert!(ira.1.views.workplace().unwrap().conversations.is_empty());
    let answer = Command::SendMessage { conversation_id: id, text: "Still me".into() };
    assert_eq!(ira.1.command(answer).await, Answer::Refused(Refusal::NotFound));
    // The visitor sees who joined, and nothing of how.
    visitor.catch_up(taken).await;
    assert_eq!(visitor.chat.conversation.as_ref().unwrap().operator.as_deref(), Some("Boss"));
    let told = &visitor.chat.entries;
    assert_eq!(told.last().unwrap().what, ChatEntryKind::OperatorJoined { name: "Boss".into() });
    assert!(!told.iter().any(|entry| entry.what == ChatEntryKind::AnotherWillJoin));
    let loads = |who: &AtWork| server.app.live.read().operators[&who.0.id].conversations;
    assert_eq!((loads(&ira), loads(&boss)), (0, 1));
    assert!(boss.1.taken_over.is_empty());
}

#[tokio::test]
async fn an_operator_takes_over_what_he_sees_and_nobody_twice_or_his_own() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await;
    let auditor = server.operator(Role::Auditor, "Auditor").await;
    let (_visitor, id) = talking(&server, &mut ira).await;
    server.hide_others(true).await;
    assert_eq!(oleg.1.command(take_over(id, &ira)).await, Answer::Refused(Refusal::NotFound));
    server.hide_others(false).await;
    oleg.1.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    assert_eq!(oleg.1.command(take_over(id, &ira)).await, Answer::Refused(Refusal::Offline));
    // Hidden from visitors, and yet he may (S50).
    oleg.1.command(Command::ChangeStatus { status: OperatorStatus::Invisible }).await.position();
    assert_eq!(ira.1.command(take_over(id, &ira)).await, Answer::Refused(Refusal::Yourself));
    assert_eq!(server.connect(&auditor).await.command(take_over(id, &ira)).await, Answer::Refused(Refusal::NotAllowed));
    oleg.1.command(take_over(id, &ira)).await.position();
    let after = server.position();
    oleg.1.command(take_over(id, &ira)).await.position();
    assert_eq!(server.position(), after, "he has it");
    // Whoever is second takes it from nobody he did not mean.
    let refused = Refusal::AlreadyTaken { by: oleg.0.id, name: "Oleg".into() };
    assert_eq!(boss.1.command(take_over(id, &ira)).await, Answer::Refused(refused));
    oleg.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    assert_eq!(boss.1.command(take_over(id, &oleg)).await, Answer::Refused(Refusal::Closed));
}

#[tokio::test]
async fn what_is_held_stays_his_and_ends_with_the_visitors_next_words() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let (mut visitor, id) = talking(&server, &mut ira).await;
    let (_other, second) = talking(&server, &mut ira).await;
    let (hold, end) =
        (Command::HoldConversation { conversation_id: second }, Command::EndHold { conversation_id: second });
    let seen = server.position();
    visitor.catch_up(seen).await;
    ira.1.command(hold.clone()).await.position();
    assert_eq!(stands_in(&server, &mut ira, Section::InConversation).await, [id, second], "below the others");
    assert_eq!(server.app.live.read().operators[&ira.0.id].conversations, 2, "it weighs as before");
    ira.1.command(end).await.position();
    assert_eq!(stands_in(&server, &mut ira, Section::InConversation).await, [second, id]);
    ira.1.command(Command::HoldConversation { conversation_id: id }).await.position();
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let others = Command::EndHold { conversation_id: id };
    assert_eq!(oleg.1.command(others).await, Answer::Refused(Refusal::NotJoined));
    // Nothing of that is for the visitor.
    visitor.socket.record();
    visitor.catch_up(server.position()).await;
    assert!(!visitor.socket.recorded().concat().contains("old"), "neither hold nor held");
    let sent = visitor.send("Are you there?").await.position();
    let held_ended = |(_, event): &(_, ConversationEvent)| match event {
        ConversationEvent::HoldEnded(ended) => Some(ended.by),
        _ => None,
    };
    assert_eq!(story(&server, id).iter().filter_map(held_ended).collect::<Vec<_>>(), [Author::Visitor]);
    ira.1.catch_up(sent).await;
    assert!(!ira.1.views.workplace().unwrap().conversations[&id].on_hold);
}

#[tokio::test]
async fn a_close_is_taken_back_for_a_while_by_whoever_closed() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await;
    let (mut visitor, id) = talking(&server, &mut ira).await;
    let (close, undo) =
        (Command::CloseConversation { conversation_id: id }, Command::UndoClose { conversation_id: id });
    ira.1.command(close.clone()).await.position();
    server.settled().await;
    assert_eq!(boss.1.command(undo.clone()).await, Answer::Refused(Refusal::NotJoined));
    clock.advance_ms(CLOSE_UNDO_SECONDS * 1_000);
    let undone = ira.1.command(undo.clone()).await.position();
    visitor.catch_up(undone).await;
    assert_eq!(visitor.chat.entries.last().unwrap().what, ChatEntryKind::Reopened);
    assert!(!visitor.chat.conversation.as_ref().unwrap().closed);
    assert_eq!(stands_in(&server, &mut ira, Section::InConversation).await, [id]);
    visitor.send("Thank you").await.position();

    ira.1.command(close.clone()).await.position();
    server.settled().await;
    clock.advance_ms(CLOSE_UNDO_SECONDS * 1_000 + 1);
    assert_eq!(ira.1.command(undo.clone()).await, Answer::Refused(Refusal::Closed));
    // Whoever is banned stays out.
    visitor.send("One more").await.position();
    ira.1.command(close.clone()).await.position();
    let visitor_id = visitor.id();
    let ban = Command::BanVisitor { visitor_id, reason: "Rude".into(), addresses: None, until: None };
    boss.1.command(ban).await.position();
    server.settled().await;
    assert_eq!(ira.1.command(undo.clone()).await, Answer::Refused(Refusal::Banned));
}

#[tokio::test]
async fn a_close_is_not_taken_back_where_the_visitor_would_begin_anew() {
    let server = Server::start().await;
    let choose = |reopen_minutes| SettingsCommand::ChooseTimes {
        pick_up_seconds: 60,
        operator_lost_seconds: 60,
        reopen_minutes,
    };
    server.set(choose(0)).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let (mut visitor, id) = talking(&server, &mut ira).await;
    ira.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    visitor.send("Another thing").await.position();
    server.settled().await;
    let undo = Command::UndoClose { conversation_id: id };
    assert_eq!(ira.1.command(undo).await, Answer::Refused(Refusal::InConversation));
}

#[tokio::test]
async fn whoever_has_a_visitor_sees_his_earlier_conversations_for_as_long() {
    let server = Server::start().await;
    server.hide_others(true).await;
    let choose = SettingsCommand::ChooseTimes { pick_up_seconds: 60, operator_lost_seconds: 60, reopen_minutes: 0 };
    server.set(choose).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let (mut visitor, earlier) = talking(&server, &mut ira).await;
    let visitor_id = visitor.id();
    ira.1.command(Command::CloseConversation { conversation_id: earlier }).await.position();
    server.settled().await;
    assert!(!open(&mut oleg, earlier).await, "it was somebody else's");
    visitor.send("Another thing").await.position();
    server.settled().await;
    // He may serve him, so he sees what he would take on (S87).
    assert!(open(&mut oleg, earlier).await && oleg.1.subscribe(Topic::VisitorCard { visitor_id }).await);
    oleg.1.catch_up(server.position()).await;
    let card = oleg.1.views.card(visitor_id).expect("he looks at it");
    let (conversation_id, known) = (card.conversation.expect("it waits"), card.earlier[0].id);
    assert_eq!(known, earlier);
    ira.1.command(Command::TakeConversation { conversation_id }).await.position();
    server.settled().await;
    oleg.1.catch_up(server.position()).await;
    assert!(oleg.1.gone.contains_key(&Topic::VisitorCard { visitor_id }));
    // Nothing more of it reaches him, and nothing can be asked for.
    visitor.rate(5, "Thank you").await;
    server.settled().await;
    oleg.1.catch_up(server.position()).await;
    assert!(!open(&mut oleg, earlier).await);
    assert!(open(&mut ira, earlier).await);
}

#[tokio::test]
async fn who_has_a_conversation_open_is_told_who_else_has_and_nobody_else() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await;
    let auditor = server.operator(Role::Auditor, "Auditor").await;
    let mut auditor = (auditor.clone(), server.connect(&auditor).await);
    let (_visitor, id) = talking(&server, &mut ira).await;
    let topic = Topic::Timeline { conversation_id: id };
    assert!(open(&mut ira, id).await);
    assert_eq!(looking(&server, &mut ira, id).await, sorted(&[&ira]));
    assert!(open(&mut oleg, id).await && open(&mut boss, id).await);
    assert!(!open(&mut auditor, id).await);
    let all = sorted(&[&ira, &oleg, &boss]);
    assert_eq!(looking(&server, &mut ira, id).await, all, "and no auditor");
    assert_eq!(looking(&server, &mut oleg, id).await, all);
    assert!(auditor.1.looking.is_empty());
    // A second tab of his is still he.
    let mut tab = server.connect(&oleg.0).await;
    assert!(tab.subscribe(topic).await);
    oleg.1.unsubscribe(topic).await;
    oleg.1.settle().await;
    assert_eq!(looking(&server, &mut ira, id).await, all);
    drop(tab);
    ira.1.until("his last tab has gone", |client| client.looking[&id].len() == 2).await;
    assert_eq!(ira.1.looking[&id], sorted(&[&ira, &boss]));
    // Whoever may not look any more is not there, and hears of nobody.
    assert!(open(&mut oleg, id).await);
    let hidden = Command::ChangeStatus { status: OperatorStatus::Offline };
    oleg.1.command(hidden).await.position();
    assert_eq!(looking(&server, &mut ira, id).await, sorted(&[&ira, &boss]));
    oleg.1.command(Command::ChangeStatus { status: OperatorStatus::Online }).await.position();
    assert_eq!(looking(&server, &mut ira, id).await, all, "and back with his status");
    server.hide_others(true).await;
    assert_eq!(looking(&server, &mut ira, id).await, sorted(&[&ira, &boss]));
    oleg.1.catch_up(server.position()).await;
    oleg.1.looking.clear();
    boss.1.unsubscribe(topic).await;
    boss.1.settle().await;
    assert_eq!(looking(&server, &mut ira, id).await, sorted(&[&ira]));
    oleg.1.settle().await;
    assert!(oleg.1.looking.is_empty());
    // None of it is recorded.
    let before = server.position();
    boss.1.subscribe(topic).await;
    server.settled().await;
    assert_eq!(server.position(), before);
}
