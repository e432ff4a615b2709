//! The visitor's window: his latest conversation without anything that is not for him.

use chrono::{DateTime, Utc};
use letopis_events::ids::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};

use super::View;
use super::timeline::Marks;

/// One line of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatEntry {
    /// Of the event behind it: order and key.
    pub position: u64,
    pub at: DateTime<Utc>,
    pub what: ChatEntryKind,
}

/// What a line tells the visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChatEntryKind {
    WaitingLine {
        text: String,
    },
    OperatorJoined {
        name: String,
    },
    /// His own message.
    Mine {
        message_id: MessageId,
        number: u32,
        text: String,
    },
    /// An operator's message.
    Theirs {
        message_id: MessageId,
        number: u32,
        name: String,
        text: String,
    },
    Closed,
    Reopened,
    /// Recorded once, erased since.
    Erased,
}

/// The conversation in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatConversation {
    pub id: ConversationId,
    pub number: u32,
    pub closed: bool,
}

/// Everything the visitor's window shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// Whether somebody is there to answer (S134).
    pub online: bool,
    pub conversation: Option<ChatConversation>,
    pub marks: Marks,
    pub entries: Vec<ChatEntry>,
}

/// One change of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChatPatch {
    Online {
        online: bool,
    },
    /// Another conversation began: the entries start anew.
    Began {
        conversation: ChatConversation,
    },
    Conversation {
        conversation: ChatConversation,
    },
    Entry {
        entry: Box<ChatEntry>,
    },
    Marks {
        marks: Marks,
    },
}

impl View for Chat {
    type Patch = ChatPatch;

    fn apply(&mut self, patch: &ChatPatch) {
        match patch {
            ChatPatch::Online { online } => self.online = *online,
            ChatPatch::Began { conversation } => {
                self.conversation = Some(*conversation);
                self.marks = Marks::default();
                self.entries.clear();
            }
            ChatPatch::Conversation { conversation } => self.conversation = Some(*conversation),
            ChatPatch::Entry { entry } => self.entries.push((**entry).clone()),
            ChatPatch::Marks { marks } => self.marks = *marks,
        }
    }
}
