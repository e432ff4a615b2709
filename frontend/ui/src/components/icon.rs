use leptos::prelude::*;

use crate::reactive::string;

/// A Lucide icon from the document's sprite. The names are listed in `frontend/assets/icons*.txt`.
#[component]
pub fn Icon(
    /// Without the `i-` of the sprite.
    #[prop(into)]
    name: Signal<&'static str>,
    /// In pixels: 12, 14 or 20; without one 16.
    #[prop(optional)]
    size: Option<u8>,
) -> impl IntoView {
    view! {
        <svg class="icon" data-size=size.map(|size| size.to_string()) aria-hidden="true">
            <use href=string(move || format!("#i-{}", name.get()))></use>
        </svg>
    }
}
