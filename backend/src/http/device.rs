//! The cookie by which a browser is known as one in which somebody has signed in.

use actix_web::cookie::Cookie;
use actix_web::{HttpRequest, HttpResponse};
use letopis_events::ids::OperatorId;

use super::session::cookie;
use crate::app::App;

const COOKIE: &str = "letopis_device";
const DAY_SECONDS: i64 = 86_400;

/// Whether this account has been entered in this browser before.
pub(super) fn knows(app: &App, request: &HttpRequest, operator_id: OperatorId) -> bool {
    operators(app, request).contains(&operator_id)
}

/// Lets the browser be known for this account from now on, beside those it is known for.
pub(super) fn remember(app: &App, request: &HttpRequest, operator_id: OperatorId, answer: &mut HttpResponse) {
    let others = operators(app, request).into_iter().filter(|id| *id != operator_id);
    let all: Vec<_> = std::iter::once(operator_id).chain(others).collect();
    let token = app.auth.device_token(&all);
    let device = cookie(app, request, COOKIE, token, app.config.limits.device_days * DAY_SECONDS);
    if answer.add_cookie(&device).is_err() {
        tracing::error!("a cookie of ours does not fit into a header");
    }
}

fn operators(app: &App, request: &HttpRequest) -> Vec<OperatorId> {
    let token = request.cookie(COOKIE);
    token.as_ref().map(Cookie::value).map(|token| app.auth.verify_device_token(token)).unwrap_or_default()
}
