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
    /// He is asked whether he leaves what is not saved.
    pub leaving: RwSignal<bool>,
    /// What he does then.
    going: StoredValue<Option<Box<dyn FnOnce()>>, LocalStorage>,
    /// What was not saved when he left.
    given_up: StoredValue<Vec<web_sys::Element>, LocalStorage>,
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
            leaving: RwSignal::new(false),
            going: StoredValue::new_local(None),
            given_up: StoredValue::new_local(Vec::new()),
            program,
        };
        on_window("popstate", move |_: web_sys::Event| navigation.follow());
        navigation
    }

    /// Goes where the browser's back and forward led.
    fn follow(self) {
        let (there, query) = (page::path(), page::query());
        let here = (self.route.get_untracked(), self.whose.get_untracked());
        let asks = here != (Route::of(&there), whose(&query)) && page::is_unsaved();
        if asks {
            // until he has decided the address is that of the page
            page::show_address(&here.1.map_or_else(|| here.0.path().to_owned(), profile_of), false);
        }
        let arrive = move || {
            if asks {
                page::show_address(&format!("{there}{query}"), false);
            }
            let selection = Selection::of(&query);
            self.route.set(Route::of(&there));
            self.selection.set(selection);
            self.pane.set(Pane::of(selection));
            self.whose.set(whose(&query));
        };
        if asks { self.leave(arrive) } else { arrive() }
    }

    /// Does what takes the page away, or a part of it; asks before where something there is not saved.
    pub fn leave(self, go: impl FnOnce() + 'static) {
        let go: Box<dyn FnOnce()> = Box::new(go);
        if page::is_unsaved() {
            self.going.set_value(Some(go));
            self.leaving.set(true);
        } else {
            go();
        }
    }

    /// He leaves what is not saved.
    pub fn leave_unsaved(self) {
        self.given_up.set_value(page::give_up_unsaved());
        if let Some(go) = self.going.try_update_value(Option::take).flatten() {
            go();
        }
    }

    /// He could not leave after all.
    pub fn stay(self) {
        self.given_up.with_value(|given_up| page::mark_unsaved(given_up));
    }

    /// Nobody is asked any more: the page is gone for another reason.
    pub fn forget_question(self) {
        self.leaving.try_set(false);
        self.going.try_set_value(None);
    }

    /// Whether the program of this tab draws a page; the browser loads the other program for the rest.
    pub fn draws(self, route: Route) -> bool {
        route.program() == self.program
    }

    /// Opens a page.
    pub fn open(self, route: Route) {
        if self.route.get_untracked() != route || self.whose.get_untracked().is_some() {
            self.leave(move || self.show(route));
        }
    }

    fn show(self, route: Route) {
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
