//! What everybody who takes part knows and tells: the plan, the time, what became of each message.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use letopis_events::ids::VisitorId;
use tokio::sync::watch;

use super::plan::Plan;

/// Characters of a message.
pub const CHARS: usize = 80;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fate {
    NotSent,
    Sent,
    Acknowledged,
    Refused,
}

/// Times from when something was planned, in milliseconds.
#[derive(Debug, Default)]
pub struct Times {
    /// A message until it is on its way: how late the generator itself is.
    pub late: Vec<f64>,
    /// A message until its author is told that it is recorded.
    pub acknowledged: Vec<f64>,
    /// A visitor's message until it stands in the open dialog of whoever has the conversation.
    pub to_dialog: Vec<f64>,
    /// A visitor's message until it stands in the list of an operator, for each of them.
    pub to_lists: Vec<f64>,
    /// An operator's message until it stands in the visitor's window.
    pub to_window: Vec<f64>,
}

/// One run.
pub struct Run {
    pub plan: Plan,
    pub begin: Instant,
    /// From when on it counts how long things take.
    measured_from: Duration,
    /// Set when everybody may go.
    pub over: watch::Sender<bool>,
    /// Frames that came, and bytes in them.
    pub frames: AtomicUsize,
    pub bytes: AtomicUsize,
    /// Answers that nobody could give, as nobody had the conversation yet.
    pub nobody: AtomicUsize,
    /// What an operator wanted to do a moment too late: it was closed, or somebody else's, by then.
    pub overtaken: AtomicUsize,
    /// Frames that were sent and are to be answered, and are not yet.
    pub unanswered: AtomicUsize,
    times: Mutex<Times>,
    fates: Vec<AtomicU8>,
    /// What is next to be done for each visit by an operator.
    desk: Vec<AtomicUsize>,
    visits: Mutex<HashMap<VisitorId, usize>>,
    failures: Mutex<Vec<String>>,
}

impl Run {
    /// A run that begins now, and is measured after this time.
    pub fn of(plan: Plan, measured_from: Duration) -> Self {
        Self {
            begin: Instant::now(),
            measured_from,
            over: watch::Sender::new(false),
            frames: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            nobody: AtomicUsize::new(0),
            overtaken: AtomicUsize::new(0),
            unanswered: AtomicUsize::new(0),
            times: Mutex::default(),
            fates: plan.messages.iter().map(|_| AtomicU8::new(Fate::NotSent as u8)).collect(),
            desk: plan.visits.iter().map(|_| AtomicUsize::new(0)).collect(),
            visits: Mutex::default(),
            failures: Mutex::default(),
            plan,
        }
    }

    /// When something that is planned for this time is due.
    pub fn at(&self, planned: Duration) -> tokio::time::Instant {
        (self.begin + planned).into()
    }

    /// Whether the message of a number counts.
    pub fn measures(&self, number: usize) -> bool {
        self.plan.messages[number] >= self.measured_from
    }

    /// Notes that something happened to a message now.
    pub fn note(&self, number: usize, of: fn(&mut Times) -> &mut Vec<f64>) {
        if self.measures(number) {
            let planned = self.begin + self.plan.messages[number];
            let took = Instant::now().saturating_duration_since(planned);
            of(&mut self.times()).push(took.as_secs_f64() * 1e3);
        }
    }

    /// The times.
    pub fn times(&self) -> MutexGuard<'_, Times> {
        lock(&self.times)
    }

    /// A message is on its way.
    pub fn sent(&self, number: usize) {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
        self.fates[number].store(Fate::Sent as u8, Ordering::Relaxed);
        self.note(number, |times| &mut times.late);
    }

    /// A message was answered.
    pub fn answered(&self, number: usize, fate: Fate) {
        self.unanswered.fetch_sub(1, Ordering::Relaxed);
        self.fates[number].store(fate as u8, Ordering::Relaxed);
        if fate == Fate::Acknowledged {
            self.note(number, |times| &mut times.acknowledged);
        }
    }

    /// What became of the message of a number.
    pub fn fate(&self, number: usize) -> Fate {
        match self.fates[number].load(Ordering::Relaxed) {
            0 => Fate::NotSent,
            1 => Fate::Sent,
            2 => Fate::Acknowledged,
            _ => Fate::Refused,
        }
    }

    /// What is next to be done by an operator for a visit.
    pub fn desk(&self, visit: usize) -> &AtomicUsize {
        &self.desk[visit]
    }

    /// This visitor is the one of a visit of the plan.
    pub fn came(&self, visitor_id: VisitorId, visit: usize) {
        lock(&self.visits).insert(visitor_id, visit);
    }

    /// The visit of a visitor.
    pub fn visit_of(&self, visitor_id: VisitorId) -> Option<usize> {
        lock(&self.visits).get(&visitor_id).copied()
    }

    /// A frame came.
    pub fn heard(&self, frame: &str) {
        self.frames.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(frame.len(), Ordering::Relaxed);
    }

    /// Something happened that must not.
    pub fn fail(&self, what: String) {
        lock(&self.failures).push(what);
    }

    /// Everything that happened and must not.
    pub fn failures(&self) -> Vec<String> {
        lock(&self.failures).clone()
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
