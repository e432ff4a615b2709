//! What the kernel is told about every connection. What it holds for a client is bounded, and so is for how long.

use std::any::Any;

use actix_web::rt::net::TcpStream;
use socket2::SockRef;

use crate::config::Limits;

/// Bounds a connection that was just accepted.
///
/// A socket that is cut leaves the last frames with the kernel. Without this a client that takes none of them, and keeps
/// the connection open, would keep them there for ever.
pub fn bound_connection(connection: &dyn Any, limits: &Limits) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
    let socket = SockRef::from(stream);
    let bounded = socket.set_send_buffer_size(limits.connection_send_bytes);
    #[cfg(target_os = "linux")]
    let bounded = bounded.and_then(|()| socket.set_tcp_user_timeout(Some(limits.untaken_cut)));
    if let Err(error) = bounded {
        tracing::debug!(%error, "a connection could not be bounded");
    }
}
