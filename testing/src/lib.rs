//! A real server in this process, and clients that speak to it as browsers do.
//!
//! [`Server`] serves on a free port over a log in memory or in a folder; [`OperatorClient`] and [`VisitorClient`] hold
//! sockets and keep every view true by its patches. Waiting is always for a condition, read from the socket, with
//! [`PATIENCE`] as the bound: nothing here sleeps. For tests and benches only, so failures panic with what was awaited.

mod answer;
mod binary;
mod failing;
mod operator;
pub mod packages;
mod server;
mod socket;
mod views;
mod visitor;

use std::time::Duration;

use uuid::Uuid;

pub use answer::Answer;
pub use binary::Binary;
pub use failing::FailingLog;
pub use operator::OperatorClient;
pub use server::{Account, Builder, SHOP, Server};
pub use socket::{FORWARDED_FOR, Received, Socket, Upgrade, decode};
pub use views::Views;
pub use visitor::{Tab, VisitorClient};

/// How long anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// An identifier that nobody has had before.
pub fn new_id<T: From<Uuid>>() -> T {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid().into()
}
