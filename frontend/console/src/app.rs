//! Which page stands on the screen, and the title of the tab.

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::texts::{EN_WINDOW, RU_WINDOW, Texts};
use letopis_ui::json::Json;
use letopis_ui::{I18n, dynamic, watch};

use crate::attention::Attention;
use crate::client::Client;
use crate::components::{Everywhere, Shell};
use crate::pages::{NoPermission, Starting};
use crate::platform::page;
use crate::state::route::{Program, Route};
use crate::state::session::Session;

/// What one of the two programs draws: by function, so that each carries no page of the other.
#[derive(Clone, Copy)]
pub struct Pages {
    pub program: Program,
    /// The page for people who are not signed in.
    pub outside: fn(Route) -> AnyView,
    /// The page for those who are; `None` where the other program draws it.
    pub inside: fn(Route) -> Option<AnyView>,
}

/// Puts a program on the screen.
pub fn start(pages: Pages) {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(move || view! { <App pages/> });
}

/// The texts of a language, from a file of the catalogue.
pub fn texts(locale: Locale, file: &str) -> Texts {
    Texts::of(locale, Json::parse(file).into_iter().flat_map(Json::into_texts))
}

/// What visitors read unless their site says otherwise: an administrator sees it in both languages.
pub fn window_texts(locale: Locale) -> Texts {
    texts(locale, if locale == Locale::Ru { RU_WINDOW } else { EN_WINDOW })
}

/// What the session lets on the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Starting,
    Outside,
    Inside,
}

/// The console.
#[component]
pub fn App(pages: Pages) -> impl IntoView {
    let i18n = I18n::new(texts(page::language(), &page::first_texts()));
    provide_context(i18n);
    let client = Client::start(i18n, pages.program);
    provide_context(client);
    let attention = Attention::start(client);
    provide_context(attention);
    let stage = Memo::new(move |_| match client.session.get() {
        Session::Unknown => Stage::Starting,
        Session::SignedOut(_) => Stage::Outside,
        Session::SignedIn(_) => Stage::Inside,
    });
    keep_title(client, attention, stage);
    let route = client.navigation.route;
    view! {
        {dynamic(move || match stage.get() {
            Stage::Starting => view! { <Starting/> }.into_any(),
            Stage::Outside => (pages.outside)(route.get()),
            Stage::Inside => view! { <Shell><Inside client pages/></Shell> }.into_any(),
        })}
        <Everywhere/>
    }
}

#[component]
fn Inside(client: Client, pages: Pages) -> impl IntoView {
    let page = Memo::new(move |_| {
        let route = client.navigation.route.get();
        (route, client.my_role().is_some_and(|role| route.allowed(role)))
    });
    dynamic(move || match page.get() {
        (_, false) => view! { <NoPermission/> }.into_any(),
        // Where the other program draws it, that is on its way.
        (route, true) => (pages.inside)(route).unwrap_or_else(|| view! { <Starting/> }.into_any()),
    })
}

/// The title says who waits; while nobody looks at the tab, its star blinks: «✱ (3) Рабочее место — Letopis» (S13).
fn keep_title(client: Client, attention: Attention, stage: Memo<Stage>) {
    watch(move || {
        let route = client.navigation.route.get();
        let inside = stage.get() == Stage::Inside;
        let shown = if inside || route.is_outside() { route } else { Route::SignIn };
        let waiting = if client.stale() { 0 } else { attention.standing.get().notice };
        let number = if waiting > 0 { format!("({waiting}) ") } else { String::new() };
        let star = if attention.star() { "✱ " } else { "" };
        page::set_title(&format!("{star}{number}{} — Letopis", client.i18n.get(shown.title())));
    });
}
