use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Page;
use letopis_shared::views::timeline::EntryKind;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Icon, dynamic, string, text, use_i18n};

/// A fact without an author of its own words: a thin line between the bubbles.
#[component]
pub fn Notice(at: DateTime<Utc>, what: EntryKind) -> impl IntoView {
    let i18n = use_i18n();
    let (icon, key) = face(&what);
    let what = StoredValue::new(what);
    view! {
        <div class="notice">
            <Icon name=icon/>
            <span>
                {dynamic(move || {
                    let sentence = i18n.get(key);
                    what.with_value(|what| match what {
                        EntryKind::Opened { page } | EntryKind::PageViewed { page } => {
                            around(&sentence, "{page}", page_link(page))
                        }
                        EntryKind::OperatorJoined { name, .. } | EntryKind::ClosedByOperator { name, .. } => {
                            around(&sentence, "{name}", view! { <b>{name.clone()}</b> }.into_any())
                        }
                        EntryKind::WaitingLine { text } => around(&sentence, "{text}", text.clone().into_any()),
                        _ => sentence.into_any(),
                    })
                })}
            </span>
            <time>{string(move || format::instant(at, Shown::Seconds, i18n.locale()))}</time>
        </div>
    }
}

/// The icon and the sentence of a fact.
fn face(what: &EntryKind) -> (&'static str, &'static str) {
    match what {
        EntryKind::Opened { .. } => ("log-in", "notice.opened"),
        EntryKind::WaitingLine { .. } => ("bot", "notice.waiting_line"),
        EntryKind::OperatorJoined { .. } => ("user-plus", "notice.joined"),
        EntryKind::PageViewed { .. } => ("arrow-right-left", "notice.page"),
        EntryKind::LeftSite => ("eye-off", "notice.left"),
        EntryKind::CameBack => ("eye", "notice.came_back"),
        EntryKind::ClosedByVisitor => ("circle-check", "notice.closed_by_visitor"),
        EntryKind::ClosedByOperator { .. } => ("circle-check", "notice.closed_by_operator"),
        EntryKind::Reopened => ("rotate-ccw", "notice.reopened"),
        // Messages are bubbles; what was erased has only its place left.
        EntryKind::Erased | EntryKind::VisitorMessage { .. } | EntryKind::OperatorMessage { .. } => {
            ("minus", "notice.erased")
        }
    }
}

/// A sentence with something that is not text at its place.
fn around(sentence: &str, place: &str, inner: AnyView) -> AnyView {
    match sentence.split_once(place) {
        Some((before, after)) => view! { {before.to_owned()}{inner}{after.to_owned()} }.into_any(),
        None => sentence.to_owned().into_any(),
    }
}

/// A page of the site, by its title; its address is hostile text and becomes a link only when it is one of the web.
pub fn page_link(page: &Page) -> AnyView {
    let title = page.title.trim();
    let words = if title.is_empty() { text::path_of(&page.url).to_owned() } else { title.to_owned() };
    let url = page.url.clone();
    if url.starts_with("https://") || url.starts_with("http://") {
        let tooltip = url.clone();
        view! { <a href=url title=tooltip target="_blank" rel="noopener noreferrer nofollow">{words}</a> }.into_any()
    } else {
        words.into_any()
    }
}
