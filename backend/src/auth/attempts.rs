//! Wrong passwords, counted by account and by address.
//!
//! Every attempt counts when it begins, so that a hundred at once are not a hundred free guesses; the right password
//! takes it back. Accounts that do not exist are counted like those that do. Kept in memory: after a restart everybody
//! starts anew.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::ids::OperatorId;

use crate::config::Limits;

/// Accounts and addresses remembered; beyond this the ones that tried longest ago are forgotten.
const KEYS_MAX: usize = 50_000;

/// Who tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// An account, whether or not it exists.
    Account(OperatorId),
    /// An address; of IPv6 the network, as one customer has a whole one.
    Address(IpAddr),
}

impl Key {
    /// The address of a client.
    pub fn address(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V4(v4) => IpAddr::V4(v4),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        })
    }
}

/// Too many attempts: the next one is taken after this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts; wait {seconds} s")]
pub struct Wait {
    pub seconds: u32,
}

#[derive(Clone, Copy)]
struct Count {
    attempts: u32,
    last_at: DateTime<Utc>,
}

/// The counters.
pub struct Attempts {
    per_account: u32,
    per_address: u32,
    wait: TimeDelta,
    counts: Mutex<HashMap<Key, Count>>,
}

impl Attempts {
    pub fn new(limits: &Limits) -> Self {
        Self {
            per_account: limits.sign_in_attempts,
            per_address: limits.sign_in_attempts_per_address,
            wait: TimeDelta::from_std(limits.sign_in_wait).unwrap_or(TimeDelta::MAX),
            counts: Mutex::default(),
        }
    }

    /// Counts an attempt, unless one of the keys has to wait; then none is counted.
    ///
    /// # Errors
    /// [`Wait`] for the longest.
    pub fn begin(&self, keys: &[Key], now: DateTime<Utc>) -> Result<(), Wait> {
        let mut counts = self.lock();
        if let Some(wait) = keys.iter().filter_map(|key| self.wait(*key, counts.get(key)?, now)).max() {
            return Err(Wait { seconds: u32::try_from((wait.num_milliseconds() + 999) / 1000).unwrap_or(u32::MAX) });
        }
        for key in keys {
            self.make_room(&mut counts, now);
            let count = counts.entry(*key).or_insert(Count { attempts: 0, last_at: now });
            if self.is_over(count, now) {
                count.attempts = 0;
            }
            count.attempts = count.attempts.saturating_add(1);
            count.last_at = now;
        }
        Ok(())
    }

    /// The password was right: the account starts anew; of an address only this attempt is forgotten, or one known
    /// password would give free guesses at all others.
    pub fn succeed(&self, keys: &[Key]) {
        let mut counts = self.lock();
        for key in keys {
            match key {
                Key::Account(_) => drop(counts.remove(key)),
                Key::Address(_) => forget_one(&mut counts, key),
            }
        }
    }

    /// The attempt came to nothing, and not because of the password.
    pub fn withdraw(&self, keys: &[Key]) {
        let mut counts = self.lock();
        keys.iter().for_each(|key| forget_one(&mut counts, key));
    }

    /// How long this key still has to wait.
    fn wait(&self, key: Key, count: &Count, now: DateTime<Utc>) -> Option<TimeDelta> {
        let max = match key {
            Key::Account(_) => self.per_account,
            Key::Address(_) => self.per_address,
        };
        (count.attempts >= max && !self.is_over(count, now)).then(|| (count.last_at + self.wait - now).min(self.wait))
    }

    fn is_over(&self, count: &Count, now: DateTime<Utc>) -> bool {
        now - count.last_at >= self.wait
    }

    /// The map never grows beyond its limit: what is over goes first, then what is oldest.
    fn make_room(&self, counts: &mut HashMap<Key, Count>, now: DateTime<Utc>) {
        if counts.len() < KEYS_MAX {
            return;
        }
        counts.retain(|_, count| !self.is_over(count, now));
        if counts.len() >= KEYS_MAX {
            let mut ages: Vec<_> = counts.values().map(|count| count.last_at).collect();
            let (_, median, _) = ages.select_nth_unstable(KEYS_MAX / 2);
            let median = *median;
            counts.retain(|_, count| count.last_at > median);
        }
    }

    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget_one(counts: &mut HashMap<Key, Count>, key: &Key) {
    if let Some(count) = counts.get_mut(key) {
        count.attempts = count.attempts.saturating_sub(1);
    }
}
