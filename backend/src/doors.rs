//! How much one address, or one visitor, may ask of the server before it does more for him than for anybody else.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use letopis_events::ids::VisitorId;

use crate::config::Limits;

/// Keys that one [`Pace`] remembers; beyond this those who asked least lately are forgotten.
const KEYS_MAX: usize = 50_000;

/// Every door of one server.
pub struct Doors {
    /// New identities of visitors, by the address they come from.
    pub arrivals: Pace<IpAddr>,
    /// Messages of a visitor, through whatever sockets.
    pub messages: Pace<VisitorId>,
    /// Sockets that have said no hello yet, by address.
    pub doorstep: Doorstep,
}

impl Doors {
    /// As wide as the limits say.
    pub fn new(limits: &Limits) -> Self {
        Self {
            arrivals: Pace::new(limits.arrivals_burst, limits.arrival_pace),
            messages: Pace::new(limits.messages_burst, limits.message_pace),
            doorstep: Doorstep::new(limits.sockets_without_hello_per_address),
        }
    }
}

/// What counts as one address: of IPv6 the network, as one customer has a whole one.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
    }
}

/// So many at once, and after that one in so long, for each key.
pub struct Pace<K> {
    /// How far ahead of its steady pace a key may be.
    ahead: Duration,
    /// Between two at the steady pace.
    step: Duration,
    /// When a key that asked for nothing more would be back at its steady pace.
    due: Mutex<HashMap<K, Instant>>,
}

impl<K: Copy + Eq + Hash> Pace<K> {
    fn new(burst: u32, step: Duration) -> Self {
        Self { ahead: step.saturating_mul(burst.max(1)), step, due: Mutex::default() }
    }

    /// Counts one more of this key, unless it is too soon.
    pub fn take(&self, key: K, now: Instant) -> bool {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let next = due.get(&key).map_or(now, |due| now.max(*due)) + self.step;
        if next > now + self.ahead {
            return false;
        }
        if due.len() >= KEYS_MAX {
            make_room(&mut due, now);
        }
        due.insert(key, next);
        true
    }
}

/// Whoever is at his pace is forgotten first, then whoever is nearest to it.
fn make_room<K: Copy + Eq + Hash>(due: &mut HashMap<K, Instant>, now: Instant) {
    due.retain(|_, at| *at > now);
    if due.len() >= KEYS_MAX {
        let mut times: Vec<_> = due.values().copied().collect();
        let (_, median, _) = times.select_nth_unstable(KEYS_MAX / 2);
        let median = *median;
        due.retain(|_, at| *at > median);
    }
}

/// Who stands at the door and has not said who he is.
pub struct Doorstep {
    per_address: usize,
    standing: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Doorstep {
    fn new(per_address: usize) -> Self {
        Self { per_address, standing: Arc::default() }
    }

    /// A place for one more of this address; `None` when it has enough of them.
    pub fn enter(&self, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let count = standing.entry(address).or_default();
        if *count >= self.per_address {
            return None;
        }
        *count += 1;
        Some(Place { address, standing: self.standing.clone() })
    }
}

/// A place at the door; given back when dropped.
pub struct Place {
    address: IpAddr,
    standing: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let left = standing.get_mut(&self.address).map(|count| {
            *count -= 1;
            *count
        });
        if left == Some(0) {
            standing.remove(&self.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_burst_is_let_through_and_then_a_steady_pace() {
        let (pace, start) = (Pace::new(20, Duration::from_secs(1)), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!((0..20).all(|_| pace.take(1, start)));
        assert!(!pace.take(1, start) && !pace.take(1, start));
        assert!(pace.take(2, start), "others are not held up");
        assert!(pace.take(1, at(1)) && !pace.take(1, at(1)), "what was turned away did not count");
        assert!((0..20).all(|_| pace.take(1, at(60))), "a whole burst again after a rest");
        assert!(!pace.take(1, at(60)));
    }

    #[test]
    fn the_memory_of_a_pace_is_bounded() {
        let (pace, start) = (Pace::new(20, Duration::from_secs(1)), Instant::now());
        for n in 0..120_000_u64 {
            assert!(pace.take(n, start + Duration::from_nanos(n)));
        }
        assert!(pace.due.lock().unwrap().len() <= KEYS_MAX);
        for n in 0..60_000_u64 {
            pace.take(n, start + Duration::from_secs(100 + n));
        }
        assert!(pace.due.lock().unwrap().len() <= KEYS_MAX, "also of those who asked long ago");
    }

    #[test]
    fn a_place_at_the_door_is_given_back() {
        let doorstep = Doorstep::new(2);
        let (one, two) = (doorstep.enter(address("192.0.2.1")), doorstep.enter(address("192.0.2.1")));
        assert!(one.is_some() && two.is_some());
        assert!(doorstep.enter(address("192.0.2.1")).is_none());
        assert!(doorstep.enter(address("192.0.2.2")).is_some(), "others have places of their own");
        drop(one);
        assert!(doorstep.enter(address("192.0.2.1")).is_some());
        drop(two);
        assert!(doorstep.standing.lock().unwrap().is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        assert_eq!(network(address("2001:db8::1")), network(address("2001:db8::ffff:2")));
        assert_ne!(network(address("2001:db8::1")), network(address("2001:db8:0:1::1")));
        assert_eq!(network(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
