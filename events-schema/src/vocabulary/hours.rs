//! When a department is there (S127).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A day of the week (ISO 8601: Monday is the first).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All seven, in their order.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
}

/// A stretch of one day, by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    pub weekday: Weekday,
    /// Minutes after midnight.
    pub from_minute: u16,
    /// The same, and later; 1440 is the end of the day.
    pub to_minute: u16,
}

/// The week of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    /// Whose clock it is: a name of the IANA time zone database.
    pub time_zone: String,
    /// In their order; none touches another.
    pub shifts: Vec<Shift>,
}
