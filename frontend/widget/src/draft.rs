//! What is written and not sent: kept over a reload where this origin may store anything, else only in the field.

use web_sys::{Storage, Window};

const KEY: &str = "letopis.draft";

/// One place for each site that embeds us.
fn place(key: &str) -> Option<(Storage, String)> {
    let window: Window = web_sys::window()?;
    let key = [key, &window.location().search().unwrap_or_default()].concat();
    Some((window.session_storage().ok()??, key))
}

/// What is kept under a key; empty when nothing is.
pub fn kept(key: &str) -> String {
    place(key).and_then(|(storage, key)| storage.get_item(&key).ok()?).unwrap_or_default()
}

/// Keeps a text; an empty one is forgotten.
pub fn keep(key: &str, text: &str) {
    if let Some((storage, key)) = place(key) {
        let _ = if text.is_empty() { storage.remove_item(&key) } else { storage.set_item(&key, text) };
    }
}

/// The draft of before the reload.
pub fn load() -> String {
    kept(KEY)
}

/// Keeps the draft.
pub fn save(text: &str) {
    keep(KEY, text);
}
