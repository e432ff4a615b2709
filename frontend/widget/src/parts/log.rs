use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::wire::visitor::SiteFace;
use letopis_ui::browser;
use letopis_ui::format::{self, Shown};
use web_sys::Element;

use super::bubble::{mine, theirs};
use super::{find, icon};
use crate::model::Model;
use crate::rows::{Row, RowKind, rows};
use crate::state::State;

/// Scrolled up by more than this, in pixels, the log stays where it is and says that there is more.
const NEAR_END_PX: i32 = 80;

/// The conversation. The scrolling box is laid out from its end (`column-reverse`), so it stays there by itself when
/// lines come, the keyboard opens or the window is shown; its scroll position is 0 at the end and negative above.
pub fn log(state: State, site: &SiteFace) -> impl IntoView + use<> {
    let lines = Memo::new(move |_| state.model.with(|model| rows(model, format::local_day)));
    let no_greeting = move || state.model.with(|model| model.chat.is_none()) || !lines.with(Vec::is_empty);

    let above = || find::<Element>("scroll").is_some_and(|scroller| scroller.scroll_top() < -NEAR_END_PX);
    let to_end = || {
        if let Some(scroller) = find::<Element>("scroll") {
            scroller.set_scroll_top(0);
        }
    };
    let more = RwSignal::new(false);
    Effect::new(move |before: Option<(u32, bool)>| {
        // one's own message is always seen going; an operator's does not tear away from what is read above it
        let (theirs, own) = state.model.with(|model| (model.last_of_operator(), !model.unsent.is_empty()));
        if own {
            to_end();
        } else if before.is_some_and(|(before, _)| before < theirs) && above() {
            more.set(true);
        }
        (theirs, own)
    });

    let own = |text: &String, usual: &str| if text.is_empty() { state.text(usual) } else { text.clone() };
    let greeting = own(&site.greeting, "hello.title");
    let away = own(&site.offline, "log.away");
    let hello = {
        let away = away.clone();
        move || match state.model.with(Model::attended) {
            Some(false) => away.clone(),
            _ => state.text("hello.text"),
        }
    };
    // the greeting says it already
    let away = move || if lines.with(Vec::is_empty) { String::new() } else { away.clone() };
    let label = state.text("log.label");
    let log_label = label.clone();
    view! {
        <div
            class="w-scroll"
            id="scroll"
            on:scroll=move |_| {
                if more.get_untracked() && !above() {
                    more.set(false);
                }
            }
            tabindex="0"
            role="region"
            aria-label=label
        >
            <div class="w-body">
                <div class="w-hello" hidden=no_greeting>
                    <h2>{greeting}</h2>
                    <p>{hello}</p>
                </div>
                <div role="log" class="w-log" aria-label=log_label>
                    <For each=move || lines.get() key=|row| row.key children=move |row| line(state, row)/>
                </div>
                {rating(state)}
                <div role="status" class="w-status">{status(state, away)}</div>
            </div>
        </div>
        <button type="button" class="w-more" hidden=move || !more.get() on:click=move |_| to_end()>
            {state.text("log.more")}
            {icon("#i-chevron-down")}
        </button>
    }
}

/// What goes on just now, under the last line.
fn status(state: State, away: impl Fn() -> String + Send + 'static) -> impl IntoView {
    let typing = move || state.typing.get().map(|name| state.filled("typing", &name));
    let note = move || {
        if state.lost.get() {
            state.text("log.lost")
        } else if let Some(place) = state.model.with(Model::queue_place) {
            state.counted("log.place", place as usize)
        } else if state.model.with(|model| model.attended()) == Some(false) {
            away()
        } else {
            String::new()
        }
    };
    view! {
        <p class="typing" hidden=move || state.typing.get().is_none()>
            <i aria-hidden="true"><b></b><b></b><b></b></i>
            {typing}
        </p>
        <p class="w-note">{note}</p>
    }
}

/// Five stars under what is over, and a word with them (M7).
fn rating(state: State) -> impl IntoView {
    let stars = Memo::new(move |_| state.model.with(Model::stars));
    let comment = RwSignal::new(String::new());
    let star = move |n: u8| {
        let label = state.counted("rate.stars", n.into());
        let given = move || stars.get().is_some_and(|given| given >= n);
        view! {
            <button
                type="button"
                class="w-star"
                aria-label=label
                aria-pressed=move || if stars.get() == Some(n) { "true" } else { "false" }
                data-given=move || given().then_some("")
                on:click=move |_| state.rate(n, &comment.get_untracked())
            >
                "★"
            </button>
        }
    };
    let commented = move |event: leptos::ev::Event| {
        comment.set(event_target_value(&event));
        if let Some(given) = stars.get_untracked().filter(|given| *given > 0) {
            state.rate(given, &comment.get_untracked());
        }
    };
    let label = state.text("rate.comment");
    view! {
        <div class="w-rate" role="group" aria-label=state.text("rate.title") hidden=move || stars.get().is_none()>
            <p class="w-note">{state.text("rate.title")}</p>
            {(1..=5).map(star).collect_view()}
            <input
                hidden=move || stars.get().is_none_or(|given| given == 0)
                maxlength="1000"
                placeholder=label.clone()
                aria-label=label
                on:change=commented
            />
        </div>
    }
}

fn line(state: State, Row { at, what, .. }: Row) -> AnyView {
    let note = match what {
        RowKind::Mine { id, text } => return mine(state, id, at, &text).into_any(),
        RowKind::Theirs { name, text, named } => return theirs(state, name, at, &text, named).into_any(),
        RowKind::Waiting(text) => text,
        RowKind::Day => day(state, at),
        RowKind::Joined(name) => state.filled("log.joined", &name),
        RowKind::Closed => state.text("log.closed"),
        RowKind::Reopened => state.text("log.reopened"),
        RowKind::Another => state.text("log.another"),
        RowKind::Erased => state.text("log.erased"),
    };
    view! { <p class="w-note">{note}</p> }.into_any()
}

/// «Сегодня, 14:02»: the day of the line and the time of its first message.
fn day(state: State, at: DateTime<Utc>) -> String {
    let day = match format::local_day(browser::now()) - format::local_day(at) {
        0 => state.text("day.today"),
        1 => state.text("day.yesterday"),
        _ => format::instant(at, Shown::Day, state.locale()),
    };
    format!("{day}, {}", format::instant(at, Shown::Time, state.locale()))
}
