//! The bounded queue of frames of one socket. Nobody ever waits for a slow reader: it is cut, and resumes.
//!
//! Most sockets are idle most of the time, so an empty queue takes next to nothing.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytestring::ByteString;
use letopis_shared::wire::ErrorCode;
use tokio::sync::Notify;

/// Room that an empty queue keeps, in frames.
const KEPT_FRAMES: usize = 4;

/// Why and how the server ends a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub error: Option<ErrorCode>,
    pub retry_after_millis: u32,
}

impl Cut {
    /// A banned visitor is not told so (S110). His window knocks now and then: a ban may end, or be lifted.
    pub const BANNED: Self = Self { error: Some(ErrorCode::Forbidden), retry_after_millis: 60_000 };
    /// As of a site that never was: the page does not knock again.
    pub const NOT_HERE: Self = Self { error: Some(ErrorCode::Forbidden), retry_after_millis: 0 };
}

/// The sending end.
#[derive(Clone)]
pub struct Outbox(Arc<Shared>);

/// The end that the socket's writing task reads. There is one.
pub struct Outgoing(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    /// Wakes the task that writes: a frame came, or the socket is cut.
    writer: Notify,
    /// Wakes the task that reads: the socket is cut.
    reader: Notify,
}

struct Queue {
    frames: VecDeque<ByteString>,
    frames_max: usize,
    cut: Option<Cut>,
    /// Nobody writes any more.
    closed: bool,
}

/// A queue of at most this many frames.
pub fn outbox(frames_max: usize) -> (Outbox, Outgoing) {
    let queue = Queue { frames: VecDeque::new(), frames_max, cut: None, closed: false };
    let shared = Arc::new(Shared { queue: Mutex::new(queue), writer: Notify::new(), reader: Notify::new() });
    (Outbox(shared.clone()), Outgoing(shared))
}

impl Outbox {
    /// Queues a frame; a reader that is too slow for it is cut.
    pub fn send(&self, frame: ByteString) {
        let mut queue = self.0.queue();
        if queue.closed || queue.frames.len() >= queue.frames_max {
            drop(queue);
            return self.cut(Cut { error: Some(ErrorCode::TooSlow), retry_after_millis: 0 });
        }
        queue.frames.push_back(frame);
        drop(queue);
        self.0.writer.notify_one();
    }

    /// Ends the socket; the first reason stands.
    pub fn cut(&self, cut: Cut) {
        self.0.queue().cut.get_or_insert(cut);
        self.0.writer.notify_one();
        self.0.reader.notify_one();
    }

    /// Waits until the socket is cut. For the one task that reads.
    pub async fn ended(&self) {
        self.0.ended(&self.0.reader).await;
    }
}

impl Outgoing {
    /// The next frame; or, once the socket is cut, why. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The [`Cut`]; what still waits is left to [`Outgoing::try_next`].
    pub async fn next(&mut self) -> Result<ByteString, Cut> {
        loop {
            {
                let mut queue = self.0.queue();
                if let Some(cut) = queue.cut {
                    return Err(cut);
                }
                if let Some(frame) = queue.pop() {
                    return Ok(frame);
                }
            }
            self.0.writer.notified().await;
        }
    }

    /// A frame that waits.
    pub fn try_next(&mut self) -> Option<ByteString> {
        self.0.queue().pop()
    }

    /// Waits until the socket is cut.
    pub async fn ended(&self) {
        self.0.ended(&self.0.writer).await;
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        queue.closed = true;
        queue.frames = VecDeque::new();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nothing under the lock panics half way.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ended(&self, woken: &Notify) {
        while self.queue().cut.is_none() {
            woken.notified().await;
        }
    }
}

impl Queue {
    fn pop(&mut self) -> Option<ByteString> {
        let frame = self.frames.pop_front();
        if self.frames.is_empty() {
            self.frames.shrink_to(KEPT_FRAMES);
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(outgoing: &mut Outgoing) -> Option<Result<ByteString, Cut>> {
        use futures::FutureExt;
        outgoing.next().now_or_never()
    }

    #[test]
    fn a_reader_that_falls_behind_is_cut_and_nothing_grows() {
        let (outbox, mut outgoing) = outbox(2);
        for _ in 0..5 {
            outbox.send("x".into());
        }
        let cut = Cut { error: Some(ErrorCode::TooSlow), retry_after_millis: 0 };
        assert_eq!(outcome(&mut outgoing), Some(Err(cut)));
        assert!(outgoing.try_next().is_some() && outgoing.try_next().is_some());
        assert!(outgoing.try_next().is_none());
    }

    #[tokio::test]
    async fn whoever_waits_is_woken_by_a_frame_and_by_the_end() {
        let (outbox, mut outgoing) = outbox(2);
        assert_eq!(outcome(&mut outgoing), None);
        outbox.send("x".into());
        assert_eq!(outgoing.next().await, Ok("x".into()));
        let cut = Cut { error: None, retry_after_millis: 500 };
        let (seen, (), ()) = tokio::join!(outgoing.next(), outbox.ended(), async { outbox.cut(cut) });
        assert_eq!(seen, Err(cut));
        outbox.cut(Cut { error: Some(ErrorCode::TooSlow), retry_after_millis: 0 });
        assert_eq!(outcome(&mut outgoing), Some(Err(cut)), "the first reason stands");
        outgoing.ended().await;
    }

    #[tokio::test]
    async fn what_nobody_writes_any_more_ends_the_socket() {
        let (outbox, outgoing) = outbox(2);
        drop(outgoing);
        outbox.send("x".into());
        outbox.ended().await;
    }
}
