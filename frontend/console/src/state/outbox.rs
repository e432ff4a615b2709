//! Commands that the server has not answered yet. Nothing an operator wrote is lost: messages wait here through a lost
//! connection, a reload and a restart of the server, and are sent again under the same id until they are answered.

use std::sync::Arc;

use letopis_shared::schema::ids::{CommandId, ConversationId};
use letopis_shared::wire::operator::{ClientFrame, Command};
use letopis_shared::wire::{ErrorCode, Refusal};
use serde::Serialize;

use super::Millis;
use super::place::Place;

/// A message older than this is not sent by itself any more: its moment has passed, its author decides.
pub const AGE_MAX: Millis = 15 * 60 * 1_000;
/// After a passing error the same command is tried again this much later.
const AGAIN_AFTER: Millis = 2_000;

/// A command on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    pub id: CommandId,
    /// As it goes out, each time that it does.
    frame: Arc<ClientFrame>,
    pub created_at: Millis,
    pub state: PendingState,
}

/// A message as this browser keeps it until the server has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Saved {
    pub id: CommandId,
    /// None is the common room.
    pub conversation_id: Option<ConversationId>,
    pub text: String,
    pub created_at: Millis,
}

impl Pending {
    /// A command with the id that it keeps.
    pub fn new(id: CommandId, command: Command, created_at: Millis, state: PendingState) -> Self {
        Self { id, frame: Arc::new(ClientFrame::Command { id, command }), created_at, state }
    }

    /// The place and the text, if this is a message.
    pub fn message(&self) -> Option<(Place, &str)> {
        match &*self.frame {
            ClientFrame::Command { command, .. } => Place::said(command),
            _ => None,
        }
    }

    /// What is kept of it; nothing, if it is no message.
    fn saved(&self) -> Option<Saved> {
        let (place, text) = self.message()?;
        let (conversation_id, text) = (place.conversation(), text.to_owned());
        Some(Saved { id: self.id, conversation_id, text, created_at: self.created_at })
    }
}

/// Where a command is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum PendingState {
    /// Waits for a connection, or for the given time.
    #[default]
    Queued,
    Later(Millis),
    InFlight,
    /// Recorded; kept until the view shows it.
    Accepted,
    Failed(Failure),
}

/// Why a command came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    Refused(Refusal),
    Error(ErrorCode),
    TooOld,
}

/// What to do about a change of the outbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    Send(Arc<ClientFrame>),
    /// Keep in this browser.
    Save(Saved),
    /// Forget in this browser.
    Forget(CommandId),
    /// The command is done with.
    Answered(CommandId, Result<(), Failure>),
}

/// All commands on their way, in the order in which they were given.
#[derive(Debug, Default)]
pub struct Outbox {
    pending: Vec<Pending>,
    /// The last answer was that the server cannot record.
    unavailable: bool,
}

impl Outbox {
    /// What an earlier tab left.
    pub fn restored(mut saved: Vec<Saved>) -> Self {
        saved.sort_unstable_by_key(|saved| (saved.created_at, saved.id));
        let queued = |Saved { id, conversation_id, text, created_at }| {
            let command = conversation_id.map_or(Place::Room, Place::Conversation).say(text);
            Pending::new(id, command, created_at, PendingState::Queued)
        };
        Self { pending: saved.into_iter().map(queued).collect(), unavailable: false }
    }

    /// Messages to a place that it may not show yet.
    pub fn messages(&self, place: Place) -> impl Iterator<Item = &Pending> {
        self.pending.iter().filter(move |pending| pending.message().is_some_and(|(to, _)| to == place))
    }

    /// Whether something was sent that has no answer yet.
    pub fn in_flight(&self) -> bool {
        self.pending.iter().any(|pending| pending.state == PendingState::InFlight)
    }

    /// Whether commands wait until the server can record again.
    pub fn stalled(&self) -> bool {
        let waits = |pending: &Pending| matches!(pending.state, PendingState::Later(_) | PendingState::InFlight);
        self.unavailable && self.pending.iter().any(waits)
    }

    /// How many messages wait, and how many have failed.
    pub fn counts(&self) -> (usize, usize) {
        let messages = || self.pending.iter().filter(|pending| pending.message().is_some());
        let failed = messages().filter(|pending| matches!(pending.state, PendingState::Failed(_))).count();
        let accepted = messages().filter(|pending| pending.state == PendingState::Accepted).count();
        (messages().count() - failed - accepted, failed)
    }

    /// A new command.
    pub fn add(&mut self, id: CommandId, command: Command, now: Millis, live: bool) -> Vec<Out> {
        let mut pending = Pending::new(id, command, now, PendingState::Queued);
        let mut out: Vec<Out> = pending.saved().map(Out::Save).into_iter().collect();
        if live {
            out.push(send(&mut pending));
        }
        self.pending.push(pending);
        out
    }

    /// The connection is there (again): everything unanswered is sent under its old id.
    pub fn flush(&mut self, now: Millis) -> Vec<Out> {
        let mut out = self.age(now);
        let unanswered = |state: &PendingState| {
            matches!(state, PendingState::Queued | PendingState::Later(_) | PendingState::InFlight)
        };
        out.extend(self.pending.iter_mut().filter(|pending| unanswered(&pending.state)).map(send));
        out
    }

    /// The connection is lost: what was in flight waits again.
    pub fn lost(&mut self) {
        for pending in &mut self.pending {
            if matches!(pending.state, PendingState::InFlight | PendingState::Later(_)) {
                pending.state = PendingState::Queued;
            }
        }
    }

    /// Time passes: what was put off goes out, what is too old fails.
    pub fn tick(&mut self, now: Millis, live: bool) -> Vec<Out> {
        let mut out = self.age(now);
        if live {
            let due = |state: &PendingState| matches!(state, PendingState::Later(at) if *at <= now);
            out.extend(self.pending.iter_mut().filter(|pending| due(&pending.state)).map(send));
        }
        out
    }

    pub fn accepted(&mut self, id: CommandId) -> Vec<Out> {
        self.unavailable = false;
        let Some(at) = self.find(id) else { return Vec::new() };
        if self.pending[at].message().is_some() {
            self.pending[at].state = PendingState::Accepted;
        } else {
            self.pending.remove(at);
        }
        vec![Out::Forget(id), Out::Answered(id, Ok(()))]
    }

    pub fn refused(&mut self, id: CommandId, refusal: Refusal) -> Vec<Out> {
        self.fail(id, Failure::Refused(refusal))
    }

    pub fn failed(&mut self, id: CommandId, error: ErrorCode, now: Millis) -> Vec<Out> {
        self.unavailable = error == ErrorCode::Unavailable;
        match self.find(id) {
            Some(at) if error.is_passing() => {
                self.pending[at].state = PendingState::Later(now + AGAIN_AFTER);
                Vec::new()
            }
            _ => self.fail(id, Failure::Error(error)),
        }
    }

    /// The view shows these messages: they need no place here any more.
    pub fn seen(&mut self, shown: impl Fn(CommandId) -> bool) -> Vec<Out> {
        let (gone, kept) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition::<Vec<_>, _>(|pending| pending.message().is_some() && shown(pending.id));
        self.pending = kept;
        gone.into_iter().map(|pending| Out::Forget(pending.id)).collect()
    }

    /// The author sends a failed message again.
    pub fn retry(&mut self, id: CommandId, now: Millis, live: bool) -> Vec<Out> {
        let Some(at) = self.find(id) else { return Vec::new() };
        let pending = &mut self.pending[at];
        pending.created_at = now;
        pending.state = PendingState::Queued;
        let mut out: Vec<Out> = pending.saved().map(Out::Save).into_iter().collect();
        if live {
            out.push(send(pending));
        }
        out
    }

    /// The author gives a failed message up.
    pub fn delete(&mut self, id: CommandId) -> Vec<Out> {
        match self.find(id) {
            Some(at) if matches!(self.pending[at].state, PendingState::Failed(_)) => {
                self.pending.remove(at);
                vec![Out::Forget(id)]
            }
            _ => Vec::new(),
        }
    }

    fn age(&mut self, now: Millis) -> Vec<Out> {
        let old: Vec<CommandId> = self
            .pending
            .iter()
            .filter(|pending| matches!(pending.state, PendingState::Queued | PendingState::Later(_)))
            .filter(|pending| now.saturating_sub(pending.created_at) > AGE_MAX)
            .map(|pending| pending.id)
            .collect();
        old.into_iter().flat_map(|id| self.fail(id, Failure::TooOld)).collect()
    }

    fn fail(&mut self, id: CommandId, failure: Failure) -> Vec<Out> {
        let Some(at) = self.find(id) else { return Vec::new() };
        if self.pending[at].message().is_some() {
            // A failed message stays in this browser until its author decides.
            self.pending[at].state = PendingState::Failed(failure.clone());
        } else {
            self.pending.remove(at);
        }
        vec![Out::Answered(id, Err(failure))]
    }

    fn find(&self, id: CommandId) -> Option<usize> {
        self.pending.iter().position(|pending| pending.id == id)
    }
}

fn send(pending: &mut Pending) -> Out {
    pending.state = PendingState::InFlight;
    Out::Send(Arc::clone(&pending.frame))
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
