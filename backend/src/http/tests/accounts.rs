use super::*;

const NEW_PASSWORD: &str = "другой-и-длинный";

fn new_operator(n: u128, email: &str) -> Value {
    json!({
        "command_id": command_id(n), "name": "Олег", "email": email, "role": "operator", "password": PASSWORD,
        "locale": "ru",
    })
}

fn change(n: u128, current: &str, new: &str) -> Ask {
    post("/api/me/password", &json!({ "command_id": command_id(n), "current": current, "new": new }))
}

fn reset(n: u128, id: impl std::fmt::Display, new: &str) -> Ask {
    post(&format!("/api/operators/{id}/password"), &json!({ "command_id": command_id(n), "new": new }))
}

#[actix_web::test]
async fn an_administrator_makes_accounts_that_sign_in() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let answer = server.send(post("/api/operators", &new_operator(1, "Oleg@Prival.example")).by(&admin)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.body["operator_id"], json!(operator_id_of("oleg@prival.example")));
    assert_eq!(answer.body["position"], server.app.log.head().position);
    assert_eq!(server.send(sign_in("oleg@prival.example", PASSWORD)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_repeat_gets_the_first_answer_and_makes_nothing() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let create = |body: &Value| post("/api/operators", body).by(&admin);
    let first = server.send(create(&new_operator(1, "oleg@prival.example"))).await;
    let head = server.app.log.head();
    let again = server.send(create(&new_operator(1, "oleg@prival.example"))).await;
    assert_eq!((again.status, again.body), (first.status, first.body));
    let other = server.send(create(&new_operator(1, "other@prival.example"))).await;
    assert_eq!((other.status, other.code()), (StatusCode::CONFLICT, "command_reused"));
    assert_eq!(server.app.log.head(), head);
}

#[actix_web::test]
async fn what_the_rules_refuse_is_named() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let refused = async |n, name: &str, value: Value| {
        let mut body = new_operator(n, "oleg@prival.example");
        body[name] = value;
        let answer = server.send(post("/api/operators", &body).by(&admin)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        answer.body["error"]["refusal"].clone()
    };
    assert_eq!(refused(1, "email", json!("ADMIN@prival.example")).await, json!({ "why": "email_taken" }));
    assert_eq!(refused(2, "email", json!("oleg")).await, json!({ "why": "email_invalid" }));
    assert_eq!(refused(3, "name", json!(" ")).await, json!({ "why": "name_invalid", "max": 100 }));
    let password = json!({ "why": "password_invalid", "min": 10, "max": 200 });
    assert_eq!(refused(4, "password", json!("короткий")).await, password);
    assert_eq!(refused(5, "password", json!("x".repeat(201))).await, password);
}

#[actix_web::test]
async fn a_new_password_of_his_own_ends_his_other_sessions() {
    let server = Server::start();
    let here = server.signed_in(Role::Auditor, "ira@prival.example").await;
    let there = server.send(sign_in("ira@prival.example", PASSWORD)).await.browser();
    let changed = server.send(change(1, PASSWORD, NEW_PASSWORD).by(&here)).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    assert_eq!(server.send(get("/api/me").by(&here)).await.status, StatusCode::OK);
    assert_eq!(server.send(get("/api/me").by(&there)).await.code(), "sign_in");
    assert_eq!(server.send(sign_in("ira@prival.example", PASSWORD)).await.code(), "credentials");
    assert_eq!(server.send(sign_in("ira@prival.example", NEW_PASSWORD)).await.status, StatusCode::OK);
    let again = server.send(change(1, PASSWORD, NEW_PASSWORD).by(&here)).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT, "the answer had been lost");
}

#[actix_web::test]
async fn whoever_finds_the_console_open_cannot_guess_the_password() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    let short = server.send(change(1, PASSWORD, "короткий").by(&ira)).await;
    assert_eq!(short.body["error"]["refusal"]["why"], "password_invalid");
    for n in 2..7 {
        assert_eq!(server.send(change(n, "неверно", NEW_PASSWORD).by(&ira)).await.code(), "credentials");
    }
    assert_eq!(server.send(change(7, PASSWORD, NEW_PASSWORD).by(&ira)).await.code(), "too_many");
    assert_eq!(server.send(sign_in("ira@prival.example", PASSWORD)).await.code(), "too_many", "one count for both");
}

#[actix_web::test]
async fn an_administrator_gives_a_new_password_and_ends_the_sessions() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    let id = operator_id_of("ira@prival.example");
    assert_eq!(server.send(reset(1, id, NEW_PASSWORD).by(&admin)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.send(get("/api/me").by(&ira)).await.code(), "sign_in");
    assert_eq!(server.send(sign_in("ira@prival.example", NEW_PASSWORD)).await.status, StatusCode::OK);
    let head = server.app.log.head();
    assert_eq!(server.send(reset(1, id, NEW_PASSWORD).by(&admin)).await.status, StatusCode::NO_CONTENT, "a repeat");
    assert_eq!(server.app.log.head(), head);
}

#[actix_web::test]
async fn a_new_password_for_nobody_or_for_himself_is_refused() {
    let server = Server::start();
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let nobody = server.send(reset(1, Uuid::from_u128(9), NEW_PASSWORD).by(&admin)).await;
    assert_eq!((nobody.status, nobody.code()), (StatusCode::NOT_FOUND, "not_found"));
    assert_eq!(server.send(reset(2, "x", NEW_PASSWORD).by(&admin)).await.code(), "not_found");
    let own = server.send(reset(3, operator_id_of("admin@prival.example"), NEW_PASSWORD).by(&admin)).await;
    assert_eq!(own.body["error"]["refusal"]["why"], "yourself");
}
