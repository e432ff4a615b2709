//! What a machine must have. Each part looks first and installs only what is missing.

pub(crate) mod apt;
pub(crate) mod chromium;
pub(crate) mod npm;
pub(crate) mod rustup;
pub(crate) mod wasm;
