//! `/api/me/email` and `/api/operators/{id}/email`: another address to sign in with (S111).

use actix_web::{HttpRequest, HttpResponse, web};
use letopis_events::ids::OperatorId;
use letopis_shared::domain::text;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::http::{ChangeEmail, GiveEmail, HttpError};

use super::body::Body;
use super::guard::Signed;
use super::problem::Failure;
use super::{credentials, repeat, session};
use crate::app::App;
use crate::commands::CommandMeta;

/// `POST /api/me/email`: his own. Whoever found the console open does not know the password; the other sessions end.
pub(super) async fn change(
    app: web::Data<App>,
    request: HttpRequest,
    signed: Signed,
    body: Body<ChangeEmail>,
) -> Result<HttpResponse, Failure> {
    let ChangeEmail { command_id, email, password } = body.0;
    let me = signed.caller.operator_id;
    let meta = CommandMeta::new(command_id, signed.actor(), &("change_email", me, &email));
    if repeat::known(&app, &meta)?.is_none() {
        text::email(&email)?;
        // Whoever is signed in has been in the account before.
        credentials::check(&app, &request, me, &password, true).await?;
        let done = app.commands.change_email(meta, me, &email, Some(signed.caller.session_id)).await?;
        session::settled(&app, done).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/operators/{id}/email`: an administrator corrects somebody's, who is then signed out everywhere.
pub(super) async fn give(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    body: Body<GiveEmail>,
) -> Result<HttpResponse, Failure> {
    let id: OperatorId = id.parse().map_err(|_| HttpError::NotFound)?;
    if id == signed.caller.operator_id {
        // His own he changes with his password.
        return Err(Refusal::Yourself.into());
    }
    let GiveEmail { command_id, email } = body.0;
    let meta = CommandMeta::new(command_id, signed.actor(), &("give_email", id, &email));
    if repeat::known(&app, &meta)?.is_none() {
        let done = app.commands.change_email(meta, id, &email, None).await?;
        session::settled(&app, done).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
