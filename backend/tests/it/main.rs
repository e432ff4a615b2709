//! The server from outside: sockets of real clients over a real port. One binary, as linking is slow.
//!
//! Nothing here sleeps: tests wait for what they expect, see `letopis_testing`. Each module is a promise of the server:
//! [`law`] and [`random`] that screens stay true, [`resume`] that nothing is lost or doubled by a reconnect, [`sight`]
//! that nobody hears what is not for him, [`repeats`] that a command counts once, [`bad_input`] and [`limits`] that
//! nobody does harm, [`administration`] and [`archive`] that what is set up
//! holds, [`operator_chat`] that everybody in the room hears
//! the same, [`routing`], [`transfer`], [`life`] and [`statuses`] that a visitor is always somebody's, [`hands`] that
//! colleagues see who has him and may take him over, [`bans`] and [`notes`] that he is kept from what is not his,
//! [`photos`] that everybody sees the same face, [`form`], [`availability`] and [`hours`] that he is asked what the site asks and
//! sees who is there, [`matrix`] that everybody may do what he may and no more, [`sessions`],
//! [`visits`], [`failures`] and [`process`] that it stays so when things end or break, [`wire`] that frames keep their
//! shape.

mod administration;
mod archive;
mod availability;
mod bad_input;
mod bans;
mod changes;
mod commands;
mod conversation;
mod failures;
mod form;
mod hands;
mod hours;
mod law;
mod life;
mod limits;
mod matrix;
mod notes;
mod offline;
mod operator_chat;
mod photos;
mod process;
mod random;
mod repeats;
mod resume;
mod routing;
mod sessions;
mod sight;
mod statuses;
mod transfer;
mod visits;
mod wire;
mod world;
