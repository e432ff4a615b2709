//! The chat window of the visitor: an iframe of our origin on somebody else's page.
//!
//! It has no socket of its own: [`bridge`] exchanges frames with the loader on the page around it. [`model`] is what the
//! window knows and [`rows`] what its log shows (both pure, tested natively); [`state`] makes them reactive; [`parts`]
//! draws, with the few functions of [`dom`].

// in a native build, which only tests, nobody calls what draws
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod bridge;
mod colour;
mod dom;
mod draft;
mod form;
mod model;
mod parts;
mod rows;
mod state;
mod wire;

use leptos::prelude::document;

fn main() {
    // the start-up script applies the console's theme; the window follows the visitor's system
    if let Some(page) = document().document_element() {
        let _ = page.remove_attribute("data-theme");
    }
    leptos::mount::mount_to_body(parts::run);
}
