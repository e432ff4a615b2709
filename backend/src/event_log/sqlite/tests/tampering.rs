//! Whoever changes the file behind the log's back is found.

use proptest::prelude::*;

use crate::event_log::chain::Fault;
use crate::event_log::testing::{InSqlite, Subject, append_texts, stream, tamper};
use crate::event_log::{Archive, LogLimits, WalkError};

/// What the walk along a log of six events in three streams finds after a change; event 5 is erased.
fn found_after(sql: &str) -> Option<(u64, Fault)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let subject = runtime.block_on(async {
        let subject = InSqlite::open(LogLimits::default());
        let log = subject.log();
        for n in 1..=3 {
            log.append(append_texts(stream(n), 0, n, &["Anna", "Ann"])).await.unwrap();
        }
        log.erase(&[5]).await.unwrap();
        log.close().await;
        subject
    });
    tamper(subject.folder(), sql);
    match Archive::open(subject.folder()).unwrap().verify(None) {
        Ok(_) => None,
        Err(WalkError::Broken(broken)) => Some((broken.position, broken.fault)),
        Err(error) => panic!("{sql}: {error}"),
    }
}

#[track_caller]
fn finds(sql: &str, position: u64, fault: &str) {
    match found_after(sql) {
        Some((at, found)) => assert_eq!((at, found.code()), (position, fault), "{sql}"),
        None => panic!("not found: {sql}"),
    }
}

#[test]
fn finds_a_change_of_any_column() {
    let blob = "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'";
    finds("UPDATE events SET position = 9 WHERE position = 3", 3, "gap");
    let stranger = "INSERT INTO streams VALUES (50, 4, x'00112233445566778899aabbccddeeff')";
    finds(&format!("{stranger}; UPDATE events SET stream = 50 WHERE position = 2"), 2, "link");
    finds("UPDATE events SET stream = 77 WHERE position = 2", 2, "unreadable");
    finds("UPDATE events SET revision = 7 WHERE position = 2", 2, "link");
    finds("UPDATE events SET type = 77 WHERE position = 2", 2, "unreadable");
    finds("UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 2", 2, "link");
    finds("UPDATE events SET recorded_at = recorded_at - 1 WHERE position = 2", 2, "time");
    finds("UPDATE events SET event_id = x'00112233445566778899aabbccddeeff' WHERE position = 2", 2, "link");
    finds("UPDATE events SET meta = (SELECT meta FROM events WHERE position = 6) WHERE position = 2", 2, "link");
    finds("UPDATE events SET meta = x'00' WHERE position = 2", 2, "unreadable");
    finds(&format!("UPDATE events SET digest = {blob} WHERE position = 2"), 2, "digest");
    finds(&format!("UPDATE events SET digest = {blob} WHERE position = 5"), 5, "link");
    finds(&format!("UPDATE events SET link = {blob} WHERE position = 2"), 2, "link");
    finds("UPDATE events SET salt = x'00112233445566778899aabbccddeeff' WHERE position = 2", 2, "digest");
    finds("UPDATE events SET payload = payload || ' ' WHERE position = 2", 2, "digest");
    finds("UPDATE events SET payload = NULL WHERE position = 2", 2, "half_erased");
    finds("UPDATE events SET payload = '{}' WHERE position = 5", 5, "half_erased");
    finds(
        "UPDATE events SET payload = '{}', salt = x'00112233445566778899aabbccddeeff' WHERE position = 5",
        5,
        "digest",
    );
    finds("DELETE FROM events WHERE position = 4", 4, "gap");
    finds("DELETE FROM events WHERE position = 1", 1, "gap");
    finds("UPDATE streams SET kind = 1 WHERE id = 2", 3, "link");
    finds("UPDATE streams SET kind = 99 WHERE id = 2", 3, "unreadable");
    finds("UPDATE streams SET name = x'00112233445566778899aabbccddeeff' WHERE id = 2", 3, "link");
    finds("UPDATE types SET name = 'visitor.first_seen'", 1, "link");
    finds("UPDATE types SET version = 2", 1, "link");
    finds("UPDATE log SET id = x'00112233445566778899aabbccddeeff'", 1, "link");
    finds("UPDATE commands SET id = x'00112233445566778899aabbccddeeff' WHERE first_position = 3", 3, "command");
    finds("UPDATE commands SET first_position = 1 WHERE first_position = 3", 3, "command");
    finds("UPDATE commands SET events = 3 WHERE first_position = 3", 3, "command");
    finds("UPDATE commands SET events = 1 WHERE first_position = 3", 4, "command");
    finds("DELETE FROM commands WHERE first_position = 3", 3, "command");
}

#[test]
fn finds_a_command_that_names_no_event() {
    let row = |places: &str| format!("INSERT INTO commands VALUES (zeroblob(16), zeroblob(32), {places})");
    finds(&row("7, 1"), 7, "command_beyond");
    finds(&row("1000, 2"), 1_000, "command_beyond");
    finds(&row("6, 2"), 6, "command");
    finds(&row("2, 1"), 2, "command");
    finds(&row("0, 0"), 1, "command");
}

#[test]
fn finds_an_event_put_between_others() {
    // A forger who knows how digests are made, but has to move the rest of the chain.
    finds(
        "UPDATE events SET position = position + 100 WHERE position > 2;
         UPDATE events SET position = position - 99 WHERE position > 100;
         INSERT INTO events SELECT 3, stream, 9, type, recorded_at, event_id, meta, digest, link, salt, payload
         FROM events WHERE position = 2",
        3,
        "link",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// One byte of one value, anywhere in any row.
    #[test]
    fn finds_a_change_of_any_byte(
        position in prop::sample::select(vec![1u64, 2, 3, 4, 6]),
        column in prop::sample::select(vec!["event_id", "meta", "digest", "link", "salt", "payload"]),
        byte in any::<prop::sample::Index>(),
        digit in prop::sample::select("0123456789abcdef".chars().collect::<Vec<_>>()),
    ) {
        let at = byte.index(32) + 1;
        let cast = if column == "payload" { "CAST" } else { "" };
        let tail = if column == "payload" { " AS TEXT" } else { "" };
        // The value as hexadecimal digits, one of them replaced by another.
        let hex = format!("hex({column})");
        let place = format!("(({at} - 1) % length({hex}) + 1)");
        let new = format!("iif(substr({hex}, {place}, 1) = upper('{digit}'), '7', upper('{digit}'))");
        let changed = format!("substr({hex}, 1, {place} - 1) || {new} || substr({hex}, {place} + 1)");
        let sql = format!(
            "UPDATE events SET {column} = {cast}(unhex({changed}){tail}) WHERE position = {position}
             AND hex({column}) <> {changed}"
        );
        prop_assume!(digit != '7');
        let found = found_after(&sql);
        prop_assert_eq!(found.map(|(at, _)| at), Some(position));
    }
}
