//! Sockets: from frames of text to commands and messages for the hub.
//!
//! [`socket`] moves frames and enforces limits for both kinds; [`operator`] and [`visitor`] say what a frame means.

mod operator;
mod origin;
mod socket;
mod visitor;

pub use operator::operator_socket;
pub use origin::{is_own_origin, origin_of};
pub use visitor::visitor_socket;
