//! A command counts once: repeated, raced, after a reconnect and after a restart.

use std::sync::Arc;

use chrono::{TimeZone, Utc};
use letopis::clock::ManualClock;
use letopis_events::events::{AnyEvent, ConversationEvent};
use letopis_events::ids::CommandId;
use letopis_events::vocabulary::{Locale, OperatorStatus, Role, Theme};
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::visitor::ClientFrame;
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Answer, OperatorClient, Server, VisitorClient, new_id};

use crate::world::{asking, serving};

/// Commands that record something, each with another body for the same id.
fn commands(conversation_id: letopis_events::ids::ConversationId) -> Vec<(Command, Command)> {
    let send = |text: &str| Command::SendMessage { conversation_id, text: text.into() };
    let site_id = new_id();
    let add = |name: &str| Command::AddSite {
        site_id,
        name: name.into(),
        allowed_domains: vec!["two.example".into()],
        accent: "#102030".into(),
        locale: Locale::Ru,
    };
    vec![
        (send("Good day"), send("Good evening")),
        (Command::MarkRead { conversation_id, up_to: 1 }, Command::MarkRead { conversation_id, up_to: 2 }),
        (Command::Rename { name: "Irina".into() }, Command::Rename { name: "Inga".into() }),
        (
            Command::ChoosePreferences { locale: Locale::Ru, theme: Theme::Dark },
            Command::ChoosePreferences { locale: Locale::Ru, theme: Theme::Light },
        ),
        (add("Two"), add("Three")),
        (Command::NameOrganisation { name: "Prival".into() }, Command::NameOrganisation { name: "Camp".into() }),
        (Command::CloseConversation { conversation_id }, send("Bye")),
        (
            Command::ChangeStatus { status: OperatorStatus::Lunch },
            Command::ChangeStatus { status: OperatorStatus::Online },
        ),
    ]
}

#[tokio::test]
async fn the_same_command_again_is_one_event_and_the_same_answer_also_after_a_restart() {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let admin = server.operator(Role::Admin, "Ira").await;
    let mut client = server.connect(&admin).await;
    client.command(Command::TakeConversation { conversation_id }).await.position();
    let mut done: Vec<(CommandId, Command, Command, Answer)> = Vec::new();
    for (command, other) in commands(conversation_id) {
        let id = new_id();
        let before = server.position();
        let answer = client.command_as(id, command.clone()).await;
        assert!(answer.position() > before, "{command:?} records something");
        let after = server.position();
        assert_eq!(client.command_as(id, command.clone()).await, answer, "{command:?} at once");
        assert_eq!(client.command_as(id, other.clone()).await, Answer::Failed(ErrorCode::CommandReused), "{other:?}");
        assert_eq!(server.position(), after, "{command:?} once");
        done.push((id, command, other, answer));
    }
    let (said_id, said) = (new_id(), visitor.send("Two").await);
    let again = visitor.send_as(said_id, "Three").await;
    let position = server.position();
    client.reconnect().await;
    for (id, command, other, answer) in &done {
        assert_eq!(client.command_as(*id, command.clone()).await, *answer, "{command:?} after a reconnect");
        assert_eq!(client.command_as(*id, other.clone()).await, Answer::Failed(ErrorCode::CommandReused));
    }
    assert_eq!(server.position(), position);
    let server = server.restart().await;
    assert_eq!(server.position(), position);
    let mut client = OperatorClient::connect(server.address, &admin.token).await;
    for (id, command, other, answer) in &done {
        assert_eq!(client.command_as(*id, command.clone()).await, *answer, "{command:?} after a restart");
        assert_eq!(client.command_as(*id, other.clone()).await, Answer::Failed(ErrorCode::CommandReused));
    }
    assert_eq!(server.position(), position, "nothing was recorded twice");
    visitor.reconnect_to(server.address).await;
    let arrived = server.position();
    assert_eq!(visitor.send_as(said_id, "Three").await, again);
    assert_eq!(visitor.send_as(said_id, "Four").await, Answer::Failed(ErrorCode::CommandReused));
    assert_eq!(server.position(), arrived);
    assert!(said.position() < again.position());
}

#[tokio::test]
async fn a_repeat_is_answered_as_the_first_time_whatever_the_rules_say_now() {
    let clock = Arc::new(ManualClock::at(Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()));
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, mut client) = serving(&server, "Ira", conversation_id).await;
    let (id, command) = (new_id(), Command::SendMessage { conversation_id, text: "Two".into() });
    let answer = client.command_as(id, command.clone()).await;
    let visitors_id = new_id();
    let visitors_answer = visitor.send_as(visitors_id, "Three").await;
    client.command(Command::CloseConversation { conversation_id }).await.position();
    assert_eq!(client.command_as(id, command.clone()).await, answer, "after the end of the conversation");
    clock.advance_ms(3_600_000);
    assert_eq!(visitor.send_as(visitors_id, "Three").await, visitors_answer, "when it is too late to reopen it");
    visitor.send("Four").await.position();
    assert_eq!(visitor.send_as(visitors_id, "Three").await, visitors_answer, "when another conversation has begun");
    // The access token is too old by now; the operator renews his sign-in.
    let mut client = server.connect(&server.sign_in(ira.id, OperatorStatus::Online).await).await;
    client.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    assert_eq!(client.command_as(id, command.clone()).await, answer, "when the operator is Offline");
    let other = Command::SendMessage { conversation_id, text: "Five".into() };
    assert_eq!(client.command_as(id, other).await, Answer::Failed(ErrorCode::CommandReused));
    assert_eq!(client.command_as(new_id(), command).await, Answer::Refused(Refusal::Offline));
}

#[tokio::test]
async fn a_command_of_somebody_else_is_not_repeated_for_another() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut one, mut other) = (server.visitor(site).await, server.visitor(site).await);
    let id = new_id();
    one.send_as(id, "Hello").await.position();
    assert_eq!(other.send_as(id, "Hello").await, Answer::Failed(ErrorCode::CommandReused));
    other.settle().await;
    assert!(other.chat.entries.is_empty());
}

#[tokio::test]
async fn two_tabs_that_write_first_at_once_are_in_one_conversation() {
    let server = Server::builder().workers(2).start().await;
    let site = server.site().await;
    for _ in 0..10 {
        let mut one = server.visitor(site).await;
        let mut two = server.tab(one.another_tab()).await;
        let conversations = server.app.live.read().conversations.len();
        let (first, second) = tokio::join!(one.send("One"), two.send("Two"));
        let last = first.position().max(second.position());
        tokio::join!(one.catch_up(last), two.catch_up(last));
        assert_eq!(one.chat, two.chat);
        let mut mine = texts(&one);
        mine.sort();
        assert_eq!(mine, ["One", "Two"]);
        assert_eq!(server.app.live.read().conversations.len(), conversations + 1);
    }
}

fn texts(visitor: &VisitorClient) -> Vec<&str> {
    let mine = visitor.chat.entries.iter().filter_map(|entry| match &entry.what {
        ChatEntryKind::Mine { text, .. } => Some(text.as_str()),
        _ => None,
    });
    mine.collect()
}

#[tokio::test]
async fn the_same_message_from_two_tabs_is_one_message() {
    let server = Server::builder().workers(2).start().await;
    let site = server.site().await;
    let mut one = server.visitor(site).await;
    let mut two = server.tab(one.another_tab()).await;
    let id = new_id();
    let (first, second) = tokio::join!(one.send_as(id, "One"), two.send_as(id, "One"));
    assert_eq!(first, second);
    one.catch_up(first.position()).await;
    assert_eq!(texts(&one), ["One"]);
}

#[tokio::test]
async fn two_tabs_that_come_at_once_are_one_visit() {
    let server =
        Server::builder().workers(2).limits(|limits| limits.visit_linger = std::time::Duration::ZERO).start().await;
    let site = server.site().await;
    for _ in 0..10 {
        let mut first = server.visitor(site).await;
        let id = first.id();
        let tab = first.another_tab();
        first.settle().await;
        first.socket.cut();
        ended(&server, id).await;
        let again = letopis_testing::Tab { tab_id: new_id(), ..tab.clone() };
        let (one, two) = tokio::join!(server.tab(tab), server.tab(again));
        let last = server.position();
        server.app.live.reached(last).await;
        let live = server.app.live.read();
        assert_eq!(live.visitors[&id].visits, 2, "the first visit and the one after it");
        assert!(live.visitors[&id].on_site());
        drop((one, two));
    }
}

/// Waits until the visitor's visit is over.
async fn ended(server: &Server, id: letopis_events::ids::VisitorId) {
    let mut position = server.position();
    loop {
        server.app.live.reached(position).await;
        if !server.app.live.read().visitors[&id].on_site() {
            return;
        }
        position += 1;
    }
}

#[tokio::test]
async fn of_two_operators_who_take_at_once_one_wins_and_the_other_is_told_who() {
    let server = Server::builder().workers(2).start().await;
    let site = server.site().await;
    let (ira, oleg) = (server.operator(Role::Operator, "Ira").await, server.operator(Role::Operator, "Oleg").await);
    let (mut one, mut two) = (server.connect(&ira).await, server.connect(&oleg).await);
    for n in 0..10 {
        let (_visitor, conversation_id) = asking(&server, site, &format!("Question {n}")).await;
        let take = Command::TakeConversation { conversation_id };
        let (first, second) = tokio::join!(one.command(take.clone()), two.command(take));
        let (winner, loser) = match (&first, &second) {
            (Answer::Accepted(_), lost) => (&ira, lost),
            (lost, Answer::Accepted(_)) => (&oleg, lost),
            both => panic!("somebody wins: {both:?}"),
        };
        let name = winner.name.clone();
        assert_eq!(*loser, Answer::Refused(Refusal::AlreadyTaken { by: winner.id, name }));
    }
}

#[tokio::test]
async fn a_command_sent_in_two_sockets_at_once_is_one_event() {
    let server = Server::builder().workers(2).start().await;
    let site = server.site().await;
    let (_visitor, conversation_id) = asking(&server, site, "One").await;
    let (ira, mut one) = serving(&server, "Ira", conversation_id).await;
    let mut two = server.connect(&ira).await;
    for n in 0..10 {
        let (id, command) = (new_id(), Command::SendMessage { conversation_id, text: format!("Answer {n}") });
        let before = server.position();
        let (first, second) = tokio::join!(one.command_as(id, command.clone()), two.command_as(id, command));
        assert_eq!(first, second);
        assert_eq!(server.position(), before + 1);
    }
}

#[tokio::test]
async fn many_visitors_at_once_get_conversations_with_numbers_of_their_own() {
    let server = Server::builder().workers(2).start().await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut board = server.connect(&ira).await;
    assert!(board.subscribe(Topic::Workplace).await);
    let mut visitors = Vec::new();
    for _ in 0..20 {
        visitors.push(server.visitor(site).await);
    }
    for (n, visitor) in visitors.iter_mut().enumerate() {
        visitor.socket.send(&ClientFrame::Send { id: new_id(), text: format!("Question {n}"), form: None }).await;
    }
    board.until("twenty conversations", |board| board.views.workplace().unwrap().conversations.len() == 20).await;
    let mut numbers: Vec<_> = board.views.workplace().unwrap().conversations.values().map(|row| row.number).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=20));
    let events = server.app.log.read(0, usize::MAX).unwrap();
    let started = events
        .iter()
        .filter(|event| matches!(event.parse().unwrap().event, AnyEvent::Conversation(ConversationEvent::Started(_))));
    assert_eq!(started.count(), 20);
}
