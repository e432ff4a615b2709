//! `/api/me/password` and `/api/operators/{id}/password`: a new password ends the sessions that the old one opened.

use actix_web::{HttpRequest, HttpResponse, web};
use letopis_events::ids::{OperatorId, SessionId};
use letopis_shared::domain;
use letopis_shared::domain::operator::{Operator, OperatorCommand};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::http::{ChangePassword, HttpError, ResetPassword};

use super::body::Body;
use super::guard::Signed;
use super::problem::Failure;
use super::{credentials, repeat, session};
use crate::app::App;
use crate::commands::CommandMeta;

/// `POST /api/me/password`: his own; whoever found the console open does not know the current one.
pub(super) async fn change(
    app: web::Data<App>,
    request: HttpRequest,
    signed: Signed,
    body: Body<ChangePassword>,
) -> Result<HttpResponse, Failure> {
    let ChangePassword { command_id, current, new } = body.0;
    let me = signed.caller.operator_id;
    let meta = CommandMeta::new(command_id, signed.actor(), &("change_password", me));
    // The answer may have been lost, and the current password is now another one.
    if repeat::known(&app, &meta)?.is_none() {
        fits(&new, &app.commands.operators.state(me).await?)?;
        // Whoever is signed in has been in the account before.
        credentials::check(&app, &request, me, &current, true).await?;
        set(&app, meta, me, &new, Some(signed.caller.session_id)).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/operators/{id}/password`: an administrator gives somebody a new one, who is then signed out everywhere.
pub(super) async fn reset(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    body: Body<ResetPassword>,
) -> Result<HttpResponse, Failure> {
    let id: OperatorId = id.parse().map_err(|_| HttpError::NotFound)?;
    if id == signed.caller.operator_id {
        // His own he changes with the current one.
        return Err(Refusal::Yourself.into());
    }
    let ResetPassword { command_id, new } = body.0;
    let meta = CommandMeta::new(command_id, signed.actor(), &("reset_password", id));
    if repeat::known(&app, &meta)?.is_none() {
        fits(&new, &app.commands.operators.state(id).await?)?;
        set(&app, meta, id, &new, None).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Whether a password will do for this account.
///
/// # Errors
/// The refusal that says what to do.
pub(super) fn fits(password: &str, account: &Operator) -> Result<(), Refusal> {
    let facts = account.facts.as_ref().map(|facts| [facts.name.as_str(), facts.email.as_str()]);
    domain::password(password, &facts.unwrap_or_default())
}

async fn set(
    app: &App,
    meta: CommandMeta,
    id: OperatorId,
    password: &str,
    keep: Option<SessionId>,
) -> Result<(), Failure> {
    let hash = app.auth.passwords.hash(password).await?;
    let done = app.commands.operators.execute(id, meta, OperatorCommand::SetPassword { hash, keep }).await?;
    session::settled(app, done).await
}
