//! `GET /demo/accounts.json`: who can be tried in the demo. Elsewhere there is no such resource.

use actix_web::{HttpRequest, HttpResponse, web};
use letopis_shared::wire::http::{DemoAccounts, HttpError};

use super::problem::Failure;
use crate::app::App;
use crate::demo;

pub(super) async fn accounts(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    if !app.config.demo {
        return Err(HttpError::NotFound.into());
    }
    let connection = request.connection_info();
    let shop = format!("{}://{}/demo/shop/", connection.scheme(), connection.host());
    Ok(HttpResponse::Ok().json(DemoAccounts { shop, accounts: demo::accounts() }))
}
