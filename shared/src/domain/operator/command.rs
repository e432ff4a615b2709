//! What can be asked of an operator's account.

use chrono::{DateTime, Utc};
use letopis_events::events::operator::OperatorPhotoChosen;
use letopis_events::ids::{DepartmentId, OperatorId, SessionId};
use letopis_events::vocabulary::{Language, Locale, OperatorStatus, Role, Secret, SessionEnd, Theme};

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
    /// The account, whose first password its owner will choose through a one-time link (S133).
    CreateInvited {
        email: String,
        name: String,
        role: Role,
        locale: Locale,
        invitation: Invitation,
    },
    /// A one-time link with which the owner chooses a password; the link before opens nothing any longer.
    Invite {
        invitation: Invitation,
    },
    /// The link was opened and a password chosen. Ends every session, as any new password does.
    AcceptInvite {
        token_digest: Secret,
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
        /// Whether a browser with another session of his is connected: otherwise nobody is left to answer.
        elsewhere: bool,
    },
    CloseAllSessions {
        cause: SessionEnd,
    },
    /// Closes the sessions whose time has run out.
    ExpireSessions,
    ChangeStatus {
        status: OperatorStatus,
    },
    /// No conversation is open since then: what follows by itself, follows (S53).
    FollowLastConversation {
        closed_at: DateTime<Utc>,
    },
    /// No browser of the operator is connected.
    ConnectionLost,
    /// A browser of the operator is connected.
    ConnectionRestored,
    /// He was disconnected for too long: Offline, if he still is disconnected (M11).
    LoseConnection,
    /// Replaces the departments he serves (S127). Whether they are in use has been checked before.
    GiveDepartments {
        department_ids: Vec<DepartmentId>,
    },
    /// Replaces the languages he speaks (S128).
    GiveLanguages {
        languages: Vec<Language>,
    },
    /// 0 is no limit, without a number the organisation's counts.
    LimitConversations {
        max: Option<u32>,
    },
    /// A picture that the server has encoded anew (S111).
    ChoosePhoto {
        photo: OperatorPhotoChosen,
    },
    RemovePhoto,
    /// To the stream whose id follows from an address: this account is about to sign in with it.
    ClaimEmail {
        email: String,
        operator_id: OperatorId,
        /// An account that has it and does not use it, as its own stream says.
        unused_by: Option<OperatorId>,
    },
    /// Ends every other session. The address has been claimed before, at this time.
    ChangeEmail {
        email: String,
        claimed_at: DateTime<Utc>,
        keep: Option<SessionId>,
    },
}

/// A one-time link, without its secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// SHA-256 of the link's token, in hexadecimal.
    pub token_digest: Secret,
    /// From then on the link opens nothing.
    pub expires_at: DateTime<Utc>,
}
