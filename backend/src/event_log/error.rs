//! Why a log did not do what it was asked. Sentences are for administrators; people at a screen get their own.

/// Why nothing was recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended to the stream first: load again, decide again.
    #[error("the stream is at revision {actual_revision}, not where the command was decided")]
    Conflict { actual_revision: u64 },
    /// The command's id is in the log with another body.
    #[error("the command's id was used before with another body")]
    CommandReused,
    /// No events; the caller's mistake.
    #[error("an append needs at least one event")]
    Empty,
    /// More events or bytes than [`super::LogLimits`] allows.
    #[error("the append is larger than the log allows")]
    TooLarge,
    /// The disk is full. Nothing was written, reads go on, a later attempt may succeed.
    #[error("the disk is full")]
    Full,
    /// The log cannot write, for a reason only an administrator can remove.
    #[error("the log cannot write: {0}")]
    Unavailable(String),
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
    /// More appends wait than [`super::LogLimits`] allows.
    #[error("too many appends are waiting")]
    Overloaded,
}

/// Why something could not be read or erased.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The store failed.
    #[error("the log cannot be read: {0}")]
    Unavailable(String),
    /// The store answered with something no log ever wrote.
    #[error("the log is damaged at position {position}: {what}")]
    Damaged { position: u64, what: String },
    /// The disk is full; an erasure needs some room too.
    #[error("the disk is full")]
    Full,
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
}
