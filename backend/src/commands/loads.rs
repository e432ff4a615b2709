//! Who is about to get one more conversation: one at a time for each operator.
//!
//! The limit of conversations looks across streams, so no stream's revision can guard it. Whatever adds to somebody's
//! conversations (taking, assigning, sending on, coming back) holds his place here from before it looks until everybody
//! can see what it did; two of them cannot both find the last free place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use letopis_events::ids::OperatorId;
use tokio::sync::OwnedMutexGuard;

/// The places of all operators.
#[derive(Clone, Default)]
pub(crate) struct Loads {
    places: Arc<Mutex<HashMap<OperatorId, Arc<tokio::sync::Mutex<()>>>>>,
}

impl Loads {
    /// Waits until nobody else adds to what this operator has. There is one place an account, so they stay few.
    pub(crate) async fn hold(&self, id: OperatorId) -> OwnedMutexGuard<()> {
        let place = self.places.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone();
        place.lock_owned().await
    }
}
