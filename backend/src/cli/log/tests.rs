//! The command line against real files: what it prints, and with which code it ends.

use std::path::Path;

use clap::Parser;
use letopis_events::{AggregateKind, StreamId};
use uuid::Uuid;

use super::{LogArgs, run_on};
use crate::event_log::testing::{InSqlite, Subject, append_texts, stranger, stream, tamper};
use crate::event_log::{Append, LogLimits, NewEvent};

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    log: LogArgs,
}

/// What the command prints, complains of and ends with.
fn letopis_log(folder: &Path, arguments: &[&str]) -> (u8, String, String) {
    let folder = folder.to_str().unwrap();
    let all = ["log", arguments[0], "--data", folder].into_iter().chain(arguments[1..].iter().copied());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run_on(Cli::parse_from(all).log, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap().replace(folder, "DIR");
    (code, text(out), text(err))
}

/// Two visitors with names, an operator with a password, one name erased.
async fn example() -> InSqlite {
    let subject = InSqlite::open(LogLimits::default());
    let log = subject.log();
    log.append(append_texts(stream(1), 0, 1, &["Anna", "Анна"])).await.unwrap();
    log.append(append_texts(stream(2), 0, 2, &["Boris"])).await.unwrap();
    let operator = StreamId::new(AggregateKind::Operator, Uuid::from_u128(3));
    let password = Append {
        events: vec![NewEvent {
            event_type: "operator.password_set",
            payload: r#"{"hash":"$argon2id$topsecret"}"#.to_owned(),
            ..append_texts(operator, 0, 3, &[""]).events.remove(0)
        }],
        ..append_texts(operator, 0, 3, &[""])
    };
    log.append(password).await.unwrap();
    log.erase(&[3]).await.unwrap();
    subject
}

#[tokio::test]
async fn verifies_a_whole_log_beside_the_server_and_without_it() {
    let subject = example().await;
    let (code, running, complaints) = letopis_log(subject.folder(), &["verify"]);
    insta::assert_snapshot!(running);
    assert_eq!((code, complaints.as_str()), (0, ""));
    insta::assert_snapshot!(letopis_log(subject.folder(), &["verify", "--json"]).1);
    subject.log().close().await;
    assert_eq!(letopis_log(subject.folder(), &["verify"]), (0, running, String::new()));
}

#[tokio::test]
async fn prints_a_head_that_verify_takes_back() {
    let subject = example().await;
    let (code, head, _) = letopis_log(subject.folder(), &["head"]);
    insta::assert_snapshot!(head);
    assert_eq!((code, head.trim()), (0, subject.log().head().to_string().as_str()));
    insta::assert_snapshot!(letopis_log(subject.folder(), &["head", "--json"]).1);
    assert_eq!(letopis_log(subject.folder(), &["verify", "--expect-head", head.trim()]).0, 0);

    subject.log().append(append_texts(stream(1), 2, 9, &["Ann"])).await.unwrap();
    assert_eq!(letopis_log(subject.folder(), &["verify", "--expect-head", head.trim()]).0, 0, "the log went on");
    let other = format!("3:{}", "0".repeat(64));
    let (code, _, complaint) = letopis_log(subject.folder(), &["verify", "--expect-head", &other]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(complaint);
}

#[tokio::test]
async fn finds_a_cut_tail_by_a_head_kept_elsewhere() {
    let subject = example().await;
    let head = letopis_log(subject.folder(), &["head"]).1;
    subject.log().close().await;
    tamper(subject.folder(), "DELETE FROM events WHERE position > 2; DELETE FROM commands WHERE first_position > 2");
    assert_eq!(letopis_log(subject.folder(), &["verify"]).0, 0, "a shorter log is a whole log");
    let (code, _, complaint) = letopis_log(subject.folder(), &["verify", "--expect-head", head.trim()]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(complaint);
}

#[tokio::test]
async fn names_the_first_bad_position() {
    let subject = example().await;
    subject.log().close().await;
    tamper(subject.folder(), r#"UPDATE events SET payload = '{"name":"Mallory"}' WHERE position = 2"#);
    let (code, out, complaint) = letopis_log(subject.folder(), &["verify"]);
    assert_eq!((code, out.as_str()), (1, ""));
    insta::assert_snapshot!(complaint);
    let (code, answer, complaint) = letopis_log(subject.folder(), &["verify", "--json"]);
    assert_eq!((code, complaint.as_str()), (1, ""));
    insta::assert_snapshot!(answer);
}

#[tokio::test]
async fn names_a_guard_that_is_gone_or_differs() {
    let quiet = "DROP TRIGGER events_are_not_deleted; \
                 CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events WHEN 0 BEGIN SELECT 1; END";
    for sql in ["DROP TRIGGER events_are_not_deleted", quiet] {
        let subject = example().await;
        stranger(subject.folder()).execute_batch(sql).unwrap();
        let (code, out, complaint) = letopis_log(subject.folder(), &["verify"]);
        assert_eq!((code, out.as_str()), (1, ""), "{sql}");
        assert!(complaint.contains("trigger events_are_not_deleted is missing or differs"), "{complaint}");
        let (code, answer, complaint) = letopis_log(subject.folder(), &["verify", "--json"]);
        assert_eq!((code, complaint.as_str()), (1, ""));
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((&answer["whole"], &answer["fault"]), (&false.into(), &"altered".into()));
    }
}

#[tokio::test]
async fn exports_lines_without_secrets() {
    let subject = example().await;
    let (code, lines, complaints) = letopis_log(subject.folder(), &["export"]);
    assert_eq!((code, complaints.as_str()), (0, ""));
    assert!(!lines.contains("topsecret") && !lines.contains("Boris"));
    insta::assert_snapshot!(lines);
}

#[test]
fn says_why_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, nothing) = letopis_log(folder.path(), &["verify"]);
    assert_eq!(code, 2);
    std::fs::write(folder.path().join("log.sqlite3"), "once upon a time".repeat(10)).unwrap();
    let (code, answer, _) = letopis_log(folder.path(), &["verify", "--json"]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(format!("{nothing}{answer}"));
    for command in ["head", "export"] {
        assert_eq!(letopis_log(folder.path(), &[command]).0, 2);
    }
}

#[test]
fn refuses_a_head_that_is_none() {
    for head in ["", "7", "7:abc", &format!("x:{}", "0".repeat(64)), &format!("7:{}", "ё".repeat(32))] {
        assert!(Cli::try_parse_from(["log", "verify", "--data", "x", "--expect-head", head]).is_err(), "{head}");
    }
}
