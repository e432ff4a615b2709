use leptos::prelude::*;
use letopis_shared::wire::visitor::SiteFace;
use letopis_ui::person;
use web_sys::HtmlElement;

use super::{find, flag, icon};
use crate::state::State;

/// Whose window this is, whether somebody is there, the menu, and the button that hides the window.
pub fn head(state: State, site: &SiteFace) -> impl IntoView + use<> {
    let name = site.name.clone();
    let of_site = person::initials(&name);
    let initials = move || {
        let operator = state.model.with(|model| model.operator().filter(|_| model.talking()).map(person::initials));
        operator.unwrap_or_else(|| of_site.clone())
    };
    let attended = move || state.model.with(|model| model.attended());
    let presence = move || match attended() {
        Some(true) => state.text("head.online"),
        Some(false) => state.text("head.offline"),
        None => String::new(),
    };
    let hide = state.text("head.hide");
    view! {
        <header class="w-head" data-online=move || flag(attended() == Some(true))>
            <span class="w-av" aria-hidden="true">
                {initials}
            </span>
            <span class="w-title">
                <h1 class="truncate">{name}</h1>
                <span class="w-sub">{presence}</span>
            </span>
            {menu(state)}
            <button type="button" class="w-ib" title=hide.clone() aria-label=hide on:click=move |_| state.hide()>
                <span class="w-minus">{icon("#i-minus")}</span>
                <span class="w-x">{icon("#i-x")}</span>
            </button>
        </header>
    }
}

/// What is done seldom; hidden while there is nothing to do.
fn menu(state: State) -> impl IntoView {
    let open = RwSignal::new(false);
    let close = move || {
        open.set(false);
        if let Some(button) = find::<HtmlElement>("menu") {
            let _ = button.focus();
        }
    };
    let label = state.text("menu.open");
    view! {
        <span
            class="w-menu"
            hidden=move || !state.model.with(|model| model.talking())
            on:keydown=move |event| {
                if event.key() == "Escape" && open.get_untracked() {
                    event.prevent_default();
                    close();
                }
            }
        >
            <button
                type="button"
                class="w-ib"
                id="menu"
                title=label.clone()
                aria-label=label
                aria-expanded=move || flag(open.get())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon("#i-ellipsis")}
            </button>
            <button
                type="button"
                class="w-item"
                hidden=move || !open.get()
                on:click=move |_| {
                    close();
                    state.end();
                }
            >
                {state.text("menu.end")}
            </button>
        </span>
    }
}
