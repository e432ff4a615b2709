use leptos::prelude::*;
use letopis_shared::views::timeline::Delivery;

use super::Icon;
use crate::reactive::word;

/// The glyph of a state and its word in attributes: clock, tick, two ticks, two blue ticks, ochre circle.
fn glyph(state: Delivery) -> (&'static str, &'static str) {
    match state {
        Delivery::Sending => ("sending", "clock"),
        Delivery::Sent => ("sent", "check"),
        Delivery::Delivered => ("delivered", "check-check"),
        Delivery::Read => ("read", "check-check"),
        Delivery::Failed => ("failed", "circle-alert"),
    }
}

/// Where one's own message is (M3).
#[component]
pub fn DeliveryMark(
    #[prop(into)] state: Signal<Delivery>,
    /// The same in words, for tooltip and screen reader.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let icon = Signal::derive(move || glyph(state.get()).1);
    view! {
        <span
            class="state"
            role="img"
            data-state=word(move || Some(glyph(state.get()).0))
            title=label
            aria-label=label
        >
            <Icon name=icon size=14/>
        </span>
    }
}

/// Three dots and who types.
#[component]
pub fn TypingDots(#[prop(into)] label: Signal<String>) -> impl IntoView {
    view! {
        <span class="typing">
            <i aria-hidden="true"><b></b><b></b><b></b></i>
            {label}
        </span>
    }
}
