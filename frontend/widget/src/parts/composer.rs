use leptos::prelude::*;
use letopis_shared::limits::MESSAGE_CHARS_MAX;

use super::{flag, focus, icon};
use crate::draft;
use crate::state::State;

/// The counter appears when this many characters are left.
const COUNTER_FROM: usize = 200;
/// Where the visitor writes: Enter sends, Shift and Enter start a line.
pub fn composer(state: State) -> impl IntoView {
    let text = RwSignal::new(draft::load());
    let chars = move || text.with(|text| text.trim().chars().count());
    let over = move || chars().saturating_sub(MESSAGE_CHARS_MAX);

    Effect::new(move || text.with(|text| draft::save(text)));
    let asks = Memo::new(move |_| state.asks());
    Effect::new(move |_| {
        // the keyboard of a phone would cover what the visitor opened the window for
        let touch = window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
        // the form, where it stands in the composer's place
        let first = if asks.get() { "#form :is(input, select)" } else { "#field" };
        // while the visitor is on the page around, nothing here takes the focus from it
        if state.opened.get() > 0 && !touch && document().has_focus().unwrap_or(true) {
            // what has just come is drawn by then
            request_animation_frame(move || focus(first));
        }
    });

    let send = move || {
        if (1..=MESSAGE_CHARS_MAX).contains(&untrack(chars)) {
            state.send(text.get_untracked().trim());
            text.set(String::new());
        }
    };
    let counter = move || match (over(), MESSAGE_CHARS_MAX.saturating_sub(chars())) {
        (0, left) if left > COUNTER_FROM => String::new(),
        (0, left) => state.counted("composer.left", left),
        (over, _) => state.counted("composer.over", over),
    };
    let too_long = move || flag(over() > 0);
    let (placeholder, send_label) = (state.text("composer.placeholder"), state.text("composer.send"));

    view! {
        <form
            class="w-comp"
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <textarea
                class="w-in"
                rows="1"
                id="field"
                enterkeyhint="send"
                autocomplete="off"
                placeholder=placeholder.clone()
                aria-label=placeholder
                aria-describedby="count"
                aria-invalid=too_long
                prop:value=text
                on:input=move |event| {
                    text.set(event_target_value(&event));
                    if untrack(chars) > 0 {
                        state.types();
                    }
                }
                on:keydown=move |event| {
                    // an Enter that ends a composition (IME) chooses a word, it sends nothing
                    if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                        event.prevent_default();
                        send();
                    }
                }
            ></textarea>
            <button
                type="submit"
                class="w-send"
                title=send_label.clone()
                aria-label=send_label
                disabled=move || !(1..=MESSAGE_CHARS_MAX).contains(&chars())
                // the field keeps the focus, and a phone its keyboard
                on:pointerdown=move |event| event.prevent_default()
            >
                {icon("#i-arrow-up")}
            </button>
            <span id="count" class="w-count" role="status" data-over=too_long>
                {counter}
            </span>
        </form>
    }
}
