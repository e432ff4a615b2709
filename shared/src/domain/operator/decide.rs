//! The rules of an account.

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::events::OperatorEvent;
use letopis_events::events::operator::{
    OperatorCreated, OperatorDisabled, OperatorEnabled, OperatorPasswordSet, OperatorPreferencesChosen,
    OperatorRenamed, OperatorRoleGiven, OperatorSessionClosed, OperatorSessionOpened, OperatorSessionRenewed,
    OperatorStatusChanged,
};
use letopis_events::ids::SessionId;
use letopis_events::vocabulary::{OperatorStatus, SessionEnd, StatusCause};

use super::command::OperatorCommand;
use super::state::Operator;
use crate::domain::{Decider, text};
use crate::limits::{REFRESH_GRACE_SECONDS, SESSIONS_PER_OPERATOR_MAX};
use crate::wire::Refusal;

type Decided = Result<Vec<OperatorEvent>, Refusal>;

impl Decider for Operator {
    type Command = OperatorCommand;
    type Event = OperatorEvent;

    fn decide(&self, command: &OperatorCommand, now: DateTime<Utc>) -> Decided {
        let Some(facts) = &self.facts else {
            return match command {
                OperatorCommand::Create { email, name, role, locale, hash } => Ok(vec![
                    OperatorCreated {
                        email: text::email(email)?,
                        name: text::name(name)?,
                        role: *role,
                        locale: *locale,
                    }
                    .into(),
                    OperatorPasswordSet { hash: hash.clone() }.into(),
                ]),
                _ => Err(Refusal::NotFound),
            };
        };
        match command {
            OperatorCommand::Create { .. } => Err(Refusal::EmailTaken),
            OperatorCommand::SetPassword { hash, keep } => {
                let mut events = vec![OperatorPasswordSet { hash: hash.clone() }.into()];
                events.extend(self.closing(SessionEnd::PasswordSet, |id| Some(id) != *keep));
                Ok(events)
            }
            OperatorCommand::Rename { name } => {
                let name = text::name(name)?;
                if name == facts.name { Ok(vec![]) } else { Ok(vec![OperatorRenamed { name }.into()]) }
            }
            OperatorCommand::GiveRole { role } if *role == facts.role => Ok(vec![]),
            OperatorCommand::GiveRole { role } => Ok(vec![OperatorRoleGiven { role: *role }.into()]),
            OperatorCommand::ChoosePreferences { locale, theme } => {
                if (*locale, *theme) == (self.locale, self.theme) {
                    return Ok(vec![]);
                }
                Ok(vec![OperatorPreferencesChosen { locale: *locale, theme: *theme }.into()])
            }
            OperatorCommand::Disable if self.disabled => Ok(vec![]),
            OperatorCommand::Disable => {
                let mut events = vec![OperatorDisabled {}.into()];
                events.extend(self.closing(SessionEnd::Disabled, |_| true));
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
            OperatorCommand::CloseSession { session_id, cause } => Ok(self.closing(*cause, |id| id == *session_id)),
            OperatorCommand::CloseAllSessions { cause } => Ok(self.closing(*cause, |_| true)),
            OperatorCommand::ChangeStatus { status } => {
                if self.disabled {
                    return Err(Refusal::Disabled);
                }
                Ok(self.status_change(*status, StatusCause::Manual).into_iter().collect())
            }
        }
    }

    fn evolve(&mut self, event: &OperatorEvent, at: DateTime<Utc>) {
        self.take_note(event, at);
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
        Ok(self.closing(SessionEnd::TokenReused, |id| id == session_id))
    }

    /// Ends the chosen sessions; with the last one the operator goes Offline.
    fn closing(&self, cause: SessionEnd, chosen: impl Fn(SessionId) -> bool) -> Vec<OperatorEvent> {
        let ended: Vec<_> = self.sessions.keys().copied().filter(|id| chosen(*id)).collect();
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
        (status != self.status).then(|| OperatorStatusChanged { status, cause }.into())
    }
}

#[cfg(test)]
mod tests;
