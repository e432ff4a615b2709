//! What is written and not sent: kept over a reload where this origin may store anything, else only in the field.

use web_sys::{Storage, Window};

/// One draft for each site that embeds us.
fn place() -> Option<(Storage, String)> {
    let window: Window = web_sys::window()?;
    let key = format!("letopis.draft{}", window.location().search().unwrap_or_default());
    Some((window.session_storage().ok()??, key))
}

/// The draft of before the reload.
pub fn load() -> String {
    place().and_then(|(storage, key)| storage.get_item(&key).ok()?).unwrap_or_default()
}

/// Keeps the draft; an empty one is forgotten.
pub fn save(text: &str) {
    if let Some((storage, key)) = place() {
        let _ = if text.is_empty() { storage.remove_item(&key) } else { storage.set_item(&key, text) };
    }
}
