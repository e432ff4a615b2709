//! The live state: one fold of the whole log, from which every view is shown.
//!
//! `evolve` takes events in the order of their positions and says what they touched; [`show`](self) makes of that a
//! view, or the patches from one position to the next, for one viewer. The server folds in one place and pushes; an
//! auditor's browser folds recorded events with the same code. Nothing here fails: an event that does not fit what is
//! known (an erased one, say) changes what it can and no more.

mod availability;
mod changes;
mod conversation;
mod due;
mod operator_chat;
mod organisation;
mod photo;
mod queues;
mod show;
mod touched;
mod visitor;
mod waits;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, Utc};
use letopis_events::events::operator::OperatorPhotoChosen;
use letopis_events::events::{AnyEvent, OperatorEvent};
use letopis_events::ids::{
    CategoryId, ConversationId, DepartmentId, EventId, OperatorId, SessionId, SiteId, VisitId, VisitorId,
};
use letopis_events::vocabulary::{OperatorStatus, Role, StatusCause};
use letopis_events::{AggregateKind, Recorded};
use uuid::Uuid;

use super::sites::Sites;
use super::status_time::StatusHistory;
use crate::domain::routing::Serving;
use crate::domain::visitor::{AddressRange, Ban};
pub use availability::{Asker, Availability};
use changes::ChangeLive;
pub use conversation::ConversationLive;
pub use due::{Act, Due};
use operator_chat::OperatorChatLive;
use queues::{Queues, Turn};
pub use show::{Seen, availability_patches};
pub use touched::Touched;
pub use visitor::{VisitLive, VisitorLive};
use waits::Waits;

/// An account, as far as views and permissions ask.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorLive {
    pub name: String,
    pub email: String,
    /// The digest of his photo.
    pub photo: Option<String>,
    pub role: Role,
    pub status: OperatorStatus,
    pub status_since: DateTime<Utc>,
    pub disabled: bool,
    /// A password was chosen, and what the log keeps of it can be read.
    pub has_password: bool,
    pub created_at: DateTime<Utc>,
    /// Sessions that have not ended, each with the time after which it cannot be renewed.
    pub sessions: BTreeMap<SessionId, DateTime<Utc>>,
    /// Open conversations that this operator has joined, or that are assigned to him.
    pub conversations: u32,
    /// What he serves (S127, S128).
    pub serving: Serving,
    /// His own limit of conversations; 0 is none, without a number the organisation's counts.
    pub conversations_max: Option<u32>,
    /// Since when no browser of his is connected; nothing while one is, or while that does not matter.
    pub lost_at: Option<DateTime<Utc>>,
    /// Every status he had, and from when (S57).
    pub statuses: StatusHistory,
    /// Why he has the status he has.
    pub status_cause: StatusCause,
    /// When his last open conversation ended, and through which event.
    pub free_since: Option<(DateTime<Utc>, Cause)>,
    /// The event behind his status.
    pub status_event: Cause,
    /// When the server last gave him a conversation.
    pub last_assigned_at: Option<DateTime<Utc>>,
    /// When he last showed that he is there: chose a status, or opened, closed or sent on a conversation.
    pub acted_at: Option<DateTime<Utc>>,
}

/// A ban as it stands.
#[derive(Clone, Debug, PartialEq)]
struct BanLive {
    ban: Ban,
    since: DateTime<Utc>,
    /// The event that did it.
    cause: Cause,
    /// The addresses banned with the visitor.
    range: Option<AddressRange>,
}

/// The event behind something, for the commands that it makes the product give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    pub event_id: EventId,
    pub correlation_id: Uuid,
}

impl Cause {
    fn of(recorded: &Recorded) -> Self {
        Self { event_id: recorded.event_id, correlation_id: recorded.meta.correlation_id }
    }
}

/// Everything that is true after the event at `position`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live {
    /// Of the last event taken in; 0 before the first.
    pub position: u64,
    pub operators: HashMap<OperatorId, OperatorLive>,
    pub sites: Sites,
    pub visitors: HashMap<VisitorId, VisitorLive>,
    /// Whose visit it is, for visits that have not ended.
    pub visits: HashMap<VisitId, VisitorId>,
    pub conversations: HashMap<ConversationId, ConversationLive>,
    /// Open ones only: what the workplace shows.
    open: BTreeMap<ConversationId, ()>,
    /// Visitors that left, who left last at the back.
    recently_left: VecDeque<VisitorId>,
    operator_chat: OperatorChatLive,
    /// What was changed lately, the last first.
    changes: VecDeque<ChangeLive>,
    /// The photos that somebody has now, by their digests.
    photos: HashMap<String, OperatorPhotoChosen>,
    visitors_seen: u32,
    conversations_started: u32,
    /// Open ones that nobody has, in the order in which they wait.
    waiting: BTreeSet<Turn>,
    /// Those of them that were promised somebody.
    queues: Queues,
    /// Waits that ended.
    waits: Waits,
    /// Open ones that are assigned to somebody who has not joined yet, by the time of that.
    assigned: BTreeSet<(DateTime<Utc>, ConversationId)>,
    /// Visitors banned now, and addresses banned with them.
    banned: BTreeMap<VisitorId, BanLive>,
    /// The events behind the hours of departments.
    hours_chosen: BTreeMap<DepartmentId, Cause>,
    /// Grows with everything that may make the product act by itself.
    pub stirred: u64,
}

impl Live {
    /// Takes in the event at the next position and says what it touched.
    pub fn evolve(&mut self, recorded: &Recorded) -> Touched {
        let mut touched = Touched::default();
        self.evolve_into(recorded, &mut touched);
        touched
    }

    /// Takes in the event at the next position and adds what it touched.
    pub fn evolve_into(&mut self, recorded: &Recorded, touched: &mut Touched) {
        self.position = recorded.position;
        self.note_change(recorded, touched);
        match &recorded.event {
            AnyEvent::Operator(event) => self.operator(recorded, event, touched),
            AnyEvent::Site(event) => {
                self.site(SiteId(recorded.stream.id), event, touched);
                touched.sites = true;
            }
            AnyEvent::Settings(event) => {
                self.settings(event, touched);
                touched.sites = true;
            }
            AnyEvent::Department(event) => {
                self.department(recorded, event);
                touched.sites = true;
            }
            AnyEvent::Category(event) => {
                self.category(CategoryId(recorded.stream.id), event);
                touched.sites = true;
            }
            AnyEvent::Visitor(event) => self.visitor(recorded, event, touched),
            AnyEvent::Visit(event) => self.visit(recorded, event, touched),
            AnyEvent::Conversation(event) => self.conversation(recorded, event, touched),
            AnyEvent::OperatorChat(event) => self.operator_chat(recorded, event, touched),
            AnyEvent::Erased(erased) => self.erased(recorded, &erased.event_type, touched),
        }
    }

    /// Whatever is left of an event: who came after an erased one keeps the number that people know.
    fn erased(&mut self, recorded: &Recorded, event_type: &str, touched: &mut Touched) {
        self.operator_chat.erased(event_type);
        match event_type {
            "visitor.first_seen" => self.visitors_seen += 1,
            "conversation.started" => self.conversations_started += 1,
            _ => {}
        }
        match recorded.stream.kind {
            AggregateKind::Conversation => self.conversation_erased(recorded, touched),
            AggregateKind::Operator => self.account_erased(OperatorId(recorded.stream.id), event_type, touched),
            _ => {}
        }
    }

    /// Whoever has no address or password any more cannot sign in.
    fn account_erased(&mut self, id: OperatorId, event_type: &str, touched: &mut Touched) {
        let Some(operator) = self.operators.get_mut(&id) else { return };
        match event_type {
            "operator.password_set" => operator.has_password = false,
            "operator.email_changed" => {
                operator.email = String::new();
                touched.operators.insert(id);
            }
            _ => {}
        }
    }

    /// Whether anybody can sign in and administer: an account that was disabled, or of which what it takes to sign in was
    /// erased, is nobody.
    pub fn has_admin(&self) -> bool {
        let enters =
            |operator: &OperatorLive| operator.has_password && !operator.email.is_empty() && !operator.disabled;
        self.operators.values().any(|operator| operator.role == Role::Admin && enters(operator))
    }

    /// Whether this session of the operator is open.
    pub fn session_open(&self, operator_id: OperatorId, session_id: SessionId) -> bool {
        self.operators
            .get(&operator_id)
            .is_some_and(|operator| !operator.disabled && operator.sessions.contains_key(&session_id))
    }

    fn operator(&mut self, recorded: &Recorded, event: &OperatorEvent, touched: &mut Touched) {
        let id = OperatorId(recorded.stream.id);
        if let OperatorEvent::Created(created) = event {
            self.operator_chat.account_created(id);
            self.operators.insert(
                id,
                OperatorLive {
                    name: created.name.clone(),
                    email: created.email.clone(),
                    photo: None,
                    role: created.role,
                    status: OperatorStatus::Offline,
                    status_since: recorded.recorded_at,
                    disabled: false,
                    has_password: false,
                    created_at: recorded.recorded_at,
                    sessions: BTreeMap::new(),
                    conversations: 0,
                    serving: Serving::default(),
                    conversations_max: None,
                    lost_at: None,
                    statuses: StatusHistory::default(),
                    status_cause: StatusCause::SignOut,
                    free_since: None,
                    status_event: Cause::of(recorded),
                    last_assigned_at: None,
                    acted_at: None,
                },
            );
        }
        let Some(operator) = self.operators.get_mut(&id) else { return };
        match event {
            OperatorEvent::Created(_) => operator.statuses.change(OperatorStatus::Offline, recorded.recorded_at),
            OperatorEvent::PasswordSet(_) => operator.has_password = true,
            OperatorEvent::PreferencesChosen(_) => {}
            OperatorEvent::Renamed(renamed) => {
                operator.name = renamed.name.clone();
                // The windows of the visitors with whom he talks, or talked last, name him.
                for conversation in self.conversations.values_mut() {
                    if conversation.head.operators.first() == Some(&id) {
                        conversation.head_at = recorded.position;
                        touched.visitors.insert(conversation.head.visitor_id);
                    }
                }
            }
            OperatorEvent::RoleGiven(given) => {
                operator.role = given.role;
                touched.sight_of.insert(id);
            }
            OperatorEvent::Disabled(_) => operator.disabled = true,
            OperatorEvent::Enabled(_) => operator.disabled = false,
            OperatorEvent::SessionOpened(opened) => {
                operator.sessions.insert(opened.session_id, opened.expires_at);
            }
            OperatorEvent::SessionRenewed(_) => return,
            OperatorEvent::SessionClosed(closed) => {
                operator.sessions.remove(&closed.session_id);
                touched.sessions_closed.push((id, closed.session_id, closed.cause));
            }
            OperatorEvent::StatusChanged(changed) => {
                // Offline closes chats and live data (S55), any other status opens them.
                if operator.status.may_chat() != changed.status.may_chat() {
                    touched.sight_of.insert(id);
                }
                operator.status = changed.status;
                operator.status_since = changed.since.unwrap_or(recorded.recorded_at);
                operator.statuses.change(changed.status, operator.status_since);
                operator.status_cause = changed.cause;
                operator.status_event = Cause::of(recorded);
                operator.acted_at = Some(recorded.recorded_at);
                // Nobody waits for the browser of somebody Offline; whether the next one connects is told anew.
                if !operator.status.may_chat() {
                    operator.lost_at = None;
                }
            }
            OperatorEvent::Invited(_) => {}
            OperatorEvent::DepartmentsGiven(given) => {
                operator.serving.departments = given.department_ids.clone();
                touched.sight_of.insert(id);
            }
            OperatorEvent::LanguagesGiven(given) => {
                operator.serving.languages = given.languages.clone();
                touched.sight_of.insert(id);
            }
            OperatorEvent::ConversationLimitGiven(given) => operator.conversations_max = given.max,
            OperatorEvent::ConnectionLost(_) => operator.lost_at = Some(recorded.recorded_at),
            OperatorEvent::ConnectionRestored(_) => operator.lost_at = None,
            OperatorEvent::PhotoChosen(chosen) => self.choose_photo(recorded, id, Some(chosen), touched),
            OperatorEvent::PhotoRemoved(_) => self.choose_photo(recorded, id, None, touched),
            // Of the address from which the stream has its id, not of the account that lives in it.
            OperatorEvent::EmailClaimed(_) => return,
            OperatorEvent::EmailChanged(changed) => operator.email = changed.email.clone(),
        }
        self.stirred += 1;
        touched.online = true;
        touched.operators.insert(id);
    }
}

#[cfg(test)]
mod tests;
