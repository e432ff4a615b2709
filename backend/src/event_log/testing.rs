//! What the log's tests share: logs to try, and appends to try them with.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use letopis_events::ids::{CommandId, EventId, VisitorId};
use letopis_events::vocabulary::Actor;
use letopis_events::{AggregateKind, EventMeta, StoredEvent, StreamId};
use uuid::Uuid;

use super::chain::{Broken, Verified, Verifier};
use super::{Append, EventLog, LogLimits, MemoryLog, NewEvent, SqliteLog};
use crate::clock::{Entropy, SeededEntropy};

/// A log under test, of whatever kind.
pub(crate) trait Subject: Sized {
    /// An empty log.
    fn open(limits: LogLimits) -> Self;
    fn log(&self) -> Arc<dyn EventLog>;
    /// Closes the log and opens what it left. A log in memory simply goes on.
    async fn reopen(&mut self);
}

pub(crate) struct InMemory(Arc<MemoryLog>);

impl Subject for InMemory {
    fn open(limits: LogLimits) -> Self {
        let entropy = SeededEntropy::new(1);
        let mut log_id = [0; 16];
        entropy.fill(&mut log_id);
        let log_id = uuid::Builder::from_random_bytes(log_id).into_uuid();
        Self(Arc::new(MemoryLog::new(log_id, limits, Arc::new(entropy))))
    }

    fn log(&self) -> Arc<dyn EventLog> {
        self.0.clone()
    }

    async fn reopen(&mut self) {}
}

pub(crate) struct InSqlite {
    folder: tempfile::TempDir,
    limits: LogLimits,
    entropy: Arc<SeededEntropy>,
    log: Arc<SqliteLog>,
}

impl Subject for InSqlite {
    fn open(limits: LogLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let entropy = Arc::new(SeededEntropy::new(1));
        let log = Arc::new(SqliteLog::open(folder.path(), limits, entropy.clone()).unwrap());
        Self { folder, limits, entropy, log }
    }

    fn log(&self) -> Arc<dyn EventLog> {
        self.log.clone()
    }

    async fn reopen(&mut self) {
        self.log.close().await;
        self.log = Arc::new(SqliteLog::open(self.folder.path(), self.limits, self.entropy.clone()).unwrap());
    }
}

impl InSqlite {
    /// Lets a test at the writer's connection.
    pub(crate) fn with_writer(&self, work: impl FnOnce(&rusqlite::Connection) + Send + 'static) {
        self.log.with_writer(work);
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The stream of visitor number `n`.
pub(crate) fn stream(n: u128) -> StreamId {
    StreamId::new(AggregateKind::Visitor, Uuid::from_u128(n))
}

/// A moment, in milliseconds after an arbitrary one.
pub(crate) fn time(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
}

/// An append of one event with a command of its own.
pub(crate) fn append(stream: StreamId, expected_revision: u64, command: u128) -> Append {
    append_texts(stream, expected_revision, command, &["Anna"])
}

/// An append of as many names as there are texts.
pub(crate) fn append_texts(stream: StreamId, expected_revision: u64, command: u128, names: &[&str]) -> Append {
    let event = |(index, name): (usize, &&str)| NewEvent {
        event_id: EventId(Uuid::from_u128((command << 16) + index as u128)),
        event_type: "visitor.named",
        version: 1,
        payload: serde_json::json!({ "name": name }).to_string(),
    };
    Append {
        stream,
        expected_revision,
        recorded_at: time(0),
        meta: EventMeta {
            actor: Actor::Visitor { visitor_id: VisitorId(stream.id) },
            command_id: CommandId(Uuid::from_u128(command)),
            correlation_id: Uuid::from_u128(command),
            cause_id: None,
        },
        command_digest: [command as u8; 32],
        events: names.iter().enumerate().map(event).collect(),
    }
}

/// A file as a test finds it: its bytes and when they were written.
pub(crate) fn snapshot(file: &Path) -> (Vec<u8>, std::time::SystemTime) {
    (std::fs::read(file).unwrap(), std::fs::metadata(file).unwrap().modified().unwrap())
}

/// A connection of somebody who does not ask the log.
pub(crate) fn stranger(folder: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.join("log.sqlite3")).unwrap()
}

/// What somebody does who knows how to get around the triggers.
pub(crate) fn tamper(folder: &Path, sql: &str) {
    let connection = stranger(folder);
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    triggers.iter().for_each(|(name, _)| connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    connection.execute_batch(sql).unwrap();
    triggers.iter().for_each(|(_, sql)| connection.execute_batch(sql).unwrap());
    assert!(connection.changes() > 0 || connection.total_changes() > 0, "changed nothing: {sql}");
}

/// Every event of a log.
pub(crate) fn all(log: &dyn EventLog) -> Vec<Arc<StoredEvent>> {
    let mut events = Vec::new();
    loop {
        let page = log.read(events.len() as u64, usize::MAX).unwrap();
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

/// Walks the chain of a log.
pub(crate) fn verify(log: &dyn EventLog) -> Result<Verified, Broken> {
    let mut verifier = Verifier::new(log.log_id());
    all(log).iter().try_for_each(|event| verifier.check(event))?;
    verifier.finish()
}
