use leptos::prelude::*;
use letopis_shared::wire::visitor::SiteFace;
use web_sys::HtmlElement;

use super::{face, find, flag, icon};
use crate::state::State;

/// Whose window this is, whether somebody is there, the menu, and the button that hides the window.
pub fn head(state: State, site: &SiteFace) -> impl IntoView + use<> {
    let own = |text: &String, usual: &str| if text.is_empty() { state.text(usual) } else { text.clone() };
    let subtitle = own(&site.subtitle, "head.online");
    let name = if site.title.is_empty() { site.name.clone() } else { site.title.clone() };
    let of_site = name.clone();
    // drawn anew when somebody else answers, not with each line
    let who = Memo::new(move |_| {
        state.model.with(|model| {
            let name = model.operator().filter(|_| model.talking())?;
            Some((model.photo(name), name.to_owned()))
        })
    });
    let avatar = move || {
        let (photo, name) = who.get().unwrap_or_else(|| (None, of_site.clone()));
        face(photo, &name)
    };
    let attended = move || state.model.with(|model| model.attended());
    let presence = move || match attended() {
        Some(true) => subtitle.clone(),
        Some(false) => state.text("head.offline"),
        None => String::new(),
    };
    let hide = state.text("head.hide");
    view! {
        <header class="w-head" data-online=move || flag(attended() == Some(true))>
            <span class="w-av" aria-hidden="true">
                {avatar}
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
