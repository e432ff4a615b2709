//! Who gets a waiting visitor (S21, S24, S123–S128): the server's choice, its limits, and what it does when nobody comes.

mod days;
mod pick_up;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use letopis::clock::ManualClock;
use letopis_events::events::{AnyEvent, ConversationEvent};
use letopis_events::ids::{ConversationId, OperatorId};
use letopis_events::vocabulary::{
    Actor, AssignmentReason, Language, OperatorStatus, ReturnCause, Role, TransferTarget,
};
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::views::timeline::EntryKind;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Account, Answer, OperatorClient, SHOP, Server, Tab, VisitorClient};

use crate::world::{asking, asking_in, at_work, clock, recorded, stands_in, story};

async fn assigning(server: &Server, on: bool) {
    server.set(SettingsCommand::SwitchAutoAssignment { on }).await;
}

async fn limit(server: &Server, max: u32) {
    server.set(SettingsCommand::LimitConversationsPerOperator { max }).await;
}

/// To whom a conversation is assigned now.
async fn assigned(server: &Server, id: ConversationId) -> Option<OperatorId> {
    server.settled().await;
    server.app.live.read().conversations[&id].head.assigned
}

fn in_common_queue(server: &Server, id: ConversationId) -> bool {
    server.app.live.read().conversations[&id].in_common_queue
}

/// The last choice that the timeline shows: who, why, and among whom, each with his conversations and his limit.
async fn choice(
    client: &mut OperatorClient,
    id: ConversationId,
) -> (String, AssignmentReason, Vec<(String, u32, u32)>) {
    assert!(client.subscribe(Topic::Timeline { conversation_id: id }).await);
    let entries = &client.views.timeline(id).unwrap().entries;
    let found = entries.iter().rev().find_map(|entry| match &entry.what {
        EntryKind::Assigned { name, reason, candidates, .. } => Some((name.clone(), *reason, candidates.clone())),
        _ => None,
    });
    let (name, reason, candidates) = found.expect("the server chose");
    let facts = candidates.into_iter().map(|one| (one.name, one.conversations, one.conversations_max));
    (name, reason, facts.collect())
}

async fn own_limit(server: &Server, whom: &Account, max: Option<u32>) {
    let admin = server.operator_with(Role::Admin, "Admin", OperatorStatus::Offline).await;
    let give = Command::LimitConversations { operator_id: whom.id, max };
    server.connect(&admin).await.command(give).await.position();
}

async fn speaks(one: &mut (Account, OperatorClient), language: &str) {
    let languages = vec![Language(language.to_owned())];
    one.1.command(Command::GiveLanguages { operator_id: one.0.id, languages }).await.position();
}

async fn change(one: &mut (Account, OperatorClient), status: OperatorStatus) {
    one.1.command(Command::ChangeStatus { status }).await.position();
}

#[tokio::test]
async fn the_server_chooses_and_the_timeline_says_why() {
    let server = Server::start().await;
    let site = server.site().await;
    assigning(&server, true).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let (_first, one) = asking(&server, site, "One").await;
    assert_eq!(assigned(&server, one).await, Some(ira.0.id));
    let why = choice(&mut ira.1, one).await;
    assert_eq!(why, ("Ira".into(), AssignmentReason::OnlyCandidate, vec![("Ira".into(), 0, 0)]));

    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let (_second, two) = asking(&server, site, "Two").await;
    assert_eq!(assigned(&server, two).await, Some(oleg.0.id));
    let why = choice(&mut oleg.1, two).await;
    assert_eq!((why.0.as_str(), why.1), ("Oleg", AssignmentReason::FewestConversations));
    assert_eq!(why.2, [("Oleg".into(), 0, 0), ("Ira".into(), 1, 0)], "the chosen one first");

    let (_third, three) = asking(&server, site, "Three").await;
    assert_eq!(assigned(&server, three).await, Some(ira.0.id), "as many as Oleg, and longer ago");
    assert_eq!(choice(&mut ira.1, three).await.1, AssignmentReason::AssignedLongestAgo);

    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [one, three]);
    assert_eq!(stands_in(&server, &mut ira, Section::OthersConversations).await, [two]);
    let taken = ira.1.command(Command::TakeConversation { conversation_id: two }).await;
    assert_eq!(taken, Answer::Refused(Refusal::AlreadyTaken { by: oleg.0.id, name: "Oleg".into() }));
    ira.1.command(Command::TakeConversation { conversation_id: one }).await.position();
    assert_eq!(stands_in(&server, &mut ira, Section::InConversation).await, [one]);

    let story = story(&server, one);
    let (started, choice) = (&story[0].0, &story.iter().find(|(_, event)| is_assigned(event)).unwrap().0);
    assert_eq!((choice.meta.actor, choice.meta.cause_id), (Actor::System, Some(started.event_id)));
    assert_eq!(choice.meta.correlation_id, started.meta.correlation_id);
}

fn is_assigned(event: &ConversationEvent) -> bool {
    matches!(event, ConversationEvent::Assigned(_))
}

#[tokio::test]
async fn limits_fill_up_to_the_common_queue_and_the_oldest_gets_the_next_free_place() {
    let server = Server::start().await;
    let site = server.site().await;
    assigning(&server, true).await;
    limit(&server, 1).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    own_limit(&server, &ira.0, Some(2)).await;
    let (mut visitors, mut ids) = (Vec::new(), Vec::new());
    for n in 0..5 {
        let (visitor, id) = asking(&server, site, &format!("Question {n}")).await;
        server.settled().await;
        visitors.push(visitor);
        ids.push(id);
    }
    let load = |id: OperatorId| server.app.live.read().operators[&id].conversations;
    assert_eq!((load(ira.0.id), load(oleg.0.id)), (2, 1));
    for board in [&mut ira, &mut oleg] {
        assert_eq!(stands_in(&server, board, Section::CommonQueue).await, ids[3..], "oldest first");
    }
    let why = story(&server, ids[3]).into_iter().find_map(|(_, event)| match event {
        ConversationEvent::CommonQueueEntered(entered) => Some(entered.candidates),
        _ => None,
    });
    let mut full: Vec<_> = why.unwrap().iter().map(|one| (one.conversations, one.conversations_max)).collect();
    full.sort_unstable();
    assert_eq!(full, [(1, 1), (2, 2)], "because of whom it waits");

    let hers = stands_in(&server, &mut oleg, Section::AwaitingReply).await[0];
    oleg.1.command(Command::TakeConversation { conversation_id: hers }).await.position();
    oleg.1.command(Command::CloseConversation { conversation_id: hers }).await.position();
    assert_eq!(assigned(&server, ids[3]).await, Some(oleg.0.id));
    assert_eq!((assigned(&server, ids[4]).await, in_common_queue(&server, ids[4])), (None, true));
    assert!(!in_common_queue(&server, ids[3]));

    // By hand the limit is nobody's concern; the server gives him nothing more.
    oleg.1.command(Command::TakeConversation { conversation_id: ids[4] }).await.position();
    let (_late, late) = asking(&server, site, "Late").await;
    assert_eq!((assigned(&server, late).await, in_common_queue(&server, late)), (None, true));
    assert_eq!(load(oleg.0.id), 2);
    own_limit_again(&server, &oleg.0).await;
    assert_eq!(assigned(&server, late).await, Some(oleg.0.id), "0 is no limit");
    assert_eq!(stands_in(&server, &mut ira, Section::CommonQueue).await, []);
}

async fn own_limit_again(server: &Server, whom: &Account) {
    let command = letopis_shared::domain::operator::OperatorCommand::LimitConversations { max: Some(0) };
    let commands = &server.app.commands;
    let done = commands.operators.execute(whom.id, commands.own(Actor::Host), command).await.unwrap();
    server.app.live.reached(done.position).await;
}

#[tokio::test]
async fn a_language_is_served_by_those_who_speak_it_while_one_of_them_is_there() {
    let server = Server::start().await;
    let site = server.site().await;
    assigning(&server, true).await;
    let mut mikko = at_work(&server, Role::Operator, "Mikko").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    speaks(&mut mikko, "fi").await;
    speaks(&mut ira, "en").await;
    let (_v1, finnish) = asking_in(&server, site, "fi-FI").await;
    let (_v2, finnish_too) = asking_in(&server, site, "fi").await;
    let (_v3, english) = asking_in(&server, site, "en").await;
    assert_eq!(assigned(&server, finnish).await, Some(mikko.0.id));
    assert_eq!(assigned(&server, finnish_too).await, Some(mikko.0.id), "though Ira has fewer");
    assert_eq!(assigned(&server, english).await, Some(ira.0.id));
    let (_v4, german) = asking_in(&server, site, "de").await;
    assert_eq!(assigned(&server, german).await, Some(ira.0.id), "nobody speaks it: it waits for everybody");

    change(&mut mikko, OperatorStatus::PersonalBreak).await;
    let (_v5, waiting) = asking_in(&server, site, "fi").await;
    assert_eq!(assigned(&server, waiting).await, Some(ira.0.id), "whoever is there helps");
    change(&mut ira, OperatorStatus::PersonalBreak).await;
    let (_v6, later) = asking_in(&server, site, "fi").await;
    assert_eq!(assigned(&server, later).await, None);
    assert!(!in_common_queue(&server, later), "nobody is full, nobody is there");
    assert!(stands_in(&server, &mut mikko, Section::OfflineRequests).await.contains(&later));
    assert!(stands_in(&server, &mut ira, Section::OthersConversations).await.contains(&later));
    change(&mut mikko, OperatorStatus::Online).await;
    assert_eq!(assigned(&server, later).await, None, "who wrote to nobody demands no instant answer (S42)");
}

#[tokio::test]
async fn the_language_of_the_page_comes_first_and_then_those_that_the_browser_likes() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut mikko = at_work(&server, Role::Operator, "Mikko").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    speaks(&mut mikko, "fi").await;
    speaks(&mut ira, "en").await;
    for (page, browser, waits_for) in [
        ("ru", "fi-FI,fi;q=0.9,en;q=0.8", Some("fi")),
        ("en", "fi", Some("en")),
        ("ru", "de,sv;q=0.9,en;q=0.5", Some("en")),
        ("ru", "de", None),
    ] {
        let accept_language = Some(browser.to_owned());
        let tab = Tab { accept_language, languages: vec![page.into()], ..Tab::new(site, SHOP) };
        let mut visitor = server.tab(tab).await;
        let asked = visitor.send("Question").await.position();
        visitor.catch_up(asked).await;
        let id = visitor.chat.conversation.as_ref().unwrap().id;
        let language = server.app.live.read().conversations[&id].address().language.map(|language| language.0);
        assert_eq!(language.as_deref(), waits_for, "{page}, {browser}");
    }
}

#[tokio::test]
async fn what_is_sent_to_a_department_is_given_to_one_of_its_operators() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let oleg = at_work(&server, Role::Operator, "Oleg").await;
    change(&mut admin, OperatorStatus::Invisible).await;
    let department_id = letopis_testing::new_id();
    let names = letopis_events::vocabulary::Names { ru: String::new(), en: "Sales".into() };
    for command in [
        Command::CreateDepartment { department_id, names },
        Command::GiveDepartments { operator_id: oleg.0.id, department_ids: vec![department_id] },
    ] {
        admin.1.command(command).await.position();
    }
    let (_visitor, id) = asking(&server, site, "One").await;
    // Two more are Oleg's, so that Ira would be chosen.
    let mut kept = Vec::new();
    for _ in 0..2 {
        let (visitor, conversation_id) = asking(&server, site, "More").await;
        let take = letopis_shared::domain::conversation::ConversationCommand::Take { operator_id: oleg.0.id };
        let commands = &server.app.commands;
        commands.conversations.execute(conversation_id, commands.own(Actor::System), take).await.unwrap();
        kept.push(visitor);
    }
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    assigning(&server, true).await;
    let target = TransferTarget::Department { department_id };
    let sent = Command::TransferConversation { conversation_id: id, target, comment: String::new() };
    ira.1.command(sent).await.position();
    assert_eq!(assigned(&server, id).await, Some(oleg.0.id));
    assert_eq!(choice(&mut ira.1, id).await.1, AssignmentReason::OnlyCandidate);
}

#[tokio::test]
async fn without_assignment_everybody_who_serves_it_sees_who_waits_and_picks() {
    let server = Server::start().await;
    let site = server.site().await;
    limit(&server, 1).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let (_v1, one) = asking(&server, site, "One").await;
    let (_v2, two) = asking(&server, site, "Two").await;
    for board in [&mut ira, &mut oleg] {
        assert_eq!(stands_in(&server, board, Section::AwaitingReply).await, [one, two]);
        assert_eq!(stands_in(&server, board, Section::CommonQueue).await, []);
    }
    let events = [story(&server, one), story(&server, two)].concat();
    assert!(!events.iter().any(|(_, event)| is_assigned(event)));
    ira.1.command(Command::TakeConversation { conversation_id: two }).await.position();
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [one]);
    // Once it is on, who waits is given; off again, the common queue is gone with it.
    assigning(&server, true).await;
    assert_eq!(assigned(&server, one).await, Some(oleg.0.id));
    let (_v3, three) = asking(&server, site, "Three").await;
    assert_eq!(stands_in(&server, &mut ira, Section::CommonQueue).await, [three]);
    assigning(&server, false).await;
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [three]);
    assert_eq!(stands_in(&server, &mut ira, Section::CommonQueue).await, []);
}

#[tokio::test]
async fn nobody_but_online_operators_with_a_browser_are_given_visitors() {
    let server = Server::builder().limits(|limits| limits.operator_missed = std::time::Duration::ZERO).start().await;
    let site = server.site().await;
    assigning(&server, true).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let _auditor = server.operator(Role::Auditor, "Auditor").await;
    for status in OperatorStatus::ALL.into_iter().filter(|status| *status != OperatorStatus::Online) {
        change(&mut ira, status).await;
        let (_visitor, id) = asking(&server, site, "One").await;
        assert_eq!(assigned(&server, id).await, None, "{status:?}");
        assert!(!in_common_queue(&server, id));
    }
    // Signed in, and no browser open.
    let gone = server.operator(Role::Operator, "Gone").await;
    crate::world::until_live(&server, "the lost connection", |live| live.operators[&gone.id].lost_at.is_some()).await;
    let (_visitor, id) = asking(&server, site, "One").await;
    assert_eq!(assigned(&server, id).await, None);
    let _client = server.connect(&gone).await;
    crate::world::until_live(&server, "the assignment", |live| live.conversations[&id].head.assigned == Some(gone.id))
        .await;
}

#[tokio::test]
async fn what_is_taken_by_hand_meanwhile_is_not_given_over_the_limit() {
    let server = Server::start().await;
    let site = server.site().await;
    limit(&server, 1).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let (_v1, one) = asking(&server, site, "One").await;
    let (_v2, two) = asking(&server, site, "Two").await;
    // Taken by hand, and the log has not said so yet, when the server begins to choose.
    server.log.hold("conversation.operator_joined");
    let take = letopis_testing::new_id();
    ira.1.send_command(take, Command::TakeConversation { conversation_id: two }).await;
    server.log.held().await;
    assigning(&server, true).await;
    server.log.release();
    ira.1.until("the answer", |client| client.answer(take).is_some()).await;
    ira.1.answer(take).unwrap().position();
    server.settled().await;
    let given = [story(&server, one), story(&server, two)].concat();
    assert!(!given.iter().any(|(_, event)| is_assigned(event)));
    assert!(in_common_queue(&server, one));
    assert_eq!(server.app.live.read().operators[&ira.0.id].conversations, 1);
}

#[tokio::test]
async fn what_is_given_to_one_is_out_of_sight_of_others_until_he_does_not_come() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    server.hide_others(true).await;
    assigning(&server, true).await;
    let site = server.site().await;
    let ira = at_work(&server, Role::Operator, "Ira").await;
    let (_visitor, id) = asking(&server, site, "One").await;
    assert_eq!(assigned(&server, id).await, Some(ira.0.id));
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    change(&mut oleg, OperatorStatus::Invisible).await;
    assert!(oleg.1.views.workplace().unwrap().conversations.is_empty());
    let timeline = Topic::Timeline { conversation_id: id };
    assert!(!oleg.1.subscribe(timeline).await);
    let take = oleg.1.command(Command::TakeConversation { conversation_id: id }).await;
    assert_eq!(take, Answer::Refused(Refusal::NotFound));
    assigning(&server, false).await;
    clock.advance_ms(60_000);
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id]);
    oleg.1.command(Command::TakeConversation { conversation_id: id }).await.position();
}

/// Operators of the rush, visitors, and how many each operator may have.
const OPERATORS: usize = 6;
const VISITORS: usize = 200;
const MAX: u32 = 3;

#[tokio::test]
async fn two_hundred_visitors_at_once_lift_nobody_over_his_limit() {
    let server = Server::builder().workers(2).start().await;
    let site = server.site().await;
    assigning(&server, true).await;
    limit(&server, MAX).await;
    let mut operators = Vec::new();
    for n in 0..OPERATORS {
        operators.push(at_work(&server, Role::Operator, &format!("Operator {n}")).await);
    }
    let closed = AtomicUsize::new(0);
    let visiting = join_all((0..VISITORS).map(|n| {
        let server = &server;
        async move {
            let mut visitor = server.visitor(site).await;
            visitor.send(&format!("Question {n}")).await.position();
            visitor
        }
    }));
    let working = join_all(operators.iter_mut().map(|one| work(&server, one, &closed)));
    let (visitors, _) = tokio::join!(visiting, working);
    server.settled().await;
    assert_eq!(visitors.len(), VISITORS);
    walk(&server);
}

/// Takes by hand whatever is to be taken, and closes what he has, until every visitor has been served.
async fn work(server: &Server, (me, client): &mut (Account, OperatorClient), closed: &AtomicUsize) {
    while closed.load(Ordering::Relaxed) < VISITORS {
        client.settle().await;
        let serving = server.app.live.read().operators[&me.id].serving.clone();
        let board = client.views.workplace().expect("the board is open");
        let first = |section| board.section(me.id, &serving, section).first().map(|row| row.id);
        let mine = board.section(me.id, &serving, Section::InConversation).len();
        let to_take = first(Section::CommonQueue).or(first(Section::AwaitingReply));
        let to_close = first(Section::InConversation).filter(|_| mine >= 2 || to_take.is_none());
        if let Some(conversation_id) = to_close {
            let done = client.command(Command::CloseConversation { conversation_id }).await.position();
            // Its row must be gone before it is looked for again.
            client.catch_up(done).await;
            closed.fetch_add(1, Ordering::Relaxed);
        } else if let Some(conversation_id) = to_take {
            match client.command(Command::TakeConversation { conversation_id }).await {
                Answer::Accepted(_) | Answer::Refused(Refusal::AlreadyTaken { .. } | Refusal::Closed) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Walks the log: whoever was given a conversation by the server had a place free, and nobody had it already.
fn walk(server: &Server) {
    let mut holders: HashMap<ConversationId, Option<OperatorId>> = HashMap::new();
    let (mut given, mut ended) = (0, 0);
    for recorded in recorded(server) {
        let AnyEvent::Conversation(event) = &recorded.event else { continue };
        let id = ConversationId(recorded.stream.id);
        let held = holders.get(&id).copied().flatten();
        match event {
            ConversationEvent::Assigned(assigned) => {
                let load = holders.values().filter(|holder| **holder == Some(assigned.operator_id)).count();
                assert!((load as u32) < MAX, "position {} gives one more to who has {load}", recorded.position);
                assert_eq!(held, None, "position {}", recorded.position);
                holders.insert(id, Some(assigned.operator_id));
                given += 1;
            }
            ConversationEvent::OperatorJoined(joined) => {
                assert!(held.is_none_or(|holder| holder == joined.operator_id), "position {}", recorded.position);
                holders.insert(id, Some(joined.operator_id));
            }
            ConversationEvent::Closed(_) => {
                holders.insert(id, None);
                ended += 1;
            }
            ConversationEvent::ReturnedToQueue(_) | ConversationEvent::Transferred(_) => panic!("{event:?}"),
            _ => {}
        }
    }
    assert_eq!((holders.len(), ended), (VISITORS, VISITORS));
    assert!(given > 0, "the server gave some");
}
