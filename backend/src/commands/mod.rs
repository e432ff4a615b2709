//! From a command to its place in the log: load, decide, append, answer.
//!
//! cqrs-es gives the cycle; [`aggregate`] makes any pure [`Decider`] a cqrs-es aggregate, [`store`] is its event store
//! over our log, [`Aggregates`] runs the cycle with what cqrs-es has no place for: positions, idempotent command ids,
//! retries. Permission is asked before, in [`operator`] and [`visitor`], which know the wire's commands.

mod accounts;
mod aggregate;
mod aggregates;
mod conversations;
mod error;
mod hosts;
mod loads;
pub mod operator;
mod organisation;
mod store;
pub mod visitor;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use letopis_events::ids::{CommandId, EventId, OperatorId, SessionId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::Actor;
use letopis_shared::domain::category::Category;
use letopis_shared::domain::conversation::Conversation;
use letopis_shared::domain::department::Department;
use letopis_shared::domain::operator::Operator;
use letopis_shared::domain::operator_chat::OperatorChat;
use letopis_shared::domain::settings::Settings;
use letopis_shared::domain::site::Site;
use letopis_shared::domain::visit::Visit;
use letopis_shared::domain::visitor::Visitor;
use letopis_shared::views::live::Cause;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use aggregates::{Aggregates, Done};
pub use error::CommandError;
use loads::Loads;

use crate::clock::{Clock, Ids};
use crate::event_log::EventLog;

/// Who gives a command, under which id, and what set it off.
#[derive(Clone, Debug)]
pub struct CommandMeta {
    pub id: CommandId,
    pub actor: Actor,
    /// Equal to `id` unless something else set the command off.
    pub correlation_id: Uuid,
    pub cause_id: Option<EventId>,
    /// SHA-256 of person and body, without secrets: the same id with another body, or by somebody else, is refused.
    pub digest: [u8; 32],
}

impl CommandMeta {
    /// The meta of a command that came from outside. `body` is what the client sent, without secrets.
    pub fn new(id: CommandId, actor: Actor, body: &impl serde::Serialize) -> Self {
        // An id that somebody else used is not a repeat; the same person's other session is.
        let person = match actor {
            Actor::Operator { operator_id, .. } => Some(operator_id.0),
            Actor::Visitor { visitor_id } => Some(visitor_id.0),
            Actor::System | Actor::Host => None,
        };
        // What is hashed are our own wire types, which always serialise; an empty text would still be a digest.
        let body = serde_json::to_vec(&(person, body)).unwrap_or_default();
        Self { id, actor, correlation_id: id.0, cause_id: None, digest: Sha256::digest(body).into() }
    }
}

/// The one stream of settings.
pub const SETTINGS: Uuid = Uuid::nil();
/// The one stream of the common room.
pub const OPERATOR_CHAT: Uuid = Uuid::nil();

/// Every aggregate, ready for commands.
#[derive(Clone)]
pub struct Commands {
    pub operators: Aggregates<Operator>,
    pub sites: Aggregates<Site>,
    pub settings: Aggregates<Settings>,
    pub departments: Aggregates<Department>,
    pub categories: Aggregates<Category>,
    pub visitors: Aggregates<Visitor>,
    pub visits: Aggregates<Visit>,
    pub conversations: Aggregates<Conversation>,
    pub operator_chat: Aggregates<OperatorChat>,
    pub(crate) loads: Loads,
    ids: Ids,
    clock: Arc<dyn Clock>,
}

impl Commands {
    /// Commands that append to this log.
    pub fn new(log: Arc<dyn EventLog>, clock: Arc<dyn Clock>, ids: Ids) -> Self {
        Self {
            operators: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            sites: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            settings: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            departments: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            categories: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            visitors: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            visits: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            conversations: Aggregates::new(log.clone(), clock.clone(), ids.clone()),
            operator_chat: Aggregates::new(log, clock.clone(), ids.clone()),
            loads: Loads::default(),
            ids,
            clock,
        }
    }

    /// Meta for a command that the server itself gives: under a fresh id.
    pub fn own(&self, actor: Actor) -> CommandMeta {
        let id: CommandId = self.ids.next();
        CommandMeta::new(id, actor, &id)
    }

    /// Meta for a command that an event makes the server give.
    pub(crate) fn caused(&self, cause: Cause) -> CommandMeta {
        let own = self.own(Actor::System);
        CommandMeta { correlation_id: cause.correlation_id, cause_id: Some(cause.event_id), ..own }
    }

    /// A new identifier.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.ids.next()
    }

    /// Now, as commands are told.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// An operator, in one of his sessions, as actor.
pub fn by_operator(operator_id: OperatorId, session_id: Option<SessionId>) -> Actor {
    Actor::Operator { operator_id, session_id }
}

/// Namespace of ids that are derived and not drawn, so that two racing commands meet in one stream.
const DERIVED: Uuid = Uuid::from_u128(0x6c65_746f_7069_7300_8000_0000_0000_0001);

/// The stream of an address: whoever wants it meets there whoever else does. It is also that of the account which was
/// made for it first.
pub fn operator_id_of(email: &str) -> OperatorId {
    OperatorId(Uuid::new_v5(&DERIVED, email.trim().to_lowercase().as_bytes()))
}

/// An account for an address whose derived stream is another account's, or was somebody's once.
fn second_operator_id_of(command_id: CommandId) -> OperatorId {
    OperatorId(Uuid::new_v5(&DERIVED, &[b"account".as_slice(), command_id.0.as_bytes()].concat()))
}

/// Nobody's account, one for each address: whoever tries to sign in there is counted and takes his time like anybody.
fn nobody_of(email: &str) -> OperatorId {
    OperatorId(Uuid::new_v5(&DERIVED, format!("nobody {}", email.trim().to_lowercase()).as_bytes()))
}

/// The visitor's n-th visit: two tabs that open at once start one visit, not two.
pub fn visit_id_of(visitor_id: VisitorId, nth: u32) -> VisitId {
    VisitId(nth_of(visitor_id, b"visit", nth))
}

/// The visitor's n-th conversation: two tabs that write at once start one conversation, not two.
pub fn conversation_id_of(visitor_id: VisitorId, nth: u32) -> letopis_events::ids::ConversationId {
    letopis_events::ids::ConversationId(nth_of(visitor_id, b"conversation", nth))
}

fn nth_of(visitor_id: VisitorId, what: &[u8], nth: u32) -> Uuid {
    Uuid::new_v5(&visitor_id.0, &[what, &nth.to_be_bytes()].concat())
}

/// The site that the demo shop carries.
pub const DEMO_SITE: SiteId = SiteId(Uuid::from_u128(0x0190_a000_0000_7000_8000_0000_0000_0001));
