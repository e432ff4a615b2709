//! Who hears what: sockets, their topics, and the one task that folds the log and pushes what changed.
//!
//! Start with [`hub`]. [`sight`] is the one door of permission for everything pushed; [`recent`] lets a socket resume
//! from its position; [`presence`] knows who is connected, which is never an event.

mod catch_up;
mod connections;
mod endings;
mod frames;
mod hub;
mod lists;
mod message;
mod outbox;
mod presence;
mod push;
mod recent;
mod sight;
mod typing;

pub use hub::{Hub, HubHandle};
pub use message::{Message, SocketId};
pub use outbox::{Cut, Outbox, Outgoing, outbox};
