//! An operator's account: role, sessions, status, preferences.

mod command;
mod decide;
mod state;

pub use command::{Invitation, OperatorCommand};
pub use state::{Operator, Session};
