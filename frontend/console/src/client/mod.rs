//! The one client of this tab: pure state from [`crate::state`] joined to the browser, as reactive values that live as
//! long as the page. Components read it with [`use_client`] and give commands through it.

mod commands;
mod desk;
mod navigation;
mod reading;
mod session;
mod toasts;
mod topics;
mod transport;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use letopis_shared::schema::ids::CommandId;
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::Topic;
use letopis_ui::I18n;
use letopis_ui::browser::now_millis;

use crate::platform::socket::Socket;
use crate::platform::{on_window, page, timer};
use crate::state::Millis;
use crate::state::connection::{Connection, Event, Link};
use crate::state::drafts::Drafts;
use crate::state::outbox::{Failure, Outbox};
use crate::state::route::Program;
use crate::state::session::Session;
use crate::state::store::Store;
use crate::state::typing::Typing;

pub use desk::Desk;
pub use navigation::{Navigation, Pane, profile_of, use_navigation};
pub use toasts::Toast;

/// How often time-outs are looked at. Sockets wake it between, so a sleeping tab misses nothing.
const TICK: Millis = 250;

type Answer = Box<dyn FnOnce(Result<(), Failure>)>;

/// Everything this tab holds. Copied freely: the values behind it live in the root.
#[derive(Clone, Copy)]
pub struct Client {
    pub i18n: I18n,
    pub navigation: Navigation,
    pub desk: Desk,
    pub session: RwSignal<Session>,
    pub link: RwSignal<Link>,
    /// The server speaks another protocol than this page: only a reload helps.
    pub outdated: RwSignal<bool>,
    /// Commands on their way.
    pub outbox: RwSignal<Outbox>,
    pub drafts: RwSignal<Drafts>,
    pub typing: RwSignal<Typing>,
    pub toasts: RwSignal<Vec<Toast>>,
    /// Somebody looks at this tab and can type into it.
    pub attended: RwSignal<bool>,
    /// The end of the open timeline is in sight.
    pub at_end: RwSignal<bool>,
    /// The browser's clock, renewed every second.
    now: RwSignal<Millis>,
    /// The server's clock less this browser's, in milliseconds.
    clock_behind: RwSignal<i64>,
    /// What [`Client::now`] says.
    shown_now: Memo<DateTime<Utc>>,
    connection: StoredValue<Connection>,
    store: StoredValue<Store>,
    topics: StoredValue<HashMap<Topic, ArcTrigger>>,
    refused: StoredValue<HashMap<Topic, ErrorCode>>,
    socket: StoredValue<Option<(u64, Socket)>, LocalStorage>,
    answers: StoredValue<HashMap<CommandId, Answer>, LocalStorage>,
}

impl Client {
    /// Makes the client of this tab. Called once, in the root.
    pub fn start(i18n: I18n, program: Program) -> Self {
        let (now, link, clock_behind) = (RwSignal::new(now_millis()), RwSignal::new(Link::default()), RwSignal::new(0));
        let client = Self {
            i18n,
            navigation: Navigation::start(program),
            desk: Desk::start(),
            session: RwSignal::new(Session::Unknown),
            link,
            outdated: RwSignal::new(false),
            outbox: RwSignal::new(Outbox::default()),
            drafts: RwSignal::new(Drafts::default()),
            typing: RwSignal::new(Typing::default()),
            toasts: RwSignal::new(Vec::new()),
            attended: RwSignal::new(page::attended()),
            at_end: RwSignal::new(true),
            now,
            clock_behind,
            shown_now: Memo::new(move |_| {
                let (now, link) = (now.get(), link.get());
                let shown = if link.stale(now) { link.lost_at.unwrap_or(now) } else { now };
                by_server(shown, clock_behind.get())
            }),
            connection: StoredValue::new(Connection::default()),
            store: StoredValue::new(Store::default()),
            topics: StoredValue::new(HashMap::new()),
            refused: StoredValue::new(HashMap::new()),
            socket: StoredValue::new_local(None),
            answers: StoredValue::new_local(HashMap::new()),
        };
        timer::every(TICK, move || client.tick());
        client.watch_the_window();
        client.keep_topics();
        client.keep_marks();
        client.restore_session();
        client
    }

    /// The server's time, as whole seconds pass; it stands still while what is shown is old.
    ///
    /// One memo for everybody: a signal that seldom changes remembers every row of a list that once read it.
    pub fn now(self) -> DateTime<Utc> {
        self.shown_now.get()
    }

    /// An instant of this browser's clock by the server's.
    pub fn by_server(self, at: Millis) -> DateTime<Utc> {
        by_server(at, self.clock_behind.get())
    }

    /// The server's clock less this browser's, in milliseconds.
    pub fn clock_behind(self) -> i64 {
        self.clock_behind.get()
    }

    /// The browser's time, as whole seconds pass.
    pub fn browser_now(self) -> Millis {
        self.now.get()
    }

    /// Whether what is shown has to be marked as old.
    pub fn stale(self) -> bool {
        self.link.get().stale(self.now.get())
    }

    /// Tries to connect at once.
    pub fn connect_now(self) {
        self.happen(Event::Wake);
    }

    fn tick(self) {
        let now = now_millis();
        if now / 1_000 != self.now.get_untracked() / 1_000 {
            self.now.set(now);
        }
        let awaits = self.outbox.with_untracked(Outbox::in_flight);
        self.happen(if awaits { Event::Await } else { Event::Tick });
        let live = self.connection.with_value(Connection::is_live);
        self.settle(|outbox| outbox.tick(now, live));
        self.typing.try_maybe_update(|typing| (typing.tick(now), ()));
    }

    fn watch_the_window(self) {
        let look = move || {
            let attended = page::attended();
            if self.attended.get_untracked() != attended {
                self.attended.set(attended);
            }
        };
        on_window("online", move |_: web_sys::Event| self.happen(Event::Wake));
        on_window("offline", move |_: web_sys::Event| self.happen(Event::Doubt));
        on_window("focus", move |_: web_sys::Event| look());
        on_window("blur", move |_: web_sys::Event| look());
        on_window("visibilitychange", move |_: web_sys::Event| {
            look();
            self.tick();
            self.happen(Event::Wake);
        });
        on_window("pageshow", move |_: web_sys::Event| self.happen(Event::Wake));
    }
}

fn by_server(at: Millis, behind: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at as i64 + behind).unwrap_or_default()
}

/// The client of this tab.
///
/// # Panics
/// When the root did not provide it.
pub fn use_client() -> Client {
    expect_context()
}
