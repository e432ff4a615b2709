//! A conversation of a visitor with operators.

mod command;
mod decide;
mod state;

pub use command::{Address, ConversationCommand, Reader, VisitorWrites};
pub use decide::reopens;
pub use state::{Conversation, Situation};
