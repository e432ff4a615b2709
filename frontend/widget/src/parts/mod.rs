//! What is drawn. Looks are in `frontend/assets/css/screens/widget.css`; state is in attributes.
//!
//! Texts are plain strings, for the language is known before anything is drawn; only what changes while somebody talks is
//! reactive. Functions instead of components and elements found by their id instead of node references, because the visitor
//! pays for every byte of the module.

mod bubble;
mod composer;
mod form;
mod head;
mod log;

use leptos::ev;
use leptos::prelude::*;
use letopis_shared::wire::visitor::SiteFace;
use letopis_ui::person;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::colour::Palette;
use crate::state::State;

/// Opens the line to the loader and draws the window as soon as its site is known, anew when that looks otherwise.
pub fn run() -> impl IntoView {
    let state = State::open();
    let _ = window_event_listener(ev::keydown, move |event| {
        // a menu that is open closes itself first
        if event.key() == "Escape" && !event.default_prevented() {
            state.hide();
        }
    });
    let draw = move |(_, site): (u32, SiteFace)| {
        dress(&site);
        window(state, &site)
    };
    // by its key all of it is new: what is drawn once is in the language of its time
    view! { <For each=move || state.site.get() key=|(look, _)| *look children=draw/> }
}

fn window(state: State, site: &SiteFace) -> impl IntoView + use<> {
    view! {
        <main class="w-root" data-asks=move || state.asks().then_some("")>
            {head::head(state, site)} {log::log(state, site)} {form::form(state, site)} {composer::composer(state)}
        </main>
    }
}

/// The element with an id, if the window is drawn.
fn find<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Puts the focus on the first element that a selector finds.
fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// What `aria-*` attributes take for a flag.
fn flag(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Language, title and colour of the site on the document. Through properties: the page allows no style attributes.
fn dress(site: &SiteFace) {
    let Some(page) = document().document_element() else { return };
    let _ = page.set_attribute("lang", site.locale.tag());
    document().set_title(&site.name);
    if let (Some(Palette { accent, accent_dark, on }), Some(page)) =
        (Palette::of(&site.accent), page.dyn_ref::<web_sys::HtmlElement>())
    {
        let style = page.style();
        for (property, colour) in [("--site-accent", accent), ("--site-accent-dark", accent_dark), ("--site-on", on)] {
            let _ = style.set_property(property, &colour.to_string());
        }
    }
}

/// Somebody's photo, or the first letters of his name.
fn face(photo: Option<String>, name: &str) -> AnyView {
    match photo {
        // a picture that does not come is as if there were none: the name stands beside it
        Some(digest) => view! { <img src=["/photos/", &digest].concat() alt=""/> }.into_any(),
        None => person::initials(name).into_any(),
    }
}

/// An icon of the sprite; the names are listed in `frontend/assets/icons-widget.txt`.
fn icon(href: &'static str) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=href></use></svg> }
}
