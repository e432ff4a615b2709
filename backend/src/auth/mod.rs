//! Who somebody is: keys, tokens, passwords, attempts. What he may do is asked elsewhere.
//!
//! Nothing secret is recorded in the log but the hashes of passwords and of one-time links: every token is made anew from what the log says
//! and from one key in the data folder, and is checked the same way. Start at [`Auth`].

mod access;
mod attempts;
mod device;
mod invitation;
mod keys;
mod password;
mod refresh;
mod signed;
mod visitor;

use chrono::{DateTime, Utc};
use letopis_events::ids::{OperatorId, SiteId, VisitorId};
use uuid::Uuid;

pub use access::AuthError;
pub use attempts::{Attempts, Key, Wait};
pub use invitation::{InvitationToken, digest};
pub use keys::{KeyError, Secret};
pub use password::{Cost, Passwords, TooBusy};
pub use refresh::Refresh;

use crate::clock::Ids;
use crate::commands::operator::Caller;
use crate::config::{Config, Limits};
use keys::Keys;
use signed::SigningKey;

/// Everything that checks who somebody is. Shared by all workers of the server.
pub struct Auth {
    keys: Keys,
    /// Drawn at the start: the link that an earlier process printed opens nothing.
    setup: SigningKey,
    access: access::AccessTokens,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// Counts wrong passwords.
    pub attempts: Attempts,
}

impl Auth {
    /// With the key of the data folder, which is made when there is none yet.
    ///
    /// # Errors
    /// [`KeyError`] says what is wrong with the key's file.
    pub fn open(config: &Config, ids: Ids) -> Result<Self, KeyError> {
        let secret = Secret::open(&config.data, &ids)?;
        Ok(Self::new(&secret, &config.limits, Cost::default(), ids))
    }

    /// With this key.
    pub fn new(secret: &Secret, limits: &Limits, cost: Cost, ids: Ids) -> Self {
        let keys = Keys::derive(secret);
        Self {
            setup: SigningKey::new(ids.secret()),
            access: access::AccessTokens::new(&keys.access, limits.access_token_seconds),
            passwords: Passwords::new(cost, limits.password_hashes_at_once, ids),
            attempts: Attempts::new(limits),
            keys,
        }
    }

    /// A token for `Authorization: Bearer` and an operator's socket, and for how many seconds it is good: never longer
    /// than the session.
    pub fn access_token(&self, caller: Caller, now: DateTime<Utc>, session_ends: DateTime<Utc>) -> (String, u32) {
        self.access.issue(caller, now, session_ends)
    }

    /// Who presents this token. Whether his session is still open is asked of the live state.
    ///
    /// # Errors
    /// [`AuthError`] when the token is not one of ours, or is too old.
    pub fn verify_access(&self, token: &str, now: DateTime<Utc>) -> Result<Caller, AuthError> {
        self.access.verify(token, now)
    }

    /// The refresh token of this generation. Always the same one, so it need not be kept anywhere.
    pub fn refresh_token(&self, refresh: Refresh) -> String {
        refresh.issue(&self.keys.refresh)
    }

    /// Which session this refresh token renews, if it is one of ours; the log knows whether it may still be used.
    pub fn verify_refresh_token(&self, token: &str) -> Option<Refresh> {
        Refresh::verify(token, &self.keys.refresh)
    }

    /// The token of a one-time link. Always the same one, so it need not be kept anywhere.
    pub fn invitation_token(&self, invitation: InvitationToken) -> String {
        invitation.issue(&self.keys.invitation)
    }

    /// Which invitation this token is for, if it is one of ours; the log knows whether it may still be used.
    pub fn verify_invitation_token(&self, token: &str) -> Option<InvitationToken> {
        InvitationToken::verify(token, &self.keys.invitation)
    }

    /// What a visitor's browser keeps to be recognised on this site.
    pub fn visitor_token(&self, visitor_id: VisitorId, site_id: SiteId) -> String {
        visitor::issue(visitor_id, site_id, &self.keys.visitor)
    }

    /// The visitor to whom this token was given on this site.
    pub fn verify_visitor_token(&self, token: &str, site_id: SiteId) -> Option<VisitorId> {
        visitor::verify(token, site_id, &self.keys.visitor)
    }

    /// What a browser keeps in which these accounts have signed in, the last one first.
    pub fn device_token(&self, operators: &[OperatorId]) -> String {
        device::issue(operators, &self.keys.device)
    }

    /// Who has signed in in the browser that presents this token, the last one first.
    pub fn verify_device_token(&self, token: &str) -> Vec<OperatorId> {
        device::verify(token, &self.keys.device)
    }

    /// The secret of the one-time link to the first administrator's form: one for each start and log.
    pub fn setup_token(&self, log_id: Uuid) -> String {
        self.setup.sign(&log_id.simple().to_string())
    }

    /// Whether this is the secret of the one-time link. Whether it may still be used is asked of the live state.
    pub fn verify_setup_token(&self, token: &str, log_id: Uuid) -> bool {
        self.setup.verify(&log_id.simple().to_string(), token)
    }
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Auth(…)")
    }
}

#[cfg(test)]
mod tests;
