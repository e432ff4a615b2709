//! Checking a password, and how often one may try.

use actix_web::HttpRequest;
use letopis_events::ids::OperatorId;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::http::HttpError;

use super::client_address;
use super::problem::Failure;
use crate::app::App;
use crate::auth::Key;

/// What a password turned out to be.
enum Found {
    Right,
    /// The right one of an account that is disabled.
    Disabled,
    Wrong,
}

/// Checks the password of an account, whether or not the account exists: both take the same way and the same time, and
/// end in the same answer, which tells how many attempts are left from here. Whoever knows the right password may hear
/// that the account is disabled; nobody else does.
///
/// `known` says that this browser has been in the account before.
pub(super) async fn check(
    app: &App,
    request: &HttpRequest,
    operator_id: OperatorId,
    password: &str,
    known: bool,
) -> Result<(), Failure> {
    let keys = Key::entering(operator_id, client_address(request, app.config.proxies), known);
    app.auth.attempts.begin(&keys, app.clock.now())?;
    match look(app, operator_id, password).await {
        Ok(Found::Right) => {
            app.auth.attempts.succeed(&keys);
            Ok(())
        }
        Ok(Found::Disabled) => {
            app.auth.attempts.withdraw(&keys);
            Err(Refusal::Disabled.into())
        }
        Ok(Found::Wrong) => {
            tracing::info!(operator.id = %operator_id, "a wrong password");
            let attempts_left = app.auth.attempts.left(&keys, app.clock.now());
            Err(HttpError::Credentials { attempts_left }.into())
        }
        Err(failure) => {
            app.auth.attempts.withdraw(&keys);
            Err(failure)
        }
    }
}

async fn look(app: &App, operator_id: OperatorId, password: &str) -> Result<Found, Failure> {
    let account = app.commands.operators.state(operator_id).await?;
    let fits = app.auth.passwords.verify(account.hash.as_ref(), password).await?;
    Ok(match (fits, account.disabled) {
        (true, false) => Found::Right,
        (true, true) => Found::Disabled,
        (false, _) => Found::Wrong,
    })
}
