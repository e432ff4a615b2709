//! How long an operator was in each status (S57): a fold of his changes of status alone.

use chrono::{DateTime, Utc};
use letopis_events::vocabulary::OperatorStatus;

/// Milliseconds in each status, in the order of [`OperatorStatus::ALL`].
pub type Millis = [u64; OperatorStatus::ALL.len()];

/// The changes of one operator's status, from the moment in which he got his account.
///
/// Instants are whole milliseconds, so that times add up exactly. A disabled account and one that nobody has signed in to
/// are Offline like any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusHistory {
    /// Each status with the moment from which it counts; never one that is earlier than the one before.
    changes: Vec<(i64, OperatorStatus)>,
}

impl StatusHistory {
    /// Takes note of a status. What is told to have begun before the last change begins with that one.
    pub fn change(&mut self, status: OperatorStatus, at: DateTime<Utc>) {
        let at = at.timestamp_millis();
        match self.changes.last().copied() {
            Some((_, last)) if last == status => {}
            Some((since, _)) => self.changes.push((at.max(since), status)),
            None => self.changes.push((at, status)),
        }
    }

    /// The time in each status on each day. A day lasts from one bound to the next, whatever its length; before the account
    /// there is none to count. All days together are exactly the time between first and last bound in which there was one.
    pub fn days(&self, bounds: &[DateTime<Utc>]) -> Vec<Millis> {
        let bounds: Vec<i64> = bounds.iter().map(DateTime::timestamp_millis).collect();
        let mut days = vec![Millis::default(); bounds.len().saturating_sub(1)];
        let (Some(first), Some(last)) = (bounds.first().copied(), bounds.last().copied()) else { return days };
        // The last change before the first bound still counts after it.
        let start = self.changes.partition_point(|(at, _)| *at <= first).saturating_sub(1);
        for (n, (since, status)) in self.changes.iter().enumerate().skip(start) {
            let until = self.changes.get(n + 1).map_or(last, |(at, _)| *at);
            if *since >= last {
                break;
            }
            let index = OperatorStatus::ALL.iter().position(|one| one == status).unwrap_or_default();
            let day = bounds.partition_point(|bound| bound <= since).saturating_sub(1);
            for (day, ends) in bounds.windows(2).enumerate().skip(day) {
                if ends[0] >= until {
                    break;
                }
                let millis = until.min(ends[1]) - (*since).max(ends[0]);
                days[day][index] += u64::try_from(millis).unwrap_or(0);
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use letopis_events::vocabulary::OperatorStatus::{BeforeLunch, Lunch, Offline, Online};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::testing::minute;

    const HOUR: u64 = 3_600_000;

    fn history(changes: &[(OperatorStatus, i64)]) -> StatusHistory {
        let mut history = StatusHistory::default();
        changes.iter().for_each(|(status, at)| history.change(*status, minute(*at)));
        history
    }

    fn of(day: &Millis, status: OperatorStatus) -> u64 {
        day[OperatorStatus::ALL.iter().position(|one| *one == status).unwrap()]
    }

    #[test]
    fn a_status_that_lasts_over_midnight_counts_on_both_days() {
        // Noon, Online from 23:00 to 01:30.
        let his = history(&[(Offline, 0), (Online, 11 * 60), (Offline, 13 * 60 + 30)]);
        let days = his.days(&[minute(-720), minute(720), minute(720 + 1440)]);
        assert_eq!((of(&days[0], Online), of(&days[1], Online)), (HOUR, HOUR + HOUR / 2));
        assert_eq!(of(&days[0], Offline), 11 * HOUR, "before the account there is nothing to count");
        assert_eq!(days[1].iter().sum::<u64>(), 24 * HOUR);
    }

    #[test]
    fn a_status_that_began_before_the_period_counts_in_it() {
        let his = history(&[(Offline, 0), (Online, 60)]);
        assert_eq!(
            his.days(&[minute(120), minute(180)]),
            [{
                let mut day = Millis::default();
                day[0] = HOUR;
                day
            }]
        );
        assert_eq!(his.days(&[minute(-120), minute(-60)]), [Millis::default()], "before the account");
        assert!(his.days(&[]).is_empty() && his.days(&[minute(0)]).is_empty());
    }

    #[test]
    fn a_change_that_took_effect_earlier_counts_from_then() {
        // Before lunch from 60; the last conversation closed at 90, which was found out later.
        let his = history(&[(Online, 0), (BeforeLunch, 60), (Lunch, 90)]);
        let day = his.days(&[minute(0), minute(120)])[0];
        assert_eq!((of(&day, Online), of(&day, BeforeLunch), of(&day, Lunch)), (HOUR, HOUR / 2, HOUR / 2));
        let backwards = history(&[(Online, 60), (Lunch, 30)]).days(&[minute(0), minute(120)])[0];
        assert_eq!((of(&backwards, Online), of(&backwards, Lunch)), (0, HOUR));
    }

    proptest! {
        #[test]
        fn the_times_of_all_days_and_statuses_are_the_time_of_the_period(
            changes in vec((0..6_usize, 0..200_000_i64), 0..40),
            bounds in vec(0..200_000_i64, 0..12),
        ) {
            let at = |seconds: i64| minute(0) + TimeDelta::milliseconds(seconds * 997);
            let mut his = StatusHistory::default();
            changes.iter().for_each(|(status, when)| his.change(OperatorStatus::ALL[*status], at(*when)));
            let mut bounds = bounds;
            bounds.sort_unstable();
            let days = his.days(&bounds.iter().map(|bound| at(*bound)).collect::<Vec<_>>());
            for (day, ends) in days.iter().zip(bounds.windows(2)) {
                let account = changes.first().map(|(_, when)| (*when).max(ends[0]));
                let wall = account.map_or(0, |from| (ends[1] - from).max(0) * 997);
                prop_assert_eq!(day.iter().sum::<u64>(), wall as u64);
            }
        }

        #[test]
        fn a_period_is_the_sum_of_its_parts(
            changes in vec((0..6_usize, 0..200_000_i64), 1..40),
            mut bounds in vec(0..200_000_i64, 2..12),
        ) {
            let mut his = StatusHistory::default();
            changes.iter().for_each(|(status, when)| his.change(OperatorStatus::ALL[*status], minute(*when)));
            bounds.sort_unstable();
            let bounds: Vec<_> = bounds.into_iter().map(minute).collect();
            let whole = his.days(&[bounds[0], bounds[bounds.len() - 1]])[0];
            let mut sum = Millis::default();
            for day in his.days(&bounds) {
                sum.iter_mut().zip(day).for_each(|(sum, day)| *sum += day);
            }
            prop_assert_eq!(sum, whole);
        }
    }
}
