//! Every event has its schema and its fixture, and neither ever changes under events that are recorded already.

#[path = "../src/bin/codegen/files.rs"]
mod files;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use letopis_events::codegen::{Entry, Found, PAST, catalogue, compare, strays};
use letopis_events::{AnyEvent, UnknownEvent};
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn fixture(path: &str) -> Value {
    let file = folder("fixtures").join(path);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Type and version of `conversation.started/v1.json`.
fn name_of(path: &str) -> (&str, u16) {
    let (event_type, file) = path.split_once('/').unwrap();
    (event_type, file.trim_start_matches('v').trim_end_matches(".json").parse().unwrap())
}

fn read(entry: &Entry, payload: &Value) -> Result<AnyEvent, UnknownEvent> {
    AnyEvent::from_stored(entry.event_type, entry.version, &payload.to_string())
}

fn write(event: AnyEvent) -> Value {
    match event {
        AnyEvent::Operator(event) => serde_json::to_value(event),
        AnyEvent::Site(event) => serde_json::to_value(event),
        AnyEvent::Settings(event) => serde_json::to_value(event),
        AnyEvent::Visitor(event) => serde_json::to_value(event),
        AnyEvent::Visit(event) => serde_json::to_value(event),
        AnyEvent::Conversation(event) => serde_json::to_value(event),
        AnyEvent::Department(event) => serde_json::to_value(event),
        AnyEvent::Category(event) => serde_json::to_value(event),
        AnyEvent::OperatorChat(event) => serde_json::to_value(event),
        AnyEvent::Erased(erased) => panic!("{} came back erased", erased.event_type),
    }
    .unwrap()
}

#[test]
fn every_event_has_the_schema_it_was_released_with() {
    for (path, entry) in catalogue() {
        let advice = match compare(files::recorded(&folder("schemas"), &path).unwrap().as_deref(), &entry) {
            Found::Same => continue,
            Found::Missing | Found::Reworded => "is missing or has old comments: run `cargo xtask codegen`",
            Found::Differs => "differs from the code: a recorded shape never changes, give it a new version",
        };
        panic!("schemas/{path} {advice}");
    }
}

#[test]
fn no_schema_or_fixture_is_left_without_an_event() {
    for name in ["schemas", "fixtures"] {
        assert_eq!(
            strays(files::listed(&folder(name)).unwrap()),
            Vec::<String>::new(),
            "{name}: move it to PAST, with an upcaster"
        );
    }
}

#[test]
fn versions_begin_at_one_and_leave_none_out() {
    let paths: BTreeSet<String> = catalogue().into_keys().chain(PAST.map(str::to_owned)).collect();
    for path in &paths {
        let (event_type, version) = name_of(path);
        assert!(version > 0, "{path}");
        for older in 1..version {
            assert!(paths.contains(&format!("{event_type}/v{older}.json")), "{path} has no v{older} before it");
        }
    }
}

#[test]
fn names_are_past_facts_of_their_aggregate() {
    for entry in catalogue().values() {
        let (aggregate, fact) = entry.event_type.split_once('.').unwrap();
        assert!(letopis_events::AggregateKind::from_name(aggregate).is_some(), "{}", entry.event_type);
        assert!(!fact.ends_with("updated") && !fact.ends_with("changed_v2"), "{} says nothing", entry.event_type);
    }
}

#[test]
fn every_fixture_comes_back_as_it_was_recorded() {
    for (path, entry) in catalogue() {
        let recorded = fixture(&path);
        let event = read(&entry, &recorded).unwrap_or_else(|unknown| panic!("{path}: {unknown}"));
        assert_eq!(write(event), recorded, "{path}");
    }
}

#[test]
fn fixtures_of_past_versions_still_load() {
    for path in PAST {
        let (event_type, version) = name_of(path);
        let payload = fixture(path).to_string();
        AnyEvent::from_stored(event_type, version, &payload).unwrap_or_else(|unknown| panic!("{path}: {unknown}"));
    }
}

#[test]
fn every_fixture_is_what_its_schema_describes() {
    for (path, entry) in catalogue() {
        if let Err(error) = fits(&entry.schema, &entry.schema, &fixture(&path)) {
            panic!("{path}: {error}");
        }
    }
}

#[test]
fn unknown_fields_are_refused_at_every_depth() {
    for (path, entry) in catalogue() {
        let recorded = fixture(&path);
        for pointer in objects(&recorded, String::new()) {
            let mut longer = recorded.clone();
            longer.pointer_mut(&pointer).unwrap()["surprise"] = json!(1);
            assert!(matches!(read(&entry, &longer), Err(UnknownEvent::Shape { .. })), "{path} took one at {pointer:?}");
            assert!(
                fits(&entry.schema, &entry.schema, &longer).is_err(),
                "{path}: its schema allows one at {pointer:?}"
            );
        }
    }
}

#[test]
fn missing_fields_are_refused() {
    for (path, entry) in catalogue() {
        let recorded = fixture(&path);
        for name in entry.schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut shorter = recorded.clone();
            shorter.as_object_mut().unwrap().remove(name);
            assert!(read(&entry, &shorter).is_err(), "{path} does not miss {name}");
        }
    }
}

#[test]
fn events_of_a_newer_program_are_named_not_guessed() {
    let version = AnyEvent::from_stored("visitor.named", 9, r#"{"name":"A"}"#);
    assert_eq!(version, Err(UnknownEvent::Version { event_type: "visitor.named".to_owned(), version: 9 }));
    for unknown in ["visitor.teleported", "dragon.named", ""] {
        assert_eq!(AnyEvent::from_stored(unknown, 1, "{}"), Err(UnknownEvent::Type(unknown.to_owned())));
    }
}

#[test]
fn the_places_of_secrets_are_known() {
    let with_secrets: Vec<_> = catalogue()
        .into_iter()
        .filter(|(_, entry)| !entry.secrets().is_empty())
        .map(|(path, entry)| (path, entry.secrets()))
        .collect();
    let secret = |path: &str, field: &str| (path.to_owned(), vec![vec![field.to_owned()]]);
    assert_eq!(
        with_secrets,
        [secret("operator.invited/v1.json", "token_digest"), secret("operator.password_set/v1.json", "hash")]
    );
}

#[test]
fn a_changed_shape_is_told_from_changed_comments() {
    let (_, entry) = catalogue().pop_first().unwrap();
    let compare_with = |schema: &Value| compare(Some(&schema.to_string()), &entry);
    assert_eq!(compare_with(&entry.schema), Found::Same);
    let mut other = entry.schema.clone();
    other["description"] = json!("Said better.");
    assert_eq!(compare_with(&other), Found::Reworded);
    other["properties"]["description"] = json!({ "type": "string" });
    assert_eq!(compare_with(&other), Found::Differs, "a property that happens to have this name");
    assert_eq!(compare_with(&Value::Null), Found::Differs);
    assert_eq!(compare(None, &entry), Found::Missing);
}

/// Pointers to all objects of a value.
fn objects(value: &Value, at: String) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let below = fields.iter().flat_map(|(name, child)| objects(child, format!("{at}/{name}")));
            below.chain([at.clone()]).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, child)| objects(child, format!("{at}/{index}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// Holds a value against the part of JSON Schema that the generated schemas use; anything else in a schema fails.
fn fits(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return fits(root, root.pointer(reference.trim_start_matches('#')).ok_or("a reference to nothing")?, value);
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let fitting = choices.iter().filter(|schema| fits(root, schema, value).is_ok()).count();
            return if fitting == 1 { Ok(()) } else { Err(format!("{value} fits {fitting} of {choices:?}")) };
        }
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return Err(format!("{value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        return Err(format!("{value} is not one of {}", schema["enum"]));
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<Vec<_>>(),
    };
    let fits_type = |name: &&str| match *name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        _ => false,
    };
    if !types.iter().any(fits_type) {
        return Err(format!("{value} is not of {types:?}"));
    }
    for item in value.as_array().into_iter().flatten() {
        fits(root, &schema["items"], item)?;
    }
    let Some(fields) = value.as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        fields.get(name).ok_or(format!("{name} is missing"))?;
    }
    if schema["additionalProperties"] != json!(false) {
        return Err(format!("{value}: its schema allows unknown fields"));
    }
    fields.iter().try_for_each(|(name, child)| {
        fits(root, schema["properties"].get(name).ok_or(format!("{name} is unknown"))?, child)
    })
}
