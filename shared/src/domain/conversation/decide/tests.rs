use letopis_events::ids::{SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{Locale, Page, Side};

use super::*;
use crate::domain::testing::{given, id, minute};

const VISITOR: u128 = 1;
const IRA: u128 = 10;
const OLEG: u128 = 11;

fn page() -> Page {
    Page { url: "https://prival.example/".into(), title: "Привал".into() }
}

fn started() -> ConversationEvent {
    ConversationStarted {
        visitor_id: id::<VisitorId>(VISITOR),
        visit_id: id::<VisitId>(2),
        site_id: id::<SiteId>(3),
        page: page(),
        locale: Locale::Ru,
    }
    .into()
}

fn said(number: u32, author: Author, text: &str) -> ConversationEvent {
    ConversationMessageSent { message_id: id(100 + u128::from(number)), number, author, text: text.into() }.into()
}

fn ira() -> Author {
    Author::Operator { operator_id: id(IRA) }
}

fn joined(who: u128) -> ConversationEvent {
    ConversationOperatorJoined { operator_id: id(who) }.into()
}

fn closed() -> ConversationEvent {
    ConversationClosed { by: ira() }.into()
}

fn writes(message: u128, text: &str) -> ConversationCommand {
    ConversationCommand::VisitorWrites(Box::new(VisitorWrites {
        visitor_id: id(VISITOR),
        visit_id: id(2),
        site_id: id(3),
        page: page(),
        locale: Locale::Ru,
        waiting_line: "Подождите..".into(),
        message_id: id(message),
        text: text.into(),
    }))
}

fn in_conversation() -> Vec<ConversationEvent> {
    vec![started(), said(1, Author::Visitor, "Добрый день"), joined(IRA)]
}

#[test]
fn the_first_message_starts_the_conversation_and_shows_the_waiting_line() {
    given::<Conversation>(&[]).when(writes(101, " Добрый день ")).then(vec![
        started(),
        ConversationWaitingLineShown { text: "Подождите..".into() }.into(),
        said(1, Author::Visitor, "Добрый день"),
    ]);
}

#[test]
fn the_next_message_only_adds_itself() {
    given::<Conversation>(&in_conversation()).when(writes(102, "Ау")).then(vec![said(2, Author::Visitor, "Ау")]);
}

#[test]
fn an_empty_message_is_refused() {
    given::<Conversation>(&[]).when(writes(101, " \n ")).then_refused(Refusal::TextEmpty);
}

#[test]
fn a_message_that_is_recorded_is_not_recorded_again() {
    given::<Conversation>(&in_conversation()).when(writes(101, "Добрый день")).then_nothing();
}

#[test]
fn another_visitor_finds_no_conversation_here() {
    let ConversationCommand::VisitorWrites(mut message) = writes(102, "Я не Марина") else { unreachable!() };
    message.visitor_id = id(7);
    given::<Conversation>(&in_conversation())
        .when(ConversationCommand::VisitorWrites(message))
        .then_refused(Refusal::NotFound);
}

#[test]
fn a_message_within_the_window_reopens() {
    let mut past = in_conversation();
    past.push(closed());
    given::<Conversation>(&past)
        .at(minute(3 + REOPEN_WINDOW_MINUTES))
        .when(writes(102, "Ещё вопрос"))
        .then(vec![ConversationReopened {}.into(), said(2, Author::Visitor, "Ещё вопрос")]);
}

#[test]
fn a_message_after_the_window_does_not_reopen() {
    let mut past = in_conversation();
    past.push(closed());
    given::<Conversation>(&past)
        .at(minute(4 + REOPEN_WINDOW_MINUTES))
        .when(writes(102, "Ещё вопрос"))
        .then_refused(Refusal::Closed);
}

#[test]
fn the_first_operator_to_take_a_waiting_visitor_joins() {
    given::<Conversation>(&[started()])
        .when(ConversationCommand::Take { operator_id: id(IRA) })
        .then(vec![joined(IRA)]);
}

#[test]
fn the_second_operator_is_told_who_was_first() {
    given::<Conversation>(&in_conversation())
        .when(ConversationCommand::Take { operator_id: id(OLEG) })
        .then_refused(Refusal::AlreadyTaken { by: id(IRA), name: String::new() });
}

#[test]
fn taking_again_changes_nothing() {
    given::<Conversation>(&in_conversation()).when(ConversationCommand::Take { operator_id: id(IRA) }).then_nothing();
}

#[test]
fn nobody_takes_what_is_closed_or_has_not_started() {
    let take = || ConversationCommand::Take { operator_id: id(IRA) };
    given::<Conversation>(&[]).when(take()).then_refused(Refusal::NotStarted);
    given::<Conversation>(&[started(), closed()]).when(take()).then_refused(Refusal::Closed);
}

fn answers(who: u128, message: u128) -> ConversationCommand {
    ConversationCommand::OperatorWrites {
        operator_id: id(who), message_id: id(message), text: "Здравствуйте".into()
    }
}

#[test]
fn an_operator_who_joined_writes() {
    given::<Conversation>(&in_conversation()).when(answers(IRA, 102)).then(vec![said(2, ira(), "Здравствуйте")]);
}

#[test]
fn an_operator_who_did_not_join_does_not_write() {
    given::<Conversation>(&in_conversation()).when(answers(OLEG, 102)).then_refused(Refusal::NotJoined);
}

#[test]
fn an_operator_does_not_write_after_the_close() {
    let mut past = in_conversation();
    past.push(closed());
    given::<Conversation>(&past).when(answers(IRA, 102)).then_refused(Refusal::Closed);
}

#[test]
fn an_answer_that_is_recorded_is_not_recorded_again() {
    let mut past = in_conversation();
    past.push(said(2, ira(), "Здравствуйте"));
    given::<Conversation>(&past).when(answers(IRA, 102)).then_nothing();
}

#[test]
fn marks_only_rise() {
    let read = |up_to| ConversationCommand::MarkRead { by: Reader::Visitor, up_to };
    let mut past = in_conversation();
    past.push(said(2, ira(), "Здравствуйте"));
    let marked: ConversationEvent = ConversationMessagesRead { by: Side::Visitor, up_to: 2 }.into();
    given::<Conversation>(&past).when(read(2)).then(vec![marked.clone()]);
    past.push(marked);
    given::<Conversation>(&past).when(read(2)).then_nothing();
    given::<Conversation>(&past).when(read(1)).then_nothing();
    given::<Conversation>(&past)
        .when(ConversationCommand::MarkDelivered { to: Reader::Visitor, up_to: 2 })
        .then_nothing();
}

#[test]
fn nobody_marks_a_message_that_does_not_exist() {
    given::<Conversation>(&in_conversation())
        .when(ConversationCommand::MarkDelivered { to: Reader::Visitor, up_to: 2 })
        .then_refused(Refusal::NumberInvalid);
}

#[test]
fn an_operator_who_only_looks_marks_nothing() {
    given::<Conversation>(&in_conversation())
        .when(ConversationCommand::MarkRead { by: Reader::Operator { operator_id: id(OLEG) }, up_to: 1 })
        .then_refused(Refusal::NotJoined);
}

#[test]
fn either_side_closes() {
    given::<Conversation>(&in_conversation()).when(ConversationCommand::Close { by: ira() }).then(vec![closed()]);
    given::<Conversation>(&in_conversation())
        .when(ConversationCommand::Close { by: Author::Visitor })
        .then(vec![ConversationClosed { by: Author::Visitor }.into()]);
}

#[test]
fn an_operator_who_did_not_join_does_not_close() {
    let close = ConversationCommand::Close { by: Author::Operator { operator_id: id(OLEG) } };
    given::<Conversation>(&in_conversation()).when(close).then_refused(Refusal::NotJoined);
}

#[test]
fn closing_again_changes_nothing() {
    given::<Conversation>(&[started(), joined(IRA), closed()])
        .when(ConversationCommand::Close { by: ira() })
        .then_nothing();
}
