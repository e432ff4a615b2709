use leptos::prelude::*;
use letopis_ui::{t, use_i18n};

use crate::client::use_client;
use crate::components::{Empty, Go, Logo};
use crate::state::route::Route;

/// Until the server has said who works here.
#[component]
pub fn Starting() -> impl IntoView {
    view! {
        <main class="signin" aria-busy="true">
            <div class="starting"><Logo/></div>
        </main>
    }
}

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main id="main" tabindex="-1" class="blank">
            <h1 class="sr-only">{t!(i18n, "page.not_found")}</h1>
            <Empty
                icon="search-x"
                title=t!(i18n, "not_found.title")
                text=t!(i18n, "not_found.text")
            >
                <Go to=Route::Home class="btn">{t!(i18n, "not_found.action")}</Go>
            </Empty>
        </main>
    }
}

/// A page that another role has.
#[component]
pub fn NoPermission() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let text = move || {
        let key = match client.navigation.route.get() {
            route if route.is_of_settings() => "no_permission.admins",
            Route::Statistics => "no_permission.reports",
            Route::Profile => "no_permission.leads",
            _ => "no_permission.operators",
        };
        i18n.get(key)
    };
    view! {
        <main id="main" tabindex="-1" class="blank">
            <h1 class="sr-only">{t!(i18n, "no_permission.title")}</h1>
            <Empty icon="lock" title=t!(i18n, "no_permission.title") text=Signal::derive(text)>
                <Go to=Route::Home class="btn">{t!(i18n, "not_found.action")}</Go>
            </Empty>
        </main>
    }
}
