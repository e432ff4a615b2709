//! Keys that act anywhere on the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::client::{Client, Pane};
use crate::platform::{on_window, page};
use crate::state::keys::{self, Press, Shortcut};
use crate::state::list;
use crate::state::route::Route;

/// Listens for as long as the page lives.
pub fn listen(client: Client) {
    on_window("focusin", move |event: web_sys::FocusEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        client.desk.in_composer.set_value(target.is_some_and(|target| target.id() == "composer"));
    });
    // Whoever presses somewhere else has left the composer, also where nothing takes the focus.
    on_window("pointerdown", move |event: web_sys::PointerEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        client.desk.in_composer.set_value(target.is_some_and(|target| target.id() == "composer"));
    });
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
        if key.chars().count() == 1 && !press.chord && !press.in_field && words_for_composer(client, &event) {
            return;
        }
        if let Some(shortcut) = keys::shortcut(press)
            && act(client, shortcut)
        {
            event.prevent_default();
        }
    });
}

/// Letters are words, not commands, while a composer is about to have the focus, or had it until it went away.
fn words_for_composer(client: Client, event: &KeyboardEvent) -> bool {
    let coming = client.desk.focus_composer.get_untracked();
    let lost = page::focus_is_lost() && client.desk.in_composer.get_value();
    if !(lost || coming) || client.navigation.route.get_untracked() != Route::Workplace {
        return false;
    }
    // The key goes on to what has the focus now.
    if page::focus_one_of(&["#composer"]) {
        return true;
    }
    let place = client.navigation.selection.get_untracked().place();
    if let Some(place) = place.filter(|_| coming) {
        let draft = client.drafts.with_untracked(|drafts| drafts.get(&place.to_string()).to_owned());
        client.set_draft(&place.to_string(), &(draft + &event.key()));
        event.prevent_default();
        return true;
    }
    client.desk.in_composer.get_value()
}

/// Does what a key means here; says whether it meant anything.
fn act(client: Client, shortcut: Shortcut<'_>) -> bool {
    let at_work = client.navigation.route.get_untracked() == Route::Workplace;
    match shortcut {
        Shortcut::Help => client.desk.help.set(true),
        Shortcut::TakeLongest if untrack(|| client.my_role()).is_some_and(|role| role.serves_visitors()) => {
            client.take_longest();
        }
        Shortcut::Down if at_work => walk(client, true),
        Shortcut::Up if at_work => walk(client, false),
        Shortcut::Column if at_work => next_column(),
        Shortcut::Leave => return leave(client),
        Shortcut::Control(letter) => return press_control(letter),
        _ => return false,
    }
    true
}

/// Presses the button that names this letter as its key (`aria-keyshortcuts`), or goes to the place that does: of those
/// that are there, the last, as the newest message stands last.
fn press_control(letter: &str) -> bool {
    let selector = format!("[aria-keyshortcuts='{letter}']:not(:disabled)");
    let Ok(found) = document().query_selector_all(&selector) else { return false };
    let seen = |at| found.item(at)?.dyn_into::<HtmlElement>().ok().filter(|element| element.offset_width() > 0);
    match (0..found.length()).rev().find_map(seen) {
        Some(button) if button.tag_name() == "BUTTON" => button.click(),
        Some(place) => drop(place.focus()),
        None => return false,
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
    client.desk.walk_to(next);
}

/// Where the focus goes in the list.
pub const LIST: [&str; 3] = [".wp-left .row[tabindex='0']", ".wp-left .row", ".wp-left .section-head"];

/// Where the focus goes when what had it is gone: to what stays of the same conversation, never to another visitor, whom the
/// next Enter would take. Without one the page itself has it: the next letter is a command again.
const HAVENS: [&str; 5] =
    ["#composer", ".wp-note button", ".wp-left .row[aria-selected='true']", ".wp-centre .timeline", "#main"];

/// Gives the focus to something when nothing has it, or only the page.
pub fn find_focus() {
    if page::focus_is_lost() || document().active_element().is_some_and(|active| active.id() == "main") {
        page::focus_one_of(&HAVENS);
    }
}

/// The columns of the workplace, and what has the focus when one gets it: the first of these that is there.
const COLUMNS: [(&str, &[&str]); 3] = [
    (".wp-left", &LIST),
    (".wp-centre", &["#composer", ".timeline", ".wp-centre button"]),
    (".wp-right", &["#visitor-card"]),
];

/// Moves the focus to the next column that is on the screen.
fn next_column() {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let active = document().active_element();
    let inside = |(column, _): &(&str, _)| find(column).is_some_and(|column| column.contains(active.as_deref()));
    let next = COLUMNS.iter().position(inside).map_or(0, |at| at + 1);
    // One that a narrow screen hides is passed over.
    let _ = (0..COLUMNS.len()).any(|step| page::focus_one_of(COLUMNS[(next + step) % COLUMNS.len()].1));
}

/// Leaves a text field, or closes the card of a narrow screen.
fn leave(client: Client) -> bool {
    let Some(active) = document().active_element() else { return false };
    let of_composer = active.id() == "composer" || page::focus_is_lost() && client.desk.in_composer.get_value();
    if is_field(&active) || of_composer {
        let left = of_composer && page::focus_one_of(&HAVENS[2..]);
        if !left && let Ok(field) = active.dyn_into::<HtmlElement>() {
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

/// Whether something is typed or chosen there.
pub fn in_field(target: Option<web_sys::EventTarget>) -> bool {
    target.and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| is_field(&element))
}

fn is_field(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

fn dialog_is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}
