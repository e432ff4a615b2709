//! The common room of operators (S58–S62): everybody who is not Offline hears everything once and in one order.

use letopis_events::vocabulary::{Feature, OperatorStatus, Role};
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::views::operator_chat::OperatorChat;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Answer, OperatorClient, Server, new_id};

async fn switch(server: &Server, on: bool) {
    server.set(SettingsCommand::SwitchFeature { feature: Feature::OperatorChat, on }).await;
}

async fn with_room() -> Server {
    let server = Server::start().await;
    switch(&server, true).await;
    server
}

/// An operator who follows the room.
async fn in_room(server: &Server, name: &str, status: OperatorStatus) -> OperatorClient {
    let account = server.operator_with(Role::Operator, name, status).await;
    let mut client = server.connect(&account).await;
    assert!(client.subscribe(Topic::OperatorChat).await, "{name} sees the room");
    client
}

fn write(text: &str) -> Command {
    Command::WriteToOperators { text: text.into() }
}

fn room(client: &OperatorClient) -> &OperatorChat {
    client.views.operator_chat().expect("the room is open")
}

fn texts(client: &OperatorClient) -> Vec<String> {
    room(client).messages.iter().map(|message| message.text.clone()).collect()
}

#[tokio::test]
async fn every_operator_who_is_not_offline_gets_every_message_once_and_in_one_order() {
    let server = with_room().await;
    let mut clients = Vec::new();
    for status in OperatorStatus::ALL.into_iter().filter(|status| status.may_chat()) {
        clients.push(in_room(&server, "Ira", status).await);
    }
    // All at once, several from each.
    let mut ids = Vec::new();
    for n in 0..6 {
        for (who, client) in clients.iter_mut().enumerate() {
            let id = new_id();
            client.send_command(id, write(&format!("{n} of {who}"))).await;
            ids.push((who, id));
        }
    }
    for (who, id) in &ids {
        clients[*who].until("the answer", |client| client.answer(*id).is_some()).await;
        clients[*who].answer(*id).expect("it came").position();
    }
    let position = server.position();
    for client in &mut clients {
        client.catch_up(position).await;
    }
    let first = room(&clients[0]).messages.clone();
    assert!(first.iter().map(|message| message.number).eq(1..=ids.len() as u32), "numbered without gaps");
    for client in &clients {
        assert_eq!(room(client).messages, first);
    }
    for who in 0..clients.len() {
        let his = first.iter().filter(|message| message.text.ends_with(&format!("of {who}")));
        assert!(
            his.map(|message| message.text.clone()).eq((0..6).map(|n| format!("{n} of {who}"))),
            "as he wrote them"
        );
    }
}

#[tokio::test]
async fn a_mark_is_its_owners_and_reaches_his_other_tabs_only() {
    let server = with_room().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let (mut one, mut two) = (server.connect(&ira).await, server.connect(&ira).await);
    let mut oleg = in_room(&server, "Oleg", OperatorStatus::Online).await;
    assert!(one.subscribe(Topic::OperatorChat).await && two.subscribe(Topic::OperatorChat).await);
    for text in ["One", "Two"] {
        oleg.command(write(text)).await.position();
    }
    oleg.catch_up(server.position()).await;
    oleg.socket.record();
    let read = one.command(Command::MarkOperatorChatRead { up_to: 2 }).await.position();
    for client in [&mut one, &mut two, &mut oleg] {
        client.catch_up(read).await;
    }
    assert_eq!((room(&one).read_up_to, room(&two).read_up_to, room(&oleg).read_up_to), (2, 2, 0));
    let heard = oleg.socket.recorded();
    assert!(heard.iter().all(|frame| frame.contains("pong")), "nobody else's business: {heard:?}");
    // A message and a mark may be told at once.
    let said = oleg.command(write("Three")).await.position();
    let read = one.command(Command::MarkOperatorChatRead { up_to: 3 }).await.position();
    for client in [&mut one, &mut two, &mut oleg] {
        client.catch_up(said.max(read)).await;
        assert_eq!(texts(client), ["One", "Two", "Three"]);
    }
    assert_eq!((room(&two).read_up_to, room(&oleg).read_up_to), (3, 0));
    let position = server.position();
    one.command(Command::MarkOperatorChatRead { up_to: 1 }).await.position();
    assert_eq!(one.command(Command::MarkOperatorChatRead { up_to: 4 }).await, Answer::Refused(Refusal::NumberInvalid));
    assert_eq!(server.position(), position, "a mark only rises, and only to what was said");
}

#[tokio::test]
async fn offline_closes_the_room_and_any_other_status_opens_it() {
    let server = with_room().await;
    let mut ira = in_room(&server, "Ira", OperatorStatus::Online).await;
    let mut oleg = in_room(&server, "Oleg", OperatorStatus::Online).await;
    oleg.command(write("One")).await.position();
    let offline = ira.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    ira.catch_up(offline).await;
    assert_eq!(ira.gone.get(&Topic::OperatorChat), Some(&ErrorCode::Forbidden));
    assert_eq!(ira.command(write("x")).await, Answer::Refused(Refusal::Offline));
    assert_eq!(ira.command(Command::MarkOperatorChatRead { up_to: 1 }).await, Answer::Refused(Refusal::Offline));
    assert!(!ira.subscribe(Topic::OperatorChat).await);
    ira.socket.record();
    let said = oleg.command(write("Unheard-words")).await.position();
    ira.catch_up(said).await;
    assert!(!ira.socket.recorded().concat().contains("Unheard-words"));
    let back = ira.command(Command::ChangeStatus { status: OperatorStatus::Invisible }).await.position();
    ira.catch_up(back).await;
    assert_eq!(texts(&ira), ["One", "Unheard-words"], "it opens by itself");
    assert!(ira.gone.is_empty());
}

#[tokio::test]
async fn there_is_no_room_unless_the_account_has_it_and_the_switch_acts_at_once() {
    let server = Server::start().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let admin = server.operator(Role::Admin, "Admin").await;
    let (mut client, mut boss) = (server.connect(&ira).await, server.connect(&admin).await);
    assert!(!client.subscribe(Topic::OperatorChat).await);
    assert_eq!(client.gone.get(&Topic::OperatorChat), Some(&ErrorCode::Forbidden));
    let before = server.position();
    assert_eq!(client.command(write("x")).await, Answer::Refused(Refusal::SwitchedOff));
    let mark = Command::MarkOperatorChatRead { up_to: 0 };
    assert_eq!(client.command(mark).await, Answer::Refused(Refusal::SwitchedOff));
    assert_eq!(server.position(), before);

    let switch = |on| Command::SwitchFeature { feature: Feature::OperatorChat, on };
    assert_eq!(client.command(switch(true)).await, Answer::Refused(Refusal::NotAllowed));
    let on = boss.command(switch(true)).await.position();
    client.catch_up(on).await;
    assert_eq!(texts(&client), Vec::<String>::new(), "it opens by itself");
    let id = new_id();
    let answer = client.command_as(id, write("One")).await;
    client.catch_up(answer.position()).await;

    let off = boss.command(switch(false)).await.position();
    client.catch_up(off).await;
    assert_eq!(client.gone.get(&Topic::OperatorChat), Some(&ErrorCode::Forbidden));
    assert_eq!(client.command(write("Two")).await, Answer::Refused(Refusal::SwitchedOff));
    assert_eq!(client.command_as(id, write("One")).await, answer, "a repeat is answered as the first time");
    let on = boss.command(switch(true)).await.position();
    client.catch_up(on).await;
    assert_eq!(texts(&client), ["One"], "what was said stays");
}

#[tokio::test]
async fn auditors_have_no_room() {
    let server = with_room().await;
    let auditor = server.operator(Role::Auditor, "Auditor").await;
    let mut client = server.connect(&auditor).await;
    assert!(!client.subscribe(Topic::OperatorChat).await);
    assert_eq!(client.gone.get(&Topic::OperatorChat), Some(&ErrorCode::Forbidden));
    assert_eq!(client.command(write("x")).await, Answer::Refused(Refusal::NotAllowed));
    let mut ira = in_room(&server, "Ira", OperatorStatus::Online).await;
    client.socket.record();
    let said = ira.command(write("Auditors-must-not-hear")).await.position();
    client.catch_up(said).await;
    assert!(!client.socket.recorded().concat().contains("Auditors-must-not-hear"));
}

#[tokio::test]
async fn an_operator_who_was_away_gets_what_he_missed_and_no_snapshot() {
    let server = with_room().await;
    let mut ira = in_room(&server, "Ira", OperatorStatus::Online).await;
    let mut oleg = in_room(&server, "Oleg", OperatorStatus::Online).await;
    let said = oleg.command(write("One")).await.position();
    ira.catch_up(said).await;
    // Away: nothing is read from now on.
    for text in ["Two", "Three"] {
        oleg.command(write(text)).await.position();
    }
    // Closed and opened meanwhile: nothing is lost by that.
    switch(&server, false).await;
    switch(&server, true).await;
    oleg.command(write("Four")).await.position();
    ira.reconnect().await;
    assert_eq!(ira.snapshots, 0, "it was resumed");
    assert_eq!(texts(&ira), ["One", "Two", "Three", "Four"]);
    ira.command(Command::MarkOperatorChatRead { up_to: 4 }).await.position();
    ira.reconnect().await;
    assert_eq!((ira.snapshots, room(&ira).read_up_to), (0, 4));
    let mut anew = server.connect(&server.operator(Role::Operator, "Mikko").await).await;
    assert!(anew.subscribe(Topic::OperatorChat).await);
    assert_eq!(room(&anew).messages, room(&ira).messages);
    assert_eq!(room(&anew).read_up_to, 4, "what was said before him is not new to him");
}

#[tokio::test]
async fn the_room_survives_a_restart_and_a_repeat_after_it_is_not_said_twice() {
    let server = Server::builder().sqlite().start().await;
    switch(&server, true).await;
    let account = server.operator(Role::Operator, "Ira").await;
    let mut ira = server.connect(&account).await;
    assert!(ira.subscribe(Topic::OperatorChat).await);
    let id = new_id();
    let answer = ira.command_as(id, write("One")).await;
    ira.catch_up(answer.position()).await;
    let before = room(&ira).clone();
    let server = server.restart().await;
    let mut ira = server.connect(&account).await;
    assert!(ira.subscribe(Topic::OperatorChat).await);
    assert_eq!(room(&ira), &before);
    assert_eq!(ira.command_as(id, write("One")).await, answer);
    assert_eq!(ira.command_as(id, write("Another")).await, Answer::Failed(ErrorCode::CommandReused));
    let said = ira.command(write("Two")).await.position();
    ira.catch_up(said).await;
    assert_eq!(room(&ira).messages.iter().map(|message| message.number).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn words_that_are_none_or_too_many_are_refused() {
    let server = with_room().await;
    let mut ira = in_room(&server, "Ira", OperatorStatus::Online).await;
    assert_eq!(ira.command(write(" \r\n")).await, Answer::Refused(Refusal::TextEmpty));
    assert_eq!(ira.command(write(&"я".repeat(4_001))).await, Answer::Refused(Refusal::TextTooLong { max: 4_000 }));
    let said = ira.command(write("<b>a</b>\r\nb\u{0}")).await.position();
    ira.catch_up(said).await;
    assert_eq!(texts(&ira), ["<b>a</b>\nb"], "text, never markup");
}
