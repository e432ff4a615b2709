//! What a command is answered.

use letopis_shared::wire::{ErrorCode, Refusal};

/// The answer to a command, on either socket.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Carried out; whoever has seen the log up to here has seen what it did.
    Accepted(u64),
    Refused(Refusal),
    Failed(ErrorCode),
}

impl Answer {
    /// The position of an accepted command.
    ///
    /// # Panics
    /// When it was not accepted.
    #[track_caller]
    pub fn position(&self) -> u64 {
        match self {
            Answer::Accepted(position) => *position,
            other => panic!("the command was not accepted: {other:?}"),
        }
    }
}
