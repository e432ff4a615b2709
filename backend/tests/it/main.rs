//! The server from outside: sockets of real clients over a real port. One binary, as linking is slow.
//!
//! Nothing here sleeps: tests wait for what they expect, see `letopis_testing`. Each module is a promise of the server:
//! [`law`] and [`random`] that screens stay true, [`resume`] that nothing is lost or doubled by a reconnect, [`sight`]
//! that nobody hears what is not for him, [`repeats`] that a command counts once, [`bad_input`] and [`limits`] that
//! nobody does harm, [`administration`] that what is set up holds, [`operator_chat`] that everybody in the room hears
//! the same, [`sessions`], [`visits`], [`failures`] and [`process`] that it stays so when things end or break, [`wire`]
//! that frames keep their shape.

mod administration;
mod bad_input;
mod commands;
mod conversation;
mod failures;
mod law;
mod limits;
mod operator_chat;
mod process;
mod random;
mod repeats;
mod resume;
mod sessions;
mod sight;
mod visits;
mod wire;
mod world;
