//! Enums that are a word, and the refusals.

use letopis_shared::schema::vocabulary::{
    AssignmentReason, DeviceKind, Feature, FieldRule, Locale, OperatorStatus, ReturnCause, Role, SessionEnd, Side,
    StatusCause, Theme, Weekday,
};
use letopis_shared::views::changes::Detail;
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_ui::json::Json;

use super::{id, small, text};

/// What may be changed of a thing, with the keys of their texts; after the dot they are the words of the wire.
pub const DETAILS: [(Detail, &str); 27] = [
    (Detail::Archived, "changes.archived"),
    (Detail::Restored, "changes.restored"),
    (Detail::Disabled, "changes.disabled"),
    (Detail::Enabled, "changes.enabled"),
    (Detail::Banned, "changes.banned"),
    (Detail::BanLifted, "changes.ban_lifted"),
    (Detail::Domains, "changes.domains"),
    (Detail::Appearance, "changes.appearance"),
    (Detail::Texts, "changes.texts"),
    (Detail::Button, "changes.button"),
    (Detail::Form, "changes.form"),
    (Detail::Hours, "changes.hours"),
    (Detail::Colour, "changes.colour"),
    (Detail::Departments, "changes.departments"),
    (Detail::Languages, "changes.languages"),
    (Detail::Email, "changes.email"),
    (Detail::Photo, "changes.photo"),
    (Detail::Invited, "changes.invited"),
    (Detail::Several, "changes.several"),
    (Detail::DepartmentOrder, "changes.department_order"),
    (Detail::CategoryOrder, "changes.category_order"),
    (Detail::WaitingLine, "changes.waiting_line"),
    (Detail::OthersHidden, "changes.others_hidden"),
    (Detail::OthersShown, "changes.others_shown"),
    (Detail::AutoAssignmentOn, "changes.auto_assignment_on"),
    (Detail::AutoAssignmentOff, "changes.auto_assignment_off"),
    (Detail::Times, "changes.times"),
];

pub(super) fn role(json: &Json) -> Option<Role> {
    Some(match json.text()? {
        "operator" => Role::Operator,
        "supervisor" => Role::Supervisor,
        "admin" => Role::Admin,
        "auditor" => Role::Auditor,
        _ => return None,
    })
}

pub(super) fn status(json: &Json) -> Option<OperatorStatus> {
    Some(match json.text()? {
        "online" => OperatorStatus::Online,
        "invisible" => OperatorStatus::Invisible,
        "lunch" => OperatorStatus::Lunch,
        "before_lunch" => OperatorStatus::BeforeLunch,
        "personal_break" => OperatorStatus::PersonalBreak,
        "offline" => OperatorStatus::Offline,
        _ => return None,
    })
}

pub(super) fn weekday(json: &Json) -> Option<Weekday> {
    Some(match json.text()? {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// Of those that come without the operator.
pub(super) fn status_cause(json: &Json) -> Option<StatusCause> {
    Some(match json.text()? {
        "connection_lost" => StatusCause::ConnectionLost,
        "last_conversation_closed" => StatusCause::LastConversationClosed,
        _ => return None,
    })
}

pub(super) fn locale(json: &Json) -> Option<Locale> {
    Some(match json.text()? {
        "ru" => Locale::Ru,
        "en" => Locale::En,
        _ => return None,
    })
}

pub(super) fn theme(json: &Json) -> Option<Theme> {
    Some(match json.text()? {
        "system" => Theme::System,
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => return None,
    })
}

pub(super) fn assignment_reason(json: &Json) -> Option<AssignmentReason> {
    Some(match json.text()? {
        "only_candidate" => AssignmentReason::OnlyCandidate,
        "fewest_conversations" => AssignmentReason::FewestConversations,
        "assigned_longest_ago" => AssignmentReason::AssignedLongestAgo,
        "others_let_it_lie" => AssignmentReason::OthersLetItLie,
        _ => return None,
    })
}

pub(super) fn return_cause(json: &Json) -> Option<ReturnCause> {
    Some(match json.text()? {
        "not_picked_up" => ReturnCause::NotPickedUp,
        "went_offline" => ReturnCause::WentOffline,
        "signed_out" => ReturnCause::SignedOut,
        "connection_lost" => ReturnCause::ConnectionLost,
        "disabled" => ReturnCause::Disabled,
        "not_available" => ReturnCause::NotAvailable,
        "target_gone" => ReturnCause::TargetGone,
        _ => return None,
    })
}

pub(super) fn device_kind(json: &Json) -> Option<DeviceKind> {
    Some(match json.text()? {
        "desktop" => DeviceKind::Desktop,
        "phone" => DeviceKind::Phone,
        "tablet" => DeviceKind::Tablet,
        "bot" => DeviceKind::Bot,
        "other" => DeviceKind::Other,
        _ => return None,
    })
}

pub(super) fn feature(json: &Json) -> Option<Feature> {
    Some(match json.text()? {
        "operator_chat" => Feature::OperatorChat,
        "cobrowsing" => Feature::Cobrowsing,
        "redirect_in_chat" => Feature::RedirectInChat,
        "teleport_by_code" => Feature::TeleportByCode,
        "transcript_by_email" => Feature::TranscriptByEmail,
        _ => return None,
    })
}

/// Of a change: its word is the end of the key of its text.
pub(super) fn detail(json: &Json) -> Option<Detail> {
    let word = json.text()?;
    DETAILS.iter().find(|(_, key)| key.strip_prefix("changes.") == Some(word)).map(|(detail, _)| *detail)
}

pub(super) fn side(json: &Json) -> Option<Side> {
    Some(match json.text()? {
        "visitor" => Side::Visitor,
        "operator" => Side::Operator,
        _ => return None,
    })
}

pub(super) fn session_end(json: &Json) -> Option<SessionEnd> {
    Some(match json.text()? {
        "signed_out" => SessionEnd::SignedOut,
        "signed_out_everywhere" => SessionEnd::SignedOutEverywhere,
        "revoked" => SessionEnd::Revoked,
        "token_reused" => SessionEnd::TokenReused,
        "disabled" => SessionEnd::Disabled,
        "password_set" => SessionEnd::PasswordSet,
        "expired" => SessionEnd::Expired,
        _ => return None,
    })
}

pub(super) fn error(json: &Json) -> Option<ErrorCode> {
    Some(match json.text()? {
        "bad_frame" => ErrorCode::BadFrame,
        "frame_too_large" => ErrorCode::FrameTooLarge,
        "protocol" => ErrorCode::Protocol,
        "sign_in" => ErrorCode::SignIn,
        "forbidden" => ErrorCode::Forbidden,
        "not_found" => ErrorCode::NotFound,
        "too_fast" => ErrorCode::TooFast,
        "command_reused" => ErrorCode::CommandReused,
        "unavailable" => ErrorCode::Unavailable,
        "too_slow" => ErrorCode::TooSlow,
        _ => return None,
    })
}

pub(super) fn field_rule(json: &Json) -> Option<FieldRule> {
    Some(match json.text()? {
        "off" => FieldRule::Off,
        "optional" => FieldRule::Optional,
        "required" => FieldRule::Required,
        _ => return None,
    })
}

fn form_field(json: &Json) -> Option<FormField> {
    Some(match json.text()? {
        "name" => FormField::Name,
        "email" => FormField::Email,
        "phone" => FormField::Phone,
        "department" => FormField::Department,
        "consent" => FormField::Consent,
        _ => return None,
    })
}

pub(super) fn refusal(json: &Json) -> Option<Refusal> {
    Some(match json.get("why").text()? {
        "not_allowed" => Refusal::NotAllowed,
        "offline" => Refusal::Offline,
        "not_found" => Refusal::NotFound,
        "already_taken" => Refusal::AlreadyTaken { by: id(json, "by")?, name: text(json, "name")? },
        "not_joined" => Refusal::NotJoined,
        "closed" => Refusal::Closed,
        "not_started" => Refusal::NotStarted,
        "text_empty" => Refusal::TextEmpty,
        "text_too_long" => Refusal::TextTooLong { max: small(json, "max")? },
        "name_invalid" => Refusal::NameInvalid { max: small(json, "max")? },
        "email_invalid" => Refusal::EmailInvalid,
        "email_taken" => Refusal::EmailTaken,
        "password_invalid" => Refusal::PasswordInvalid { min: small(json, "min")?, max: small(json, "max")? },
        "password_obvious" => Refusal::PasswordObvious,
        "colour_invalid" => Refusal::ColourInvalid,
        "domain_invalid" => Refusal::DomainInvalid { domain: text(json, "domain")? },
        "yourself" => Refusal::Yourself,
        "number_invalid" => Refusal::NumberInvalid,
        "session_over" => Refusal::SessionOver,
        "disabled" => Refusal::Disabled,
        "exists" => Refusal::Exists,
        "banned" => Refusal::Banned,
        "target_offline" => Refusal::TargetOffline,
        "nobody_there" => Refusal::NobodyThere,
        "archived" => Refusal::Archived,
        "language_invalid" => Refusal::LanguageInvalid,
        "out_of_range" => Refusal::OutOfRange { min: small(json, "min")?, max: small(json, "max")? },
        "too_many" => Refusal::TooMany { max: small(json, "max")? },
        "switched_off" => Refusal::SwitchedOff,
        "in_conversation" => Refusal::InConversation,
        "left_site" => Refusal::LeftSite,
        "mention_unseen" => Refusal::MentionUnseen { name: text(json, "name")? },
        "phone_invalid" => Refusal::PhoneInvalid,
        "end_in_past" => Refusal::EndInPast,
        "photo_invalid" => Refusal::PhotoInvalid { max: small(json, "max")? },
        "form_unanswered" => Refusal::FormUnanswered { field: form_field(json.get("field"))? },
        "url_invalid" => Refusal::UrlInvalid,
        "time_zone_invalid" => Refusal::TimeZoneInvalid,
        "hours_invalid" => Refusal::HoursInvalid,
        "name_taken" => Refusal::NameTaken,
        _ => return None,
    })
}
