//! Which sentence of the catalogue tells why something came to nothing.

use letopis_shared::wire::http::HttpError;
use letopis_shared::wire::{ErrorCode, Refusal};

use super::outbox::Failure;

/// A key of the catalogue with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub key: &'static str,
    pub places: Vec<(&'static str, String)>,
}

impl Sentence {
    /// A sentence without places.
    pub fn plain(key: &'static str) -> Self {
        Self { key, places: Vec::new() }
    }

    fn with(key: &'static str, name: &'static str, value: impl ToString) -> Self {
        Self { key, places: vec![(name, value.to_string())] }
    }
}

impl From<&Failure> for Sentence {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Error(error) => (*error).into(),
            Failure::TooOld => Sentence::plain("failure.too_old"),
        }
    }
}

impl From<&Refusal> for Sentence {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::NotAllowed => Sentence::plain("refusal.not_allowed"),
            Refusal::Offline => Sentence::plain("refusal.offline"),
            Refusal::NotFound => Sentence::plain("refusal.not_found"),
            Refusal::AlreadyTaken { name, .. } => Sentence::with("refusal.already_taken", "name", name),
            Refusal::NotJoined => Sentence::plain("refusal.not_joined"),
            Refusal::Closed => Sentence::plain("refusal.closed"),
            Refusal::NotStarted => Sentence::plain("refusal.not_started"),
            Refusal::TextEmpty => Sentence::plain("refusal.text_empty"),
            Refusal::TextTooLong { max } => Sentence::with("refusal.text_too_long", "max", max),
            Refusal::NameInvalid { max } => Sentence::with("refusal.name_invalid", "max", max),
            Refusal::EmailInvalid => Sentence::plain("refusal.email_invalid"),
            Refusal::EmailTaken => Sentence::plain("refusal.email_taken"),
            Refusal::PasswordInvalid { min, max } => Sentence {
                key: "refusal.password_invalid",
                places: vec![("min", min.to_string()), ("max", max.to_string())],
            },
            Refusal::PasswordObvious => Sentence::plain("refusal.password_obvious"),
            Refusal::ColourInvalid => Sentence::plain("refusal.colour_invalid"),
            Refusal::DomainInvalid { domain } => Sentence::with("refusal.domain_invalid", "domain", domain),
            Refusal::Yourself => Sentence::plain("refusal.yourself"),
            Refusal::NumberInvalid => Sentence::plain("refusal.number_invalid"),
            Refusal::SessionOver => Sentence::plain("refusal.session_over"),
            Refusal::Disabled => Sentence::plain("refusal.disabled"),
            Refusal::Exists => Sentence::plain("refusal.exists"),
            Refusal::Banned => Sentence::plain("refusal.banned"),
            Refusal::TargetOffline => Sentence::plain("refusal.target_offline"),
            Refusal::NobodyThere => Sentence::plain("refusal.nobody_there"),
            Refusal::Archived => Sentence::plain("refusal.archived"),
            Refusal::LanguageInvalid => Sentence::plain("refusal.language_invalid"),
            Refusal::OutOfRange { min, max } => {
                let places = vec![("min", min.to_string()), ("max", max.to_string())];
                Sentence { key: "refusal.out_of_range", places }
            }
            Refusal::TooMany { max } => Sentence::with("refusal.over_the_limit", "max", max),
            Refusal::SwitchedOff => Sentence::plain("refusal.switched_off"),
            Refusal::InConversation => Sentence::plain("refusal.in_conversation"),
            Refusal::LeftSite => Sentence::plain("refusal.left_site"),
            Refusal::PhoneInvalid => Sentence::plain("refusal.phone_invalid"),
            Refusal::EndInPast => Sentence::plain("refusal.end_in_past"),
            Refusal::PhotoInvalid { max } => Sentence::with("refusal.photo_invalid", "max", max),
            Refusal::FormUnanswered { .. } => Sentence::plain("refusal.form_unanswered"),
            Refusal::MentionUnseen { name } => Sentence::with("refusal.mention_unseen", "name", name),
            Refusal::UrlInvalid => Sentence::plain("refusal.url_invalid"),
            Refusal::TimeZoneInvalid => Sentence::plain("refusal.time_zone_invalid"),
            Refusal::HoursInvalid => Sentence::plain("refusal.hours_invalid"),
            Refusal::NameTaken => Sentence::plain("refusal.name_taken"),
        }
    }
}

impl From<ErrorCode> for Sentence {
    fn from(error: ErrorCode) -> Self {
        Sentence::plain(match error {
            ErrorCode::BadFrame => "error.bad_frame",
            ErrorCode::FrameTooLarge => "error.frame_too_large",
            ErrorCode::Protocol => "error.protocol",
            ErrorCode::SignIn => "error.sign_in",
            ErrorCode::Forbidden => "error.forbidden",
            ErrorCode::NotFound => "error.not_found",
            ErrorCode::TooFast => "error.too_fast",
            ErrorCode::CommandReused => "error.command_reused",
            ErrorCode::Unavailable => "error.unavailable",
            ErrorCode::TooSlow => "error.too_slow",
        })
    }
}

impl From<&HttpError> for Sentence {
    fn from(error: &HttpError) -> Self {
        match error {
            HttpError::Credentials { .. } => Sentence::plain("http.credentials_none_left"),
            HttpError::TooMany { retry_after_seconds } => Sentence::with("http.wait", "seconds", retry_after_seconds),
            HttpError::SignIn => Sentence::plain("error.sign_in"),
            HttpError::Forbidden => Sentence::plain("error.forbidden"),
            HttpError::NotFound => Sentence::plain("error.not_found"),
            HttpError::BadRequest => Sentence::plain("error.bad_frame"),
            HttpError::TooLarge => Sentence::plain("error.frame_too_large"),
            HttpError::SetupToken => Sentence::plain("http.setup_token"),
            HttpError::Invitation => Sentence::plain("http.invitation"),
            HttpError::Refused { refusal } => refusal.into(),
            HttpError::CommandReused => Sentence::plain("error.command_reused"),
            HttpError::Unavailable => Sentence::plain("error.unavailable"),
        }
    }
}
