//! The live state, shared: one writer folds, everybody reads.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use letopis_events::StoredEvent;
use letopis_shared::views::live::{Live, Touched};
use tokio::sync::watch;

use super::replay::replay;
use crate::event_log::{EventLog, LogError, unknown};

/// The live state for whoever needs to look at it. Reads are short: nothing is awaited under the lock.
#[derive(Clone)]
pub struct LiveHandle {
    live: Arc<RwLock<Live>>,
    position: watch::Sender<u64>,
    stirred: watch::Sender<u64>,
}

impl LiveHandle {
    /// The state after everything that the log holds now.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read, or holds an event that this program does not know.
    pub fn replay(log: &dyn EventLog) -> Result<Self, LogError> {
        let mut live = Live::default();
        replay(log, |events| {
            // Nobody looks yet: what they touched is of no interest.
            let mut touched = Touched::default();
            events.iter().for_each(|event| live.evolve_into(event, &mut touched));
        })?;
        let (position, stirred) = (watch::Sender::new(live.position), watch::Sender::new(live.stirred));
        Ok(Self { live: Arc::new(RwLock::new(live)), position, stirred })
    }

    /// The state now.
    pub fn read(&self) -> RwLockReadGuard<'_, Live> {
        // The fold is total and does not panic; if it ever did, the state before the event is still a true one.
        self.live.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in the next events and says what they touched. One caller only: the hub.
    ///
    /// # Errors
    /// [`LogError::Damaged`] for an event that this program does not know; those before it are taken in.
    pub fn fold(&self, events: &[Arc<StoredEvent>]) -> Result<Touched, LogError> {
        let mut touched = Touched::default();
        {
            let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
            for stored in events {
                let recorded = stored.parse().map_err(|why| unknown(stored.position, &why))?;
                live.evolve_into(&recorded, &mut touched);
            }
            self.position.send_replace(live.position);
            self.stirred.send_if_modified(|known| std::mem::replace(known, live.stirred) != live.stirred);
        }
        Ok(touched)
    }

    /// Says whenever the state has moved on.
    pub fn positions(&self) -> watch::Receiver<u64> {
        self.position.subscribe()
    }

    /// Says whenever something happened after which the product may have to act by itself: most events are not of that
    /// kind, and for those nobody is woken.
    pub fn stirred(&self) -> watch::Receiver<u64> {
        self.stirred.subscribe()
    }

    /// Waits until the state holds everything up to a position: what a command did is seen by whoever waits for it.
    pub async fn reached(&self, position: u64) {
        // The sender lives as long as the handle: waiting cannot fail.
        let _ = self.position.subscribe().wait_for(|now| *now >= position).await;
    }
}
