//! `POST /api/setup`: the first administrator, through the link that the server printed.

use actix_web::{HttpRequest, HttpResponse, web};
use letopis_events::ids::CommandId;
use letopis_events::vocabulary::{Actor, OperatorStatus, Role};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::domain::{self, text};
use letopis_shared::wire::http::{CheckSetup, HttpError, Setup};
use uuid::Uuid;

use super::body::Body;
use super::problem::Failure;
use super::session;
use crate::app::App;
use crate::commands::{CommandError, CommandMeta, SETTINGS, operator_id_of};

/// `POST /api/setup`.
pub(super) async fn setup(
    app: web::Data<App>,
    request: HttpRequest,
    body: Body<Setup>,
) -> Result<HttpResponse, Failure> {
    let Setup { token, organisation, name, email, password, locale } = body.0;
    if !app.auth.verify_setup_token(&token, app.log.log_id()) {
        return Err(HttpError::SetupToken.into());
    }
    let meta = only_once(&app).ok_or(HttpError::SetupToken)?;
    text::name(&organisation)?;
    text::name(&name)?;
    text::email(&email)?;
    domain::password(&password, &[&organisation, &name, &email])?;
    let operator_id = operator_id_of(&email);
    let hash = app.auth.passwords.hash(&password).await?;
    let create = OperatorCommand::Create { email, name, role: Role::Admin, locale, hash };
    let done = match app.commands.operators.execute(operator_id, meta, create).await {
        Err(CommandError::Reused) => return Err(HttpError::SetupToken.into()),
        created => created?,
    };
    session::settled(&app, done).await?;
    let named = SettingsCommand::NameOrganisation { name: organisation };
    app.commands.settings.execute(SETTINGS, app.commands.own(Actor::Host), named).await?;
    tracing::info!(operator.id = %operator_id, "the first administrator was made through the one-time link");
    session::open(&app, &request, operator_id, OperatorStatus::Online).await
}

/// `POST /api/setup/check`.
pub(super) async fn check(app: web::Data<App>, body: Body<CheckSetup>) -> Result<HttpResponse, Failure> {
    let good = app.auth.verify_setup_token(&body.0.token, app.log.log_id()) && !app.live.read().has_admin();
    if good { Ok(HttpResponse::NoContent().finish()) } else { Err(HttpError::SetupToken.into()) }
}

/// The command that makes the first administrator; `None` when there is one.
///
/// Its id follows from the log and the link, so that of two at the same time only one is recorded. Its digest is drawn, so
/// that no other request counts as a repeat of it and gets its session. Should all administrators be gone one day, the
/// link of the next start makes it another command, and until then the number of accounts.
fn only_once(app: &App) -> Option<CommandMeta> {
    let accounts = {
        let live = app.live.read();
        (!live.has_admin()).then(|| live.operators.len())?
    };
    let link = app.auth.setup_token(app.log.log_id());
    let id = Uuid::new_v5(&app.log.log_id(), format!("administrator after {accounts} by {link}").as_bytes());
    Some(CommandMeta::new(CommandId(id), Actor::Host, &app.ids.secret::<32>()))
}
