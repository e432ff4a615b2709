use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::schema::ids::MessageId;
use letopis_shared::views::timeline::Delivery;
use letopis_ui::format::{self, Shown};
use letopis_ui::text::{Piece, pieces};

use super::face;
use crate::state::State;

/// A message of the visitor, with where it is (M3).
pub fn mine(state: State, id: MessageId, at: DateTime<Utc>, text: &str) -> impl IntoView + use<> {
    let delivery = move || state.model.with(|model| model.delivery(id));
    let glyph = move || match delivery() {
        Delivery::Sending => "#i-clock",
        Delivery::Sent => "#i-check",
        Delivery::Delivered | Delivery::Read => "#i-check-check",
        Delivery::Failed => "#i-circle-alert",
    };
    let word = move || match delivery() {
        Delivery::Sending => "state.sending",
        Delivery::Sent => "state.sent",
        Delivery::Delivered => "state.delivered",
        Delivery::Read => "state.read",
        Delivery::Failed => "state.failed",
    };
    let label = move || state.text(word());
    view! {
        <div class="w-msg" data-me="">
            <span class="sr-only">{state.text("log.you")}</span>
            {words(text)}
            <span class="meta">
                {time(state, at)}
                <span class="state" data-state=word role="img" title=label aria-label=label>
                    <svg class="icon" aria-hidden="true">
                        <use href=glyph></use>
                    </svg>
                </span>
            </span>
        </div>
        <p class="w-failed" hidden=move || delivery() != Delivery::Failed>
            {state.text("state.failed")}
            <button type="button" on:click=move |_| state.retry(id)>
                {state.text("failed.retry")}
            </button>
            <button type="button" on:click=move |_| drop(state.give_up(id))>
                {state.text("failed.drop")}
            </button>
        </p>
    }
}

/// A message of an operator. The name is seen over the first of several and heard with each.
pub fn theirs(state: State, name: String, at: DateTime<Utc>, text: &str, named: bool) -> impl IntoView + use<> {
    let whose = name.clone();
    let photo = Memo::new(move |_| state.model.with(|model| model.photo(&whose)));
    let whose = name.clone();
    let avatar = named.then(|| {
        view! { <span class="w-av" aria-hidden="true">{move || face(photo.get(), &whose)}</span> }
    });
    view! {
        <div class=if named { "w-who" } else { "sr-only" }>{avatar} {name}</div>
        <div class="w-msg">{words(text)} <span class="meta">{time(state, at)}</span></div>
    }
}

fn time(state: State, at: DateTime<Utc>) -> String {
    format::instant(at, Shown::Time, state.locale())
}

/// Plain text with its line breaks, web addresses as links. Never markup.
fn words(text: &str) -> impl IntoView + use<> {
    let parts: Vec<_> = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => (text, None),
            Piece::Link(url) => {
                let href = url.clone();
                let link = view! { <a href=href target="_blank" rel="noopener noreferrer nofollow">{url}</a> };
                (String::new(), Some(link))
            }
        })
        .collect();
    view! { <span class="words">{parts}</span> }
}
