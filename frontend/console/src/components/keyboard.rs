//! Keys that act anywhere on the page.

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Feature;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::client::{Client, Pane};
use crate::platform::{on_window, page};
use crate::state::keys::{self, Press, Shortcut};
use crate::state::list;
use crate::state::route::Route;
use crate::state::selection::Selection;

/// Listens for as long as the page lives.
pub fn listen(client: Client) {
    on_window("keydown", move |event: KeyboardEvent| {
        let signed_in = client.session.try_with_untracked(|session| session.me().is_some()) == Some(true);
        if !signed_in || event.default_prevented() || event.is_composing() || dialog_is_open() {
            return;
        }
        let (code, key) = (event.code(), event.key());
        let press = Press {
            code: &code,
            key: &key,
            chord: event.ctrl_key() || event.alt_key() || event.meta_key(),
            in_field: in_field(event.target()),
            letters: client.desk.letters.get_untracked(),
        };
        if let Some(shortcut) = keys::shortcut(press)
            && act(client, shortcut)
        {
            event.prevent_default();
        }
    });
}

/// Does what a key means here; says whether it meant anything.
fn act(client: Client, shortcut: Shortcut) -> bool {
    let serves = untrack(|| client.my_role()).is_some_and(|role| role.serves_visitors());
    let at_work = client.navigation.route.get_untracked() == Route::Workplace;
    match shortcut {
        Shortcut::Help => client.desk.help.set(true),
        Shortcut::Status if serves => client.desk.status_menu.set(true),
        Shortcut::TakeLongest if serves => client.take_longest(),
        Shortcut::Down if at_work => walk(client, true),
        Shortcut::Up if at_work => walk(client, false),
        Shortcut::Reply if at_work => client.desk.focus_composer.set(true),
        Shortcut::Card if at_work => show_card(client),
        Shortcut::Close if at_work => client.ask_to_close(),
        Shortcut::Room if at_work && untrack(|| client.has(Feature::OperatorChat)) => {
            client.show_room(client.navigation.selection.get_untracked() != Selection::Room);
        }
        Shortcut::Column if at_work => next_column(),
        Shortcut::Leave => return leave(client),
        _ => return false,
    }
    true
}

fn walk(client: Client, down: bool) {
    let rows = untrack(|| {
        let looker = client.looker()?;
        let sections = client.workplace(|workplace| list::sections(workplace, &looker))?;
        Some(client.desk.folded.with(|folded| list::walk(&sections, folded)))
    });
    let next = list::step(&rows.unwrap_or_default(), client.desk.cursor.get_untracked(), down);
    client.desk.cursor.set(next);
}

fn show_card(client: Client) {
    let pane = client.navigation.pane;
    pane.update(|pane| *pane = if *pane == Pane::Card { Pane::Dialog } else { Pane::Card });
    page::focus("visitor-card");
}

/// The columns of the workplace, and what has the focus when one gets it: the first of these that is there.
const COLUMNS: [(&str, &[&str]); 3] = [
    (".wp-left", &[".wp-left .row[tabindex='0']", ".wp-left .row", ".wp-left .section-head"]),
    (".wp-centre", &["#composer", ".timeline", ".wp-centre button"]),
    (".wp-right", &["#visitor-card"]),
];

/// Moves the focus to the next column that is on the screen.
fn next_column() {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let active = document().active_element();
    let inside = |(column, _): &(&str, _)| find(column).is_some_and(|column| column.contains(active.as_deref()));
    let next = COLUMNS.iter().position(inside).map_or(0, |at| at + 1);
    let mut targets = (0..COLUMNS.len()).filter_map(|step| {
        let (_, targets) = COLUMNS[(next + step) % COLUMNS.len()];
        targets.iter().find_map(|target| find(target))?.dyn_into::<HtmlElement>().ok()
    });
    // What a narrow screen hides has no size on it.
    if let Some(target) = targets.find(|target| target.offset_width() > 0) {
        let _ = target.focus();
    }
}

/// Leaves a text field, or closes the card of a narrow screen.
fn leave(client: Client) -> bool {
    let Some(active) = document().active_element() else { return false };
    if is_field(&active) {
        if let Ok(field) = active.dyn_into::<HtmlElement>() {
            let _ = field.blur();
        }
        return true;
    }
    if client.navigation.pane.get_untracked() == Pane::Card {
        client.navigation.pane.set(Pane::Dialog);
        return true;
    }
    false
}

fn in_field(target: Option<web_sys::EventTarget>) -> bool {
    target.and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| is_field(&element))
}

fn is_field(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

fn dialog_is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}
