//! The file defends itself against whoever connects.

use crate::event_log::LogLimits;
use crate::event_log::testing::{InSqlite, Subject, all, append_texts, stranger, stream};

#[tokio::test]
async fn refuses_every_change_but_an_erasure() {
    let subject = InSqlite::open(LogLimits::default());
    let log = subject.log();
    log.append(append_texts(stream(1), 0, 1, &["Anna", "Ann"])).await.unwrap();
    let before = all(&*log);
    let connection = stranger(subject.folder());
    let columns = |table: &str| -> Vec<(String, String)> {
        let mut columns = connection.prepare("SELECT name, type FROM pragma_table_info(?1)").unwrap();
        columns.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
    };
    for table in ["log", "streams", "types", "events", "commands"] {
        let delete = connection.execute(&format!("DELETE FROM {table}"), []);
        assert!(delete.unwrap_err().to_string().contains("never deleted"), "{table}");
        assert!(!columns(table).is_empty());
        for (column, kind) in columns(table) {
            // The value stays of its type, so that nothing but the trigger can refuse it.
            let value = match kind.as_str() {
                "INTEGER" => format!("{column} + 1000"),
                "TEXT" => format!("{column} || 'x'"),
                _ => format!("CAST({column} || 'x' AS BLOB)"),
            };
            let update = connection.execute(&format!("UPDATE {table} SET {column} = {value}"), []);
            assert!(update.unwrap_err().to_string().contains("never change"), "{table}.{column} = {value}");
        }
    }
    for half in ["payload = NULL", "salt = NULL", "payload = NULL, salt = NULL, revision = 9"] {
        assert!(connection.execute(&format!("UPDATE events SET {half}"), []).is_err(), "{half}");
    }
    assert_eq!(all(&*log), before);
    connection.execute("UPDATE events SET payload = NULL, salt = NULL WHERE position = 1", []).unwrap();
    connection.execute("UPDATE commands SET digest = zeroblob(32)", []).unwrap();
    assert_eq!(log.read(0, 1).unwrap()[0].payload, None);
}

/// What the writer's own connection answers to a statement, between two transactions.
async fn writer_answers(subject: &InSqlite, sql: &'static str) -> Result<(), String> {
    let (tell, told) = tokio::sync::oneshot::channel();
    subject.with_writer(move |connection| {
        tell.send(connection.execute_batch(sql).map_err(|error| error.to_string())).unwrap();
    });
    told.await.unwrap()
}

#[tokio::test]
async fn the_writer_itself_does_nothing_but_append_and_erase() {
    let subject = InSqlite::open(LogLimits::default());
    let log = subject.log();
    log.append(append_texts(stream(1), 0, 1, &["Anna", "Ann"])).await.unwrap();
    log.append(append_texts(stream(2), 0, 2, &["Boris"])).await.unwrap();
    // What an erasure was allowed is not allowed behind it.
    log.erase(&[3]).await.unwrap();
    let before = all(&*log);
    for sql in [
        "UPDATE events SET payload = '{}' WHERE position = 1",
        "UPDATE events SET payload = NULL, salt = NULL WHERE position = 1",
        "UPDATE commands SET digest = zeroblob(32)",
        "DELETE FROM events WHERE position = 2",
        "DELETE FROM commands",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE position = 1",
        "REPLACE INTO commands SELECT id, zeroblob(32), first_position, events FROM commands",
        "INSERT INTO events SELECT 4, stream, 9, type, recorded_at, event_id, meta, digest, link, salt, payload FROM events",
        "UPDATE log SET id = zeroblob(16)",
        "INSERT INTO log VALUES (zeroblob(16))",
        "DROP TABLE events",
        "DROP TRIGGER events_are_not_deleted",
        "CREATE TRIGGER quiet AFTER INSERT ON events BEGIN SELECT 1; END",
        "CREATE TEMP TABLE cake (layers)",
        "ALTER TABLE events ADD COLUMN mood TEXT",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = ON",
        "PRAGMA synchronous = OFF",
        "VACUUM",
    ] {
        let answer = writer_answers(&subject, sql).await;
        let denied =
            answer.as_ref().is_err_and(|why| why.contains("not authorized") || why.contains("authorization denied"));
        assert!(denied, "{sql}: {answer:?}");
    }
    assert_eq!(all(&*log), before);
    log.append(append_texts(stream(1), 2, 3, &["Anya"])).await.unwrap();
    log.erase(&[1]).await.unwrap();
    assert_eq!(all(&*log).len(), 4, "it goes on appending and erasing");
}

#[tokio::test]
async fn the_writer_goes_on_when_somebody_changes_the_schema_meanwhile() {
    let subject = InSqlite::open(LogLimits::default());
    let log = subject.log();
    log.append(append_texts(stream(1), 0, 1, &["Anna"])).await.unwrap();
    // Statistics are SQLite's own; after them every statement is compiled anew, and asked about again.
    stranger(subject.folder()).execute_batch("ANALYZE").unwrap();
    log.append(append_texts(stream(1), 1, 2, &["Ann"])).await.unwrap();
    assert_eq!(all(&*log).len(), 2);
}

#[tokio::test]
async fn commits_durably_into_a_journal() {
    let subject = InSqlite::open(LogLimits::default());
    let (tell, told) = tokio::sync::oneshot::channel();
    subject.with_writer(move |connection| {
        let ask = |pragma: &str| connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0));
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        tell.send((mode, ask("synchronous").unwrap(), ask("secure_delete").unwrap())).unwrap();
    });
    assert_eq!(told.await.unwrap(), ("wal".to_owned(), 2, 1), "2 is FULL");
    let version = rusqlite::version_number();
    assert!(version >= 3_051_003, "older ones can lose commits: {version}");
}
