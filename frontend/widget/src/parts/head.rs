use leptos::prelude::*;
use letopis_shared::wire::visitor::SiteFace;
use web_sys::Element;

use super::{face, own};
use crate::dom::{el, focus, hide, hides, icon, icon_button, key, on, say, set, text, watch};
use crate::model::Model;
use crate::state::State;

/// Whose window this is, who answers or whether somebody is there, the menu, and the button that hides the window.
pub fn head(state: State, site: &SiteFace) -> Element {
    let name = own(state, &site.title, &site.name);
    let avatar = el("span", &[("class", "w-av"), ("aria-hidden", "true")], &[]);
    let title = text("h1", &[("class", "truncate")], &name);
    let presence = el("span", &[("class", "w-sub truncate")], &[]);
    let hide_label = state.text("head.hide");
    let minus = el("span", &[("class", "w-minus")], &[&icon("#i-minus").0]);
    let cross = el("span", &[("class", "w-x")], &[&icon("#i-x").0]);
    let hiding = icon_button("w-ib", &hide_label, &[&minus, &cross]);
    on(&hiding, "click", move |_| state.hide());
    let head = el(
        "header",
        &[("class", "w-head")],
        &[&avatar, &el("span", &[("class", "w-title")], &[&title, &presence]), &menu(state), &hiding],
    );

    let subtitle = own(state, &site.subtitle, "head.online");
    let mut drawn = None;
    let shown = head.clone();
    watch(move || {
        let who = state.model.with(answering);
        // without a connection it is not known
        let there = state.attended().filter(|_| !state.lost.get());
        set(&shown, "data-online", if there == Some(true) { "true" } else { "false" });
        match (there, &who) {
            (Some(true), Some((_, operator))) => say(&presence, operator),
            (Some(true), None) => say(&presence, &subtitle),
            (Some(false), _) => say(&presence, &state.text("head.offline")),
            (None, _) => say(&presence, ""),
        }
        // anew when somebody else answers, not with each line
        if drawn.as_ref() != Some(&who) {
            match &who {
                Some((photo, operator)) => face(&avatar, photo.as_deref(), operator),
                None => face(&avatar, None, &name),
            }
            drawn = Some(who);
        }
    });
    head
}

/// Photo and name of the operator who talks.
fn answering(model: &Model) -> Option<(Option<String>, String)> {
    let name = model.operator().filter(|_| model.talking())?;
    Some((model.photo(name), name.to_owned()))
}

/// What is done seldom; hidden while there is nothing to do.
fn menu(state: State) -> Element {
    let button = icon_button("w-ib", &state.text("menu.open"), &[&icon("#i-ellipsis").0]);
    set(&button, "id", "menu");
    let end = text("button", &[("type", "button"), ("class", "w-item")], &state.text("menu.end"));
    let menu = el("span", &[("class", "w-menu")], &[&button, &end]);
    hides(&menu, move || !state.model.with(Model::talking));

    let (item, opener) = (end.clone(), button.clone());
    let show = move |open: bool| {
        hide(&item, !open);
        set(&opener, "aria-expanded", if open { "true" } else { "false" });
    };
    show(false);
    let (toggle, item) = (show.clone(), end.clone());
    on(&button, "click", move |_| toggle(item.has_attribute("hidden")));
    let (close, item) = (show.clone(), end.clone());
    on(&menu, "keydown", move |event| {
        if key(&event) == "Escape" && !item.has_attribute("hidden") {
            event.prevent_default();
            close(false);
            focus("#menu");
        }
    });
    on(&end, "click", move |_| {
        show(false);
        focus("#menu");
        state.end();
    });
    menu
}
