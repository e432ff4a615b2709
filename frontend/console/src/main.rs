//! The operator console.
//!
//! [`state`] knows and decides, as pure data; [`wire`] reads what the server sends; [`platform`] wraps the
//! browser; [`client`] joins the two into the one
//! client of this tab; [`attention`] calls the operator; [`components`] and [`pages`] draw it. Start with [`app`] for what is on the screen when.

mod app;
mod attention;
mod client;
mod components;
mod pages;
mod platform;
mod state;
#[cfg(test)]
mod texts_tests;
mod wire;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
