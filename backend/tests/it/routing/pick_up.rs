//! Assigned, and not opened in time.

use super::*;

/// An assigned conversation, and the clock with which it was assigned; assignment is off since.
async fn given(server: &Server) -> (Account, VisitorClient, ConversationId) {
    let site = server.site().await;
    assigning(server, true).await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let (visitor, id) = asking(server, site, "One").await;
    assert_eq!(assigned(server, id).await, Some(ira.id));
    assigning(server, false).await;
    (ira, visitor, id)
}

fn returns(server: &Server, id: ConversationId) -> Vec<(Option<OperatorId>, ReturnCause)> {
    let returned = |(_, event)| match event {
        ConversationEvent::ReturnedToQueue(returned) => Some((returned.operator_id, returned.cause)),
        _ => None,
    };
    story(server, id).into_iter().filter_map(returned).collect()
}

/// Nothing happens a millisecond before the time of an assigned conversation runs out, and once when it has.
async fn rings_exactly(server: &Server, clock: &ManualClock, left_ms: i64, ira: &Account, id: ConversationId) {
    clock.advance_ms(left_ms - 1);
    server.settled().await;
    assert_eq!(returns(server, id), []);
    clock.advance_ms(1);
    assert_eq!(assigned(server, id).await, None);
    assert_eq!(returns(server, id), [(Some(ira.id), ReturnCause::NotPickedUp)]);
    clock.advance_ms(3_600_000);
    server.settled().await;
    assert_eq!(returns(server, id).len(), 1);
}

#[tokio::test]
async fn what_is_not_opened_in_time_goes_back_to_the_queue_exactly_then_and_once() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let (ira, mut visitor, id) = given(&server).await;
    rings_exactly(&server, &clock, 60_000, &ira, id).await;
    let story = story(&server, id);
    let place = story.iter().position(|(_, event)| is_assigned(event)).unwrap();
    let returned = &story[place + 1].0;
    assert_eq!((returned.meta.cause_id, returned.meta.actor), (Some(story[place].0.event_id), Actor::System));
    visitor.catch_up(server.position()).await;
    let told = visitor.chat.entries.last().map(|entry| &entry.what);
    assert!(matches!(told, Some(ChatEntryKind::Mine { .. })), "he was told of nobody yet, so of no other");
    let mut board = at_work(&server, Role::Operator, "Oleg").await;
    assert_eq!(stands_in(&server, &mut board, Section::AwaitingReply).await, [id]);
}

#[tokio::test]
async fn what_is_opened_in_time_stays_and_what_is_not_goes_to_the_next_one() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let (ira, _visitor, id) = given(&server).await;
    let (_other, missed) = {
        let site = server.site().await;
        asking(&server, site, "Two").await
    };
    assigning(&server, true).await;
    assert_eq!(assigned(&server, missed).await, Some(ira.id));
    clock.advance_ms(59_999);
    let mut client = server.connect(&ira).await;
    client.command(Command::TakeConversation { conversation_id: id }).await.position();
    let oleg = server.operator(Role::Operator, "Oleg").await;
    clock.advance_ms(1);
    assert_eq!(assigned(&server, missed).await, Some(oleg.id), "at once");
    clock.advance_ms(30_000);
    server.settled().await;
    assert_eq!(returns(&server, id), []);
    assert_eq!(returns(&server, missed), [(Some(ira.id), ReturnCause::NotPickedUp)]);
}

#[tokio::test]
async fn the_time_to_open_goes_on_over_a_restart() {
    let clock = clock();
    let server = Server::builder().sqlite().clock(clock.clone()).start().await;
    let (ira, _visitor, id) = given(&server).await;
    clock.advance_ms(30_000);
    let server = server.restart().await;
    rings_exactly(&server, &clock, 30_000, &ira, id).await;
    let server = server.restart().await;
    server.settled().await;
    assert_eq!(returns(&server, id).len(), 1, "a restart does not ring again");
}

#[tokio::test]
async fn what_ran_out_while_the_server_was_down_goes_back_when_it_is_up() {
    let clock = clock();
    let server = Server::builder().sqlite().clock(clock.clone()).start().await;
    let (ira, _visitor, id) = given(&server).await;
    let folder = server.stop_and_keep_folder().await.unwrap();
    clock.advance_ms(60_000);
    let server = Server::builder().data(folder.path()).clock(clock.clone()).start().await;
    server.settled().await;
    assert_eq!(returns(&server, id), [(Some(ira.id), ReturnCause::NotPickedUp)]);
    server.stop().await;
}

/// What an empty chair let lie, after the time to open it ran out once.
async fn left_lying(server: &Server, clock: &ManualClock) -> (AtWork, VisitorClient, ConversationId) {
    let site = server.site().await;
    assigning(server, true).await;
    let ira = at_work(server, Role::Operator, "Ira").await;
    let (visitor, id) = asking(server, site, "One").await;
    assert_eq!(assigned(server, id).await, Some(ira.0.id));
    clock.advance_ms(60_000);
    assert_eq!(assigned(server, id).await, None);
    (ira, visitor, id)
}

type AtWork = (Account, OperatorClient);

#[tokio::test]
async fn what_an_empty_chair_let_lie_waits_for_everybody_until_something_is_seen_of_it() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let (mut ira, _visitor, id) = left_lying(&server, &clock).await;
    // An hour later still: time alone fills no chair.
    clock.advance_ms(3_600_000);
    assert_eq!(assigned(&server, id).await, None);
    assert!(!in_common_queue(&server, id), "not everybody is full (S24)");
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id], "she may take it by hand");
    change(&mut ira, OperatorStatus::PersonalBreak).await;
    assert_eq!(assigned(&server, id).await, None);
    change(&mut ira, OperatorStatus::Online).await;
    assert_eq!(assigned(&server, id).await, Some(ira.0.id), "she is back");
}

#[tokio::test]
async fn what_everybody_with_room_let_lie_is_in_the_common_queue_no_longer() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    server.set(SettingsCommand::LimitConversationsPerOperator { max: 1 }).await;
    let (mut ira, _visitor, one) = left_lying(&server, &clock).await;
    let site = server.site().await;
    let (_second, two) = asking(&server, site, "Two").await;
    assert_eq!(assigned(&server, two).await, Some(ira.0.id));
    assert!(in_common_queue(&server, one), "she has as many as she may");
    clock.advance_ms(60_000);
    assert_eq!(assigned(&server, two).await, None);
    assert!(!in_common_queue(&server, one), "she has room, and does not come");
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [one, two]);
    let events = server.position();
    clock.advance_ms(3_600_000);
    server.settled().await;
    assert_eq!(server.position(), events, "and that once");
}

#[tokio::test]
async fn the_common_queue_is_over_when_nobody_is_there_and_when_nothing_is_assigned_any_more() {
    let server = Server::start().await;
    let site = server.site().await;
    assigning(&server, true).await;
    server.set(SettingsCommand::LimitConversationsPerOperator { max: 1 }).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let (_one, first) = asking(&server, site, "One").await;
    assert_eq!(assigned(&server, first).await, Some(ira.0.id));
    let (_two, second) = asking(&server, site, "Two").await;
    assert_eq!(stands_in(&server, &mut ira, Section::CommonQueue).await, [second]);
    change(&mut ira, OperatorStatus::Lunch).await;
    assert_eq!(stands_in(&server, &mut ira, Section::CommonQueue).await, []);
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [first, second]);
    change(&mut ira, OperatorStatus::Online).await;
    assert_eq!(stands_in(&server, &mut ira, Section::CommonQueue).await, [second], "all are full again");
    assigning(&server, false).await;
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [first, second], "there is no such queue");
    let left = (None, ReturnCause::NotAvailable);
    assert_eq!(returns(&server, second), [left, left], "once each time");
}

#[tokio::test]
async fn whoever_let_it_lie_comes_after_all_others_and_the_timeline_says_so() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let (mut ira, _visitor, id) = left_lying(&server, &clock).await;
    let site = server.site().await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    assert_eq!(assigned(&server, id).await, Some(oleg.0.id));
    let (name, reason, candidates) = choice(&mut oleg.1, id).await;
    assert_eq!((name.as_str(), reason), ("Oleg", AssignmentReason::OthersLetItLie));
    assert_eq!(candidates, [("Oleg".to_owned(), 0, 0), ("Ira".to_owned(), 0, 0)]);
    let line = oleg.1.views.timeline(id).unwrap().entries.iter().rev().find_map(|entry| match &entry.what {
        EntryKind::Assigned { candidates, .. } => Some(candidates.iter().map(|one| one.let_lie).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(line, Some(vec![false, true]));
    // Others she gets as ever: it is this one that she let lie.
    let (_second, other) = asking(&server, site, "Two").await;
    assert_eq!(assigned(&server, other).await, Some(ira.0.id));
    // Opening that one shows that she is there. When Oleg lets the first lie too, it is hers again.
    clock.advance_ms(1);
    ira.1.command(Command::TakeConversation { conversation_id: other }).await.position();
    assert_eq!(assigned(&server, id).await, Some(oleg.0.id));
    clock.advance_ms(60_000);
    assert_eq!(assigned(&server, id).await, Some(ira.0.id));
    // Talked with and sent back to all, everybody is as before.
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    let target = TransferTarget::CommonQueue;
    ira.1
        .command(Command::TransferConversation { conversation_id: id, target, comment: String::new() })
        .await
        .position();
    assert!(assigned(&server, id).await.is_some());
    let (_, reason, _) = choice(&mut oleg.1, id).await;
    assert_ne!(reason, AssignmentReason::OthersLetItLie);
}

#[tokio::test]
async fn a_restart_does_not_fill_an_empty_chair() {
    let clock = clock();
    let server = Server::builder().sqlite().clock(clock.clone()).start().await;
    let (ira, _visitor, id) = left_lying(&server, &clock).await;
    let server = server.restart().await;
    let mut client = server.connect(&ira.0).await;
    client.settle().await;
    assert_eq!(assigned(&server, id).await, None);
    client.command(Command::TakeConversation { conversation_id: id }).await.position();
}
