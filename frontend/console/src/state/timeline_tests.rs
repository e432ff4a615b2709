use super::*;
use letopis_shared::schema::ids::{ConversationId, SiteId, VisitorId};
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::views::timeline::{ConversationHead, Marks, TimelineEntry};
use letopis_shared::wire::operator::Command;

const DAY: i64 = 86_400;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("a valid time")
}

pub(crate) fn entry(position: u64, what: EntryKind) -> TimelineEntry {
    TimelineEntry { position, at: at(position as i64), what }
}

pub(crate) fn visitor_message(position: u64, number: u32, text: &str) -> TimelineEntry {
    let message_id = MessageId(Uuid::from_u128(position.into()));
    entry(position, EntryKind::VisitorMessage { message_id, number, text: text.into() })
}

fn operator_message(position: u64, number: u32, operator: u128) -> TimelineEntry {
    let message_id = MessageId(Uuid::from_u128(position.into()));
    let operator_id = OperatorId(Uuid::from_u128(operator));
    entry(
        position,
        EntryKind::OperatorMessage { message_id, number, operator_id, name: "Ира".into(), text: "x".into() },
    )
}

pub(crate) fn timeline(entries: Vec<TimelineEntry>) -> Timeline {
    let head = ConversationHead {
        id: ConversationId(Uuid::from_u128(9)),
        number: 1,
        visitor_id: VisitorId(Uuid::from_u128(3)),
        visitor_number: 1,
        visitor_name: None,
        site_id: SiteId(Uuid::from_u128(4)),
        locale: Locale::Ru,
        operators: vec![OperatorId(Uuid::from_u128(1))],
        assigned: None,
        on_hold: false,
        department_id: None,
        language: None,
        category_id: None,
        stars: None,
        started_at: at(0),
        closed_at: None,
    };
    Timeline { head, marks: Marks::default(), entries }
}

fn drawn(timeline: &Timeline, pending: &[Pending]) -> Vec<(Key, Item)> {
    items(timeline, pending.iter(), (OperatorId(Uuid::from_u128(1)), "Ира"), 0, |at| at.timestamp().div_euclid(DAY))
}

fn bubbles(items: Vec<(Key, Item)>) -> Vec<Bubble> {
    items
        .into_iter()
        .filter_map(|(_, item)| match item {
            Item::Bubble(bubble) => Some(bubble),
            _ => None,
        })
        .collect()
}

fn pending(id: u128, state: PendingState) -> Pending {
    let command = Command::SendMessage { conversation_id: ConversationId(Uuid::from_u128(9)), text: "later".into() };
    Pending::new(CommandId(Uuid::from_u128(id)), command, 20_000, state)
}

#[test]
fn bubbles_of_one_author_stand_together_until_something_comes_between() {
    let timeline = timeline(vec![
        visitor_message(1, 1, "a"),
        visitor_message(2, 2, "b"),
        entry(3, EntryKind::LeftSite),
        visitor_message(4, 3, "c"),
        operator_message(5, 4, 1),
    ]);
    let places: Vec<_> = bubbles(drawn(&timeline, &[])).iter().map(|b| (b.first, b.last, b.named)).collect();
    assert_eq!(places, [(true, false, true), (false, true, false), (true, true, false), (true, true, true)]);
}

#[test]
fn another_operator_is_named() {
    let timeline = timeline(vec![operator_message(1, 1, 1), operator_message(2, 2, 2), operator_message(3, 3, 2)]);
    let named: Vec<_> = bubbles(drawn(&timeline, &[])).iter().map(|b| (b.first, b.named)).collect();
    assert_eq!(named, [(true, true), (true, true), (false, false)]);
}

#[test]
fn a_day_stands_before_its_first_entry_and_never_twice() {
    let mut timeline = timeline(vec![visitor_message(1, 1, "a")]);
    let mut next = visitor_message(2, 2, "b");
    next.at = at(DAY + 5);
    let mut backwards = visitor_message(3, 3, "c");
    backwards.at = at(DAY - 5);
    timeline.entries.extend([next, backwards]);
    let days = drawn(&timeline, &[]).iter().filter(|(_, item)| matches!(item, Item::Day { .. })).count();
    assert_eq!(days, 2);
}

#[test]
fn a_message_is_shown_at_once_and_only_once() {
    let timeline = timeline(vec![operator_message(5, 1, 1)]);
    let own = [pending(5, PendingState::InFlight), pending(6, PendingState::InFlight)];
    let shown = bubbles(drawn(&timeline, &own));
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0].delivery, Some(Delivery::Sent));
    assert_eq!(shown[1].delivery, Some(Delivery::Sending));
}

#[test]
fn states_follow_the_marks_and_the_outbox() {
    let mut timeline = timeline(vec![operator_message(1, 1, 1), operator_message(2, 2, 1), operator_message(3, 3, 1)]);
    timeline.marks = Marks { read_by_visitor: 1, delivered_to_visitor: 2, ..Marks::default() };
    let own = [
        pending(6, PendingState::Accepted),
        pending(7, PendingState::Queued),
        pending(8, PendingState::Failed(Failure::TooOld)),
    ];
    let states: Vec<_> = bubbles(drawn(&timeline, &own)).iter().filter_map(|b| b.delivery).collect();
    use Delivery::{Delivered, Failed, Read, Sending, Sent};
    assert_eq!(states, [Read, Delivered, Sent, Sent, Sending, Failed]);
}
