//! Schemas and fixtures: written once for each event and version, compared ever after.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::events::{ConversationEvent, OperatorEvent, SettingsEvent, SiteEvent, VisitEvent, VisitorEvent};

/// One event type at its current version.
pub struct Entry {
    pub event_type: &'static str,
    pub version: u16,
    /// JSON Schema 2020-12 of the payload.
    pub schema: Value,
}

impl Entry {
    /// The file below `schemas/` and `fixtures/`.
    pub fn path(&self) -> String {
        format!("{}/v{}.json", self.event_type, self.version)
    }
}

/// Every event of every aggregate, by path.
pub fn catalogue() -> BTreeMap<String, Entry> {
    [
        ConversationEvent::catalogue(),
        OperatorEvent::catalogue(),
        SettingsEvent::catalogue(),
        SiteEvent::catalogue(),
        VisitEvent::catalogue(),
        VisitorEvent::catalogue(),
    ]
    .into_iter()
    .flatten()
    .map(|entry| (entry.path(), entry))
    .collect()
}
