//! Which page stands on the screen, and the title of the tab.

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::texts::{EN_COMMON, EN_CONSOLE, RU_COMMON, RU_CONSOLE, Texts};
use letopis_ui::json::Json;
use letopis_ui::{I18n, dynamic};

use crate::attention::Attention;
use crate::client::Client;
use crate::components::{Everywhere, Shell};
use crate::pages::{Alerts, Board, Home, NoPermission, NotFound, Operators, Profile, Setup, SignIn, Sites, Starting, Workplace};
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
        (Route::Board, _) => view! { <Board/> }.into_any(),
        (Route::Alerts, _) => view! { <Alerts/> }.into_any(),
        (Route::Profile, _) => view! { <Profile/> }.into_any(),
        (Route::Operators, _) => view! { <Operators/> }.into_any(),
        (Route::Sites, _) => view! { <Sites/> }.into_any(),
        (Route::NotFound, _) => view! { <NotFound/> }.into_any(),
        (Route::Home | Route::SignIn | Route::Setup, _) => view! { <Home/> }.into_any(),
    })
}

/// The title says who waits; while nobody looks at the tab, its star blinks: «✱ (3) Рабочее место — Letopis» (S13).
fn keep_title(client: Client, attention: Attention, stage: Memo<Stage>) {
    Effect::new(move |_| {
        let route = client.navigation.route.get();
        let inside = stage.get() == Stage::Inside;
        let shown = if inside || route == Route::Setup { route } else { Route::SignIn };
        let waiting = if client.stale() { 0 } else { attention.standing.get().notice };
        let number = if waiting > 0 { format!("({waiting}) ") } else { String::new() };
        let star = if attention.star() { "✱ " } else { "" };
        page::set_title(&format!("{star}{number}{} — Letopis", client.i18n.get(shown.title())));
    });
}
