//! `/api/operators`: accounts, made by administrators (S1, S5).

use actix_web::{HttpResponse, web};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::{self, text};
use letopis_shared::wire::http::{Created, NewOperator};

use super::body::Body;
use super::guard::Signed;
use super::problem::Failure;
use super::{invitation, repeat, session};
use crate::app::App;
use crate::auth::InvitationToken;
use crate::commands::CommandMeta;

/// `POST /api/operators`: with a password, or with a link to choose one.
pub(super) async fn create(
    app: web::Data<App>,
    signed: Signed,
    body: Body<NewOperator>,
) -> Result<HttpResponse, Failure> {
    let NewOperator { command_id, name, email, role, password, locale } = body.0;
    let what = if password.is_some() { "create_operator" } else { "invite_operator" };
    let meta = CommandMeta::new(command_id, signed.actor(), &(what, &name, &email, role, locale));
    let known = repeat::known(&app, &meta)?;
    let operator_id = app.commands.new_account_id(&email, command_id, known.is_some()).await?;
    let token = InvitationToken { operator_id, command_id };
    let invited = password.is_none();
    let done = match known {
        Some(done) => done,
        None => {
            // What the rules will refuse is not worth a hash.
            text::name(&name)?;
            let address = text::email(&email)?;
            let create = match password {
                Some(password) => {
                    domain::password(&password, &[&name, &email])?;
                    let hash = app.auth.passwords.hash(&password).await?;
                    OperatorCommand::Create { email, name, role, locale, hash }
                }
                None => {
                    let invitation = invitation::made(&app, token);
                    OperatorCommand::CreateInvited { email, name, role, locale, invitation }
                }
            };
            app.commands.create_account(meta, operator_id, &address, create).await?
        }
    };
    session::settled(&app, done).await?;
    let invitation = if invited { invitation::link(&app, token).await? } else { None };
    Ok(HttpResponse::Created().json(Created { operator_id, position: done.position, invitation }))
}
