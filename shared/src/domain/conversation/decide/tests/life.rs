//! Taking over, holding, taking back a close.

use super::transfer::{to, transferred};
use super::*;

fn taken_over(by: u128, from: u128) -> ConversationEvent {
    ConversationTakenOver { by: id(by), from: id(from) }.into()
}

fn take_over(by: u128, from: u128) -> ConversationCommand {
    ConversationCommand::TakeOver { by: id(by), from: id(from) }
}

fn after(events: &[ConversationEvent]) -> Vec<ConversationEvent> {
    [in_conversation(), events.to_vec()].concat()
}

#[test]
fn a_conversation_is_taken_over_from_who_joined_or_was_assigned() {
    let both = |from| vec![taken_over(OLEG, from), joined(OLEG)];
    given::<Conversation>(&in_conversation()).when(take_over(OLEG, IRA)).then(both(IRA));
    given::<Conversation>(&[started(), assigned(IRA)]).when(take_over(OLEG, IRA)).then(both(IRA));
}

#[test]
fn of_two_who_take_over_the_second_does_not_take_it_from_the_first() {
    const BOSS: u128 = 12;
    given::<Conversation>(&after(&[taken_over(OLEG, IRA), joined(OLEG)]))
        .when(take_over(BOSS, IRA))
        .then_refused(Refusal::AlreadyTaken { by: id(OLEG), name: String::new() });
}

#[test]
fn taking_over_again_changes_nothing() {
    given::<Conversation>(&after(&[taken_over(OLEG, IRA), joined(OLEG)])).when(take_over(OLEG, IRA)).then_nothing();
}

#[test]
fn nobody_takes_over_his_own_nor_what_is_closed_or_has_not_started() {
    given::<Conversation>(&in_conversation()).when(take_over(IRA, IRA)).then_refused(Refusal::Yourself);
    given::<Conversation>(&after(&[closed()])).when(take_over(OLEG, IRA)).then_refused(Refusal::Closed);
    given::<Conversation>(&[]).when(take_over(OLEG, IRA)).then_refused(Refusal::NotStarted);
}

#[test]
fn what_was_given_back_meanwhile_is_taken() {
    given::<Conversation>(&after(&[returned(IRA, ReturnCause::WentOffline)]))
        .when(take_over(OLEG, IRA))
        .then(vec![joined(OLEG)]);
    given::<Conversation>(&[started(), assigned(OLEG)]).when(take_over(OLEG, IRA)).then(vec![joined(OLEG)]);
}

#[test]
fn who_lost_it_no_longer_answers() {
    let text = "Секунду".to_owned();
    given::<Conversation>(&after(&[taken_over(OLEG, IRA), joined(OLEG)]))
        .when(ConversationCommand::OperatorWrites { operator_id: id(IRA), message_id: id(102), text })
        .then_refused(Refusal::NotJoined);
}

fn hold(by: u128) -> ConversationCommand {
    ConversationCommand::Hold { by: id(by) }
}

fn end_hold(by: u128) -> ConversationCommand {
    ConversationCommand::EndHold { by: id(by) }
}

fn held() -> ConversationEvent {
    ConversationHeld { by: id(IRA) }.into()
}

fn hold_ended(by: Author) -> ConversationEvent {
    ConversationHoldEnded { by }.into()
}

#[test]
fn an_operator_holds_his_own_once() {
    given::<Conversation>(&in_conversation()).when(hold(IRA)).then(vec![held()]);
    given::<Conversation>(&after(&[held()])).when(hold(IRA)).then_nothing();
    given::<Conversation>(&in_conversation()).when(hold(OLEG)).then_refused(Refusal::NotJoined);
    given::<Conversation>(&after(&[closed()])).when(hold(IRA)).then_refused(Refusal::Closed);
    given::<Conversation>(&[]).when(hold(IRA)).then_refused(Refusal::NotStarted);
}

#[test]
fn a_hold_is_ended_by_hand_once() {
    given::<Conversation>(&after(&[held()])).when(end_hold(IRA)).then(vec![hold_ended(ira())]);
    given::<Conversation>(&in_conversation()).when(end_hold(IRA)).then_nothing();
    given::<Conversation>(&after(&[held()])).when(end_hold(OLEG)).then_refused(Refusal::NotJoined);
}

#[test]
fn a_hold_ends_when_the_visitor_writes_and_not_when_the_operator_does() {
    given::<Conversation>(&after(&[held()]))
        .when(writes(102, "Вы тут?"))
        .then(vec![hold_ended(Author::Visitor), said(2, Author::Visitor, "Вы тут?")]);
    given::<Conversation>(&after(&[held()])).when(answers(IRA, 102)).then(vec![said(2, ira(), "Здравствуйте")]);
}

#[test]
fn a_hold_ends_with_whoever_had_it() {
    for over in [
        returned(IRA, ReturnCause::WentOffline),
        transferred(IRA, to(OLEG)),
        taken_over(OLEG, IRA),
        closed(),
        joined(OLEG),
    ] {
        let mut state = Conversation::default();
        for event in after(&[held(), over.clone()]) {
            state.evolve(&event, minute(0));
        }
        assert!(!state.on_hold, "{over:?}");
    }
}

fn undo(by: u128) -> ConversationCommand {
    ConversationCommand::UndoClose { by: id(by), reopen_minutes: 30 }
}

#[test]
fn whoever_closed_it_takes_that_back_for_a_while() {
    let past = after(&[closed()]);
    let undone = || vec![ConversationCloseUndone { by: id(IRA) }.into()];
    let seconds = |n| minute(3) + TimeDelta::seconds(n);
    given::<Conversation>(&past).at(seconds(CLOSE_UNDO_SECONDS)).when(undo(IRA)).then(undone());
    given::<Conversation>(&past).at(seconds(CLOSE_UNDO_SECONDS + 1)).when(undo(IRA)).then_refused(Refusal::Closed);
    given::<Conversation>(&past).at(seconds(0)).when(undo(OLEG)).then_refused(Refusal::NotJoined);
    // Once a message would begin another conversation, this one stays closed.
    let late = ConversationCommand::UndoClose { by: id(IRA), reopen_minutes: 0 };
    given::<Conversation>(&past).at(seconds(1)).when(late).then_refused(Refusal::Closed);
}

#[test]
fn a_close_is_taken_back_once_and_only_ones_own() {
    let past = after(&[closed(), ConversationCloseUndone { by: id(IRA) }.into()]);
    given::<Conversation>(&past).when(undo(IRA)).then_nothing();
    given::<Conversation>(&past).when(answers(IRA, 102)).then(vec![said(2, ira(), "Здравствуйте")]);
    let by_visitor = ConversationClosed { by: Author::Visitor }.into();
    given::<Conversation>(&after(&[by_visitor])).when(undo(IRA)).then_refused(Refusal::NotJoined);
    given::<Conversation>(&[]).when(undo(IRA)).then_refused(Refusal::NotStarted);
    // Open again by the visitor, and with a colleague since.
    let moved = after(&[closed(), ConversationReopened {}.into(), transferred(IRA, to(OLEG)), joined(OLEG)]);
    given::<Conversation>(&moved).when(undo(IRA)).then_refused(Refusal::NotJoined);
}
