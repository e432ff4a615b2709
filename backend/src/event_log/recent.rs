//! The last events in memory, so that those who follow the log do not each read the file.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use letopis_events::StoredEvent;

/// A bounded tail of the log without gaps.
#[derive(Debug)]
pub(crate) struct Recent {
    events: RwLock<Tail>,
    events_max: usize,
    bytes_max: usize,
}

#[derive(Debug, Default)]
struct Tail {
    events: VecDeque<Arc<StoredEvent>>,
    bytes: usize,
}

impl Recent {
    /// An empty tail with these bounds.
    pub(crate) fn new(events_max: usize, bytes_max: usize) -> Self {
        Self { events: RwLock::default(), events_max, bytes_max }
    }

    /// Adds the events that follow what is held, and drops the oldest beyond the bounds.
    pub(crate) fn extend(&self, events: impl Iterator<Item = Arc<StoredEvent>>) {
        let mut tail = self.events.write().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            tail.bytes += size(&event);
            tail.events.push_back(event);
        }
        while tail.events.len() > self.events_max || tail.bytes > self.bytes_max {
            let Some(event) = tail.events.pop_front() else { break };
            tail.bytes -= size(&event);
        }
    }

    /// Up to `max` events after a position; `None` when the tail does not reach back that far.
    pub(crate) fn after(&self, position: u64, max: usize) -> Option<Vec<Arc<StoredEvent>>> {
        let tail = self.events.read().unwrap_or_else(PoisonError::into_inner);
        let first = tail.events.front()?.position;
        let skip = usize::try_from(position.checked_add(1)?.checked_sub(first)?).ok()?;
        Some(tail.events.iter().skip(skip).take(max).cloned().collect())
    }

    /// Puts an event in the place of the one with its position, if that is still held.
    pub(crate) fn replace(&self, erased: impl Fn(&StoredEvent) -> Option<StoredEvent>) {
        let mut guard = self.events.write().unwrap_or_else(PoisonError::into_inner);
        let tail = &mut *guard;
        for event in &mut tail.events {
            if let Some(new) = erased(event) {
                tail.bytes = tail.bytes - size(event) + size(&new);
                *event = Arc::new(new);
            }
        }
    }
}

/// What an event weighs in memory, roughly.
fn size(event: &StoredEvent) -> usize {
    size_of::<StoredEvent>() + event.event_type.len() + event.payload.as_ref().map_or(0, String::len)
}
