//! The marks of recent events, so that a socket that was away for a moment gets what it lacks and no more.

use std::collections::VecDeque;

use letopis_shared::views::live::Touched;

/// What the last events touched, in order.
pub(super) struct Recent {
    /// Up to which position the log had got before the first entry.
    floor: u64,
    /// The last position of each batch, and what the batch touched.
    batches: VecDeque<(u64, Touched)>,
    events: usize,
    events_max: usize,
}

impl Recent {
    pub(super) fn new(floor: u64, events_max: usize) -> Self {
        Self { floor, batches: VecDeque::new(), events: 0, events_max }
    }

    /// Adds a batch that ends at a position.
    pub(super) fn push(&mut self, last: u64, touched: Touched) {
        let before = self.batches.back().map_or(self.floor, |(last, _)| *last);
        self.events += usize::try_from(last - before).unwrap_or(usize::MAX);
        self.batches.push_back((last, touched));
        while self.events > self.events_max
            && let Some((last, _)) = self.batches.pop_front()
        {
            self.events -= usize::try_from(last - self.floor).unwrap_or(usize::MAX);
            self.floor = last;
        }
    }

    /// What was touched after a position; `None` when that is too long ago, or never was.
    pub(super) fn since(&self, position: u64) -> Option<Touched> {
        let head = self.batches.back().map_or(self.floor, |(last, _)| *last);
        if position < self.floor || position > head {
            return None;
        }
        let mut touched = Touched::default();
        // A batch that straddles the position is taken whole: a row sent twice is the same row.
        let missed = self.batches.partition_point(|(last, _)| *last <= position);
        for (_, batch) in self.batches.range(missed..) {
            touched.merge(batch);
        }
        Some(touched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letopis_events::ids::VisitorId;
    use uuid::Uuid;

    fn touching(n: u64) -> Touched {
        Touched { visitors: [VisitorId(Uuid::from_u128(n.into()))].into(), ..Touched::default() }
    }

    #[test]
    fn a_socket_gets_what_came_after_its_position_or_starts_anew() {
        let mut recent = Recent::new(10, 4);
        for (last, n) in [(12, 1), (13, 2), (15, 3)] {
            recent.push(last, touching(n));
        }
        assert_eq!(recent.since(11), None, "the first batch gave way");
        assert_eq!(recent.since(12).map(|touched| touched.visitors.len()), Some(2));
        assert_eq!(
            recent.since(14).map(|touched| touched.visitors.len()),
            Some(1),
            "a straddling batch is taken whole"
        );
        assert_eq!(recent.since(15), Some(Touched::default()));
        assert_eq!(recent.since(16), None, "from another log");
    }
}
