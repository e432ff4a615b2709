use super::*;

fn setup(server: &Server, email: &str) -> Value {
    json!({
        "token": server.app.auth.setup_token(server.app.log.log_id()), "organisation": "Привал", "name": "Павел",
        "email": email, "password": PASSWORD, "locale": "ru",
    })
}

#[actix_web::test]
async fn the_link_makes_the_first_administrator_and_signs_him_in() {
    let server = Server::start();
    let answer = server.send(post("/api/setup", &setup(&server, "pavel@prival.example"))).await;
    let pavel = answer.browser();
    assert_eq!(answer.body["me"]["role"], "admin");
    assert_eq!(server.send(get("/api/me").by(&pavel)).await.status, StatusCode::OK);
    assert_eq!(server.send(refresh(&pavel.cookie)).await.status, StatusCode::OK);
    let public = server.send(get("/api/public")).await.body;
    assert_eq!((&public["organisation"], &public["setup_needed"]), (&json!("Привал"), &json!(false)));
}

#[actix_web::test]
async fn the_link_works_once() {
    let server = Server::start();
    let body = setup(&server, "pavel@prival.example");
    assert_eq!(server.send(post("/api/setup", &body)).await.status, StatusCode::OK);
    let head = server.app.log.head();
    for body in [body, setup(&server, "other@prival.example")] {
        let answer = server.send(post("/api/setup", &body)).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "setup_token"));
        assert!(answer.cookie.is_none());
    }
    assert_eq!(server.app.log.head(), head);
}

#[actix_web::test]
async fn a_link_can_be_looked_at_before_it_is_used() {
    let server = Server::start();
    let body = setup(&server, "pavel@prival.example");
    let check = |token: Value| post("/api/setup/check", &json!({ "token": token }));
    assert_eq!(server.send(check(body["token"].clone())).await.status, StatusCode::NO_CONTENT);
    assert_eq!(server.send(check(json!("x"))).await.code(), "setup_token");
    assert_eq!(server.send(post("/api/setup", &body)).await.status, StatusCode::OK);
    assert_eq!(server.send(check(body["token"].clone())).await.code(), "setup_token");
}

#[actix_web::test]
async fn of_two_at_the_same_time_one_wins() {
    for emails in [["pavel@prival.example", "vera@prival.example"], ["pavel@prival.example"; 2]] {
        let server = Server::start();
        let ask = |email| server.send(post("/api/setup", &setup(&server, email)));
        let (one, other) = futures::join!(ask(emails[0]), ask(emails[1]));
        let mut codes = [one.code(), other.code()];
        codes.sort_unstable();
        assert_eq!(codes, ["none", "setup_token"]);
        assert_eq!(server.app.live.read().operators.len(), 1);
    }
}

#[actix_web::test]
async fn without_the_link_nothing_is_set_up() {
    let server = Server::start();
    let mut body = setup(&server, "pavel@prival.example");
    body["token"] = json!("x");
    assert_eq!(server.send(post("/api/setup", &body)).await.code(), "setup_token");
    assert_eq!(server.app.log.head().position, 0);
}

#[actix_web::test]
async fn a_form_that_does_not_fit_leaves_the_link_good() {
    let server = Server::start();
    for (name, value, why) in [
        ("email", "pavel", "email_invalid"),
        ("password", "короткий", "password_invalid"),
        ("password", "привал-павел-2026", "password_obvious"),
        ("organisation", " ", "name_invalid"),
        ("name", "", "name_invalid"),
    ] {
        let mut body = setup(&server, "pavel@prival.example");
        body[name] = json!(value);
        let answer = server.send(post("/api/setup", &body)).await;
        assert_eq!(answer.body["error"]["refusal"]["why"], why);
    }
    assert_eq!(server.send(post("/api/setup", &setup(&server, "pavel@prival.example"))).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_server_that_lost_all_administrators_can_be_set_up_again() {
    let server = Server::start();
    server.send(post("/api/setup", &setup(&server, "pavel@prival.example"))).await.browser();
    server.command("pavel@prival.example", OperatorCommand::GiveRole { role: Role::Operator }).await;
    assert_eq!(server.send(post("/api/setup", &setup(&server, "vera@prival.example"))).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn an_administrator_who_can_no_longer_sign_in_is_none() {
    for erased in ["operator.created", "operator.password_set"] {
        let server = Server::start();
        server.send(post("/api/setup", &setup(&server, "pavel@prival.example"))).await.browser();
        let events = server.app.log.read(0, 100).unwrap();
        let position = events.iter().find(|event| event.event_type == erased).unwrap().position;
        server.app.log.erase(&[position]).await.unwrap();
        let next = server.again();
        assert_eq!(next.send(get("/api/public")).await.body["setup_needed"], true, "{erased}");
        assert_eq!(next.send(sign_in("pavel@prival.example", PASSWORD)).await.code(), "credentials", "{erased}");
        let before = server.send(post("/api/setup/check", &json!({ "token": setup(&server, "")["token"] }))).await;
        assert_eq!(before.code(), "setup_token", "this process knows him still");
        let made = next.send(post("/api/setup", &setup(&next, "vera@prival.example"))).await;
        assert_eq!(made.status, StatusCode::OK, "{erased}: {made:?}");
        assert_eq!(next.send(get("/api/public")).await.body["setup_needed"], false);
    }
}

#[actix_web::test]
async fn the_link_of_an_earlier_start_opens_nothing() {
    let server = Server::start();
    let (earlier, next) = (setup(&server, "pavel@prival.example"), server.again());
    assert_eq!(next.send(post("/api/setup", &earlier)).await.code(), "setup_token");
    assert_eq!(next.send(post("/api/setup", &setup(&next, "pavel@prival.example"))).await.status, StatusCode::OK);
}
