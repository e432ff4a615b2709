//! Old shapes of events, brought to the current one when they are read. The log keeps them as they were written.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::events::UnknownEvent;

/// From one version of an event to the next.
type Upcaster = fn(&mut serde_json::Map<String, Value>);

/// The step that leads from this version of an event to the next one.
fn step(event_type: &str, from: u16) -> Option<Upcaster> {
    match (event_type, from) {
        // The status took effect when it was recorded.
        ("operator.status_changed", 1) => Some(|payload| {
            payload.insert("since".to_owned(), Value::Null);
        }),
        // Only one more cause.
        ("operator.session_closed", 1) => Some(|_| {}),
        // Nobody had been passed over; and one more reason.
        ("conversation.assigned", 1) => Some(|payload| {
            payload.insert("let_lie".to_owned(), Value::Array(Vec::new()));
        }),
        // What the browser prefers was not asked.
        ("visit.started", 1) => Some(|payload| {
            payload.insert("browser_language".to_owned(), Value::Null);
        }),
        // Nobody could be called.
        ("conversation.note_written", 1) => Some(|payload| {
            payload.insert("mentions".to_owned(), Value::Array(Vec::new()));
        }),
        _ => None,
    }
}

/// Reads a payload of some version as the body of the current one.
pub(crate) fn to_current<B: DeserializeOwned>(
    event_type: &'static str,
    version: u16,
    current: u16,
    payload: &str,
) -> Result<B, UnknownEvent> {
    let unfit = |error: serde_json::Error| UnknownEvent::Shape { event_type, error: error.to_string() };
    if version == current {
        return serde_json::from_str(payload).map_err(unfit);
    }
    let mut old: serde_json::Map<String, Value> = serde_json::from_str(payload).map_err(unfit)?;
    for from in version..current {
        let step = step(event_type, from);
        step.ok_or_else(|| UnknownEvent::Version { event_type: event_type.to_owned(), version })?(&mut old);
    }
    if version > current {
        return Err(UnknownEvent::Version { event_type: event_type.to_owned(), version });
    }
    serde_json::from_value(Value::Object(old)).map_err(unfit)
}
