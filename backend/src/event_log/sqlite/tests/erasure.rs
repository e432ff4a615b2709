//! After an erasure nothing of the payload remains, whatever else is going on in the file.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use crate::event_log::testing::{InSqlite, Subject, append, append_texts, stranger, stream, verify};
use crate::event_log::{EventLog, LogLimits};

/// The files of the folder in which a text stands.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let holds = |file: &std::path::PathBuf| {
        std::fs::read(file).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    };
    entries.filter(holds).map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn secret(n: u64, length: usize) -> String {
    let word = format!("secret-{n}-");
    word.repeat(length / word.len() + 1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaves_no_plaintext_in_any_file_while_others_read() {
    let subject = InSqlite::open(LogLimits::default());
    let log = subject.log();
    for n in 0..100 {
        log.append(append(stream(1), n, u128::from(n) + 1)).await.unwrap();
    }
    log.append(append_texts(stream(2), 0, 900, &["Kassiopeia Overbeck"])).await.unwrap();
    assert!(!files_with(subject.folder(), "Overbeck").is_empty(), "or the test finds nothing anyway");
    let reading: Vec<_> = (0..3)
        .map(|_| {
            let log = log.clone();
            tokio::task::spawn_blocking(move || (0..300).for_each(|_| assert_eq!(log.read(0, 200).unwrap().len(), 101)))
        })
        .collect();
    let follower = stranger(subject.folder());
    assert_eq!(follower.query_row("SELECT count(*) FROM events", [], |row| row.get(0)), Ok(101));

    let report = log.erase(&[101]).await.unwrap();
    assert_eq!(report.erased, 1);
    for reader in reading {
        reader.await.unwrap();
    }
    // A reader may have been in the way just then; an empty erasure only tries the journal again.
    while log.erase(&[]).await.unwrap().journal_pending {}
    assert_eq!(files_with(subject.folder(), "Overbeck"), Vec::<String>::new());
    assert!(verify(&*log).is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn says_when_a_long_reader_keeps_the_journal_and_empties_it_later() {
    let subject = InSqlite::open(LogLimits::default());
    let log = subject.log();
    log.append(append_texts(stream(2), 0, 1, &["Kassiopeia Overbeck"])).await.unwrap();
    let long = stranger(subject.folder());
    long.execute_batch("BEGIN; SELECT count(*) FROM events").unwrap();
    let report = log.erase(&[1]).await.unwrap();
    assert!(report.journal_pending);
    assert_eq!(log.read(0, 1).unwrap()[0].payload, None, "for everybody else it is gone at once");
    long.execute_batch("COMMIT").unwrap();
    for revision in 0..100 {
        log.append(append(stream(1), revision, u128::from(revision) + 2)).await.unwrap();
    }
    assert_eq!(files_with(subject.folder(), "Overbeck"), Vec::<String>::new(), "the writer did not try again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Payloads of every size, erased in every order, moved about by page splits and overflow pages.
    #[test]
    fn leaves_no_plaintext_whatever_the_sizes(lengths in prop::collection::vec(0usize..9_000, 1..25), order in any::<u64>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let subject = InSqlite::open(LogLimits::default());
            let log = subject.log();
            for (revision, length) in (0..).zip(&lengths) {
                let text = secret(revision + 1, *length);
                log.append(append_texts(stream(u128::from(revision) % 3), revision / 3, u128::from(revision) + 1, &[&text])).await.unwrap();
            }
            let mut positions: Vec<u64> = (1..=lengths.len() as u64).collect();
            positions.sort_by_key(|position| position.wrapping_mul(order | 1).rotate_left(17));
            for batch in positions.chunks(2) {
                log.erase(batch).await.unwrap();
                for position in batch {
                    assert_eq!(files_with(subject.folder(), &format!("secret-{position}-")), Vec::<String>::new());
                }
            }
            assert_eq!(verify(&*log).unwrap().erased, lengths.len() as u64);
            let _: Arc<dyn EventLog> = log;
        });
    }
}
