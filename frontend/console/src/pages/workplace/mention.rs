//! The list of colleagues that `@` opens over the composer (M13).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use letopis_shared::schema::ids::OperatorId;
use letopis_ui::{StatusDot, dynamic, press, t, yes_no};
use web_sys::HtmlTextAreaElement;

use super::room::names;
use crate::client::{Client, use_client};
use crate::components::status_key;
use crate::state::mentions;
use crate::state::place::Place;
use crate::state::room::address;

/// What is offered at the caret now.
#[derive(Clone, Copy)]
pub struct Offer {
    client: Client,
    place: Place,
    rows: RwSignal<Vec<OperatorId>>,
    active: RwSignal<usize>,
    /// What an accepted name replaces before the caret, in UTF-16 units.
    typed: StoredValue<u32>,
    /// Escape: not for this `@`.
    dismissed: StoredValue<bool>,
}

impl Offer {
    pub fn new(place: Place) -> Self {
        Self {
            client: use_client(),
            place,
            rows: RwSignal::default(),
            active: RwSignal::new(0),
            typed: StoredValue::default(),
            dismissed: StoredValue::default(),
        }
    }

    pub fn is_open(self) -> bool {
        self.rows.with(|rows| !rows.is_empty())
    }

    /// Makes the field a combobox for as long as there is something to choose.
    pub fn mark(self, field: &HtmlTextAreaElement) {
        let open = self.is_open();
        let active = format!("mention-{}", self.active.get());
        let attributes = [
            ("role", "combobox"),
            ("aria-autocomplete", "list"),
            ("aria-expanded", "true"),
            ("aria-controls", "mentions"),
            ("aria-activedescendant", &active),
        ];
        for (name, value) in attributes {
            let _ = if open { field.set_attribute(name, value) } else { field.remove_attribute(name) };
        }
    }

    pub fn close(self) {
        // A field that goes with its dialog loses the focus when nothing of the list is left.
        if self.rows.try_with_untracked(|rows| !rows.is_empty()) == Some(true) {
            self.rows.try_set(Vec::new());
        }
    }

    /// The text before the caret changed.
    pub fn look(self, field: &HtmlTextAreaElement) {
        let caret = field.selection_start().ok().flatten().unwrap_or(0) as usize;
        let before: Vec<_> = field.value().encode_utf16().take(caret).collect();
        let before = String::from_utf16_lossy(&before);
        let query = mentions::query(&before);
        if query.is_none_or(str::is_empty) {
            self.dismissed.set_value(false);
        }
        let Some(query) = query.filter(|_| !self.dismissed.get_value()) else { return self.close() };
        self.typed.set_value(1 + query.encode_utf16().count() as u32);
        self.active.set(0);
        self.rows.set(untrack(|| self.offered(query)).unwrap_or_default());
    }

    fn offered(self, query: &str) -> Option<Vec<OperatorId>> {
        let client = self.client;
        let me = client.my_id()?;
        let sight = match self.place {
            Place::Room => None,
            Place::Conversation(id) => {
                let hidden = client.sites(|sites| sites.others_conversations_hidden)?;
                Some((client.timeline(id, |timeline| timeline.head.audience())?, hidden))
            }
        };
        let sight = sight.as_ref().map(|(audience, hidden)| (audience, *hidden));
        client.operators(|operators| mentions::offered(operators, me, sight, query))
    }

    /// Whether a key was for the list.
    pub fn takes(self, event: &KeyboardEvent, field: Option<HtmlTextAreaElement>) -> bool {
        let count = self.rows.with_untracked(Vec::len);
        if count == 0 || event.is_composing() || event.shift_key() {
            return false;
        }
        match event.key().as_str() {
            "ArrowDown" => self.active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.active.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" => self.choose(self.active.get_untracked(), field),
            "Escape" => {
                self.dismissed.set_value(true);
                self.close();
            }
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => {
                self.close();
                return false;
            }
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// Puts a name where its beginning was typed: in a note as a mention, in the room as whoever is addressed there.
    fn choose(self, at: usize, field: Option<HtmlTextAreaElement>) {
        let id = self.rows.with_untracked(|rows| rows.get(at).copied());
        let name = id.and_then(|id| untrack(|| self.client.colleague(id)));
        if let (Some(name), Some(field)) = (name, field) {
            let caret = field.selection_start().ok().flatten().unwrap_or(0);
            let _ = field.set_selection_range(caret.saturating_sub(self.typed.get_value()), caret);
            self.client.desk.insert.set(Some(match self.place {
                Place::Room => address(&name, &untrack(|| names(self.client))),
                Place::Conversation(_) => format!("@{name} "),
            }));
        }
        self.close();
    }

    /// The list itself.
    pub fn draw(self, field: impl Fn() -> Option<HtmlTextAreaElement> + Copy + Send + Sync + 'static) -> impl IntoView {
        let i18n = self.client.i18n;
        let line = move |(at, id): (usize, OperatorId)| {
            let row = untrack(|| self.client.operators(|operators| operators.rows.get(&id).cloned()).flatten())?;
            let line = view! {
                <li
                    id=format!("mention-{at}")
                    class="menu-item"
                    role="option"
                    aria-selected=yes_no(move || self.active.get() == at)
                    on:click=press(move |_| self.choose(at, field()))
                >
                    <StatusDot status=row.status/>
                    <span class="truncate">{row.name}</span>
                    <span class="end small faint">{t!(i18n, status_key(row.status))}</span>
                </li>
            };
            Some(line.into_any())
        };
        dynamic(move || {
            let rows = self.rows.get();
            if rows.is_empty() {
                return ().into_any();
            }
            let lines: Vec<AnyView> = rows.into_iter().enumerate().filter_map(line).collect();
            view! { <ul id="mentions" class="menu" role="listbox" aria-label=t!(i18n, "mention.list") on:mousedown=press(|event| event.prevent_default())>{lines}</ul> }
                .into_any()
        })
    }
}
