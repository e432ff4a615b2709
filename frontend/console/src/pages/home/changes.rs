//! What was changed lately in the installation, and by whom.

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::{Names, Role};
use letopis_shared::views::changes::{ChangeRow, Changed, Did, Thing};
use letopis_ui::{I18n, If, dynamic, flag, string, t, use_i18n};

use crate::client::use_client;
use crate::components::{feature_key, recent, role_key, visitor_name};
use crate::wire::DETAILS;

/// The panel; the last change stands first.
#[component]
pub fn Changes() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let row = move |row: &ChangeRow| {
        let (at, what) = (row.at, words(i18n, row));
        let by = row.by.as_ref().map(|by| by.name.clone());
        let title = by.as_ref().map_or_else(|| what.clone(), |by| format!("{by} · {what}"));
        view! {
            <li class="chg">
                <span class="faint num">{string(move || recent(i18n, at, client.now()))}</span>
                <span class="truncate" title=title>{by.map(|by| view! { <b>{by}</b> " · " })} {what}</span>
            </li>
        }
    };
    view! {
        <section class="panel now" aria-labelledby="changes-title">
            <header><h2 id="changes-title">{t!(i18n, "changes.title")}</h2></header>
            <ul>{dynamic(move || client.changes(|changes| changes.rows.iter().map(row).collect_view()).into_any())}</ul>
            <If when=flag(move || client.changes(|changes| changes.rows.is_empty()) == Some(true))>
                <p class="muted nobody">{t!(i18n, "changes.none")}</p>
            </If>
        </section>
    }
}

/// What was done to what, in the language of the reader.
fn words(i18n: I18n, row: &ChangeRow) -> String {
    let name = |names: &Names| names.of(i18n.locale()).to_owned();
    let role = |role: Role| i18n.get(role_key(role));
    let limit = |max: &Option<u32>| match max {
        None => i18n.get("changes.limit_common"),
        Some(0) => i18n.get("changes.limit_none"),
        Some(max) => max.to_string(),
    };
    let did = match (&row.of, &row.did) {
        (Changed::Thing { kind, names }, Did::Added { role: of }) => {
            let key = match kind {
                Thing::Site => "changes.added_site",
                Thing::Department => "changes.added_department",
                Thing::Category => "changes.added_category",
                Thing::Operator => "changes.added_operator",
            };
            return i18n.with(key, &[("name", &name(names)), ("role", &of.map(role).unwrap_or_default())]);
        }
        (Changed::Thing { kind, .. }, Did::Renamed { from, to }) => {
            let to = i18n.with("quoted", &[("text", &name(to))]);
            return i18n.with("changes.renamed", &[("from", &thing(i18n, *kind, &name(from))), ("to", &to)]);
        }
        (_, Did::Renamed { to, .. }) => i18n.with("changes.organisation", &[("name", &name(to))]),
        (of, Did::Limited { from, to }) => {
            let key = if matches!(of, Changed::Settings) { "changes.limit" } else { "changes.limit_own" };
            i18n.with(key, &[("from", &limit(from)), ("to", &limit(to))])
        }
        (_, Did::Role { from, to }) => i18n.with("changes.role", &[("from", &role(*from)), ("to", &role(*to))]),
        (_, Did::Switched { feature, on }) => {
            let key = if *on { "changes.switched_on" } else { "changes.switched_off" };
            i18n.with(key, &[("name", &i18n.get(feature_key(*feature)))])
        }
        (_, Did::Other { what }) => {
            let key = DETAILS.iter().find(|(detail, _)| detail == what);
            key.map(|(_, key)| i18n.get(key)).unwrap_or_default()
        }
        // Only what has a name is added.
        (_, Did::Added { .. }) => String::new(),
    };
    match &row.of {
        Changed::Thing { kind, names } => format!("{}: {did}", thing(i18n, *kind, &name(names))),
        Changed::Visitor { number, name } => format!("{}: {did}", visitor_name(i18n, name.as_deref(), *number)),
        Changed::Settings => did,
    }
}

fn thing(i18n: I18n, kind: Thing, name: &str) -> String {
    let key = match kind {
        Thing::Site => "changes.site",
        Thing::Department => "changes.department",
        Thing::Category => "changes.category",
        Thing::Operator => "changes.operator",
    };
    i18n.with(key, &[("name", name)])
}
