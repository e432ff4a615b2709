//! Frames as values, without serde: its readers for these shapes alone weigh more than the whole window may (they are
//! half of the module in a build with them). The tests hold every shape to the contract in `letopis_shared::wire`.

mod frames;

pub use frames::{frame, site};
pub use letopis_ui::json::{self, Json, uuid};
