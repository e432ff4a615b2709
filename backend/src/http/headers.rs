//! Headers of every answer. Policies of single pages are set where the pages are served, in [`super::assets`].

use actix_web::middleware::DefaultHeaders;

/// What every answer says to browsers, whatever it is.
pub fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
}
