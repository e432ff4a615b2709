//! Short messages at the lower edge.

use std::cell::Cell;

use leptos::prelude::*;
use letopis_shared::schema::ids::ConversationId;

use super::Client;
use crate::platform::timer;
use crate::state::Millis;
use crate::state::words::Sentence;

/// How long a message stays.
const SHOWN: Millis = 6_000;
/// … with something that can be done about it.
const SHOWN_WITH_ACTION: Millis = 12_000;
/// More than these hide each other.
const TOASTS_MAX: usize = 3;

/// Something that can be done about a message.
#[derive(Clone, Copy)]
pub struct ToastAction {
    /// In the catalogue.
    pub label: &'static str,
    pub act: Callback<()>,
    /// The message is about the end of this conversation: it can be undone, and goes when that is open again.
    pub closed: Option<ConversationId>,
}

/// A message.
#[derive(Clone)]
pub struct Toast {
    pub id: u64,
    pub icon: &'static str,
    pub text: String,
    pub action: Option<ToastAction>,
}

thread_local! {
    static NEXT: Cell<u64> = const { Cell::new(1) };
}

impl Client {
    /// Says something for a while.
    pub fn say(self, icon: &'static str, text: String, action: Option<ToastAction>) {
        let id = NEXT.with(|next| next.replace(next.get() + 1));
        self.toasts.update(|toasts| {
            toasts.retain(|toast| toast.text != text);
            toasts.push(Toast { id, icon, text, action });
            if toasts.len() > TOASTS_MAX {
                toasts.remove(0);
            }
        });
        timer::after(if action.is_some() { SHOWN_WITH_ACTION } else { SHOWN }, move || self.unsay(id));
    }

    /// Says why something came to nothing.
    pub fn say_failure(self, sentence: impl Into<Sentence>) {
        let text = self.sentence(sentence);
        self.say("circle-alert", text, None);
    }

    /// A sentence in the language of the screen.
    pub fn sentence(self, sentence: impl Into<Sentence>) -> String {
        let Sentence { key, places } = sentence.into();
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.i18n.with(key, &places)
    }

    /// A conversation is open: that it was closed is past.
    pub(super) fn opened_again(self, id: ConversationId) {
        let about = |toast: &Toast| toast.action.is_some_and(|action| action.closed == Some(id));
        if self.toasts.with_untracked(|toasts| toasts.iter().any(about)) {
            self.toasts.update(|toasts| toasts.retain(|toast| !about(toast)));
        }
    }

    /// Takes a message away.
    pub fn unsay(self, id: u64) {
        self.toasts.try_update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}
