//! This tab: its icon, what one page leaves for the next, and locks that all tabs of this browser share.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::PerformanceNavigation;

const ICON: &str = include_str!("../../../assets/favicon.svg");
/// The colour is `--waiting` of `tokens.css`.
const BADGE: &str = "<circle cx='16' cy='8' r='8' fill='#c8252f'/><text x='16' y='12.5' font-family='sans-serif' \
    font-size='12' font-weight='700' text-anchor='middle' fill='#fff'>";

/// Puts a red number on the icon of the tab; 0 takes it away.
pub fn set_badge(count: usize) {
    let Ok(Some(link)) = document().query_selector("link[rel=icon]") else { return };
    let badge = match count {
        0 => String::new(),
        1..=9 => format!("{BADGE}{count}</text>"),
        _ => format!("{BADGE}9+</text>"),
    };
    let icon = ICON.replace("</svg>", &(badge + "</svg>")).replace('#', "%23");
    let _ = link.set_attribute("href", &format!("data:image/svg+xml,{icon}"));
}

/// Leaves words for the next page in this tab.
pub fn leave(key: &str, words: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(key, words);
    }
}

/// What the page before this one left; nothing when it was this page, loaded anew.
pub fn left(key: &str) -> Option<String> {
    let words = window().session_storage().ok()??.get_item(key).ok()??;
    let reloaded = window().performance()?.navigation().type_() == PerformanceNavigation::TYPE_RELOAD;
    (!reloaded).then_some(words)
}

/// Asks for a lock, or takes it from whichever tab has it. `granted` is called when this tab gets it, and answers with
/// what it lasts for; the promise ends when the lock is given back or lost. `None` where there are no locks.
pub fn lock(name: &str, steal: bool, granted: impl FnOnce() -> JsValue + 'static) -> Option<Promise> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"steal".into(), &steal.into()).ok()?;
    let granted = Closure::once_into_js(move |_lock: JsValue| granted());
    request.call3(&locks, &name.into(), &options, &granted).ok()?.dyn_into().ok()
}
