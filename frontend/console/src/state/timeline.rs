//! The middle column as a list of things to draw: days, notices, bubbles with their place in a group.

use chrono::{DateTime, Utc};
use letopis_shared::schema::ids::{CommandId, MessageId, OperatorId};
use letopis_shared::schema::vocabulary::Side;
use letopis_shared::views::timeline::{Delivery, EntryKind, Timeline};
use uuid::Uuid;

use super::Millis;
use super::outbox::{Failure, Pending, PendingState};

/// Bubbles of one author this far apart still stand together, in seconds.
const TOGETHER_SECONDS: i64 = 300;

/// What keeps an item the same one while the list changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Day(i64),
    /// Where what is new begins.
    New,
    /// The position of a notice.
    Notice(u64),
    /// The id of a message, from its sending on.
    Message(Uuid),
}

/// Something to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Day { at: DateTime<Utc> },
    New,
    Notice { at: DateTime<Utc>, what: EntryKind },
    Bubble(Bubble),
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Bubble {
    pub id: MessageId,
    pub side: Side,
    /// The operator who wrote it, with his name of that time.
    pub author: Option<(OperatorId, String)>,
    pub text: String,
    pub at: DateTime<Utc>,
    /// Only of messages that operators wrote.
    pub delivery: Option<Delivery>,
    pub failure: Option<Failure>,
    /// The first and last of a group of one author.
    pub first: bool,
    pub last: bool,
    /// The author is another one than the last of this side: his name has to be said.
    pub named: bool,
}

impl Bubble {
    fn author_key(&self) -> (Side, Option<OperatorId>) {
        (self.side, self.author.as_ref().map(|(id, _)| *id))
    }
}

/// Builds the list: what the log knows, then what is still on its way.
///
/// `day` tells days of the viewer's time zone apart; `clock_behind` is the server's clock less this browser's.
pub fn items<'a>(
    timeline: &Timeline,
    pending: impl Iterator<Item = &'a Pending>,
    me: (OperatorId, &str),
    clock_behind: i64,
    day: impl Fn(DateTime<Utc>) -> i64,
) -> Vec<(Key, Item)> {
    let mut list = List::new(day);
    for entry in &timeline.entries {
        match bubble(timeline, &entry.what, entry.at) {
            Some(bubble) => list.bubble(bubble),
            None => list.notice(entry.position, entry.at, entry.what.clone()),
        }
    }
    list.pending(pending, me, clock_behind);
    list.items
}

fn bubble(timeline: &Timeline, what: &EntryKind, at: DateTime<Utc>) -> Option<Bubble> {
    let (id, side, author, text, delivery) = match what {
        EntryKind::VisitorMessage { message_id, text, .. } => (*message_id, Side::Visitor, None, text, None),
        EntryKind::OperatorMessage { message_id, number, operator_id, name, text } => {
            let delivery = timeline.marks.state(Side::Operator, *number);
            (*message_id, Side::Operator, Some((*operator_id, name.clone())), text, Some(delivery))
        }
        _ => return None,
    };
    let text = text.clone();
    Some(Bubble { id, side, author, text, at, delivery, failure: None, first: true, last: true, named: true })
}

fn waiting_bubble(pending: &Pending, (id, name): (OperatorId, &str), clock_behind: i64) -> Option<Bubble> {
    let (_, text) = pending.message()?;
    let (delivery, failure) = match &pending.state {
        PendingState::Failed(failure) => (Delivery::Failed, Some(failure.clone())),
        PendingState::Accepted => (Delivery::Sent, None),
        _ => (Delivery::Sending, None),
    };
    let CommandId(message_id) = pending.id;
    Some(Bubble {
        id: MessageId(message_id),
        side: Side::Operator,
        author: Some((id, name.to_owned())),
        text: text.to_owned(),
        at: instant(pending.created_at, clock_behind),
        delivery: Some(delivery),
        failure,
        first: true,
        last: true,
        named: true,
    })
}

/// An instant of this browser's clock by the server's.
fn instant(at: Millis, clock_behind: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at as i64 + clock_behind).unwrap_or_default()
}

/// The list while it is built.
pub(super) struct List<D> {
    pub(super) items: Vec<(Key, Item)>,
    day: D,
    last_day: Option<i64>,
    visitor_named: bool,
    operator_named: Option<OperatorId>,
}

impl<D: Fn(DateTime<Utc>) -> i64> List<D> {
    pub(super) fn new(day: D) -> Self {
        Self { items: Vec::new(), day, last_day: None, visitor_named: false, operator_named: None }
    }

    /// Adds what is still on its way and not in the list yet.
    pub(super) fn pending<'a>(
        &mut self,
        pending: impl Iterator<Item = &'a Pending>,
        me: (OperatorId, &str),
        clock_behind: i64,
    ) {
        for pending in pending {
            let known = |key: &Key| *key == Key::Message(pending.id.0);
            if !self.items.iter().rev().any(|(key, _)| known(key))
                && let Some(bubble) = waiting_bubble(pending, me, clock_behind)
            {
                self.bubble(bubble);
            }
        }
    }

    pub(super) fn begin(&mut self, at: DateTime<Utc>) {
        let day = (self.day)(at);
        // A clock that ran backwards must not open an earlier day again.
        if self.last_day.is_none_or(|last| day > last) {
            self.last_day = Some(day);
            self.items.push((Key::Day(day), Item::Day { at }));
        }
    }

    fn notice(&mut self, position: u64, at: DateTime<Utc>, what: EntryKind) {
        self.begin(at);
        self.items.push((Key::Notice(position), Item::Notice { at, what }));
    }

    pub(super) fn bubble(&mut self, mut bubble: Bubble) {
        self.begin(bubble.at);
        if let Some((_, Item::Bubble(before))) = self.items.last_mut() {
            let near = (bubble.at - before.at).num_seconds().abs() <= TOGETHER_SECONDS;
            if near && before.author_key() == bubble.author_key() {
                before.last = false;
                bubble.first = false;
            }
        }
        let author = bubble.author.as_ref().map(|(id, _)| *id);
        bubble.named = match bubble.side {
            Side::Visitor => !std::mem::replace(&mut self.visitor_named, true),
            Side::Operator => std::mem::replace(&mut self.operator_named, author) != author,
        };
        self.items.push((Key::Message(bubble.id.0), Item::Bubble(bubble)));
    }
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
pub(crate) mod tests;
