//! The installation: its name, its settings, its sites, departments and categories.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use letopis_events::ids::{CategoryId, DepartmentId, SiteId};
use letopis_events::vocabulary::{ButtonPlace, Feature, Locale, Names, PreChatForm, WindowTexts, WorkingHours};
use serde::{Deserialize, Serialize};

use super::View;
use crate::limits::{OPERATOR_LOST_SECONDS_DEFAULT, PICK_UP_SECONDS_DEFAULT, REOPEN_MINUTES_DEFAULT};

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
    pub texts: WindowTexts,
    pub place: ButtonPlace,
    pub form: PreChatForm,
    /// When a visitor came, as far as that is told: no more often than every few minutes.
    pub seen_at: Option<DateTime<Utc>>,
    /// The widget runs on it no more.
    pub archived: bool,
}

/// A group of operators (S127).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentRow {
    pub id: DepartmentId,
    pub names: Names,
    /// Among the others: lower stands first.
    pub place: u32,
    /// When it is there; nothing is always.
    pub hours: Option<WorkingHours>,
    /// Whether it is there now, as far as its hours say.
    pub open: bool,
    /// How many conversations an operator may have when the server gives him one of this department; 0 is no limit, without
    /// a number the organisation's counts.
    pub conversations_max: Option<u32>,
    /// Nothing new goes to it.
    pub archived: bool,
}

/// A mark of conversations (S100).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryRow {
    pub id: CategoryId,
    pub names: Names,
    /// `#rrggbb`.
    pub colour: String,
    /// Among the others: lower stands first.
    pub place: u32,
    /// It is given no more; what has it, keeps it.
    pub archived: bool,
}

/// What every operator needs to know of the installation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sites {
    /// Empty until the first administrator named it.
    pub organisation: String,
    pub others_conversations_hidden: bool,
    /// Empty means the catalogue's text (S33).
    pub waiting_line_ru: String,
    pub waiting_line_en: String,
    /// Whether the server gives waiting visitors to operators (S123).
    pub auto_assignment: bool,
    /// How many conversations the server gives one operator at once; 0 is no limit (S124).
    pub conversations_per_operator_max: u32,
    /// An assigned conversation not opened for so long goes back to the queue.
    pub pick_up_seconds: u32,
    /// An operator disconnected for so long is offline.
    pub operator_lost_seconds: u32,
    /// A message this long after the end still reopens the conversation.
    pub reopen_minutes: u32,
    /// An operator has written to a visitor, once.
    pub answered: bool,
    /// Functions that are switched on (S126).
    pub features: BTreeSet<Feature>,
    /// All of them, archived ones too: conversations of before still name them.
    pub sites: BTreeMap<SiteId, SiteRow>,
    /// The same.
    pub departments: BTreeMap<DepartmentId, DepartmentRow>,
    /// The same.
    pub categories: BTreeMap<CategoryId, CategoryRow>,
}

impl Default for Sites {
    /// A new installation.
    fn default() -> Self {
        Self {
            organisation: String::new(),
            others_conversations_hidden: false,
            waiting_line_ru: String::new(),
            waiting_line_en: String::new(),
            auto_assignment: false,
            conversations_per_operator_max: 0,
            pick_up_seconds: PICK_UP_SECONDS_DEFAULT,
            operator_lost_seconds: OPERATOR_LOST_SECONDS_DEFAULT,
            reopen_minutes: REOPEN_MINUTES_DEFAULT,
            answered: false,
            features: BTreeSet::new(),
            sites: BTreeMap::new(),
            departments: BTreeMap::new(),
            categories: BTreeMap::new(),
        }
    }
}

impl Sites {
    /// A site that carries the widget; one that is archived is as one that never was.
    pub fn site_in_use(&self, id: SiteId) -> Option<&SiteRow> {
        self.sites.get(&id).filter(|row| !row.archived)
    }

    /// Sites that carry the widget.
    pub fn sites_in_use(&self) -> impl Iterator<Item = &SiteRow> {
        self.sites.values().filter(|row| !row.archived)
    }

    /// Departments to which something may go, in their order.
    pub fn departments_in_use(&self) -> Vec<&DepartmentRow> {
        let mut rows: Vec<_> = self.departments.values().filter(|row| !row.archived).collect();
        rows.sort_by_key(|row| (row.place, row.id));
        rows
    }

    /// Categories that may be given, in their order.
    pub fn categories_in_use(&self) -> Vec<&CategoryRow> {
        let mut rows: Vec<_> = self.categories.values().filter(|row| !row.archived).collect();
        rows.sort_by_key(|row| (row.place, row.id));
        rows
    }
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
