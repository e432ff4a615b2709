//! The Letopis server: everything that does IO.

pub mod clock;
pub mod event_log;
