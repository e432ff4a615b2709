//! Small components of people and messages. Looks are in `frontend/assets/css`; state is in attributes.

mod delivery;
mod icon;
mod people;
mod words;

pub use delivery::{DeliveryMark, TypingDots};
pub use icon::Icon;
pub use people::{Avatar, StatusDot};
pub use words::MessageText;
