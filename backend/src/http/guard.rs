//! What stands before every resource: is it our own page that asks, and may this person ask for this.

use std::future::{Ready, ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, ResponseError, web};
use letopis_events::vocabulary::{Actor, Role};
use letopis_shared::wire::http::HttpError;

use super::problem::Failure;
use crate::app::App;
use crate::commands::by_operator;
use crate::commands::operator::Caller;
use crate::ws::is_own_origin;

/// Only a script of our own page can set it: a form or a link of another site cannot.
const OWN_PAGE: &str = "x-letopis";

/// What a resource needs of whoever asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Nothing: the resource shows nothing, or looks for itself at a password, a cookie or a one-time link.
    Nothing,
    /// An access token of an open session.
    SignedIn,
    /// The same, of a supervisor or an administrator.
    Lead,
    /// The same, of an administrator.
    Admin,
}

/// Whoever passed the guard of a resource that needs a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signed {
    pub caller: Caller,
    pub role: Role,
}

impl Signed {
    /// As actor of a command.
    pub fn actor(self) -> Actor {
        by_operator(self.caller.operator_id, Some(self.caller.session_id))
    }
}

impl FromRequest for Signed {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    /// Only behind a guard that asked for a session: elsewhere nobody is signed in.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().copied().ok_or(Failure(HttpError::SignIn)))
    }
}

/// Lets a request through to its resource, or answers why not. No answer may be kept by anybody.
pub(super) async fn guard<B: MessageBody>(
    need: Need,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match admit(need, request.request()) {
        Err(why) => {
            let answer = Failure(why).error_response();
            Ok(request.into_response(answer).map_into_right_body())
        }
        Ok(signed) => {
            if let Some(signed) = signed {
                request.extensions_mut().insert(signed);
            }
            let mut answer = next.call(request).await?;
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(answer.map_into_left_body())
        }
    }
}

fn admit(need: Need, request: &HttpRequest) -> Result<Option<Signed>, HttpError> {
    if !request.method().is_safe() && !from_own_page(request) {
        return Err(HttpError::Forbidden);
    }
    match need {
        Need::Nothing => Ok(None),
        Need::SignedIn => signed(request).map(Some),
        Need::Lead => match signed(request)? {
            lead if matches!(lead.role, Role::Supervisor | Role::Admin) => Ok(Some(lead)),
            _ => Err(HttpError::Forbidden),
        },
        Need::Admin => match signed(request)? {
            admin if admin.role == Role::Admin => Ok(Some(admin)),
            _ => Err(HttpError::Forbidden),
        },
    }
}

/// Browsers say which page makes a request that changes something; programs other than browsers need not.
fn from_own_page(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    headers.get(OWN_PAGE).is_some_and(|value| value == "1")
        && (!headers.contains_key(header::ORIGIN) || is_own_origin(request))
        && matches!(site, None | Some(b"same-origin" | b"none"))
}

fn signed(request: &HttpRequest) -> Result<Signed, HttpError> {
    let app = request.app_data::<web::Data<App>>().ok_or(HttpError::Unavailable)?;
    let caller = bearer(request, app).ok_or(HttpError::SignIn)?;
    let live = app.live.read();
    if !live.session_open(caller.operator_id, caller.session_id) {
        return Err(HttpError::SignIn);
    }
    let operator = live.operators.get(&caller.operator_id).ok_or(HttpError::SignIn)?;
    Ok(Signed { caller, role: operator.role })
}

/// Whose access token came with the request; the session may have ended since.
pub(super) fn bearer(request: &HttpRequest, app: &App) -> Option<Caller> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    app.auth.verify_access(token.trim(), app.clock.now()).ok()
}
