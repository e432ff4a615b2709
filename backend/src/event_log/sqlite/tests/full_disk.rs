//! A disk that is full: appends are refused whole, reads go on, and room is all it takes to recover.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::clock::SeededEntropy;
use crate::event_log::testing::{InSqlite, Subject, all, append_texts, stream, verify};
use crate::event_log::{Append, AppendError, EventLog, LogLimits, SqliteLog};

fn large(revision: u64) -> Append {
    append_texts(stream(1), revision, u128::from(revision) + 1, &["a", &"large".repeat(2_000)])
}

/// Appends until the log says it is full; gives back the revision it came to.
async fn fill(log: &dyn EventLog) -> u64 {
    let mut revision = 0;
    loop {
        match log.append(large(revision)).await {
            Ok(appended) => revision = appended.revision,
            Err(error) => {
                assert_eq!(error, AppendError::Full);
                return revision;
            }
        }
        assert!(revision < 10_000, "the disk never filled");
    }
}

/// A full log answers, holds nothing half, and says that it is sick.
async fn holds_only_what_it_acknowledged(log: &dyn EventLog, revision: u64) {
    assert_eq!(log.append(large(revision)).await, Err(AppendError::Full), "again");
    assert!(log.health().unwrap_err().contains("full"));
    assert_eq!((log.head().position, all(log).len() as u64), (revision, revision));
    assert_eq!(log.find_command(large(revision).meta.command_id), Ok(None));
    assert_eq!(log.read_stream(stream(1), revision - 1, 5).unwrap().len(), 1);
    assert!(verify(log).is_ok());
}

/// Health comes back by asking for it, and the refused append goes through.
async fn recovers(log: &dyn EventLog, revision: u64) {
    while log.health().is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(log.append(large(revision)).await.unwrap().revision, revision + 2);
    assert!(verify(log).is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refuses_and_recovers_when_the_file_may_not_grow() {
    let subject = InSqlite::open(LogLimits::default());
    subject.with_writer(|connection| {
        connection.query_row("PRAGMA max_page_count = 100", [], |_| Ok(())).unwrap();
    });
    let log = subject.log();
    let revision = fill(&*log).await;
    holds_only_what_it_acknowledged(&*log, revision).await;

    let crowd: Vec<_> = (0..20)
        .map(|n| {
            let log = log.clone();
            let append = append_texts(stream(100 + n), 0, 5_000 + n, &[&"large".repeat(2_000)]);
            tokio::spawn(async move { log.append(append).await })
        })
        .collect();
    for append in crowd {
        assert_eq!(append.await.unwrap(), Err(AppendError::Full), "everybody is told");
    }
    assert_eq!(log.head().position, revision);

    subject.with_writer(|connection| {
        connection.query_row("PRAGMA max_page_count = 100000", [], |_| Ok(())).unwrap();
    });
    recovers(&*log, revision).await;
}

/// A small disk of its own, where the machine lets us mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "letopis-test"]).arg(folder.path());
        mount.output().is_ok_and(|output| output.status.success()).then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).output();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refuses_and_recovers_on_a_disk_that_is_really_full() {
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: no right to mount a small disk here");
        return;
    };
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![1; 300_000]).unwrap();
    let folder = disk.path().join("data");
    let open = || SqliteLog::open(&folder, LogLimits::default(), Arc::new(SeededEntropy::new(3))).unwrap();
    let log = open();
    let revision = fill(&log).await;
    assert!(revision > 0);
    holds_only_what_it_acknowledged(&log, revision).await;
    std::fs::remove_file(&ballast).unwrap();
    recovers(&log, revision).await;
    let head = log.head();
    log.close().await;
    let log = open();
    assert_eq!(log.head(), head);
    assert!(verify(&log).is_ok());
    log.close().await;
}
