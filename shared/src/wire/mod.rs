//! What travels between server and browsers. The wire is not the log: nothing here is ever stored.

pub mod http;
pub mod operator;
pub mod refusal;
pub mod visitor;

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

pub use refusal::Refusal;

/// The protocol these shapes belong to; a socket with another number is told to reload.
pub const PROTOCOL: u16 = 1;

/// From where a socket wants to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// Of the log in which the position counts.
    pub log_id: Uuid,
    /// The last position the client has applied.
    pub position: u64,
}

/// Why the server gave up on a frame, a command or a socket: a closed set that reveals nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Not UTF-8, not JSON, unknown or missing fields, wrong types.
    BadFrame,
    /// Larger than the limit of this socket.
    FrameTooLarge,
    /// The client speaks another protocol: reload.
    Protocol,
    /// Not signed in, or no longer.
    SignIn,
    /// The role, the site or the person may not.
    Forbidden,
    /// No such thing, or none for this viewer.
    NotFound,
    /// Too many frames or commands in too short a time.
    TooFast,
    /// The same command id came with another body.
    CommandReused,
    /// The server cannot record anything now; it may soon.
    Unavailable,
    /// The client read too slowly and was cut; it may resume.
    TooSlow,
}

impl ErrorCode {
    /// Whether the same command may be sent again later as it is.
    pub fn is_passing(self) -> bool {
        matches!(self, ErrorCode::Unavailable | ErrorCode::TooFast | ErrorCode::TooSlow)
    }
}

/// Reads what has no fields beside its name. Derived code would let any others through there.
fn nothing_more<'de, D: Deserializer<'de>>(rest: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    Nothing::deserialize(rest).map(|Nothing {}| ())
}
