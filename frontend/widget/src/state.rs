//! The window's state as signals, and what the visitor can do to it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::limits::{TYPING_REPEAT_MILLIS, TYPING_SHOWN_MILLIS};
use letopis_shared::schema::ids::{CommandId, DepartmentId, MessageId};
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::texts::{EN_WIDGET, EN_WINDOW, RU_WIDGET, RU_WINDOW, Texts};
use letopis_shared::wire::visitor::{ServerFrame, SiteFace};
use letopis_ui::browser;

use crate::bridge::{Bridge, Incoming, LoaderMessage, Outgoing};
use crate::form;
use crate::model::Model;
use crate::wire::Json;

/// A connection may be lost this long before anybody is told.
const LINK_LOST_MILLIS: u64 = 2_000;

/// Everything parts need; copied freely, lives as long as the window.
#[derive(Clone, Copy)]
pub struct State {
    pub model: RwSignal<Model>,
    /// The operator who types just now.
    pub typing: RwSignal<Option<String>>,
    /// The connection has been gone for a while.
    pub lost: RwSignal<bool>,
    /// Grows each time the visitor opens the window: the focus belongs into it.
    pub opened: RwSignal<u32>,
    /// How the site looks, and the how manyeth look it is: with each the window is drawn anew.
    pub site: RwSignal<Option<(u32, SiteFace)>>,
    /// The department that is chosen in the form just now.
    pub department: RwSignal<Option<DepartmentId>>,
    /// He wants to ask something new after what is over; the form stands before that.
    anew: RwSignal<bool>,
    /// The answers to the form, as they travel with the first message; nothing before it is filled in (M5).
    answers: RwSignal<Option<String>>,
    texts: StoredValue<Texts>,
    line: StoredValue<Line, LocalStorage>,
}

/// What is no signal: nobody draws it.
#[derive(Clone, Default)]
struct Line {
    bridge: Bridge,
    up: Rc<Cell<bool>>,
    /// Which showing of the typing mark the running timer belongs to.
    typing_shown: Rc<Cell<u32>>,
    typing_told_at: Rc<Cell<u64>>,
}

impl State {
    /// Opens the line to the loader.
    pub fn open() -> Self {
        let state = Self {
            model: RwSignal::default(),
            typing: RwSignal::default(),
            lost: RwSignal::default(),
            opened: RwSignal::default(),
            site: RwSignal::default(),
            department: RwSignal::default(),
            anew: RwSignal::default(),
            answers: RwSignal::new(form::load()),
            texts: StoredValue::new(texts(Locale::default())),
            line: StoredValue::new_local(Line::default()),
        };
        let bridge = Bridge::open(move |incoming| state.hear(incoming));
        state.line.update_value(|line| line.bridge = bridge);
        state
    }

    fn hear(self, incoming: Incoming) {
        match incoming {
            Incoming::Server(frame) => self.take(frame),
            Incoming::Loader(LoaderMessage::Start { up, site, pending, frames }) => {
                self.model.update(|model| model.start(site, pending));
                for frame in frames {
                    self.take(frame);
                }
                self.link(up);
            }
            Incoming::Loader(LoaderMessage::Link { up }) => self.link(up),
            Incoming::Loader(LoaderMessage::Shown { open, focus }) => {
                if open && focus {
                    self.acts();
                }
            }
        }
        self.face();
        for id in self.model.with_untracked(Model::in_vain) {
            self.give_up(id);
        }
        // answers count for one conversation, and those that were not enough, or came in vain, for none
        let spent = self.model.with_untracked(|model| model.lacks.is_some() || model.talking() || model.shut);
        if spent && self.answers.with_untracked(Option::is_some) {
            self.answer(None);
        }
        // Whoever talks has been asked enough.
        if self.model.with_untracked(Model::talking) {
            if self.anew.get_untracked() {
                self.anew.set(false);
            }
            if self.model.with_untracked(|model| model.lacks.is_some()) {
                self.model.update(|model| model.lacks = None);
            }
        }
    }

    fn face(self) {
        let Some(site) = self.model.with_untracked(|model| model.site.clone()) else { return };
        let drawn = self.site.get_untracked();
        if drawn.as_ref().is_none_or(|(_, drawn)| *drawn != site) {
            self.texts.set_value(texts(site.locale));
            self.site.set(Some((drawn.map_or(0, |(look, _)| look + 1), site)));
        }
    }

    /// Whether a form is to be filled in before the next message (M5).
    fn due(self) -> bool {
        self.answers.with(Option::is_none) && self.model.with(|model| model.asked(now()).is_some())
    }

    /// Whether the form stands before the conversation now.
    pub fn asks(self) -> bool {
        self.due() && (self.anew.get() || !self.model.with(Model::readable))
    }

    /// Whether what is over can be read and judged, and the form comes when he asks something new.
    pub fn rests(self) -> bool {
        self.due() && !self.asks()
    }

    /// Goes on to the form of what he asks anew, or back to what is over.
    pub fn ask_anew(self, anew: bool) {
        self.acts();
        self.anew.set(anew);
        if !anew {
            self.model.update(|model| model.lacks = None);
        }
    }

    /// Whether somebody answers, of the department that he has chosen where he has.
    pub fn attended(self) -> Option<bool> {
        let chosen = match self.answers.with(|answers| answers.as_deref().map(form::department)) {
            Some(answered) => answered,
            None if self.asks() => self.department.get(),
            None => None,
        };
        self.model.with(|model| model.attended_by(chosen))
    }

    /// He is in the window, be it that it was open with the page: what takes the place of what he left has the focus.
    fn acts(self) {
        self.opened.update(|times| *times += 1);
    }

    /// Takes the answers to the form; messages that were refused without them go now.
    pub fn answer(self, answers: Option<String>) {
        form::save(answers.as_deref());
        let filled = answers.is_some();
        self.answers.set(answers);
        if filled {
            self.acts();
            self.model.update(|model| model.lacks = None);
            for id in self.model.with_untracked(Model::failed) {
                self.retry(id);
            }
        }
    }

    fn take(self, frame: ServerFrame) {
        match frame {
            ServerFrame::Typing { name } => self.show_typing(name),
            ServerFrame::Patch { .. } => {
                let before = self.model.with_untracked(Model::last_of_others);
                self.model.update(|model| model.take(frame));
                if self.model.with_untracked(Model::last_of_others) != before {
                    self.typing.set(None);
                }
            }
            _ => self.model.update(|model| model.take(frame)),
        }
    }

    fn show_typing(self, name: String) {
        self.typing.set(Some(name));
        let shown = self.line.with_value(|line| line.typing_shown.clone());
        let turn = shown.get() + 1;
        shown.set(turn);
        let hide = move || {
            if shown.get() == turn {
                self.typing.set(None);
            }
        };
        set_timeout(hide, Duration::from_millis(TYPING_SHOWN_MILLIS.into()));
    }

    fn link(self, up: bool) {
        let now = self.line.with_value(|line| line.up.clone());
        now.set(up);
        if up {
            self.lost.set(false);
        } else {
            set_timeout(move || self.lost.set(!now.get()), Duration::from_millis(LINK_LOST_MILLIS));
        }
    }

    /// The language of the window.
    pub fn locale(self) -> Locale {
        self.texts.with_value(|texts| texts.locale())
    }

    /// A text of the catalogue.
    pub fn text(self, key: &str) -> String {
        self.texts.with_value(|texts| texts.get(key).to_owned())
    }

    /// A text about somebody.
    pub fn filled(self, key: &str, name: &str) -> String {
        self.texts.with_value(|texts| texts.with(key, &[("name", name)]))
    }

    /// A text about a number.
    pub fn counted(self, key: &str, n: usize) -> String {
        self.texts.with_value(|texts| texts.count(key, n as u64, &[]))
    }

    fn say(self, message: &Outgoing) {
        self.line.with_value(|line| line.bridge.say(message));
    }

    /// Sends what the visitor wrote.
    pub fn send(self, text: &str) {
        let id = CommandId(browser::new_id());
        self.model.update(|model| model.send(id, text.to_owned()));
        self.line.with_value(|line| line.typing_told_at.set(0));
        self.answers.with_untracked(|form| self.say(&Outgoing::Send { id, text, form: form.as_deref() }));
    }

    /// Sends a refused message once more: a new command, for the old one has its answer.
    pub fn retry(self, id: MessageId) {
        if let Some(text) = self.give_up(id) {
            self.send(&text);
        }
    }

    /// Forgets a message that was refused; gives its text.
    pub fn give_up(self, id: MessageId) -> Option<String> {
        let unsent = self.model.try_update(|model| model.drop_unsent(id))??;
        self.say(&Outgoing::Drop { id: CommandId(id.0) });
        Some(unsent.text)
    }

    /// Tells that the visitor writes, now and then (M1).
    pub fn types(self) {
        let told_at = self.line.with_value(|line| line.typing_told_at.clone());
        let now = browser::now_millis();
        if now.saturating_sub(told_at.get()) >= TYPING_REPEAT_MILLIS.into() {
            told_at.set(now);
            self.say(&Outgoing::Typing);
        }
    }

    /// Ends the conversation.
    pub fn end(self) {
        self.say(&Outgoing::Close { id: CommandId(browser::new_id()) });
    }

    /// Judges the conversation that is over (M7).
    pub fn rate(self, stars: u8, comment: &str) {
        self.say(&Outgoing::Rate { id: CommandId(browser::new_id()), stars, comment });
    }

    /// Hides the window; the loader gives the focus back to its button.
    pub fn hide(self) {
        self.say(&Outgoing::Hide);
    }
}

/// The time of this browser.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(browser::now_millis() as i64).unwrap_or_default()
}

/// The texts of the window, read without serde (see [`crate::wire`]).
fn texts(locale: Locale) -> Texts {
    let sources = match locale {
        Locale::Ru => [RU_WIDGET, RU_WINDOW],
        Locale::En => [EN_WIDGET, EN_WINDOW],
    };
    Texts::of(locale, sources.into_iter().filter_map(Json::parse).flat_map(Json::into_texts))
}
