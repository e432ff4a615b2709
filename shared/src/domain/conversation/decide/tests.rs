mod life;
mod notes;
mod transfer;

use letopis_events::ids::{SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{AssignmentReason, Language, Locale, Page, Side};

use super::*;
use crate::domain::testing::{given, id, minute};
use crate::wire::refusal::FormField;

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
        address: Address::default(),
        start_refused: None,
        reopen_minutes: 30,
        operator_available: true,
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
fn what_a_site_asks_first_is_asked_before_a_conversation_and_not_within_one() {
    let refusal = Refusal::FormUnanswered { field: FormField::Name };
    let ConversationCommand::VisitorWrites(message) = writes(101, "Добрый день") else { unreachable!() };
    let unanswered = ConversationCommand::VisitorWrites(Box::new(VisitorWrites {
        start_refused: Some(refusal.clone()),
        ..*message
    }));
    given::<Conversation>(&[]).when(unanswered.clone()).then_refused(refusal);
    given::<Conversation>(&[started()]).when(unanswered.clone()).then(vec![said(1, Author::Visitor, "Добрый день")]);
    given::<Conversation>(&[started(), said(1, Author::Visitor, "Добрый день")]).when(unanswered).then_nothing();
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
        .at(minute(3 + 30))
        .when(writes(102, "Ещё вопрос"))
        .then(vec![ConversationReopened {}.into(), said(2, Author::Visitor, "Ещё вопрос")]);
}

#[test]
fn a_message_after_the_window_does_not_reopen() {
    let mut past = in_conversation();
    past.push(closed());
    given::<Conversation>(&past).at(minute(4 + 30)).when(writes(102, "Ещё вопрос")).then_refused(Refusal::Closed);
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

fn assign(who: u128) -> ConversationCommand {
    let reason = AssignmentReason::OnlyCandidate;
    ConversationCommand::Assign { operator_id: id(who), reason, candidates: vec![], let_lie: vec![] }
}

fn assigned(who: u128) -> ConversationEvent {
    let reason = AssignmentReason::OnlyCandidate;
    ConversationAssigned { operator_id: id(who), reason, candidates: vec![], let_lie: vec![] }.into()
}

fn returned(who: u128, cause: ReturnCause) -> ConversationEvent {
    ConversationReturnedToQueue { operator_id: Some(id(who)), cause }.into()
}

#[test]
fn a_conversation_for_a_department_says_so_before_anything_else() {
    let ConversationCommand::VisitorWrites(mut first) = writes(101, "Добрый день") else { unreachable!() };
    first.address = Address { department_id: Some(id(20)), language: Some(Language("ru".into())) };
    let for_whom = ConversationAddressed { department_id: Some(id(20)), language: Some(Language("ru".into())) };
    given::<Conversation>(&[]).when(ConversationCommand::VisitorWrites(first)).then(vec![
        started(),
        for_whom.into(),
        ConversationWaitingLineShown { text: "Подождите..".into() }.into(),
        said(1, Author::Visitor, "Добрый день"),
    ]);
}

#[test]
fn a_waiting_conversation_is_assigned_once() {
    given::<Conversation>(&[started()]).when(assign(IRA)).then(vec![assigned(IRA)]);
    let taken = |by: u128| Refusal::AlreadyTaken { by: id(by), name: String::new() };
    given::<Conversation>(&[started(), assigned(IRA)]).when(assign(OLEG)).then_refused(taken(IRA));
    given::<Conversation>(&in_conversation()).when(assign(OLEG)).then_refused(taken(IRA));
    given::<Conversation>(&[started(), closed()]).when(assign(OLEG)).then_refused(Refusal::Closed);
    given::<Conversation>(&[]).when(assign(OLEG)).then_refused(Refusal::NotStarted);
}

#[test]
fn only_who_was_assigned_joins() {
    let take = |who: u128| ConversationCommand::Take { operator_id: id(who) };
    given::<Conversation>(&[started(), assigned(IRA)]).when(take(IRA)).then(vec![joined(IRA)]);
    given::<Conversation>(&[started(), assigned(IRA)])
        .when(take(OLEG))
        .then_refused(Refusal::AlreadyTaken { by: id(IRA), name: String::new() });
    given::<Conversation>(&[started(), assigned(IRA), returned(IRA, ReturnCause::NotPickedUp)])
        .when(take(OLEG))
        .then(vec![joined(OLEG)]);
}

#[test]
fn the_common_queue_is_entered_once_and_left_with_an_operator() {
    let enter = ConversationCommand::EnterCommonQueue { candidates: vec![] };
    let entered: ConversationEvent = ConversationCommonQueueEntered { candidates: vec![] }.into();
    given::<Conversation>(&[started()]).when(enter.clone()).then(vec![entered.clone()]);
    given::<Conversation>(&[started(), entered.clone()]).when(enter.clone()).then_nothing();
    given::<Conversation>(&[started(), entered]).when(assign(IRA)).then(vec![assigned(IRA)]);
    given::<Conversation>(&[]).when(enter).then_refused(Refusal::NotStarted);
}

#[test]
fn the_common_queue_is_left_where_somebody_has_room_who_let_it_lie() {
    let leave = ConversationCommand::LeaveCommonQueue { cause: ReturnCause::NotPickedUp };
    let entered: ConversationEvent = ConversationCommonQueueEntered { candidates: vec![] }.into();
    let left = ConversationReturnedToQueue { operator_id: None, cause: ReturnCause::NotPickedUp };
    given::<Conversation>(&[started(), entered.clone()]).when(leave.clone()).then(vec![left.clone().into()]);
    given::<Conversation>(&[started(), entered.clone(), left.into()]).when(leave.clone()).then_nothing();
    given::<Conversation>(&[started(), entered, joined(IRA)]).when(leave.clone()).then_nothing();
    given::<Conversation>(&[]).when(leave).then_nothing();
}

#[test]
fn who_cannot_keep_it_gives_it_back_once() {
    let give_back = |who: u128, assigned_at| ConversationCommand::Return {
        operator_id: id(who),
        cause: ReturnCause::WentOffline,
        assigned_at,
    };
    let gone = returned(IRA, ReturnCause::WentOffline);
    given::<Conversation>(&in_conversation()).when(give_back(IRA, None)).then(vec![gone.clone()]);
    given::<Conversation>(&[started(), assigned(IRA)]).when(give_back(IRA, None)).then(vec![gone.clone()]);
    given::<Conversation>(&in_conversation()).when(give_back(OLEG, None)).then_nothing();
    given::<Conversation>(&[started(), joined(IRA), gone]).when(give_back(IRA, None)).then_nothing();
    given::<Conversation>(&[started(), joined(IRA), closed()]).when(give_back(IRA, None)).then_nothing();
    // A timer that rings late: he has opened it, or it is another assignment.
    given::<Conversation>(&[started(), assigned(IRA), joined(IRA)])
        .when(give_back(IRA, Some(minute(1))))
        .then_nothing();
    given::<Conversation>(&[started(), assigned(IRA)]).when(give_back(IRA, Some(minute(0)))).then_nothing();
}

#[test]
fn a_message_after_the_end_finds_the_operator_or_the_queue() {
    let mut past = in_conversation();
    past.push(closed());
    let ConversationCommand::VisitorWrites(mut late) = writes(102, "Ещё вопрос") else { unreachable!() };
    late.operator_available = false;
    given::<Conversation>(&past).when(ConversationCommand::VisitorWrites(late)).then(vec![
        ConversationReopened {}.into(),
        returned(IRA, ReturnCause::NotAvailable),
        said(2, Author::Visitor, "Ещё вопрос"),
    ]);
}

#[test]
fn one_category_replaces_the_other() {
    let give = |who: u128, category: Option<u128>| ConversationCommand::GiveCategory {
        by: id(who),
        category_id: category.map(id),
    };
    let given_vip: ConversationEvent = ConversationCategoryGiven { by: id(IRA), category_id: Some(id(30)) }.into();
    given::<Conversation>(&in_conversation()).when(give(IRA, Some(30))).then(vec![given_vip.clone()]);
    let mut past = in_conversation();
    past.push(given_vip);
    given::<Conversation>(&past).when(give(IRA, Some(30))).then_nothing();
    past.push(closed());
    given::<Conversation>(&past)
        .when(give(IRA, None))
        .then(vec![ConversationCategoryGiven { by: id(IRA), category_id: None }.into()]);
    given::<Conversation>(&past).when(give(OLEG, Some(31))).then_refused(Refusal::NotJoined);
    // What an earlier conversation left on the visitor can be taken away in this one.
    let taken: ConversationEvent = ConversationCategoryGiven { by: id(IRA), category_id: None }.into();
    given::<Conversation>(&in_conversation()).when(give(IRA, None)).then(vec![taken.clone()]);
    let mut past = in_conversation();
    past.push(taken);
    given::<Conversation>(&past).when(give(IRA, None)).then_nothing();
}

#[test]
fn a_visitor_judges_whom_he_has_talked_to() {
    let rate = |stars, comment: &str| ConversationCommand::Rate { stars, comment: comment.into() };
    let rated: ConversationEvent = ConversationRated { stars: 5, comment: "Спасибо!".into() }.into();
    let mut past = in_conversation();
    past.push(closed());
    given::<Conversation>(&past).when(rate(5, "Спасибо! ")).then(vec![rated.clone()]);
    given::<Conversation>(&past).when(rate(0, "")).then_refused(Refusal::OutOfRange { min: 1, max: 5 });
    given::<Conversation>(&past).when(rate(6, "")).then_refused(Refusal::OutOfRange { min: 1, max: 5 });
    past.push(rated);
    given::<Conversation>(&past).when(rate(5, "Спасибо!")).then_nothing();
    given::<Conversation>(&[started(), closed()]).when(rate(5, "")).then_refused(Refusal::NotStarted);
    given::<Conversation>(&in_conversation()).when(rate(5, "")).then_refused(Refusal::InConversation);
}

#[test]
fn an_operator_may_write_first() {
    let ConversationCommand::VisitorWrites(writes) = writes(101, "Чем помочь?") else { unreachable!() };
    let initiate = ConversationCommand::Initiate { by: id(IRA), writes };
    let initiated = ConversationInitiated {
        by: id(IRA),
        visitor_id: id(VISITOR),
        visit_id: id(2),
        site_id: id(3),
        page: page(),
        locale: Locale::Ru,
    };
    given::<Conversation>(&[]).when(initiate.clone()).then(vec![
        initiated.into(),
        joined(IRA),
        said(1, ira(), "Чем помочь?"),
    ]);
    given::<Conversation>(&in_conversation()).when(initiate.clone()).then_refused(Refusal::InConversation);
    given::<Conversation>(&[started(), closed()]).when(initiate).then_refused(Refusal::Closed);
}
