//! What is drawn. Looks are in `frontend/assets/css/screens/widget.css`; state is in attributes.
//!
//! Everything is drawn once, in the language of the site, and watches the model for what changes while somebody talks.

mod bubble;
mod composer;
mod form;
mod head;
mod log;
mod rating;

use leptos::prelude::*;
use letopis_shared::wire::visitor::SiteFace;
use letopis_ui::person;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::colour::Palette;
use crate::dom::{el, flag, key, on, watch};
use crate::state::State;

/// Opens the line to the loader and draws the window as soon as its site is known, anew when that looks otherwise.
pub fn run() {
    let state = State::open();
    on(&window(), "keydown", move |event| {
        // a menu that is open closes itself first
        if key(&event) == "Escape" && !event.default_prevented() {
            state.hide();
        }
    });
    // What is drawn watches until another look takes its place; an effect alone would end it with its next run.
    let whole = Owner::current().unwrap_or_default();
    let mut drawn: Option<(Element, Owner)> = None;
    watch(move || {
        let Some((_, site)) = state.site.get() else { return };
        if let Some((root, owner)) = drawn.take() {
            root.remove();
            owner.cleanup();
        }
        dress(&site);
        let owner = whole.child();
        let root = owner.with(|| untrack(|| draw(state, &site)));
        if let Some(body) = document().body() {
            let _ = body.append_child(&root);
        }
        drawn = Some((root, owner));
    });
}

fn draw(state: State, site: &SiteFace) -> Element {
    let [log, more] = log::log(state, site);
    let parts = [head::head(state, site), log, more, form::form(state, site), composer::composer(state)];
    let root = el("main", &[("class", "w-root")], &parts.each_ref().map(AsRef::as_ref));
    let asking = root.clone();
    watch(move || {
        flag(&asking, "data-asks", state.asks());
        flag(&asking, "data-rests", state.rests());
    });
    root
}

/// Language, title and colour of the site on the document. Through properties: the page allows no style attributes.
fn dress(site: &SiteFace) {
    let Some(page) = document().document_element() else { return };
    let _ = page.set_attribute("lang", site.locale.tag());
    document().set_title(&site.name);
    if let (Some(Palette { accent, accent_dark, on }), Some(page)) =
        (Palette::of(&site.accent), page.dyn_ref::<HtmlElement>())
    {
        let style = page.style();
        for (property, colour) in [("--site-accent", accent), ("--site-accent-dark", accent_dark), ("--site-on", on)] {
            let _ = style.set_property(property, &colour.to_string());
        }
    }
}

/// What the site says in its own words, or else the catalogue's.
fn own(state: State, text: &str, usual: &str) -> String {
    if text.is_empty() { state.text(usual) } else { text.to_owned() }
}

/// Puts somebody's photo into a place, or the first letters of his name.
fn face(place: &Element, photo: Option<&str>, name: &str) {
    place.set_text_content(Some(&if photo.is_some() { String::new() } else { person::initials(name) }));
    if let Some(digest) = photo {
        // a picture that does not come is as if there were none: the name stands beside it
        let _ = place.append_child(&el("img", &[("src", &["/photos/", digest].concat()), ("alt", "")], &[]));
    }
}
