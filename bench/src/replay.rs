//! Replay of a whole log into the live state, against reading the same file and parsing the same payloads.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use letopis::clock::SystemEntropy;
use letopis::event_log::{EventLog, LogLimits, SqliteLog};
use letopis::projections::LiveHandle;
use letopis_events::AnyEvent;
use rusqlite::{Connection, OpenFlags};

use crate::history;
use crate::report::{Report, Target};
use crate::rounds::{ROUNDS, interleaved, median};

#[derive(Clone, Copy)]
enum Subject {
    Bare,
    Live,
}

/// Measures and reports.
///
/// # Errors
/// When something cannot be measured.
pub fn run(report: &mut Report) -> Result<()> {
    let folder = history::folder()?;
    let log = SqliteLog::open(folder.path(), LogLimits::default(), Arc::new(SystemEntropy))?;
    let events = log.head().position as f64;
    let seconds = interleaved(ROUNDS, &[Subject::Bare, Subject::Live], |subject| {
        let start = Instant::now();
        let live = match subject {
            Subject::Bare => parse_all(folder.path()).map(|()| None)?,
            Subject::Live => Some(LiveHandle::replay(&log)?),
        };
        let took = start.elapsed().as_secs_f64();
        // No server throws its state away after a replay: that does not count.
        drop(black_box(live));
        Ok(took)
    })?;
    let [bare, live] = [0, 1].map(|subject: usize| events / median(seconds[subject].iter().copied()));
    report.row("replay", "into the live state", "events/s", (bare, live), Target::AtLeast(0.8));
    Ok(())
}

/// Reads every payload of a log in order and parses it by its type: no replay can do less.
///
/// # Errors
/// When the file cannot be read.
pub fn parse_all(folder: &Path) -> Result<()> {
    let connection = Connection::open_with_flags(folder.join("log.sqlite3"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut types = HashMap::new();
    let mut rows = connection.prepare("SELECT id, name, version FROM types")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        types.insert(row.get::<_, i64>(0)?, (row.get::<_, String>(1)?, row.get::<_, u16>(2)?));
    }
    let mut rows = connection.prepare("SELECT type, payload FROM events ORDER BY position")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (name, version) = types.get(&row.get(0)?).context("an event of a type that is not listed")?;
        let event = AnyEvent::from_stored(name, *version, row.get_ref(1)?.as_str()?);
        let event = event.map_err(|unknown| anyhow::anyhow!("{unknown}"))?;
        black_box(event);
    }
    Ok(())
}
