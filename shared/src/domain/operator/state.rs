//! What an account remembers of its events.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use letopis_events::events::OperatorEvent;
use letopis_events::events::operator::OperatorCreated;
use letopis_events::ids::{DepartmentId, OperatorId, SessionId};
use letopis_events::vocabulary::{Language, Locale, OperatorStatus, Role, Secret, Theme};

use super::command::Invitation;

/// One sign-in that has not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub opened_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Of the refresh token now valid.
    pub generation: u32,
    pub renewed_at: DateTime<Utc>,
}

/// Who is to sign in with the address from which a stream has its id, where that is not simply its own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailClaim {
    pub operator_id: OperatorId,
    pub at: DateTime<Utc>,
}

/// The state that the rules of an account need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operator {
    /// Name, role and e-mail are kept up to date here.
    pub facts: Option<OperatorCreated>,
    pub hash: Option<Secret>,
    /// As he chose it himself; that of the account is in its facts.
    pub locale: Option<Locale>,
    pub theme: Theme,
    pub disabled: bool,
    pub status: OperatorStatus,
    /// When the status took effect; `None` before the first one.
    pub status_since: Option<DateTime<Utc>>,
    /// Whether it is known that no browser of his is connected; Offline it does not matter.
    pub disconnected: bool,
    pub sessions: BTreeMap<SessionId, Session>,
    /// The one-time link that was neither used nor replaced.
    pub invitation: Option<Invitation>,
    pub departments: Vec<DepartmentId>,
    pub languages: Vec<Language>,
    pub conversations_max: Option<u32>,
    /// The digest of his photo.
    pub photo: Option<String>,
    /// The last claim of the address from which this stream has its id. There need not be an account here.
    pub claim: Option<EmailClaim>,
}

impl Operator {
    /// The role; an account that does not exist may read nothing, as nobody asks for it.
    pub fn role(&self) -> Option<Role> {
        self.facts.as_ref().map(|facts| facts.role)
    }

    pub(super) fn take_note(&mut self, event: &OperatorEvent, at: DateTime<Utc>) {
        match event {
            OperatorEvent::Created(created) => self.facts = Some(created.clone()),
            OperatorEvent::PasswordSet(set) => {
                self.hash = Some(set.hash.clone());
                // Used, or older than the password.
                self.invitation = None;
            }
            OperatorEvent::Renamed(renamed) => {
                if let Some(facts) = &mut self.facts {
                    facts.name = renamed.name.clone();
                }
            }
            OperatorEvent::RoleGiven(given) => {
                if let Some(facts) = &mut self.facts {
                    facts.role = given.role;
                }
            }
            OperatorEvent::PreferencesChosen(chosen) => {
                self.locale = Some(chosen.locale);
                self.theme = chosen.theme;
            }
            OperatorEvent::Disabled(_) => {
                self.disabled = true;
                self.invitation = None;
            }
            OperatorEvent::Enabled(_) => self.disabled = false,
            OperatorEvent::SessionOpened(opened) => {
                let session = Session { opened_at: at, expires_at: opened.expires_at, generation: 1, renewed_at: at };
                self.sessions.insert(opened.session_id, session);
            }
            OperatorEvent::SessionRenewed(renewed) => {
                if let Some(session) = self.sessions.get_mut(&renewed.session_id) {
                    session.generation = renewed.generation;
                    session.renewed_at = at;
                }
            }
            OperatorEvent::SessionClosed(closed) => {
                self.sessions.remove(&closed.session_id);
            }
            OperatorEvent::StatusChanged(changed) => {
                self.status = changed.status;
                self.status_since = Some(changed.since.unwrap_or(at));
                self.disconnected &= changed.status.may_chat();
            }
            OperatorEvent::Invited(invited) => {
                let (token_digest, expires_at) = (invited.token_digest.clone(), invited.expires_at);
                self.invitation = Some(Invitation { token_digest, expires_at });
            }
            OperatorEvent::DepartmentsGiven(given) => self.departments = given.department_ids.clone(),
            OperatorEvent::LanguagesGiven(given) => self.languages = given.languages.clone(),
            OperatorEvent::ConversationLimitGiven(given) => self.conversations_max = given.max,
            OperatorEvent::ConnectionLost(_) => self.disconnected = true,
            OperatorEvent::ConnectionRestored(_) => self.disconnected = false,
            OperatorEvent::PhotoChosen(chosen) => self.photo = Some(chosen.digest.clone()),
            OperatorEvent::PhotoRemoved(_) => self.photo = None,
            OperatorEvent::EmailClaimed(claimed) => {
                self.claim = Some(EmailClaim { operator_id: claimed.operator_id, at });
            }
            OperatorEvent::EmailChanged(changed) => {
                if let Some(facts) = &mut self.facts {
                    facts.email = changed.email.clone();
                }
                // The link may be with whoever reads the old address.
                self.invitation = None;
            }
        }
    }
}
