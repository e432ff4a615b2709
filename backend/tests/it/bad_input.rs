//! What does not fit is answered with a code of the closed set, and nothing of it is recorded.

use std::sync::Arc;

use chrono::{TimeZone, Utc};
use letopis::clock::ManualClock;
use letopis_events::ids::SiteId;
use letopis_events::vocabulary::Role;
use letopis_shared::limits::{MESSAGE_CHARS_MAX, OPERATOR_FRAME_BYTES_MAX, VISITOR_FRAME_BYTES_MAX};
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::{ErrorCode, PROTOCOL, Refusal, operator, visitor};
use letopis_testing::{Answer, OperatorClient, SHOP, Server, Socket, Tab, Upgrade, VisitorClient, new_id};
use serde_json::json;

use crate::world::{asking, page, serving};

/// Something a client may send that is not a frame of the protocol.
enum Wrong {
    Text(String),
    Binary,
    InvalidUtf8,
}

impl Wrong {
    async fn send(&self, socket: &mut Socket) {
        match self {
            Wrong::Text(text) => socket.send_text(text.clone()).await,
            Wrong::Binary => socket.send_binary(b"{\"frame\":\"ping\"}".to_vec()).await,
            // A last text frame of two bytes, masked with zeroes, that no UTF-8 begins with.
            Wrong::InvalidUtf8 => socket.send_raw(&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]).await,
        }
    }
}

/// Frames that neither socket takes, with a word about each.
fn wrong_for_both() -> Vec<(&'static str, Wrong)> {
    let text = |text: &str| Wrong::Text(text.to_owned());
    vec![
        ("nothing", text("")),
        ("no JSON", text("ping")),
        ("half of it", text("{\"frame\":\"ping\"")),
        ("more than one", text("{\"frame\":\"ping\"}{\"frame\":\"ping\"}")),
        ("no object", text("42")),
        ("null", text("null")),
        ("no name", text("{}")),
        ("an unknown name", text("{\"frame\":\"shutdown\"}")),
        ("a name of the wrong type", text("{\"frame\":1}")),
        ("an unknown field where there are none", text("{\"frame\":\"ping\",\"x\":1}")),
        ("a nest of brackets", Wrong::Text("[".repeat(2_000))),
        ("a binary message", Wrong::Binary),
        ("invalid UTF-8", Wrong::InvalidUtf8),
    ]
}

fn wrong_for_operators() -> Vec<(&'static str, Wrong)> {
    let id = new_id::<uuid::Uuid>();
    let json = |value: serde_json::Value| Wrong::Text(value.to_string());
    let mut wrong = wrong_for_both();
    wrong.extend([
        ("a second hello", json(json!({ "frame": "hello", "protocol": PROTOCOL, "token": "x" }))),
        (
            "an unknown field",
            json(json!({ "frame": "subscribe", "topic": { "name": "sites" }, "resume": null, "x": 1 })),
        ),
        ("an unknown field inside", json(json!({ "frame": "subscribe", "topic": { "name": "sites", "x": 1 } }))),
        ("an unknown topic", json(json!({ "frame": "subscribe", "topic": { "name": "secrets" } }))),
        ("a missing field", json(json!({ "frame": "subscribe", "topic": { "name": "timeline" } }))),
        (
            "a position below zero",
            json(json!({ "frame": "subscribe", "topic": { "name": "sites" },
            "resume": { "log_id": id, "position": -1 } })),
        ),
        ("an unknown command", json(json!({ "frame": "command", "id": id, "command": { "do": "erase_everything" } }))),
        ("a command without an id", json(json!({ "frame": "command", "command": { "do": "rename", "name": "x" } }))),
        (
            "an id that is none",
            json(json!({ "frame": "command", "id": "1", "command": { "do": "rename", "name": "x" } })),
        ),
        (
            "a text of the wrong type",
            json(json!({ "frame": "command", "id": id, "command": { "do": "rename", "name": 5 } })),
        ),
        (
            "an unknown field of a command",
            json(json!({ "frame": "command", "id": id,
            "command": { "do": "rename", "name": "x", "role": "admin" } })),
        ),
        (
            "an unknown status",
            json(json!({ "frame": "command", "id": id,
            "command": { "do": "change_status", "status": "asleep" } })),
        ),
        (
            "a number that is too large",
            json(json!({ "frame": "command", "id": id,
            "command": { "do": "mark_read", "conversation_id": id, "up_to": 4_294_967_296_u64 } })),
        ),
        ("a frame of the other socket", json(json!({ "frame": "send", "id": id, "text": "x" }))),
    ]);
    wrong
}

#[tokio::test]
async fn what_is_no_frame_cuts_an_operators_socket_with_one_code_and_changes_nothing() {
    let server = Server::start().await;
    let ira = server.operator(Role::Admin, "Ira").await;
    let before = server.position();
    for (what, wrong) in wrong_for_operators() {
        let mut client = server.connect(&ira).await;
        wrong.send(&mut client.socket).await;
        assert_eq!(client.ended().await, Some(ErrorCode::BadFrame), "{what}");
        assert!(client.bye.is_some(), "{what}");
    }
    let mut client = server.connect(&ira).await;
    client.socket.send_text(" ".repeat(OPERATOR_FRAME_BYTES_MAX + 1)).await;
    assert_eq!(client.ended().await, Some(ErrorCode::FrameTooLarge));
    assert_eq!(server.position(), before);
    server.connect(&ira).await.settle().await;
}

#[tokio::test]
async fn what_is_no_frame_cuts_a_visitors_socket_with_one_code_and_changes_nothing() {
    let server = Server::start().await;
    let site = server.site().await;
    let visitor = server.visitor(site).await;
    let before = server.position();
    let id = new_id::<uuid::Uuid>();
    let json = |value: serde_json::Value| Wrong::Text(value.to_string());
    let mut wrong = wrong_for_both();
    wrong.extend([
        ("a second hello", Wrong::Text(serde_json::to_string(&visitor.tab.hello(None)).unwrap())),
        ("an unknown field where there are none", json(json!({ "frame": "typing", "x": 1 }))),
        ("an unknown field", json(json!({ "frame": "send", "id": id, "text": "x", "conversation_id": id }))),
        ("a text of the wrong type", json(json!({ "frame": "send", "id": id, "text": ["x"] }))),
        ("a page that is none", json(json!({ "frame": "navigated", "page": { "url": "javascript:x", "title": "" } }))),
        ("a frame of the other socket", json(json!({ "frame": "subscribe", "topic": { "name": "workplace" } }))),
    ]);
    for (what, wrong) in wrong {
        let mut client = server.tab(visitor.tab.clone()).await;
        wrong.send(&mut client.socket).await;
        assert_eq!(client.ended().await, Some(ErrorCode::BadFrame), "{what}");
    }
    let mut client = server.tab(visitor.tab.clone()).await;
    client.socket.send_text(" ".repeat(VISITOR_FRAME_BYTES_MAX + 1)).await;
    assert_eq!(client.ended().await, Some(ErrorCode::FrameTooLarge));
    assert_eq!(server.position(), before);
}

#[tokio::test]
async fn nothing_is_heard_before_a_hello() {
    let server = Server::start().await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let before = server.position();
    let origin = format!("http://{}", server.address);
    let first_frames = [
        ("a ping", json!({ "frame": "ping" })),
        (
            "a command",
            json!({ "frame": "command", "id": new_id::<uuid::Uuid>(), "command": { "do": "rename", "name": "x" } }),
        ),
        ("a hello with more", json!({ "frame": "hello", "protocol": PROTOCOL, "token": ira.token, "role": "admin" })),
    ];
    for (what, frame) in first_frames {
        let upgrade =
            Upgrade { address: server.address, path: "/ws/operator", origin: Some(&origin), receive_bytes: None };
        let mut client = OperatorClient::over(server.address, "", Socket::open(upgrade).await.unwrap());
        client.socket.send_text(frame.to_string()).await;
        assert_eq!(client.ended().await, Some(ErrorCode::BadFrame), "{what}");
        assert_eq!(client.role, None, "no welcome");
    }
    let upgrade = Upgrade { address: server.address, path: "/ws/visitor", origin: Some(SHOP), receive_bytes: None };
    let mut client = VisitorClient::over(server.address, Tab::new(site, SHOP), Socket::open(upgrade).await.unwrap());
    client.socket.send(&visitor::ClientFrame::Send { id: new_id(), text: "x".into(), form: None }).await;
    assert_eq!(client.ended().await, Some(ErrorCode::BadFrame));
    assert_eq!(server.position(), before);
}

#[tokio::test]
async fn another_protocol_is_told_to_reload() {
    let server = Server::start().await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let origin = format!("http://{}", server.address);
    for protocol in [0, PROTOCOL + 1, u16::MAX] {
        let upgrade =
            Upgrade { address: server.address, path: "/ws/operator", origin: Some(&origin), receive_bytes: None };
        let mut client = OperatorClient::over(server.address, "", Socket::open(upgrade).await.unwrap());
        client.socket.send(&operator::ClientFrame::Hello { protocol, token: ira.token.clone() }).await;
        assert_eq!(client.ended().await, Some(ErrorCode::Protocol));
    }
    let upgrade = Upgrade { address: server.address, path: "/ws/visitor", origin: Some(SHOP), receive_bytes: None };
    let tab = Tab::new(site, SHOP);
    let mut client = VisitorClient::over(server.address, tab.clone(), Socket::open(upgrade).await.unwrap());
    let mut hello = serde_json::to_value(tab.hello(None)).unwrap();
    hello["protocol"] = json!(PROTOCOL + 1);
    client.socket.send_text(hello.to_string()).await;
    assert_eq!(client.ended().await, Some(ErrorCode::Protocol));
}

#[tokio::test]
async fn a_token_that_is_wrong_or_old_or_of_an_ended_session_lets_nobody_in() {
    let clock = Arc::new(ManualClock::at(Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()));
    let server = Server::builder().clock(clock.clone()).start().await;
    let elsewhere = Server::builder().clock(clock.clone()).start().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let stranger = elsewhere.operator(Role::Admin, "Stranger").await;
    let mut cut_token = ira.token.clone();
    cut_token.pop();
    let unsigned = ira.token.rsplit_once('.').map(|(claims, _)| format!("{claims}.")).unwrap();
    for (what, token) in [
        ("none", String::new()),
        ("a word", "token".to_owned()),
        ("a damaged one", cut_token),
        ("an unsigned one", unsigned),
        ("one of another server", stranger.token),
        ("a long one", "x".repeat(5_000)),
        (
            "a refresh token",
            server.app.auth.refresh_token(letopis::auth::Refresh {
                operator_id: ira.id,
                session_id: ira.session_id,
                generation: 1,
            }),
        ),
    ] {
        let mut client = OperatorClient::open(server.address, &token).await.unwrap();
        assert_eq!(client.ended().await, Some(ErrorCode::SignIn), "{what}");
        assert_eq!(client.role, None);
    }
    server.connect(&ira).await.settle().await;
    clock.advance_ms(3_600_000);
    let mut client = OperatorClient::open(server.address, &ira.token).await.unwrap();
    assert_eq!(client.ended().await, Some(ErrorCode::SignIn), "an old one");
}

#[tokio::test]
async fn only_our_own_pages_open_an_operators_socket() {
    let server = Server::start().await;
    let own = format!("http://{}", server.address);
    let port = server.address.port();
    for (origin, status) in [
        (Some(own.as_str()), None),
        (None, Some(403)),
        (Some("https://evil.example"), Some(403)),
        (Some("null"), Some(403)),
        (Some("http://127.0.0.1"), Some(403)),
        (Some(&format!("http://127.0.0.1:{port}.evil.example")), Some(403)),
        (Some(&format!("http://evil.example:{port}")), Some(403)),
    ] {
        let upgrade = Upgrade { address: server.address, path: "/ws/operator", origin, receive_bytes: None };
        let refused = Socket::open(upgrade).await.err().map(|status| status.as_u16());
        assert_eq!(refused, status, "{origin:?}");
    }
}

#[tokio::test]
async fn only_pages_of_the_site_open_a_visitors_socket() {
    let server = Server::start().await;
    let site = server.site_for(&["shop.example", "*.camp.example", "localhost:8080"]).await;
    let before = server.position();
    let upgrade = Upgrade { address: server.address, path: "/ws/visitor", origin: None, receive_bytes: None };
    assert_eq!(Socket::open(upgrade).await.err().map(|status| status.as_u16()), Some(403), "no browser page");
    for origin in [
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
        "https://shop.example:8443",
        "http://localhost",
        "https://camp.example",
    ] {
        let mut client = VisitorClient::open(server.address, Tab::new(site, origin), None).await.unwrap();
        assert_eq!(client.ended().await, Some(ErrorCode::Forbidden), "{origin}");
        assert!(client.site.is_none(), "no welcome");
    }
    let unknown: SiteId = new_id();
    let mut client = VisitorClient::open(server.address, Tab::new(unknown, SHOP), None).await.unwrap();
    assert_eq!(client.ended().await, Some(ErrorCode::Forbidden), "a site that is not known looks like a foreign page");
    assert_eq!(server.position(), before);
    for origin in ["https://shop.example", "http://shop.example", "https://www.camp.example", "http://localhost:8080"] {
        server.tab(Tab::new(site, origin)).await.settle().await;
    }
}

#[tokio::test]
async fn an_identity_that_is_forged_or_of_another_site_is_a_new_visitor() {
    let server = Server::start().await;
    let (site, other_site) = (server.site().await, server.site().await);
    let (known, conversation_id) = asking(&server, site, "Mine").await;
    let mut forged = known.tab.token.clone().unwrap();
    forged.replace_range(3..5, "00");
    for (site, token) in [(site, forged), (other_site, known.tab.token.clone().unwrap()), (site, "x".repeat(10_000))] {
        let tab = Tab { token: Some(token), ..Tab::new(site, SHOP) };
        let mut client = server.tab(tab).await;
        assert_ne!(client.id(), known.id());
        assert_eq!(client.chat.conversation, None, "{conversation_id} is not his");
        assert_eq!(client.read(1).await, Answer::Refused(Refusal::NotStarted));
    }
}

#[tokio::test]
async fn texts_and_numbers_out_of_bounds_are_refused_with_the_bound() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut ira) = serving(&server, "Ira", conversation_id).await;
    let before = server.position();
    let max = MESSAGE_CHARS_MAX as u32;
    let too_long = "я".repeat(MESSAGE_CHARS_MAX + 1);
    assert_eq!(visitor.send(&too_long).await, Answer::Refused(Refusal::TextTooLong { max }));
    assert_eq!(visitor.send(" \u{0}\n").await, Answer::Refused(Refusal::TextEmpty));
    assert_eq!(visitor.read(2).await, Answer::Refused(Refusal::NumberInvalid));
    assert_eq!(visitor.delivered(u32::MAX).await, Answer::Refused(Refusal::NumberInvalid));
    let write = Command::SendMessage { conversation_id, text: too_long };
    assert_eq!(ira.command(write).await, Answer::Refused(Refusal::TextTooLong { max }));
    let read = Command::MarkRead { conversation_id, up_to: 2 };
    assert_eq!(ira.command(read).await, Answer::Refused(Refusal::NumberInvalid));
    let rename = Command::Rename { name: "x".repeat(101) };
    assert_eq!(ira.command(rename).await, Answer::Refused(Refusal::NameInvalid { max: 100 }));
    assert_eq!(server.position(), before);
    visitor.send(&"я".repeat(MESSAGE_CHARS_MAX)).await.position();
    visitor.settle().await;
}

#[tokio::test]
async fn commands_out_of_order_or_about_what_is_not_there_are_refused_and_tell_nothing() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut visitor = server.visitor(site).await;
    assert_eq!(visitor.close().await, Answer::Refused(Refusal::NotStarted));
    assert_eq!(visitor.delivered(0).await, Answer::Refused(Refusal::NotStarted));
    let admin = server.operator(Role::Admin, "Admin").await;
    let mut client = server.connect(&admin).await;
    let before = server.position();
    let nowhere = new_id();
    for command in [
        Command::TakeConversation { conversation_id: nowhere },
        Command::SendMessage { conversation_id: nowhere, text: "x".into() },
        Command::MarkRead { conversation_id: nowhere, up_to: 1 },
        Command::CloseConversation { conversation_id: nowhere },
    ] {
        assert_eq!(client.command(command).await, Answer::Refused(Refusal::NotFound));
    }
    for command in [
        Command::GiveRole { operator_id: new_id(), role: Role::Admin },
        Command::DisableOperator { operator_id: new_id() },
        Command::EndSessions { operator_id: new_id() },
        Command::AllowDomains { site_id: new_id(), allowed_domains: vec![] },
    ] {
        assert_eq!(client.command(command).await, Answer::Refused(Refusal::NotFound));
    }
    for topic in [Topic::Timeline { conversation_id: nowhere }, Topic::VisitorCard { visitor_id: new_id() }] {
        assert!(!client.subscribe(topic).await);
        assert_eq!(client.gone.get(&topic), Some(&ErrorCode::NotFound));
    }
    for command in [
        Command::DisableOperator { operator_id: admin.id },
        Command::GiveRole { operator_id: admin.id, role: Role::Operator },
    ] {
        assert_eq!(client.command(command).await, Answer::Refused(Refusal::Yourself));
    }
    assert_eq!(server.position(), before);
}

#[tokio::test]
async fn hostile_words_arrive_as_words() {
    let server = Server::start().await;
    let site = server.site().await;
    let hostile = "<script>alert(1)</script>\u{202e}\u{0}{\"frame\":\"bye\"}\r\n'; DROP TABLE events; --";
    let tab =
        Tab { page: letopis_events::vocabulary::Page { title: hostile.into(), ..page("x") }, ..Tab::new(site, SHOP) };
    let mut visitor = server.tab(tab).await;
    visitor.send(hostile).await.position();
    visitor.catch_up(server.position()).await;
    let kept = "<script>alert(1)</script>{\\\"frame\\\":\\\"bye\\\"}\\n'; DROP TABLE events; --";
    let shown = serde_json::to_string(&visitor.chat).unwrap();
    assert!(shown.contains(kept), "{shown}");
}
