//! Notifications on the desktop.

use std::cell::RefCell;

use js_sys::{Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::attention::policy::Permission;

thread_local! {
    /// On the desktop now, by their tags.
    static SHOWN: RefCell<Vec<(String, Notification)>> = const { RefCell::new(Vec::new()) };
}

/// What the browser lets this site do. Without https there are no notifications, whatever it says.
pub fn permission() -> Permission {
    let there = Reflect::has(&window(), &"Notification".into()).unwrap_or(false);
    if !there || !window().is_secure_context() {
        return Permission::Unsupported;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

/// Lets the browser ask. Only from a gesture, and only where there are notifications.
pub fn ask() -> Option<Promise> {
    Notification::request_permission().ok()
}

/// Shows one, without a sound of its own, in place of one with the same tag. A click on it puts this tab in front.
pub fn show(tag: String, title: &str, body: &str, on_click: impl FnOnce() + 'static) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(&tag);
    options.set_silent(Some(true));
    // Phones refuse: there only a service worker may.
    let Ok(notification) = Notification::new_with_options(title, &options) else { return };
    let clicked = tag.clone();
    let on_click = Closure::once_into_js(move || {
        let _ = window().focus();
        close(&clicked);
        on_click();
    });
    notification.set_onclick(Some(on_click.unchecked_ref()));
    close(&tag);
    SHOWN.with_borrow_mut(|shown| shown.push((tag, notification)));
}

/// Takes one away.
pub fn close(tag: &str) {
    SHOWN.with_borrow_mut(|shown| {
        if let Some(at) = shown.iter().position(|(known, _)| known == tag) {
            shown.swap_remove(at).1.close();
        }
    });
}
