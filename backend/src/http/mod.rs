//! HTTP: the resources, the pages, and the upgrades to sockets.
//!
//! [`api`] is what console and setup call, [`assets`] what browsers load, [`status`] what administrators' tools ask.

mod api;
mod assets;
mod auth;
mod body;
mod client;
mod connection;
mod credentials;
mod demo;
mod device;
mod email;
mod guard;
mod headers;
mod invitation;
mod operators;
mod password;
mod photo;
mod problem;
mod public;
mod repeat;
mod reports;
mod session;
mod setup;
mod status;
#[cfg(test)]
mod tests;

use actix_web::web;

use crate::ws::{operator_socket, visitor_socket};

/// Mounts everything.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/ws/operator", web::get().to(operator_socket))
        .route("/ws/visitor", web::get().to(visitor_socket))
        .route("/healthz", web::get().to(status::healthz))
        .route("/metrics", web::get().to(status::metrics))
        .configure(api::routes)
        .configure(assets::routes);
}

pub use client::client_address;
pub use connection::bound_connection;
pub use headers::security_headers;
