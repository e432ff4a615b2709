//! The one thread that writes: takes all appends that wait, commits them in one transaction, tells everybody.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use super::erase;
use super::failure::Failure;
use super::gather::Gathering;
use super::group::{Boxed, Inserter, Outcome};
use super::guard::Guard;
use super::open::WriteLock;
use crate::event_log::recent::Recent;
use crate::event_log::{ErasedReport, Head, LogError, LogLimits};

/// When to try again to empty a journal that held erased payloads: after so long without work, or so many groups.
const SCRUB_RETRY_MS: u64 = 500;
const SCRUB_RETRY_GROUPS: u32 = 64;

/// Written since the last checkpoint before the next one is due, in bytes. Larger is faster, and longer to recover.
const JOURNAL_BYTES_MAX: usize = 16 << 20;

/// What a row takes in the journal beside its payload, and what a transaction takes beside its rows; rough.
const ROW_BYTES: usize = 400;
const TRANSACTION_BYTES: usize = 12 << 10;

/// What became of an append, and the append itself: whoever made it also throws it away, so that the writer need not.
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) append: Boxed,
}

/// What the writer is asked to do.
pub(super) enum Job {
    Append(Boxed, oneshot::Sender<Answer>),
    Erase(Vec<u64>, oneshot::Sender<Result<ErasedReport, LogError>>),
    /// Find out whether a log that could not write can do so again.
    Probe,
    /// End after everything that was asked before.
    Close,
    /// Whatever a test wants to do to the connection.
    #[cfg(test)]
    Test(Box<dyn FnOnce(&Connection) + Send>),
}

/// What the writer shares with those who ask.
pub(super) struct Shared {
    pub(super) recent: Recent,
    pub(super) queued_bytes: AtomicUsize,
    /// How the last attempt to write ended.
    pub(super) health: Mutex<Result<(), String>>,
    /// A probe waits in the queue.
    pub(super) probing: AtomicBool,
}

impl Shared {
    /// How the last attempt to write ended.
    pub(super) fn health(&self) -> Result<(), String> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_health(&self, health: Result<(), String>) {
        let mut last = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == health {
            return;
        }
        match &health {
            Ok(()) => tracing::info!("the log can write again"),
            Err(reason) => tracing::error!(reason, "the log cannot write"),
        }
        *last = health;
    }
}

/// Everything that belongs to the thread. Fields are dropped in this order: the lock goes when the file is closed, and
/// those who wait for the end hear of it last.
pub(super) struct Writer {
    pub(super) connection: Connection,
    /// What the connection may do.
    pub(super) guard: Guard,
    /// Held, never read: it keeps every other writer away.
    pub(super) _lock: WriteLock,
    pub(super) jobs: Receiver<Job>,
    pub(super) shared: Arc<Shared>,
    pub(super) limits: LogLimits,
    pub(super) head: watch::Sender<Head>,
}

impl Writer {
    /// Works until it is told to close or nobody is left to ask.
    pub(super) fn run(self) {
        let head = *self.head.borrow();
        match Inserter::new(&self.connection, &self.guard, head, self.limits.cached_streams_max) {
            Ok(inserter) => {
                let desk = Desk {
                    writer: &self,
                    inserter,
                    dead: None,
                    unscrubbed: false,
                    groups_unscrubbed: 0,
                    journal_bytes: 0,
                    last_group_appends: 0,
                };
                desk.work();
            }
            Err(error) => self.shared.set_health(Err(error.to_string())),
        }
        if let Err(error) = erase::empty_journal(&self.connection) {
            tracing::warn!(%error, "the journal could not be folded into the log at the end");
        }
    }
}

/// The writer at work.
struct Desk<'w> {
    writer: &'w Writer,
    inserter: Inserter<'w>,
    /// Why nothing can be written any more before a restart.
    dead: Option<Failure>,
    /// The journal may still hold payloads that were erased.
    unscrubbed: bool,
    groups_unscrubbed: u32,
    journal_bytes: usize,
    last_group_appends: usize,
}

impl Desk<'_> {
    fn work(mut self) {
        while let Some(job) = self.next() {
            let after = match job {
                Job::Append(append, answer) => self.appends(append, answer),
                other => Some(other),
            };
            match after {
                Some(Job::Close) => break,
                Some(Job::Erase(positions, answer)) => {
                    // Whoever asked may have gone; the erasure stands.
                    let _ = answer.send(self.erase(&positions));
                }
                Some(Job::Probe) => self.probe(),
                #[cfg(test)]
                Some(Job::Test(work)) => work(&self.writer.connection),
                Some(Job::Append(..)) | None => {}
            }
            if self.journal_bytes > JOURNAL_BYTES_MAX {
                self.checkpoint();
            }
        }
    }

    /// Waits for something to do.
    fn next(&mut self) -> Option<Job> {
        loop {
            if self.unscrubbed && self.groups_unscrubbed >= SCRUB_RETRY_GROUPS {
                self.scrub();
            }
            if !self.unscrubbed {
                return self.writer.jobs.recv().ok();
            }
            match self.writer.jobs.recv_timeout(Duration::from_millis(SCRUB_RETRY_MS)) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.scrub(),
            }
        }
    }

    /// Commits this append together with those that come behind it; gives back what else stood in the queue.
    fn appends(&mut self, first: Boxed, answer: oneshot::Sender<Answer>) -> Option<Job> {
        let Writer { jobs, limits, .. } = self.writer;
        let mut gathering = Gathering::new(jobs, limits, self.last_group_appends, first, answer);
        let (group, outcomes) = self.commit(&mut gathering);
        let Gathering { answers, bytes, other, .. } = gathering;
        self.last_group_appends = group.len();
        self.writer.shared.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
        self.groups_unscrubbed += u32::from(self.unscrubbed);
        self.journal_bytes += bytes + group.len() * ROW_BYTES + TRANSACTION_BYTES;
        for ((answer, outcome), append) in answers.into_iter().zip(outcomes).zip(group) {
            // Whoever asked may have gone; his command is in the log and a repeat finds it.
            let _ = answer.send(Answer { outcome, append });
        }
        other
    }

    /// Commits appends, and gives them back with what became of each.
    fn commit(&mut self, appends: &mut dyn Iterator<Item = Boxed>) -> (Vec<Boxed>, Vec<Outcome>) {
        if let Some(failure) = &self.dead {
            let outcome: Outcome = Err(failure.clone().into());
            return appends.map(|append| (append, outcome.clone())).unzip();
        }
        let (group, result) = self.inserter.commit(appends);
        match result {
            Ok(outcomes) => {
                self.publish(&group, &outcomes);
                (group, outcomes)
            }
            // One append is at fault: it must not take the others with it.
            Err(Failure::Refused(_)) if group.len() > 1 => {
                let alone = group.into_iter().map(|append| self.commit(&mut std::iter::once(append)));
                alone.flat_map(|(group, outcomes)| group.into_iter().zip(outcomes)).unzip()
            }
            Err(failure) => {
                let outcomes = vec![Err(failure.clone().into()); group.len()];
                self.failed(failure);
                (group, outcomes)
            }
        }
    }

    /// Lets everybody see what was committed.
    fn publish(&mut self, group: &[Boxed], outcomes: &[Outcome]) {
        let head = self.inserter.head();
        if head.position == self.writer.head.borrow().position {
            return;
        }
        let written = |outcome: &Outcome| outcome.as_ref().is_ok_and(|appended| !appended.repeated);
        let appends = group.iter().zip(outcomes).filter(|(_, outcome)| written(outcome));
        let events = appends.flat_map(|(append, _)| &append.events).map(|event| event.stored.clone());
        self.writer.shared.recent.extend(events);
        self.writer.head.send_replace(head);
        self.writer.shared.set_health(Ok(()));
    }

    fn failed(&mut self, failure: Failure) {
        if matches!(failure, Failure::Refused(_)) {
            tracing::error!(reason = failure.reason(), "the log refused an append");
            return;
        }
        self.writer.shared.set_health(Err(failure.reason()));
        if matches!(failure, Failure::Fatal(_)) {
            self.dead = Some(failure);
        }
    }

    fn erase(&mut self, positions: &[u64]) -> Result<ErasedReport, LogError> {
        if let Some(failure) = &self.dead {
            return Err(failure.clone().into());
        }
        let Writer { connection, guard, .. } = self.writer;
        match guard.erasing(connection, || erase::erase(connection, positions)) {
            Ok(mut report) => {
                erase::forget(&self.writer.shared.recent, positions);
                self.scrub();
                report.journal_pending = self.unscrubbed;
                Ok(report)
            }
            Err(error) => {
                let failure = Failure::from(error);
                self.failed(failure.clone());
                Err(failure.into())
            }
        }
    }

    /// Empties the journal, so that nothing erased remains in it.
    fn scrub(&mut self) {
        self.unscrubbed = !self.empty_journal();
        self.groups_unscrubbed = 0;
    }

    /// Folds the journal into the file while nobody waits for an answer.
    fn checkpoint(&mut self) {
        self.journal_bytes = 0;
        if let Err(error) = self.writer.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::warn!(%error, "the journal could not be folded into the log");
        }
    }

    /// Tries to write, if the last attempt failed.
    fn probe(&mut self) {
        let sick = self.writer.shared.probing.swap(false, Ordering::Relaxed) && self.dead.is_none();
        if !sick || self.writer.shared.health().is_ok() {
            return;
        }
        // Folding the journal in may be all the room it takes; and what the probe writes is given back at once.
        self.empty_journal();
        let write = "BEGIN IMMEDIATE; INSERT INTO probe VALUES (zeroblob(16384)); COMMIT; DELETE FROM probe;";
        match self.writer.connection.execute_batch(write) {
            Ok(()) => self.writer.shared.set_health(Ok(())),
            Err(error) => {
                // Nothing to roll back is what is wanted.
                let _ = self.writer.connection.execute_batch("ROLLBACK");
                self.failed(error.into());
            }
        }
        self.empty_journal();
    }

    /// Folds the journal into the file and cuts it; true when that went all the way.
    fn empty_journal(&mut self) -> bool {
        self.journal_bytes = 0;
        erase::empty_journal(&self.writer.connection).unwrap_or_else(|error| {
            tracing::warn!(%error, "the journal could not be emptied");
            false
        })
    }
}
