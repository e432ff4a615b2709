//! Opening says what is wrong and touches nothing.

use std::collections::BTreeSet;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use crate::clock::SeededEntropy;
use crate::event_log::sqlite::schema::{FILE, objects};
use crate::event_log::testing::{InSqlite, Subject, all, append, append_texts, snapshot, stranger, stream, verify};
use crate::event_log::{EventLog, LogLimits, OpenReason, SqliteLog};

fn open(folder: &Path) -> Result<SqliteLog, OpenReason> {
    SqliteLog::open(folder, LogLimits::default(), Arc::new(SeededEntropy::new(2))).map_err(|error| error.reason)
}

/// A closed log of some pages.
async fn closed_log() -> InSqlite {
    let subject = InSqlite::open(LogLimits::default());
    for revision in 0..20 {
        let names = ["Anna".repeat(40), "Boris".repeat(40)];
        let append = append_texts(stream(1), revision * 2, u128::from(revision) + 1, &[&names[0], &names[1]]);
        subject.log().append(append).await.unwrap();
    }
    subject.log().close().await;
    subject
}

/// Opening fails with an answer that satisfies `expected`, and leaves the folder as it was.
fn refuses(folder: &Path, expected: impl Fn(&OpenReason) -> bool) {
    let files = || {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name != "log.lock").collect::<BTreeSet<_>>()
    };
    let before = (files(), snapshot(&folder.join(FILE)));
    for _ in 0..2 {
        let reason = open(folder).err().expect("opened what it should refuse");
        assert!(expected(&reason), "{reason:?}");
        assert!(reason.to_string().len() > 20, "a sentence: {reason}");
    }
    assert!(before == (files(), snapshot(&folder.join(FILE))), "something was touched");
}

fn change(folder: &Path, change: impl FnOnce(&mut std::fs::File)) {
    let mut file = std::fs::File::options().read(true).write(true).open(folder.join(FILE)).unwrap();
    change(&mut file);
}

#[test]
fn makes_a_log_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("not/yet/there");
    let log = open(&deep).unwrap();
    assert_eq!(log.head().position, 0);
    assert!(!objects(&stranger(&deep)).unwrap().is_empty());
}

#[test]
fn makes_a_log_over_what_an_interrupted_start_left() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("log.sqlite3.new"), "half").unwrap();
    std::fs::write(folder.path().join("log.sqlite3.new-journal"), "half").unwrap();
    assert!(open(folder.path()).is_ok());
}

#[test]
fn refuses_what_is_no_database() {
    for content in ["", "SQLite format 4\0 or so", &"once upon a time ".repeat(1_000)] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), content).unwrap();
        refuses(folder.path(), |reason| matches!(reason, OpenReason::NotADatabase));
    }
}

#[test]
fn refuses_a_database_of_another_program() {
    let folder = tempfile::tempdir().unwrap();
    stranger(folder.path()).execute_batch("CREATE TABLE cake (layers); PRAGMA application_id = 7").unwrap();
    refuses(folder.path(), |reason| matches!(reason, OpenReason::Foreign { application_id: 7 }));
}

#[tokio::test]
async fn refuses_a_newer_log() {
    let subject = closed_log().await;
    stranger(subject.folder()).execute_batch("PRAGMA user_version = 9").unwrap();
    refuses(subject.folder(), |reason| matches!(reason, OpenReason::Newer { found: 9 }));
}

#[tokio::test]
async fn refuses_a_truncated_log() {
    let subject = closed_log().await;
    let whole = std::fs::metadata(subject.folder().join(FILE)).unwrap().len();
    for bytes in [whole - 1, whole / 2, 4096, 100] {
        change(subject.folder(), |file| file.set_len(bytes).unwrap());
        refuses(
            subject.folder(),
            |reason| matches!(reason, OpenReason::Truncated { bytes: found, expected } if *found == bytes && *expected == whole),
        );
    }
    change(subject.folder(), |file| file.set_len(50).unwrap());
    refuses(subject.folder(), |reason| matches!(reason, OpenReason::NotADatabase));
}

#[tokio::test]
async fn refuses_a_log_without_its_guards_or_with_guests() {
    for sql in [
        "DROP TRIGGER events_are_not_deleted",
        "ALTER TABLE events ADD COLUMN mood TEXT",
        "CREATE TABLE cake (layers)",
        "CREATE TRIGGER quiet AFTER INSERT ON events BEGIN SELECT 1; END",
    ] {
        let subject = closed_log().await;
        stranger(subject.folder()).execute_batch(sql).unwrap();
        refuses(subject.folder(), |reason| matches!(reason, OpenReason::Altered(_)));
    }
}

#[tokio::test]
async fn refuses_a_command_that_is_not_recorded_yet() {
    let subject = closed_log().await;
    let planted = "INSERT INTO commands VALUES (zeroblob(16), zeroblob(32), 41, 1)";
    stranger(subject.folder()).execute_batch(planted).unwrap();
    refuses(subject.folder(), |reason| matches!(reason, OpenReason::Damaged(what) if what.starts_with("position 41:")));
}

#[tokio::test]
async fn refuses_a_command_too_many_or_too_few() {
    for sql in [
        "INSERT INTO commands VALUES (zeroblob(16), zeroblob(32), 3, 1)",
        "DROP TRIGGER commands_are_not_deleted; DELETE FROM commands WHERE first_position = 3;
         CREATE TRIGGER commands_are_not_deleted BEFORE DELETE ON commands
         BEGIN SELECT raise(ABORT, 'commands are not deleted'); END",
    ] {
        let subject = closed_log().await;
        let stranger = stranger(subject.folder());
        // the guard is put back as it was
        let guard = "SELECT sql FROM sqlite_schema WHERE name = 'commands_are_not_deleted'";
        let guard: String = stranger.query_row(guard, [], |row| row.get(0)).unwrap();
        stranger.execute_batch(sql).unwrap();
        stranger.execute_batch(&format!("DROP TRIGGER commands_are_not_deleted; {guard}")).unwrap();
        drop(stranger);
        refuses(
            subject.folder(),
            |reason| matches!(reason, OpenReason::Damaged(what) if what.starts_with("position 3:")),
        );
    }
}

#[tokio::test]
async fn refuses_a_damaged_log() {
    let subject = closed_log().await;
    let page_of_last_event: u64 = 4096 * (last_page(subject.folder()) - 1);
    for (at, bytes) in
        [(100, vec![0xff; 50]), (page_of_last_event, vec![0xff; 4096]), (page_of_last_event + 3_500, vec![b'x'; 500])]
    {
        let subject = closed_log().await;
        change(subject.folder(), |file| {
            file.seek(SeekFrom::Start(at)).unwrap();
            file.write_all(&bytes).unwrap();
        });
        refuses(subject.folder(), |reason| matches!(reason, OpenReason::Damaged(_) | OpenReason::Altered(_)));
    }
}

/// The page on which the last event stands: the last leaf of its table.
fn last_page(folder: &Path) -> u64 {
    let marker = b"BorisBoris";
    let bytes = std::fs::read(folder.join(FILE)).unwrap();
    let at = bytes.windows(marker.len()).rposition(|window| window == marker).unwrap();
    at as u64 / 4096 + 1
}

#[tokio::test]
async fn refuses_a_journal_without_its_log() {
    let subject = closed_log().await;
    std::fs::remove_file(subject.folder().join(FILE)).unwrap();
    std::fs::write(subject.folder().join("log.sqlite3-wal"), "something").unwrap();
    assert!(matches!(open(subject.folder()), Err(OpenReason::Damaged(_))));
    assert!(!subject.folder().join(FILE).exists());
}

#[tokio::test]
async fn refuses_a_second_writer_but_no_reader() {
    let subject = InSqlite::open(LogLimits::default());
    subject.log().append(append(stream(1), 0, 1)).await.unwrap();
    assert!(matches!(open(subject.folder()), Err(OpenReason::Locked)));
    let mut archive = crate::event_log::Archive::open(subject.folder()).unwrap();
    assert_eq!(archive.verify(None).unwrap().head, subject.log().head());
    subject.log().close().await;
    assert!(open(subject.folder()).is_ok(), "free again once closed");
}

#[tokio::test]
async fn keeps_everything_acknowledged_through_a_crash() {
    let subject = InSqlite::open(LogLimits::default());
    let log = subject.log();
    for revision in 0..30 {
        log.append(append(stream(1), revision, u128::from(revision) + 1)).await.unwrap();
    }
    // What a killed process leaves: file and journal as they stand now, nothing closed.
    let after = tempfile::tempdir().unwrap();
    for name in [FILE, "log.sqlite3-wal"] {
        std::fs::copy(subject.folder().join(name), after.path().join(name)).unwrap();
    }
    let recovered = open(after.path()).unwrap();
    assert_eq!(recovered.head(), log.head());
    assert_eq!(all(&recovered), all(&*log));
    assert!(verify(&recovered).is_ok());

    // A commit that was torn was never acknowledged; what stands before it remains.
    let torn = tempfile::tempdir().unwrap();
    for name in [FILE, "log.sqlite3-wal"] {
        std::fs::copy(subject.folder().join(name), torn.path().join(name)).unwrap();
    }
    let journal = std::fs::File::options().write(true).open(torn.path().join("log.sqlite3-wal")).unwrap();
    journal.set_len(journal.metadata().unwrap().len() - 1).unwrap();
    let recovered = open(torn.path()).unwrap();
    assert_eq!(recovered.head().position, 29);
    assert!(verify(&recovered).is_ok());
}

#[tokio::test]
async fn an_older_log_is_brought_to_the_present_shape_and_keeps_its_events() {
    let subject = closed_log().await;
    stranger(subject.folder())
        .execute_batch(
            "DROP TRIGGER log_is_not_replaced; DROP TRIGGER streams_are_not_replaced; \
             DROP TRIGGER types_are_not_replaced; DROP TRIGGER events_are_not_replaced; \
             DROP TRIGGER commands_are_not_replaced; PRAGMA user_version = 1",
        )
        .unwrap();
    let log = open(subject.folder()).unwrap();
    assert!(log.head().position > 0);
    log.close().await;
    let replace = "INSERT OR REPLACE INTO events SELECT * FROM events WHERE position = 1";
    assert!(stranger(subject.folder()).execute_batch(replace).unwrap_err().to_string().contains("never replaced"));
}

#[tokio::test]
async fn nothing_recorded_can_be_replaced() {
    let subject = closed_log().await;
    let rows = |table: &str| -> Vec<String> {
        let columns = match table {
            "log" => "hex(id)",
            "streams" => "id || hex(name)",
            "types" => "id || name",
            "events" => "position || hex(meta) || payload",
            _ => "hex(id) || hex(digest)",
        };
        let connection = stranger(subject.folder());
        let mut all = connection.prepare(&format!("SELECT {columns} FROM {table} ORDER BY 1")).unwrap();
        all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for (table, changed) in [
        ("log", "x'00112233445566778899aabbccddeeff'"),
        ("streams", "id, kind + 1, name"),
        ("types", "id, name || 'x', version"),
        ("events", "position, stream, revision, type, recorded_at, event_id, meta, digest, link, salt, '{}'"),
        ("commands", "id, zeroblob(32), first_position, events"),
    ] {
        let before = rows(table);
        // Refused or passed over: what is there stays as it is.
        let _ = stranger(subject.folder())
            .execute_batch(&format!("INSERT OR REPLACE INTO {table} SELECT {changed} FROM {table} LIMIT 1"));
        assert_eq!(rows(table), before, "{table}");
    }
    let other_position = "INSERT OR REPLACE INTO events SELECT 999, stream, revision, type, recorded_at, event_id, meta, \
                          digest, link, salt, payload FROM events LIMIT 1";
    assert!(stranger(subject.folder()).execute_batch(other_position).is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_reads_the_log() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let log = open(&folder).unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    log.close().await;
}
