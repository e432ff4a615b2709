//! The log in one SQLite file: write-ahead journal, `synchronous = FULL`, one writer thread, any number of readers.
//!
//! [`writer`] commits the appends that [`gather`] puts together, [`group`] inserts them under [`guard`], [`reader`] reads what [`decode`]
//! understands, [`open`] recognises the file, [`erase`] removes payloads. The tables are in `schema.sql`, what later
//! versions of the file add in `schema_2.sql`.

mod archive;
mod decode;
mod erase;
mod failure;
mod gather;
mod group;
mod guard;
mod open;
mod reader;
mod schema;
mod streams;
#[cfg(test)]
mod tests;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use letopis_events::ids::CommandId;
use letopis_events::{Recorded, StoredEvent, StreamId};
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

pub use archive::{Archive, WalkError};
pub use open::{OpenError, OpenReason};

use self::guard::Guard;
use self::reader::{Reader, Readers, without_gaps};
use self::writer::{Answer, Job, Shared, Writer};
use super::prepare::Prepared;
use super::recent::Recent;
use super::subscription::{Source, Subscription};
use super::{Append, AppendError, Appended, ErasedReport, EventLog, Head, LogError, LogLimits};
use crate::clock::Entropy;

/// The log in a data folder.
pub struct SqliteLog {
    log_id: Uuid,
    limits: LogLimits,
    entropy: Arc<dyn Entropy>,
    jobs: SyncSender<Job>,
    shared: Arc<Shared>,
    store: Arc<Store>,
    head: watch::Receiver<Head>,
}

/// Reads what stands after a position and up to another one, at most so many.
type Read<T> = fn(&mut Reader, u64, u64, usize) -> Result<Vec<T>, LogError>;

/// What readers need.
struct Store {
    readers: Readers,
    shared: Arc<Shared>,
    head: watch::Receiver<Head>,
    read_events_max: usize,
}

impl SqliteLog {
    /// Opens the log of a folder, or makes one where there is none. Blocks.
    ///
    /// # Errors
    /// [`OpenError`] when there is something that is not a whole log of this version, or somebody else writes to it;
    /// then nothing was changed.
    pub fn open(folder: &Path, limits: LogLimits, entropy: Arc<dyn Entropy>) -> Result<Self, OpenError> {
        let at = |reason| OpenError { path: folder.join(schema::FILE), reason };
        let lock = open::lock(folder).map_err(at)?;
        if !open::inspect(folder).map_err(at)? {
            let mut random = [0; 16];
            entropy.fill(&mut random);
            open::create(folder, uuid::Builder::from_random_bytes(random).into_uuid()).map_err(at)?;
        }
        let connection = open::open_for_writing(folder).map_err(at)?;
        Self::start(folder.join(schema::FILE), connection, lock, limits, entropy).map_err(at)
    }

    fn start(
        file: PathBuf,
        mut connection: rusqlite::Connection,
        lock: open::WriteLock,
        limits: LogLimits,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, OpenReason> {
        let reader = Reader::open(&file)?;
        let log_id = reader.log_id()?;
        let start = reader.head().map_err(|error| OpenReason::Damaged(error.to_string()))?;
        let (sender, head) = watch::channel(start);
        let (jobs, receiver) = sync_channel(limits.queue_appends_max);
        let shared = Arc::new(Shared {
            recent: Recent::new(limits.recent_events_max, limits.recent_bytes_max),
            queued_bytes: AtomicUsize::new(0),
            health: Mutex::new(Ok(())),
            probing: AtomicBool::new(false),
        });
        let guard = Guard::over(&mut connection)?;
        let (jobs_to_do, shared_too) = (receiver, shared.clone());
        let writer =
            Writer { connection, guard, _lock: lock, jobs: jobs_to_do, shared: shared_too, limits, head: sender };
        std::thread::Builder::new().name("log-writer".to_owned()).spawn(move || writer.run())?;
        let readers = Readers::new(file, limits.idle_readers_max);
        let (shared_too, head_too) = (shared.clone(), head.clone());
        let store = Store { readers, shared: shared_too, head: head_too, read_events_max: limits.read_events_max };
        Ok(Self { log_id, limits, entropy, jobs, shared, store: Arc::new(store), head })
    }

    fn enqueue(&self, append: Prepared) -> Result<oneshot::Receiver<Answer>, AppendError> {
        let bytes = append.bytes;
        if self.shared.queued_bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > self.limits.queue_bytes_max {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Err(AppendError::Overloaded);
        }
        let (answer, answered) = oneshot::channel();
        self.jobs.try_send(Job::Append(Box::new(append), answer)).map_err(|refused| {
            self.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            match refused {
                TrySendError::Full(_) => AppendError::Overloaded,
                TrySendError::Disconnected(_) => AppendError::Closed,
            }
        })?;
        Ok(answered)
    }
}

#[cfg(test)]
impl SqliteLog {
    /// Lets a test at the writer's connection, between two transactions.
    pub(crate) fn with_writer(&self, work: impl FnOnce(&rusqlite::Connection) + Send + 'static) {
        self.jobs.send(Job::Test(Box::new(work))).unwrap();
    }
}

impl Source for Store {
    fn recent(&self, after: u64, max: usize) -> Option<Vec<Arc<StoredEvent>>> {
        self.shared.recent.after(after, max)
    }

    fn stored(&self, after: u64, max: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        self.read(after, max, Reader::read, |event| event.position)
    }
}

impl Store {
    /// What is durable after a position, in whatever form; nothing of it may be missing.
    fn read<T>(&self, after: u64, max: usize, read: Read<T>, position: fn(&T) -> u64) -> Result<Vec<T>, LogError> {
        let (to, max) = (self.head.borrow().position, max.min(self.read_events_max));
        if after >= to {
            return Ok(Vec::new());
        }
        without_gaps(self.readers.with(|reader| read(reader, after, to, max))?, position, after, to, max)
    }
}

#[async_trait]
impl EventLog for SqliteLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let prepared = Prepared::new(append, &self.limits, &*self.entropy)?;
        let answer = self.enqueue(prepared)?.await.map_err(|_| AppendError::Closed)?;
        drop(answer.append);
        answer.outcome
    }

    fn find_command(&self, id: CommandId) -> Result<Option<([u8; 32], Appended)>, LogError> {
        self.store.readers.with(|reader| reader.find_command(id))
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        self.store.stored(after, limit)
    }

    fn read_verified(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, LogError> {
        self.store.read(after, limit, Reader::read_verified, |event| event.position)
    }

    fn read_stream(
        &self,
        stream: StreamId,
        after_revision: u64,
        limit: usize,
    ) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        let limit = limit.min(self.limits.read_events_max);
        self.store.readers.with(|reader| reader.read_stream(stream, after_revision, limit))
    }

    fn head(&self) -> Head {
        *self.head.borrow()
    }

    fn subscribe(&self, after: u64) -> Subscription {
        Subscription::new(after, self.head.clone(), self.store.clone())
    }

    async fn erase(&self, positions: &[u64]) -> Result<ErasedReport, LogError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.try_send(Job::Erase(positions.to_vec(), answer)).map_err(|refused| match refused {
            TrySendError::Full(_) => LogError::Unavailable(AppendError::Overloaded.to_string()),
            TrySendError::Disconnected(_) => LogError::Closed,
        })?;
        answered.await.map_err(|_| LogError::Closed)?
    }

    fn health(&self) -> Result<(), String> {
        if self.head.has_changed().is_err() {
            return Err("the log is closed".to_owned());
        }
        let health = self.shared.health();
        if health.is_err() && !self.shared.probing.swap(true, Ordering::Relaxed) {
            // The answer is for whoever asks next. A full queue tells as much as a probe would. One that went may be done by now.
            if self.jobs.try_send(Job::Probe).is_err() {
                self.shared.probing.store(false, Ordering::Relaxed);
            }
        }
        health
    }

    fn log_id(&self) -> Uuid {
        self.log_id
    }

    async fn close(&self) {
        let mut head = self.head.clone();
        // Before the writer: whoever closes the file last removes its journal, and readers may not.
        self.store.readers.close();
        // The queue may be full; it empties by itself, and then the job finds room.
        while let Err(TrySendError::Full(_)) = self.jobs.try_send(Job::Close) {
            tokio::task::yield_now().await;
        }
        // The writer lets go of the head last, when the file is closed and unlocked.
        while head.changed().await.is_ok() {}
    }
}
