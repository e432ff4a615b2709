//! `/api/auth/…` and `/api/me`: signing in, staying signed in, leaving.

use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use letopis_events::vocabulary::SessionEnd;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::wire::http::{HttpError, SignIn, SignedIn};

use super::body::Body;
use super::guard::{Signed, bearer};
use super::problem::Failure;
use super::{credentials, device, session};
use crate::app::App;
use crate::commands::operator::Caller;
use crate::commands::{CommandError, by_operator};

/// `POST /api/auth/sign-in`.
pub(super) async fn sign_in(
    app: web::Data<App>,
    request: HttpRequest,
    body: Body<SignIn>,
) -> Result<HttpResponse, Failure> {
    let SignIn { email, password, status } = body.0;
    let operator_id = app.commands.account_of(&email).await?;
    let known = device::knows(&app, &request, operator_id);
    credentials::check(&app, &request, operator_id, &password, known).await?;
    session::open(&app, &request, operator_id, status).await
}

/// `POST /api/auth/refresh`: the cookie's token for the next one; null for a browser in which nobody is signed in.
pub(super) async fn refresh(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    if !session::claimed(&request) {
        // An answer like any other: browsers note a refusal as an error of the page.
        return HttpResponse::Ok().json(None::<SignedIn>);
    }
    match renew(&app, &request).await {
        Ok(answer) => answer,
        Err(failure) => {
            let mut answer = failure.error_response();
            if failure.0 == HttpError::SignIn && answer.add_cookie(&session::no_cookie(&app, &request)).is_err() {
                tracing::error!("a cookie of ours does not fit into a header");
            }
            answer
        }
    }
}

async fn renew(app: &App, request: &HttpRequest) -> Result<HttpResponse, Failure> {
    let token = session::presented(app, request).ok_or(HttpError::SignIn)?;
    let (operator_id, session_id) = (token.operator_id, token.session_id);
    let meta = app.commands.own(by_operator(operator_id, Some(session_id)));
    let renew = OperatorCommand::RenewSession { session_id, generation: token.generation };
    match app.commands.operators.execute(operator_id, meta, renew).await {
        // Used a second time, the token has just ended its session: with this answer its access token is worth nothing.
        Ok(done) => session::settled(app, done).await?,
        Err(CommandError::Refused(_)) => return Err(HttpError::SignIn.into()),
        Err(error) => return Err(error.into()),
    }
    session::answer(app, request, Caller { operator_id, session_id }).await
}

/// `POST /api/auth/sign-out`: out of this browser, whatever is left of the session.
pub(super) async fn sign_out(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let by_cookie = session::presented(&app, &request)
        .map(|token| Caller { operator_id: token.operator_id, session_id: token.session_id });
    let by_token = bearer(&request, &app).filter(|caller| Some(*caller) != by_cookie);
    for Caller { operator_id, session_id } in by_cookie.into_iter().chain(by_token) {
        let meta = app.commands.own(by_operator(operator_id, Some(session_id)));
        let elsewhere = app.hub.is_elsewhere(operator_id, session_id).await;
        let close = OperatorCommand::CloseSession { session_id, cause: SessionEnd::SignedOut, elsewhere };
        match app.commands.operators.execute(operator_id, meta, close).await {
            Ok(done) => session::settled(&app, done).await?,
            Err(CommandError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(HttpResponse::NoContent().cookie(session::no_cookie(&app, &request)).finish())
}

/// `POST /api/auth/sign-out-everywhere`: out of every browser.
pub(super) async fn sign_out_everywhere(
    app: web::Data<App>,
    request: HttpRequest,
    signed: Signed,
) -> Result<HttpResponse, Failure> {
    let close = OperatorCommand::CloseAllSessions { cause: SessionEnd::SignedOutEverywhere };
    let meta = app.commands.own(signed.actor());
    let done = app.commands.operators.execute(signed.caller.operator_id, meta, close).await?;
    session::settled(&app, done).await?;
    Ok(HttpResponse::NoContent().cookie(session::no_cookie(&app, &request)).finish())
}

/// `GET /api/me`.
pub(super) async fn me(app: web::Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    let id = signed.caller.operator_id;
    let account = app.commands.operators.state(id).await?;
    let me = session::me(id, &account).ok_or(HttpError::SignIn)?;
    Ok(HttpResponse::Ok().json(me))
}
