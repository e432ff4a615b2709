//! The desk: signing in, the main page, work with visitors.

use leptos::prelude::*;
use letopis_console::app::{self, Pages};
use letopis_console::pages::{Board, Home, NotFound, SignIn, Workplace};
use letopis_shared::pages::{Program, Route};

fn main() {
    app::start(Pages { program: Program::Desk, outside, inside });
}

fn outside(_: Route) -> AnyView {
    view! { <SignIn/> }.into_any()
}

fn inside(route: Route) -> Option<AnyView> {
    Some(match route {
        Route::Home => view! { <Home/> }.into_any(),
        Route::Workplace => view! { <Workplace/> }.into_any(),
        Route::Board => view! { <Board/> }.into_any(),
        Route::NotFound => view! { <NotFound/> }.into_any(),
        _ => return None,
    })
}
