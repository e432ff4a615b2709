//! The pages, as the menus name them.

pub use letopis_shared::pages::{Program, Route};

/// The pages of the toolbar and of the main page, with their icons.
pub const SECTIONS: [(Route, &str); 4] = [
    (Route::Workplace, "messages-square"),
    (Route::Statistics, "chart-column"),
    (Route::Operators, "users"),
    (Route::Sites, "panels-top-left"),
];
