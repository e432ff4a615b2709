//! The event log: one order of everything that ever happened, durable, append-only, chained by hashes.
//!
//! [`EventLog`] is the contract; the suite in `contract.rs` holds every implementation to it: [`MemoryLog`] for tests and
//! [`SqliteLog`] for one machine. [`chain`] says how events are linked and checks it. What the events mean is not known
//! here: a payload is a text.

pub mod chain;
#[cfg(test)]
mod contract;
mod encoding;
#[cfg(test)]
mod equality;
mod error;
mod limits;
mod memory;
mod prepare;
mod recent;
mod sqlite;
mod subscription;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use letopis_events::ids::{CommandId, EventId};
use letopis_events::{EventMeta, Recorded, StoredEvent, StreamId, UnknownEvent};
use uuid::Uuid;

pub use error::{AppendError, LogError};
pub use limits::LogLimits;
pub use memory::MemoryLog;
pub use sqlite::{Archive, OpenError, OpenReason, SqliteLog, WalkError};
pub use subscription::Subscription;

/// One event that is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    pub event_id: EventId,
    pub event_type: &'static str,
    pub version: u16,
    /// JSON text; recorded and digested byte for byte.
    pub payload: String,
}

/// The events of one command: all on one stream, recorded all or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    pub stream: StreamId,
    /// The revision of the stream's last event as the decision saw it; 0 when the stream does not exist yet.
    pub expected_revision: u64,
    /// When the command was decided. The log never lets it run backwards against its last event.
    pub recorded_at: DateTime<Utc>,
    /// `command_id` is unique in the log.
    pub meta: EventMeta,
    /// Of the command's body: the same id with another digest is refused.
    pub command_digest: [u8; 32],
    /// From 1 to [`LogLimits::append_events_max`].
    pub events: Vec<NewEvent>,
}

/// Where the events of a command stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub first_position: u64,
    pub last_position: u64,
    /// Of the last event in its stream.
    pub revision: u64,
    /// The command was already in the log: these are the places of then, and nothing was written now.
    pub repeated: bool,
}

/// The end of what is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// 0 when nothing is recorded yet.
    pub position: u64,
    /// The last link of the chain: with the position it vouches for everything before.
    pub link: [u8; 32],
    /// Of the last event; 1970 when there is none.
    pub recorded_at: DateTime<Utc>,
}

impl Head {
    /// Of a log in which nothing is recorded yet.
    pub fn beginning(log_id: Uuid) -> Self {
        Self { position: 0, link: chain::genesis(log_id), recorded_at: DateTime::UNIX_EPOCH }
    }

    /// Of a log that ends with this event.
    pub fn of(event: &StoredEvent) -> Self {
        Self { position: event.position, link: event.link, recorded_at: event.recorded_at }
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.position, chain::Hex(&self.link))
    }
}

/// What an erasure did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErasedReport {
    /// Payloads removed now.
    pub erased: u64,
    /// Positions whose payload had been removed before.
    pub already_erased: u64,
    /// Positions that the log does not hold.
    pub missing: u64,
    /// The journal could not be emptied because somebody reads from it; the log tries again until it can.
    pub journal_pending: bool,
}

/// One log. Everybody who shares it holds an `Arc<dyn EventLog>`.
#[async_trait]
pub trait EventLog: Send + Sync + 'static {
    /// Records the events of one command. What is answered is durable.
    ///
    /// # Errors
    /// [`AppendError`]; on every one of them nothing of this append was written.
    async fn append(&self, append: Append) -> Result<Appended, AppendError>;

    /// The digest and the places of a command, if the log holds it. A short blocking read.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    fn find_command(&self, id: CommandId) -> Result<Option<([u8; 32], Appended)>, LogError>;

    /// The events after a position, in the order of the log: at most `limit` and at most
    /// [`LogLimits::read_events_max`] of them. An empty answer is the end. Blocks.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    fn read(&self, after: u64, limit: usize) -> Result<Vec<Arc<StoredEvent>>, LogError>;

    /// The same events, parsed, each held against the chain: its digest against payload and salt, its link against the
    /// one before. The event at `after` is believed: whoever reads the whole log has read it before. Blocks.
    ///
    /// # Errors
    /// [`LogError`] as in [`EventLog::read`], or [`LogError::Damaged`] with the first event that is not as it was recorded,
    /// or that this program does not know.
    fn read_verified(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, LogError> {
        let mut before = Head::beginning(self.log_id());
        if after > 0 {
            // Past the end there is nothing to hold against anything.
            let Some(last) = self.read(after - 1, 1)?.pop() else { return Ok(Vec::new()) };
            before = Head::of(&last);
        }
        let verified = |stored: Arc<StoredEvent>| {
            if let Some(fault) = chain::fault(&stored, &before) {
                return Err(LogError::Damaged { position: stored.position, what: fault.to_string() });
            }
            before = Head::of(&stored);
            stored.parse().map_err(|why| unknown(stored.position, &why))
        };
        self.read(after, limit)?.into_iter().map(verified).collect()
    }

    /// The events of one stream after a revision; limits as in [`EventLog::read`]. Blocks.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    fn read_stream(
        &self,
        stream: StreamId,
        after_revision: u64,
        limit: usize,
    ) -> Result<Vec<Arc<StoredEvent>>, LogError>;

    /// The end of what is durable.
    fn head(&self) -> Head;

    /// Everything after a position, as it comes.
    fn subscribe(&self, after: u64) -> Subscription;

    /// Removes payload and salt of these events for ever; the chain still verifies. The digests of the commands that
    /// made them go too, so a repeat of such a command is refused.
    ///
    /// # Errors
    /// [`LogError`] when nothing was erased.
    async fn erase(&self, positions: &[u64]) -> Result<ErasedReport, LogError>;

    /// Whether the log can commit, as far as is known; a sick log is tried again behind every call.
    ///
    /// # Errors
    /// The reason, for an administrator.
    fn health(&self) -> Result<(), String>;

    /// Made with the log: tells a client that what it resumes from is another log.
    fn log_id(&self) -> Uuid;

    /// Takes nothing more, finishes what waits, lets go of the files. Subscriptions end after the last event.
    async fn close(&self);
}

/// An event that this program does not know.
pub(crate) fn unknown(position: u64, why: &UnknownEvent) -> LogError {
    LogError::Damaged { position, what: why.to_string() }
}
