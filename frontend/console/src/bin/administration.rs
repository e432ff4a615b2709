//! The administration: accounts, settings, one's own profile, the test of notifications. Whoever opens one of its pages directly signs in here.

use leptos::prelude::*;
use letopis_console::app::{self, Pages};
use letopis_console::pages::{
    Alerts, Bans, Categories, Departments, Invitation, Languages, Leaving, Operators, Profile, Settings, Setup, SignIn,
    Sites, Statistics, ask_before_unload,
};
use letopis_shared::pages::{Program, Route};

fn main() {
    ask_before_unload();
    app::start(Pages { program: Program::Administration, outside, inside });
}

fn outside(route: Route) -> AnyView {
    match route {
        Route::Setup => view! { <Setup/> }.into_any(),
        Route::Invitation => view! { <Invitation/> }.into_any(),
        _ => view! { <SignIn/> }.into_any(),
    }
}

fn inside(route: Route) -> Option<AnyView> {
    let page = match route {
        Route::Alerts => view! { <Alerts/> }.into_any(),
        Route::Profile => view! { <Profile/> }.into_any(),
        Route::Operators => view! { <Operators/> }.into_any(),
        Route::Statistics => view! { <Statistics/> }.into_any(),
        Route::Sites => view! { <Sites/> }.into_any(),
        Route::Settings => view! { <Settings/> }.into_any(),
        Route::Departments => view! { <Departments/> }.into_any(),
        Route::Languages => view! { <Languages/> }.into_any(),
        Route::Categories => view! { <Categories/> }.into_any(),
        Route::Bans => view! { <Bans/> }.into_any(),
        _ => return None,
    };
    Some(view! { {page} <Leaving/> }.into_any())
}
