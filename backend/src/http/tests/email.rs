//! Another address to sign in with (S111).

use super::*;

const OLD: &str = "ira@prival.example";
const NEW: &str = "ira.sokolova@prival.example";

fn change(n: u128, email: &str, password: &str) -> Ask {
    post("/api/me/email", &json!({ "command_id": command_id(n), "email": email, "password": password }))
}

fn give(n: u128, id: impl std::fmt::Display, email: &str) -> Ask {
    post(&format!("/api/operators/{id}/email"), &json!({ "command_id": command_id(n), "email": email }))
}

fn why(answer: &Answer) -> &str {
    answer.body["error"]["refusal"]["why"].as_str().unwrap_or("none")
}

#[actix_web::test]
async fn only_the_new_address_signs_in_and_the_other_sessions_end() {
    let server = Server::start();
    let here = server.signed_in(Role::Operator, OLD).await;
    let there = server.send(sign_in(OLD, PASSWORD)).await.browser();
    assert_eq!(server.send(change(1, " Ira.Sokolova@Prival.example", PASSWORD).by(&here)).await.status, 204);
    let me = server.send(get("/api/me").by(&here)).await;
    assert_eq!((&me.body["email"], &me.body["id"]), (&json!(NEW), &json!(operator_id_of(OLD))));
    assert_eq!(server.send(get("/api/me").by(&there)).await.code(), "sign_in");
    assert_eq!(server.send(sign_in(OLD, PASSWORD)).await.code(), "credentials");
    let again = server.send(sign_in(NEW, PASSWORD)).await;
    assert_eq!(again.body["me"]["id"], json!(operator_id_of(OLD)), "the same account");
    let head = server.app.log.head();
    let repeat = change(1, " Ira.Sokolova@Prival.example", PASSWORD).by(&here);
    assert_eq!(server.send(repeat).await.status, 204, "the answer had been lost");
    assert_eq!(server.send(change(2, NEW, PASSWORD).by(&here)).await.status, 204, "nothing to do");
    assert_eq!(server.app.log.head(), head);
}

#[actix_web::test]
async fn whoever_finds_the_console_open_cannot_take_the_account_with_him() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, OLD).await;
    for n in 0..5 {
        assert_eq!(server.send(change(n, NEW, "неверно").by(&ira)).await.code(), "credentials");
    }
    assert_eq!(server.send(change(5, NEW, PASSWORD).by(&ira)).await.code(), "too_many");
    assert_eq!(server.send(sign_in(OLD, PASSWORD)).await.code(), "too_many", "one count for both");
    assert_eq!(server.app.live.read().operators[&operator_id_of(OLD)].email, OLD);
}

#[actix_web::test]
async fn an_address_is_one_accounts_only() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, OLD).await;
    let oleg = server.signed_in(Role::Operator, "oleg@prival.example").await;
    let taken = server.send(change(1, "OLEG@prival.example", PASSWORD).by(&ira)).await;
    assert_eq!((taken.status.as_u16(), why(&taken)), (422, "email_taken"));
    assert_eq!(why(&server.send(change(2, "ira@", PASSWORD).by(&ira)).await), "email_invalid");
    assert_eq!(server.send(change(3, NEW, PASSWORD).by(&ira)).await.status, 204);
    assert_eq!(why(&server.send(change(4, NEW, PASSWORD).by(&oleg)).await), "email_taken");
    // What she gave up is free again.
    assert_eq!(server.send(change(5, OLD, PASSWORD).by(&oleg)).await.status, 204);
    assert_eq!(why(&server.send(change(6, OLD, PASSWORD).by(&ira)).await), "email_taken");
    let signed = server.send(sign_in(OLD, PASSWORD)).await;
    assert_eq!(signed.body["me"]["id"], json!(operator_id_of("oleg@prival.example")));
}

#[actix_web::test]
async fn of_two_accounts_that_want_one_address_at_once_one_wins() {
    let server = Server::start();
    let mut browsers = Vec::new();
    for n in 0..6 {
        browsers.push(server.signed_in(Role::Operator, &format!("operator{n}@prival.example")).await);
    }
    let asks = browsers.iter().enumerate().map(|(n, browser)| change(n as u128, NEW, PASSWORD).by(browser));
    let answers = futures::future::join_all(asks.map(|ask| server.send(ask))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.status == 204 || why(answer) == "email_taken"), "{answers:?}");
    let live = server.app.live.read();
    assert_eq!(live.operators.values().filter(|operator| operator.email == NEW).count(), 1);
}

#[actix_web::test]
async fn an_account_can_be_made_for_an_address_that_was_given_up() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let ira = server.signed_in(Role::Operator, OLD).await;
    assert_eq!(server.send(change(1, NEW, PASSWORD).by(&ira)).await.status, 204);
    let body = json!({
        "command_id": command_id(2), "name": "Вторая", "email": OLD, "role": "operator", "password": PASSWORD,
        "locale": "ru",
    });
    let made = server.send(post("/api/operators", &body).by(&admin)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    assert_ne!(made.body["operator_id"], json!(operator_id_of(OLD)));
    let again = server.send(post("/api/operators", &body).by(&admin)).await;
    assert_eq!(again.body, made.body, "a repeat");
    let signed = server.send(sign_in(OLD, PASSWORD)).await;
    assert_eq!(signed.body["me"]["id"], made.body["operator_id"]);
    assert_eq!(why(&server.send(change(3, OLD, PASSWORD).by(&ira)).await), "email_taken");
    let mut other = body.clone();
    (other["command_id"], other["email"]) = (json!(command_id(4)), json!(NEW));
    assert_eq!(why(&server.send(post("/api/operators", &other).by(&admin)).await), "email_taken");
}

#[actix_web::test]
async fn an_address_that_was_claimed_and_not_used_is_free_again_after_a_while() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, OLD).await;
    // Another account's server stopped between the two steps.
    let oleg = server.account(Role::Operator, "oleg@prival.example").await;
    let claim = OperatorCommand::ClaimEmail { email: NEW.into(), operator_id: oleg, unused_by: None };
    server.command(NEW, claim).await;
    assert_eq!(server.send(sign_in(NEW, PASSWORD)).await.code(), "credentials");
    assert_eq!(why(&server.send(change(1, NEW, PASSWORD).by(&ira)).await), "email_taken");
    server.clock.advance_ms(61_000);
    assert_eq!(server.send(change(2, NEW, PASSWORD).by(&ira)).await.status, 204);
    assert_eq!(server.send(sign_in(NEW, PASSWORD)).await.body["me"]["id"], json!(operator_id_of(OLD)));
}

#[actix_web::test]
async fn an_administrator_corrects_the_address_of_others() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let ira = server.signed_in(Role::Operator, OLD).await;
    let id = operator_id_of(OLD);
    assert_eq!(server.send(give(1, id, NEW).by(&admin)).await.status, 204);
    assert_eq!(server.send(get("/api/me").by(&ira)).await.code(), "sign_in", "signed out everywhere");
    assert_eq!(server.send(sign_in(NEW, PASSWORD)).await.status, 200);
    assert_eq!(server.send(give(1, id, NEW).by(&admin)).await.status, 204, "a repeat");
    assert_eq!(server.send(give(1, id, OLD).by(&admin)).await.code(), "command_reused");
    let own = server.send(give(2, operator_id_of("admin@prival.example"), "x@prival.example").by(&admin)).await;
    assert_eq!(why(&own), "yourself");
    assert_eq!(server.send(give(3, Uuid::from_u128(9), "x@prival.example").by(&admin)).await.code(), "not_found");
    assert_eq!(why(&server.send(give(4, id, "admin@prival.example").by(&admin)).await), "email_taken");
}
