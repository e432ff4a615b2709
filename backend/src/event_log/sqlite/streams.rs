//! What the writer remembers of streams, so that it need not ask the file before every append.

use std::collections::HashMap;

use letopis_events::StreamId;

/// A stream in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StreamRow {
    pub(super) id: i64,
    pub(super) revision: u64,
}

/// The streams used last: when the young half is full it becomes the old half, and the old half is forgotten.
#[derive(Debug)]
pub(super) struct StreamCache {
    young: HashMap<StreamId, StreamRow>,
    old: HashMap<StreamId, StreamRow>,
    half_max: usize,
}

impl StreamCache {
    /// Remembers at most so many streams.
    pub(super) fn new(streams_max: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half_max: (streams_max / 2).max(1) }
    }

    pub(super) fn get(&mut self, stream: &StreamId) -> Option<StreamRow> {
        if let Some(row) = self.young.get(stream) {
            return Some(*row);
        }
        let row = self.old.remove(stream)?;
        self.put(*stream, row);
        Some(row)
    }

    pub(super) fn put(&mut self, stream: StreamId, row: StreamRow) {
        if self.young.len() >= self.half_max && !self.young.contains_key(&stream) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(stream, row);
    }

    /// Forgets everything: what is remembered may have been rolled back.
    pub(super) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests {
    use letopis_events::AggregateKind;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn keeps_what_is_used_and_forgets_the_rest() {
        let stream = |n| StreamId::new(AggregateKind::Visit, Uuid::from_u128(n));
        let mut cache = StreamCache::new(4);
        for n in 0..100 {
            cache.put(stream(n), StreamRow { id: n as i64, revision: 1 });
            assert_eq!(cache.get(&stream(0)).map(|row| row.id), Some(0), "used every time");
            assert!(cache.young.len() + cache.old.len() <= 4);
        }
        assert_eq!(cache.get(&stream(50)), None);
        cache.clear();
        assert_eq!(cache.get(&stream(0)), None);
    }
}
