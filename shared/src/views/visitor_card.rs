//! The right column: who this visitor is and what he does on the site (S30).

use chrono::{DateTime, Utc};
use letopis_events::ids::{CategoryId, ConversationId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{DeviceKind, Language, Names, Page};
use serde::{Deserialize, Serialize};

use super::View;

/// Where the visitor's address is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub country: Country,
    pub city: Option<Names>,
    /// Latitude and longitude in degrees, `60.9389,-76.5952`, for a map.
    pub coordinates: Option<String>,
}

/// A country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub name: Names,
}

/// What his user agent says. Names of browsers and systems are hostile text; empty when not recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// «Chrome 141»
    pub browser: String,
    /// «Windows 10»
    pub system: String,
    pub kind: DeviceKind,
}

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
    /// Hostile text as the browser sent it.
    pub user_agent: String,
    pub ip: Option<String>,
    /// What his browser prefers, or else that of his window.
    pub language: Language,
    /// Pages viewed in this visit.
    pub pages_viewed: u32,
    /// Nothing where the server could not tell.
    pub place: Option<Place>,
    pub device: Option<Device>,
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

/// That this visitor cannot reach operators (S109).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BanView {
    pub reason: String,
    pub until: Option<DateTime<Utc>>,
}

/// The right column for one visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorCard {
    pub id: VisitorId,
    pub number: u32,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Of his last conversation that had any (S102).
    pub category_id: Option<CategoryId>,
    pub ban: Option<BanView>,
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
