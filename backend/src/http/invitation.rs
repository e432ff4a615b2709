//! `/api/operators/{id}/invitation` and `/api/invitation`: a password that its owner chooses through a one-time link.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;
use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::{Actor, OperatorStatus};
use letopis_shared::domain::operator::{Invitation, Operator, OperatorCommand};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::http::{AcceptInvitation, CheckInvitation, HttpError, InvitationLink, Invite, Invited};

use super::body::Body;
use super::guard::Signed;
use super::problem::Failure;
use super::{client_address, password, repeat, session};
use crate::app::App;
use crate::auth::{InvitationToken, Key, digest};
use crate::commands::{CommandError, CommandMeta};

/// `POST /api/operators/{id}/invitation`: a new link for an account that has no password, or forgot it.
pub(super) async fn invite(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    body: Body<Invite>,
) -> Result<HttpResponse, Failure> {
    let operator_id: OperatorId = id.parse().map_err(|_| HttpError::NotFound)?;
    if operator_id == signed.caller.operator_id {
        // His own password he changes with the current one.
        return Err(Refusal::Yourself.into());
    }
    let token = InvitationToken { operator_id, command_id: body.0.command_id };
    let meta = CommandMeta::new(token.command_id, signed.actor(), &("invite", operator_id));
    if repeat::known(&app, &meta)?.is_none() {
        let invite = OperatorCommand::Invite { invitation: made(&app, token) };
        let done = app.commands.operators.execute(operator_id, meta, invite).await?;
        session::settled(&app, done).await?;
    }
    let link = link(&app, token).await?.ok_or(HttpError::Invitation)?;
    Ok(HttpResponse::Created().json(link))
}

/// `POST /api/invitation/check`.
pub(super) async fn check(
    app: web::Data<App>,
    request: HttpRequest,
    body: Body<CheckInvitation>,
) -> Result<HttpResponse, Failure> {
    let (_, account, invitation) = invited(&app, &request, &body.0.token).await?;
    let facts = account.facts.ok_or(HttpError::Invitation)?;
    let (name, email, locale, expires_at) = (facts.name, facts.email, facts.locale, invitation.expires_at);
    Ok(HttpResponse::Ok().json(Invited { name, email, locale, expires_at }))
}

/// `POST /api/invitation`: sets the password, and signs its owner in.
pub(super) async fn accept(
    app: web::Data<App>,
    request: HttpRequest,
    body: Body<AcceptInvitation>,
) -> Result<HttpResponse, Failure> {
    let AcceptInvitation { token, password: chosen } = body.0;
    let (operator_id, account, invitation) = invited(&app, &request, &token).await?;
    password::fits(&chosen, &account)?;
    let hash = app.auth.passwords.hash(&chosen).await?;
    let accept = OperatorCommand::AcceptInvite { token_digest: invitation.token_digest, hash };
    // Whoever has the link acts for its account, before he has a session.
    let meta = app.commands.own(Actor::Operator { operator_id, session_id: None });
    let done = match app.commands.operators.execute(operator_id, meta, accept).await {
        // Used, replaced or disabled a moment ago.
        Err(CommandError::Refused(_)) => return Err(HttpError::Invitation.into()),
        done => done?,
    };
    session::settled(&app, done).await?;
    tracing::info!(operator.id = %operator_id, "a password was chosen through a one-time link");
    session::open(&app, &request, operator_id, OperatorStatus::Online).await
}

/// The invitation that a token makes from now on.
pub(super) fn made(app: &App, token: InvitationToken) -> Invitation {
    Invitation {
        token_digest: digest(&app.auth.invitation_token(token)),
        expires_at: app.clock.now() + TimeDelta::days(app.config.limits.invitation_days),
    }
}

/// The link of a token; `None` once it was used or replaced.
pub(super) async fn link(app: &App, token: InvitationToken) -> Result<Option<InvitationLink>, Failure> {
    let account = app.commands.operators.state(token.operator_id).await?;
    let token = app.auth.invitation_token(token);
    let invitation = account.invitation.filter(|invitation| invitation.token_digest == digest(&token));
    let path = format!("/invitation#{token}");
    Ok(invitation.map(|invitation| InvitationLink { path, expires_at: invitation.expires_at }))
}

/// The account of a link that is good. An address that tries others has to wait, as with passwords.
async fn invited(app: &App, request: &HttpRequest, token: &str) -> Result<(OperatorId, Operator, Invitation), Failure> {
    let keys: Vec<_> = client_address(request, app.config.proxies).map(Key::address).into_iter().collect();
    let now = app.clock.now();
    app.auth.attempts.begin(&keys, now)?;
    let operator_id = app.auth.verify_invitation_token(token).ok_or(HttpError::Invitation)?.operator_id;
    // Ours, though perhaps of yesterday: nobody guesses here.
    app.auth.attempts.withdraw(&keys);
    let account = app.commands.operators.state(operator_id).await?;
    let good = |invitation: &Invitation| invitation.token_digest == digest(token) && now < invitation.expires_at;
    let invitation = account.invitation.clone().filter(good).filter(|_| !account.disabled);
    Ok((operator_id, account, invitation.ok_or(HttpError::Invitation)?))
}
