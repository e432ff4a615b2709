//! Opening a log's file: look first, touch only what is recognised and whole.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use super::reader::Reader;
use super::schema::{APPLICATION_ID, FILE, LOCK_FILE, USER_VERSION, objects, since, until};
use crate::event_log::chain;

/// How many events at the end are held against the chain at every start. `letopis log verify` checks them all.
const TAIL_EVENTS: u64 = 256;

/// How long the writer waits for another connection of this machine that holds the file.
pub(super) const BUSY_MS: u64 = 2_000;

/// A log's file cannot be used as it is; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct OpenError {
    pub path: PathBuf,
    pub reason: OpenReason,
}

/// Why.
#[derive(Debug, thiserror::Error)]
pub enum OpenReason {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("there is no log here")]
    Missing,
    #[error("another server is running on this data folder; stop it first, or give this one a folder of its own")]
    Locked,
    #[error("this is not an SQLite file; move it away, or restore the log from a backup")]
    NotADatabase,
    #[error("this is an SQLite file of another program (application id {application_id:#010x}), not a Letopis log")]
    Foreign { application_id: i32 },
    #[error("written by a newer version of Letopis (format {found}, this version knows {USER_VERSION}); upgrade first")]
    Newer { found: i32 },
    #[error("the file ends after {bytes} of {expected} bytes; restore it from a backup")]
    Truncated { bytes: u64, expected: u64 },
    #[error("its tables are not those of a Letopis log: {0}; somebody changed them, restore the file from a backup")]
    Altered(String),
    #[error("it is damaged: {0}; run `letopis log verify`, restore the file from a backup")]
    Damaged(String),
}

impl From<rusqlite::Error> for OpenReason {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => OpenReason::NotADatabase,
            _ => OpenReason::Damaged(error.to_string()),
        }
    }
}

/// Makes the data folder where it is missing: what visitors wrote is nobody else's on this machine.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file for the server alone.
fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The right to write, for as long as this lives.
pub(super) struct WriteLock(File);

impl Drop for WriteLock {
    fn drop(&mut self) {
        // To close the file is not enough: a process that is just being started may still have it.
        let _ = self.0.unlock();
    }
}

/// Takes the right to write.
pub(super) fn lock(folder: &Path) -> Result<WriteLock, OpenReason> {
    private_folder(folder)?;
    let file = private_file().truncate(false).open(folder.join(LOCK_FILE))?;
    match file.try_lock() {
        Ok(()) => Ok(WriteLock(file)),
        Err(TryLockError::WouldBlock) => Err(OpenReason::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Makes an empty log, whole or not at all. The caller holds the lock.
pub(super) fn create(folder: &Path, log_id: Uuid) -> Result<(), OpenReason> {
    let unfinished = folder.join("log.sqlite3.new");
    for suffix in ["", "-journal", "-wal", "-shm"] {
        let mut leftover = unfinished.clone().into_os_string();
        leftover.push(suffix);
        if let Err(error) = std::fs::remove_file(leftover)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
    }
    // SQLite gives its journal the permissions of the file beside it.
    private_file().create_new(true).open(&unfinished)?;
    let connection = Connection::open(&unfinished)?;
    connection.execute_batch(&format!(
        "PRAGMA synchronous = FULL; BEGIN; PRAGMA application_id = {APPLICATION_ID}; \
         PRAGMA user_version = {USER_VERSION}; {}",
        since(0)
    ))?;
    connection.execute("INSERT INTO log (id) VALUES (?1)", [log_id.as_bytes()])?;
    connection.execute_batch("COMMIT; PRAGMA journal_mode = WAL;")?;
    connection.close().map_err(|(_, error)| error)?;
    std::fs::rename(&unfinished, folder.join(FILE))?;
    // The name is durable only when the folder is.
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Whether there is a log in the folder, and if so that it is one this program can use. Changes nothing.
///
/// # Errors
/// The reason why it cannot be used.
pub(super) fn inspect(folder: &Path) -> Result<bool, OpenReason> {
    let file = folder.join(FILE);
    let journal_bytes = std::fs::metadata(folder.join("log.sqlite3-wal")).map_or(0, |journal| journal.len());
    if !file.try_exists()? {
        return match journal_bytes {
            0 => Ok(false),
            _ => Err(OpenReason::Damaged("its journal is here, the log itself is gone".to_owned())),
        };
    }
    inspect_header(&file, journal_bytes)?;
    let mut reader = if journal_bytes == 0 { Reader::open_still(&file)? } else { Reader::open(&file)? };
    inspect_tables(reader.connection())?;
    inspect_tail(&mut reader)?;
    inspect_commands(&reader)?;
    Ok(true)
}

/// Looks at the first hundred bytes, before SQLite does.
pub(super) fn inspect_header(path: &Path, journal_bytes: u64) -> Result<(), OpenReason> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut header = [0; 100];
    file.read_exact(&mut header).map_err(|_| OpenReason::NotADatabase)?;
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(OpenReason::NotADatabase);
    }
    let number = |at: usize| i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (pages, user_version, application_id) = (number(28), number(60), number(68));
    if application_id != APPLICATION_ID {
        return Err(OpenReason::Foreign { application_id });
    }
    if user_version > USER_VERSION {
        return Err(OpenReason::Newer { found: user_version });
    }
    let page_bytes = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        bytes => bytes,
    };
    let expected = u64::from(pages.unsigned_abs()) * page_bytes;
    // After a crash the journal holds what the file lacks.
    if journal_bytes == 0 && bytes < expected {
        return Err(OpenReason::Truncated { bytes, expected });
    }
    Ok(())
}

/// Whether tables, indices and triggers are those that a log of this version has.
pub(super) fn inspect_tables(connection: &Connection) -> Result<(), OpenReason> {
    let found: i32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > USER_VERSION {
        return Err(OpenReason::Newer { found });
    }
    let template = Connection::open_in_memory()?;
    template.execute_batch(&until(found))?;
    let (expected, found) = (objects(&template)?, objects(connection)?);
    if let Some((name, _)) = expected.iter().find(|object| !found.contains(object)) {
        return Err(OpenReason::Altered(format!("{name} is missing or differs")));
    }
    // Statistics are SQLite's own and do no harm.
    let foreign = |(name, _): &&(String, Option<String>)| !name.contains("sqlite_stat");
    match found.iter().filter(foreign).find(|object| !expected.contains(object)) {
        Some((name, _)) => Err(OpenReason::Altered(format!("{name} does not belong here"))),
        None => Ok(()),
    }
}

fn inspect_tail(reader: &mut Reader) -> Result<(), OpenReason> {
    let damaged = |what: &dyn std::fmt::Display| OpenReason::Damaged(what.to_string());
    let log_id = reader.log_id()?;
    let end = reader.head().map_err(|error| damaged(&error))?.position;
    // One event more than is checked: its link is where the check starts.
    let start = end.saturating_sub(TAIL_EVENTS + 1);
    let tail = reader.read(start, end, usize::MAX >> 1).map_err(|error| damaged(&error))?;
    let mut events = tail.iter();
    let mut verifier = match start {
        0 => chain::Verifier::new(log_id),
        _ => events.next().map_or_else(|| chain::Verifier::new(log_id), |event| chain::Verifier::behind(event)),
    };
    events.try_for_each(|event| verifier.check(event)).map_err(|broken| damaged(&broken))?;
    match verifier.position() {
        position if position == end => Ok(()),
        position => Err(damaged(&format!("the event at position {} is missing", position + 1))),
    }
}

/// A command that is said to be recorded where nothing is would be taken for a repeat, and lost, when it comes; one that is
/// said of nothing would be recorded twice.
fn inspect_commands(reader: &Reader) -> Result<(), OpenReason> {
    let broken = |position, fault| Err(OpenReason::Damaged(chain::Broken { position, fault }.to_string()));
    if let Some((position, end)) = reader.command_beyond()? {
        return broken(position, chain::Fault::CommandBeyond { end });
    }
    if !reader.commands_add_up()?
        && let Some(position) = reader.command_astray(u64::MAX)?
    {
        return broken(position, chain::Fault::Command);
    }
    Ok(())
}

/// Opens an inspected file for the one writer.
pub(super) fn open_for_writing(folder: &Path) -> Result<Connection, OpenReason> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(folder.join(FILE), flags)?;
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192;",
    )?;
    upgrade(&connection)?;
    // A journal left by a crash is folded in at once; nobody reads yet.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(connection)
}

/// Brings an older file to the present shape, in one transaction; the events in it stay as they are.
fn upgrade(connection: &Connection) -> Result<(), OpenReason> {
    let found: i32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found < USER_VERSION {
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {} PRAGMA user_version = {USER_VERSION}; COMMIT;",
            since(found)
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_to_write_ends_with_its_owner_though_a_process_that_starts_still_has_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let owned = lock(folder.path()).unwrap();
        let inherited = owned.0.try_clone().unwrap();
        assert!(matches!(lock(folder.path()), Err(OpenReason::Locked)));
        drop(owned);
        assert!(lock(folder.path()).is_ok());
        drop(inherited);
    }
}
