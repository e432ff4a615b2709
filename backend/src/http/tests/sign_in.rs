use std::io::Write;
use std::sync::Mutex;

use actix_web::cookie::SameSite;
use letopis_events::vocabulary::OperatorStatus;

use super::*;

#[actix_web::test]
async fn the_right_password_signs_in_with_the_chosen_status() {
    let server = Server::start();
    let id = server.account(Role::Supervisor, "ira@prival.example").await;
    let body = json!({ "email": " Ira@Prival.example ", "password": PASSWORD, "status": "lunch" });
    let answer = server.send(post(SIGN_IN, &body)).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["expires_in_seconds"], 600);
    let me = json!({
        "id": id, "name": "Ира", "email": "ira@prival.example", "role": "supervisor", "locale": null, "theme": "system",
    });
    assert_eq!(answer.body["me"], me);
    assert_eq!(server.app.live.read().operators[&id].status, OperatorStatus::Lunch, "seen before it is answered");
    assert_eq!(server.send(get("/api/me").by(&answer.browser())).await.body, me);
}

#[actix_web::test]
async fn the_cookie_is_for_this_site_and_not_for_scripts() {
    let server = Server::start();
    let cookie = server.signed_in(Role::Operator, "ira@prival.example").await.cookie;
    assert_eq!((cookie.name(), cookie.path()), ("letopis_session", Some("/api/auth")));
    assert_eq!(cookie.http_only(), Some(true));
    assert_eq!(cookie.same_site(), Some(SameSite::Strict));
    assert_eq!(cookie.secure(), None, "plain http on this machine");
    assert_eq!(cookie.max_age().unwrap().whole_days(), 30);
    let over_tls = sign_in("ira@prival.example", PASSWORD).header("X-Forwarded-Proto", "https");
    assert_eq!(server.send(over_tls).await.cookie.unwrap().secure(), Some(true));

    let server = Server::start_with(|config| config.secure_cookies = true);
    let cookie = server.signed_in(Role::Operator, "ira@prival.example").await.cookie;
    assert_eq!(cookie.secure(), Some(true));
}

#[actix_web::test]
async fn every_no_looks_the_same_and_costs_the_same() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    server.account(Role::Operator, "oleg@prival.example").await;
    server.command("oleg@prival.example", OperatorCommand::Disable).await;
    let head = server.app.log.head();
    let no = server.send(sign_in("ira@prival.example", "неверно-и-длинно")).await;
    assert_eq!((no.status, no.code()), (StatusCode::UNAUTHORIZED, "credentials"));
    assert_eq!(no.body["error"]["attempts_left"], 4);
    for (n, (what, ask)) in [
        ("unknown address", sign_in("nobody@prival.example", PASSWORD)),
        ("disabled account, wrong password", sign_in("oleg@prival.example", "x")),
        ("no address at all", sign_in("", "")),
        ("a very long password", sign_in("ira@prival.example", &"x".repeat(20_000))),
    ]
    .into_iter()
    .enumerate()
    {
        let ask = ask.at_address(&format!("192.0.2.{n}"));
        let checked = server.app.auth.passwords.checked();
        let other = server.send(ask).await;
        assert_eq!((other.status, &other.body), (no.status, &no.body), "{what}");
        assert_eq!(other.headers, no.headers, "{what}");
        assert_eq!(server.app.auth.passwords.checked(), checked + 1, "{what}: one password's work");
    }
    assert_eq!(server.app.log.head(), head, "no session, no event");
}

#[actix_web::test]
async fn who_knows_the_password_of_a_disabled_account_hears_that_it_is_disabled() {
    let server = Server::start();
    server.account(Role::Operator, "oleg@prival.example").await;
    server.command("oleg@prival.example", OperatorCommand::Disable).await;
    let (head, checked) = (server.app.log.head(), server.app.auth.passwords.checked());
    for _ in 0..10 {
        let answer = server.send(sign_in("oleg@prival.example", PASSWORD)).await;
        assert_eq!(answer.body["error"]["refusal"]["why"], "disabled");
        assert!(answer.cookie.is_none() && answer.device.is_none());
    }
    assert_eq!(server.app.auth.passwords.checked(), checked + 10, "no attempt was a wrong one");
    assert_eq!(server.app.log.head(), head);
}

#[actix_web::test]
async fn attempts_that_are_left_are_told_of_accounts_that_do_not_exist_too() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    for left in (0..5).rev() {
        for email in ["ira@prival.example", "nobody@prival.example"] {
            let no = server.send(sign_in(email, "неверно").at_address("192.0.2.1")).await;
            assert_eq!(no.body, json!({ "error": { "code": "credentials", "attempts_left": left } }), "{email}");
        }
    }
}

#[actix_web::test]
async fn an_account_is_not_shut_for_its_owner_by_somebody_elsewhere() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    let try_at =
        |n: u32, password: &str| sign_in("ira@prival.example", password).at_address(&format!("198.51.100.{n}"));
    for _ in 0..5 {
        server.send(try_at(1, "неверно")).await;
    }
    assert_eq!(server.send(try_at(1, PASSWORD)).await.code(), "too_many");
    let own = server.send(try_at(200, PASSWORD)).await;
    assert_eq!(own.status, StatusCode::OK);
    let device = own.device.unwrap();
    // Thousands of addresses together are held to thirty an hour, and still do not shut out a browser that is known.
    for n in 2..27 {
        assert_eq!(server.send(try_at(n, "неверно")).await.code(), "credentials");
    }
    let shut = server.send(try_at(201, PASSWORD)).await;
    assert_eq!((shut.code(), &shut.body["error"]["retry_after_seconds"]), ("too_many", &json!(3_600)));
    assert_eq!(server.send(try_at(201, PASSWORD).with_cookie(&device)).await.status, StatusCode::OK);
    let forged = Cookie::new("letopis_device", device.value().replace("d1.", "d1.0"));
    assert_eq!(server.send(try_at(201, PASSWORD).with_cookie(&forged)).await.code(), "too_many");
    server.clock.advance_ms(3_600_000);
    assert_eq!(server.send(try_at(202, PASSWORD)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_browser_is_known_for_everybody_who_signed_in_there() {
    let server = Server::start();
    let (ira, oleg) = ("ira@prival.example", "oleg@prival.example");
    let ids = [server.account(Role::Operator, ira).await, server.account(Role::Operator, oleg).await];
    let first = server.send(sign_in(ira, PASSWORD)).await.device.unwrap();
    assert_eq!(
        (first.path(), first.http_only(), first.same_site()),
        (Some("/api/auth"), Some(true), Some(SameSite::Strict))
    );
    assert_eq!(first.max_age().unwrap().whole_days(), 365);
    let second = server.send(sign_in(oleg, PASSWORD).with_cookie(&first)).await.device.unwrap();
    assert_eq!(server.app.auth.verify_device_token(second.value()), [ids[1], ids[0]]);
    let again = server.send(sign_in(ira, PASSWORD).with_cookie(&second)).await.device.unwrap();
    assert_eq!(server.app.auth.verify_device_token(again.value()), ids);
}

#[actix_web::test]
async fn after_five_wrong_passwords_even_the_right_one_waits() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    for _ in 0..5 {
        assert_eq!(server.send(sign_in("ira@prival.example", "неверно")).await.code(), "credentials");
        assert_eq!(server.send(sign_in("nobody@prival.example", "неверно")).await.code(), "credentials");
    }
    let known = server.send(sign_in("ira@prival.example", PASSWORD)).await;
    assert_eq!(known.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(known.body, json!({ "error": { "code": "too_many", "retry_after_seconds": 300 } }));
    assert_eq!(known.header("retry-after"), Some("300"));
    let unknown = server.send(sign_in("nobody@prival.example", PASSWORD)).await;
    assert_eq!((unknown.status, unknown.body), (known.status, known.body), "whether it exists is not told");
    server.clock.advance_ms(300_000);
    assert_eq!(server.send(sign_in("ira@prival.example", PASSWORD)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_success_frees_the_account_again() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(server.send(sign_in("ira@prival.example", "неверно")).await.code(), "credentials");
        }
        assert_eq!(server.send(sign_in("ira@prival.example", PASSWORD)).await.status, StatusCode::OK);
    }
}

#[actix_web::test]
async fn one_address_may_not_try_many_accounts() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    for n in 0..20 {
        let try_one = sign_in(&format!("a{n}@prival.example"), "неверно").at_address(&format!("2001:db8::{n:x}"));
        assert_eq!(server.send(try_one).await.code(), "credentials");
    }
    let right = |address| sign_in("ira@prival.example", PASSWORD).at_address(address);
    assert_eq!(server.send(right("2001:db8::ffff")).await.code(), "too_many", "the same network");
    assert_eq!(server.send(right("192.0.2.1")).await.status, StatusCode::OK, "another one");
}

#[actix_web::test]
async fn a_log_that_cannot_record_signs_nobody_in_and_says_so() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    server.app.log.close().await;
    let answer = server.send(sign_in("ira@prival.example", PASSWORD)).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert_eq!(answer.body, json!({ "error": { "code": "unavailable" } }), "without the reason");
    assert!(answer.cookie.is_none());
}

/// What every thread of the tests has logged since somebody listens.
static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn neither_passwords_nor_tokens_nor_addresses_are_logged() {
    // For all threads: tracing forgets callsites that a thread without a subscriber meets first.
    let everything = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Lines);
    tracing::subscriber::set_global_default(everything.with_ansi(false).finish()).unwrap();
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    server.send(sign_in("ira@prival.example", "неверно-и-длинно")).await;
    let renewed = server.send(refresh(&ira.cookie)).await.browser();
    server.send(post("/api/auth/sign-out", &json!({})).with_cookie(&renewed.cookie)).await;
    let admin = server.signed_in(Role::Admin, "admin@prival.example").await;
    let invited = server.send(super::invitation::create(1, "oleg@prival.example").by(&admin)).await;
    let link = super::invitation::token(&invited.body["invitation"]);
    server.send(super::invitation::accept(&link, PASSWORD)).await.browser();
    let logged = String::from_utf8(LINES.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("a wrong password"), "the test listens");
    let persons = [PASSWORD, "неверно-и-длинно", "ira@prival.example", "oleg@prival.example"];
    for secret in persons.into_iter().chain([&*ira.token, ira.cookie.value(), "argon2id", &*link]) {
        assert!(!logged.contains(secret), "{secret} is logged");
    }
}
