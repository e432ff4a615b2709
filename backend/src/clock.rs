//! The one place that asks the system for the time and for chance.
//!
//! Rules get both as arguments. Whoever needs them on the server is given a [`Clock`] and [`Ids`], so that tests can
//! write the expected events in full.

use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use tokio::sync::watch;
use uuid::Uuid;

/// What tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Now, in whole microseconds.
    fn now(&self) -> DateTime<Utc>;

    /// Waits until it tells this time or a later one.
    fn reaches(&self, at: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// What draws unpredictable bytes.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock, except that it never runs backwards.
#[derive(Debug)]
pub struct SystemClock {
    /// The latest time ever given, in microseconds since 1970.
    latest: AtomicI64,
}

impl SystemClock {
    /// A clock that never tells a time before `floor`: the time of the log's last event.
    pub fn starting_at(floor: DateTime<Utc>) -> Self {
        Self { latest: AtomicI64::new(floor.timestamp_micros()) }
    }

    /// The later of `system` and everything told before.
    fn tell(&self, system: i64) -> DateTime<Utc> {
        let before = self.latest.fetch_max(system, Ordering::Relaxed);
        DateTime::from_timestamp_micros(before.max(system)).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        self.tell(DateTime::<Utc>::from(SystemTime::now()).timestamp_micros())
    }

    fn reaches(&self, at: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            // Looked at again after each sleep: the machine may have been suspended, or its clock set.
            while let Ok(left) = (at - self.now()).to_std()
                && !left.is_zero()
            {
                tokio::time::sleep(left).await;
            }
        })
    }
}

/// A clock that a test moves by hand, backwards too.
#[derive(Debug)]
pub struct ManualClock {
    /// In microseconds since 1970.
    now: watch::Sender<i64>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { now: watch::Sender::new(now.timestamp_micros()) }
    }

    /// Moves the clock, forwards or backwards.
    pub fn advance_ms(&self, milliseconds: i64) {
        self.now.send_modify(|now| *now += milliseconds * 1000);
    }

    /// Sets the clock.
    pub fn set(&self, now: DateTime<Utc>) {
        self.now.send_replace(now.timestamp_micros());
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(*self.now.borrow()).unwrap_or(DateTime::UNIX_EPOCH)
    }

    fn reaches(&self, at: DateTime<Utc>) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            // The sender lives as long as the clock: waiting cannot fail.
            let _ = self.now.subscribe().wait_for(|now| *now >= at.timestamp_micros()).await;
        })
    }
}

/// The operating system's randomness, stretched by a generator of the thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// The same bytes for the same seed, for tests.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<StdRng>);

impl SeededEntropy {
    /// A sequence that `seed` decides.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // A generator has no state that a panic elsewhere could leave half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// Makes identifiers: UUIDs of version 7, so that later ones sort later and stay together in an index.
#[derive(Clone)]
pub struct Ids {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Ids {
    /// Identifiers from this clock and this chance.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
    }

    /// A new identifier, for whichever type is asked for.
    pub fn next<T: From<Uuid>>(&self) -> T {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        let milliseconds = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or(0);
        T::from(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }

    /// Bytes that nobody can guess: tokens, salts.
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for Ids {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ids")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_never_runs_backwards() {
        let clock = SystemClock::starting_at(DateTime::from_timestamp_micros(1_000).unwrap());
        assert_eq!(clock.tell(500).timestamp_micros(), 1_000, "not before the log's last event");
        assert_eq!(clock.tell(2_000).timestamp_micros(), 2_000);
        assert_eq!(clock.tell(1_500).timestamp_micros(), 2_000, "not when the machine's clock is set back");
    }

    #[test]
    fn ids_are_ordered_by_time_and_repeat_for_a_seed() {
        let clock = Arc::new(ManualClock::at(DateTime::from_timestamp_micros(1_700_000_000_000_000).unwrap()));
        let make = || Ids::new(clock.clone(), Arc::new(SeededEntropy::new(7)));
        let (one, other) = (make(), make());
        let first: Uuid = one.next();
        assert_eq!(first.get_version_num(), 7);
        assert_eq!(first, other.next::<Uuid>());
        clock.advance_ms(1);
        assert!(one.next::<Uuid>() > first);
    }
}
