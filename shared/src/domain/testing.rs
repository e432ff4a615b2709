//! Given the past, when a command comes, then these events or this refusal.

pub(crate) mod commands;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use uuid::Uuid;

use super::Decider;
use crate::wire::Refusal;

/// Noon of an ordinary day; `minute(n)` counts from it.
pub(crate) fn minute(n: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).single().expect("a valid date") + TimeDelta::minutes(n)
}

/// A recognisable id.
pub(crate) fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

/// A state folded from events a minute apart.
pub(crate) struct Given<D: Decider> {
    state: D,
    now: DateTime<Utc>,
}

/// Starts a test with what has happened, one event a minute from minute 0.
pub(crate) fn given<D: Decider>(past: &[D::Event]) -> Given<D> {
    let mut state = D::default();
    for (n, event) in past.iter().enumerate() {
        state.evolve(event, minute(n as i64));
    }
    Given { state, now: minute(past.len() as i64) }
}

impl<D: Decider> Given<D> {
    /// The command comes at this time instead of a minute after the last event.
    pub(crate) fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn when(self, command: D::Command) -> Then<D> {
        Then { outcome: self.state.decide(&command, self.now) }
    }
}

/// The outcome of a command.
pub(crate) struct Then<D: Decider> {
    outcome: Result<Vec<D::Event>, Refusal>,
}

impl<D: Decider> Then<D> {
    /// What was decided, for properties that compare decisions.
    pub(crate) fn outcome(self) -> Result<Vec<D::Event>, Refusal> {
        self.outcome
    }

    #[track_caller]
    pub(crate) fn then(self, events: Vec<D::Event>) {
        assert_eq!(self.outcome, Ok(events));
    }

    #[track_caller]
    pub(crate) fn then_nothing(self) {
        assert_eq!(self.outcome, Ok(vec![]));
    }

    #[track_caller]
    pub(crate) fn then_refused(self, refusal: Refusal) {
        assert_eq!(self.outcome, Err(refusal));
    }
}
