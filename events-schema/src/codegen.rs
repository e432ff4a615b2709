//! Schemas and fixtures: written once for each event and version, compared ever after.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::events::{
    CategoryEvent, ConversationEvent, DepartmentEvent, OperatorChatEvent, OperatorEvent, SettingsEvent, SiteEvent,
    VisitEvent, VisitorEvent,
};

/// Shapes that this program still reads but no longer writes: path below `schemas/`, oldest first. An event that gets a
/// new version leaves its old path here, and its schema and fixture stay for ever.
pub const PAST: [&str; 5] = [
    "conversation.assigned/v1.json",
    "conversation.note_written/v1.json",
    "operator.session_closed/v1.json",
    "operator.status_changed/v1.json",
    "visit.started/v1.json",
];

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

    /// The schema as its file holds it.
    pub fn schema_text(&self) -> String {
        format!("{:#}\n", self.schema)
    }

    /// Where the payload holds secrets: the paths of the fields that no export may show.
    pub fn secrets(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        find_secrets(&self.schema, &self.schema, &mut Vec::new(), &mut found);
        found
    }
}

/// Every event of every aggregate, by path.
pub fn catalogue() -> BTreeMap<String, Entry> {
    [
        CategoryEvent::catalogue(),
        ConversationEvent::catalogue(),
        DepartmentEvent::catalogue(),
        OperatorChatEvent::catalogue(),
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

/// How a schema in a folder compares to the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Same,
    Missing,
    /// Only the comments differ: every event that fits one fits the other.
    Reworded,
    /// The shape differs, or the file holds something else altogether.
    Differs,
}

/// Compares the schema of an event with the text of its file, where there is one.
pub fn compare(recorded: Option<&str>, entry: &Entry) -> Found {
    let Some(text) = recorded else {
        return Found::Missing;
    };
    // As values, not bytes: the order of keys hangs on how serde_json was built.
    let recorded: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    match &entry.schema {
        schema if recorded == *schema => Found::Same,
        schema if shape(&recorded) == shape(schema) => Found::Reworded,
        _ => Found::Differs,
    }
}

/// A schema without its comments.
fn shape(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => fields
            .iter()
            // A property of this name is itself a schema, never a text.
            .filter(|(name, value)| !(*name == "description" && value.is_string()))
            .map(|(name, value)| (name.clone(), shape(value)))
            .collect(),
        Value::Array(items) => items.iter().map(shape).collect(),
        other => other.clone(),
    }
}

/// Which of these files of schemas or fixtures belong to no event, neither current nor past.
pub fn strays(files: impl IntoIterator<Item = String>) -> Vec<String> {
    let known: BTreeSet<String> = catalogue().into_keys().chain(PAST.map(str::to_owned)).collect();
    let mut strays: Vec<String> = files.into_iter().filter(|path| !known.contains(path)).collect();
    strays.sort();
    strays
}

/// How deep payloads nest at most, as far as secrets are looked for.
const DEPTH_MAX: usize = 16;

/// Follows a schema into its properties; a list's items stand under `*`.
fn find_secrets(root: &Value, schema: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    if !schema.is_object() || path.len() > DEPTH_MAX {
        return;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        if reference == "#/$defs/Secret" {
            found.push(path.clone());
        } else if let Some(target) = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) {
            find_secrets(root, target, path, found);
        }
    }
    let mut under = |name: &str, child: &Value| {
        path.push(name.to_owned());
        find_secrets(root, child, path, found);
        path.pop();
    };
    schema["properties"].as_object().into_iter().flatten().for_each(|(name, child)| under(name, child));
    under("*", &schema["items"]);
    for choice in ["anyOf", "oneOf", "allOf"] {
        let choices = schema[choice].as_array().into_iter().flatten();
        choices.for_each(|child| find_secrets(root, child, path, found));
    }
}
