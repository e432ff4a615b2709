//! Every queue, frame and number has a bound: who goes beyond is cut with its code, and nobody else feels it.

use std::time::Duration;

use letopis::config::Limits;
use letopis::event_log::EventLog;
use letopis_events::ids::CommandId;
use letopis_events::vocabulary::Role;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::wire::operator::{ClientFrame, Command, Topic};
use letopis_shared::wire::{ErrorCode, PROTOCOL, visitor};
use letopis_testing::{
    Account, Answer, FORWARDED_FOR, OperatorClient, Received, SHOP, Server, Socket, Tab, Upgrade, VisitorClient, new_id,
};

use crate::world::{Watched, asking, page, serving};

async fn server(change: impl FnOnce(&mut Limits)) -> Server {
    Server::builder().limits(change).start().await
}

#[tokio::test]
async fn who_says_no_hello_is_cut_and_pings_of_the_protocol_do_not_help() {
    let server = server(|limits| limits.hello_wait = Duration::from_millis(100)).await;
    let origin = format!("http://{}", server.address);
    let upgrade = Upgrade { address: server.address, path: "/ws/operator", origin: Some(&origin), receive_bytes: None };
    let mut silent = OperatorClient::over(server.address, "", Socket::open(upgrade.clone()).await.unwrap());
    assert_eq!(silent.ended().await, Some(ErrorCode::TooSlow), "it may try again");
    assert!(silent.bye.is_some_and(|(_, retry)| retry >= 1_000));
    assert_eq!(silent.closed, Some(Some(1013)), "try again later, RFC 6455 registry");
    let mut busy = OperatorClient::over(server.address, "", Socket::open(upgrade).await.unwrap());
    let pings = async {
        let mut every = tokio::time::interval(Duration::from_millis(20));
        while busy.closed.is_none() {
            tokio::select! {
                _ = every.tick() => busy.socket.send_protocol_ping().await,
                received = busy.socket.receive() => match received {
                    Received::Closed(code) => busy.closed = Some(code),
                    Received::Text(_) => {}
                },
            }
        }
    };
    tokio::time::timeout(letopis_testing::PATIENCE, pings).await.expect("it is cut in time");
}

#[tokio::test]
async fn who_falls_silent_is_cut_and_comes_back() {
    let server = server(|limits| limits.silence_cut = Duration::from_millis(500)).await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut client = server.connect(&ira).await;
    assert!(client.subscribe(Topic::Workplace).await);
    client.settle().await;
    let mut visitor = server.visitor(site).await;
    assert_eq!(client.ended().await, None);
    assert_eq!(visitor.ended().await, None);
    client.reconnect().await;
    visitor.reconnect().await;
    assert_eq!((client.snapshots, visitor.snapshots), (0, 0), "both resume");
}

#[tokio::test]
async fn a_flood_of_frames_is_cut_with_the_time_to_come_back() {
    let server = server(|limits| (limits.frames_burst, limits.frames_per_second) = (10, 1)).await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let before = server.position();
    let mut client = server.connect(&ira).await;
    for _ in 0..20 {
        client.socket.send(&ClientFrame::Ping).await;
    }
    assert_eq!(client.ended().await, Some(ErrorCode::TooFast));
    assert!(client.bye.is_some_and(|(_, retry)| retry >= 1_000));
    let mut flood = server.connect(&ira).await;
    for n in 0..20 {
        flood.send_command(new_id(), Command::Rename { name: format!("Ira {n}") }).await;
    }
    assert_eq!(flood.ended().await, Some(ErrorCode::TooFast));
    assert!(server.position() <= before + 10, "what is beyond the burst is not recorded");
    let mut visitor = server.visitor(site).await;
    for _ in 0..20 {
        visitor.socket.send(&visitor::ClientFrame::Typing).await;
    }
    assert_eq!(visitor.ended().await, Some(ErrorCode::TooFast));
}

/// So long that nobody waits for it.
const NEVER: Duration = Duration::from_secs(100_000);

#[tokio::test]
async fn a_visitor_who_writes_too_fast_is_held_to_a_pace_through_whatever_sockets() {
    let server = server(|limits| (limits.messages_burst, limits.message_pace) = (20, NEVER)).await;
    let site = server.site().await;
    let mut visitor = server.visitor(site).await;
    for _ in 0..20 {
        visitor.send("Is anybody there?").await.position();
    }
    let before = server.position();
    for _ in 0..5 {
        assert_eq!(visitor.send("Hello?").await, Answer::Failed(ErrorCode::TooFast));
    }
    assert!(ErrorCode::TooFast.is_passing(), "the page keeps it and sends it again");
    let mut elsewhere = server.tab(visitor.another_tab()).await;
    assert_eq!(elsewhere.send("Hello?").await, Answer::Failed(ErrorCode::TooFast));
    let messages = server.log.read(before, 100).unwrap();
    assert!(messages.iter().all(|event| event.event_type != "conversation.message_sent"));
    visitor.settle().await;
    server.visitor(site).await.send("Somebody else").await.position();
}

#[tokio::test]
async fn what_was_held_up_arrives_when_it_is_sent_again() {
    let pace = Duration::from_millis(20);
    let server = server(|limits| (limits.messages_burst, limits.message_pace) = (20, pace)).await;
    let site = server.site().await;
    let mut visitor = server.visitor(site).await;
    let ids: Vec<CommandId> = (0..30).map(|_| new_id()).collect();
    for id in &ids {
        while visitor.send_as(*id, "Is anybody there?").await == Answer::Failed(ErrorCode::TooFast) {}
    }
    let shown = |visitor: &VisitorClient| {
        visitor.chat.entries.iter().filter(|entry| matches!(entry.what, ChatEntryKind::Mine { .. })).count()
    };
    visitor.until("all of them", |visitor| shown(visitor) == ids.len()).await;
}

#[tokio::test]
async fn strangers_from_one_address_are_let_in_a_few_at_once_and_known_visitors_always() {
    let limited = Server::builder().limits(|limits| (limits.arrivals_burst, limits.arrival_pace) = (3, NEVER));
    let server = limited.proxies(1).start().await;
    let site = server.site().await;
    let from = |ip: &str| Tab { ip: Some(ip.to_owned()), ..Tab::new(site, SHOP) };
    let mut first = server.tab(from("2001:db8::1")).await;
    for n in 2..4 {
        server.tab(from(&format!("2001:db8::{n}"))).await;
    }
    let mut next = VisitorClient::open(server.address, from("2001:db8::4"), None).await.unwrap();
    assert_eq!(next.ended().await, Some(ErrorCode::TooFast), "the same network");
    assert!(next.bye.is_some_and(|(_, retry)| retry >= 1_000));
    assert_eq!(next.closed, Some(Some(1013)), "try again later, RFC 6455 registry");
    assert_eq!(server.app.live.read().visitors.len(), 3, "nothing is recorded of him");
    server.tab(from("192.0.2.1")).await.settle().await;
    server.tab(first.another_tab()).await.settle().await;
    first.settle().await;
}

#[tokio::test]
async fn who_was_too_many_is_let_in_a_moment_later() {
    let pace = Duration::from_millis(50);
    let server = server(|limits| (limits.arrivals_burst, limits.arrival_pace) = (1, pace)).await;
    let site = server.site().await;
    for _ in 0..3 {
        loop {
            let mut next = VisitorClient::open(server.address, Tab::new(site, SHOP), None).await.unwrap();
            next.until("an answer", |next| next.site.is_some() || next.bye.is_some()).await;
            if next.bye.is_none() {
                break;
            }
        }
    }
    assert_eq!(server.app.live.read().visitors.len(), 3);
}

#[tokio::test]
async fn of_one_address_only_so_many_sockets_wait_with_their_hello() {
    let limited = Server::builder().limits(|limits| limits.sockets_without_hello_per_address = 2).proxies(1);
    let server = limited.start().await;
    let site = server.site().await;
    let open = |ip: &'static str| async move {
        let upgrade = Upgrade { address: server.address, path: "/ws/visitor", origin: Some(SHOP), receive_bytes: None };
        Socket::open_as(upgrade, &[(FORWARDED_FOR, ip)]).await
    };
    let tab = Tab { ip: Some("192.0.2.1".to_owned()), ..Tab::new(site, SHOP) };
    let greeted = server.tab(tab.clone()).await;
    let mut silent = open("192.0.2.1").await.unwrap();
    let leaves = open("192.0.2.1").await.unwrap();
    assert_eq!(open("192.0.2.1").await.err().map(|status| status.as_u16()), Some(429));
    assert!(open("192.0.2.2").await.is_ok(), "others have places of their own");
    // One says hello, the other leaves: both places are free.
    silent.send(&tab.hello(None)).await;
    drop(leaves);
    let started = std::time::Instant::now();
    let mut free = Vec::new();
    while free.len() < 2 {
        assert!(started.elapsed() < letopis_testing::PATIENCE, "the places stay taken");
        free.extend(open("192.0.2.1").await);
    }
    drop(greeted);
}

/// A socket for which the kernel takes no more than a few frames.
async fn slow_reader(server: &Server, account: &Account) -> OperatorClient {
    let (address, origin) = (server.address, format!("http://{}", server.address));
    let upgrade = Upgrade { address, path: "/ws/operator", origin: Some(&origin), receive_bytes: Some(4_096) };
    let mut slow = OperatorClient::over(address, &account.token, Socket::open(upgrade).await.unwrap());
    slow.socket.send(&ClientFrame::Hello { protocol: PROTOCOL, token: account.token.clone() }).await;
    slow
}

#[tokio::test]
async fn a_slow_reader_is_cut_while_others_go_on_and_resumes() {
    let server = server(|limits| limits.socket_queue_frames = 16).await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut slow = slow_reader(&server, &ira).await;
    for topic in [Topic::Workplace, Topic::Timeline { conversation_id }] {
        assert!(slow.subscribe(topic).await);
    }
    slow.settle().await;
    let mut watched = Watched::new(&server, &ira).await;
    watched.assert_law(&server, "the beginning").await;
    // It reads nothing from here on; the kernel holds some megabytes for it, the server a few frames.
    let text = "long ".repeat(790);
    let (connected, mut sent) = (server.app.hub.sockets(), 0);
    while server.app.hub.sockets() >= connected {
        assert!(sent < 5_000, "it is never cut");
        visitor.send(&text).await.position();
        watched.client.settle().await;
        sent += 1;
    }
    watched.assert_law(&server, "the flood").await;
    slow.ended().await;
    assert!(matches!(slow.bye, None | Some((Some(ErrorCode::TooSlow), _))), "{:?}", slow.bye);
    let held = slow.views.timeline(conversation_id).unwrap().entries.len();
    assert!(held < sent, "not everything waited for it: {held} of {sent}");
    slow.reconnect().await;
    let truth = server.app.live.read().timeline(conversation_id);
    assert_eq!(slow.views.timeline(conversation_id), truth.as_ref());
}

#[tokio::test]
async fn too_many_topics_cut_the_socket() {
    let server = server(|limits| limits.topics_per_socket = 3).await;
    let site = server.site().await;
    let (visitor, conversation_id) = asking(&server, site, "One").await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut client = server.connect(&ira).await;
    for topic in [Topic::Workplace, Topic::Operators, Topic::Sites, Topic::Workplace] {
        assert!(client.subscribe(topic).await, "the same topic again is not one more");
    }
    client.unsubscribe(Topic::Sites).await;
    assert!(client.subscribe(Topic::Timeline { conversation_id }).await, "one left, one came");
    let topic = Topic::VisitorCard { visitor_id: visitor.id() };
    client.socket.send(&ClientFrame::Subscribe { topic, resume: None }).await;
    assert_eq!(client.ended().await, Some(ErrorCode::TooFast));
}

#[tokio::test]
async fn too_many_tabs_of_one_visitor_are_sent_away_and_leave_no_trace() {
    let server = server(|limits| limits.sockets_per_visitor = 2).await;
    let site = server.site().await;
    let mut one = server.visitor(site).await;
    let mut two = server.tab(one.another_tab()).await;
    let before = server.position();
    let tab = Tab { page: page("third"), ..one.another_tab() };
    let mut third = VisitorClient::open(server.address, tab.clone(), None).await.unwrap();
    assert_eq!(third.ended().await, Some(ErrorCode::TooFast));
    assert!(third.bye.is_some_and(|(_, retry)| retry >= 1_000));
    assert_eq!(server.position(), before);
    one.settle().await;
    two.settle().await;
    server.visitor(site).await.settle().await;
    // Room again when a tab closes.
    two.socket.cut();
    let mut third = loop {
        let mut third = VisitorClient::open(server.address, tab.clone(), None).await.unwrap();
        third.until("an answer", |third| third.site.is_some() || third.bye.is_some()).await;
        if third.bye.is_none() {
            break third;
        }
    };
    third.settle().await;
}

#[tokio::test]
async fn a_full_server_refuses_the_upgrade() {
    let server = server(|limits| limits.sockets_max = 1).await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut client = server.connect(&ira).await;
    client.settle().await;
    assert_eq!(OperatorClient::open(server.address, &ira.token).await.err().map(|status| status.as_u16()), Some(503));
    let refused = VisitorClient::open(server.address, Tab::new(site, SHOP), None).await.err();
    assert_eq!(refused.map(|status| status.as_u16()), Some(503));
    client.settle().await;
}

#[tokio::test]
async fn a_flood_of_typing_marks_is_told_once_in_a_while() {
    let server = server(|_| {}).await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut board) = serving(&server, "Ira", conversation_id).await;
    for _ in 0..50 {
        visitor.type_something().await;
        board.socket.send(&ClientFrame::Typing { conversation_id }).await;
    }
    visitor.settle().await;
    board.settle().await;
    visitor.settle().await;
    // One a second: more than one only where this test takes its time.
    assert!((1..5).contains(&visitor.typing.len()) && (1..5).contains(&board.typing.len()));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_reader_that_takes_nothing_at_all_loses_its_connection() {
    let server = server(|limits| {
        limits.socket_queue_frames = 16;
        limits.untaken_cut = Duration::from_millis(500);
    })
    .await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut stuck = slow_reader(&server, &ira).await;
    assert!(stuck.subscribe(Topic::Timeline { conversation_id }).await);
    let (connected, text) = (server.app.hub.sockets(), "long ".repeat(790));
    while server.app.hub.sockets() >= connected {
        visitor.send(&text).await.position();
        visitor.settle().await;
    }
    // The kernel holds what it could not deliver, and then lets go of it.
    let waited = std::time::Instant::now();
    while waits_to_be_sent(server.address.port()) {
        assert!(waited.elapsed() < letopis_testing::PATIENCE, "the connection is never let go");
        visitor.settle().await;
    }
}

/// Whether the kernel holds bytes that a client of this port does not take, as `/proc/net/tcp` tells.
#[cfg(target_os = "linux")]
fn waits_to_be_sent(port: u16) -> bool {
    let port = format!(":{port:04X}");
    let connections = std::fs::read_to_string("/proc/net/tcp").expect("it can be read");
    connections.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).any(|fields| {
        let from_here = fields.get(1).is_some_and(|local| local.ends_with(&port));
        let queue = fields.get(4).and_then(|queues| queues.split_once(':'));
        from_here && queue.is_some_and(|(send, _)| u64::from_str_radix(send, 16).is_ok_and(|bytes| bytes > 10_000))
    })
}
