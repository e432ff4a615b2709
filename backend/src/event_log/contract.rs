//! What every log keeps to: one suite, run against each of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use letopis_events::StoredEvent;

use super::testing::{InMemory, InSqlite, Subject, all, append, append_texts, stream, time, verify};
use super::{Append, AppendError, Appended, ErasedReport, EventLog, LogError, LogLimits, Subscription, chain};

macro_rules! contract {
    ($($rule:ident($limits:expr),)*) => {
        mod memory {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                super::$rule(InMemory::open($limits)).await;
            })*
        }
        mod sqlite {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                super::$rule(InSqlite::open($limits)).await;
            })*
        }
    };
}

contract! {
    numbers_events_without_gaps_however_many_append(LogLimits::default()),
    lets_one_of_many_racers_win(LogLimits::default()),
    records_a_repeated_command_once(LogLimits::default()),
    refuses_a_command_id_with_another_body(LogLimits::default()),
    writes_all_events_of_an_append_or_none(LogLimits { append_events_max: 3, append_bytes_max: 100, ..LogLimits::default() }),
    keeps_neighbours_of_a_refused_append(LogLimits::default()),
    never_skips_or_doubles_for_followers(LogLimits { recent_events_max: 16, ..LogLimits::default() }),
    serves_a_follower_that_fell_behind(LogLimits { recent_events_max: 4, read_events_max: 10, ..LogLimits::default() }),
    loses_nothing_when_a_waiting_follower_is_dropped(LogLimits::default()),
    chains_what_it_records(LogLimits::default()),
    erases_payload_and_salt_and_still_verifies(LogLimits::default()),
    never_records_an_earlier_time_than_before(LogLimits::default()),
    says_where_it_ends(LogLimits::default()),
    reads_no_more_than_asked_or_allowed(LogLimits { read_events_max: 3, ..LogLimits::default() }),
    ends_for_everybody_when_closed(LogLimits::default()),
}

async fn numbers_events_without_gaps_however_many_append(subject: impl Subject) {
    let log = subject.log();
    let tasks: Vec<_> = (1..=16)
        .map(|n| {
            let log = log.clone();
            tokio::spawn(async move {
                let mut positions = Vec::new();
                for revision in 0..20 {
                    let command = u128::from(n * 1_000 + revision);
                    let appended = log.append(append(stream(n.into()), revision, command)).await.unwrap();
                    assert_eq!((appended.revision, appended.repeated), (revision + 1, false));
                    positions.push(appended.first_position);
                }
                positions
            })
        })
        .collect();
    let mut positions = BTreeSet::new();
    for task in tasks {
        positions.extend(task.await.unwrap());
    }
    assert!(positions.iter().copied().eq(1..=320));
    assert!(all(&*log).iter().map(|event| event.position).eq(1..=320));
    assert!(log.read_stream(stream(7), 0, 100).unwrap().iter().map(|event| event.revision).eq(1..=20));
}

async fn lets_one_of_many_racers_win(subject: impl Subject) {
    let log = subject.log();
    for round in 0..10 {
        let racers: Vec<_> = (1..=16)
            .map(|n| {
                let log = log.clone();
                tokio::spawn(async move { log.append(append(stream(1), round, u128::from(round) * 100 + n)).await })
            })
            .collect();
        let mut won = 0;
        for racer in racers {
            match racer.await.unwrap() {
                Ok(appended) => won += u64::from(appended.revision == round + 1),
                Err(error) => assert_eq!(error, AppendError::Conflict { actual_revision: round + 1 }),
            }
        }
        assert_eq!(won, 1);
    }
    let behind = log.append(append(stream(1), 20, 9_000)).await;
    assert_eq!(behind, Err(AppendError::Conflict { actual_revision: 10 }), "expected more than there is");
}

async fn records_a_repeated_command_once(mut subject: impl Subject) {
    let log = subject.log();
    let command = append_texts(stream(1), 0, 77, &["Anna", "Ann"]);
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (log, command) = (log.clone(), command.clone());
            tokio::spawn(async move { log.append(command).await.unwrap() })
        })
        .collect();
    let mut recorded = 0;
    for sender in senders {
        let appended = sender.await.unwrap();
        assert_eq!((appended.first_position, appended.last_position, appended.revision), (1, 2, 2));
        recorded += u32::from(!appended.repeated);
    }
    assert_eq!(recorded, 1);
    log.append(append(stream(1), 2, 78)).await.unwrap();
    drop(log);

    subject.reopen().await;
    let log = subject.log();
    let places = Appended { first_position: 1, last_position: 2, revision: 2, repeated: true };
    assert_eq!(log.append(command.clone()).await, Ok(places), "also in a new life of the log");
    let decided_later = Append { expected_revision: 3, ..command };
    assert_eq!(log.append(decided_later).await, Ok(places), "whatever the repeat expects of the stream");
    assert_eq!(log.find_command(append(stream(1), 0, 77).meta.command_id), Ok(Some(([77; 32], places))));
    assert_eq!(log.find_command(append(stream(1), 0, 99).meta.command_id), Ok(None));
    assert_eq!(log.head().position, 3);
}

async fn refuses_a_command_id_with_another_body(mut subject: impl Subject) {
    subject.log().append(append(stream(1), 0, 5)).await.unwrap();
    for _ in 0..2 {
        let log = subject.log();
        for (stream, expected_revision) in [(stream(1), 0), (stream(1), 1), (stream(2), 0)] {
            let reused = Append { command_digest: [0xee; 32], ..append(stream, expected_revision, 5) };
            assert_eq!(log.append(reused).await, Err(AppendError::CommandReused));
        }
        assert_eq!(log.head().position, 1);
        drop(log);
        subject.reopen().await;
    }
}

async fn writes_all_events_of_an_append_or_none(subject: impl Subject) {
    let log = subject.log();
    let refused = [
        (append_texts(stream(1), 1, 1, &["a", "b"]), AppendError::Conflict { actual_revision: 0 }),
        (append_texts(stream(1), 0, 2, &["a", "b", "c", "d"]), AppendError::TooLarge),
        (append_texts(stream(1), 0, 3, &["a", &"b".repeat(100)]), AppendError::TooLarge),
        (append_texts(stream(1), 0, 4, &[]), AppendError::Empty),
    ];
    for (append, error) in refused {
        assert_eq!(log.append(append.clone()).await, Err(error));
        assert_eq!(log.find_command(append.meta.command_id), Ok(None));
    }
    assert_eq!((log.head().position, all(&*log).len()), (0, 0));
    let appended = log.append(append_texts(stream(1), 0, 5, &["a", "b", "c"])).await.unwrap();
    assert_eq!(appended, Appended { first_position: 1, last_position: 3, revision: 3, repeated: false });
    let events = log.read_stream(stream(1), 0, 10).unwrap();
    let payloads: Vec<_> = events.iter().filter_map(|event| event.payload.as_deref()).collect();
    assert_eq!(payloads, [r#"{"name":"a"}"#, r#"{"name":"b"}"#, r#"{"name":"c"}"#]);
}

async fn keeps_neighbours_of_a_refused_append(subject: impl Subject) {
    let log = subject.log();
    log.append(append(stream(1), 0, 1)).await.unwrap();
    let tasks: Vec<_> = (0..60)
        .map(|n| {
            let log = log.clone();
            let append = match n % 3 {
                0 => append(stream(100 + n), 0, 1_000 + n),
                1 => append(stream(1), 40, 1_000 + n),
                _ => Append { command_digest: [0xee; 32], ..append(stream(100 + n), 0, 1) },
            };
            tokio::spawn(async move { (n % 3, log.append(append).await) })
        })
        .collect();
    for task in tasks {
        match task.await.unwrap() {
            (0, outcome) => assert!(outcome.is_ok()),
            (1, outcome) => assert_eq!(outcome, Err(AppendError::Conflict { actual_revision: 1 })),
            (_, outcome) => assert_eq!(outcome, Err(AppendError::CommandReused)),
        }
    }
    assert!(all(&*log).iter().map(|event| event.position).eq(1..=21));
}

async fn follow(mut subscription: Subscription, max: usize, to: u64) -> Vec<Arc<StoredEvent>> {
    let mut seen = Vec::new();
    while subscription.position() < to {
        let batch = subscription.next_batch(max).await.unwrap();
        assert!(!batch.is_empty() && batch.len() <= max);
        seen.extend(batch);
    }
    seen
}

async fn never_skips_or_doubles_for_followers(subject: impl Subject) {
    let log = subject.log();
    let followers: Vec<_> = [(0, 1), (0, 3), (0, 1_000), (150, 7), (399, 2)]
        .map(|(after, max)| (after, tokio::spawn(follow(log.subscribe(after), max, 400))))
        .into();
    let writers: Vec<_> = (1..=8)
        .map(|n| {
            let log = log.clone();
            tokio::spawn(async move {
                for round in 0..25 {
                    let append = append_texts(stream(n), round * 2, n * 1_000 + u128::from(round), &["a", "b"]);
                    log.append(append).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let recorded = all(&*log);
    for (after, follower) in followers {
        assert_eq!(follower.await.unwrap(), recorded[after as usize..], "after {after}");
    }
}

async fn serves_a_follower_that_fell_behind(subject: impl Subject) {
    let log = subject.log();
    let slow = log.subscribe(0);
    for revision in 0..50 {
        log.append(append(stream(1), revision, u128::from(revision) + 1)).await.unwrap();
    }
    assert_eq!(follow(slow, 7, 50).await, all(&*log), "from the store, then from memory");
    assert_eq!(follow(log.subscribe(48), 7, 50).await, all(&*log)[48..]);
}

async fn loses_nothing_when_a_waiting_follower_is_dropped(subject: impl Subject) {
    let log = subject.log();
    let mut subscription = log.subscribe(0);
    for revision in 0..20 {
        // A poll that finds nothing, dropped as `select!` would.
        let waiting = futures_poll_once(subscription.next_batch(10)).await;
        assert!(waiting.is_none());
        log.append(append(stream(1), revision, u128::from(revision) + 1)).await.unwrap();
        let batch = subscription.next_batch(10).await.unwrap();
        assert!(batch.iter().map(|event| event.position).eq([revision + 1]));
    }
}

/// Polls a future once and drops it.
async fn futures_poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        std::task::Poll::Ready(value) => std::task::Poll::Ready(Some(value)),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

async fn chains_what_it_records(mut subject: impl Subject) {
    for round in 0..3 {
        let log = subject.log();
        for n in 0..10 {
            log.append(append_texts(stream(n), round * 2, u128::from(round) * 100 + n, &["a", "b"])).await.unwrap();
        }
        drop(log);
        subject.reopen().await;
    }
    let log = subject.log();
    let verified = verify(&*log).unwrap();
    assert_eq!((verified.head, verified.streams, verified.erased), (log.head(), 10, 0));
    let events = all(&*log);
    assert_ne!(events[0].salt, events[1].salt);
    assert_eq!(events[0].digest, chain::digest(&events[0].salt.unwrap(), events[0].payload.as_ref().unwrap()));
}

async fn erases_payload_and_salt_and_still_verifies(mut subject: impl Subject) {
    let log = subject.log();
    for n in 1..=4 {
        log.append(append_texts(stream(n), 0, n, &["first", "second"])).await.unwrap();
    }
    let head = log.head();
    let report = log.erase(&[3, 4, 4, 99]).await.unwrap();
    assert_eq!(report, ErasedReport { erased: 2, already_erased: 1, missing: 1, journal_pending: false });
    let again = log.erase(&[3]).await.unwrap();
    assert_eq!(again, ErasedReport { already_erased: 1, ..ErasedReport::default() });
    drop(log);
    for _ in 0..2 {
        let log = subject.log();
        let erased: Vec<_> = all(&*log).iter().filter(|event| event.payload.is_none()).map(|e| e.position).collect();
        assert_eq!(erased, [3, 4]);
        let follower = log.subscribe(2).next_batch(1).await.unwrap();
        assert_eq!((&follower[0].payload, follower[0].salt), (&None, None), "not from memory either");
        let verified = verify(&*log).unwrap();
        assert_eq!((verified.head, verified.erased), (head, 2));
        let repeat = log.append(append_texts(stream(2), 0, 2, &["first", "second"])).await;
        assert_eq!(repeat, Err(AppendError::CommandReused), "the digest of what was erased is gone too");
        drop(log);
        subject.reopen().await;
    }
}

async fn never_records_an_earlier_time_than_before(mut subject: impl Subject) {
    let decided = [50, 10, 60, -5_000, 60];
    for (revision, milliseconds) in (0u64..).zip(decided) {
        let append = Append { recorded_at: time(milliseconds), ..append(stream(1), revision, revision.into()) };
        subject.log().append(append).await.unwrap();
        subject.reopen().await;
    }
    let log = subject.log();
    let recorded: Vec<_> = all(&*log).iter().map(|event| event.recorded_at).collect();
    assert_eq!(recorded, [50, 50, 60, 60, 60].map(time));
    assert!(verify(&*log).is_ok());
}

async fn says_where_it_ends(mut subject: impl Subject) {
    let log = subject.log();
    let empty = log.head();
    assert_eq!((empty.position, empty.link), (0, chain::genesis(log.log_id())));
    log.append(append_texts(stream(1), 0, 1, &["a", "b"])).await.unwrap();
    let (head, last) = (log.head(), all(&*log).pop().unwrap());
    assert_eq!((head.position, head.link, head.recorded_at), (2, last.link, last.recorded_at));
    assert!(log.health().is_ok());
    let log_id = log.log_id();
    drop(log);
    subject.reopen().await;
    assert_eq!((subject.log().head(), subject.log().log_id()), (head, log_id));
}

async fn reads_no_more_than_asked_or_allowed(subject: impl Subject) {
    let log = subject.log();
    for revision in 0..10 {
        log.append(append(stream(1), revision, u128::from(revision) + 1)).await.unwrap();
    }
    let read = |after, limit| log.read(after, limit).unwrap().iter().map(|e| e.position).collect::<Vec<_>>();
    assert_eq!(read(0, 2), [1, 2]);
    assert_eq!(read(4, 100), [5, 6, 7], "no more than the log allows");
    assert_eq!(read(9, 5), [10]);
    assert!(read(10, 5).is_empty());
    assert!(read(u64::MAX, usize::MAX).is_empty());
    assert!(read(0, 0).is_empty());
    let read =
        |after, limit| log.read_stream(stream(1), after, limit).unwrap().iter().map(|e| e.revision).collect::<Vec<_>>();
    assert_eq!(read(0, 2), [1, 2]);
    assert_eq!(read(4, 100), [5, 6, 7]);
    assert!(read(10, 5).is_empty());
    assert!(read(u64::MAX, usize::MAX).is_empty());
    assert!(log.read_stream(stream(2), 0, 5).unwrap().is_empty(), "no such stream");
}

async fn ends_for_everybody_when_closed(subject: impl Subject) {
    let log: Arc<dyn EventLog> = subject.log();
    let mut subscription = log.subscribe(0);
    log.append(append_texts(stream(1), 0, 1, &["a", "b"])).await.unwrap();
    log.close().await;
    assert_eq!(log.append(append(stream(1), 2, 2)).await, Err(AppendError::Closed));
    assert_eq!(log.erase(&[1]).await, Err(LogError::Closed));
    assert!(log.health().is_err());
    assert_eq!(subscription.next_batch(10).await.unwrap().len(), 2, "what was recorded is still delivered");
    assert_eq!(subscription.next_batch(10).await.unwrap_err(), LogError::Closed);
    log.close().await;
}
