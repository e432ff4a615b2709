//! What the console knows and decides, as data and pure functions: no signals, no browser, no clock. Time, chance and
//! frames come in; what to do comes out. Start with [`connection`] for the socket's life and [`store`] for the views.

pub mod attention;
pub mod board;
pub mod connection;
pub mod contrast;
pub mod drafts;
pub mod hours;
pub mod keys;
pub mod languages;
pub mod limit;
pub mod list;
pub mod marks;
pub mod mentions;
pub mod outbox;
pub mod place;
pub mod room;
pub mod route;
pub mod selection;
pub mod session;
pub mod site;
pub mod status_time;
pub mod store;
pub mod timeline;
pub mod typing;
pub mod waits;
pub mod words;

/// Milliseconds since 1970 by the browser's clock.
pub type Millis = u64;
