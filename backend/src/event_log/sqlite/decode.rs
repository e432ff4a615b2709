//! From a row of the file to an event: all of it, or what a replay wants, held against the chain.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use letopis_events::ids::EventId;
use letopis_events::{AnyEvent, Erased, EventMeta, Recorded, StoredEvent, StreamId, UnknownEvent};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::schema;
use crate::event_log::Head;
use crate::event_log::chain::{Fault, Sealed};
use crate::event_log::encoding::{Body, decode_meta};

/// What [`stored`] and [`verified`] read.
pub(super) const COLUMNS: &str =
    "position, stream, revision, recorded_at, event_id, meta, type, payload, digest, link, salt";

/// How many stream names a reader remembers.
const CACHED_NAMES_MAX: usize = 16_384;

/// What no log ever wrote, in words for an administrator.
pub(super) struct Unreadable(pub(super) String);

impl From<rusqlite::Error> for Unreadable {
    fn from(error: rusqlite::Error) -> Self {
        Self(match error {
            rusqlite::Error::InvalidQuery => "its meta is not an encoding of anything".to_owned(),
            rusqlite::Error::QueryReturnedNoRows => "its stream or type is not in the file".to_owned(),
            other => other.to_string(),
        })
    }
}

impl From<UnknownEvent> for Unreadable {
    fn from(unknown: UnknownEvent) -> Self {
        Self(unknown.to_string())
    }
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        Self(fault.to_string())
    }
}

/// An event as it was recorded, link and all.
pub(super) fn stored(row: &Row<'_>, names: &mut Names<'_>) -> Result<Arc<StoredEvent>, Unreadable> {
    let Envelope { position, stream, revision, recorded_at, event_id, meta } = Envelope::of(row, names)?;
    let (event_type, version) = names.event_type(row.get(6)?)?.clone();
    Ok(Arc::new(StoredEvent {
        position,
        stream,
        revision,
        event_id,
        event_type,
        version,
        recorded_at,
        meta,
        payload: row.get(7)?,
        digest: row.get(8)?,
        link: row.get(9)?,
        salt: row.get(10)?,
    }))
}

/// An event as projections receive it, parsed out of the row, if it is the one that was recorded behind `before`.
pub(super) fn verified(row: &Row<'_>, names: &mut Names<'_>, before: &mut Head) -> Result<Recorded, Unreadable> {
    let Envelope { position, stream, revision, recorded_at, event_id, meta } = Envelope::of(row, names)?;
    let (event_type, version) = names.event_type(row.get(6)?)?;
    let payload = row.get_ref(7)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    // The meta is decoded from no other form than the one that was hashed.
    let encoded = row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?;
    let (digest, version) = (row.get(8)?, *version);
    let body = Body { stream, revision, event_id, event_type, version, meta: encoded, digest };
    let sealed = Sealed { position, recorded_at, body, payload, salt: row.get(10)?, link: row.get(9)? };
    // Where something is missing in between, whoever counts the positions says what.
    let next = position == before.position + 1;
    if let Some(fault) = sealed.fault(before).filter(|_| next) {
        return Err(fault.into());
    }
    *before = sealed.head();
    let event = match payload {
        Some(payload) => AnyEvent::from_stored(event_type, version, payload)?,
        None => AnyEvent::Erased(Erased { event_type: event_type.clone() }),
    };
    Ok(Recorded { position, stream, revision, event_id, recorded_at, meta, event })
}

/// What surrounds an event.
struct Envelope {
    position: u64,
    stream: StreamId,
    revision: u64,
    recorded_at: DateTime<Utc>,
    event_id: EventId,
    meta: EventMeta,
}

impl Envelope {
    fn of(row: &Row<'_>, names: &mut Names<'_>) -> rusqlite::Result<Self> {
        let number = |index| -> rusqlite::Result<u64> {
            let value: i64 = row.get(index)?;
            u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, value))
        };
        let micros = row.get(3)?;
        Ok(Self {
            position: number(0)?,
            stream: names.stream(row.get(1)?)?,
            revision: number(2)?,
            recorded_at: DateTime::from_timestamp_micros(micros)
                .ok_or(rusqlite::Error::IntegralValueOutOfRange(3, micros))?,
            event_id: EventId(Uuid::from_bytes(row.get(4)?)),
            meta: row.get_ref(5)?.as_blob().ok().and_then(decode_meta).ok_or(rusqlite::Error::InvalidQuery)?,
        })
    }
}

/// What the numbers of streams and types stand for; looked up between rows, in the same short transaction.
pub(super) struct Names<'a> {
    pub(super) connection: &'a Connection,
    pub(super) streams: &'a mut HashMap<i64, StreamId>,
    pub(super) types: &'a mut HashMap<i64, (String, u16)>,
}

impl Names<'_> {
    fn stream(&mut self, id: i64) -> rusqlite::Result<StreamId> {
        if let Some(stream) = self.streams.get(&id) {
            return Ok(*stream);
        }
        let mut find = self.connection.prepare_cached("SELECT kind, name FROM streams WHERE id = ?1")?;
        let (kind, name): (i64, [u8; 16]) = find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let kind = schema::kind_of(kind).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, kind))?;
        let stream = StreamId { kind, id: Uuid::from_bytes(name) };
        if self.streams.len() >= CACHED_NAMES_MAX {
            self.streams.clear();
        }
        self.streams.insert(id, stream);
        Ok(stream)
    }

    fn event_type(&mut self, id: i64) -> rusqlite::Result<&(String, u16)> {
        // Two steps: what is found may not be given out by one that would otherwise insert.
        if !self.types.contains_key(&id) {
            let mut find = self.connection.prepare_cached("SELECT name, version FROM types WHERE id = ?1")?;
            let known = find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.types.insert(id, known);
        }
        self.types.get(&id).ok_or(rusqlite::Error::QueryReturnedNoRows)
    }
}
