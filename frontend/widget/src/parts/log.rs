use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::wire::visitor::SiteFace;
use letopis_ui::browser;
use letopis_ui::format::{self, Shown};
use web_sys::Element;

use super::bubble::{Line, line, mine, theirs};
use super::own;
use super::rating::rating;
use crate::dom::{el, hide, hides, icon, on, says, text, watch};
use crate::model::Model;
use crate::rows::{Key, Row, RowKind, rows};
use crate::state::State;

/// Scrolled up by more than this, in pixels, the log stays where it is and says that there is more.
const NEAR_END_PX: i32 = 80;

/// The conversation, and the button that leads to its end. The scrolling box is laid out from its end (`column-reverse`), so
/// it stays there by itself when lines come, the keyboard opens or the window is shown; its scroll position is 0 at the end
/// and negative above.
pub fn log(state: State, site: &SiteFace) -> [Element; 2] {
    let label = state.text("log.label");
    let greeting = el("p", &[], &[]);
    let hello_title = text("h2", &[], &own(state, &site.greeting, "hello.title"));
    let hello = el("div", &[("class", "w-hello"), ("hidden", "")], &[&hello_title, &greeting]);
    says(&greeting, greets(state, site, false));
    let list = el("div", &[("class", "w-log"), ("role", "log"), ("aria-label", &label)], &[]);
    let status = status(state, own(state, &site.offline, "log.away"));
    let body = el("div", &[("class", "w-body")], &[&hello, &list, &rating(state), &status]);
    let attributes = [("class", "w-scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", &label)];
    let scroller = el("div", &attributes, &[&body]);
    let more_label = text("span", &[], &state.text("log.more"));
    let more = el(
        "button",
        &[("type", "button"), ("class", "w-more"), ("hidden", "")],
        &[&more_label, &icon("#i-chevron-down").0],
    );

    let (scrolled, button) = (scroller.clone(), more.clone());
    let above = move || scrolled.scroll_top() < -NEAR_END_PX;
    let still_above = above.clone();
    on(&scroller, "scroll", move |_| {
        if !still_above() {
            hide(&button, true);
        }
    });
    let scrolled = scroller.clone();
    on(&more, "click", move |_| scrolled.set_scroll_top(0));

    let (scrolled, button) = (scroller.clone(), more.clone());
    let mut drawn = Vec::new();
    let mut before = None;
    watch(move || {
        state.model.with(|model| {
            let was_above = above();
            draw(state, &list, &mut drawn, model);
            hide(&hello, model.chat.is_none() || model.shut || !drawn.is_empty());
            // one's own message is always seen going; an operator's does not tear away from what is read above it
            let theirs = model.last_of_operator();
            if !model.unsent.is_empty() {
                scrolled.set_scroll_top(0);
            } else if was_above && before.is_some_and(|before| before < theirs) {
                hide(&button, false);
            }
            before = Some(theirs);
        });
    });
    [scroller, more]
}

/// What is said before the first message: that somebody answers, or when. It stands over the form where there is one.
pub fn greets(state: State, site: &SiteFace, in_form: bool) -> impl Fn() -> String + use<> {
    let away = own(state, &site.offline, "log.away");
    move || match state.attended() {
        _ if state.asks() != in_form => String::new(),
        Some(true) => state.text(if in_form { "form.text" } else { "hello.text" }),
        Some(false) => away.clone(),
        None => String::new(),
    }
}

/// Brings the lines on the screen to what the model says: a line is known by its key, drawn once and moved if it must be.
fn draw(state: State, list: &Element, drawn: &mut Vec<(Key, Line)>, model: &Model) {
    let rows = rows(model, format::local_day);
    for (at, Row { key, at: time, what }) in rows.iter().enumerate() {
        if drawn.get(at).is_some_and(|(known, _)| known == key) {
            continue;
        }
        let known = drawn.iter().skip(at).position(|(known, _)| known == key);
        let one = match known {
            Some(later) => drawn.remove(at + later),
            None => (*key, one(state, *time, what)),
        };
        let next = drawn.get(at).map(|(_, line)| line.element.as_ref());
        let _ = list.insert_before(&one.1.element, next);
        drawn.insert(at, one);
    }
    for (_, line) in drawn.drain(rows.len()..) {
        line.element.remove();
    }
    for update in drawn.iter_mut().filter_map(|(_, line)| line.update.as_mut()) {
        update(model);
    }
}

fn one(state: State, at: DateTime<Utc>, what: &RowKind) -> Line {
    let note = match what {
        RowKind::Mine { id, text } => return mine(state, *id, at, text),
        RowKind::Theirs { name, text, named } => return theirs(state, name.clone(), at, text, *named),
        RowKind::Waiting(text) => text.clone(),
        RowKind::Day => day(state, at),
        RowKind::Joined(name) => state.filled("log.joined", name),
        RowKind::Closed => state.text("log.closed"),
        RowKind::Reopened => state.text("log.reopened"),
        RowKind::Another => state.text("log.another"),
        RowKind::Erased => state.text("log.erased"),
    };
    line(&[&text("p", &[("class", "w-note")], &note)], None)
}

/// «Сегодня, 14:02»: the day of the line and the time of its first message.
fn day(state: State, at: DateTime<Utc>) -> String {
    let day = match format::local_day(browser::now()) - format::local_day(at) {
        0 => state.text("day.today"),
        1 => state.text("day.yesterday"),
        _ => format::instant(at, Shown::Day, state.locale()),
    };
    [day, format::instant(at, Shown::Time, state.locale())].join(", ")
}

/// What goes on just now, under the last line.
fn status(state: State, away: String) -> Element {
    let dots = el("i", &[("aria-hidden", "true")], &[&el("b", &[], &[]), &el("b", &[], &[]), &el("b", &[], &[])]);
    let who = el("span", &[], &[]);
    let typing = el("p", &[("class", "typing")], &[&dots, &who]);
    hides(&typing, move || state.typing.with(Option::is_none));
    says(&who, move || state.typing.get().map(|name| state.filled("typing", &name)).unwrap_or_default());
    let note = el("p", &[("class", "w-note")], &[]);
    says(&note, move || {
        if state.model.with(|model| model.shut) {
            return String::new();
        }
        if state.lost.get() {
            return state.text("log.lost");
        }
        let there = state.attended();
        state.model.with(|model| match (there, model.queue_place()) {
            (_, Some(place)) => state.counted("log.place", place as usize),
            (Some(false), _) if model.left() => state.text("log.left"),
            // the greeting says it already
            (Some(false), _) if model.spoken() => away.clone(),
            // nobody was there when he wrote, or he stands far back: no promise of a moment
            (Some(true), _) if model.waits() => state.text("log.seen"),
            _ => String::new(),
        })
    });
    el("div", &[("role", "status"), ("class", "w-status")], &[&typing, &note])
}
