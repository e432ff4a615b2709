use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::schema::vocabulary::{AssignmentReason, Language, Names, Page, ReturnCause};
use letopis_shared::views::timeline::{EntryKind, NamedCandidate, NamedMention, NamedTarget};
use letopis_ui::format::{self, Shown};
use letopis_ui::{I18n, Icon, MessageText, dynamic, string, t, text, use_i18n};

use crate::client::use_client;
use crate::components::ban_words;
use crate::state::mentions;

/// A fact without an author of its own words: a thin line between the bubbles.
#[component]
pub fn Notice(at: DateTime<Utc>, what: EntryKind) -> impl IntoView {
    let i18n = use_i18n();
    if let EntryKind::Note { name, text, mentions, .. } = what {
        return view! { <NoteBubble at name text mentions/> }.into_any();
    }
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
                        EntryKind::Initiated { name, page } => {
                            around(&sentence.replace("{name}", name), "{page}", page_link(page))
                        }
                        other if let Some(words) = told(i18n, other) => words.into_any(),
                        _ => sentence.into_any(),
                    })
                })}
            </span>
            <time>{string(move || format::instant(at, Shown::Seconds, i18n.locale()))}</time>
        </div>
    }
    .into_any()
}

/// What operators tell each other about the visitor (M13).
#[component]
fn NoteBubble(at: DateTime<Utc>, name: String, text: String, mentions: Vec<NamedMention>) -> impl IntoView {
    let i18n = use_i18n();
    let me = untrack(|| use_client().my_id());
    let words = mentions::pieces(&text, &mentions).into_iter().map(|(whom, words)| match whom {
        Some(_) => {
            let tone = if whom == me { "warning" } else { "outline" };
            view! { <span class="chip" data-tone=tone>{words.to_owned()}</span> }.into_any()
        }
        None => view! { <MessageText text=words/> }.into_any(),
    });
    let words: Vec<_> = words.collect();
    view! {
        <div class="msg" data-from="operator" data-kind="note" data-first="" data-last="">
            <div class="stack">
                <span class="who"><Icon name="lock" size=12/><b>{name}</b>" · "{t!(i18n, "note.hidden")}</span>
                <div class="bubble">
                    {words}
                    <span class="meta"><time>{string(move || format::instant(at, Shown::Time, i18n.locale()))}</time></span>
                </div>
            </div>
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
        EntryKind::Initiated { .. } => ("message-circle", "notice.initiated"),
        EntryKind::Addressed { .. } => ("users", "notice.addressed"),
        EntryKind::Assigned { .. } => ("user-check", "notice.assigned"),
        EntryKind::CommonQueueEntered { .. } => ("hourglass", "notice.common_queue"),
        EntryKind::ReturnedToQueue { .. } => ("undo-2", "notice.returned"),
        EntryKind::Transferred { .. } => ("forward", "notice.transferred"),
        EntryKind::CategoryGiven { category: Some(_), .. } => ("tag", "notice.category"),
        EntryKind::CategoryGiven { category: None, .. } => ("tag", "notice.category_taken"),
        EntryKind::Rated { .. } => ("star", "notice.rated"),
        EntryKind::ContactsGiven { .. } => ("contact", "notice.contacts"),
        EntryKind::Consented { .. } => ("contact", "notice.consented"),
        EntryKind::Banned { addresses: None, .. } => ("ban", "notice.banned"),
        EntryKind::Banned { .. } => ("ban", "notice.banned_addresses"),
        EntryKind::BanLifted { .. } => ("ban", "notice.ban_lifted"),
        EntryKind::BanExpired => ("ban", "notice.ban_expired"),
        EntryKind::TakenOver { .. } => ("user-check", "notice.taken_over"),
        EntryKind::Held { .. } => ("hourglass", "notice.held"),
        EntryKind::HoldEnded { by: Some(_) } => ("play", "notice.hold_ended"),
        EntryKind::HoldEnded { by: None } => ("play", "notice.hold_ended_by_visitor"),
        EntryKind::CloseUndone { .. } => ("rotate-ccw", "notice.close_undone"),
        // Messages and notes are bubbles; what was erased has only its place left.
        EntryKind::Note { .. }
        | EntryKind::Erased
        | EntryKind::VisitorMessage { .. }
        | EntryKind::OperatorMessage { .. } => ("minus", "notice.erased"),
    }
}

/// The whole sentence of a fact that is told in words alone.
fn told(i18n: I18n, what: &EntryKind) -> Option<String> {
    let (_, key) = face(what);
    let names = |names: &Names| names.of(i18n.locale()).to_owned();
    let department = |of: &Names| i18n.with("addressed.department", &[("name", &names(of))]);
    let language = |spoken: &Language| {
        let name = format::language(&spoken.0, i18n.locale()).unwrap_or_else(|| spoken.0.clone());
        i18n.with("addressed.language", &[("name", &name)])
    };
    let list = |candidates: &[NamedCandidate]| {
        let one = |candidate: &NamedCandidate| {
            let load = match candidate.conversations_max {
                0 => format!("{} {}", candidate.name, candidate.conversations),
                max => format!("{} {}/{max}", candidate.name, candidate.conversations),
            };
            if candidate.let_lie { format!("{load} ({})", i18n.get("assigned.let_lie")) } else { load }
        };
        candidates.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    Some(match what {
        EntryKind::Addressed { department: whose, language: wanted } => {
            if whose.is_none() && wanted.is_none() {
                return Some(i18n.get("notice.addressed_all"));
            }
            let whom = whose.iter().map(department).chain(wanted.iter().map(language)).collect::<Vec<_>>().join(", ");
            i18n.with(key, &[("whom", &whom)])
        }
        EntryKind::Assigned { name, reason, candidates, .. } => {
            let why = match reason {
                AssignmentReason::OnlyCandidate => "assigned.only_candidate",
                AssignmentReason::FewestConversations => "assigned.fewest_conversations",
                AssignmentReason::AssignedLongestAgo => "assigned.assigned_longest_ago",
                AssignmentReason::OthersLetItLie => "assigned.others_let_it_lie",
            };
            i18n.with(key, &[("name", name), ("why", &i18n.get(why)), ("candidates", &list(candidates))])
        }
        EntryKind::CommonQueueEntered { candidates } => i18n.with(key, &[("candidates", &list(candidates))]),
        EntryKind::ReturnedToQueue { name, cause } => {
            let why = match cause {
                ReturnCause::NotPickedUp if name.is_none() => "returned.left_lying",
                ReturnCause::NotPickedUp => "returned.not_picked_up",
                ReturnCause::WentOffline => "returned.went_offline",
                ReturnCause::SignedOut => "returned.signed_out",
                ReturnCause::ConnectionLost => "returned.connection_lost",
                ReturnCause::Disabled => "returned.disabled",
                ReturnCause::NotAvailable if name.is_none() => "returned.not_assigned",
                ReturnCause::NotAvailable => "returned.not_available",
                ReturnCause::TargetGone => "returned.target_gone",
            };
            i18n.with(key, &[("why", &i18n.with(why, &[("name", name.as_deref().unwrap_or_default())]))])
        }
        EntryKind::Transferred { by, target, comment } => {
            let to = match target {
                NamedTarget::Operator { name, .. } => name.clone(),
                NamedTarget::Department { names: of } => department(of),
                NamedTarget::Language { language: spoken } => language(spoken),
                NamedTarget::CommonQueue => String::new(),
            };
            let key = if to.is_empty() { "notice.given_back" } else { key };
            let told = i18n.with(key, &[("by", by), ("to", &to)]);
            if comment.is_empty() { told } else { format!("{told}. {}", i18n.with("quoted", &[("text", comment)])) }
        }
        EntryKind::CategoryGiven { by, category } => {
            let category = category.as_ref().map(names).unwrap_or_default();
            i18n.with(key, &[("by", by), ("category", &category)])
        }
        EntryKind::Rated { stars, comment } => {
            let stars: String = (0..5).map(|n| if n < *stars { '★' } else { '☆' }).collect();
            let told = i18n.with(key, &[("stars", &stars)]);
            if comment.is_empty() { told } else { format!("{told} {}", i18n.with("quoted", &[("text", comment)])) }
        }
        EntryKind::ContactsGiven { name, email, phone } => {
            let all = [phone, name, email].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
            i18n.with(key, &[("contacts", &all)])
        }
        EntryKind::Consented { text } => i18n.with(key, &[("text", text)]),
        EntryKind::Banned { by, reason, until, addresses } => {
            let range = addresses.as_deref().unwrap_or_default();
            format!("{}. {}", i18n.with(key, &[("by", by), ("range", range)]), ban_words(i18n, reason, *until))
        }
        EntryKind::TakenOver { by, from } => i18n.with(key, &[("by", by), ("from", from)]),
        EntryKind::BanLifted { by }
        | EntryKind::Held { by }
        | EntryKind::HoldEnded { by: Some(by) }
        | EntryKind::CloseUndone { by } => i18n.with(key, &[("by", by)]),
        _ => return None,
    })
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
        let tooltip = format!("{title}\n{url}");
        view! { <a href=url title=tooltip dir="auto" target="_blank" rel="noopener noreferrer nofollow">{words}</a> }
            .into_any()
    } else {
        words.into_any()
    }
}
