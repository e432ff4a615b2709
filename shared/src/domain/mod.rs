//! The rules: what may happen, and what has happened.
//!
//! An aggregate is a [`Decider`]: its state folds its own stream, `decide` answers a command with events or a refusal,
//! `evolve` only assigns and never fails. Time comes in with the command and with each recorded event.

pub mod category;
pub mod conversation;
pub mod department;
pub mod operator;
pub mod operator_chat;
mod password;
pub mod permissions;
pub mod routing;
pub mod settings;
pub mod site;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod url;
pub mod visit;
pub mod visitor;

use chrono::{DateTime, Utc};
use letopis_events::events::Event;

use crate::wire::Refusal;
pub use password::password;

/// The pure rules of one aggregate.
///
/// After emmett's decider: `decide` may refuse, `evolve` is total, so a later rule can never refuse an old log.
pub trait Decider: Default + Clone + Send + Sync + 'static {
    /// What can be asked of the aggregate.
    type Command: Clone + Send + Sync + 'static;
    /// What can have happened to it.
    type Event: Event + Send + Sync + 'static;

    /// The events that carry out a command; none when there is nothing to do.
    ///
    /// # Errors
    /// The [`Refusal`] when the rules say no; then nothing changes.
    fn decide(&self, command: &Self::Command, now: DateTime<Utc>) -> Result<Vec<Self::Event>, Refusal>;

    /// Takes note of an event recorded at this time.
    fn evolve(&mut self, event: &Self::Event, at: DateTime<Utc>);

    /// Takes note that an event of this type was recorded whose payload is erased.
    fn evolve_erased(&mut self, _event_type: &str) {}
}
