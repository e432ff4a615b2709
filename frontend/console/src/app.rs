//! Which page stands on the screen, and the title of the tab.

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::texts::{EN_COMMON, EN_CONSOLE, RU_COMMON, RU_CONSOLE, Texts};
use letopis_ui::json::Json;
use letopis_ui::{I18n, dynamic};

use crate::client::Client;
use crate::components::{Everywhere, Shell};
use crate::pages::{Home, NoPermission, NotFound, Operators, Profile, Setup, SignIn, Sites, Starting, Workplace};
use crate::platform::page;
use crate::state::route::Route;
use crate::state::session::Session;

/// The texts of a language that the console shows.
pub fn texts(locale: Locale) -> Texts {
    let sources = match locale {
        Locale::Ru => [RU_COMMON, RU_CONSOLE],
        Locale::En => [EN_COMMON, EN_CONSOLE],
    };
    Texts::of(locale, sources.into_iter().filter_map(Json::parse).flat_map(Json::into_texts))
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
pub fn App() -> impl IntoView {
    let locale = page::first_locale();
    page::set_language(locale);
    let i18n = I18n::new(locale, texts);
    provide_context(i18n);
    let client = Client::start(i18n);
    provide_context(client);
    let stage = Memo::new(move |_| match client.session.get() {
        Session::Unknown => Stage::Starting,
        Session::SignedOut(_) => Stage::Outside,
        Session::SignedIn(_) => Stage::Inside,
    });
    keep_title(client, stage);
    let route = client.navigation.route;
    view! {
        {dynamic(move || match stage.get() {
            Stage::Starting => view! { <Starting/> }.into_any(),
            Stage::Outside if route.get() == Route::Setup => view! { <Setup/> }.into_any(),
            Stage::Outside => view! { <SignIn/> }.into_any(),
            Stage::Inside => view! { <Shell><Inside client/></Shell> }.into_any(),
        })}
        <Everywhere/>
    }
}

#[component]
fn Inside(client: Client) -> impl IntoView {
    let page = Memo::new(move |_| {
        let route = client.navigation.route.get();
        (route, client.my_role().is_some_and(|role| route.allowed(role)))
    });
    dynamic(move || match page.get() {
        (_, false) => view! { <NoPermission/> }.into_any(),
        (Route::Workplace, _) => view! { <Workplace/> }.into_any(),
        (Route::Profile, _) => view! { <Profile/> }.into_any(),
        (Route::Operators, _) => view! { <Operators/> }.into_any(),
        (Route::Sites, _) => view! { <Sites/> }.into_any(),
        (Route::NotFound, _) => view! { <NotFound/> }.into_any(),
        (Route::Home | Route::SignIn | Route::Setup, _) => view! { <Home/> }.into_any(),
    })
}

/// The title says who waits even while the tab is hidden: «✱ (3) Рабочее место — Letopis».
fn keep_title(client: Client, stage: Memo<Stage>) {
    Effect::new(move |_| {
        let route = client.navigation.route.get();
        let inside = stage.get() == Stage::Inside;
        let shown = if inside || route == Route::Setup { route } else { Route::SignIn };
        let waiting = if inside && !client.stale() { client.waiting().count } else { 0 };
        let mark = if waiting > 0 { format!("✱ ({waiting}) ") } else { String::new() };
        page::set_title(&format!("{mark}{} — Letopis", client.i18n.get(shown.title())));
    });
}
