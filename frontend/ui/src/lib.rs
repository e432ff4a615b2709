//! What the console and the chat window share in the browser: texts in the chosen language, icons, the small
//! components of people and messages, and the thin helpers around `Intl`, storage and chance.
//!
//! Nothing here knows a socket or a screen. Pure parts ([`text`], [`person`]) have native tests.

pub mod browser;
pub mod components;
pub mod format;
pub mod i18n;
pub mod json;
pub mod person;
pub mod reactive;
pub mod text;

pub use components::{Avatar, DeliveryMark, Icon, MessageText, StatusDot, TypingDots};
pub use i18n::{I18n, use_i18n};
pub use reactive::{Each, If, dynamic, flag, heard, maybe, present, press, string, watch, word, yes_no};
