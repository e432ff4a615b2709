use leptos::prelude::*;
use letopis_ui::{press, word};

use crate::client::use_navigation;
use crate::platform::page;
use crate::state::route::Route;

/// A link to a page of the console; opening it in a new tab works as with any link. To a page of the other program it is
/// an ordinary link.
#[component]
pub fn Go(
    to: Route,
    #[prop(optional, into)] class: &'static str,
    /// Marks the page that is open, for navigation.
    #[prop(optional)]
    marks_current: bool,
    /// Stands for its page and those beside it.
    #[prop(optional)]
    for_section: bool,
    #[prop(optional, into)] label: Option<Signal<String>>,
    children: Children,
) -> impl IntoView {
    let navigation = use_navigation();
    let is_there = move |route: Route| {
        let beside = route.is_of_settings() && to.is_of_settings() || (route, to) == (Route::Board, Route::Workplace);
        route == to || for_section && beside
    };
    let current = move || (marks_current && is_there(navigation.route.get())).then_some("page");
    view! {
        <a
            class=class
            href=to.path()
            aria-current=word(current)
            aria-label=label
            title=label
            on:click=press(move |click| {
                let plain = click.button() == 0
                    && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key());
                // the question comes from the console where it can
                if plain && (navigation.draws(to) || page::is_unsaved()) {
                    click.prevent_default();
                    navigation.open(to);
                }
            })
        >
            {children()}
        </a>
    }
}
