use letopis_events::vocabulary::OperatorStatus;

use super::*;

#[actix_web::test]
async fn each_renewal_gives_new_tokens_for_the_same_session() {
    let server = Server::start();
    let first = server.signed_in(Role::Operator, "ira@prival.example").await;
    server.clock.advance_ms(590_000);
    let answer = server.send(refresh(&first.cookie)).await;
    let second = answer.browser();
    assert_ne!(second.token, first.token);
    assert_ne!(second.cookie.value(), first.cookie.value());
    assert_eq!(answer.body["me"]["email"], "ira@prival.example");
    assert_eq!(second.cookie.max_age().unwrap().whole_seconds(), 30 * 86_400 - 590, "a session is not prolonged");
    server.clock.advance_ms(20_000);
    assert_eq!(server.send(get("/api/me").by(&first)).await.code(), "sign_in", "too old");
    assert_eq!(server.send(get("/api/me").by(&second)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn an_answer_that_was_lost_is_given_again() {
    let server = Server::start();
    let first = server.signed_in(Role::Operator, "ira@prival.example").await;
    let second = server.send(refresh(&first.cookie)).await.browser();
    server.clock.advance_ms(30_000);
    let head = server.app.log.head();
    let again = server.send(refresh(&first.cookie)).await.browser();
    assert_eq!(again.cookie.value(), second.cookie.value());
    assert_eq!(server.app.log.head(), head);
    assert_eq!(server.send(refresh(&again.cookie)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_token_used_again_later_ends_the_session() {
    let server = Server::start();
    let first = server.signed_in(Role::Operator, "ira@prival.example").await;
    let second = server.send(refresh(&first.cookie)).await.browser();
    server.clock.advance_ms(30_001);
    let thief = server.send(refresh(&first.cookie)).await;
    assert_eq!((thief.status, thief.code()), (StatusCode::UNAUTHORIZED, "sign_in"));
    assert!(thief.takes_cookie_away());
    let owner = server.send(refresh(&second.cookie)).await;
    assert_eq!(owner.code(), "sign_in", "nobody can tell who of both is the thief");
    assert_eq!(server.send(get("/api/me").by(&second)).await.code(), "sign_in");
}

#[actix_web::test]
async fn what_is_not_a_token_of_ours_is_taken_away() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    let forged = Cookie::new("letopis_session", ira.cookie.value().replace(".1.", ".2."));
    for ask in [refresh(&forged), refresh(&Cookie::new("letopis_session", "x"))] {
        let answer = server.send(ask).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "sign_in"));
        assert!(answer.takes_cookie_away());
    }
    assert_eq!(server.send(refresh(&ira.cookie)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_browser_in_which_nobody_is_signed_in_is_told_so_without_an_error() {
    let server = Server::start();
    let answer = server.send(post(REFRESH, &json!({}))).await;
    assert_eq!((answer.status, answer.bytes.as_slice()), (StatusCode::OK, &b"null"[..]));
    assert!(answer.cookie.is_none());
}

#[actix_web::test]
async fn a_session_ends_after_thirty_days() {
    let server = Server::start();
    let mut ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    let day = 86_400_000;
    server.clock.advance_ms(29 * day);
    ira = server.send(refresh(&ira.cookie)).await.browser();
    server.clock.advance_ms(day - 5_000);
    let last = server.send(refresh(&ira.cookie)).await;
    assert_eq!(last.body["expires_in_seconds"], 5);
    server.clock.advance_ms(5_000);
    assert_eq!(server.send(refresh(&last.browser().cookie)).await.code(), "sign_in");
}

#[actix_web::test]
async fn a_log_that_cannot_record_keeps_the_cookie() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    server.app.log.close().await;
    let answer = server.send(refresh(&ira.cookie)).await;
    assert_eq!(answer.code(), "unavailable");
    assert!(answer.cookie.is_none(), "it may be good again in a moment");
}

#[actix_web::test]
async fn a_disabled_account_is_out_at_once() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    server.command("ira@prival.example", OperatorCommand::Disable).await;
    assert_eq!(server.send(get("/api/me").by(&ira)).await.code(), "sign_in");
    let answer = server.send(refresh(&ira.cookie)).await;
    assert_eq!(answer.code(), "sign_in");
    assert!(answer.takes_cookie_away());
}

#[actix_web::test]
async fn signing_out_ends_this_session_and_no_other() {
    let server = Server::start();
    let here = server.signed_in(Role::Operator, "ira@prival.example").await;
    let there = server.send(sign_in("ira@prival.example", PASSWORD)).await.browser();
    let out = server.send(post("/api/auth/sign-out", &json!({})).by(&here).with_cookie(&here.cookie)).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.takes_cookie_away());
    assert_eq!(server.send(get("/api/me").by(&here)).await.code(), "sign_in");
    assert_eq!(server.send(refresh(&here.cookie)).await.code(), "sign_in");
    assert_eq!(server.send(get("/api/me").by(&there)).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn signing_out_works_with_what_is_left_and_twice() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    server.clock.advance_ms(3_600_000);
    for _ in 0..2 {
        let by_cookie = post("/api/auth/sign-out", &json!({})).by(&ira).with_cookie(&ira.cookie);
        assert_eq!(server.send(by_cookie).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(server.send(refresh(&ira.cookie)).await.code(), "sign_in");

    let token_only = server.send(sign_in("ira@prival.example", PASSWORD)).await.browser();
    server.send(post("/api/auth/sign-out", &json!({})).by(&token_only)).await;
    assert_eq!(server.send(get("/api/me").by(&token_only)).await.code(), "sign_in");
    assert_eq!(server.send(post("/api/auth/sign-out", &json!({}))).await.status, StatusCode::NO_CONTENT);
}

#[actix_web::test]
async fn signing_out_everywhere_ends_every_session_and_the_working_day() {
    let server = Server::start();
    let here = server.signed_in(Role::Operator, "ira@prival.example").await;
    let there = server.send(sign_in("ira@prival.example", PASSWORD)).await.browser();
    let out = server.send(post("/api/auth/sign-out-everywhere", &json!({})).by(&here)).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.takes_cookie_away());
    for browser in [&here, &there] {
        assert_eq!(server.send(get("/api/me").by(browser)).await.code(), "sign_in");
        assert_eq!(server.send(refresh(&browser.cookie)).await.code(), "sign_in");
    }
    let id = operator_id_of("ira@prival.example");
    assert_eq!(server.app.live.read().operators[&id].status, OperatorStatus::Offline);
}
