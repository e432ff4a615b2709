//! What is yet to be told of the lists: the changes of a crowd's lists wait a moment for those that come next.
//!
//! A list changes with nearly every event, and each change goes to every operator. Told one by one to hundreds of them,
//! frames would cost more than everything else that the server does; told together they show the same.

use std::time::Duration;

use letopis_shared::views::live::Touched;
use tokio::time::Instant;

use crate::config::Limits;

/// How many follow the lists, and how many stand in them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crowd {
    pub(super) followers: usize,
    pub(super) visitors: usize,
}

/// Changes that wait.
#[derive(Default)]
pub(super) struct Lists {
    /// After which position they came, and what they touched.
    waiting: Option<(u64, Touched)>,
    /// Until when the next ones wait.
    pause_ends: Option<Instant>,
}

impl Lists {
    /// Adds what the events after a position touched.
    pub(super) fn add(&mut self, after: u64, touched: &Touched) {
        match &mut self.waiting {
            Some((_, waiting)) => waiting.merge(touched),
            None => self.waiting = Some((after, touched.clone())),
        }
    }

    /// When those that wait are to be told; nothing while none do.
    pub(super) fn deadline(&self, now: Instant) -> Option<Instant> {
        self.waiting.as_ref().map(|_| self.pause_ends.unwrap_or(now))
    }

    /// Whether the time has come to tell.
    pub(super) fn due(&self, now: Instant) -> bool {
        self.deadline(now).is_some_and(|deadline| deadline <= now)
    }

    /// Takes what waits; the next ones wait the longer the more are told of more.
    pub(super) fn take(&mut self, now: Instant, crowd: Crowd, limits: &Limits) -> Option<(u64, Touched)> {
        let for_each = |one: Duration, count: usize, at_once: usize| {
            one.saturating_mul(u32::try_from(count.saturating_sub(at_once)).unwrap_or(u32::MAX))
        };
        let followers = for_each(limits.list_pause_per_follower, crowd.followers, limits.list_followers_at_once);
        let visitors = for_each(limits.list_pause_per_visitor, crowd.visitors, limits.list_visitors_at_once);
        let pause = followers.saturating_add(visitors).min(limits.list_pause_max);
        self.pause_ends = (pause > Duration::ZERO).then(|| now + pause);
        self.waiting.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letopis_events::ids::VisitorId;
    use uuid::Uuid;

    fn touching(n: u128) -> Touched {
        Touched { visitors: [VisitorId(Uuid::from_u128(n))].into(), ..Touched::default() }
    }

    #[test]
    fn a_crowd_is_told_of_the_first_change_at_once_and_of_the_next_ones_together() {
        let (limits, now) = (Limits::default(), Instant::now());
        let crowd = Crowd { followers: 220, visitors: 1_500 };
        let mut lists = Lists::default();
        assert_eq!(lists.deadline(now), None);
        lists.add(7, &touching(1));
        assert!(lists.due(now));
        assert_eq!(lists.take(now, crowd, &limits), Some((7, touching(1))));
        lists.add(8, &touching(2));
        lists.add(9, &touching(3));
        assert_eq!(lists.deadline(now), Some(now + Duration::from_millis(30)));
        assert!(!lists.due(now));
        let later = now + Duration::from_millis(30);
        assert!(lists.due(later));
        let (after, touched) = lists.take(later, crowd, &limits).unwrap();
        assert_eq!((after, touched.visitors.len()), (8, 2));
    }

    #[test]
    fn a_few_are_told_of_each_change_at_once() {
        let (limits, now) = (Limits::default(), Instant::now());
        let mut lists = Lists::default();
        for position in 0..3 {
            lists.add(position, &touching(1));
            assert!(lists.due(now));
            assert!(lists.take(now, Crowd { followers: 20, visitors: 500 }, &limits).is_some());
        }
    }
}
