//! An operator's account: role, sessions, status, preferences.

mod command;
mod decide;
mod email;
mod state;

pub use command::{Invitation, OperatorCommand};
pub use state::{EmailClaim, Operator, Session};
