//! Wrong passwords, counted three ways:
//!
//! - of an account from one address: a few, then the account is shut for that address alone. Nobody shuts it for the
//!   person it belongs to, who comes from elsewhere;
//! - of an address over all accounts: some more, as a whole office may come from one;
//! - of an account from everywhere: many within an hour, so that a thousand addresses are not a thousand times as many
//!   guesses. Browsers in which its owner has signed in before (a signed cookie tells) are counted apart from strangers, so
//!   strangers do not shut it for them either.
//!
//! Every attempt counts when it begins, so that a hundred at once are not a hundred free guesses; the right password
//! takes it back. Accounts that do not exist are counted like those that do. Kept in memory: after a restart everybody
//! starts anew.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::ids::OperatorId;

use crate::config::Limits;
use crate::doors::network;

/// Keys remembered; beyond this the ones that tried longest ago are forgotten.
const KEYS_MAX: usize = 50_000;

/// Who tried what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// An account, whether or not it exists, from one address, where that is known.
    Here(OperatorId, Option<IpAddr>),
    /// An address, over all accounts.
    Address(IpAddr),
    /// An account from everywhere: by strangers, or by browsers in which somebody has signed in to it.
    Everywhere { account: OperatorId, known: bool },
}

impl Key {
    /// Of an attempt to enter an account.
    pub fn entering(account: OperatorId, address: Option<IpAddr>, known: bool) -> Vec<Self> {
        let mut keys = vec![Self::Here(account, address.map(network)), Self::Everywhere { account, known }];
        keys.extend(address.map(Self::address));
        keys
    }

    /// The address of a client.
    pub fn address(address: IpAddr) -> Self {
        Self::Address(network(address))
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
    /// The last attempt; of those from everywhere the first one, or a slow drip would never be over.
    at: DateTime<Utc>,
}

/// How many attempts, and how long they count.
#[derive(Clone, Copy)]
struct Rule {
    max: u32,
    wait: TimeDelta,
}

/// The counters.
pub struct Attempts {
    here: Rule,
    address: Rule,
    everywhere: Rule,
    counts: Mutex<HashMap<Key, Count>>,
}

impl Attempts {
    pub fn new(limits: &Limits) -> Self {
        let rule = |max, wait: Duration| Rule { max, wait: TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX) };
        Self {
            here: rule(limits.sign_in_attempts, limits.sign_in_wait),
            address: rule(limits.sign_in_attempts_per_address, limits.sign_in_wait),
            everywhere: rule(limits.sign_in_attempts_per_account, limits.sign_in_account_window),
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
            let count = counts.entry(*key).or_insert(Count { attempts: 0, at: now });
            let over = self.is_over(*key, count, now);
            if over {
                count.attempts = 0;
            }
            count.attempts = count.attempts.saturating_add(1);
            if over || !matches!(key, Key::Everywhere { .. }) {
                count.at = now;
            }
        }
        Ok(())
    }

    /// How many attempts these keys have left from where they come. Of those from everywhere nothing is told: they are
    /// other people's.
    pub fn left(&self, keys: &[Key], now: DateTime<Utc>) -> u32 {
        let counts = self.lock();
        let told = keys.iter().filter(|key| !matches!(key, Key::Everywhere { .. }));
        let left = told.map(|key| {
            let count = counts.get(key).filter(|count| !self.is_over(*key, count, now));
            self.rule(*key).max.saturating_sub(count.map_or(0, |count| count.attempts))
        });
        left.min().unwrap_or(0)
    }

    /// The password was right: for this address the account starts anew. Of all else only this attempt is forgotten, or
    /// one known password would give free guesses at all others, and its owner's would give others more at his own.
    pub fn succeed(&self, keys: &[Key]) {
        let mut counts = self.lock();
        for key in keys {
            match key {
                Key::Here(..) => drop(counts.remove(key)),
                Key::Address(_) | Key::Everywhere { .. } => forget_one(&mut counts, key),
            }
        }
    }

    /// The attempt came to nothing, and not because of the password.
    pub fn withdraw(&self, keys: &[Key]) {
        let mut counts = self.lock();
        keys.iter().for_each(|key| forget_one(&mut counts, key));
    }

    fn rule(&self, key: Key) -> Rule {
        match key {
            Key::Here(..) => self.here,
            Key::Address(_) => self.address,
            Key::Everywhere { .. } => self.everywhere,
        }
    }

    /// How long this key still has to wait.
    fn wait(&self, key: Key, count: &Count, now: DateTime<Utc>) -> Option<TimeDelta> {
        let Rule { max, wait } = self.rule(key);
        (count.attempts >= max && !self.is_over(key, count, now)).then(|| (count.at + wait - now).min(wait))
    }

    fn is_over(&self, key: Key, count: &Count, now: DateTime<Utc>) -> bool {
        now - count.at >= self.rule(key).wait
    }

    /// The map never grows beyond its limit: what is over goes first, then what is oldest.
    fn make_room(&self, counts: &mut HashMap<Key, Count>, now: DateTime<Utc>) {
        if counts.len() < KEYS_MAX {
            return;
        }
        counts.retain(|key, count| !self.is_over(*key, count, now));
        if counts.len() >= KEYS_MAX {
            let mut ages: Vec<_> = counts.values().map(|count| count.at).collect();
            let (_, median, _) = ages.select_nth_unstable(KEYS_MAX / 2);
            let median = *median;
            counts.retain(|_, count| count.at > median);
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
