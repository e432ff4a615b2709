//! The rules of an account.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::events::OperatorEvent;
use letopis_events::events::operator::{
    OperatorConnectionLost, OperatorConnectionRestored, OperatorConversationLimitGiven, OperatorCreated,
    OperatorDepartmentsGiven, OperatorDisabled, OperatorEnabled, OperatorInvited, OperatorLanguagesGiven,
    OperatorPasswordSet, OperatorPhotoRemoved, OperatorPreferencesChosen, OperatorRenamed, OperatorRoleGiven,
    OperatorSessionClosed, OperatorSessionOpened, OperatorSessionRenewed, OperatorStatusChanged,
};
use letopis_events::ids::{DepartmentId, SessionId};
use letopis_events::vocabulary::{Language, Locale, OperatorStatus, Role, Secret, SessionEnd, StatusCause};

use super::command::{Invitation, OperatorCommand};
use super::state::{Operator, Session};
use crate::domain::{Decider, settings, text};
use crate::limits::{DEPARTMENTS_MAX, REFRESH_GRACE_SECONDS, SESSIONS_PER_OPERATOR_MAX};
use crate::wire::Refusal;

pub(super) type Decided = Result<Vec<OperatorEvent>, Refusal>;

impl Decider for Operator {
    type Command = OperatorCommand;
    type Event = OperatorEvent;

    fn decide(&self, command: &OperatorCommand, now: DateTime<Utc>) -> Decided {
        if let OperatorCommand::ClaimEmail { email, operator_id, unused_by } = command {
            return self.claim_email(email, *operator_id, *unused_by, now);
        }
        let Some(facts) = &self.facts else { return self.create(command) };
        match command {
            OperatorCommand::Create { .. } | OperatorCommand::CreateInvited { .. } => Err(Refusal::EmailTaken),
            OperatorCommand::Invite { invitation } => self.invite(invitation, now),
            OperatorCommand::AcceptInvite { token_digest, hash } => self.accept_invite(token_digest, hash, now),
            OperatorCommand::SetPassword { hash, keep } => Ok(self.set_password(hash, *keep)),
            OperatorCommand::Rename { name } => {
                let name = text::name(name)?;
                if name == facts.name { Ok(vec![]) } else { Ok(vec![OperatorRenamed { name }.into()]) }
            }
            OperatorCommand::GiveRole { role } if *role == facts.role => Ok(vec![]),
            OperatorCommand::GiveRole { role } => Ok(vec![OperatorRoleGiven { role: *role }.into()]),
            OperatorCommand::ChoosePreferences { locale, theme } => {
                if (Some(*locale), *theme) == (self.locale, self.theme) {
                    return Ok(vec![]);
                }
                Ok(vec![OperatorPreferencesChosen { locale: *locale, theme: *theme }.into()])
            }
            OperatorCommand::Disable if self.disabled => Ok(vec![]),
            OperatorCommand::Disable => {
                let mut events = vec![OperatorDisabled {}.into()];
                events.extend(self.closing(SessionEnd::Disabled, |_, _| true));
                Ok(events)
            }
            OperatorCommand::Enable if self.disabled => Ok(vec![OperatorEnabled {}.into()]),
            OperatorCommand::Enable => Ok(vec![]),
            OperatorCommand::OpenSession { session_id, expires_at, status } => {
                self.open_session(*session_id, *expires_at, *status)
            }
            OperatorCommand::RenewSession { session_id, generation } => {
                self.renew_session(*session_id, *generation, now)
            }
            OperatorCommand::CloseSession { session_id, cause, elsewhere } => {
                let mut events = self.closing(*cause, |id, _| id == *session_id);
                if events.len() == 1 && !elsewhere {
                    events.extend(self.status_change(OperatorStatus::Offline, StatusCause::SignOut));
                }
                Ok(events)
            }
            OperatorCommand::CloseAllSessions { cause } => Ok(self.closing(*cause, |_, _| true)),
            OperatorCommand::ExpireSessions => {
                let over = |session: &Session| session.expires_at <= now;
                if !self.sessions.values().any(over) {
                    return Ok(vec![]);
                }
                Ok(self.closing(SessionEnd::Expired, |_, session| over(session)))
            }
            OperatorCommand::ChangeStatus { status } => {
                if self.disabled {
                    return Err(Refusal::Disabled);
                }
                Ok(self.status_change(*status, StatusCause::Manual).into_iter().collect())
            }
            OperatorCommand::FollowLastConversation { closed_at } => Ok(self.follow_last_conversation(*closed_at, now)),
            OperatorCommand::ConnectionLost if self.disconnected || !self.status.may_chat() => Ok(vec![]),
            OperatorCommand::ConnectionLost => Ok(vec![OperatorConnectionLost {}.into()]),
            OperatorCommand::ConnectionRestored if self.disconnected => Ok(vec![OperatorConnectionRestored {}.into()]),
            OperatorCommand::ConnectionRestored => Ok(vec![]),
            OperatorCommand::LoseConnection if self.disconnected && self.status.may_chat() => {
                Ok(self.status_change(OperatorStatus::Offline, StatusCause::ConnectionLost).into_iter().collect())
            }
            OperatorCommand::LoseConnection => Ok(vec![]),
            OperatorCommand::GiveDepartments { department_ids } => self.give_departments(department_ids),
            OperatorCommand::GiveLanguages { languages } => self.give_languages(languages),
            OperatorCommand::LimitConversations { max } => {
                let max = max.map(settings::conversations_max).transpose()?;
                if max == self.conversations_max {
                    return Ok(vec![]);
                }
                Ok(vec![OperatorConversationLimitGiven { max }.into()])
            }
            OperatorCommand::ChoosePhoto { photo } if self.photo.as_ref() == Some(&photo.digest) => Ok(vec![]),
            OperatorCommand::ChoosePhoto { photo } => Ok(vec![photo.clone().into()]),
            OperatorCommand::RemovePhoto if self.photo.is_none() => Ok(vec![]),
            OperatorCommand::RemovePhoto => Ok(vec![OperatorPhotoRemoved {}.into()]),
            OperatorCommand::ClaimEmail { .. } => Ok(vec![]),
            OperatorCommand::ChangeEmail { email, claimed_at, keep } => {
                self.change_email(facts, email, *claimed_at, *keep, now)
            }
        }
    }

    fn evolve(&mut self, event: &OperatorEvent, at: DateTime<Utc>) {
        self.take_note(event, at);
    }

    /// What was erased holds no longer: neither does the password, or the address, of before.
    fn evolve_erased(&mut self, event_type: &str) {
        match (event_type, &mut self.facts) {
            ("operator.password_set", _) => (self.hash, self.invitation) = (None, None),
            ("operator.email_changed", Some(facts)) => facts.email = String::new(),
            _ => {}
        }
    }
}

impl Operator {
    fn open_session(&self, session_id: SessionId, expires_at: DateTime<Utc>, status: OperatorStatus) -> Decided {
        if self.disabled {
            return Err(Refusal::Disabled);
        }
        if self.sessions.contains_key(&session_id) {
            return Ok(vec![]);
        }
        let mut events = Vec::with_capacity(3);
        if self.sessions.len() >= SESSIONS_PER_OPERATOR_MAX {
            let oldest = self.sessions.iter().min_by_key(|(_, session)| session.renewed_at).map(|(id, _)| *id);
            events.extend(oldest.map(|session_id| -> OperatorEvent {
                OperatorSessionClosed { session_id, cause: SessionEnd::SignedOut }.into()
            }));
        }
        events.push(OperatorSessionOpened { session_id, expires_at }.into());
        // An auditor has no working mode: he serves nobody.
        if self.role().is_some_and(|role| role.serves_visitors()) {
            events.extend(self.status_change(status, StatusCause::SignIn));
        }
        Ok(events)
    }

    /// The current token gives the next one; the one before is answered again for a moment, as its answer may have been
    /// lost; an older one means that somebody else has it, and the session ends (RFC 9700, 4.14.2).
    fn renew_session(&self, session_id: SessionId, presented: u32, now: DateTime<Utc>) -> Decided {
        let Some(session) = self.sessions.get(&session_id) else { return Err(Refusal::SessionOver) };
        if self.disabled || now >= session.expires_at {
            return Err(Refusal::SessionOver);
        }
        if presented == session.generation {
            return Ok(vec![OperatorSessionRenewed { session_id, generation: presented + 1 }.into()]);
        }
        let in_grace = now - session.renewed_at <= TimeDelta::seconds(REFRESH_GRACE_SECONDS);
        if presented.checked_add(1) == Some(session.generation) && in_grace {
            return Ok(vec![]);
        }
        Ok(self.closing(SessionEnd::TokenReused, |id, _| id == session_id))
    }

    /// Ends the chosen sessions; with the last one the operator goes Offline.
    pub(super) fn closing(
        &self,
        cause: SessionEnd,
        chosen: impl Fn(SessionId, &Session) -> bool,
    ) -> Vec<OperatorEvent> {
        let ended: Vec<_> =
            self.sessions.iter().filter(|(id, session)| chosen(**id, session)).map(|(id, _)| *id).collect();
        let all = ended.len() == self.sessions.len();
        let mut events: Vec<OperatorEvent> =
            ended.into_iter().map(|session_id| OperatorSessionClosed { session_id, cause }.into()).collect();
        if all {
            let why = if cause == SessionEnd::Disabled { StatusCause::Disabled } else { StatusCause::SignOut };
            events.extend(self.status_change(OperatorStatus::Offline, why));
        }
        events
    }

    fn status_change(&self, status: OperatorStatus, cause: StatusCause) -> Option<OperatorEvent> {
        (status != self.status).then(|| OperatorStatusChanged { status, cause, since: None }.into())
    }

    /// Before lunch turns to lunch at the moment when the last conversation closed (S53). Nothing else follows by itself.
    fn follow_last_conversation(&self, closed_at: DateTime<Utc>, now: DateTime<Utc>) -> Vec<OperatorEvent> {
        let Some(status) = self.status.after_last_conversation() else { return vec![] };
        // Where nothing was open when the status was chosen, it lasted no time at all; it never lasted less.
        let since = closed_at.min(now).max(self.status_since.unwrap_or(closed_at));
        vec![OperatorStatusChanged { status, cause: StatusCause::LastConversationClosed, since: Some(since) }.into()]
    }

    fn invite(&self, invitation: &Invitation, now: DateTime<Utc>) -> Decided {
        if self.disabled {
            return Err(Refusal::Disabled);
        }
        if invitation.expires_at <= now {
            return Err(Refusal::EndInPast);
        }
        if self.invitation.as_ref() == Some(invitation) {
            return Ok(vec![]);
        }
        Ok(vec![invited(invitation)])
    }

    /// The link opens once, until its time runs out, and only if no later one was made.
    fn accept_invite(&self, token_digest: &Secret, hash: &Secret, now: DateTime<Utc>) -> Decided {
        if self.disabled {
            return Err(Refusal::Disabled);
        }
        let good = |invitation: &Invitation| invitation.token_digest == *token_digest && now < invitation.expires_at;
        if !self.invitation.as_ref().is_some_and(good) {
            return Err(Refusal::SessionOver);
        }
        Ok(self.set_password(hash, None))
    }

    fn set_password(&self, hash: &Secret, keep: Option<SessionId>) -> Vec<OperatorEvent> {
        let mut events = vec![OperatorPasswordSet { hash: hash.clone() }.into()];
        events.extend(self.closing(SessionEnd::PasswordSet, |id, _| Some(id) != keep));
        events
    }

    fn give_departments(&self, department_ids: &[DepartmentId]) -> Decided {
        let department_ids: Vec<_> = department_ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        if department_ids.len() > DEPARTMENTS_MAX {
            return Err(Refusal::TooMany { max: DEPARTMENTS_MAX as u32 });
        }
        if department_ids == self.departments {
            return Ok(vec![]);
        }
        Ok(vec![OperatorDepartmentsGiven { department_ids }.into()])
    }

    fn give_languages(&self, languages: &[Language]) -> Decided {
        let languages = text::languages(languages)?;
        if languages == self.languages {
            return Ok(vec![]);
        }
        Ok(vec![OperatorLanguagesGiven { languages }.into()])
    }

    /// The only commands that concern an account which does not exist.
    fn create(&self, command: &OperatorCommand) -> Decided {
        let events = match command {
            OperatorCommand::Create { email, name, role, locale, hash } => {
                let created = created(email, name, *role, *locale)?;
                vec![created, OperatorPasswordSet { hash: hash.clone() }.into()]
            }
            OperatorCommand::CreateInvited { email, name, role, locale, invitation } => {
                vec![created(email, name, *role, *locale)?, invited(invitation)]
            }
            _ => return Err(Refusal::NotFound),
        };
        // Somebody claimed the address a moment ago: the account for it has to be made elsewhere, if it may be made.
        if self.claim.is_some() { Err(Refusal::EmailTaken) } else { Ok(events) }
    }
}

fn created(email: &str, name: &str, role: Role, locale: Locale) -> Result<OperatorEvent, Refusal> {
    Ok(OperatorCreated { email: text::email(email)?, name: text::name(name)?, role, locale }.into())
}

fn invited(invitation: &Invitation) -> OperatorEvent {
    let Invitation { token_digest, expires_at } = invitation.clone();
    OperatorInvited { token_digest, expires_at }.into()
}

#[cfg(test)]
mod tests;
