//! Removing payloads so that nothing of them remains: not in the file, not in its journal, not in memory.

use std::collections::HashSet;
use std::time::Duration;

use letopis_events::StoredEvent;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::open::BUSY_MS;
use super::reader::integer;
use crate::event_log::ErasedReport;
use crate::event_log::recent::Recent;

/// How long the journal waits for its readers.
const READERS_MS: u64 = 50;

/// Removes payload and salt of these events and the digests of their commands, all or nothing. The connection has
/// `secure_delete` on, so the pages of the file are overwritten; the journal has to be emptied afterwards.
pub(super) fn erase(connection: &Connection, positions: &[u64]) -> rusqlite::Result<ErasedReport> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let mut report = ErasedReport::default();
    {
        let mut find = transaction.prepare_cached("SELECT payload IS NULL FROM events WHERE position = ?1")?;
        let mut erase =
            transaction.prepare_cached("UPDATE events SET payload = NULL, salt = NULL WHERE position = ?1")?;
        let mut forget = transaction.prepare_cached(
            "UPDATE commands SET digest = zeroblob(32)
             WHERE id = (SELECT substr(meta, 1, 16) FROM events WHERE position = ?1)",
        )?;
        for position in positions.iter().map(|position| integer(*position)) {
            match find.query_row([position], |row| row.get::<_, bool>(0)).optional()? {
                None => report.missing += 1,
                Some(true) => report.already_erased += 1,
                Some(false) => {
                    report.erased += 1;
                    erase.execute([position])?;
                    forget.execute([position])?;
                }
            }
        }
    }
    transaction.commit()?;
    Ok(report)
}

/// Removes the payloads from what is kept in memory.
pub(super) fn forget(recent: &Recent, positions: &[u64]) {
    let positions: HashSet<u64> = positions.iter().copied().collect();
    recent.replace(|event| {
        positions.contains(&event.position).then(|| StoredEvent { payload: None, salt: None, ..event.clone() })
    });
}

/// Folds the journal into the file and cuts it to nothing; false when a reader is in the way. Readers of this program
/// are done in a moment; others are not waited for, since appends wait meanwhile.
pub(super) fn empty_journal(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(Duration::from_millis(READERS_MS))?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    busy.map(|busy| busy == 0)
}
