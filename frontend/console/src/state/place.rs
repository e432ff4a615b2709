//! Where an operator writes.

use std::fmt;

use letopis_shared::schema::ids::ConversationId;
use letopis_shared::wire::operator::Command;

/// With a visitor, or to all colleagues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Conversation(ConversationId),
    /// The common room of operators.
    Room,
}

impl Place {
    /// The conversation, if it is one.
    pub fn conversation(self) -> Option<ConversationId> {
        match self {
            Place::Conversation(id) => Some(id),
            Place::Room => None,
        }
    }

    /// The command that says something there.
    pub fn say(self, text: String) -> Command {
        match self {
            Place::Conversation(conversation_id) => Command::SendMessage { conversation_id, text },
            Place::Room => Command::WriteToOperators { text },
        }
    }

    /// Where a command says something, and what.
    pub fn said(command: &Command) -> Option<(Self, &str)> {
        match command {
            Command::SendMessage { conversation_id, text } => Some((Place::Conversation(*conversation_id), text)),
            Command::WriteToOperators { text } => Some((Place::Room, text)),
            _ => None,
        }
    }
}

/// As part of a key in this browser.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Conversation(id) => id.fmt(f),
            Place::Room => f.write_str("room"),
        }
    }
}
