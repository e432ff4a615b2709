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
