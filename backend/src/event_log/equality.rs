//! Whatever one does to them, the log in a file and the log in memory answer the same, byte for byte.

use proptest::collection::vec;
use proptest::prelude::*;

use super::testing::{InMemory, InSqlite, Subject, append_texts, stream, time, verify};
use super::{Append, EventLog, LogLimits};

#[derive(Clone, Debug)]
enum Step {
    Append { stream: u128, revision_off: i64, command: u128, body: u8, names: Vec<String>, milliseconds: i64 },
    Erase(Vec<u64>),
    Read { after: u64, limit: usize },
    ReadStream { stream: u128, after: u64, limit: usize },
    FindCommand(u128),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0u128..4, prop::sample::select(vec![0, 0, 0, 0, 1, -1]), 0u128..60, 0u8..2, vec("\\PC{0,12}", 0..5), -500i64..500)
            .prop_map(|(stream, revision_off, command, body, names, milliseconds)| {
                Step::Append { stream, revision_off, command, body, names, milliseconds }
            }),
        1 => vec(0u64..30, 0..4).prop_map(Step::Erase),
        2 => (0u64..40, 0usize..8).prop_map(|(after, limit)| Step::Read { after, limit }),
        2 => (0u128..5, 0u64..12, 0usize..8).prop_map(|(stream, after, limit)| Step::ReadStream { stream, after, limit }),
        2 => (0u128..60).prop_map(Step::FindCommand),
        1 => Just(Step::Reopen),
    ]
}

/// What a log answers to a step.
async fn answer(log: &dyn EventLog, step: &Step) -> String {
    match step.clone() {
        Step::Append { stream: number, revision_off, command, body, names, milliseconds } => {
            let stream = stream(number);
            let revision = log.read_stream(stream, 0, 1_000).unwrap().len() as u64;
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let append = Append {
                recorded_at: time(milliseconds),
                command_digest: [body + 1; 32],
                ..append_texts(stream, revision.saturating_add_signed(revision_off), command, &names)
            };
            format!("{:?}", log.append(append).await)
        }
        Step::Erase(positions) => format!("{:?}", log.erase(&positions).await),
        Step::Read { after, limit } => {
            format!("{:?} {:?}", log.read(after, limit), log.read_verified(after, limit))
        }
        Step::ReadStream { stream: number, after, limit } => {
            format!("{:?}", log.read_stream(stream(number), after, limit))
        }
        Step::FindCommand(command) => {
            format!("{:?}", log.find_command(append_texts(stream(0), 0, command, &[]).meta.command_id))
        }
        Step::Reopen => String::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn both_logs_answer_the_same(steps in vec(step(), 1..80)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let limits = LogLimits { append_events_max: 4, read_events_max: 30, cached_streams_max: 2, ..LogLimits::default() };
            let (mut memory, mut sqlite) = (InMemory::open(limits), InSqlite::open(limits));
            for step in &steps {
                if matches!(step, Step::Reopen) {
                    memory.reopen().await;
                    sqlite.reopen().await;
                }
                let (expected, found) = (answer(&*memory.log(), step).await, answer(&*sqlite.log(), step).await);
                assert_eq!(expected, found, "{step:?}");
                assert_eq!(memory.log().head(), sqlite.log().head(), "{step:?}");
            }
            assert_eq!(verify(&*memory.log()), verify(&*sqlite.log()));
            assert!(verify(&*sqlite.log()).is_ok());
        });
    }
}
