//! All of an append that can be made ready before its turn comes: limits, salts, digests, encodings. Runs on the
//! caller's thread, so that the one writer only numbers, links and writes.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use letopis_events::ids::CommandId;
use letopis_events::{StoredEvent, StreamId};

use super::encoding::{Body, encode_meta};
use super::{Append, AppendError, Appended, Head, LogLimits, chain};
use crate::clock::Entropy;

/// An append that only lacks its place in the log.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) stream: StreamId,
    pub(crate) expected_revision: u64,
    pub(crate) command_id: CommandId,
    pub(crate) command_digest: [u8; 32],
    /// The encoded meta, the same for all events.
    pub(crate) meta: Vec<u8>,
    pub(crate) events: Vec<PreparedEvent>,
    /// Of all payloads.
    pub(crate) bytes: usize,
}

/// An event that only lacks position, final time and link.
#[derive(Debug)]
pub(crate) struct PreparedEvent {
    pub(crate) stored: Arc<StoredEvent>,
    /// Hash of everything of it that the link covers beside position, time and the link before.
    body: [u8; 32],
}

impl Prepared {
    /// Checks the limits, draws salts, digests payloads, encodes envelopes.
    pub(crate) fn new(append: Append, limits: &LogLimits, entropy: &dyn Entropy) -> Result<Self, AppendError> {
        let bytes = append.events.iter().map(|event| event.payload.len()).sum();
        if append.events.is_empty() {
            return Err(AppendError::Empty);
        }
        if append.events.len() > limits.append_events_max || bytes > limits.append_bytes_max {
            return Err(AppendError::TooLarge);
        }
        let recorded_at = whole_micros(append.recorded_at);
        let meta = encode_meta(&append.meta);
        let mut revision = append.expected_revision;
        let events = append.events.into_iter().map(|event| {
            revision += 1;
            let mut salt = [0; 16];
            entropy.fill(&mut salt);
            let stored = StoredEvent {
                position: 0,
                stream: append.stream,
                revision,
                event_id: event.event_id,
                event_type: event.event_type.to_owned(),
                version: event.version,
                recorded_at,
                meta: append.meta.clone(),
                digest: chain::digest(&salt, &event.payload),
                payload: Some(event.payload),
                salt: Some(salt),
                link: [0; 32],
            };
            PreparedEvent { body: chain::body_hash(&Body::of(&stored, &meta)), stored: Arc::new(stored) }
        });
        Ok(Self {
            events: events.collect(),
            stream: append.stream,
            expected_revision: append.expected_revision,
            command_id: append.meta.command_id,
            command_digest: append.command_digest,
            meta,
            bytes,
        })
    }

    /// Where the events stand if they follow `head`.
    pub(crate) fn after(&self, head: &Head) -> Appended {
        let count = self.events.len() as u64;
        Appended {
            first_position: head.position + 1,
            last_position: head.position + count,
            revision: self.expected_revision + count,
            repeated: false,
        }
    }
}

impl PreparedEvent {
    /// Gives the event the place after `head`, and moves `head` onto it.
    pub(crate) fn seal(&mut self, head: &mut Head) {
        // Nobody else holds the event before it is published, so this never copies.
        let event = Arc::make_mut(&mut self.stored);
        event.position = head.position + 1;
        event.recorded_at = event.recorded_at.max(head.recorded_at);
        event.link = chain::link(&head.link, event.position, event.recorded_at, &self.body);
        *head = Head { position: event.position, link: event.link, recorded_at: event.recorded_at };
    }
}

/// The log counts microseconds; what is finer would not come back.
fn whole_micros(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(DateTime::UNIX_EPOCH)
}
