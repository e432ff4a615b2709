//! A log that refuses to commit when a test wants it to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use letopis::event_log::{Append, AppendError, Appended, ErasedReport, EventLog, Head, LogError, Subscription};
use letopis_events::ids::CommandId;
use letopis_events::{StoredEvent, StreamId};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

/// A log around another one. Reads always go through.
pub struct FailingLog {
    inner: Arc<dyn EventLog>,
    refusal: Mutex<Option<AppendError>>,
    /// The next append is recorded, and its answer lost.
    lose_answer: AtomicBool,
    refused: Notify,
    /// Appends that begin with this event wait.
    held_type: watch::Sender<Option<&'static str>>,
    held: Notify,
}

impl FailingLog {
    /// Lets everything through, until told otherwise.
    pub fn new(inner: Arc<dyn EventLog>) -> Self {
        Self {
            inner,
            refusal: Mutex::default(),
            lose_answer: AtomicBool::new(false),
            refused: Notify::new(),
            held_type: watch::Sender::new(None),
            held: Notify::new(),
        }
    }

    /// Refuses every append from now on with this error; with `None` takes them again.
    pub fn refuse(&self, error: Option<AppendError>) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }

    /// Records the next append and answers that it could not.
    pub fn lose_next_answer(&self) {
        self.lose_answer.store(true, Ordering::SeqCst);
    }

    /// Lets appends that begin with this event wait until [`FailingLog::release`].
    pub fn hold(&self, event_type: &'static str) {
        self.held_type.send_replace(Some(event_type));
    }

    /// Waits until an append is held.
    pub async fn held(&self) {
        self.held.notified().await;
    }

    /// Lets held appends go on.
    pub fn release(&self) {
        self.held_type.send_replace(None);
    }

    /// Waits until an append is refused.
    pub async fn refused(&self) {
        self.refused.notified().await;
    }
}

#[async_trait]
impl EventLog for FailingLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(error) = refusal {
            self.refused.notify_one();
            return Err(error);
        }
        let first = append.events.first().map(|event| event.event_type);
        let mut held = self.held_type.subscribe();
        if first.is_some() && *held.borrow_and_update() == first {
            self.held.notify_one();
            // The sender lives as long as the log.
            let _ = held.wait_for(|held| *held != first).await;
        }
        let appended = self.inner.append(append).await?;
        match self.lose_answer.swap(false, Ordering::SeqCst) {
            true => Err(AppendError::Unavailable("the answer was lost".to_owned())),
            false => Ok(appended),
        }
    }

    fn find_command(&self, id: CommandId) -> Result<Option<([u8; 32], Appended)>, LogError> {
        self.inner.find_command(id)
    }

    fn read(&self, after: u64, limit: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        self.inner.read(after, limit)
    }

    fn read_stream(&self, stream: StreamId, after: u64, limit: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        self.inner.read_stream(stream, after, limit)
    }

    fn head(&self) -> Head {
        self.inner.head()
    }

    fn subscribe(&self, after: u64) -> Subscription {
        self.inner.subscribe(after)
    }

    async fn erase(&self, positions: &[u64]) -> Result<ErasedReport, LogError> {
        self.inner.erase(positions).await
    }

    fn health(&self) -> Result<(), String> {
        match &*self.refusal.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error.to_string()),
            None => self.inner.health(),
        }
    }

    fn log_id(&self) -> Uuid {
        self.inner.log_id()
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}
