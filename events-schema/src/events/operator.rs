//! Accounts of operators: role, sign-ins, status, preferences.

use chrono::{DateTime, Utc};

use crate::ids::{DepartmentId, OperatorId, SessionId};
use crate::macros::{body, events};
use crate::vocabulary::{Language, Locale, OperatorStatus, PhotoType, Role, Secret, SessionEnd, StatusCause, Theme};

events! {
    /// What can happen to an operator's account.
    OperatorEvent of Operator {
        Created(OperatorCreated) = "operator.created" 1,
        PasswordSet(OperatorPasswordSet) = "operator.password_set" 1,
        Renamed(OperatorRenamed) = "operator.renamed" 1,
        RoleGiven(OperatorRoleGiven) = "operator.role_given" 1,
        PreferencesChosen(OperatorPreferencesChosen) = "operator.preferences_chosen" 1,
        Disabled(OperatorDisabled) = "operator.disabled" 1,
        Enabled(OperatorEnabled) = "operator.enabled" 1,
        SessionOpened(OperatorSessionOpened) = "operator.session_opened" 1,
        SessionRenewed(OperatorSessionRenewed) = "operator.session_renewed" 1,
        SessionClosed(OperatorSessionClosed) = "operator.session_closed" 2,
        StatusChanged(OperatorStatusChanged) = "operator.status_changed" 2,
        Invited(OperatorInvited) = "operator.invited" 1,
        DepartmentsGiven(OperatorDepartmentsGiven) = "operator.departments_given" 1,
        LanguagesGiven(OperatorLanguagesGiven) = "operator.languages_given" 1,
        ConversationLimitGiven(OperatorConversationLimitGiven) = "operator.conversation_limit_given" 1,
        ConnectionLost(OperatorConnectionLost) = "operator.connection_lost" 1,
        ConnectionRestored(OperatorConnectionRestored) = "operator.connection_restored" 1,
        PhotoChosen(OperatorPhotoChosen) = "operator.photo_chosen" 1,
        PhotoRemoved(OperatorPhotoRemoved) = "operator.photo_removed" 1,
        EmailClaimed(OperatorEmailClaimed) = "operator.email_claimed" 1,
        EmailChanged(OperatorEmailChanged) = "operator.email_changed" 1,
    }
}

body! {
    /// An account exists (S1, S5).
    OperatorCreated {
        /// The sign-in name, in lower case.
        email: String,
        /// As visitors and colleagues see it.
        name: String,
        role: Role,
        locale: Locale,
    }
    /// The password was set or replaced.
    OperatorPasswordSet {
        /// Argon2id in PHC string format; never exported.
        hash: Secret,
    }
    /// Visitors and colleagues see another name from now on.
    OperatorRenamed { name: String, }
    /// The account may now do what this role may.
    OperatorRoleGiven { role: Role, }
    /// Language and look of the console.
    OperatorPreferencesChosen { locale: Locale, theme: Theme, }
    /// The account can no longer sign in.
    OperatorDisabled {}
    /// The account can sign in again.
    OperatorEnabled {}
    /// Signed in.
    OperatorSessionOpened {
        session_id: SessionId,
        /// After this the session cannot be renewed.
        expires_at: DateTime<Utc>,
    }
    /// The refresh token was exchanged for the next one.
    OperatorSessionRenewed {
        session_id: SessionId,
        /// Of the token now valid; the first one is 1.
        generation: u32,
    }
    /// The session ended before its time.
    OperatorSessionClosed { session_id: SessionId, cause: SessionEnd, }
    /// The working mode changed (S46, S47).
    OperatorStatusChanged {
        status: OperatorStatus,
        cause: StatusCause,
        /// When it took effect, where that was the moment of the event that caused it (S53).
        since: Option<DateTime<Utc>>,
    }
    /// A one-time link was made with which the operator chooses a password (S133).
    OperatorInvited {
        /// SHA-256 of the link's token, in hexadecimal; never exported.
        token_digest: Secret,
        /// After this the link opens nothing.
        expires_at: DateTime<Utc>,
    }
    /// The departments this operator serves were replaced.
    OperatorDepartmentsGiven { department_ids: Vec<DepartmentId>, }
    /// The languages this operator speaks were replaced.
    OperatorLanguagesGiven { languages: Vec<Language>, }
    /// How many conversations the server may give him at once; 0 is no limit, without a number the organisation's counts.
    OperatorConversationLimitGiven { max: Option<u32>, }
    /// The last browser of the operator disconnected while his status let him chat (M11).
    OperatorConnectionLost {}
    /// A browser of the operator is connected again.
    OperatorConnectionRestored {}
    /// Visitors and colleagues see this picture of him from now on (S111). It was encoded anew by the server: a small square.
    OperatorPhotoChosen {
        /// SHA-256 of the picture, in hexadecimal.
        digest: String,
        media_type: PhotoType,
        /// The picture, in base64.
        bytes: String,
    }
    /// Visitors and colleagues see his initials again.
    OperatorPhotoRemoved {}
    /// In the stream whose id follows from an address: this account is about to sign in with the address. It counts for
    /// good when the account's own stream says so soon after.
    OperatorEmailClaimed { operator_id: OperatorId, }
    /// The account signs in with another address from now on (S111).
    OperatorEmailChanged {
        /// In lower case.
        email: String,
    }
}
