//! The operator console: one library, and two programs over it. `bin/desk.rs` is what operators work in all day,
//! `bin/administration.rs` what is set up now and then; each brings only its own pages to the browser.
//!
//! [`state`] knows and decides, as pure data; [`wire`] reads what the server sends; [`platform`] wraps the
//! browser; [`client`] joins the two into the one
//! client of this tab; [`attention`] calls the operator; [`components`] and [`pages`] draw it. Start with [`app`] for what is on the screen when.

pub mod app;
mod attention;
mod client;
mod components;
pub mod pages;
mod platform;
mod state;
#[cfg(test)]
mod texts_tests;
mod wire;
