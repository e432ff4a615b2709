//! A socket goes on from its position without gap or duplicate, or is told to start anew; nothing in between.

use letopis_events::vocabulary::{OperatorStatus, Role};
use letopis_shared::wire::Resume;
use letopis_shared::wire::operator::{ClientFrame, Command, Topic};
use letopis_testing::{OperatorClient, Server, new_id};

use crate::world::{Watched, asking, page, serving};

#[tokio::test]
async fn a_socket_that_was_away_gets_what_it_missed_and_no_snapshot() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, _) = serving(&server, "Ira", conversation_id).await;
    let mut watched = Watched::new(&server, &ira).await;
    watched.client.subscribe(Topic::Timeline { conversation_id }).await;
    watched.client.subscribe(Topic::VisitorCard { visitor_id: visitor.id() }).await;
    watched.client.settle().await;
    // Away: the visitor writes, walks on, and another one comes and asks.
    visitor.send("Two").await.position();
    visitor.navigate(page("tents")).await;
    visitor.settle().await;
    let (_other, _) = asking(&server, site, "Me too").await;
    watched.client.reconnect().await;
    assert_eq!(watched.client.snapshots, 0, "it was resumed");
    watched.assert_law(&server, "the reconnect").await;
    assert_eq!(watched.client.views.timeline(conversation_id).unwrap().entries.len(), 5);
}

#[tokio::test]
async fn a_window_that_was_away_gets_what_it_missed_and_no_snapshot() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, mut board) = serving(&server, "Ira", conversation_id).await;
    board.command(Command::SendMessage { conversation_id, text: "Two".into() }).await.position();
    board.command(Command::CloseConversation { conversation_id }).await.position();
    visitor.reconnect().await;
    assert_eq!(visitor.snapshots, 0, "it was resumed");
    crate::world::assert_window(&server, &mut visitor, "the reconnect").await;
    // Nobody is there any more: told although no event of the conversation says so.
    board.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    visitor.reconnect().await;
    assert_eq!((visitor.snapshots, visitor.chat.online), (0, false), "{}", ira.name);
}

#[tokio::test]
async fn a_position_of_another_log_or_too_old_or_not_yet_there_starts_anew() {
    let server = Server::builder().limits(|limits| limits.resume_events = 4).start().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut client = server.connect(&ira).await;
    let here = server.position();
    for n in 0..6 {
        client.command(Command::Rename { name: format!("Ira {n}") }).await.position();
    }
    client.settle().await;
    let log_id = client.log_id;
    let cases = [
        ("another log", Resume { log_id: new_id(), position: server.position() }, true),
        ("too old", Resume { log_id, position: here }, true),
        ("the future", Resume { log_id, position: server.position() + 1 }, true),
        ("the end of time", Resume { log_id, position: u64::MAX }, true),
        ("just now", Resume { log_id, position: server.position() - 2 }, false),
        ("now", Resume { log_id, position: server.position() }, false),
    ];
    for (what, resume, anew) in cases {
        let mut client = server.connect(&ira).await;
        client.socket.send(&ClientFrame::Subscribe { topic: Topic::Operators, resume: Some(resume) }).await;
        client.settle().await;
        assert_eq!(client.snapshots == 1, anew, "{what}");
    }
}

#[tokio::test]
async fn a_change_of_sight_while_away_starts_anew() {
    let server = Server::start().await;
    let site = server.site().await;
    let (_visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut oleg) = serving(&server, "Oleg", conversation_id).await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut watched = Watched::new(&server, &ira).await;
    watched.client.settle().await;
    server.hide_others(true).await;
    oleg.command(Command::SendMessage { conversation_id, text: "Secret".into() }).await.position();
    watched.client.reconnect().await;
    assert_eq!(watched.client.snapshots, 3, "every topic starts anew");
    watched.assert_law(&server, "the reconnect").await;
    assert!(watched.client.views.workplace().unwrap().conversations.is_empty());
}

#[tokio::test]
async fn a_restarted_server_goes_on_from_the_same_positions_or_starts_anew() {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, mut board) = serving(&server, "Ira", conversation_id).await;
    board.command(Command::SendMessage { conversation_id, text: "Two".into() }).await.position();
    board.settle().await;
    visitor.catch_up(server.position()).await;
    let (entries, chat) = (board.views.timeline(conversation_id).unwrap().clone(), visitor.chat.clone());
    let server = server.restart().await;
    assert_eq!(board.ended().await, None);
    let (_, retry) = board.bye.expect("a server that stops says so");
    assert!((300..=2_500).contains(&retry), "{retry} ms");
    board.reconnect_over(OperatorClient::connect(server.address, &ira.token).await).await;
    visitor.reconnect_to(server.address).await;
    assert_eq!(board.views.timeline(conversation_id), Some(&entries));
    assert_eq!(visitor.chat, chat);
    board.command(Command::SendMessage { conversation_id, text: "Three".into() }).await.position();
    visitor.catch_up(server.position()).await;
    assert_eq!(visitor.chat.entries.len(), chat.entries.len() + 1);
}

#[tokio::test]
async fn an_unsubscribed_topic_is_silent() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut board) = serving(&server, "Ira", conversation_id).await;
    board.unsubscribe(Topic::Timeline { conversation_id }).await;
    board.settle().await;
    board.socket.record();
    let said = visitor.send("Two").await.position();
    board.catch_up(said).await;
    assert!(board.socket.recorded().iter().any(|frame| frame.contains("\"workplace\"")), "the board goes on");
    assert!(board.socket.recorded().iter().all(|frame| !frame.contains("\"timeline\"")));
}
