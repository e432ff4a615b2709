//! The whole log as lines of JSON, for other programs and for keeping.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use letopis_events::ids::{CommandId, EventId};
use letopis_events::vocabulary::Actor;
use letopis_events::{StoredEvent, codegen};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Failure, open};
use crate::event_log::chain::Hex;

/// Stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// Where secrets stand, by type and version of the event.
type Secrets = BTreeMap<(&'static str, u16), Vec<Vec<String>>>;

/// One event. With salt and payload, digest and link can be computed again by anybody.
#[derive(Serialize)]
struct Line<'a> {
    position: u64,
    stream: String,
    revision: u64,
    event_id: EventId,
    #[serde(rename = "type")]
    event_type: &'a str,
    version: u16,
    recorded_at: String,
    actor: Actor,
    command_id: CommandId,
    correlation_id: Uuid,
    cause_id: Option<EventId>,
    payload: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    erased: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    redacted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    digest: String,
    link: String,
}

/// Writes every event that is in the log now.
pub(super) fn export(data: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let secrets: Secrets = codegen::catalogue()
        .into_values()
        .map(|entry| ((entry.event_type, entry.version), entry.secrets()))
        .filter(|(_, paths)| !paths.is_empty())
        .collect();
    open(data)?.walk(|event| {
        serde_json::to_writer(&mut *out, &line(event, &secrets)).map_err(std::io::Error::from)?;
        Ok(out.write_all(b"\n")?)
    })
}

/// A moment as exports and answers write it.
pub(super) fn time(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn line<'a>(event: &'a StoredEvent, secrets: &Secrets) -> Line<'a> {
    let paths = secrets
        .iter()
        .find(|((event_type, version), _)| (*event_type, *version) == (event.event_type.as_str(), event.version))
        .map_or(&[][..], |(_, paths)| paths);
    let redacted = !paths.is_empty() && event.payload.is_some();
    Line {
        position: event.position,
        stream: event.stream.to_string(),
        revision: event.revision,
        event_id: event.event_id,
        event_type: &event.event_type,
        version: event.version,
        recorded_at: time(event.recorded_at),
        actor: event.meta.actor,
        command_id: event.meta.command_id,
        correlation_id: event.meta.correlation_id,
        cause_id: event.meta.cause_id,
        payload: event.payload.as_deref().map(|payload| shown(payload, paths)),
        erased: event.payload.is_none(),
        redacted,
        // The salt of a secret would only help to guess it.
        salt: event.salt.filter(|_| !redacted).map(|salt| Hex(&salt).to_string()),
        digest: Hex(&event.digest).to_string(),
        link: Hex(&event.link).to_string(),
    }
}

/// The payload byte for byte, except that secrets are replaced; what is not JSON becomes a text.
fn shown(payload: &str, secrets: &[Vec<String>]) -> Box<RawValue> {
    let text = if !secrets.is_empty() {
        // A payload that cannot be read may hold the secret anywhere.
        let mut value = serde_json::from_str(payload).unwrap_or_else(|_| Value::from(REDACTED));
        secrets.iter().for_each(|path| redact(&mut value, path));
        value.to_string()
    } else if payload.contains(['\n', '\r']) {
        // One event, one line. No event of this program has line breaks between its fields.
        serde_json::from_str(payload).map_or_else(|_| payload.to_owned(), |value: Value| value.to_string())
    } else {
        payload.to_owned()
    };
    RawValue::from_string(text).unwrap_or_else(|_| {
        // A text is always JSON.
        serde_json::value::to_raw_value(payload).unwrap_or_default()
    })
}

fn redact(value: &mut Value, path: &[String]) {
    match (path, value) {
        ([], value) if !value.is_null() => *value = Value::from(REDACTED),
        ([star, rest @ ..], Value::Array(items)) if star == "*" => items.iter_mut().for_each(|item| redact(item, rest)),
        ([name, rest @ ..], Value::Object(fields)) => {
            fields.get_mut(name).into_iter().for_each(|field| redact(field, rest));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn replaces_secrets_wherever_they_stand() {
        let mut value = json!({ "a": [{ "hash": "s", "b": 1 }, { "hash": null }], "hash": "stays" });
        redact(&mut value, &["a", "*", "hash"].map(str::to_owned));
        assert_eq!(value, json!({ "a": [{ "hash": REDACTED, "b": 1 }, { "hash": null }], "hash": "stays" }));
    }

    #[test]
    fn shows_nothing_of_a_secret_payload_that_cannot_be_read() {
        let shown = shown("{\"hash\": \"topsecret", &[vec!["hash".to_owned()]]);
        assert_eq!(shown.get(), "\"[redacted]\"");
    }
}
