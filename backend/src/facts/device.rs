//! Browser and system of a user agent, by the rules of uap-core.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use letopis_events::events::visit::VisitDeviceRecognised;
use letopis_events::vocabulary::DeviceKind;
use letopis_shared::domain::text;
use letopis_shared::limits::TITLE_CHARS_MAX;
use ua_parser::{Extractor, Regexes};

/// The file of the rules.
pub(super) const RULES: &str = "regexes.yaml";
/// How many user agents of late are remembered, at least; browsers are few, and one takes 7 µs to parse, a hostile one 1 ms.
const KEPT: usize = 1_000;
/// What the rules call a program that reads pages.
const SPIDER: &str = "Spider";

/// The rules, and what they said of late.
pub(super) struct Devices {
    rules: Extractor<'static>,
    recent: Mutex<Recent>,
}

/// Answers of late, in two halves: when the new one is full, the old one goes.
#[derive(Default)]
struct Recent {
    new: HashMap<String, Option<VisitDeviceRecognised>>,
    old: HashMap<String, Option<VisitDeviceRecognised>>,
}

/// As much of a user agent as is looked at: rules take time by its length.
pub(super) fn cut(user_agent: &str) -> String {
    text::cut(user_agent, TITLE_CHARS_MAX)
}

impl Devices {
    /// The rules of a folder, if it has any that can be read.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let file = folder.join(RULES);
        if !file.is_file() {
            return None;
        }
        match rules(&file) {
            Ok(rules) => Some(Self { rules, recent: Mutex::default() }),
            Err(error) => {
                tracing::warn!(file = %file.display(), error = %format_args!("{error:#}"), "visitors have no browser");
                None
            }
        }
    }

    /// What a user agent says; nothing when no rule knows it.
    pub(super) fn of(&self, user_agent: &str) -> Option<VisitDeviceRecognised> {
        if let Some(known) = self.recent().find(user_agent) {
            return known;
        }
        let device = self.recognise(user_agent);
        self.recent().keep(user_agent, device.clone());
        device
    }

    fn recognise(&self, user_agent: &str) -> Option<VisitDeviceRecognised> {
        let (browser, system, device) = self.rules.extract(user_agent);
        let os = system.as_ref().map(|system| system.os.as_ref()).unwrap_or_default();
        let known = VisitDeviceRecognised {
            kind: kind(user_agent, os, device.is_some_and(|device| device.device == SPIDER)),
            browser: browser.map(|browser| named(&browser.family, browser.major, None)).unwrap_or_default(),
            system: system
                .as_ref()
                .map(|at| named(&at.os, at.major.as_deref(), at.minor.as_deref()))
                .unwrap_or_default(),
        };
        let says_something = !known.browser.is_empty() || !known.system.is_empty() || known.kind == DeviceKind::Bot;
        says_something.then_some(known)
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        let recent = self.recent();
        recent.new.len() + recent.old.len()
    }
}

impl Recent {
    fn find(&mut self, user_agent: &str) -> Option<Option<VisitDeviceRecognised>> {
        if let Some(known) = self.new.get(user_agent) {
            return Some(known.clone());
        }
        let known = self.old.get(user_agent)?.clone();
        self.keep(user_agent, known.clone());
        Some(known)
    }

    fn keep(&mut self, user_agent: &str, device: Option<VisitDeviceRecognised>) {
        if self.new.len() >= KEPT {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(user_agent.to_owned(), device);
    }
}

fn rules(file: &Path) -> anyhow::Result<Extractor<'static>> {
    let text = std::fs::read_to_string(file).context("the rules for user agents cannot be read")?;
    let mut rules: Regexes<'static> = serde_yaml_ng::from_str(&text).context("they are not rules for user agents")?;
    // Nine hundred models of telephones are most of the rules' memory, and nothing here asks for them.
    rules.device_parsers.retain(|rule| rule.device_replacement.as_deref() == Some(SPIDER));
    Extractor::try_from(rules).context("a rule for user agents is not one")
}

/// A name with as much of its version as people say.
fn named(name: &str, major: Option<&str>, minor: Option<&str>) -> String {
    match (major, minor) {
        (Some(major), Some(minor)) => format!("{name} {major}.{minor}"),
        (Some(major), None) => format!("{name} {major}"),
        (None, _) => name.to_owned(),
    }
}

/// What he holds in his hands, from the words that makers of browsers agreed on.
fn kind(user_agent: &str, os: &str, spider: bool) -> DeviceKind {
    let says = |words: &[&str]| words.iter().any(|word| user_agent.contains(word));
    match () {
        () if spider => DeviceKind::Bot,
        () if says(&["TV", "PlayStation", "Xbox", "Nintendo"]) => DeviceKind::Other,
        () if says(&["iPad", "Tablet", "Kindle"]) || os == "Android" && !says(&["Mobile"]) => DeviceKind::Tablet,
        () if says(&["Mobile", "iPhone", "Phone", "Opera Mini"]) || os == "Android" => DeviceKind::Phone,
        () if says(&["Windows NT", "Macintosh", "X11", "CrOS"]) => DeviceKind::Desktop,
        () => DeviceKind::Other,
    }
}
