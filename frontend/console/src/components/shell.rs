use leptos::prelude::*;
use letopis_ui::{present, t, use_i18n, watch};

use super::attention_bar::AttentionBar;
use super::connection_bar::ConnectionBar;
use super::keyboard;
use super::shortcuts::Shortcuts;
use super::status_bar::StatusBar;
use super::toasts::Toasts;
use super::toolbar::Toolbar;
use crate::client::{Pane, use_client};
use crate::platform::page;

pub use super::toolbar::Logo;

/// The frame around every page of somebody who is signed in.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    watch(move || {
        page::set_pane(match client.navigation.pane.get() {
            Pane::List => "list",
            Pane::Dialog => "dialog",
            Pane::Card => "card",
        });
    });
    let stale = Memo::new(move |_| client.stale());
    view! {
        <a class="skip-link" href="#main">{t!(i18n, "toolbar.skip")}</a>
        <div class="app" data-stale=present(move || stale.get()) data-letters=present(move || client.desk.letters.get())>
            <Toolbar/>
            <div><ConnectionBar/><StatusBar/><AttentionBar/></div>
            {children()}
        </div>
        <Shortcuts/>
    }
}

/// What every page has, signed in or not.
#[component]
pub fn Everywhere() -> impl IntoView {
    keyboard::listen(use_client());
    view! { <Toasts/> }
}
