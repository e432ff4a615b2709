//! Why a command was not carried out.

use letopis_shared::wire::{ErrorCode, Refusal};

use crate::event_log::{AppendError, LogError};

/// A business "no" or a technical failure; in both cases nothing was recorded.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CommandError {
    /// The rules say no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The command's id was used before with another body.
    #[error("the command's id was used before with another body")]
    Reused,
    /// The log cannot record; the reason is for administrators.
    #[error("the log cannot record: {0}")]
    Unavailable(String),
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<AppendError> for CommandError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::CommandReused => Self::Reused,
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<LogError> for CommandError {
    fn from(error: LogError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl CommandError {
    /// What the person's program is told; a refusal has its own frame.
    pub fn code(&self) -> ErrorCode {
        match self {
            CommandError::Refused(_) => ErrorCode::Forbidden,
            CommandError::Reused => ErrorCode::CommandReused,
            CommandError::Unavailable(_) => ErrorCode::Unavailable,
        }
    }
}
