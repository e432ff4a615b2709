//! What sockets get that come at the same moment. After a restart, or when a network was gone, everybody comes at once
//! and asks for the same: it is made once, and kept until the next event.

use std::collections::HashMap;
use std::sync::Arc;

use bytestring::ByteString;
use letopis_shared::views::live::Touched;
use letopis_shared::wire::operator::Topic;

use super::recent::Recent;
use super::sight::Class;

/// How much is kept: positions from which sockets resumed, frames, and bytes of these.
const ENTRIES_MAX: usize = 256;
const BYTES_MAX: usize = 1 << 20;

/// From where a socket resumes a topic, or nothing where it starts anew; and as whom.
type Wanted = (Option<u64>, Topic, Class);

/// Answers to subscriptions, all of one position.
#[derive(Default)]
pub(super) struct CatchUp {
    position: u64,
    missed: HashMap<u64, Option<Arc<Touched>>>,
    frames: HashMap<Wanted, Option<ByteString>>,
    bytes: usize,
}

impl CatchUp {
    /// What is kept of this position; of any other one nothing is.
    pub(super) fn at(&mut self, position: u64) -> &mut Self {
        if self.position != position {
            *self = Self { position, ..Self::default() };
        }
        self
    }

    /// What was touched after a position; `None` when that is too long ago, or never was.
    pub(super) fn missed(&mut self, after: u64, recent: &Recent) -> Option<Arc<Touched>> {
        if self.missed.len() >= ENTRIES_MAX {
            self.missed.clear();
        }
        self.missed.entry(after).or_insert_with(|| recent.since(after).map(Arc::new)).clone()
    }

    /// The frame that brings up to date; `make` makes it where nobody wanted the same before.
    pub(super) fn frame(&mut self, wanted: Wanted, make: impl FnOnce() -> Option<ByteString>) -> Option<ByteString> {
        if let Some(frame) = self.frames.get(&wanted) {
            return frame.clone();
        }
        let frame = make();
        let bytes = frame.as_ref().map_or(0, |frame| frame.len());
        if self.frames.len() < ENTRIES_MAX && self.bytes + bytes <= BYTES_MAX {
            self.bytes += bytes;
            self.frames.insert(wanted, frame.clone());
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_made_once_for_all_who_want_the_same_until_something_happens() {
        let (mut caught, mut made) = (CatchUp::default(), 0);
        let mut want = |position, wanted| {
            let make = || {
                made += 1;
                Some(format!("frame {made}").into())
            };
            caught.at(position).frame(wanted, make)
        };
        let all = || Class::SeesAll { admin: false };
        let first = want(7, (Some(3), Topic::Workplace, all()));
        assert_eq!(want(7, (Some(3), Topic::Workplace, all())), first);
        assert_ne!(want(7, (None, Topic::Workplace, all())), first, "a snapshot");
        assert_ne!(want(7, (Some(3), Topic::Workplace, Class::SeesAll { admin: true })), first, "of another class");
        assert_ne!(want(8, (Some(3), Topic::Workplace, all())), first, "after an event");
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut caught = CatchUp::default();
        let large = ByteString::from("x".repeat(BYTES_MAX / 2));
        for after in 0..10 {
            assert!(caught.frame((Some(after), Topic::Workplace, Class::Everybody), || Some(large.clone())).is_some());
        }
        assert_eq!(caught.bytes, BYTES_MAX);
    }
}
