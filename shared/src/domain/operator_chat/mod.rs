//! The common room of operators (S58–S62). Who may enter, and whether there is a room, is asked before.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use letopis_events::events::OperatorChatEvent;
use letopis_events::events::operator_chat::{OperatorChatMessageSent, OperatorChatMessagesRead};
use letopis_events::ids::{MessageId, OperatorId};

use super::{Decider, text};
use crate::wire::Refusal;

/// Ids remembered; an older repeat is found by the id of its command, which the log holds once.
const IDS_REMEMBERED_MAX: usize = 1_000;

/// The state that the rules of the room need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OperatorChat {
    /// Number of the last message.
    messages: u32,
    /// Ids of the last messages: a repeat must not be recorded twice.
    recent: VecDeque<MessageId>,
    /// How far each operator has read.
    read: BTreeMap<OperatorId, u32>,
}

/// What can be asked of the room.
#[derive(Clone, Debug, PartialEq)]
pub enum OperatorChatCommand {
    Write { operator_id: OperatorId, message_id: MessageId, text: String },
    MarkRead { operator_id: OperatorId, up_to: u32 },
}

impl Decider for OperatorChat {
    type Command = OperatorChatCommand;
    type Event = OperatorChatEvent;

    fn decide(&self, command: &OperatorChatCommand, _now: DateTime<Utc>) -> Result<Vec<OperatorChatEvent>, Refusal> {
        match command {
            OperatorChatCommand::Write { operator_id, message_id, text } => {
                let text = text::message(text)?;
                if self.recent.contains(message_id) {
                    return Ok(vec![]);
                }
                let (message_id, number, operator_id) = (*message_id, self.messages + 1, *operator_id);
                Ok(vec![OperatorChatMessageSent { message_id, number, operator_id, text }.into()])
            }
            OperatorChatCommand::MarkRead { operator_id, up_to } => {
                if *up_to > self.messages {
                    return Err(Refusal::NumberInvalid);
                }
                if *up_to <= self.read.get(operator_id).copied().unwrap_or(0) {
                    return Ok(vec![]);
                }
                Ok(vec![OperatorChatMessagesRead { operator_id: *operator_id, up_to: *up_to }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &OperatorChatEvent, _at: DateTime<Utc>) {
        match event {
            OperatorChatEvent::MessageSent(sent) => {
                self.messages = sent.number;
                if self.recent.len() == IDS_REMEMBERED_MAX {
                    self.recent.pop_front();
                }
                self.recent.push_back(sent.message_id);
            }
            OperatorChatEvent::MessagesRead(read) => {
                self.read.insert(read.operator_id, read.up_to);
            }
        }
    }

    /// The number of an erased message is not given to another one.
    fn evolve_erased(&mut self, event_type: &str) {
        if event_type == "operator_chat.message_sent" {
            self.messages += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{given, id, minute};

    fn sent(n: u32, text: &str) -> OperatorChatEvent {
        let (message_id, operator_id) = (id(u128::from(n)), id(1));
        OperatorChatMessageSent { message_id, number: n, operator_id, text: text.into() }.into()
    }

    fn read(up_to: u32) -> OperatorChatEvent {
        OperatorChatMessagesRead { operator_id: id(1), up_to }.into()
    }

    fn write(message: u128, text: &str) -> OperatorChatCommand {
        OperatorChatCommand::Write { operator_id: id(1), message_id: id(message), text: text.into() }
    }

    fn mark(operator: u128, up_to: u32) -> OperatorChatCommand {
        OperatorChatCommand::MarkRead { operator_id: id(operator), up_to }
    }

    #[test]
    fn messages_are_numbered_without_gaps() {
        given::<OperatorChat>(&[]).when(write(1, "Коллеги?")).then(vec![sent(1, "Коллеги?")]);
        given::<OperatorChat>(&[sent(1, "Коллеги?"), read(1)]).when(write(2, " Да \r\n")).then(vec![sent(2, "Да")]);
    }

    #[test]
    fn a_repeated_message_is_not_recorded_twice() {
        given::<OperatorChat>(&[sent(1, "a"), sent(2, "b")]).when(write(1, "a")).then_nothing();
    }

    #[test]
    fn a_message_has_words_and_not_too_many() {
        given::<OperatorChat>(&[]).when(write(1, " \n")).then_refused(Refusal::TextEmpty);
        let long = "я".repeat(4_001);
        given::<OperatorChat>(&[]).when(write(1, &long)).then_refused(Refusal::TextTooLong { max: 4_000 });
    }

    #[test]
    fn a_mark_rises() {
        given::<OperatorChat>(&[sent(1, "a"), sent(2, "b")]).when(mark(1, 2)).then(vec![read(2)]);
    }

    #[test]
    fn a_mark_never_falls_and_is_each_operators_own() {
        let past = [sent(1, "a"), sent(2, "b"), read(2)];
        given::<OperatorChat>(&past).when(mark(1, 1)).then_nothing();
        given::<OperatorChat>(&past).when(mark(1, 2)).then_nothing();
        let another = OperatorChatMessagesRead { operator_id: id(2), up_to: 1 };
        given::<OperatorChat>(&past).when(mark(2, 1)).then(vec![another.into()]);
    }

    #[test]
    fn nobody_reads_what_was_not_written() {
        given::<OperatorChat>(&[]).when(mark(1, 1)).then_refused(Refusal::NumberInvalid);
        given::<OperatorChat>(&[sent(1, "a")]).when(mark(1, 2)).then_refused(Refusal::NumberInvalid);
        given::<OperatorChat>(&[]).when(mark(1, 0)).then_nothing();
    }

    #[test]
    fn an_erased_message_keeps_its_number() {
        let mut room = OperatorChat::default();
        room.evolve_erased("operator_chat.message_sent");
        room.evolve_erased("operator_chat.messages_read");
        assert_eq!(room.decide(&write(2, "b"), minute(0)), Ok(vec![sent(2, "b")]));
    }

    #[test]
    fn only_the_last_ids_are_remembered() {
        let mut room = OperatorChat::default();
        for n in 1..=IDS_REMEMBERED_MAX as u32 + 5 {
            room.evolve(&sent(n, "a"), minute(0));
        }
        assert_eq!(room.recent.len(), IDS_REMEMBERED_MAX);
        assert_eq!(room.decide(&write(6, "a"), minute(0)), Ok(vec![]), "the oldest that is remembered");
    }
}
