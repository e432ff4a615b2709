//! Following the log: every event once, in order, however slowly.

use std::sync::Arc;

use letopis_events::StoredEvent;
use tokio::sync::watch;

use super::{Head, LogError};

/// Where a subscription gets its events from.
pub(crate) trait Source: Send + Sync + 'static {
    /// From memory, at once; `None` when memory does not reach back that far.
    fn recent(&self, after: u64, max: usize) -> Option<Vec<Arc<StoredEvent>>>;

    /// From the store; blocks.
    fn stored(&self, after: u64, max: usize) -> Result<Vec<Arc<StoredEvent>>, LogError>;
}

/// A place in the log that moves forward. Holds no events, so a slow reader costs nothing.
pub struct Subscription {
    position: u64,
    head: watch::Receiver<Head>,
    source: Arc<dyn Source>,
}

impl Subscription {
    /// Follows `source` from behind `position`, woken by `head`.
    pub(crate) fn new(position: u64, head: watch::Receiver<Head>, source: Arc<dyn Source>) -> Self {
        Self { position, head, source }
    }

    /// The position of the last event that was given out.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next events, at least one and at most `max`; waits for them. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`LogError::Closed`] after the last event of a closed log; others when the log cannot be read, and then the same
    /// events may be asked for again.
    pub async fn next_batch(&mut self, max: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        let max = max.max(1);
        loop {
            // Never beyond the head, so that whoever compares the two never finds himself ahead of the log.
            let ready = self.head.borrow_and_update().position.saturating_sub(self.position);
            if ready > 0 {
                let batch = self.fetch(max.min(usize::try_from(ready).unwrap_or(max))).await?;
                if let Some(last) = batch.last() {
                    self.position = last.position;
                    return Ok(batch);
                }
            }
            if ready == 0 {
                self.head.changed().await.map_err(|_| LogError::Closed)?;
            }
        }
    }

    async fn fetch(&self, max: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        if let Some(batch) = self.source.recent(self.position, max) {
            return Ok(batch);
        }
        let (source, after) = (self.source.clone(), self.position);
        tokio::task::spawn_blocking(move || source.stored(after, max))
            .await
            .map_err(|error| LogError::Unavailable(error.to_string()))?
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription").field("position", &self.position).finish_non_exhaustive()
    }
}
