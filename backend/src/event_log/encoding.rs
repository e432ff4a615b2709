//! The bytes under the hashes: one encoding for every envelope, so that no two envelopes share one.
//!
//! Integers are big-endian, identifiers their 16 bytes, texts and nested encodings a `u32` length and their bytes, an
//! option a byte 0 or 1 and, if 1, its content.
//!
//! ```text
//! meta  command_id · correlation_id · option(cause_id) · actor
//! actor 0 system | 1 operator: operator_id · option(session_id) | 2 visitor: visitor_id | 3 host
//! body  text(kind of the stream) · id of the stream · revision u64 · event_id · text(event type) · version u16
//!       · nested(meta) · digest of the payload, 32 bytes
//! ```
//!
//! The meta is also stored in this form, and decoding refuses every other form of the same content.

use letopis_events::ids::{CommandId, EventId, OperatorId, SessionId, VisitorId};
use letopis_events::vocabulary::Actor;
use letopis_events::{EventMeta, StoredEvent, StreamId};
use uuid::Uuid;

/// What is encoded of an event, borrowed from wherever it stands.
pub(crate) struct Body<'a> {
    pub(crate) stream: StreamId,
    pub(crate) revision: u64,
    pub(crate) event_id: EventId,
    pub(crate) event_type: &'a str,
    pub(crate) version: u16,
    /// As [`encode_meta`] gives it.
    pub(crate) meta: &'a [u8],
    /// Of the payload.
    pub(crate) digest: [u8; 32],
}

impl<'a> Body<'a> {
    /// Of an event as the log keeps it.
    pub(crate) fn of(event: &'a StoredEvent, meta: &'a [u8]) -> Self {
        Self {
            stream: event.stream,
            revision: event.revision,
            event_id: event.event_id,
            event_type: &event.event_type,
            version: event.version,
            meta,
            digest: event.digest,
        }
    }
}

/// The meta as it is stored and hashed.
pub(crate) fn encode_meta(meta: &EventMeta) -> Vec<u8> {
    let mut out = Vec::with_capacity(84);
    out.extend_from_slice(meta.command_id.0.as_bytes());
    out.extend_from_slice(meta.correlation_id.as_bytes());
    option(&mut out, meta.cause_id.map(|id| id.0));
    match meta.actor {
        Actor::System => out.push(0),
        Actor::Operator { operator_id, session_id } => {
            out.push(1);
            out.extend_from_slice(operator_id.0.as_bytes());
            option(&mut out, session_id.map(|id| id.0));
        }
        Actor::Visitor { visitor_id } => {
            out.push(2);
            out.extend_from_slice(visitor_id.0.as_bytes());
        }
        Actor::Host => out.push(3),
    }
    out
}

/// The meta that these bytes encode; `None` when no meta has this encoding.
pub(crate) fn decode_meta(bytes: &[u8]) -> Option<EventMeta> {
    let mut input = Input(bytes);
    let command_id = CommandId(input.uuid()?);
    let correlation_id = input.uuid()?;
    let cause_id = input.option()?.map(EventId);
    let actor = match input.byte()? {
        0 => Actor::System,
        1 => Actor::Operator { operator_id: OperatorId(input.uuid()?), session_id: input.option()?.map(SessionId) },
        2 => Actor::Visitor { visitor_id: VisitorId(input.uuid()?) },
        3 => Actor::Host,
        _ => return None,
    };
    input.0.is_empty().then_some(EventMeta { actor, command_id, correlation_id, cause_id })
}

/// What the link of an event covers beside the link before, its position and its time. Those two are not known before
/// the event's turn comes; all of this is, so it is hashed outside of the writer.
pub(crate) fn encode_body(body: &Body<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    nested(&mut out, body.stream.kind.name().as_bytes());
    out.extend_from_slice(body.stream.id.as_bytes());
    out.extend_from_slice(&body.revision.to_be_bytes());
    out.extend_from_slice(body.event_id.0.as_bytes());
    nested(&mut out, body.event_type.as_bytes());
    out.extend_from_slice(&body.version.to_be_bytes());
    nested(&mut out, body.meta);
    out.extend_from_slice(&body.digest);
    out
}

fn nested(out: &mut Vec<u8>, bytes: &[u8]) {
    // Every length here is far below 4 GiB: names are constants, a meta has at most 84 bytes.
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

fn option(out: &mut Vec<u8>, id: Option<Uuid>) {
    match id {
        Some(id) => {
            out.push(1);
            out.extend_from_slice(id.as_bytes());
        }
        None => out.push(0),
    }
}

struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn uuid(&mut self) -> Option<Uuid> {
        let (first, rest) = self.0.split_first_chunk::<16>()?;
        self.0 = rest;
        Some(Uuid::from_bytes(*first))
    }

    fn option(&mut self) -> Option<Option<Uuid>> {
        match self.byte()? {
            0 => Some(None),
            1 => self.uuid().map(Some),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meta_comes_back_and_no_other_bytes_do() {
        let id = |n| Uuid::from_u128(n);
        let actors = [
            Actor::System,
            Actor::Host,
            Actor::Visitor { visitor_id: VisitorId(id(3)) },
            Actor::Operator { operator_id: OperatorId(id(4)), session_id: None },
            Actor::Operator { operator_id: OperatorId(id(4)), session_id: Some(SessionId(id(5))) },
        ];
        for actor in actors {
            for cause_id in [None, Some(EventId(id(6)))] {
                let meta = EventMeta { actor, command_id: CommandId(id(1)), correlation_id: id(2), cause_id };
                let bytes = encode_meta(&meta);
                assert_eq!(decode_meta(&bytes), Some(meta));
                assert_eq!(decode_meta(&bytes[..bytes.len() - 1]), None, "cut");
                assert_eq!(decode_meta(&[bytes.as_slice(), &[0]].concat()), None, "longer");
            }
        }
        assert_eq!(decode_meta(&[0; 200]), None);
    }
}
