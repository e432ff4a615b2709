use super::super::place::Place;
use super::*;
use crate::wire::saved_message;
use letopis_ui::json::Json;
use uuid::Uuid;

fn id(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}

fn message(text: &str) -> Command {
    Command::SendMessage { conversation_id: ConversationId(Uuid::from_u128(9)), text: text.into() }
}

fn frame(n: u128, command: Command) -> Out {
    Out::Send(Arc::new(ClientFrame::Command { id: id(n), command }))
}

fn states(outbox: &Outbox) -> Vec<PendingState> {
    outbox
        .messages(Place::Conversation(ConversationId(Uuid::from_u128(9))))
        .map(|pending| pending.state.clone())
        .collect()
}

#[test]
fn a_message_is_kept_in_the_browser_before_it_is_sent() {
    let mut outbox = Outbox::default();
    let out = outbox.add(id(1), message("a"), 0, true);
    assert!(matches!(&out[0], Out::Save(saved) if saved.id == id(1)));
    assert_eq!(out[1], frame(1, message("a")));
}

#[test]
fn without_a_connection_it_waits_and_leaves_by_itself() {
    let mut outbox = Outbox::default();
    assert_eq!(outbox.add(id(1), message("a"), 0, false).len(), 1);
    assert_eq!(outbox.counts(), (1, 0));
    assert_eq!(outbox.flush(5), [frame(1, message("a"))]);
}

#[test]
fn what_was_in_flight_is_sent_again_with_the_same_id_and_in_order() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    outbox.add(id(2), message("b"), 1, true);
    outbox.lost();
    assert_eq!(outbox.flush(5), [frame(1, message("a")), frame(2, message("b"))]);
}

#[test]
fn a_server_that_cannot_record_is_said_until_it_can() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    outbox.failed(id(1), ErrorCode::Unavailable, 0);
    assert!(outbox.stalled());
    outbox.tick(2_000, true);
    assert!(outbox.stalled(), "also while it is tried again");
    outbox.accepted(id(1));
    assert!(!outbox.stalled());
}

#[test]
fn an_accepted_message_stays_until_the_view_shows_it() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    assert_eq!(outbox.accepted(id(1)), [Out::Forget(id(1)), Out::Answered(id(1), Ok(()))]);
    assert_eq!(states(&outbox), [PendingState::Accepted]);
    assert_eq!(outbox.flush(9), [], "it is not sent twice");
    assert_eq!(outbox.seen(|shown| shown == id(1)), [Out::Forget(id(1))]);
    assert_eq!(states(&outbox), []);
}

#[test]
fn a_message_that_the_view_shows_before_the_answer_is_done_with() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    outbox.seen(|shown| shown == id(1));
    assert_eq!(outbox.accepted(id(1)), []);
}

#[test]
fn a_refused_message_fails_and_can_be_sent_again_or_deleted() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    let failure = Failure::Refused(Refusal::NotJoined);
    assert_eq!(outbox.refused(id(1), Refusal::NotJoined), [Out::Answered(id(1), Err(failure))]);
    assert_eq!(outbox.counts(), (0, 1));
    assert_eq!(outbox.retry(id(1), 7, true)[1], frame(1, message("a")));
    outbox.refused(id(1), Refusal::NotJoined);
    assert_eq!(outbox.delete(id(1)), [Out::Forget(id(1))]);
    assert_eq!(outbox.counts(), (0, 0));
}

#[test]
fn a_message_on_its_way_cannot_be_deleted() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    assert_eq!(outbox.delete(id(1)), []);
}

#[test]
fn a_passing_error_is_tried_again_by_itself() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    assert_eq!(outbox.failed(id(1), ErrorCode::Unavailable, 100), []);
    assert_eq!(outbox.tick(2_099, true), []);
    assert_eq!(outbox.tick(2_100, true), [frame(1, message("a"))]);
}

#[test]
fn a_lasting_error_fails() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, true);
    outbox.failed(id(1), ErrorCode::BadFrame, 100);
    assert_eq!(states(&outbox), [PendingState::Failed(Failure::Error(ErrorCode::BadFrame))]);
}

#[test]
fn what_outlived_its_time_fails_instead_of_being_sent() {
    let mut outbox = Outbox::default();
    outbox.add(id(1), message("a"), 0, false);
    assert_eq!(outbox.flush(AGE_MAX + 1), [Out::Answered(id(1), Err(Failure::TooOld))]);
    assert_eq!(outbox.counts(), (0, 1));
}

#[test]
fn other_commands_leave_no_trace_after_their_answer() {
    let mut outbox = Outbox::default();
    let close = Command::CloseConversation { conversation_id: ConversationId(Uuid::from_u128(9)) };
    assert_eq!(outbox.add(id(1), close.clone(), 0, true), [frame(1, close)]);
    assert_eq!(outbox.refused(id(1), Refusal::Closed).len(), 1);
    assert_eq!(outbox.flush(1), []);
}

#[test]
fn what_an_earlier_tab_left_is_sent_in_its_order() {
    let mut outbox = Outbox::default();
    let mut saved = Vec::new();
    let to_all = Command::WriteToOperators { text: "c".into() };
    for (n, command) in [(3, to_all.clone()), (2, message("b")), (1, message("a"))] {
        for out in outbox.add(id(n), command, n as u64, false) {
            if let Out::Save(message) = out {
                saved.push(serde_json::to_string(&message).expect("plain data"));
            }
        }
    }
    let read = |text: &String| Json::parse(text).and_then(|json| saved_message(&json)).expect("what was written");
    assert_eq!(
        Outbox::restored(saved.iter().map(read).collect()).flush(5),
        [frame(1, message("a")), frame(2, message("b")), frame(3, to_all)]
    );
}
