//! The table of resources: who may ask for what. Nothing is mounted that has no row here.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, ResponseError, Route};
use letopis_shared::wire::http::HttpError;

use super::guard::{Need, guard};
use super::problem::Failure;
use super::{auth, demo, email, invitation, operators, password, photo, public, reports, setup};

/// One resource.
pub(super) struct Resource {
    pub method: Method,
    pub path: &'static str,
    pub need: Need,
    handler: fn() -> Route,
}

/// Every resource but pages, sockets and what administrators' tools ask.
pub(super) const RESOURCES: [Resource; 19] = [
    row(Method::GET, "/api/public", Need::Nothing, || web::to(public::public)),
    row(Method::POST, "/api/setup", Need::Nothing, || web::to(setup::setup)),
    row(Method::POST, "/api/setup/check", Need::Nothing, || web::to(setup::check)),
    row(Method::POST, "/api/auth/sign-in", Need::Nothing, || web::to(auth::sign_in)),
    row(Method::POST, "/api/auth/refresh", Need::Nothing, || web::to(auth::refresh)),
    row(Method::POST, "/api/auth/sign-out", Need::Nothing, || web::to(auth::sign_out)),
    row(Method::POST, "/api/auth/sign-out-everywhere", Need::SignedIn, || web::to(auth::sign_out_everywhere)),
    row(Method::GET, "/api/me", Need::SignedIn, || web::to(auth::me)),
    row(Method::POST, "/api/me/password", Need::SignedIn, || web::to(password::change)),
    row(Method::POST, "/api/me/email", Need::SignedIn, || web::to(email::change)),
    row(Method::POST, "/api/operators", Need::Admin, || web::to(operators::create)),
    row(Method::POST, "/api/operators/{id}/password", Need::Admin, || web::to(password::reset)),
    row(Method::POST, "/api/operators/{id}/email", Need::Admin, || web::to(email::give)),
    // Whose photo it may be, the table of permissions says.
    row(Method::POST, "/api/operators/{id}/photo", Need::SignedIn, || web::to(photo::choose)),
    row(Method::POST, "/api/operators/{id}/invitation", Need::Admin, || web::to(invitation::invite)),
    row(Method::POST, "/api/invitation", Need::Nothing, || web::to(invitation::accept)),
    row(Method::POST, "/api/invitation/check", Need::Nothing, || web::to(invitation::check)),
    row(Method::GET, "/api/reports/status-time", Need::Lead, || web::to(reports::status_time)),
    row(Method::GET, "/demo/accounts.json", Need::Nothing, || web::to(demo::accounts)),
];

const fn row(method: Method, path: &'static str, need: Need, handler: fn() -> Route) -> Resource {
    Resource { method, path, need, handler }
}

/// Mounts every resource behind its guard.
pub fn routes(config: &mut ServiceConfig) {
    for Resource { method, path, need, handler } in RESOURCES {
        config.service(
            web::resource(path)
                .wrap(from_fn(move |request, next| guard(need, request, next)))
                .route(handler().method(method))
                .default_service(web::to(other_method)),
        );
    }
    config.service(web::scope("/api").default_service(web::to(nothing_here)));
}

async fn other_method() -> HttpResponse {
    let mut answer = Failure(HttpError::BadRequest).error_response();
    *answer.status_mut() = actix_web::http::StatusCode::METHOD_NOT_ALLOWED;
    answer
}

async fn nothing_here() -> Result<HttpResponse, Failure> {
    Err(Failure(HttpError::NotFound))
}
