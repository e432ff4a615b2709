//! Bodies of HTTP answers, and the messages that this browser keeps.

use chrono::NaiveDate;
use letopis_shared::views::status_time::Millis;
use letopis_shared::wire::http::{
    Created, DemoAccount, DemoAccounts, HttpError, InvitationLink, Invited, Me, Public, SignedIn, StatusTime,
    StatusTimeRow,
};
use letopis_ui::json::{Json, time};

use super::words::{locale, refusal, role, theme};
use super::{id, list, optional_id, small, text};
use crate::state::outbox::Saved;

/// The body of an answer that can be read.
pub trait Answer: Sized {
    /// `None` when it is not what it should be.
    fn read(json: &Json) -> Option<Self>;
}

/// Null is an answer too.
impl<T: Answer> Answer for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        json.optional(T::read)
    }
}

impl Answer for SignedIn {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            token: text(json, "token")?,
            expires_in_seconds: small(json, "expires_in_seconds")?,
            me: me(json.get("me"))?,
        })
    }
}

fn me(json: &Json) -> Option<Me> {
    Some(Me {
        id: id(json, "id")?,
        name: text(json, "name")?,
        email: text(json, "email")?,
        role: role(json.get("role"))?,
        locale: json.get("locale").optional(locale)?,
        theme: theme(json.get("theme"))?,
    })
}

impl Answer for Public {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            organisation: text(json, "organisation")?,
            version: text(json, "version")?,
            setup_needed: json.get("setup_needed").bool()?,
            demo: json.get("demo").bool()?,
        })
    }
}

impl Answer for Created {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            operator_id: id(json, "operator_id")?,
            position: json.get("position").number()?,
            invitation: json.get("invitation").optional(InvitationLink::read)?,
        })
    }
}

impl Answer for InvitationLink {
    fn read(json: &Json) -> Option<Self> {
        Some(Self { path: text(json, "path")?, expires_at: time(json.get("expires_at"))? })
    }
}

impl Answer for Invited {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            name: text(json, "name")?,
            email: text(json, "email")?,
            locale: locale(json.get("locale"))?,
            expires_at: time(json.get("expires_at"))?,
        })
    }
}

impl Answer for DemoAccounts {
    fn read(json: &Json) -> Option<Self> {
        let account = |json: &Json| {
            Some(DemoAccount {
                role: role(json.get("role"))?,
                name: text(json, "name")?,
                email: text(json, "email")?,
                password: text(json, "password")?,
            })
        };
        Some(Self { shop: text(json, "shop")?, accounts: list(json, "accounts", account)? })
    }
}

impl Answer for StatusTime {
    fn read(json: &Json) -> Option<Self> {
        let millis = |json: &Json| {
            let all: Option<Vec<u64>> = json.list().iter().map(Json::number).collect();
            Millis::try_from(all?).ok()
        };
        let row = |json: &Json| {
            Some(StatusTimeRow {
                operator_id: id(json, "operator_id")?,
                name: text(json, "name")?,
                disabled: json.get("disabled").bool()?,
                days: list(json, "days", millis)?,
            })
        };
        Some(Self {
            from: date(json.get("from").text()?)?,
            to: date(json.get("to").text()?)?,
            counted_to: time(json.get("counted_to"))?,
            operators: list(json, "operators", row)?,
        })
    }
}

/// A day as `2026-11-22`.
pub fn date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Why a request was not carried out.
pub fn problem(json: &Json) -> Option<HttpError> {
    let error = json.get("error");
    Some(match error.get("code").text()? {
        "credentials" => HttpError::Credentials { attempts_left: small(error, "attempts_left")? },
        "too_many" => HttpError::TooMany { retry_after_seconds: small(error, "retry_after_seconds")? },
        "sign_in" => HttpError::SignIn,
        "forbidden" => HttpError::Forbidden,
        "not_found" => HttpError::NotFound,
        "bad_request" => HttpError::BadRequest,
        "too_large" => HttpError::TooLarge,
        "setup_token" => HttpError::SetupToken,
        "invitation" => HttpError::Invitation,
        "refused" => HttpError::Refused { refusal: refusal(error.get("refusal"))? },
        "command_reused" => HttpError::CommandReused,
        "unavailable" => HttpError::Unavailable,
        _ => return None,
    })
}

/// A message that waits in this browser.
pub fn saved_message(json: &Json) -> Option<Saved> {
    Some(Saved {
        id: id(json, "id")?,
        conversation_id: optional_id(json, "conversation_id")?,
        text: text(json, "text")?,
        created_at: json.get("created_at").number()?,
    })
}
