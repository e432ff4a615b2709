//! The conversation that the product is for, from the first page to the last word.

use letopis_events::vocabulary::{OperatorStatus, Role, Side};
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::views::timeline::{Delivery, EntryKind};
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::visitor::ClientFrame;
use letopis_testing::{Answer, Server, new_id};

use crate::world::{asking, serving};

#[tokio::test]
async fn a_visitor_asks_and_an_operator_answers() {
    let server = Server::start().await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut ira_tab = server.connect(&ira).await;
    assert!(ira_tab.subscribe(Topic::Workplace).await);

    let mut visitor = server.visitor(site).await;
    assert!(visitor.chat.online && visitor.chat.entries.is_empty());
    ira_tab.until("the visitor on the site", |tab| tab.views.workplace().unwrap().visitors.len() == 1).await;

    let asked = visitor.send("Is the tent waterproof?").await.position();
    ira_tab.catch_up(asked).await;
    let workplace = ira_tab.views.workplace().unwrap();
    assert!(workplace.visitors.is_empty(), "who waits is no longer among the others");
    let waiting =
        workplace.section(ira.id, &letopis_shared::domain::routing::Serving::default(), Section::AwaitingReply);
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].preview.as_str(), waiting[0].unread, waiting[0].number), ("Is the tent waterproof?", 1, 1));
    let conversation_id = waiting[0].id;

    assert!(ira_tab.subscribe(Topic::Timeline { conversation_id }).await);
    ira_tab.command(Command::TakeConversation { conversation_id }).await.position();
    ira_tab.command(Command::MarkRead { conversation_id, up_to: 1 }).await.position();
    assert!(!server.app.live.read().sites.answered, "who only looked has not answered");
    let said = ira_tab.command(Command::SendMessage { conversation_id, text: "It is.".into() }).await.position();
    visitor.catch_up(said).await;
    assert!(server.app.live.read().sites.answered);
    assert_eq!(visitor.chat.marks.state(Side::Visitor, 1), Delivery::Read);
    assert!(matches!(&visitor.chat.entries.last().unwrap().what,
        ChatEntryKind::Theirs { number: 2, name, text, .. } if name == "Ira" && text == "It is."));

    let read = visitor.read(2).await.position();
    ira_tab.catch_up(read).await;
    let timeline = ira_tab.views.timeline(conversation_id).unwrap();
    assert_eq!(timeline.marks.state(Side::Operator, 2), Delivery::Read);
    let kinds: Vec<_> = timeline.entries.iter().map(|entry| std::mem::discriminant(&entry.what)).collect();
    assert_eq!(kinds.len(), 5, "opened, waiting line, question, joined, answer: {:?}", timeline.entries);

    let closed = visitor.close().await.position();
    ira_tab.catch_up(closed).await;
    let workplace = ira_tab.views.workplace().unwrap();
    assert!(workplace.conversations.is_empty());
    assert_eq!(workplace.visitors.len(), 1, "he is still on the site");
    let last = &ira_tab.views.timeline(conversation_id).unwrap().entries.last().unwrap().what;
    assert_eq!(*last, EntryKind::ClosedByVisitor);
    let late = ira_tab.command(Command::SendMessage { conversation_id, text: "Bye".into() }).await;
    assert_eq!(late, Answer::Refused(Refusal::Closed));
    let offline = ira_tab.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    visitor.catch_up(offline).await;
    assert!(!visitor.chat.online);
    server.stop().await;
}

#[tokio::test]
async fn a_command_is_judged_by_what_the_one_before_it_did() {
    let server = Server::start().await;
    let site = server.site().await;
    let (_visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut ira) = serving(&server, "Ira", conversation_id).await;
    for n in 0..20 {
        let [offline, write, online] = [new_id(), new_id(), new_id()];
        let status = |status| Command::ChangeStatus { status };
        ira.send_command(offline, status(OperatorStatus::Offline)).await;
        ira.send_command(write, Command::SendMessage { conversation_id, text: format!("Answer {n}") }).await;
        ira.send_command(online, status(OperatorStatus::Online)).await;
        ira.until("the last answer", |ira| ira.answer(online).is_some()).await;
        assert_eq!(ira.answer(write), Some(&Answer::Refused(Refusal::Offline)));
    }
    for _ in 0..20 {
        let mut visitor = server.visitor(site).await;
        let close = new_id();
        visitor.socket.send(&ClientFrame::Send { id: new_id(), text: "Never mind".into(), form: None }).await;
        visitor.socket.send(&ClientFrame::Close { id: close }).await;
        visitor.until("the last answer", |visitor| visitor.answer(close).is_some()).await;
        assert!(matches!(visitor.answer(close), Some(Answer::Accepted(_))), "{:?}", visitor.answer(close));
    }
}
