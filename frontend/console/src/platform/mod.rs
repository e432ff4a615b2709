//! Thin wrappers around what only a browser has. No decisions live here.

pub mod frame;
pub mod http;
pub mod notification;
pub mod page;
pub mod picture;
pub mod socket;
pub mod sound;
pub mod tab;
pub mod timer;

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Listens to an event of the window for as long as the page lives.
pub fn on_window<E: JsCast>(name: &str, mut then: impl FnMut(E) + 'static) {
    listen(name, Box::new(move |event| then(event.unchecked_into())));
}

// behind one type, so that it is compiled once
fn listen(name: &str, then: Box<dyn FnMut(web_sys::Event)>) {
    let listener = Closure::wrap(then);
    // The only failure is a closed window.
    let _ = window().add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}
