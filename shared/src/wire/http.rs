//! Bodies of the HTTP resources.

use chrono::{DateTime, NaiveDate, Utc};
use letopis_events::ids::{CommandId, OperatorId};
use letopis_events::vocabulary::{Locale, OperatorStatus, Role, Theme};
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::views::status_time::Millis;

/// `POST /api/auth/sign-in`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// The first status (S2).
    pub status: OperatorStatus,
}

/// The answer to a sign-in and to `POST /api/auth/refresh`, where it is null for a browser in which nobody is signed in;
/// the refresh token is in a cookie.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedIn {
    /// JWT for `Authorization: Bearer` and the socket's hello.
    pub token: String,
    pub expires_in_seconds: u32,
    pub me: Me,
}

/// The operator who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Me {
    pub id: OperatorId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// None until he chose one: the browser's holds.
    pub locale: Option<Locale>,
    pub theme: Theme,
}

/// `GET /api/public`: what the sign-in form shows before anybody is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Public {
    pub organisation: String,
    pub version: String,
    /// No administrator exists yet: the one-time link is the way in.
    pub setup_needed: bool,
    pub demo: bool,
}

/// `POST /api/setup`: the first administrator, with the token of the one-time link.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    pub token: String,
    pub organisation: String,
    pub name: String,
    pub email: String,
    pub password: String,
    pub locale: Locale,
}

/// `POST /api/setup/check`: whether the one-time link still opens the form. It stays good.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSetup {
    pub token: String,
}

/// `POST /api/operators`: a new account; administrators only.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOperator {
    pub command_id: CommandId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// Without one the answer holds a one-time link, with which the operator chooses his own.
    pub password: Option<String>,
    pub locale: Locale,
}

/// The answer to a new account.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Created {
    pub operator_id: OperatorId,
    pub position: u64,
    /// For an account without a password; absent once the link was used or replaced.
    pub invitation: Option<InvitationLink>,
}

/// `POST /api/operators/{id}/invitation`: a new one-time link; those made before open nothing any longer.
/// Administrators only, and not for themselves. The answer is an [`InvitationLink`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    pub command_id: CommandId,
}

/// A one-time link with which an operator chooses his password (S133).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationLink {
    /// On this server: `/invitation#…`. The token is in the fragment, which browsers do not send.
    pub path: String,
    /// From then on it opens nothing.
    pub expires_at: DateTime<Utc>,
}

/// `POST /api/invitation/check`: whom the link is for. It stays good.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckInvitation {
    pub token: String,
}

/// The answer to a link that is good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invited {
    pub name: String,
    pub email: String,
    pub locale: Locale,
    pub expires_at: DateTime<Utc>,
}

/// `POST /api/invitation`: the password; the answer is that of a sign-in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    pub token: String,
    pub password: String,
}

/// `POST /api/me/password`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub command_id: CommandId,
    pub current: String,
    pub new: String,
}

/// `POST /api/operators/{id}/password`; administrators only, and not for themselves.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    pub command_id: CommandId,
    pub new: String,
}

/// `POST /api/me/email`: another address to sign in with.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    pub command_id: CommandId,
    pub email: String,
    /// His present one.
    pub password: String,
}

/// `POST /api/operators/{id}/email`; administrators only, and not for themselves.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveEmail {
    pub command_id: CommandId,
    pub email: String,
}

/// The query of `POST /api/operators/{id}/photo`, whose body is a picture: JPEG, PNG or WebP. For oneself, by a supervisor
/// for operators, by an administrator for everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoosePhoto {
    pub command_id: CommandId,
}

/// The query of `GET /api/reports/status-time`; supervisors and administrators only. No more than 92 days, in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub from: NaiveDate,
    /// The last day, which counts too.
    pub to: NaiveDate,
}

/// How long operators were in each status (S57).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusTime {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The end of the period, or now.
    pub counted_to: DateTime<Utc>,
    pub operators: Vec<StatusTimeRow>,
}

/// One operator's days, from the first of the period to the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusTimeRow {
    pub operator_id: OperatorId,
    pub name: String,
    pub disabled: bool,
    /// Each day: milliseconds in each status, in the order of the status menu. Before there was an account, none.
    pub days: Vec<Millis>,
}

/// `GET /demo/accounts.json`, in demo mode only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAccounts {
    /// Address of the demo shop.
    pub shop: String,
    pub accounts: Vec<DemoAccount>,
}

/// One demo account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoAccount {
    pub role: Role,
    pub name: String,
    pub email: String,
    pub password: String,
}

/// The body of every answer that is not 2xx.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    pub error: HttpError,
}

/// Why a request was not carried out; each has a sentence in the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case", deny_unknown_fields)]
pub enum HttpError {
    /// Wrong e-mail or wrong password: one answer for both (S1). So many more can be tried from this address before it has
    /// to wait.
    Credentials {
        attempts_left: u32,
    },
    /// Too many attempts; wait this long.
    TooMany {
        retry_after_seconds: u32,
    },
    /// Not signed in, or no longer.
    SignIn,
    Forbidden,
    NotFound,
    /// The body does not fit.
    BadRequest,
    TooLarge,
    /// The one-time link was used, or is not one.
    SetupToken,
    /// The invitation was used, replaced, ran out, or is not one.
    Invitation,
    Refused {
        refusal: Refusal,
    },
    CommandReused,
    /// The server cannot record anything now.
    Unavailable,
}

/// `Debug` without passwords and tokens: bodies may end up in a log or in a panic.
macro_rules! discreet {
    ($($name:ident { $($shown:ident),* })*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($shown), &self.$shown))*.finish_non_exhaustive()
            }
        }
    )*};
}

discreet! {
    SignIn { status }
    SignedIn { expires_in_seconds }
    Setup { locale }
    NewOperator { command_id, role, locale }
    Created { operator_id, position }
    InvitationLink { expires_at }
    CheckInvitation { }
    AcceptInvitation { }
    ChangePassword { command_id }
    ResetPassword { command_id }
    ChangeEmail { command_id }
    GiveEmail { command_id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let body =
            SignIn { email: "ira@prival.example".into(), password: "secret".into(), status: OperatorStatus::Online };
        assert_eq!(format!("{body:?}"), "SignIn { status: Online, .. }");
    }
}
