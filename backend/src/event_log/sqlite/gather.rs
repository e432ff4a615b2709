//! Which appends share a transaction: one, and whatever comes while it and the others are being inserted.

use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::group::Boxed;
use super::writer::{Answer, Job};
use crate::event_log::LogLimits;

/// How long to wait for another append while a group is smaller than the one before: a fraction of what a commit costs on
/// the fastest disk.
const WAIT: Duration = Duration::from_micros(30);

/// A group that is being gathered: gives the appends in their order, and keeps what belongs to them.
pub(super) struct Gathering<'w> {
    jobs: &'w Receiver<Job>,
    limits: &'w LogLimits,
    /// How many there were in the group before.
    expected: usize,
    first: Option<Boxed>,
    /// Who waits for each append given out.
    pub(super) answers: Vec<oneshot::Sender<Answer>>,
    /// Payload bytes of all appends given out.
    pub(super) bytes: usize,
    /// What else stood in the queue; it ends the group.
    pub(super) other: Option<Job>,
}

impl<'w> Gathering<'w> {
    /// A group that begins with this append.
    pub(super) fn new(
        jobs: &'w Receiver<Job>,
        limits: &'w LogLimits,
        expected: usize,
        first: Boxed,
        answer: oneshot::Sender<Answer>,
    ) -> Self {
        let bytes = first.bytes;
        Self { jobs, limits, expected, first: Some(first), answers: vec![answer], bytes, other: None }
    }

    /// What waits in the queue. Those who were answered by the last group are often about to ask again: for as many as
    /// there were then it is worth waiting a moment, since every commit costs the same.
    fn job(&self) -> Option<Job> {
        let mut waiting_since = None;
        loop {
            match self.jobs.try_recv() {
                Ok(job) => return Some(job),
                Err(_) if self.answers.len() >= self.expected => return None,
                Err(_) if waiting_since.get_or_insert_with(Instant::now).elapsed() > WAIT => return None,
                // Never asleep: whoever comes would have to wake the writer, for more than such a wait is worth.
                Err(_) => std::thread::yield_now(),
            }
        }
    }
}

impl Iterator for Gathering<'_> {
    type Item = Boxed;

    fn next(&mut self) -> Option<Boxed> {
        if self.first.is_some() {
            return self.first.take();
        }
        if self.answers.len() >= self.limits.group_appends_max || self.bytes >= self.limits.group_bytes_max {
            return None;
        }
        match self.job() {
            Some(Job::Append(append, answer)) => {
                self.bytes += append.bytes;
                self.answers.push(answer);
                Some(append)
            }
            other => {
                self.other = other;
                None
            }
        }
    }
}
