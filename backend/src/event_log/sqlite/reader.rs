//! Reading the file: short transactions of their own, beside the writer and beside other processes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::DateTime;
use letopis_events::ids::CommandId;
use letopis_events::{Recorded, StoredEvent, StreamId};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use uuid::Uuid;

use super::decode::{COLUMNS, Names, Unreadable, stored, verified};
use super::schema;
use crate::event_log::{Appended, Head, LogError};

/// How long a reader waits for somebody who recovers the journal.
const BUSY_MS: u64 = 5_000;

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
        self.head_up_to(u64::MAX)
    }

    /// The last event that stands no further than a position, or the beginning.
    fn head_up_to(&self, position: u64) -> Result<Head, LogError> {
        let mut last = self
            .connection
            .prepare_cached(
                "SELECT position, link, recorded_at FROM events WHERE position <= ?1 ORDER BY position DESC LIMIT 1",
            )
            .map_err(unavailable)?;
        let head = last.query_row([integer(position)], |row| {
            let recorded_at = DateTime::from_timestamp_micros(row.get(2)?).unwrap_or(DateTime::UNIX_EPOCH);
            Ok(Head { position: row.get::<_, i64>(0)?.unsigned_abs(), link: row.get(1)?, recorded_at })
        });
        match head.optional().map_err(unavailable)? {
            Some(head) => Ok(head),
            None => self.log_id().map(Head::beginning).map_err(unavailable),
        }
    }

    /// Events after a position up to another one, at most `limit`. What is missing in between is not missed here.
    pub(super) fn read(&mut self, after: u64, to: u64, limit: usize) -> Result<Vec<Arc<StoredEvent>>, LogError> {
        let sql =
            format!("SELECT {COLUMNS} FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3");
        self.rows(&sql, [integer(after), integer(to), limit as i64], stored)
    }

    /// The same events, held against the chain and parsed as they are read.
    pub(super) fn read_verified(&mut self, after: u64, to: u64, limit: usize) -> Result<Vec<Recorded>, LogError> {
        let sql =
            format!("SELECT {COLUMNS} FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3");
        let mut before = match after {
            0 => Head::beginning(self.log_id().map_err(unavailable)?),
            _ => self.head_up_to(after)?,
        };
        self.rows(&sql, [integer(after), integer(to), limit as i64], |row, names| verified(row, names, &mut before))
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
        let sql =
            format!("SELECT {COLUMNS} FROM events WHERE stream = ?1 AND revision > ?2 ORDER BY revision LIMIT ?3");
        self.rows(&sql, [id, integer(after), limit as i64], stored)
    }

    /// The digest and places of a command.
    pub(super) fn find_command(&self, id: CommandId) -> Result<Option<([u8; 32], Appended)>, LogError> {
        find_command(&self.connection, id).map_err(unavailable)
    }

    /// A command that is said to stand beyond the last event: where, and where the log ends.
    pub(super) fn command_beyond(&self) -> rusqlite::Result<Option<(u64, u64)>> {
        // One statement sees one state of the file: what a running server records meanwhile is in both or in neither.
        let sql = "WITH head(position) AS (SELECT coalesce(max(position), 0) FROM events)
                   SELECT min(first_position), head.position FROM commands, head
                   WHERE first_position + events - 1 > head.position";
        let found: (Option<i64>, Option<i64>) =
            self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.0.zip(found.1).map(|(position, end)| (position.unsigned_abs(), end.unsigned_abs())))
    }

    /// Whether the index of commands counts as many events as there are: quickly asked, and a row too many or too few does
    /// not get past it.
    pub(super) fn commands_add_up(&self) -> rusqlite::Result<bool> {
        let sql = "SELECT (SELECT coalesce(sum(events), 0) FROM commands)
                        = (SELECT coalesce(max(position), 0) FROM events)";
        self.connection.query_row(sql, [], |row| row.get(0))
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
            "SELECT min(max(first_position, 1)) FROM commands WHERE first_position <= ?1 AND (events < 1 OR events <> (
                 SELECT count(*) FROM events WHERE substr(meta, 1, 16) = commands.id
                 AND position BETWEEN first_position AND first_position + commands.events - 1))",
        )?;
        Ok(event_without_command.or(command_without_events).map(i64::unsigned_abs))
    }

    fn rows<T>(
        &mut self,
        sql: &str,
        bounds: [i64; 3],
        mut decode: impl FnMut(&Row<'_>, &mut Names<'_>) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, LogError> {
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
                    let event =
                        decode(row, &mut names).map_err(|Unreadable(what)| LogError::Damaged { position, what })?;
                    last = Some(position);
                    events.push(event);
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

/// Connections for readers: as many as are needed at once, few of them kept.
pub(super) struct Readers {
    file: std::path::PathBuf,
    /// `None` once closed: none is kept any more.
    idle: Mutex<Option<Vec<Reader>>>,
    idle_max: usize,
}

impl Readers {
    pub(super) fn new(file: std::path::PathBuf, idle_max: usize) -> Self {
        Self { file, idle: Mutex::new(Some(Vec::new())), idle_max }
    }

    /// Lends a connection.
    pub(super) fn with<T>(&self, read: impl FnOnce(&mut Reader) -> Result<T, LogError>) -> Result<T, LogError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).as_mut().and_then(Vec::pop);
        let mut reader = idle.map_or_else(|| Reader::open(&self.file).map_err(unavailable), Ok)?;
        let answer = read(&mut reader);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *idle {
            Some(idle) if idle.len() < self.idle_max => idle.push(reader),
            _ => {}
        }
        answer
    }

    /// Closes the idle ones, and each of the others when it is done.
    pub(super) fn close(&self) {
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Makes sure that a read up to `to` left nothing out: a damaged page can end a query early without an error.
pub(super) fn without_gaps<T>(
    events: Vec<T>,
    position: fn(&T) -> u64,
    after: u64,
    to: u64,
    limit: usize,
) -> Result<Vec<T>, LogError> {
    let missing = |position| LogError::Damaged { position, what: "it is missing".to_owned() };
    let strays = events.iter().zip(after + 1..).find(|(event, expected)| position(event) != *expected);
    if let Some((_, expected)) = strays {
        return Err(missing(expected));
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
