//! A session that ends takes its sockets with it, at once.

use std::time::{Duration, Instant};

use letopis_events::vocabulary::{OperatorStatus, Role, SessionEnd};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::wire::operator::{ClientFrame, Command, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Answer, OperatorClient, Server};

use crate::world::asking;

/// How soon sockets of an ended session are closed.
const SOON: Duration = Duration::from_secs(1);

/// Waits for the end of a socket, told to sign in, soon after `since`.
async fn sent_away(client: &mut OperatorClient, since: Instant) {
    assert_eq!(client.ended().await, Some(ErrorCode::SignIn));
    assert!(since.elapsed() < SOON, "after {:?}", since.elapsed());
}

#[tokio::test]
async fn disabling_an_operator_closes_every_socket_of_his_and_no_others() {
    let server = Server::start().await;
    let admin = server.operator(Role::Admin, "Admin").await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let elsewhere = server.sign_in(ira.id, OperatorStatus::Online).await;
    let mut boss = server.connect(&admin).await;
    assert!(boss.subscribe(Topic::Operators).await);
    let (mut one, mut two) = (server.connect(&ira).await, server.connect(&elsewhere).await);
    one.settle().await;
    two.settle().await;
    let since = Instant::now();
    boss.command(Command::DisableOperator { operator_id: ira.id }).await.position();
    sent_away(&mut one, since).await;
    sent_away(&mut two, since).await;
    assert_eq!([one.session_ended, two.session_ended], [Some(SessionEnd::Disabled); 2], "he is told why");
    for token in [&ira.token, &elsewhere.token] {
        let mut back = OperatorClient::open(server.address, token).await.unwrap();
        assert_eq!(back.ended().await, Some(ErrorCode::SignIn), "the token is worth nothing now");
    }
    boss.catch_up(server.position()).await;
    let row = &boss.views.operators().unwrap().rows[&ira.id];
    assert_eq!((row.status, row.account.as_ref().unwrap().sessions), (OperatorStatus::Offline, 0));
    boss.command(Command::EnableOperator { operator_id: ira.id }).await.position();
    let mut back = OperatorClient::open(server.address, &ira.token).await.unwrap();
    assert_eq!(back.ended().await, Some(ErrorCode::SignIn), "an old session does not come back with the account");
    server.connect(&server.sign_in(ira.id, OperatorStatus::Online).await).await.settle().await;
}

#[tokio::test]
async fn sign_out_everywhere_closes_every_socket_and_one_sign_out_only_its_own() {
    let server = Server::start().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let [second, third] =
        [server.sign_in(ira.id, OperatorStatus::Online).await, server.sign_in(ira.id, OperatorStatus::Online).await];
    let (mut one, mut two, mut three) =
        (server.connect(&ira).await, server.connect(&second).await, server.connect(&third).await);
    for client in [&mut one, &mut two, &mut three] {
        client.settle().await;
    }
    let since = Instant::now();
    let commands = &server.app.commands;
    let close =
        OperatorCommand::CloseSession { session_id: third.session_id, cause: SessionEnd::SignedOut, elsewhere: true };
    commands.operators.execute(ira.id, commands.own(letopis_events::vocabulary::Actor::System), close).await.unwrap();
    sent_away(&mut three, since).await;
    one.settle().await;
    two.settle().await;
    let since = Instant::now();
    one.send_command(letopis_testing::new_id(), Command::EndSessions { operator_id: ira.id }).await;
    sent_away(&mut two, since).await;
    sent_away(&mut one, since).await;
}

#[tokio::test]
async fn a_revoked_session_ends_in_the_middle_of_a_conversation() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let admin = server.operator(Role::Admin, "Admin").await;
    let (ira, mut client) = crate::world::serving(&server, "Ira", conversation_id).await;
    let mut boss = server.connect(&admin).await;
    let since = Instant::now();
    boss.command(Command::EndSessions { operator_id: ira.id }).await.position();
    sent_away(&mut client, since).await;
    client.socket.record();
    visitor.send("Is anybody there?").await.position();
    server.settled().await;
    assert!(client.socket.recorded().is_empty());
    let again = server.sign_in(ira.id, OperatorStatus::Online).await;
    client.reconnect_over(OperatorClient::connect(server.address, &again.token).await).await;
    // With his last session the conversation went back to the queue (M11).
    client.command(Command::TakeConversation { conversation_id }).await.position();
    client.command(Command::SendMessage { conversation_id, text: "Back".into() }).await.position();
}

#[tokio::test]
async fn only_administrators_end_the_sessions_of_others() {
    let server = Server::start().await;
    let (ira, boss) = (server.operator(Role::Operator, "Ira").await, server.operator(Role::Supervisor, "Boss").await);
    let mut client = server.connect(&boss).await;
    for command in [Command::EndSessions { operator_id: ira.id }, Command::DisableOperator { operator_id: ira.id }] {
        assert_eq!(client.command(command).await, Answer::Refused(Refusal::NotAllowed));
    }
    server.connect(&ira).await.settle().await;
}

#[tokio::test]
async fn a_socket_is_renewed_with_a_token_of_its_own_session_only() {
    let server = Server::start().await;
    let (ira, oleg) = (server.operator(Role::Operator, "Ira").await, server.operator(Role::Operator, "Oleg").await);
    let other_session = server.sign_in(ira.id, OperatorStatus::Online).await;
    let mut client = server.connect(&ira).await;
    client.socket.send(&ClientFrame::Renew { token: ira.token.clone() }).await;
    client.settle().await;
    for token in [oleg.token, other_session.token, "x".to_owned()] {
        let mut client = server.connect(&ira).await;
        client.socket.send(&ClientFrame::Renew { token }).await;
        assert_eq!(client.ended().await, Some(ErrorCode::SignIn));
    }
}
