//! The installation: its name, its settings, its sites.

use std::collections::BTreeMap;

use letopis_events::ids::SiteId;
use letopis_events::vocabulary::Locale;
use serde::{Deserialize, Serialize};

use super::View;

/// One site that carries the widget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRow {
    pub id: SiteId,
    pub name: String,
    pub allowed_domains: Vec<String>,
    /// `#rrggbb`.
    pub accent: String,
    pub locale: Locale,
}

/// What every operator needs to know of the installation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sites {
    /// Empty until the first administrator named it.
    pub organisation: String,
    pub others_conversations_hidden: bool,
    /// Empty means the catalogue's text (S33).
    pub waiting_line_ru: String,
    pub waiting_line_en: String,
    pub sites: BTreeMap<SiteId, SiteRow>,
}

/// The view is small and changes seldom: a change sends it whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum SitesPatch {
    All { view: Box<Sites> },
}

impl View for Sites {
    type Patch = SitesPatch;

    fn apply(&mut self, patch: &SitesPatch) {
        let SitesPatch::All { view } = patch;
        *self = (**view).clone();
    }
}
