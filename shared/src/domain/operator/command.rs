//! What can be asked of an operator's account.

use chrono::{DateTime, Utc};
use letopis_events::ids::SessionId;
use letopis_events::vocabulary::{Locale, OperatorStatus, Role, Secret, SessionEnd, Theme};

/// A command; who may give it has been checked before.
#[derive(Clone, Debug, PartialEq)]
pub enum OperatorCommand {
    /// The account and its first password (S1).
    Create {
        email: String,
        name: String,
        role: Role,
        locale: Locale,
        hash: Secret,
    },
    /// Ends every other session: whoever knew the old password is out.
    SetPassword {
        hash: Secret,
        keep: Option<SessionId>,
    },
    Rename {
        name: String,
    },
    GiveRole {
        role: Role,
    },
    ChoosePreferences {
        locale: Locale,
        theme: Theme,
    },
    Disable,
    Enable,
    /// Signed in, with the status chosen on the form (S2).
    OpenSession {
        session_id: SessionId,
        expires_at: DateTime<Utc>,
        status: OperatorStatus,
    },
    /// A refresh token of this generation was presented.
    RenewSession {
        session_id: SessionId,
        generation: u32,
    },
    CloseSession {
        session_id: SessionId,
        cause: SessionEnd,
    },
    CloseAllSessions {
        cause: SessionEnd,
    },
    ChangeStatus {
        status: OperatorStatus,
    },
}
