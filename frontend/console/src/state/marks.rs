//! How far this operator has got with messages of visitors and colleagues, as far as the server does not know it yet (M3).

use letopis_shared::schema::ids::{ConversationId, OperatorId};
use letopis_shared::views::operator_chat::OperatorChat;
use letopis_shared::views::timeline::{EntryKind, Timeline};
use letopis_shared::wire::operator::Command;

use super::place::Place;

/// A mark on the message with this number, and on all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Delivered(ConversationId, u32),
    Read(ConversationId, u32),
    RoomRead(u32),
}

impl Mark {
    /// Where the message is.
    pub fn place(self) -> Place {
        match self {
            Mark::Delivered(id, _) | Mark::Read(id, _) => Place::Conversation(id),
            Mark::RoomRead(_) => Place::Room,
        }
    }

    /// The command that tells the server.
    pub fn command(self) -> Command {
        match self {
            Mark::Delivered(conversation_id, up_to) => Command::MarkDelivered { conversation_id, up_to },
            Mark::Read(conversation_id, up_to) => Command::MarkRead { conversation_id, up_to },
            Mark::RoomRead(up_to) => Command::MarkOperatorChatRead { up_to },
        }
    }
}

/// The number of the visitor's last message; 0 without one.
fn last_from_visitor(timeline: &Timeline) -> u32 {
    timeline
        .entries
        .iter()
        .rev()
        .find_map(|entry| match entry.what {
            EntryKind::VisitorMessage { number, .. } => Some(number),
            _ => None,
        })
        .unwrap_or(0)
}

/// The mark that this browser owes the server for a conversation; one that is read needs no second for delivered.
///
/// `reading` says that the end of the timeline is before the operator's eyes now.
pub fn owed(timeline: &Timeline, me: OperatorId, reading: bool) -> Option<Mark> {
    if !timeline.head.operators.contains(&me) {
        return None;
    }
    let conversation_id = timeline.head.id;
    let up_to = last_from_visitor(timeline);
    if reading && up_to > timeline.marks.read_by_operator {
        Some(Mark::Read(conversation_id, up_to))
    } else if up_to > timeline.marks.delivered_to_operator {
        Some(Mark::Delivered(conversation_id, up_to))
    } else {
        None
    }
}

/// The mark that is owed for the common room while its end is before the operator's eyes.
pub fn owed_in_room(room: &OperatorChat, me: OperatorId) -> Option<Mark> {
    room.unread(me).next().map(|message| Mark::RoomRead(message.number))
}

#[cfg(test)]
mod tests {
    use super::super::timeline::tests::{entry, timeline, visitor_message};
    use super::*;
    use letopis_shared::views::timeline::Marks;
    use uuid::Uuid;

    fn me() -> OperatorId {
        OperatorId(Uuid::from_u128(1))
    }

    #[test]
    fn a_message_that_reached_a_joined_browser_is_delivered_and_read_when_seen() {
        let mut timeline = timeline(vec![visitor_message(1, 1, "a"), visitor_message(2, 2, "b")]);
        let conversation_id = timeline.head.id;
        assert_eq!(owed(&timeline, me(), false), Some(Mark::Delivered(conversation_id, 2)));
        assert_eq!(owed(&timeline, me(), true), Some(Mark::Read(conversation_id, 2)));
        timeline.marks = Marks { delivered_to_operator: 2, ..Marks::default() };
        assert_eq!(owed(&timeline, me(), false), None);
        assert_eq!(owed(&timeline, me(), true), Some(Mark::Read(conversation_id, 2)));
        timeline.marks.read_by_operator = 2;
        assert_eq!(owed(&timeline, me(), true), None);
    }

    #[test]
    fn who_only_looks_marks_nothing() {
        let timeline = timeline(vec![visitor_message(1, 1, "a")]);
        assert_eq!(owed(&timeline, OperatorId(Uuid::from_u128(77)), true), None);
    }

    #[test]
    fn nothing_is_owed_without_messages() {
        assert_eq!(owed(&timeline(vec![entry(1, EntryKind::LeftSite)]), me(), true), None);
    }
}
