//! Who may ask for what: every resource, asked for by everybody.

use letopis_shared::wire::http::HttpError;

use super::*;
use crate::http::api::RESOURCES;
use crate::http::guard::Need;

#[test]
fn the_table_of_resources() {
    let table = RESOURCES.map(|resource| (resource.method.to_string(), resource.path, resource.need));
    let row = |method: &str, path, need| (method.to_owned(), path, need);
    let expected = [
        row("GET", "/api/public", Need::Nothing),
        row("POST", "/api/setup", Need::Nothing),
        row("POST", "/api/setup/check", Need::Nothing),
        row("POST", "/api/auth/sign-in", Need::Nothing),
        row("POST", "/api/auth/refresh", Need::Nothing),
        row("POST", "/api/auth/sign-out", Need::Nothing),
        row("POST", "/api/auth/sign-out-everywhere", Need::SignedIn),
        row("GET", "/api/me", Need::SignedIn),
        row("POST", "/api/me/password", Need::SignedIn),
        row("POST", "/api/me/email", Need::SignedIn),
        row("POST", "/api/operators", Need::Admin),
        row("POST", "/api/operators/{id}/password", Need::Admin),
        row("POST", "/api/operators/{id}/email", Need::Admin),
        row("POST", "/api/operators/{id}/photo", Need::SignedIn),
        row("POST", "/api/operators/{id}/invitation", Need::Admin),
        row("POST", "/api/invitation", Need::Nothing),
        row("POST", "/api/invitation/check", Need::Nothing),
        row("GET", "/api/reports/status-time", Need::Lead),
        row("GET", "/demo/accounts.json", Need::Nothing),
    ];
    assert_eq!(table, expected);
}

#[actix_web::test]
async fn everybody_is_let_in_or_turned_away_as_the_table_says() {
    let server = Server::start();
    for role in Role::ALL {
        server.account(role, &email(role)).await;
    }
    for resource in RESOURCES {
        let path = resource.path.replace("{id}", &Uuid::from_u128(9).to_string());
        // A body that fits nothing: whoever is let in is told so, and nothing is changed.
        let ask = || Ask::new(resource.method.clone(), &path).json(&json!({ "fits": "nothing" }));
        let stranger = server.send(ask()).await;
        match resource.need {
            Need::Nothing => assert_ne!(stranger.code(), "forbidden", "{path}"),
            Need::SignedIn | Need::Lead | Need::Admin => assert_eq!(stranger.code(), "sign_in", "{path}"),
        }
        for role in Role::ALL {
            let browser = server.send(sign_in(&email(role), PASSWORD)).await.browser();
            let answer = server.send(ask().by(&browser)).await;
            let turned_away = match resource.need {
                Need::Admin => role != Role::Admin,
                Need::Lead => !matches!(role, Role::Supervisor | Role::Admin),
                Need::Nothing | Need::SignedIn => false,
            };
            match resource.need {
                Need::Nothing => assert_eq!(answer.body, stranger.body, "{path}: the same for everybody"),
                _ if turned_away => assert_eq!(answer.code(), "forbidden", "{path} {role:?}"),
                _ => assert!(!["sign_in", "forbidden"].contains(&answer.code()), "{path} {role:?}: {answer:?}"),
            }
        }
    }
}

#[actix_web::test]
async fn a_role_that_was_taken_is_gone_at_once() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    server.command("admin@prival.example", OperatorCommand::GiveRole { role: Role::Operator }).await;
    assert_eq!(server.send(post("/api/operators", &json!({})).by(&admin)).await.code(), "forbidden");
}

#[actix_web::test]
async fn what_is_no_token_signs_nobody_in() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    for value in ["", "Bearer", "Bearer ", "Bearer x.y.z", &format!("Basic {}", ira.token), &ira.token] {
        let answer = server.send(get("/api/me").header("Authorization", value)).await;
        assert_eq!(answer.code(), "sign_in", "{value}");
    }
}

#[test]
fn every_error_has_its_status() {
    use actix_web::ResponseError;
    let status = |error| crate::http::problem::Failure(error).status_code().as_u16();
    assert_eq!(status(HttpError::CommandReused), 409);
    assert_eq!(status(HttpError::SetupToken), 403);
    assert_eq!(status(HttpError::NotFound), 404);
}

fn email(role: Role) -> String {
    format!("{role:?}@prival.example").to_lowercase()
}
