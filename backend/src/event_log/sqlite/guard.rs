//! What the writer's connection may do: nothing but what the writer is doing just then.
//!
//! The triggers of the file hold everybody to inserts and erasures. The writer's own inserts pass by them, for speed, so
//! SQLite asks this guard about every statement that is compiled on that connection, and compiles again whatever it
//! compiled before the guard or the triggers changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// Tables of which nothing is ever changed but by an erasure.
const RECORDED: [&str; 4] = ["events", "commands", "streams", "types"];

/// What an erasure empties.
const ERASED: [(&str, &str); 3] = [("events", "payload"), ("events", "salt"), ("commands", "digest")];

/// What the writer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Doing {
    Nothing,
    Appending,
    Erasing,
}

/// The guard of one connection.
pub(super) struct Guard(Arc<AtomicU8>);

impl Guard {
    /// Sets a guard over the writer's connection, which passes by the triggers from now on.
    pub(super) fn over(connection: &mut Connection) -> rusqlite::Result<Self> {
        let doing = Arc::new(AtomicU8::new(Doing::Nothing as u8));
        let asked = doing.clone();
        connection.authorizer(Some(move |asking: AuthContext<'_>| {
            if allows(asked.load(Ordering::Relaxed), &asking.action) {
                Authorization::Allow
            } else {
                Authorization::Deny
            }
        }))?;
        // A plain INSERT never replaces what is in its way, and there are no others here: the triggers that keep everybody
        // else from it would only look up everything a second time, which takes a third of the time of an append.
        heed_triggers(connection, false)?;
        Ok(Self(doing))
    }

    /// Lets inserts through while the writer appends.
    pub(super) fn appending<T>(&self, work: impl FnOnce() -> T) -> T {
        self.during(Doing::Appending, work)
    }

    /// Lets erasures through, held to the triggers of the file.
    pub(super) fn erasing<T>(
        &self,
        connection: &Connection,
        work: impl FnOnce() -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        heed_triggers(connection, true)?;
        let erased = self.during(Doing::Erasing, work);
        heed_triggers(connection, false)?;
        erased
    }

    fn during<T>(&self, doing: Doing, work: impl FnOnce() -> T) -> T {
        self.0.store(doing as u8, Ordering::Relaxed);
        let done = work();
        self.0.store(Doing::Nothing as u8, Ordering::Relaxed);
        done
    }
}

fn allows(doing: u8, action: &AuthAction<'_>) -> bool {
    match action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Transaction { .. }
        // The probe of a full disk.
        | AuthAction::Insert { table_name: "probe" }
        | AuthAction::Delete { table_name: "probe" } => true,
        // An INSERT OR REPLACE looks like any other here: so nobody inserts but the inserter, whose statements are plain.
        AuthAction::Insert { table_name } => doing == Doing::Appending as u8 && RECORDED.contains(table_name),
        AuthAction::Update { table_name, column_name } => {
            doing == Doing::Erasing as u8 && ERASED.contains(&(*table_name, *column_name))
        }
        AuthAction::Pragma { pragma_name, pragma_value } => {
            pragma_value.is_none() || matches!(*pragma_name, "wal_checkpoint" | "max_page_count")
        }
        _ => false,
    }
}

/// Whether what this connection does from now on is held to the triggers of the file.
fn heed_triggers(connection: &Connection, heed: bool) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, heed).map(|_| ())
}
