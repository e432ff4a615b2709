//! Which signal when (S10–S16, S18): one pure function from what is known to what is shown and done.

use letopis_shared::schema::ids::ConversationId;

use super::preferences::Preferences;
use crate::state::Millis;

/// With the repeat switched on, the sound comes again this long after the last one.
pub const REPEAT_AFTER: Millis = 15_000;

/// What the browser does with sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audio {
    Ready,
    /// Silent until somebody clicks or presses a key on the page.
    #[default]
    Blocked,
    Unsupported,
}

/// What the browser does with desktop notifications of this site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    Granted,
    #[default]
    Unasked,
    Denied,
    /// There are none in this browser, or none without https.
    Unsupported,
}

/// A channel that is tried on the page for that; it shows itself although nobody waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Notice,
    Star,
    Badge,
    Sound,
    Desktop,
}

/// What this browser does, and what the operator wants of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Browser {
    /// Of all tabs of this browser, this one sounds and notifies.
    pub leads: bool,
    pub preferences: Preferences,
    pub audio: Audio,
    pub permission: Permission,
    pub tried: Option<Channel>,
}

/// All that counts.
#[derive(Clone, Debug, Default)]
pub struct Situation {
    /// «Ожидают ответа» of this operator, ordered by id. Offline requests are another section and never signal (S42).
    pub waiting: Vec<ConversationId>,
    /// Where notes of colleagues call this operator, ordered by id (M13): it signals as whoever waits does, but neither is it
    /// counted with them nor repeated.
    pub mentions: Vec<ConversationId>,
    /// The status lets visitors in: nothing signals with Offline (S55).
    pub on_duty: bool,
    /// What is known is old, because the connection is lost, or is not there yet.
    pub stale: bool,
    /// The page is in sight and has the focus. Without it the page is hidden, minimised, or behind another window.
    pub attended: bool,
    pub on_workplace: bool,
    pub browser: Browser,
    pub now: Millis,
}

/// What was signalled before, ordered by id. It outlives a lost connection and a change of the program, so a snapshot
/// after one signals nobody twice.
#[derive(Debug, Default)]
pub struct Memory {
    /// The sound for these is done with, here or in another tab.
    heard: Vec<ConversationId>,
    /// The notification for these is done with, shown or not.
    seen: Vec<ConversationId>,
    /// Notifications on the desktop now, in the order in which they came.
    on_desktop: Vec<ConversationId>,
    sounded_at: Millis,
}

impl Memory {
    /// What the page before this one in the same tab left.
    pub fn of(words: &str) -> Self {
        let heard: Vec<_> = words.split(' ').filter_map(|id| id.parse().ok()).collect();
        Self { seen: heard.clone(), heard, ..Self::default() }
    }

    /// For the next page of the same tab.
    pub fn words(&self) -> String {
        self.heard.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// What stands on the screen until the next decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The number of the red notice, on every page, and of the title; 0 is no notice.
    pub notice: usize,
    /// The star in the title blinks.
    pub star: bool,
    /// The number on the icon of the tab; 0 is the plain icon.
    pub badge: usize,
    /// The bar of the workplace that explains notifications.
    pub bar: Option<Bar>,
    /// Somebody wanted a channel that the browser refuses.
    pub trouble: Option<Trouble>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// Asks, with the button whose press the browser wants to see (S16).
    Ask,
    /// Says how to mend a refusal.
    Denied,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Sound,
    Desktop,
    Both,
}

/// What is done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Sound,
    Notify(ConversationId),
    Close(ConversationId),
}

/// Decides.
pub fn decide(before: Memory, now: &Situation) -> (Memory, Standing, Vec<Act>) {
    let browser = now.browser;
    let waiting: &[_] = if now.on_duty { &now.waiting } else { &[] };
    let mut calls = waiting.to_vec();
    for id in now.mentions.iter().filter(|_| now.on_duty) {
        if let Err(at) = calls.binary_search(id) {
            calls.insert(at, *id);
        }
    }
    let away = !now.attended && !now.stale;
    let standing = Standing {
        notice: waiting.len(),
        star: away && !calls.is_empty() || browser.tried == Some(Channel::Star),
        badge: if away { calls.len() } else { 0 }.max((browser.tried == Some(Channel::Badge)).into()),
        bar: bar(now),
        trouble: trouble(browser),
    };
    if now.stale {
        return (before, standing, Vec::new());
    }
    let Memory { mut heard, seen, mut on_desktop, mut sounded_at } = before;
    let mut acts = Vec::new();

    let sounds = browser.leads && browser.preferences.sound;
    let unheard = calls.iter().any(|id| !has(&heard, id));
    let again = browser.preferences.repeat && !waiting.is_empty() && now.now >= sounded_at + REPEAT_AFTER;
    if sounds && browser.audio == Audio::Ready && (unheard || again) {
        acts.push(Act::Sound);
        sounded_at = now.now;
    }
    // A sound that the browser refuses stays owed, for as long as the visitor waits.
    if sounds && browser.audio == Audio::Blocked {
        heard.retain(|id| has(&calls, id));
    } else {
        heard.clone_from(&calls);
    }

    // Whoever looks at the page needs none on the desktop.
    on_desktop.retain(|id| {
        let stays = !now.attended && has(&calls, id);
        if !stays {
            acts.push(Act::Close(*id));
        }
        stays
    });
    if browser.leads && !now.attended && browser.preferences.desktop && browser.permission == Permission::Granted {
        for id in calls.iter().filter(|id| !has(&seen, id)) {
            on_desktop.push(*id);
            acts.push(Act::Notify(*id));
        }
    }
    (Memory { heard, seen: calls, on_desktop, sounded_at }, standing, acts)
}

fn has(ordered: &[ConversationId], id: &ConversationId) -> bool {
    ordered.binary_search(id).is_ok()
}

fn bar(now: &Situation) -> Option<Bar> {
    let preferences = now.browser.preferences;
    let explains = now.on_workplace && now.on_duty && preferences.desktop && !preferences.explained;
    match now.browser.permission {
        Permission::Unasked if explains => Some(Bar::Ask),
        Permission::Denied if explains => Some(Bar::Denied),
        _ => None,
    }
}

fn trouble(browser: Browser) -> Option<Trouble> {
    let sound = browser.preferences.sound && browser.audio != Audio::Ready;
    let desktop = browser.preferences.desktop && browser.permission == Permission::Denied;
    match (sound, desktop) {
        (true, true) => Some(Trouble::Both),
        (true, false) => Some(Trouble::Sound),
        (false, true) => Some(Trouble::Desktop),
        (false, false) => None,
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
