use std::rc::Rc;

use leptos::prelude::*;
use letopis_shared::limits::MESSAGE_CHARS_MAX;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::dom::{el, find, flag, focus, icon, icon_button, on, say, set, set_value, text, value, watch};
use crate::draft;
use crate::state::State;

/// The counter appears when this many characters are left.
const COUNTER_FROM: usize = 200;

/// Where the visitor writes: Enter sends, Shift and Enter start a line.
pub fn composer(state: State) -> Element {
    let placeholder = state.text("composer.placeholder");
    let attributes = [
        ("class", "w-in"),
        ("rows", "1"),
        ("id", "field"),
        ("enterkeyhint", "send"),
        ("autocomplete", "off"),
        ("placeholder", placeholder.as_str()),
        ("aria-label", &placeholder),
        ("aria-describedby", "count"),
    ];
    let field = el("textarea", &attributes, &[]);
    set_value(&field, &draft::load());
    let button = icon_button("w-send", &state.text("composer.send"), &[&icon("#i-arrow-up").0]);
    set(&button, "type", "submit");
    // the field keeps the focus, and a phone its keyboard
    on(&button, "pointerdown", move |event| event.prevent_default());
    let count = el("span", &[("id", "count"), ("class", "w-count"), ("role", "status")], &[]);
    let shut = el("p", &[("class", "w-note"), ("role", "status")], &[]);
    // in the place of all the rest, under a conversation after which the form comes
    let anew = text("button", &[("type", "button"), ("class", "w-start"), ("id", "anew")], &state.text("form.anew"));
    on(&anew, "click", move |_| state.ask_anew(true));
    let form = el("form", &[("class", "w-comp")], &[&shut, &field, &button, &count, &anew]);

    let written = field.clone();
    let changed = Rc::new(move || {
        let text = value(&written);
        let chars = text.trim().chars().count();
        draft::save(&text);
        let left = MESSAGE_CHARS_MAX.saturating_sub(chars);
        let over = if chars > MESSAGE_CHARS_MAX { "true" } else { "false" };
        set(&written, "aria-invalid", over);
        set(&count, "data-over", over);
        flag(&button, "disabled", !(1..=MESSAGE_CHARS_MAX).contains(&chars));
        say(
            &count,
            &match chars.saturating_sub(MESSAGE_CHARS_MAX) {
                0 if left > COUNTER_FROM => String::new(),
                0 => state.counted("composer.left", left),
                over => state.counted("composer.over", over),
            },
        );
        chars
    });
    changed();
    let (written, then, whole) = (field.clone(), changed.clone(), form.clone());
    watch(move || {
        let is_shut = state.model.with(|model| model.shut);
        flag(&whole, "data-shut", is_shut);
        say(&shut, &if is_shut { state.text("composer.shut") } else { String::new() });
        // nothing waits in the field either: what was typed does not go when he is let in again
        if is_shut {
            set_value(&written, "");
            then();
        }
    });
    let (written, then) = (field.clone(), changed.clone());
    let send = Rc::new(move || {
        let text = value(&written);
        if (1..=MESSAGE_CHARS_MAX).contains(&text.trim().chars().count()) {
            state.send(text.trim());
            set_value(&written, "");
            then();
        }
    });
    on(&field, "input", move |_| {
        if changed() > 0 {
            state.types();
        }
    });
    let enter = send.clone();
    on(&field, "keydown", move |event| {
        let pressed: &KeyboardEvent = event.unchecked_ref();
        // an Enter that ends a composition (IME) chooses a word, it sends nothing
        if pressed.key() == "Enter" && !pressed.shift_key() && !pressed.is_composing() {
            event.prevent_default();
            enter();
        }
    });
    on(&form, "submit", move |event| {
        event.prevent_default();
        send();
    });
    let mut before = None;
    watch(move || {
        let now = (state.opened.get(), state.asks(), state.rests());
        if before.replace(now) != Some(now) {
            take_focus(now);
        }
    });
    form
}

/// The focus goes into the window when the visitor opens it, and to what takes the place of what he filled in.
fn take_focus((opened, asks, rests): (u32, bool, bool)) {
    // the keyboard of a phone would cover what the visitor opened the window for
    let touch = window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
    // the form, where it stands in the composer's place
    let first = match (asks, rests) {
        (true, _) => "#form :is(input, select)",
        (_, true) => "#anew",
        _ => "#field",
    };
    // while the visitor is on the page around, or judges, nothing here takes the focus from it
    if opened > 0 && !touch && document().has_focus().unwrap_or(true) && find(".w-rate :focus").is_none() {
        // what has just come is drawn by then
        request_animation_frame(move || focus(first));
    }
}
