use chrono::Utc;

use super::*;
use crate::auth::digest;

const CHECK: &str = "/api/invitation/check";

pub(super) fn create(n: u128, email: &str) -> Ask {
    let body = json!({
        "command_id": command_id(n), "name": "Олег", "email": email, "role": "operator", "locale": "ru",
    });
    post("/api/operators", &body)
}

fn invite(n: u128, id: impl std::fmt::Display) -> Ask {
    post(&format!("/api/operators/{id}/invitation"), &json!({ "command_id": command_id(n) }))
}

fn check(token: &str) -> Ask {
    post(CHECK, &json!({ "token": token }))
}

pub(super) fn accept(token: &str, password: &str) -> Ask {
    post("/api/invitation", &json!({ "token": token, "password": password }))
}

/// The secret of a link.
pub(super) fn token(link: &Value) -> String {
    link["path"].as_str().unwrap().strip_prefix("/invitation#").unwrap().to_owned()
}

/// A server with an administrator, and an account that was invited.
async fn invited() -> (Server, Browser, String) {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let answer = server.send(create(1, "oleg@prival.example").by(&admin)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let token = token(&answer.body["invitation"]);
    (server, admin, token)
}

fn oleg() -> OperatorId {
    operator_id_of("oleg@prival.example")
}

#[actix_web::test]
async fn a_link_sets_the_first_password_and_signs_in() {
    let (server, _, token) = invited().await;
    assert_eq!(server.send(sign_in("oleg@prival.example", PASSWORD)).await.code(), "credentials", "none yet");
    let known = server.send(check(&token)).await;
    assert_eq!(known.status, StatusCode::OK);
    assert_eq!((&known.body["name"], &known.body["email"]), (&json!("Олег"), &json!("oleg@prival.example")));
    let answer = server.send(accept(&token, PASSWORD)).await;
    let browser = answer.browser();
    assert_eq!((&answer.body["me"]["id"], &answer.body["me"]["role"]), (&json!(oleg()), &json!("operator")));
    assert_eq!(server.send(get("/api/me").by(&browser)).await.status, StatusCode::OK);
    assert_eq!(server.send(sign_in("oleg@prival.example", PASSWORD)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_link_works_once_for_seven_days() {
    let (server, _, token) = invited().await;
    server.clock.advance_ms(7 * 24 * 3_600_000 - 1);
    assert_eq!(server.send(check(&token)).await.status, StatusCode::OK, "looking does not use it");
    assert_eq!(server.send(accept(&token, PASSWORD)).await.status, StatusCode::OK);
    let head = server.app.log.head();
    for ask in [accept(&token, "другой-и-длинный"), check(&token)] {
        let answer = server.send(ask).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "invitation"));
        assert!(answer.cookie.is_none());
    }
    assert_eq!(server.app.log.head(), head);

    let (server, _, token) = invited().await;
    server.clock.advance_ms(7 * 24 * 3_600_000);
    assert_eq!(server.send(accept(&token, PASSWORD)).await.code(), "invitation", "too late");
}

#[actix_web::test]
async fn of_two_at_the_same_time_one_wins() {
    let (server, _, token) = invited().await;
    let ask = |password| server.send(accept(&token, password));
    let (one, other) = futures::join!(ask(PASSWORD), ask("другой-и-длинный"));
    let mut codes = [one.code(), other.code()];
    codes.sort_unstable();
    assert_eq!(codes, ["invitation", "none"]);
}

#[actix_web::test]
async fn a_repeat_gets_the_same_link_while_it_is_good() {
    let (server, admin, link) = invited().await;
    let head = server.app.log.head();
    let again = server.send(create(1, "oleg@prival.example").by(&admin)).await;
    assert_eq!((again.status, token(&again.body["invitation"])), (StatusCode::CREATED, link.clone()));
    assert_eq!(server.app.log.head(), head);
    server.send(accept(&link, PASSWORD)).await.browser();
    let later = server.send(create(1, "oleg@prival.example").by(&admin)).await;
    assert_eq!((later.status, &later.body["invitation"]), (StatusCode::CREATED, &Value::Null));
    assert_eq!(
        server.send(create(2, "oleg@prival.example").by(&admin)).await.body["error"]["refusal"]["why"],
        "email_taken"
    );
}

#[actix_web::test]
async fn a_new_link_takes_the_place_of_the_one_before() {
    let (server, admin, first) = invited().await;
    let answer = server.send(invite(2, oleg()).by(&admin)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let second = token(&answer.body);
    assert_eq!(server.send(accept(&first, PASSWORD)).await.code(), "invitation");
    let again = server.send(invite(2, oleg()).by(&admin)).await;
    assert_eq!(again.body, answer.body, "the answer had been lost");
    let browser = server.send(accept(&second, PASSWORD)).await.browser();
    // He forgot it: whoever is signed in stays so until a new one is chosen.
    let third = token(&server.send(invite(3, oleg()).by(&admin)).await.body);
    assert_eq!(server.send(get("/api/me").by(&browser)).await.status, StatusCode::OK);
    server.send(accept(&third, "другой-и-длинный")).await.browser();
    assert_eq!(server.send(get("/api/me").by(&browser)).await.code(), "sign_in");
    assert_eq!(server.send(sign_in("oleg@prival.example", PASSWORD)).await.code(), "credentials");
    assert_eq!(server.send(invite(2, oleg()).by(&admin)).await.code(), "invitation", "that link is gone");
}

#[actix_web::test]
async fn a_link_for_nobody_himself_or_a_disabled_account_is_refused() {
    let (server, admin, token) = invited().await;
    assert_eq!(server.send(invite(2, Uuid::from_u128(9)).by(&admin)).await.code(), "not_found");
    assert_eq!(server.send(invite(3, "x").by(&admin)).await.code(), "not_found");
    let own = server.send(invite(4, operator_id_of("admin@prival.example")).by(&admin)).await;
    assert_eq!(own.body["error"]["refusal"]["why"], "yourself");
    server.command("oleg@prival.example", OperatorCommand::Disable).await;
    let disabled = server.send(invite(5, oleg()).by(&admin)).await;
    assert_eq!(disabled.body["error"]["refusal"]["why"], "disabled");
    assert_eq!(server.send(check(&token)).await.code(), "invitation");
    assert_eq!(server.send(accept(&token, PASSWORD)).await.code(), "invitation");
}

#[actix_web::test]
async fn a_password_that_does_not_fit_leaves_the_link_good() {
    let (server, _, token) = invited().await;
    let short = server.send(accept(&token, "короткий")).await;
    assert_eq!(short.body["error"]["refusal"]["why"], "password_invalid");
    let obvious = server.send(accept(&token, "олег-prival-2026")).await;
    assert_eq!(obvious.body["error"]["refusal"]["why"], "password_obvious");
    assert_eq!(server.send(accept(&token, PASSWORD)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn links_are_not_guessed() {
    let (server, _, token) = invited().await;
    let at = |ask: Ask| ask.at_address("192.0.2.1");
    let forged = token.replace("i1.", "i2.");
    for n in 0..20 {
        let ask = if n % 2 == 0 { check(&forged) } else { accept("x", PASSWORD) };
        assert_eq!(server.send(at(ask)).await.code(), "invitation");
    }
    assert_eq!(server.send(at(check(&token))).await.code(), "too_many");
    assert_eq!(
        server.send(at(sign_in("admin@prival.example", PASSWORD))).await.code(),
        "too_many",
        "one count for all"
    );
    assert_eq!(server.send(check(&token).at_address("192.0.2.2")).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_link_that_is_known_and_old_keeps_nobody_waiting() {
    let (server, _, token) = invited().await;
    server.send(accept(&token, PASSWORD)).await.browser();
    for _ in 0..25 {
        assert_eq!(server.send(check(&token).at_address("192.0.2.1")).await.code(), "invitation");
    }
}

#[actix_web::test]
async fn the_log_knows_the_digest_and_not_the_link() {
    let (server, _, token) = invited().await;
    let events = server.app.log.read(0, 100).unwrap();
    let payloads: Vec<_> = events.iter().filter_map(|event| event.payload.clone()).collect();
    assert!(payloads.iter().any(|payload| payload.contains(&digest(&token).0)));
    let signature = token.rsplit('.').next().unwrap();
    assert!(!payloads.iter().any(|payload| payload.contains(signature)));
}

#[actix_web::test]
async fn a_link_says_when_it_ends() {
    let (server, admin, _) = invited().await;
    let answer = server.send(invite(2, oleg()).by(&admin)).await;
    let ends: chrono::DateTime<Utc> = serde_json::from_value(answer.body["expires_at"].clone()).unwrap();
    assert_eq!((ends - server.app.clock.now()).num_days(), 7);
}
