//! The pages, as the menus name them.

pub use letopis_shared::pages::{Program, Route};

/// The name of a page of the toolbar: settings are many pages under one.
pub fn section_title(route: Route) -> &'static str {
    if route.is_of_settings() { "page.section_settings" } else { route.title() }
}

/// The pages of the toolbar and of the main page, with their icons.
pub const SECTIONS: [(Route, &str); 4] = [
    (Route::Workplace, "messages-square"),
    (Route::Statistics, "chart-column"),
    (Route::Operators, "users"),
    (Route::Sites, "settings"),
];
