//! How people, roles and times are called on the screen.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::schema::ids::CategoryId;
use letopis_shared::schema::vocabulary::{Feature, Language, Locale, OperatorStatus, Role};
use letopis_shared::views::operators::OperatorRow;
use letopis_ui::{I18n, dynamic, format, use_i18n};

use crate::client::{Client, use_client};

/// The key of a status.
pub fn status_key(status: OperatorStatus) -> &'static str {
    match status {
        OperatorStatus::Online => "status.online",
        OperatorStatus::Invisible => "status.invisible",
        OperatorStatus::Lunch => "status.lunch",
        OperatorStatus::BeforeLunch => "status.before_lunch",
        OperatorStatus::PersonalBreak => "status.personal_break",
        OperatorStatus::Offline => "status.offline",
    }
}

/// The key of what a status means for its owner.
pub fn status_hint_key(status: OperatorStatus) -> &'static str {
    match status {
        OperatorStatus::Online => "status_hint.online",
        OperatorStatus::Invisible => "status_hint.invisible",
        OperatorStatus::Lunch => "status_hint.lunch",
        OperatorStatus::BeforeLunch => "status_hint.before_lunch",
        OperatorStatus::PersonalBreak => "status_hint.personal_break",
        OperatorStatus::Offline => "status_hint.offline",
    }
}

/// The key of a role.
pub fn role_key(role: Role) -> &'static str {
    match role {
        Role::Operator => "role.operator",
        Role::Supervisor => "role.supervisor",
        Role::Admin => "role.admin",
        Role::Auditor => "role.auditor",
    }
}

/// The key of a language, named in the language of the screen.
pub fn language_key(locale: Locale) -> &'static str {
    match locale {
        Locale::Ru => "language.ru",
        Locale::En => "language.en",
    }
}

/// The key of a function of the account.
pub fn feature_key(feature: Feature) -> &'static str {
    match feature {
        Feature::OperatorChat => "feature.operator_chat",
        Feature::RedirectInChat => "feature.redirect_in_chat",
        Feature::TeleportByCode => "feature.teleport_by_code",
        Feature::TranscriptByEmail => "feature.transcript_by_email",
        Feature::Cobrowsing => "feature.cobrowsing",
    }
}

/// A language that visitors or operators speak: its name as it stands in a list, or its code where it has none.
pub fn language_name(i18n: I18n, language: &Language) -> String {
    let name = format::language(&language.0, i18n.locale()).unwrap_or_else(|| language.0.to_uppercase());
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The category of a conversation, in its colour.
#[component]
pub fn CategoryTag(#[prop(into)] of: Signal<Option<CategoryId>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    dynamic(move || {
        let known = |id| client.sites(|sites| sites.categories.get(&id).cloned()).flatten();
        of.get().and_then(known).map(|row| view! {
            <span class="chip category">
                <svg class="swatch" viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" rx="2" fill=row.colour/></svg>
                {row.names.of(i18n.locale()).to_owned()}
            </span>
        }).into_any()
    })
}

/// A word about somebody, where there is one to say.
#[component]
pub fn Chip(#[prop(optional)] tone: &'static str, text: Signal<Option<String>>) -> impl IntoView {
    dynamic(move || text.get().map(|text| view! { <span class="chip" data-tone=tone>{text}</span> }).into_any())
}

/// A visitor's name, or his number: «Посетитель 48 213».
pub fn visitor_name(i18n: I18n, name: Option<&str>, number: u32) -> String {
    match name {
        Some(name) => name.to_owned(),
        None => i18n.with("visitor.numbered", &[("number", &format::number(number.into(), i18n.locale()))]),
    }
}

/// The time of today, the day of any other.
pub fn recent(i18n: I18n, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = format::local_day(now) - format::local_day(at);
    match days {
        0 => format::instant(at, format::Shown::Time, i18n.locale()),
        1 => i18n.get("day.yesterday_short"),
        _ => format::instant(at, format::Shown::ShortDay, i18n.locale()),
    }
}

/// Until when somebody is banned, and why.
pub fn ban_words(i18n: I18n, reason: &str, until: Option<DateTime<Utc>>) -> String {
    let until = match until {
        Some(until) => i18n.with("ban.until", &[("time", &format::instant(until, format::Shown::Full, i18n.locale()))]),
        None => i18n.get("ban.for_ever"),
    };
    if reason.is_empty() { until } else { format!("{until}, {}", i18n.with("quoted", &[("text", reason)])) }
}

/// How long ago, in the largest whole unit.
pub fn ago(i18n: I18n, seconds: u64) -> String {
    match seconds {
        0..60 => i18n.get("span.under_minute"),
        60..3_600 => i18n.count("span.minutes", seconds / 60, &[]),
        3_600..86_400 => i18n.count("span.hours", seconds / 3_600, &[]),
        _ => i18n.count("span.days", seconds / 86_400, &[]),
    }
}

/// How long a colleague has his status: hours and minutes within a day, then the day it began.
pub fn operator_since(i18n: I18n, since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = crate::state::attention::seconds_since(since, now);
    let minutes = i18n.count("span.minutes", seconds / 60 % 60, &[]);
    match seconds {
        0..3_600 => minutes,
        3_600..86_400 => format!("{} {minutes}", i18n.count("span.hours", seconds / 3_600, &[])),
        _ => format::instant(since, format::Shown::ShortDay, i18n.locale()),
    }
}

/// How many conversations a colleague may have; 0 is none.
pub fn limit(client: Client, row: &OperatorRow) -> u32 {
    let for_all = client.sites(|sites| sites.conversations_per_operator_max).unwrap_or(0);
    row.conversations_max.unwrap_or(for_all)
}

/// How many conversations a colleague has, and how many he may have: «2 / 5».
pub fn load(client: Client, row: &OperatorRow) -> String {
    match limit(client, row) {
        0 => row.conversations.to_string(),
        max => format!("{} / {max}", row.conversations),
    }
}
