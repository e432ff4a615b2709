//! What is not saved is not lost without a question: every form that keeps changes until they are saved says so by
//! `data-unsaved`, and nothing else has to know of it.

use leptos::prelude::*;
use letopis_ui::{t, use_i18n};

use crate::client::use_navigation;
use crate::components::Confirm;

pub use crate::platform::page::ask_before_unload;

/// The console's own question, before another page or another part of this one; before the browser goes, it asks itself
/// ([`ask_before_unload`]).
#[component]
pub fn Leaving() -> impl IntoView {
    let navigation = use_navigation();
    let i18n = use_i18n();
    on_cleanup(move || navigation.forget_question());
    view! {
        <Confirm
            open=navigation.leaving
            title=t!(i18n, "leave.title")
            text=t!(i18n, "leave.text")
            action=t!(i18n, "leave.action")
            back="leave.stay"
            on_confirm=Callback::new(move |()| navigation.leave_unsaved())
        />
    }
}
