//! `GET /api/public`: what the sign-in form shows before anybody is known.

use actix_web::{HttpResponse, web};
use letopis_shared::wire::http::Public;

use crate::app::App;

pub(super) async fn public(app: web::Data<App>) -> HttpResponse {
    let live = app.live.read();
    HttpResponse::Ok().json(Public {
        organisation: live.sites.organisation.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        setup_needed: !live.has_admin(),
        demo: app.config.demo,
    })
}
