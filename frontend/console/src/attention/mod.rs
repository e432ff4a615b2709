//! Calling the operator when somebody waits: toolbar, title, icon of the tab, sound, desktop.
//!
//! [`policy`] decides, [`preferences`] are the operator's own choices, [`lead`] makes one tab of several speak. This
//! module brings them what they need to know and does what they say.

mod lead;
pub mod policy;
mod preferences;

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::ids::ConversationId;
use letopis_shared::views::workplace::Section;
use letopis_ui::watch;
use wasm_bindgen_futures::JsFuture;

use self::policy::{Act, Audio, Browser, Channel, Memory, Permission, Situation, Standing, decide};
use self::preferences::Preferences;
use crate::client::Client;
use crate::components::visitor_name;
use crate::platform::{notification, on_window, sound, tab, timer};
use crate::state::Millis;
use crate::state::route::Route;
use crate::state::session::Session;

/// How long a channel that is tried shows itself.
const TRIED_FOR: Millis = 8_000;

const MEMORY_KEY: &str = "letopis.signalled";

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// What calls the operator in this tab.
#[derive(Clone, Copy)]
pub struct Attention {
    client: Client,
    pub standing: RwSignal<Standing>,
    pub browser: RwSignal<Browser>,
}

impl Attention {
    /// Starts. Called once, in the root.
    pub fn start(client: Client) -> Self {
        let attention = Self { client, standing: RwSignal::default(), browser: RwSignal::default() };
        let read_preferences = move || attention.learn(|browser| browser.preferences = Preferences::read());
        let look_at_audio = move || attention.learn(|browser| browser.audio = sound::audio());
        read_preferences();
        // Another tab changed them.
        on_window("storage", move |_: web_sys::Event| read_preferences());
        sound::start(look_at_audio);
        look_at_audio();
        for gesture in ["click", "keydown"] {
            on_window(gesture, move |_: web_sys::Event| {
                if sound::audio() == Audio::Blocked {
                    sound::unlock(false);
                }
            });
        }
        let signed_in = Memo::new(move |_| client.session.with(|session| session.me().is_some()));
        // Not whenever it is lost: two tabs that both think they are looked at would take it from each other for ever.
        let at_hand = Memo::new(move |_| client.attended.get() && attention.browser.get().audio != Audio::Blocked);
        watch(move || {
            attention.want_lead(signed_in.get());
            if at_hand.get() {
                attention.take_lead();
            }
        });
        MEMORY.set(Memory::of(&tab::left(MEMORY_KEY).unwrap_or_default()));
        on_window("pagehide", |_: web_sys::Event| tab::leave(MEMORY_KEY, &MEMORY.with_borrow(Memory::words)));
        watch(move || attention.signal());
        attention
    }

    /// Whether the star of the title is lit at this second.
    pub fn star(self) -> bool {
        self.standing.get().star && (self.client.browser_now() / 1_000).is_multiple_of(2)
    }

    /// Changes a preference, for all tabs of this browser.
    pub fn prefer(self, change: impl FnOnce(&mut Preferences)) {
        self.learn(|browser| {
            change(&mut browser.preferences);
            browser.preferences.keep();
        });
    }

    /// Lets the browser ask for notifications; call it from a gesture.
    pub fn ask_permission(self, then: impl FnOnce() + 'static) {
        let Some(asked) = notification::ask() else { return };
        spawn_local(async move {
            let _ = JsFuture::from(asked).await;
            self.look_at_permission();
            then();
        });
    }

    /// Shows a channel to the operator; call it from a gesture.
    pub fn try_out(self, channel: Channel) {
        self.learn(|browser| browser.tried = Some(channel));
        timer::after(TRIED_FOR, move || {
            self.learn(|browser| browser.tried = browser.tried.filter(|tried| *tried != channel));
        });
        match channel {
            Channel::Notice | Channel::Star | Channel::Badge => {}
            Channel::Sound => sound::unlock(true),
            Channel::Desktop => {
                let text = |key| untrack(|| self.client.i18n.get(key));
                let (title, body) = (text("attention.trial"), text("attention.trial_text"));
                let show = move || self.show_on_desktop("trial".into(), &title, &body);
                match notification::permission() {
                    Permission::Unasked => self.ask_permission(show),
                    _ => show(),
                }
            }
        }
    }

    /// Decides and does it, whenever something changes and once a second: the repeated sound has its time, and a
    /// permission changes without a word.
    fn signal(self) {
        let client = self.client;
        self.look_at_permission();
        let waiting = client.awaiting();
        let on_duty = client.my_status().map(|status| status.may_chat());
        let known = match (client.session.with(|session| matches!(session, Session::SignedOut(_))), on_duty) {
            (true, _) | (_, Some(false)) => true,
            (_, Some(true)) => waiting.is_some(),
            (_, None) => false,
        };
        let situation = Situation {
            waiting: waiting.unwrap_or_default(),
            mentions: client.mentions(),
            on_duty: on_duty.unwrap_or(false),
            stale: client.stale() || !known,
            attended: client.attended.get(),
            on_workplace: client.navigation.route.get() == Route::Workplace,
            browser: self.browser.get(),
            now: client.browser_now(),
        };
        let (memory, standing, acts) = decide(MEMORY.take(), &situation);
        MEMORY.set(memory);
        let before = self.standing.get_untracked();
        if before != standing {
            self.standing.set(standing);
        }
        if before.badge != standing.badge {
            tab::set_badge(standing.badge);
        }
        for act in acts {
            match act {
                Act::Sound => sound::play(),
                Act::Notify(id) => untrack(|| self.notify(id)),
                Act::Close(id) => notification::close(&id.to_string()),
            }
        }
    }

    fn notify(self, id: ConversationId) {
        let client = self.client;
        let row = client.workplace(|workplace| workplace.conversations.get(&id).cloned()).flatten();
        let Some(row) = row else { return };
        let name = visitor_name(client.i18n, row.visitor_name.as_deref(), row.visitor_number);
        if client.section_of(id) == Some(Section::AwaitingReply) {
            let title = client.i18n.with("attention.waits", &[("name", &name)]);
            return self.show_on_desktop(id.to_string(), &title, &row.preview);
        }
        let title = client.i18n.with("attention.mentioned", &[("number", &row.number.to_string())]);
        notification::show(id.to_string(), &title, &name, move || client.show_conversation(id));
    }

    fn show_on_desktop(self, tag: String, title: &str, body: &str) {
        notification::show(tag, title, body, move || self.client.show_waiting());
    }

    fn look_at_permission(self) {
        self.learn(|browser| browser.permission = notification::permission());
    }

    /// Takes in what changed, if it did.
    fn learn(self, change: impl FnOnce(&mut Browser)) {
        let before = self.browser.get_untracked();
        let mut now = before;
        change(&mut now);
        if now != before {
            self.browser.set(now);
        }
    }
}

/// What calls the operator in this tab.
///
/// # Panics
/// When the root did not provide it.
pub fn use_attention() -> Attention {
    expect_context()
}
