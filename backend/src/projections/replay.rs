//! Replay: a few threads read ahead, hold every event against the chain and parse it; one folds what they bring in the
//! order of the log.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::{available_parallelism, scope};

use letopis_events::Recorded;

use crate::event_log::{EventLog, LogError};

/// Events that a reader brings at once.
const TURN_EVENTS: u64 = 1_000;

/// How many times that many may wait, for each reader: on a busy machine nobody is woken as soon as he could go on.
const TURNS_AHEAD: usize = 4;

/// Readers beyond which one fold cannot keep up.
const READERS_MAX: u64 = 4;

/// What a reader brings, and where what was folded goes back: it is thrown away by the thread that made it, which is cheap
/// there, and not by the one for whom everybody waits.
struct Turn {
    brought: Receiver<Result<Vec<Recorded>, LogError>>,
    folded: Sender<Vec<Recorded>>,
}

/// Gives every event that the log holds now to `fold`, in order.
///
/// # Errors
/// [`LogError`] when the log cannot be read; or [`LogError::Damaged`] with the first event that is not the one that was
/// recorded, or that this program does not know.
pub(super) fn replay(log: &dyn EventLog, mut fold: impl FnMut(&[Recorded])) -> Result<(), LogError> {
    let end = log.head().position;
    let cores = available_parallelism().map_or(1, |cores| cores.get() as u64);
    let readers = cores.min(READERS_MAX).min(end.div_ceil(TURN_EVENTS));
    scope(|scope| {
        // Readers take turns: the nth brings every nth part.
        let reader = |nth| {
            let ((bring, brought), (folded, thrown)) = (sync_channel(TURNS_AHEAD), channel());
            scope.spawn(move || {
                let mut parts = (nth * TURN_EVENTS..end).step_by((readers * TURN_EVENTS) as usize);
                // Nobody listens any more after an error.
                parts.try_for_each(|after| {
                    thrown.try_iter().for_each(drop);
                    bring.send(part(log, after, end.min(after + TURN_EVENTS)))
                })
            });
            Turn { brought, folded }
        };
        let turns: Vec<_> = (0..readers).map(reader).collect();
        for turn in turns.iter().cycle() {
            // The first reader without another part comes after the last part.
            let Ok(part) = turn.brought.recv() else { break };
            let events = part?;
            fold(&events);
            // A reader that is done throws nothing away any more.
            let _ = turn.folded.send(events);
        }
        Ok(())
    })
}

/// The events between two positions.
fn part(log: &dyn EventLog, mut after: u64, to: u64) -> Result<Vec<Recorded>, LogError> {
    let mut events = Vec::with_capacity((to - after) as usize);
    while after < to {
        let more = log.read_verified(after, (to - after) as usize)?;
        after = more.last().map_or(to, |last| last.position);
        events.extend(more);
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_log::chain::Fault;
    use crate::event_log::testing::{InMemory, InSqlite, Subject, append_texts, stream, tamper};
    use crate::event_log::{Append, LogLimits, NewEvent};

    async fn replayed<S: Subject>(spoilt: Option<u64>) -> Result<Vec<u64>, LogError> {
        let subject = S::open(LogLimits { read_events_max: 300, ..LogLimits::default() });
        let log = subject.log();
        for n in 0..30 {
            let names = vec!["Anna"; 117];
            let append = append_texts(stream(n), 0, n + 1, &names);
            let spoil = |(at, event): (usize, NewEvent)| match spoilt {
                Some(position) if n as u64 * 117 + at as u64 + 1 == position => NewEvent { version: 9, ..event },
                _ => event,
            };
            let events = append.events.into_iter().enumerate().map(spoil).collect();
            log.append(Append { events, ..append }).await.unwrap();
        }
        let mut positions = Vec::new();
        let done = replay(&*log, |part| positions.extend(part.iter().map(|event| event.position)));
        done.map(|()| positions)
    }

    #[tokio::test]
    async fn every_event_is_folded_once_and_in_order() {
        let all: Vec<_> = (1..=30 * 117).collect();
        assert_eq!(replayed::<InMemory>(None).await.as_ref(), Ok(&all));
        assert_eq!(replayed::<InSqlite>(None).await.as_ref(), Ok(&all));
    }

    #[tokio::test]
    async fn an_event_that_is_not_known_ends_it_with_its_position() {
        for position in [1, 1_500, 3_510] {
            let ends =
                |done: Result<_, _>| matches!(done, Err(LogError::Damaged { position: at, .. }) if at == position);
            assert!(ends(replayed::<InMemory>(Some(position)).await));
            assert!(ends(replayed::<InSqlite>(Some(position)).await));
        }
    }

    #[tokio::test]
    async fn an_event_that_is_not_the_one_that_was_recorded_ends_it_with_its_position() {
        for (sql, position, what) in [
            (r#"UPDATE events SET payload = '{"name":"Mallory"}' WHERE position = 7"#, 7, Fault::Digest),
            // The last of one reader's part, which is where the next one begins.
            ("UPDATE events SET link = zeroblob(32) WHERE position = 1000", 1_000, Fault::Link),
            ("UPDATE events SET event_id = zeroblob(16) WHERE position = 1001", 1_001, Fault::Link),
            ("UPDATE events SET recorded_at = recorded_at - 1 WHERE position = 2500", 2_500, Fault::Time),
            ("UPDATE events SET salt = NULL WHERE position = 2999", 2_999, Fault::HalfErased),
        ] {
            let mut subject = InSqlite::open(LogLimits { read_events_max: 300, ..LogLimits::default() });
            for n in 0..30 {
                subject.log().append(append_texts(stream(n), 0, n + 1, &["Anna"; 117])).await.unwrap();
            }
            subject.log().close().await;
            tamper(subject.folder(), sql);
            subject.reopen().await;
            let mut folded = 0;
            let ended = replay(&*subject.log(), |part| folded += part.len() as u64);
            assert_eq!(ended, Err(LogError::Damaged { position, what: what.to_string() }), "{sql}");
            assert!(folded < position, "{sql}: nothing behind it was folded");
        }
    }

    #[test]
    fn an_empty_log_has_nothing_to_replay() {
        let subject = InMemory::open(LogLimits::default());
        assert_eq!(replay(&*subject.log(), |_| panic!("nothing is there")), Ok(()));
    }
}
