//! The live state: one fold of the whole log, from which every view is shown.
//!
//! `evolve` takes events in the order of their positions and says what they touched; [`show`](self) makes of that a
//! view, or the patches from one position to the next, for one viewer. The server folds in one place and pushes; an
//! auditor's browser folds recorded events with the same code. Nothing here fails: an event that does not fit what is
//! known (an erased one, say) changes what it can and no more.

mod conversation;
mod show;
mod touched;
mod visitor;

use std::collections::{BTreeMap, HashMap, VecDeque};

use chrono::{DateTime, Utc};
use letopis_events::events::{AnyEvent, OperatorEvent, SettingsEvent, SiteEvent};
use letopis_events::ids::{ConversationId, OperatorId, SessionId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{OperatorStatus, Role};
use letopis_events::{AggregateKind, Recorded};

use super::sites::{SiteRow, Sites};
pub use conversation::ConversationLive;
pub use touched::Touched;
pub use visitor::{VisitLive, VisitorLive};

/// An account, as far as views and permissions ask.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorLive {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub status: OperatorStatus,
    pub status_since: DateTime<Utc>,
    pub disabled: bool,
    pub created_at: DateTime<Utc>,
    pub sessions: Vec<SessionId>,
    /// Open conversations that this operator has joined.
    pub conversations: u32,
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
    visitors_seen: u32,
    conversations_started: u32,
}

impl Live {
    /// Takes in the event at the next position and says what it touched.
    pub fn evolve(&mut self, recorded: &Recorded) -> Touched {
        self.position = recorded.position;
        let mut touched = Touched::default();
        match &recorded.event {
            AnyEvent::Operator(event) => self.operator(recorded, event, &mut touched),
            AnyEvent::Site(event) => {
                self.site(SiteId(recorded.stream.id), event);
                touched.sites = true;
            }
            AnyEvent::Settings(event) => {
                self.settings(event, &mut touched);
                touched.sites = true;
            }
            AnyEvent::Visitor(event) => self.visitor(recorded, event, &mut touched),
            AnyEvent::Visit(event) => self.visit(recorded, event, &mut touched),
            AnyEvent::Conversation(event) => self.conversation(recorded, event, &mut touched),
            AnyEvent::Erased(erased) => self.erased(recorded, &erased.event_type, &mut touched),
        }
        touched
    }

    /// Whatever is left of an event: who came after an erased one keeps the number that people know.
    fn erased(&mut self, recorded: &Recorded, event_type: &str, touched: &mut Touched) {
        match event_type {
            "visitor.first_seen" => self.visitors_seen += 1,
            "conversation.started" => self.conversations_started += 1,
            _ => {}
        }
        if recorded.stream.kind == AggregateKind::Conversation {
            self.conversation_erased(recorded, touched);
        }
    }

    /// Whether the widget shows this site as online (S49, S134).
    pub fn online(&self, site_id: SiteId) -> bool {
        self.sites.sites.contains_key(&site_id)
            && self.operators.values().any(|operator| {
                !operator.disabled && operator.role.serves_visitors() && operator.status.makes_site_online()
            })
    }

    /// Whether anybody could sign in and administer.
    pub fn has_admin(&self) -> bool {
        self.operators.values().any(|operator| operator.role == Role::Admin && !operator.disabled)
    }

    /// Whether this session of the operator is open.
    pub fn session_open(&self, operator_id: OperatorId, session_id: SessionId) -> bool {
        self.operators
            .get(&operator_id)
            .is_some_and(|operator| !operator.disabled && operator.sessions.contains(&session_id))
    }

    fn operator(&mut self, recorded: &Recorded, event: &OperatorEvent, touched: &mut Touched) {
        let id = OperatorId(recorded.stream.id);
        if let OperatorEvent::Created(created) = event {
            self.operators.insert(
                id,
                OperatorLive {
                    name: created.name.clone(),
                    email: created.email.clone(),
                    role: created.role,
                    status: OperatorStatus::Offline,
                    status_since: recorded.recorded_at,
                    disabled: false,
                    created_at: recorded.recorded_at,
                    sessions: Vec::new(),
                    conversations: 0,
                },
            );
        }
        let Some(operator) = self.operators.get_mut(&id) else { return };
        match event {
            OperatorEvent::Created(_) | OperatorEvent::PasswordSet(_) | OperatorEvent::PreferencesChosen(_) => {}
            OperatorEvent::Renamed(renamed) => operator.name = renamed.name.clone(),
            OperatorEvent::RoleGiven(given) => {
                operator.role = given.role;
                touched.sight_of.insert(id);
            }
            OperatorEvent::Disabled(_) => operator.disabled = true,
            OperatorEvent::Enabled(_) => operator.disabled = false,
            OperatorEvent::SessionOpened(opened) => operator.sessions.push(opened.session_id),
            OperatorEvent::SessionRenewed(_) => return,
            OperatorEvent::SessionClosed(closed) => {
                operator.sessions.retain(|id| *id != closed.session_id);
                touched.sessions_closed.push((id, closed.session_id));
            }
            OperatorEvent::StatusChanged(changed) => {
                // Offline closes chats and live data (S55), any other status opens them.
                if operator.status.may_chat() != changed.status.may_chat() {
                    touched.sight_of.insert(id);
                }
                operator.status = changed.status;
                operator.status_since = recorded.recorded_at;
            }
        }
        touched.online = true;
        touched.operators.insert(id);
    }

    fn site(&mut self, id: SiteId, event: &SiteEvent) {
        match event {
            SiteEvent::Added(added) => {
                let row = SiteRow {
                    id,
                    name: added.name.clone(),
                    allowed_domains: added.allowed_domains.clone(),
                    accent: added.accent.clone(),
                    locale: added.locale,
                };
                self.sites.sites.insert(id, row);
            }
            SiteEvent::DomainsAllowed(allowed) => {
                if let Some(site) = self.sites.sites.get_mut(&id) {
                    site.allowed_domains = allowed.allowed_domains.clone();
                }
            }
            SiteEvent::AppearanceChosen(chosen) => {
                if let Some(site) = self.sites.sites.get_mut(&id) {
                    site.name = chosen.name.clone();
                    site.accent = chosen.accent.clone();
                    site.locale = chosen.locale;
                }
            }
        }
    }

    fn settings(&mut self, event: &SettingsEvent, touched: &mut Touched) {
        match event {
            SettingsEvent::OrganisationNamed(named) => self.sites.organisation = named.name.clone(),
            SettingsEvent::WaitingLineWorded(worded) => {
                self.sites.waiting_line_ru = worded.ru.clone();
                self.sites.waiting_line_en = worded.en.clone();
            }
            SettingsEvent::OthersConversationsHidden(hidden) => {
                self.sites.others_conversations_hidden = hidden.hidden;
                touched.sight_of_all = true;
            }
        }
    }
}

#[cfg(test)]
mod tests;
