//! What a log's file looks like, and how one recognises it.

use letopis_events::AggregateKind;
use rusqlite::Connection;

/// Tables and triggers of version 1, and what each later version adds.
const VERSIONS: [&str; 2] = [include_str!("schema.sql"), include_str!("schema_2.sql")];

/// "LTPS" in the header of the file.
pub(super) const APPLICATION_ID: i32 = 0x4c54_5053;

/// The shape of the file that this program writes.
pub(super) const USER_VERSION: i32 = VERSIONS.len() as i32;

/// What makes a file of one version a file of the present one; of version 0, which is an empty file, all of it.
pub(super) fn since(version: i32) -> String {
    VERSIONS[usize::try_from(version).unwrap_or(0).min(VERSIONS.len())..].concat()
}

/// All that a file of this version holds.
pub(super) fn until(version: i32) -> String {
    VERSIONS[..usize::try_from(version).unwrap_or(0).min(VERSIONS.len())].concat()
}

/// The file in the data folder.
pub(super) const FILE: &str = "log.sqlite3";

/// Whoever holds a lock on this file is the one writer.
pub(super) const LOCK_FILE: &str = "log.lock";

/// Every object of the schema as SQLite keeps it, in the order of their names.
pub(super) fn objects(connection: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    connection
        .prepare("SELECT type || ' ' || name, sql FROM sqlite_schema ORDER BY 1")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The number that stands for a kind in the file: its place among all kinds, which only ever grows at the end.
pub(super) fn kind_code(kind: AggregateKind) -> i64 {
    AggregateKind::ALL.iter().zip(1..).find(|(other, _)| **other == kind).map_or(0, |(_, code)| code)
}

/// The kind that a number stands for.
pub(super) fn kind_of(code: i64) -> Option<AggregateKind> {
    AggregateKind::ALL.get(usize::try_from(code).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_codes_never_change() {
        let codes: Vec<_> = AggregateKind::ALL.iter().map(|kind| (kind_code(*kind), kind.name())).collect();
        let known = [(1, "operator"), (2, "site"), (3, "settings"), (4, "visitor"), (5, "visit"), (6, "conversation")];
        assert_eq!(codes[..known.len()], known, "new kinds go to the end");
        assert!(AggregateKind::ALL.iter().all(|kind| kind_of(kind_code(*kind)) == Some(*kind)));
        assert_eq!((kind_of(0), kind_of(-1), kind_of(1000)), (None, None, None));
    }
}
