//! The server from outside: sockets of real clients over a real port. One binary, as linking is slow.
//!
//! Nothing here sleeps: tests wait for what they expect, see `letopis_testing`.

mod conversation;
