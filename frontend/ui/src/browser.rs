//! What only the browser knows: time, chance, storage. Outside a browser nothing here may be called.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The browser's clock, in milliseconds since 1970.
pub fn now_millis() -> u64 {
    js_sys::Date::now() as u64
}

/// The browser's clock.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// A new identifier, ordered by time (UUID version 7).
pub fn new_id() -> Uuid {
    let mut chance = [0u8; 10];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut chance).is_ok());
    if !filled {
        for byte in &mut chance {
            *byte = (js_sys::Math::random() * 256.0) as u8;
        }
    }
    uuid::Builder::from_unix_timestamp_millis(now_millis(), &chance).into_uuid()
}

/// A number from 0 to 1, for jitter only.
pub fn chance() -> f64 {
    js_sys::Math::random()
}

/// Small texts kept in this browser. Where storage is blocked, everything is forgotten quietly.
pub mod storage {
    fn local() -> Option<web_sys::Storage> {
        web_sys::window()?.local_storage().ok()?
    }

    /// What is kept under a key.
    pub fn read(key: &str) -> Option<String> {
        local()?.get_item(key).ok()?
    }

    /// Keeps a text; a full storage forgets it.
    pub fn write(key: &str, value: &str) {
        if let Some(storage) = local() {
            let _ = storage.set_item(key, value);
        }
    }

    /// Forgets a text.
    pub fn remove(key: &str) {
        if let Some(storage) = local() {
            let _ = storage.remove_item(key);
        }
    }

    /// All keys with this beginning, and their texts.
    pub fn read_all(prefix: &str) -> Vec<(String, String)> {
        let Some(storage) = local() else { return Vec::new() };
        let count = storage.length().unwrap_or(0);
        (0..count)
            .filter_map(|index| storage.key(index).ok().flatten())
            .filter(|key| key.starts_with(prefix))
            .filter_map(|key| storage.get_item(&key).ok().flatten().map(|value| (key, value)))
            .collect()
    }
}
