//! When the log cannot record: a clear answer, reads go on, nothing is lost, and it heals without a restart.

use std::time::Duration;

use letopis::event_log::{AppendError, EventLog};
use letopis_events::events::{AnyEvent, ConversationEvent};
use letopis_events::vocabulary::Role;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::views::timeline::EntryKind;
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Answer, OperatorClient, Server, Tab, VisitorClient, new_id};

use crate::world::{Watched, asking, assert_window, page, serving};

#[tokio::test]
async fn a_full_disk_refuses_commands_clearly_while_reads_go_on_and_heals_by_itself() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, mut client) = serving(&server, "Ira", conversation_id).await;
    let before = server.position();
    server.log.refuse(Some(AppendError::Full));
    assert!(server.log.health().is_err());

    let (id, command) = (new_id(), Command::SendMessage { conversation_id, text: "Two".into() });
    assert_eq!(client.command_as(id, command.clone()).await, Answer::Failed(ErrorCode::Unavailable));
    assert!(ErrorCode::Unavailable.is_passing(), "the client may send the same again");
    let visitors_id = new_id();
    assert_eq!(visitor.send_as(visitors_id, "Three").await, Answer::Failed(ErrorCode::Unavailable));
    assert_eq!(
        client.command(Command::CloseConversation { conversation_id }).await,
        Answer::Failed(ErrorCode::Unavailable)
    );
    // Reads go on: views, new sockets, heartbeats, a visitor who comes back to his page.
    let mut watched = Watched::new(&server, &ira).await;
    assert!(watched.client.subscribe(Topic::Timeline { conversation_id }).await);
    watched.assert_law(&server, "the full disk").await;
    let mut back = server.tab(visitor.tab.clone()).await;
    assert_eq!(back.chat, visitor.chat);
    // A page cannot be recorded; that is no reason to take the window away.
    back.navigate(page("tents")).await;
    back.settle().await;
    // Somebody new cannot be received, and is told to come again, later.
    let mut newcomer = VisitorClient::open(server.address, Tab::new(site, letopis_testing::SHOP), None).await.unwrap();
    assert_eq!(newcomer.ended().await, Some(ErrorCode::Unavailable));
    assert!(newcomer.bye.is_some_and(|(_, retry)| retry >= 1_000), "{:?}", newcomer.bye);
    assert_eq!(server.position(), before);

    server.log.refuse(None);
    let answer = client.command_as(id, command.clone()).await;
    assert_eq!(answer.position(), before + 1);
    visitor.send_as(visitors_id, "Three").await.position();
    assert_eq!(client.command_as(id, command).await, answer);
    visitor.catch_up(server.position()).await;
    let texts = format!("{:?}", visitor.chat.entries);
    assert_eq!((texts.matches("Two").count(), texts.matches("Three").count()), (1, 1));
    back.navigate(page("stoves")).await;
    back.settle().await;
    assert_window(&server, &mut visitor, "the recovery").await;
    server.visitor(site).await.settle().await;
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_counts_once() {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut client) = serving(&server, "Ira", conversation_id).await;
    let before = server.position();
    server.log.lose_next_answer();
    let (id, command) = (new_id(), Command::SendMessage { conversation_id, text: "Two".into() });
    assert_eq!(client.command_as(id, command.clone()).await, Answer::Failed(ErrorCode::Unavailable));
    assert_eq!(client.command_as(id, command).await, Answer::Accepted(before + 1));
    client.command(Command::SendMessage { conversation_id, text: "Three".into() }).await.position();
    server.log.lose_next_answer();
    let id = new_id();
    assert_eq!(visitor.send_as(id, "Four").await, Answer::Failed(ErrorCode::Unavailable));
    assert_eq!(visitor.send_as(id, "Four").await, Answer::Accepted(before + 3));
    assert_eq!(server.position(), before + 3);
}

#[tokio::test]
async fn a_visit_whose_end_could_not_be_recorded_ends_when_the_log_is_well() {
    let server = Server::builder().limits(|limits| limits.visit_linger = Duration::from_millis(20)).start().await;
    let site = server.site().await;
    let visitor = server.visitor(site).await;
    let (id, ira) = (visitor.id(), server.operator(Role::Operator, "Ira").await);
    let mut board = server.connect(&ira).await;
    assert!(board.subscribe(Topic::Workplace).await);
    server.log.refuse(Some(AppendError::Full));
    visitor.socket.cut();
    server.log.refused().await;
    server.log.refuse(None);
    board.until("the leaving", |board| board.views.workplace().unwrap().visitors[&id].left_at.is_some()).await;
}

#[tokio::test]
async fn what_was_erased_is_in_no_view_after_a_restart_and_the_conversation_goes_on() {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, mut client) = serving(&server, "Ira", conversation_id).await;
    visitor.send("My card is 4000-1234").await.position();
    client.command(Command::MarkRead { conversation_id, up_to: 2 }).await.position();
    let secret = server.log.read(0, usize::MAX).unwrap().into_iter().find(|event| {
        matches!(event.parse().unwrap().event,
            AnyEvent::Conversation(ConversationEvent::MessageSent(sent)) if sent.text.contains("4000-1234"))
    });
    assert_eq!(server.log.erase(&[secret.unwrap().position]).await.unwrap().erased, 1);
    let server = server.restart().await;

    let mut client = OperatorClient::connect(server.address, &ira.token).await;
    client.socket.record();
    for topic in
        [Topic::Workplace, Topic::Timeline { conversation_id }, Topic::VisitorCard { visitor_id: visitor.id() }]
    {
        assert!(client.subscribe(topic).await);
    }
    let (tab, mut old) = (visitor.tab.clone(), visitor);
    let mut visitor = server.tab(tab).await;
    assert!(visitor.chat.entries.iter().any(|entry| entry.what == ChatEntryKind::Erased));
    let entries = client.views.timeline(conversation_id).unwrap().entries.clone();
    assert!(entries.iter().any(|entry| entry.what == EntryKind::Erased));
    assert!(!client.socket.recorded().concat().contains("4000-1234"));
    assert!(!serde_json::to_string(&visitor.chat).unwrap().contains("4000-1234"));
    // The number of what was erased is not given away again: marks would tell wrong things of its second bearer.
    let said = visitor.send("Three").await.position();
    visitor.catch_up(said).await;
    let last = visitor.chat.entries.last().unwrap().what.clone();
    assert!(matches!(last, ChatEntryKind::Mine { number: 3, .. }), "{last:?}");
    client.command(Command::MarkRead { conversation_id, up_to: 3 }).await.position();
    // A window from before still holds it; the law holds for what came after.
    old.reconnect_to(server.address).await;
    assert_eq!(old.chat.entries.len(), visitor.chat.entries.len());
}
