//! What administrators' tools ask: is it well, how much is going on.

use std::sync::atomic::AtomicU64;

use actix_web::{HttpResponse, web};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde_json::json;

use crate::app::App;

/// `GET /healthz`: 200 while the log can commit, else 503 with the reason.
pub(super) async fn healthz(app: web::Data<App>) -> HttpResponse {
    match app.log.health() {
        Ok(()) => HttpResponse::Ok().json(json!({ "status": "ok", "position": app.log.head().position })),
        Err(reason) => HttpResponse::ServiceUnavailable().json(json!({ "status": "unavailable", "reason": reason })),
    }
}

/// `GET /metrics`: Prometheus text. Numbers only: nothing here names a person or a conversation.
pub(super) async fn metrics(app: web::Data<App>) -> HttpResponse {
    let mut registry = Registry::with_prefix("letopis");
    let mut gauge = |name: &str, help: &str, value: u64| {
        let gauge = Gauge::<u64, AtomicU64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    {
        let live = app.live.read();
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        gauge("log_position", "Position of the last durable event", app.log.head().position);
        gauge("live_position", "Position up to which the screens are", live.position);
        gauge("log_healthy", "1 while the log can commit", app.log.health().is_ok().into());
        gauge("sockets", "Connected sockets of operators and visitors", count(app.hub.sockets()));
        gauge("visits_open", "Visitors on a site", count(live.visits.len()));
        gauge("conversations", "Conversations in the log", count(live.conversations.len()));
        let online = live.operators.values().filter(|operator| operator.status.makes_site_online()).count();
        gauge("operators_online", "Operators with the status Online", count(online));
    }
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => {
            HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
        }
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
