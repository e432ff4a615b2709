//! What a failure of SQLite means to those who asked.

use rusqlite::{Error, ErrorCode, ffi};

use crate::event_log::{AppendError, LogError};

/// Why the writer could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// No room on the disk. Nothing was written; another attempt may succeed.
    Full,
    /// `fsync` failed: the system may have dropped what it had not written, so nobody can say what the disk holds.
    /// Only opening the file anew finds out.
    Fatal(String),
    /// The file refused one statement: an append at fault, not the disk.
    Refused(String),
    /// Anything else; another attempt may succeed.
    Other(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let Error::SqliteFailure(cause, _) = &error else { return Failure::Other(error.to_string()) };
        match (cause.code, cause.extended_code) {
            (ErrorCode::DiskFull, _) => Failure::Full,
            // A full disk also shows as a write that fails or as a shared index that cannot grow.
            (_, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE) => Failure::Full,
            (_, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) => Failure::Fatal(error.to_string()),
            (ErrorCode::ConstraintViolation | ErrorCode::TooBig, _) => Failure::Refused(error.to_string()),
            _ => Failure::Other(error.to_string()),
        }
    }
}

impl Failure {
    /// The sentence for an administrator.
    pub(super) fn reason(&self) -> String {
        match self {
            Failure::Full => "the disk is full".to_owned(),
            Failure::Fatal(reason) => format!("the disk did not confirm a write, restart to find out why: {reason}"),
            Failure::Refused(reason) | Failure::Other(reason) => reason.clone(),
        }
    }
}

impl From<Failure> for AppendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => AppendError::Full,
            other => AppendError::Unavailable(other.reason()),
        }
    }
}

impl From<Failure> for LogError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => LogError::Full,
            other => LogError::Unavailable(other.reason()),
        }
    }
}
