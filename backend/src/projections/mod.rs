//! Folds of the log. Here the live one, in memory: the state behind every screen.

mod live;
mod replay;

pub use live::LiveHandle;
