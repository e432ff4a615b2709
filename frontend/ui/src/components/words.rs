use leptos::prelude::*;

use crate::text::{Piece, pieces};

/// What somebody wrote: plain text with its line breaks, web addresses as links. Never markup.
#[component]
pub fn MessageText(#[prop(into)] text: String) -> impl IntoView {
    let parts: Vec<AnyView> = pieces(&text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.into_any(),
            Piece::Link(url) => {
                let address = url.clone();
                view! { <a href=address target="_blank" rel="noopener noreferrer nofollow">{url}</a> }.into_any()
            }
        })
        .collect();
    view! { <span class="words">{parts}</span> }
}
