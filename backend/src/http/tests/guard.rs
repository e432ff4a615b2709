use super::*;

fn right() -> Ask {
    sign_in("ira@prival.example", PASSWORD).header("Host", "chat.example")
}

#[actix_web::test]
async fn pages_of_other_sites_cannot_make_requests() {
    let server = Server::start();
    server.account(Role::Operator, "ira@prival.example").await;
    for (what, ask) in [
        ("without the header", right().of_no_page()),
        ("with another value of it", right().of_no_page().header("X-Letopis", "2")),
        ("from another origin", right().header("Origin", "https://evil.example")),
        ("from another port", right().header("Origin", "https://chat.example:8443")),
        ("from nowhere", right().header("Origin", "null")),
        ("cross-site", right().header("Sec-Fetch-Site", "cross-site")),
        ("from a sibling domain", right().header("Sec-Fetch-Site", "same-site")),
    ] {
        let answer = server.send(ask).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "forbidden"), "{what}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    }
    for (what, ask) in [
        ("our own page", right().header("Origin", "https://chat.example").header("Sec-Fetch-Site", "same-origin")),
        ("a program", right()),
    ] {
        assert_eq!(server.send(ask).await.status, StatusCode::OK, "{what}");
    }
}

#[actix_web::test]
async fn reading_needs_no_header() {
    let server = Server::start();
    let answer = server.send(get("/api/public").of_no_page()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let expected = json!({
        "organisation": "", "version": env!("CARGO_PKG_VERSION"), "setup_needed": true, "demo": false,
    });
    assert_eq!(answer.body, expected);
}

#[actix_web::test]
async fn only_a_whole_and_fitting_body_is_read() {
    let server = Server::start();
    let text = |text: &[u8]| {
        let mut ask = Ask::new(Method::POST, SIGN_IN).header("Content-Type", "application/json");
        ask.request = ask.request.set_payload(text.to_vec());
        ask
    };
    let good = json!({ "email": "a@b.example", "password": "x", "status": "online" });
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        post(SIGN_IN, &body)
    };
    let mut plain = Ask::new(Method::POST, SIGN_IN).header("Content-Type", "text/plain");
    plain.request = plain.request.set_payload(good.to_string());
    for (what, ask) in [
        ("no body", Ask::new(Method::POST, SIGN_IN)),
        ("not JSON", text(b"{")),
        ("not UTF-8", text(b"{\"email\":\"\xff\"}")),
        ("a missing field", post(SIGN_IN, &json!({ "email": "a@b.example" }))),
        ("an unknown field", with("admin", json!(true))),
        ("a wrong type", with("email", json!(1))),
        ("an unknown status", with("status", json!("away"))),
        ("something after it", text(format!("{good}{good}").as_bytes())),
        ("a form", plain),
    ] {
        let answer = server.send(ask).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        assert_eq!(answer.body, json!({ "error": { "code": "bad_request" } }), "{what}: nothing of the inside");
    }
}

#[actix_web::test]
async fn a_body_over_the_limit_is_not_read() {
    let server = Server::start();
    let answer = server.send(sign_in("a@b.example", &"x".repeat(64 * 1024))).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
}

#[actix_web::test]
async fn what_is_not_there_says_so_in_the_same_shape() {
    let server = Server::start();
    let answer = server.send(get("/api/nothing/here")).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"));
    let answer = server.send(get(SIGN_IN)).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::METHOD_NOT_ALLOWED, "bad_request"));
}
