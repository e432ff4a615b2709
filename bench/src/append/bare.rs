//! The limit: one table, one writer thread that commits whatever waits, nothing else.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::{Result, anyhow};
use letopis::clock::Ids;
use rusqlite::{Connection, params};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::PAYLOAD_BYTES;
use super::drive::Appends;
use crate::stack;

/// Streams of one lane: as many as the product gets conversations.
const STREAMS_PER_LANE: usize = super::product::CONVERSATIONS_PER_LANE;

/// Events in one transaction; more than ever wait here.
const GROUP_MAX: usize = 2_048;

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 4096;
    PRAGMA cache_size = -8192;
    CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        stream INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        id BLOB NOT NULL,
        payload TEXT NOT NULL,
        UNIQUE (stream, revision)
    ) STRICT;";

struct Event {
    stream: i64,
    revision: i64,
    id: Uuid,
    payload: String,
    answer: oneshot::Sender<()>,
}

/// A table of events.
pub struct BareLog {
    events: SyncSender<Event>,
    ids: Ids,
}

impl BareLog {
    /// An empty one in a folder.
    ///
    /// # Errors
    /// When SQLite cannot make it.
    pub fn open(folder: &Path) -> Result<Self> {
        let connection = Connection::open(folder.join("bare.sqlite3"))?;
        connection.execute_batch(SCHEMA)?;
        let (events, queue) = sync_channel(8_192);
        std::thread::spawn(move || {
            if let Err(error) = write(&connection, &queue) {
                eprintln!("the bare log cannot go on: {error}");
            }
        });
        Ok(Self { events, ids: stack::ids() })
    }
}

fn write(connection: &Connection, queue: &Receiver<Event>) -> rusqlite::Result<()> {
    let mut begin = connection.prepare("BEGIN IMMEDIATE")?;
    let mut commit = connection.prepare("COMMIT")?;
    let mut insert = connection.prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let (mut position, mut answers) = (0_i64, Vec::with_capacity(GROUP_MAX));
    while let Ok(first) = queue.recv() {
        begin.raw_execute()?;
        for event in std::iter::once(first).chain(queue.try_iter()).take(GROUP_MAX) {
            position += 1;
            insert.execute(params![position, event.stream, event.revision, event.id.as_bytes(), event.payload])?;
            answers.push(event.answer);
        }
        commit.raw_execute()?;
        for answer in answers.drain(..) {
            // Whoever asked may have gone.
            let _ = answer.send(());
        }
    }
    Ok(())
}

impl Appends for BareLog {
    async fn append(&self, lane: usize, turn: usize) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        let (stream, revision) = (lane * STREAMS_PER_LANE + turn % STREAMS_PER_LANE, turn / STREAMS_PER_LANE);
        let event = Event {
            stream: stream as i64,
            revision: revision as i64,
            id: self.ids.next(),
            payload: "x".repeat(PAYLOAD_BYTES),
            answer,
        };
        self.events.try_send(event).map_err(|_| anyhow!("the bare log ended"))?;
        Ok(answered.await?)
    }
}
