//! From which page a request comes. Browsers always say it on a WebSocket; whoever does not is no browser page.

use actix_web::HttpRequest;
use actix_web::http::header;

/// The `Origin` of a request, if it is one readable header.
pub fn origin_of(request: &HttpRequest) -> Option<&str> {
    request.headers().get(header::ORIGIN)?.to_str().ok()
}

/// Whether the page that asks is one of ours: its origin is the host that was asked.
///
/// Only hosts are compared: behind a proxy that ends TLS the scheme of the request is not the page's.
pub fn is_own_origin(request: &HttpRequest) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let origin = origin_of(request).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    matches!((host, origin), (Some(host), Some(origin)) if host.eq_ignore_ascii_case(origin))
}
