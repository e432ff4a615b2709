//! Checking a password, and how often one may try.

use actix_web::HttpRequest;
use letopis_events::ids::OperatorId;
use letopis_shared::wire::http::HttpError;

use super::client_address;
use super::problem::Failure;
use crate::app::App;
use crate::auth::Key;

/// Checks the password of an account, whether or not the account exists: both take the same way and the same time, and
/// end in the same answer. A disabled account has no right password.
pub(super) async fn check(
    app: &App,
    request: &HttpRequest,
    operator_id: OperatorId,
    password: &str,
) -> Result<(), Failure> {
    let mut keys = vec![Key::Account(operator_id)];
    keys.extend(client_address(request, app.config.proxies).map(Key::address));
    app.auth.attempts.begin(&keys, app.clock.now())?;
    match fits(app, operator_id, password).await {
        Ok(true) => {
            app.auth.attempts.succeed(&keys);
            Ok(())
        }
        Ok(false) => {
            tracing::info!(operator.id = %operator_id, "a wrong password");
            Err(HttpError::Credentials.into())
        }
        Err(failure) => {
            app.auth.attempts.withdraw(&keys);
            Err(failure)
        }
    }
}

async fn fits(app: &App, operator_id: OperatorId, password: &str) -> Result<bool, Failure> {
    let account = app.commands.operators.state(operator_id).await?;
    let fits = app.auth.passwords.verify(account.hash.as_ref(), password).await?;
    Ok(fits && !account.disabled)
}
