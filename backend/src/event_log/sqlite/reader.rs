//! Reading the file: short transactions of their own, beside the writer and beside other processes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::DateTime;
use letopis_events::ids::{CommandId, EventId};
use letopis_events::{StoredEvent, StreamId};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use uuid::Uuid;

use super::schema;
use crate::event_log::encoding::decode_meta;
use crate::event_log::{Appended, Head, LogError, chain};

/// How long a reader waits for somebody who recovers the journal.
const BUSY_MS: u64 = 5_000;

/// How many stream names a reader remembers.
const CACHED_NAMES_MAX: usize = 16_384;

const EVENT_COLUMNS: &str =
    "position, stream, revision, type, recorded_at, event_id, meta, digest, link, salt, payload";

/// A connection that can only read.
pub(super) struct Reader {
    connection: Connection,
    streams: HashMap<i64, StreamId>,
    types: HashMap<i64, (String, u16)>,
}

impl Reader {
    /// Opens the file for reading, journal included.
    pub(super) fn open(file: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::over(Connection::open_with_flags(file, flags)?)
    }

    /// Opens a file that nobody writes and that has no journal: nothing beside it is touched or made.
    pub(super) fn open_still(file: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        // The characters that mean something in a URI are those of a path that has to be escaped.
        let path = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        Self::over(Connection::open_with_flags(format!("file:{path}?immutable=1"), flags)?)
    }

    fn over(connection: Connection) -> rusqlite::Result<Self> {
        connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
        Ok(Self { connection, streams: HashMap::new(), types: HashMap::new() })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The identity of the log.
    pub(super) fn log_id(&self) -> rusqlite::Result<Uuid> {
        self.connection.query_row("SELECT id FROM log", [], |row| row.get(0)).map(Uuid::from_bytes)
    }

    /// The last event, or the beginning.
    pub(super) fn head(&self) -> Result<Head, LogError> {
        let log_id = self.log_id().map_err(unavailable)?;
        let start = Head { position: 0, link: chain::genesis(log_id), recorded_at: DateTime::UNIX_EPOCH };
        let mut last = self
            .connection
            .prepare_cached("SELECT position, link, recorded_at FROM events ORDER BY position DESC LIMIT 1")
            .map_err(unavailable)?;
        let head = last.query_row([], |row| {
            let recorded_at = DateTime::from_timestamp_micros(row.get(2)?).unwrap_or(DateTime::UNIX_EPOCH);
            Ok(Head { position: row.get::<_, i64>(0)?.unsigned_abs(), link: row.get(1)?, recorded_at })
        });
        Ok(head.optional().map_err(unavailable)?.unwrap_or(start))
    }

    /// Events after a position up to another one, at most `limit`. What is missing in between is not missed here.
    pub(super) fn read(&mut self, after: u64, to: u64, limit: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3"
        );
        self.events(&sql, [integer(after), integer(to), limit as i64])
    }

    /// Events of a stream after a revision, at most `limit`.
    pub(super) fn read_stream(
        &mut self,
        stream: StreamId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        let id: Option<i64> = self
            .connection
            .prepare_cached("SELECT id FROM streams WHERE name = ?1 AND kind = ?2")
            .and_then(|mut find| {
                find.query_row(params![stream.id.as_bytes(), schema::kind_code(stream.kind)], |row| row.get(0))
                    .optional()
            })
            .map_err(unavailable)?;
        let Some(id) = id else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM events WHERE stream = ?1 AND revision > ?2 ORDER BY revision LIMIT ?3"
        );
        self.events(&sql, [id, integer(after), limit as i64])
    }

    /// The digest and places of a command.
    pub(super) fn find_command(&self, id: CommandId) -> Result<Option<([u8; 32], Appended)>, LogError> {
        find_command(&self.connection, id).map_err(unavailable)
    }

    /// The first of the events up to a position to which the index of commands does not lead as it should.
    pub(super) fn command_astray(&self, to: u64) -> rusqlite::Result<Option<u64>> {
        let first = |sql| self.connection.query_row(sql, [integer(to)], |row| row.get::<_, Option<i64>>(0));
        let event_without_command = first(
            "SELECT min(position) FROM events WHERE position <= ?1 AND NOT EXISTS (
                 SELECT 1 FROM commands WHERE id = substr(meta, 1, 16)
                 AND position BETWEEN first_position AND first_position + events - 1)",
        )?;
        let command_without_events = first(
            "SELECT min(max(first_position, 1)) FROM commands WHERE first_position <= ?1 AND events <> (
                 SELECT count(*) FROM events WHERE substr(meta, 1, 16) = commands.id
                 AND position BETWEEN first_position AND first_position + commands.events - 1)",
        )?;
        Ok(event_without_command.or(command_without_events).map(i64::unsigned_abs))
    }

    fn events(&mut self, sql: &str, bounds: [i64; 3]) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        // The names of streams are looked up between rows, in the same short transaction.
        let Self { connection, streams, types } = self;
        let mut names = Names { connection, streams, types };
        let mut statement = connection.prepare_cached(sql).map_err(unavailable)?;
        let mut rows = statement.query(bounds).map_err(unavailable)?;
        let mut events = Vec::new();
        let mut last = None;
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let position = row.get::<_, i64>(0).map_err(unavailable)?.unsigned_abs();
                    let event = decode(row, &mut names)
                        .map_err(|error| LogError::Damaged { position, what: describe(error) })?;
                    last = Some(position);
                    events.push(Arc::new(event));
                }
                Ok(None) => return Ok(events),
                Err(error) if is_damage(&error) => {
                    let position = last.map_or(bounds[0].unsigned_abs(), |position| position) + 1;
                    return Err(LogError::Damaged { position, what: error.to_string() });
                }
                Err(error) => return Err(unavailable(error)),
            }
        }
    }
}

/// The places of a command, as any connection sees them.
pub(super) fn find_command(connection: &Connection, id: CommandId) -> rusqlite::Result<Option<([u8; 32], Appended)>> {
    connection
        .prepare_cached(
            "SELECT c.digest, c.first_position, c.events, e.revision FROM commands c
             JOIN events e ON e.position = c.first_position + c.events - 1 WHERE c.id = ?1",
        )?
        .query_row([id.0.as_bytes()], |row| {
            let first_position = row.get::<_, i64>(1)?.unsigned_abs();
            let last_position = first_position + row.get::<_, i64>(2)?.unsigned_abs() - 1;
            let revision = row.get::<_, i64>(3)?.unsigned_abs();
            Ok((row.get(0)?, Appended { first_position, last_position, revision, repeated: true }))
        })
        .optional()
}

struct Names<'a> {
    connection: &'a Connection,
    streams: &'a mut HashMap<i64, StreamId>,
    types: &'a mut HashMap<i64, (String, u16)>,
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

    fn event_type(&mut self, id: i64) -> rusqlite::Result<(String, u16)> {
        if let Some(known) = self.types.get(&id) {
            return Ok(known.clone());
        }
        let mut find = self.connection.prepare_cached("SELECT name, version FROM types WHERE id = ?1")?;
        let known: (String, u16) = find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.types.insert(id, known.clone());
        Ok(known)
    }
}

fn decode(row: &Row<'_>, names: &mut Names<'_>) -> rusqlite::Result<StoredEvent> {
    let number = |index| -> rusqlite::Result<u64> {
        let value: i64 = row.get(index)?;
        u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, value))
    };
    let micros = row.get(4)?;
    let (event_type, version) = names.event_type(row.get(3)?)?;
    Ok(StoredEvent {
        position: number(0)?,
        stream: names.stream(row.get(1)?)?,
        revision: number(2)?,
        event_id: EventId(Uuid::from_bytes(row.get(5)?)),
        event_type,
        version,
        recorded_at: DateTime::from_timestamp_micros(micros)
            .ok_or(rusqlite::Error::IntegralValueOutOfRange(4, micros))?,
        meta: row.get_ref(6)?.as_blob().ok().and_then(decode_meta).ok_or(rusqlite::Error::InvalidQuery)?,
        payload: row.get(10)?,
        salt: row.get(9)?,
        digest: row.get(7)?,
        link: row.get(8)?,
    })
}

/// Connections for readers: as many as are needed at once, few of them kept.
pub(super) struct Readers {
    file: std::path::PathBuf,
    idle: Mutex<Vec<Reader>>,
    idle_max: usize,
}

impl Readers {
    pub(super) fn new(file: std::path::PathBuf, idle_max: usize) -> Self {
        Self { file, idle: Mutex::default(), idle_max }
    }

    /// Lends a connection.
    pub(super) fn with<T>(&self, read: impl FnOnce(&mut Reader) -> Result<T, LogError>) -> Result<T, LogError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = idle.map_or_else(|| Reader::open(&self.file).map_err(unavailable), Ok)?;
        let answer = read(&mut reader);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.idle_max {
            idle.push(reader);
        }
        answer
    }

    /// Closes the idle ones.
    pub(super) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Makes sure that a read up to `to` left nothing out: a damaged page can end a query early without an error.
pub(super) fn without_gaps(
    events: Vec<Arc<StoredEvent>>,
    after: u64,
    to: u64,
    limit: usize,
) -> Result<Vec<Arc<StoredEvent>>, LogError> {
    let missing = |position| LogError::Damaged { position, what: "it is missing".to_owned() };
    let strays = events.iter().zip(after + 1..).find(|(event, position)| event.position != *position);
    if let Some((_, position)) = strays {
        return Err(missing(position));
    }
    let last = after + events.len() as u64;
    if last < to && events.len() < limit { Err(missing(last + 1)) } else { Ok(events) }
}

/// SQLite counts signed; nothing in a log comes near the difference.
pub(super) fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn unavailable(error: rusqlite::Error) -> LogError {
    LogError::Unavailable(error.to_string())
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

fn describe(error: rusqlite::Error) -> String {
    match error {
        rusqlite::Error::InvalidQuery => "its meta is not an encoding of anything".to_owned(),
        rusqlite::Error::QueryReturnedNoRows => "its stream or type is not in the file".to_owned(),
        other => other.to_string(),
    }
}
