//! The right column: who this visitor is and what he does on the site (S30).

use chrono::{DateTime, Utc};
use letopis_events::ids::{ConversationId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{Locale, Page};
use serde::{Deserialize, Serialize};

use super::View;

/// The latest visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitFacts {
    pub id: VisitId,
    pub started_at: DateTime<Utc>,
    /// `None` while a tab is open.
    pub ended_at: Option<DateTime<Utc>>,
    /// The first page of the visit (S45: the entry point on the web is the site).
    pub first_page: Page,
    pub referrer: String,
    /// Hostile text as the browser sent it; show through [`browser_name`].
    pub user_agent: String,
    pub ip: Option<String>,
    pub locale: Locale,
    /// Pages viewed in this visit.
    pub pages_viewed: u32,
}

/// A conversation of this visitor before the one on the screen (M35).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierConversation {
    pub id: ConversationId,
    pub number: u32,
    pub started_at: DateTime<Utc>,
    pub preview: String,
}

/// The right column for one visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorCard {
    pub id: VisitorId,
    pub number: u32,
    pub name: Option<String>,
    pub site_id: SiteId,
    pub first_seen_at: DateTime<Utc>,
    pub visits: u32,
    pub visit: Option<VisitFacts>,
    /// The conversation now open, if any.
    pub conversation: Option<ConversationId>,
    /// Conversations that this viewer may see, latest first, the open one left out.
    pub earlier: Vec<EarlierConversation>,
}

/// The card is small: a change sends it whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum VisitorCardPatch {
    All { view: Box<VisitorCard> },
}

impl View for VisitorCard {
    type Patch = VisitorCardPatch;

    fn apply(&mut self, patch: &VisitorCardPatch) {
        let VisitorCardPatch::All { view } = patch;
        *self = (**view).clone();
    }
}

/// One open tab of the site at the visitor (S31). Presence: true only while connected, never an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenTab {
    pub tab_id: letopis_events::ids::TabId,
    pub page: Page,
    pub since: DateTime<Utc>,
}

/// Browser and system in words, «Chrome 141, Windows», from a user agent; the text itself where nothing is recognised.
///
/// Chromium's frozen user agents carry no more than this; rules for rare browsers come with a real parser on the server.
pub fn browser_name(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("YaBrowser/", "Яндекс.Браузер"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let browser = BROWSERS.iter().find_map(|(mark, name)| {
        let version = user_agent.split(mark).nth(1)?;
        let major: String = version.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("{name} {major}").trim_end().to_owned())
    });
    let system = SYSTEMS.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser,
        _ => user_agent.to_owned(),
    }
}
