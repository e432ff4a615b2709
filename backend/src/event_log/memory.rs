//! A log that ends with the process: for tests, and for trying rules without a disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use letopis_events::ids::CommandId;
use letopis_events::{StoredEvent, StreamId};
use tokio::sync::watch;
use uuid::Uuid;

use super::prepare::Prepared;
use super::subscription::{Source, Subscription};
use super::{Append, AppendError, Appended, ErasedReport, EventLog, Head, LogError, LogLimits};
use crate::clock::Entropy;

/// The log in memory. It keeps the contract to the letter, except that nothing outlives it.
pub struct MemoryLog {
    log_id: Uuid,
    limits: LogLimits,
    entropy: Arc<dyn Entropy>,
    state: Arc<State>,
    head: watch::Receiver<Head>,
}

struct State(Mutex<Inner>);

struct Inner {
    events: Vec<Arc<StoredEvent>>,
    streams: HashMap<StreamId, Vec<u64>>,
    commands: HashMap<CommandId, ([u8; 32], Appended)>,
    /// `None` once closed.
    head: Option<watch::Sender<Head>>,
}

impl MemoryLog {
    /// An empty log.
    pub fn new(log_id: Uuid, limits: LogLimits, entropy: Arc<dyn Entropy>) -> Self {
        let (sender, head) = watch::channel(Head::beginning(log_id));
        let inner = Inner { events: Vec::new(), streams: HashMap::new(), commands: HashMap::new(), head: Some(sender) };
        Self { log_id, limits, entropy, state: Arc::new(State(Mutex::new(inner))), head }
    }

    fn limit(&self, limit: usize) -> usize {
        limit.min(self.limits.read_events_max)
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn append(&mut self, mut append: Prepared) -> Result<Appended, AppendError> {
        let sender = self.head.as_ref().ok_or(AppendError::Closed)?;
        if let Some((digest, appended)) = self.commands.get(&append.command_id) {
            return match *digest == append.command_digest {
                true => Ok(Appended { repeated: true, ..*appended }),
                false => Err(AppendError::CommandReused),
            };
        }
        let actual_revision = self.streams.get(&append.stream).map_or(0, |positions| positions.len() as u64);
        if actual_revision != append.expected_revision {
            return Err(AppendError::Conflict { actual_revision });
        }
        let mut head = *sender.borrow();
        let appended = append.after(&head);
        self.commands.insert(append.command_id, (append.command_digest, appended));
        let stream = self.streams.entry(append.stream).or_default();
        for event in &mut append.events {
            event.seal(&mut head);
            stream.push(event.stored.position);
            self.events.push(event.stored.clone());
        }
        sender.send_replace(head);
        Ok(appended)
    }

    fn erase(&mut self, positions: &[u64]) -> ErasedReport {
        let mut report = ErasedReport::default();
        for position in positions {
            let index = usize::try_from(*position).ok().and_then(|position| position.checked_sub(1));
            let Some(event) = index.and_then(|index| self.events.get_mut(index)) else {
                report.missing += 1;
                continue;
            };
            if event.payload.is_none() {
                report.already_erased += 1;
                continue;
            }
            report.erased += 1;
            let event = Arc::make_mut(event);
            (event.payload, event.salt) = (None, None);
            if let Some((digest, _)) = self.commands.get_mut(&event.meta.command_id) {
                *digest = [0; 32];
            }
        }
        report
    }
}

impl Source for State {
    fn recent(&self, after: u64, max: usize) -> Option<Vec<Arc<StoredEvent>>> {
        let inner = self.lock();
        let skip = usize::try_from(after).unwrap_or(usize::MAX);
        Some(inner.events.iter().skip(skip).take(max).cloned().collect())
    }

    fn stored(&self, after: u64, max: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        Ok(self.recent(after, max).unwrap_or_default())
    }
}

#[async_trait]
impl EventLog for MemoryLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let prepared = Prepared::new(append, &self.limits, &*self.entropy)?;
        self.state.lock().append(prepared)
    }

    fn find_command(&self, id: CommandId) -> Result<Option<([u8; 32], Appended)>, LogError> {
        let inner = self.state.lock();
        Ok(inner.commands.get(&id).map(|(digest, appended)| (*digest, Appended { repeated: true, ..*appended })))
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        self.state.stored(after, self.limit(limit))
    }

    fn read_stream(
        &self,
        stream: StreamId,
        after_revision: u64,
        limit: usize,
    ) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        let inner = self.state.lock();
        let positions = inner.streams.get(&stream).map_or(&[][..], Vec::as_slice);
        let skip = usize::try_from(after_revision).unwrap_or(usize::MAX);
        let positions = positions.iter().skip(skip).take(self.limit(limit));
        Ok(positions.filter_map(|position| inner.events.get(*position as usize - 1)).cloned().collect())
    }

    fn head(&self) -> Head {
        *self.head.borrow()
    }

    fn subscribe(&self, after: u64) -> Subscription {
        Subscription::new(after, self.head.clone(), self.state.clone())
    }

    async fn erase(&self, positions: &[u64]) -> Result<ErasedReport, LogError> {
        let mut inner = self.state.lock();
        if inner.head.is_none() {
            return Err(LogError::Closed);
        }
        Ok(inner.erase(positions))
    }

    fn health(&self) -> Result<(), String> {
        self.state.lock().head.as_ref().map(|_| ()).ok_or_else(|| "the log is closed".to_owned())
    }

    fn log_id(&self) -> Uuid {
        self.log_id
    }

    async fn close(&self) {
        self.state.lock().head = None;
    }
}
