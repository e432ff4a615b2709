//! Many appends in one transaction: each is decided by itself, all become durable together.

use std::collections::HashMap;

use letopis_events::StreamId;
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::failure::Failure;
use super::guard::Guard;
use super::reader::{find_command, integer};
use super::schema;
use super::streams::{StreamCache, StreamRow};
use crate::event_log::prepare::Prepared;
use crate::event_log::{AppendError, Appended, Head};

/// An append on its way: boxed, as it goes through a queue to the writer and back to whoever made it.
pub(super) type Boxed = Box<Prepared>;

/// What became of one append of a group.
pub(super) type Outcome = Result<Appended, AppendError>;

/// The one place that inserts events.
pub(super) struct Inserter<'c> {
    connection: &'c Connection,
    guard: &'c Guard,
    head: Head,
    streams: StreamCache,
    /// The numbers of the versions of each type.
    types: HashMap<String, Vec<(u16, i64)>>,
    begin: Statement<'c>,
    commit: Statement<'c>,
    insert_event: Statement<'c>,
    insert_command: Statement<'c>,
    insert_stream: Statement<'c>,
    find_stream: Statement<'c>,
}

impl<'c> Inserter<'c> {
    /// Continues the log after `head`.
    pub(super) fn new(
        connection: &'c Connection,
        guard: &'c Guard,
        head: Head,
        cached_streams_max: usize,
    ) -> rusqlite::Result<Self> {
        guard.appending(|| Self::prepared(connection, guard, head, cached_streams_max))
    }

    fn prepared(
        connection: &'c Connection,
        guard: &'c Guard,
        head: Head,
        cached_streams_max: usize,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            connection,
            guard,
            head,
            streams: StreamCache::new(cached_streams_max),
            types: HashMap::new(),
            begin: connection.prepare("BEGIN IMMEDIATE")?,
            commit: connection.prepare("COMMIT")?,
            insert_event: connection.prepare(
                "INSERT INTO events (position, stream, revision, type, recorded_at, event_id, meta, digest, link, salt,
                 payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?,
            insert_command: connection.prepare(
                "INSERT INTO commands (id, digest, first_position, events) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
            )?,
            insert_stream: connection.prepare("INSERT INTO streams (kind, name) VALUES (?1, ?2)")?,
            find_stream: connection.prepare(
                "SELECT id, (SELECT max(revision) FROM events WHERE stream = streams.id) FROM streams
                 WHERE name = ?1 AND kind = ?2",
            )?,
        })
    }

    /// The end of what is durable.
    pub(super) fn head(&self) -> Head {
        self.head
    }

    /// Commits what of these appends can be committed, and gives them back with what became of each. They are inserted as
    /// they come: meanwhile others are made ready. On a failure, which ends the group, nothing of it is written.
    pub(super) fn commit(
        &mut self,
        appends: impl Iterator<Item = Boxed>,
    ) -> (Vec<Boxed>, Result<Vec<Outcome>, Failure>) {
        let (before, mut group) = (self.head, Vec::new());
        let guard = self.guard;
        let result = guard.appending(|| self.attempt(appends, &mut group));
        if result.is_err() {
            self.head = before;
            // What the caches learnt may be rolled back with the rest.
            self.streams.clear();
            self.types.clear();
        }
        if self.head == before {
            // SQLite has rolled back by itself after some failures; "no transaction" is what is wanted.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        (group, result.map_err(Failure::from))
    }

    fn attempt(
        &mut self,
        appends: impl Iterator<Item = Boxed>,
        group: &mut Vec<Boxed>,
    ) -> rusqlite::Result<Vec<Outcome>> {
        self.begin.raw_execute()?;
        let (before, mut outcomes) = (self.head, Vec::new());
        for mut append in appends {
            let outcome = self.append(&mut append);
            group.push(append);
            outcomes.push(outcome?);
        }
        if self.head != before {
            self.commit.raw_execute()?;
        }
        Ok(outcomes)
    }

    fn append(&mut self, append: &mut Prepared) -> rusqlite::Result<Outcome> {
        let known = self.stream(append.stream)?;
        let actual_revision = known.map_or(0, |row| row.revision);
        if actual_revision != append.expected_revision {
            return Ok(self.repeated(append)?.unwrap_or(Err(AppendError::Conflict { actual_revision })));
        }
        let appended = append.after(&self.head);
        let count = integer(append.events.len() as u64);
        let (id, digest) = (append.command_id.0.as_bytes(), &append.command_digest);
        if self.insert_command.execute(params![id, digest, integer(appended.first_position), count])? == 0 {
            // The row that stood in the way is there, so the answer is known.
            return Ok(self.repeated(append)?.unwrap_or(Err(AppendError::CommandReused)));
        }
        let stream = match known {
            Some(row) => row.id,
            None => self.add_stream(append.stream)?,
        };
        for event in &mut append.events {
            event.seal(&mut self.head);
            let type_id = type_id(self.connection, &mut self.types, &event.stored.event_type, event.stored.version)?;
            let event = &event.stored;
            self.insert_event.execute(params![
                integer(event.position),
                stream,
                integer(event.revision),
                type_id,
                event.recorded_at.timestamp_micros(),
                event.event_id.0.as_bytes(),
                append.meta,
                event.digest,
                event.link,
                event.salt,
                event.payload,
            ])?;
        }
        self.streams.put(append.stream, StreamRow { id: stream, revision: appended.revision });
        Ok(Ok(appended))
    }

    /// The answer to a command that is in the log already.
    fn repeated(&self, append: &Prepared) -> rusqlite::Result<Option<Outcome>> {
        let known = find_command(self.connection, append.command_id)?;
        Ok(known.map(|(digest, appended)| match digest == append.command_digest {
            true => Ok(appended),
            false => Err(AppendError::CommandReused),
        }))
    }

    fn stream(&mut self, stream: StreamId) -> rusqlite::Result<Option<StreamRow>> {
        if let Some(row) = self.streams.get(&stream) {
            return Ok(Some(row));
        }
        let key = params![stream.id.as_bytes(), schema::kind_code(stream.kind)];
        let found = self.find_stream.query_row(key, |row| {
            Ok(StreamRow { id: row.get(0)?, revision: row.get::<_, Option<i64>>(1)?.unwrap_or(0).unsigned_abs() })
        });
        let found = found.optional()?;
        if let Some(row) = found {
            self.streams.put(stream, row);
        }
        Ok(found)
    }

    fn add_stream(&mut self, stream: StreamId) -> rusqlite::Result<i64> {
        self.insert_stream.execute(params![schema::kind_code(stream.kind), stream.id.as_bytes()])?;
        Ok(self.connection.last_insert_rowid())
    }
}

/// The number of an event type, made when it is first used.
fn type_id(
    connection: &Connection,
    known: &mut HashMap<String, Vec<(u16, i64)>>,
    name: &str,
    version: u16,
) -> rusqlite::Result<i64> {
    let numbers = known.get(name).map_or(&[][..], Vec::as_slice);
    if let Some((_, id)) = numbers.iter().find(|(other, _)| *other == version) {
        return Ok(*id);
    }
    let insert = "INSERT INTO types (name, version) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    connection.execute(insert, params![name, version])?;
    let select = "SELECT id FROM types WHERE name = ?1 AND version = ?2";
    let id = connection.query_row(select, params![name, version], |row| row.get(0))?;
    known.entry(name.to_owned()).or_default().push((version, id));
    Ok(id)
}
