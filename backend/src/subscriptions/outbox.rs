//! The bounded queue of frames of one socket. Nobody ever waits for a slow reader: it is cut, and resumes.

use bytestring::ByteString;
use letopis_shared::wire::ErrorCode;
use tokio::sync::{mpsc, watch};

/// Why and how the server ends a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub error: Option<ErrorCode>,
    pub retry_after_millis: u32,
}

/// The sending end.
#[derive(Clone)]
pub struct Outbox {
    frames: mpsc::Sender<ByteString>,
    cut: watch::Sender<Option<Cut>>,
}

/// The end that the socket's task reads.
pub struct Outgoing {
    pub frames: mpsc::Receiver<ByteString>,
    pub cut: watch::Receiver<Option<Cut>>,
}

/// A queue of at most this many frames.
pub fn outbox(frames_max: usize) -> (Outbox, Outgoing) {
    let (frames, queued) = mpsc::channel(frames_max);
    let (cut, cut_seen) = watch::channel(None);
    (Outbox { frames, cut }, Outgoing { frames: queued, cut: cut_seen })
}

impl Outbox {
    /// Queues a frame; a reader that is too slow for it is cut.
    pub fn send(&self, frame: ByteString) {
        if self.frames.try_send(frame).is_err() {
            self.cut(Cut { error: Some(ErrorCode::TooSlow), retry_after_millis: 0 });
        }
    }

    /// Tells when the socket is cut.
    pub fn watch(&self) -> watch::Receiver<Option<Cut>> {
        self.cut.subscribe()
    }

    /// Ends the socket; the first reason stands.
    pub fn cut(&self, cut: Cut) {
        self.cut.send_if_modified(|known| {
            let first = known.is_none();
            known.get_or_insert(cut);
            first
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_falls_behind_is_cut_and_nothing_grows() {
        let (outbox, mut outgoing) = outbox(2);
        for _ in 0..5 {
            outbox.send("x".into());
        }
        assert_eq!(outgoing.cut.borrow().map(|cut| cut.error), Some(Some(ErrorCode::TooSlow)));
        assert!(outgoing.frames.try_recv().is_ok() && outgoing.frames.try_recv().is_ok());
        assert!(outgoing.frames.try_recv().is_err());
    }
}
