//! The common room of operators (S58–S62).

use chrono::{DateTime, Utc};
use letopis_events::ids::{MessageId, OperatorId};
use serde::{Deserialize, Serialize};

use super::View;
use crate::limits::OPERATOR_CHAT_SHOWN_MAX;

/// What an operator said to all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomMessage {
    /// Of the event behind it: the order.
    pub position: u64,
    pub at: DateTime<Utc>,
    pub message_id: MessageId,
    /// From 1.
    pub number: u32,
    pub operator_id: OperatorId,
    /// The author's name of that moment.
    pub name: String,
    pub text: String,
}

/// The room as one operator sees it: the same messages for all, and how far he himself has read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorChat {
    /// The last [`OPERATOR_CHAT_SHOWN_MAX`], oldest first.
    pub messages: Vec<RoomMessage>,
    /// Number of the last message that he has read, or that was there before his account; 0 is none.
    pub read_up_to: u32,
}

/// One change of the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum OperatorChatPatch {
    Message { message: Box<RoomMessage> },
    Read { up_to: u32 },
}

impl View for OperatorChat {
    type Patch = OperatorChatPatch;

    fn apply(&mut self, patch: &OperatorChatPatch) {
        match patch {
            OperatorChatPatch::Message { message } => push(&mut self.messages, (**message).clone()),
            OperatorChatPatch::Read { up_to } => self.read_up_to = *up_to,
        }
    }
}

/// Adds a message; the oldest gives way.
pub(super) fn push(messages: &mut Vec<RoomMessage>, message: RoomMessage) {
    if messages.len() >= OPERATOR_CHAT_SHOWN_MAX {
        messages.remove(0);
    }
    messages.push(message);
}

impl OperatorChat {
    /// Messages of others that this operator has not read.
    pub fn unread(&self, me: OperatorId) -> impl Iterator<Item = &RoomMessage> {
        let new = self.messages.iter().rev().take_while(|message| message.number > self.read_up_to);
        new.filter(move |message| message.operator_id != me)
    }
}
