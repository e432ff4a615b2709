//! A log's file as the command line sees it: read only, beside a running server or without one.

use std::path::Path;

use letopis_events::StoredEvent;
use uuid::Uuid;

use super::open::{OpenError, OpenReason, inspect_header, inspect_tables};
use super::reader::{Reader, unavailable};
use super::schema;
use crate::event_log::chain::{Broken, Fault, Verified, Verifier};
use crate::event_log::{Head, LogError};

/// Events read in one short transaction, so that a long walk never holds up the server's journal.
const PAGE_EVENTS: usize = 1_000;

/// A log that is only looked at.
pub struct Archive {
    reader: Reader,
    log_id: Uuid,
}

impl Archive {
    /// Opens the log of a folder for reading; nothing of it is changed and no lock is taken.
    ///
    /// # Errors
    /// [`OpenError`] when there is none or it is not one of this version.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let at = |reason| OpenError { path: folder.join(schema::FILE), reason };
        Self::reader(folder).map_err(at)
    }

    fn reader(folder: &Path) -> Result<Self, OpenReason> {
        let file = folder.join(schema::FILE);
        if !file.try_exists()? {
            return Err(OpenReason::Missing);
        }
        // A server may be folding its journal in right now, so the length of the file says nothing here.
        inspect_header(&file, u64::MAX)?;
        let reader = Reader::open(&file)?;
        // Where no journal can be made beside the file, nobody writes to it either.
        let (reader, log_id) = match reader.log_id() {
            Ok(log_id) => (reader, log_id),
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) => {
                let reader = Reader::open_still(&file)?;
                let log_id = reader.log_id()?;
                (reader, log_id)
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self { reader, log_id })
    }

    /// The identity of the log.
    pub fn log_id(&self) -> Uuid {
        self.log_id
    }

    /// The last event.
    ///
    /// # Errors
    /// [`LogError`] when the file cannot be read.
    pub fn head(&self) -> Result<Head, LogError> {
        self.reader.head()
    }

    /// Gives every event that is in the log now to `each`, in order, until that says otherwise.
    ///
    /// # Errors
    /// [`LogError`] when the file cannot be read, or the error of `each`.
    pub fn walk<E: From<LogError>>(&mut self, mut each: impl FnMut(&StoredEvent) -> Result<(), E>) -> Result<(), E> {
        let end = self.head()?.position;
        let mut after = 0;
        loop {
            let page = self.reader.read(after, end, PAGE_EVENTS)?;
            let Some(last) = page.last() else {
                // A damaged page can end a query early without an error.
                let missing = || LogError::Damaged { position: after + 1, what: "it is missing".to_owned() };
                return if after < end { Err(missing().into()) } else { Ok(()) };
            };
            after = last.position;
            page.iter().try_for_each(|event| each(event))?;
        }
    }

    /// Walks the chain from the first event to the last, by way of a head that was kept elsewhere; looks before at the
    /// tables with their triggers, and then at the index of commands.
    ///
    /// # Errors
    /// [`WalkError`]: what of the tables is not ours, the first position that is not as recorded, or why the file cannot be
    /// read.
    pub fn verify(&mut self, expected: Option<(u64, [u8; 32])>) -> Result<Verified, WalkError> {
        inspect_tables(self.reader.connection()).map_err(|reason| match reason {
            OpenReason::Altered(_) => WalkError::Altered(reason.to_string()),
            other => WalkError::Unreadable(LogError::Unavailable(other.to_string())),
        })?;
        let mut verifier = Verifier::new(self.log_id);
        if let Some((position, link)) = expected {
            verifier = verifier.expecting(position, link);
        }
        self.walk(|event| verifier.check(event).map_err(WalkError::Broken))?;
        // Events may have come since; a command that leads nowhere is one of those only if it lies behind the walk.
        let end = verifier.position();
        if let Some(position) = self.reader.command_astray(end).map_err(unavailable)? {
            return Err(WalkError::Broken(Broken { position, fault: Fault::Command }));
        }
        if let Some((position, end)) = self.reader.command_beyond().map_err(unavailable)? {
            return Err(WalkError::Broken(Broken { position, fault: Fault::CommandBeyond { end } }));
        }
        verifier.finish().map_err(WalkError::Broken)
    }
}

/// Why a walk did not come to the end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WalkError {
    /// Tables or triggers are not those of a log.
    #[error("{0}")]
    Altered(String),
    #[error("{0}")]
    Broken(Broken),
    #[error("{0}")]
    Unreadable(LogError),
}

impl From<LogError> for WalkError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Damaged { position, what } => {
                WalkError::Broken(Broken { position, fault: Fault::Unreadable(what) })
            }
            other => WalkError::Unreadable(other),
        }
    }
}
