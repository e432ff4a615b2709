//! Where the operator is: page, open conversation, and the pane of a narrow screen.

use leptos::prelude::*;
use letopis_shared::schema::ids::OperatorId;

use crate::platform::{on_window, page};
use crate::state::route::{Program, Route};
use crate::state::selection::Selection;

/// What a narrow screen shows of the workplace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    List,
    Dialog,
    /// The visitor's card: a sheet below 1100 px, the whole screen below 700 px.
    Card,
}

impl Pane {
    /// What a narrow screen shows first.
    fn of(selection: Selection) -> Self {
        if selection == Selection::Nothing { Pane::List } else { Pane::Dialog }
    }
}

/// The place of this tab.
#[derive(Clone, Copy)]
pub struct Navigation {
    pub route: RwSignal<Route>,
    pub selection: RwSignal<Selection>,
    pub pane: RwSignal<Pane>,
    /// Whose profile is open; nothing is one's own (S112).
    pub whose: RwSignal<Option<OperatorId>>,
    /// The program that runs in this tab.
    program: Program,
}

impl Navigation {
    /// Reads the address and follows the browser's back and forward.
    pub(super) fn start(program: Program) -> Self {
        let selection = Selection::of(&page::query());
        let navigation = Self {
            route: RwSignal::new(Route::of(&page::path())),
            selection: RwSignal::new(selection),
            pane: RwSignal::new(Pane::of(selection)),
            whose: RwSignal::new(whose(&page::query())),
            program,
        };
        on_window("popstate", move |_: web_sys::Event| {
            navigation.route.set(Route::of(&page::path()));
            let selection = Selection::of(&page::query());
            navigation.selection.set(selection);
            navigation.pane.set(Pane::of(selection));
            navigation.whose.set(whose(&page::query()));
        });
        navigation
    }

    /// Whether the program of this tab draws a page; the browser loads the other program for the rest.
    pub fn draws(self, route: Route) -> bool {
        route.program() == self.program
    }

    /// Opens a page.
    pub fn open(self, route: Route) {
        if self.route.get_untracked() != route || self.whose.get_untracked().is_some() {
            self.whose.set(None);
            let query = match route {
                Route::Workplace => self.selection.get_untracked().query(),
                _ => String::new(),
            };
            let address = format!("{}{query}", route.path());
            if self.draws(route) {
                page::show_address(&address, false);
                self.route.set(route);
            } else {
                page::load(&address, false);
            }
        }
    }

    /// Opens somebody's profile, from a page of the same program.
    pub fn open_profile(self, id: OperatorId) {
        page::show_address(&profile_of(id), false);
        self.whose.set(Some(id));
        self.route.set(Route::Profile);
    }

    /// Puts a page in place of this one: the way back does not lead here.
    pub fn redirect(self, route: Route) {
        if self.draws(route) {
            page::show_address(route.path(), true);
            self.route.set(route);
        } else {
            page::load(route.path(), true);
        }
    }

    /// Opens a conversation or a visitor in the workplace. The way back leads to the list, not through all that were open.
    pub fn select(self, selection: Selection) {
        let before = self.selection.get_untracked();
        if before != selection {
            self.selection.set(selection);
            if self.route.get_untracked() == Route::Workplace {
                let address = format!("{}{}", Route::Workplace.path(), selection.query());
                page::show_address(&address, before != Selection::Nothing);
            }
        }
        self.pane.set(Pane::of(selection));
    }
}

/// Whose profile an address names.
fn whose(query: &str) -> Option<OperatorId> {
    query.strip_prefix("?operator=")?.parse().ok()
}

/// The address of somebody's profile.
pub fn profile_of(id: OperatorId) -> String {
    format!("{}?operator={id}", Route::Profile.path())
}

/// The place of this tab.
pub fn use_navigation() -> Navigation {
    super::use_client().navigation
}
