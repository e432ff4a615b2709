//! The session of a browser: the refresh token in its cookie, the access token in the answer.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;
use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::OperatorStatus;
use letopis_shared::domain::operator::{Operator, OperatorCommand};
use letopis_shared::wire::http::{HttpError, Me, SignedIn};

use super::device;
use super::problem::Failure;
use crate::app::App;
use crate::auth::Refresh;
use crate::commands::operator::Caller;
use crate::commands::{Done, by_operator};

const COOKIE: &str = "letopis_session";
/// Cookies go nowhere but to sign-in, renewal and sign-out.
const PATH: &str = "/api/auth";

/// Opens a session with its first status and answers with both tokens (S1, S2).
pub(super) async fn open(
    app: &App,
    request: &HttpRequest,
    operator_id: OperatorId,
    status: OperatorStatus,
) -> Result<HttpResponse, Failure> {
    let session_id = app.ids.next();
    let expires_at = app.clock.now() + TimeDelta::days(app.config.limits.session_days);
    let meta = app.commands.own(by_operator(operator_id, Some(session_id)));
    let open = OperatorCommand::OpenSession { session_id, expires_at, status };
    let done = app.commands.operators.execute(operator_id, meta, open).await?;
    settled(app, done).await?;
    let mut answer = answer(app, request, Caller { operator_id, session_id }).await?;
    device::remember(app, request, operator_id, &mut answer);
    Ok(answer)
}

/// The tokens of an open session, as the log knows it now.
pub(super) async fn answer(app: &App, request: &HttpRequest, caller: Caller) -> Result<HttpResponse, Failure> {
    let account = app.commands.operators.state(caller.operator_id).await?;
    let session = account.sessions.get(&caller.session_id).ok_or(HttpError::SignIn)?;
    let me = me(caller.operator_id, &account).ok_or(HttpError::SignIn)?;
    let now = app.clock.now();
    let refresh = app.auth.refresh_token(Refresh {
        operator_id: caller.operator_id,
        session_id: caller.session_id,
        generation: session.generation,
    });
    let (token, expires_in_seconds) = app.auth.access_token(caller, now, session.expires_at);
    let seconds_left = (session.expires_at - now).num_seconds().max(0);
    Ok(HttpResponse::Ok().cookie(cookie(app, request, COOKIE, refresh, seconds_left)).json(SignedIn {
        token,
        expires_in_seconds,
        me,
    }))
}

/// What the console knows about the person who works in it.
pub(super) fn me(id: OperatorId, account: &Operator) -> Option<Me> {
    let facts = account.facts.as_ref()?;
    Some(Me {
        id,
        name: facts.name.clone(),
        email: facts.email.clone(),
        role: facts.role,
        locale: account.locale,
        theme: account.theme,
    })
}

/// What the browser's cookie says, if it is one of ours.
pub(super) fn presented(app: &App, request: &HttpRequest) -> Option<Refresh> {
    app.auth.verify_refresh_token(request.cookie(COOKIE)?.value())
}

/// Whether the browser has a cookie of this name, whatever it says.
pub(super) fn claimed(request: &HttpRequest) -> bool {
    request.cookie(COOKIE).is_some()
}

/// The cookie that takes the browser's away.
pub(super) fn no_cookie(app: &App, request: &HttpRequest) -> Cookie<'static> {
    cookie(app, request, COOKIE, String::new(), 0)
}

/// A cookie for this site and not for scripts.
pub(super) fn cookie(
    app: &App,
    request: &HttpRequest,
    name: &'static str,
    value: String,
    seconds: i64,
) -> Cookie<'static> {
    // The scheme may be claimed by a proxy; whoever claims it falsely only makes his own browser stricter.
    let secure = app.config.secure_cookies || request.connection_info().scheme() == "https";
    Cookie::build(name, value)
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .max_age(Duration::seconds(seconds))
        .finish()
}

/// Waits until everybody who looks can see what was done, so that the next request finds it.
pub(super) async fn settled(app: &App, done: Done) -> Result<(), Failure> {
    let reached = tokio::time::timeout(app.config.limits.live_wait, app.live.reached(done.position)).await;
    reached.map_err(|_| {
        tracing::warn!(position = done.position, "the live state does not follow the log");
        Failure(HttpError::Unavailable)
    })
}
