//! What an operator does at his desk, whichever way he does it: mouse, keyboard, or a link.

use leptos::prelude::*;
use letopis_shared::schema::ids::{ConversationId, OperatorId};
use letopis_shared::views::workplace::{ConversationRow, Section, Workplace};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::storage;

use super::toasts::ToastAction;
use super::{Client, Pane};
use crate::platform::page;
use crate::state::attention::{self, Waiting};
use crate::state::list::{Folded, RowId};
use crate::state::outbox::Failure;
use crate::state::route::Route;
use crate::state::selection::Selection;

const LETTERS_KEY: &str = "letopis.keys";

/// The state of the screen that no view knows of.
#[derive(Clone, Copy)]
pub struct Desk {
    pub folded: RwSignal<Folded>,
    /// The row of the list that has the keyboard.
    pub cursor: RwSignal<Option<RowId>>,
    /// The one row that Tab stops at.
    pub stop: RwSignal<Option<RowId>>,
    /// The cursor was moved by walking: the focus goes with it.
    pub walking: StoredValue<bool>,
    /// The conversation that is being taken: its composer is there already.
    pub taking: RwSignal<Option<ConversationId>>,
    /// The composer shall have the focus as soon as it is there.
    pub focus_composer: RwSignal<bool>,
    /// The last thing that had the focus was a composer.
    pub in_composer: StoredValue<bool>,
    /// Words that shall stand at the caret of the composer.
    pub insert: RwSignal<Option<String>>,
    /// What was open when the operator went into the room.
    before_room: RwSignal<Selection>,
    pub help: RwSignal<bool>,
    /// The conversation that is to be taken over, and from whom.
    pub taking_over: RwSignal<Option<(ConversationId, OperatorId)>>,
    pub taking_over_asked: RwSignal<bool>,
    /// Single letters act as shortcuts.
    pub letters: RwSignal<bool>,
}

impl Desk {
    pub(super) fn start() -> Self {
        Self {
            folded: RwSignal::default(),
            cursor: RwSignal::default(),
            stop: RwSignal::default(),
            walking: StoredValue::default(),
            taking: RwSignal::default(),
            focus_composer: RwSignal::new(false),
            in_composer: StoredValue::default(),
            insert: RwSignal::default(),
            before_room: RwSignal::default(),
            help: RwSignal::new(false),
            taking_over: RwSignal::default(),
            taking_over_asked: RwSignal::new(false),
            letters: RwSignal::new(storage::read(LETTERS_KEY).as_deref() != Some("off")),
        }
    }

    /// Moves the cursor of the list, and the focus with it.
    pub fn walk_to(self, row: Option<RowId>) {
        self.walking.set_value(true);
        self.cursor.set(row);
    }

    /// Switches single-letter shortcuts, in this browser.
    pub fn choose_letters(self, on: bool) {
        self.letters.set(on);
        if on { storage::remove(LETTERS_KEY) } else { storage::write(LETTERS_KEY, "off") }
    }
}

impl Client {
    /// Who waits for an answer.
    pub fn waiting(self) -> Waiting {
        let Some(me) = self.my_id() else { return Waiting::default() };
        let serving = self.my_serving();
        self.workplace(|workplace| attention::waiting(workplace, me, &serving)).unwrap_or_default()
    }

    /// The conversations that [`Self::waiting`] counts, ordered by id; nothing before they are known.
    pub fn awaiting(self) -> Option<Vec<ConversationId>> {
        let me = self.my_id()?;
        let serving = self.my_serving();
        let ids = |workplace: &Workplace| {
            let rows = workplace.conversations.values();
            rows.filter(|row| row.section(me, &serving) == Section::AwaitingReply).map(|row| row.id).collect()
        };
        self.workplace(ids)
    }

    /// The conversations to which notes call this operator, ordered by id (M13).
    pub fn mentions(self) -> Vec<ConversationId> {
        let Some(me) = self.my_id() else { return Vec::new() };
        let ids = |workplace: &Workplace| {
            let rows = workplace.conversations.values();
            rows.filter(|row| row.mentioned.contains(&me)).map(|row| row.id).collect()
        };
        self.workplace(ids).unwrap_or_default()
    }

    /// Opens a conversation from whatever page, without taking it.
    pub fn show_conversation(self, id: ConversationId) {
        self.navigation.select(Selection::Conversation(id));
        self.navigation.open(Route::Workplace);
    }

    /// Says that a colleague calls this operator, unless he looks at just that.
    pub(super) fn say_mentioned(self, id: ConversationId, number: u32, by: OperatorId) {
        if untrack(|| self.looks_at() == Some(id)) {
            return;
        }
        let name = untrack(|| self.colleague(by)).unwrap_or_default();
        let text = self.i18n.with("mention.told", &[("name", &name), ("number", &number.to_string())]);
        let act = Callback::new(move |()| self.show_conversation(id));
        self.say("bell", text, Some(ToastAction { label: "workplace.open_conversation", act, closed: None }));
    }

    /// Opens the workplace with those who wait in view (S11, S18).
    pub fn show_waiting(self) {
        self.navigation.open(Route::Workplace);
        self.navigation.pane.set(Pane::List);
        page::scroll_to_top(".wp-left .list");
    }

    /// Opens a row: one who waits is taken by that (S20).
    pub fn open_row(self, row: RowId) {
        self.desk.walking.set_value(false);
        self.desk.cursor.set(Some(row));
        let RowId::Conversation(id) = row else {
            self.desk.focus_composer.set(false);
            if let RowId::Visitor(id) = row {
                self.navigation.select(Selection::Visitor(id));
            }
            return;
        };
        let waits = untrack(|| self.section_of(id)) == Some(Section::AwaitingReply);
        if waits {
            self.take(id);
        } else {
            self.navigation.select(Selection::Conversation(id));
            self.desk.focus_composer.set(true);
        }
    }

    /// Goes into the common room, or back to what was open before it (S28).
    pub fn show_room(self, show: bool) {
        let open = self.navigation.selection.get_untracked();
        if show {
            if open != Selection::Room {
                self.desk.before_room.set(open);
            }
            self.navigation.select(Selection::Room);
            self.desk.focus_composer.set(true);
        } else if open == Selection::Room {
            // Where one pane is shown at a time, the list stays it.
            let pane = self.navigation.pane.get_untracked();
            self.navigation.select(self.desk.before_room.get_untracked());
            if pane == Pane::List {
                self.navigation.pane.set(pane);
            }
        }
    }

    /// Messages of colleagues in the room that this operator has not read.
    pub fn unread_in_room(self) -> usize {
        let me = self.my_id();
        self.operator_chat(|room| me.map_or(0, |me| room.unread(me).count())).unwrap_or(0)
    }

    /// Messages that nobody has read, of visitors who wait for this operator or talk with him.
    pub fn unread_of_visitors(self) -> usize {
        let Some(me) = self.my_id() else { return 0 };
        let serving = self.my_serving();
        let his = |row: &&ConversationRow| {
            matches!(row.section(me, &serving), Section::AwaitingReply | Section::InConversation)
        };
        let unread =
            |workplace: &Workplace| workplace.conversations.values().filter(his).map(|row| row.unread as usize).sum();
        self.workplace(unread).unwrap_or(0)
    }

    /// Where a conversation stands for this operator.
    pub fn section_of(self, id: ConversationId) -> Option<Section> {
        let me = self.my_id()?;
        let serving = self.my_serving();
        self.workplace(|workplace| workplace.conversations.get(&id).map(|row| row.section(me, &serving))).flatten()
    }

    /// Takes a visitor who waits; when somebody was faster, says who.
    pub fn take(self, conversation_id: ConversationId) {
        if !self.link.get_untracked().live {
            self.say("wifi-off", self.i18n.get("connection.needed"), None);
            return;
        }
        self.desk.taking.set(Some(conversation_id));
        self.desk.focus_composer.set(true);
        self.navigation.select(Selection::Conversation(conversation_id));
        self.command(Command::TakeConversation { conversation_id }, move |answer| {
            // The answer may be here before the views that it changed: those end the taking (see the dialog's foot).
            let Err(failure) = answer else { return };
            if self.desk.taking.get_untracked() == Some(conversation_id) {
                self.desk.taking.set(None);
                self.desk.focus_composer.set(false);
            }
            match failure {
                Failure::Refused(refusal @ Refusal::AlreadyTaken { .. }) => {
                    let text = self.sentence(&refusal);
                    self.say("user-check", text, None);
                }
                failure => self.say_failure(&failure),
            }
        });
    }

    /// Takes the visitor who waits longest.
    pub fn take_longest(self) {
        match untrack(|| self.waiting()).longest {
            Some((id, _)) => {
                self.navigation.open(Route::Workplace);
                self.open_row(RowId::Conversation(id));
            }
            None => self.say("coffee", self.i18n.get("workplace.nobody_waits"), None),
        }
    }

    /// The open conversation, if it is this operator's.
    fn my_open(self) -> Option<ConversationId> {
        let Selection::Conversation(id) = self.navigation.selection.get_untracked() else { return None };
        (untrack(|| self.section_of(id)) == Some(Section::InConversation)).then_some(id)
    }

    /// Closes the open conversation, if it is this operator's; for a moment that can be taken back.
    pub fn close(self) {
        let Some(conversation_id) = self.my_open() else { return };
        let undo = move |()| {
            self.command(Command::UndoClose { conversation_id }, move |answer| match answer {
                Ok(()) => self.navigation.select(Selection::Conversation(conversation_id)),
                Err(failure) => self.say_failure(&failure),
            });
        };
        self.command(Command::CloseConversation { conversation_id }, move |answer| match answer {
            Ok(()) => {
                // Where a closed conversation is never opened again there is nothing to take back.
                let reopens = untrack(|| self.sites(|sites| sites.reopen_minutes > 0)) == Some(true);
                let action =
                    ToastAction { label: "dialog.undo", act: Callback::new(undo), closed: Some(conversation_id) };
                self.say("circle-check", self.i18n.get("dialog.closed_toast"), reopens.then_some(action));
            }
            Err(failure) => self.say_failure(&failure),
        });
    }

    /// Lets the open conversation wait, or goes on with it (M8).
    pub fn toggle_hold(self) {
        let Some(conversation_id) = self.my_open() else { return };
        let held = untrack(|| self.workplace(|view| view.conversations.get(&conversation_id).map(|row| row.on_hold)));
        self.give(match held.flatten() {
            Some(true) => Command::EndHold { conversation_id },
            _ => Command::HoldConversation { conversation_id },
        });
    }

    /// Who has a conversation, where that is a colleague.
    pub fn holder(self, id: ConversationId) -> Option<OperatorId> {
        let holder = |row: &ConversationRow| row.operators.first().copied().or(row.assigned);
        let holder = self.workplace(|view| view.conversations.get(&id).and_then(holder)).flatten();
        holder.filter(|holder| Some(*holder) != self.my_id())
    }

    /// Asks before the open conversation is taken from the colleague who has it (M30).
    pub fn ask_to_take_over(self) {
        if let Selection::Conversation(id) = self.navigation.selection.get_untracked()
            && let Some(from) = untrack(|| self.holder(id))
        {
            self.desk.taking_over.set(Some((id, from)));
            self.desk.taking_over_asked.set(true);
        }
    }

    /// Takes it from him.
    pub fn take_over(self) {
        let Some((conversation_id, from)) = self.desk.taking_over.get_untracked() else { return };
        self.desk.focus_composer.set(true);
        self.command(Command::TakeOverConversation { conversation_id, from }, move |answer| {
            if let Err(failure) = answer {
                self.desk.focus_composer.set(false);
                self.say_failure(&failure);
            }
        });
    }
}
