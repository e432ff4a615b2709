//! What surrounds an event in the log: where it stands, who caused it, how it is chained.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::events::{AggregateKind, AnyEvent, UnknownEvent};
use crate::ids::{CommandId, EventId};
use crate::vocabulary::Actor;

/// The name of a stream: what it is about, and which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StreamId {
    pub kind: AggregateKind,
    pub id: Uuid,
}

impl StreamId {
    /// The stream of one aggregate.
    pub fn new(kind: AggregateKind, id: impl Into<Uuid>) -> Self {
        Self { kind, id: id.into() }
    }
}

impl std::fmt::Display for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.kind.name(), self.id)
    }
}

/// Who caused an event, and through what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventMeta {
    pub actor: Actor,
    /// The command that was decided.
    pub command_id: CommandId,
    /// Shared by everything that one outside impulse set off; a first command uses its own id.
    pub correlation_id: Uuid,
    /// The event that made the product itself give this command, if one did.
    pub cause_id: Option<EventId>,
}

/// The payload was removed on purpose; its digest stays in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The name the event still has.
    pub event_type: String,
}

/// One event as the log keeps it: the payload is the JSON text that was digested, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Place in the log, from 1 without gaps.
    pub position: u64,
    pub stream: StreamId,
    /// Place in the stream, from 1 without gaps.
    pub revision: u64,
    pub event_id: EventId,
    pub event_type: String,
    pub version: u16,
    /// Never earlier than that of the position before, whatever the machine's clock did.
    pub recorded_at: DateTime<Utc>,
    pub meta: EventMeta,
    /// `None` once erased, together with the salt.
    pub payload: Option<String>,
    /// Makes the digest useless for guessing an erased payload.
    pub salt: Option<[u8; 16]>,
    /// SHA-256 of salt and payload.
    pub digest: [u8; 32],
    /// SHA-256 over the link before, this envelope and the digest.
    pub link: [u8; 32],
}

/// One event as projections and replays receive it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub position: u64,
    pub stream: StreamId,
    pub revision: u64,
    pub event_id: EventId,
    pub recorded_at: DateTime<Utc>,
    pub meta: EventMeta,
    pub event: AnyEvent,
}

impl StoredEvent {
    /// Reads the payload.
    ///
    /// # Errors
    /// [`UnknownEvent`] when this program does not know the event; never for an erased one.
    pub fn parse(&self) -> Result<Recorded, UnknownEvent> {
        let event = match &self.payload {
            Some(payload) => AnyEvent::from_stored(&self.event_type, self.version, payload)?,
            None => AnyEvent::Erased(Erased { event_type: self.event_type.clone() }),
        };
        Ok(Recorded {
            position: self.position,
            stream: self.stream,
            revision: self.revision,
            event_id: self.event_id,
            recorded_at: self.recorded_at,
            meta: self.meta.clone(),
            event,
        })
    }
}
