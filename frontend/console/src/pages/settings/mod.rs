//! How the installation works: for administrators. Each page stands beside the list of all of them.

mod department;
mod general;
mod languages;
mod listing;
mod members;
mod order;
mod switches;

use leptos::prelude::*;
use letopis_ui::{Icon, If, flag, t, use_i18n};

use self::general::Organisation;
use self::languages::Spoken;
use self::listing::{Listing, Of};
use self::switches::{Features, Serving, Times};
use crate::client::use_client;
use crate::components::{Go, Skeleton};
use crate::platform::{page, timer};
use crate::state::route::Route;

/// The pages of the settings, with their icons.
const PAGES: [(Route, &str); 6] = [
    (Route::Settings, "sliders-horizontal"),
    (Route::Sites, "panels-top-left"),
    (Route::Departments, "building-2"),
    (Route::Languages, "languages"),
    (Route::Categories, "tags"),
    (Route::Bans, "ban"),
];

/// A page of the settings, beside the way to the others.
#[component]
pub fn Frame(
    /// Something stands beside what is set up.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    timer::after(0, || page::show_current(".side"));
    view! {
        <main id="main" tabindex="-1" class="settings">
            <nav class="side" aria-label=t!(i18n, "settings.pages")>
                <div>{PAGES
                    .map(|(route, icon)| view! {
                        <Go to=route marks_current=true>
                            <Icon name=icon/>
                            {t!(i18n, route.title())}
                        </Go>
                    })
                    .collect_view()}</div>
            </nav>
            <div class="page" class:narrow=!wide>{children()}</div>
        </main>
    }
}

/// What holds for the whole installation.
#[component]
pub fn Settings() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let known = Memo::new(move |_| client.sites(|_| ()).is_some());
    view! {
        <Frame>
            <div class="page-head"><h1>{t!(i18n, "page.settings")}</h1></div>
            <If
                when=flag(move || known.get())
                otherwise=move || view! { <Skeleton label=t!(i18n, "loading")/> }
            >
                <Organisation/>
                <Serving/>
                <Times/>
                <Features/>
            </If>
        </Frame>
    }
}

/// Groups of operators (S127).
#[component]
pub fn Departments() -> impl IntoView {
    view! { <Frame><Listing of=Of::Departments/></Frame> }
}

/// What operators speak (S128).
#[component]
pub fn Languages() -> impl IntoView {
    view! { <Frame><Spoken/></Frame> }
}

/// Marks of conversations (S100).
#[component]
pub fn Categories() -> impl IntoView {
    view! { <Frame><Listing of=Of::Categories/></Frame> }
}
