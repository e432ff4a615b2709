//! Who waits, in one glance: for the toolbar, the title and the main page.

use chrono::{DateTime, Utc};
use letopis_shared::domain::routing::Serving;
use letopis_shared::schema::ids::{ConversationId, OperatorId};
use letopis_shared::views::workplace::{Section, Workplace};

/// The queue of those who wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub count: usize,
    /// Who waits longest, and since when.
    pub longest: Option<(ConversationId, DateTime<Utc>)>,
}

/// Who waits for this operator's answer: his «Ожидают ответа», so that every count equals the section (S12).
pub fn waiting(workplace: &Workplace, me: OperatorId, serving: &Serving) -> Waiting {
    let rows = workplace.section(me, serving, Section::AwaitingReply);
    let longest = rows.first().map(|row| (row.id, row.waiting_since));
    Waiting { count: rows.len(), longest }
}

/// Whole seconds from an instant to now; 0 when the clocks disagree.
pub fn seconds_since(at: DateTime<Utc>, now: DateTime<Utc>) -> u64 {
    u64::try_from((now - at).num_seconds()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_in_an_empty_workplace() {
        let me = OperatorId(uuid::Uuid::from_u128(1));
        assert_eq!(waiting(&Workplace::default(), me, &Serving::default()), Waiting::default());
    }

    #[test]
    fn a_clock_that_runs_behind_shows_zero() {
        let at = DateTime::from_timestamp(100, 0).expect("a valid time");
        let now = DateTime::from_timestamp(90, 0).expect("a valid time");
        assert_eq!(seconds_since(at, now), 0);
        assert_eq!(seconds_since(now, at), 10);
    }
}
