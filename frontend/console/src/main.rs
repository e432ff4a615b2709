//! The operator console.

mod client;
mod platform;
mod state;

fn main() {}
