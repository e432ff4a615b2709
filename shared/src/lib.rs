//! Pure code that runs on the server and in the browser: rules, views, wire shapes, texts.
//!
//! No IO, no clock, no randomness, no futures: time and ids come in as arguments (ARCHITECTURE.md, invariant 1).
//! Start with [`domain`] for what may happen, [`views`] for what a screen holds, [`wire`] for what travels.

pub mod domain;
pub mod limits;
pub mod pages;
pub mod texts;
pub mod views;
pub mod wire;

pub use letopis_events as schema;
