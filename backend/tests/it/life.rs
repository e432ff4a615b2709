//! The life of a conversation around its messages: who begins it, how it comes back, its place in the queue, its rating
//! (M7, M8, M10, M23).

use letopis_events::events::ConversationEvent;
use letopis_events::ids::ConversationId;
use letopis_events::vocabulary::{Language, OperatorStatus, ReturnCause, Role};
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::limits::QUEUE_PLACES_SHOWN;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::views::timeline::EntryKind;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Account, Answer, OperatorClient, Server, VisitorClient, new_id};

use crate::world::{asking, asking_in, at_work, clock, stands_in, story, until_live};

fn returns(server: &Server, id: ConversationId) -> Vec<ReturnCause> {
    let returned = |(_, event)| match event {
        ConversationEvent::ReturnedToQueue(returned) => Some(returned.cause),
        _ => None,
    };
    story(server, id).into_iter().filter_map(returned).collect()
}

async fn change(one: &mut (Account, OperatorClient), status: OperatorStatus) {
    let position = one.1.command(Command::ChangeStatus { status }).await.position();
    // Recorded is not yet seen by what a visitor does next.
    one.1.catch_up(position).await;
}

/// The conversation that the window shows: which, its number, and whether it is over.
fn window(visitor: &VisitorClient) -> (ConversationId, u32, bool) {
    let conversation = visitor.chat.conversation.as_ref().expect("there is one");
    (conversation.id, conversation.number, conversation.closed)
}

/// A conversation that an operator has had and closed, waited for by nobody.
async fn closed(server: &Server, one: &mut (Account, OperatorClient)) -> (VisitorClient, ConversationId) {
    let site = server.site().await;
    let (visitor, conversation_id) = asking(server, site, "One").await;
    one.1.command(Command::TakeConversation { conversation_id }).await.position();
    let closed = one.1.command(Command::CloseConversation { conversation_id }).await.position();
    server.app.live.reached(closed).await;
    (visitor, conversation_id)
}

#[tokio::test]
async fn a_late_message_comes_back_to_the_same_operator_until_the_window_is_over() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let (mut visitor, id) = closed(&server, &mut ira).await;
    clock.advance_ms(30 * 60_000);
    let sent = visitor.send("One more thing").await.position();
    visitor.catch_up(sent).await;
    assert_eq!(window(&visitor), (id, 1, false));
    assert_eq!(stands_in(&server, &mut ira, Section::InConversation).await, [id]);
    assert_eq!(returns(&server, id), []);
    ira.1.command(Command::SendMessage { conversation_id: id, text: "Yes?".into() }).await.position();

    ira.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    server.settled().await;
    clock.advance_ms(30 * 60_000 + 1);
    let sent = visitor.send("And another").await.position();
    visitor.catch_up(sent).await;
    let (next, number, over) = window(&visitor);
    assert!(next != id && number == 2 && !over, "a new number");
    assert_eq!(visitor.chat.entries.len(), 2, "the waiting line and his question");
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [next]);
}

#[tokio::test]
async fn a_late_message_waits_for_all_when_its_operator_has_no_place() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;

    let (mut at_lunch, id) = closed(&server, &mut ira).await;
    change(&mut ira, OperatorStatus::Lunch).await;
    let sent = at_lunch.send("One more thing").await.position();
    at_lunch.catch_up(sent).await;
    assert_eq!((window(&at_lunch).0, returns(&server, id)), (id, vec![ReturnCause::NotAvailable]));
    let told: Vec<_> = at_lunch.chat.entries.iter().rev().take(3).map(|entry| entry.what.clone()).collect();
    assert!(matches!(&told[..], [ChatEntryKind::Mine { .. }, ChatEntryKind::AnotherWillJoin, ChatEntryKind::Reopened]));
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id]);

    change(&mut ira, OperatorStatus::Online).await;
    server.set(SettingsCommand::LimitConversationsPerOperator { max: 1 }).await;
    let (mut too_many, second) = closed(&server, &mut ira).await;
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    let sent = too_many.send("One more thing").await.position();
    too_many.catch_up(sent).await;
    assert_eq!(returns(&server, second), [ReturnCause::NotAvailable], "he has as many as he may");
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [second]);

    ira.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    server.settled().await;
    let (mut gone, third) = closed(&server, &mut ira).await;
    change(&mut ira, OperatorStatus::Offline).await;
    server.settled().await;
    gone.send("One more thing").await.position();
    server.settled().await;
    assert_eq!(returns(&server, third), [ReturnCause::NotAvailable], "said once, though he is Offline");
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [second, third]);
}

#[tokio::test]
async fn two_who_come_back_at_once_do_not_lift_their_operator_over_his_limit() {
    let server = Server::start().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    server.set(SettingsCommand::LimitConversationsPerOperator { max: 1 }).await;
    let (mut one, first) = closed(&server, &mut ira).await;
    let (mut two, second) = closed(&server, &mut ira).await;
    let (a, b) = tokio::join!(one.send("One more"), two.send("One more"));
    server.app.live.reached(a.position().max(b.position())).await;
    assert_eq!(server.app.live.read().operators[&ira.0.id].conversations, 1);
    assert_eq!([returns(&server, first), returns(&server, second)].concat(), [ReturnCause::NotAvailable]);
}

#[tokio::test]
async fn an_operator_begins_the_talk_with_somebody_on_the_board() {
    let server = Server::builder().limits(|limits| limits.visit_linger = std::time::Duration::ZERO).start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut visitor = server.visitor(site).await;
    let visitor_id = visitor.id();
    let start = |text: &str| Command::StartConversation { visitor_id, text: text.into() };
    let before = server.position();
    assert_eq!(ira.1.command(start(" ")).await, Answer::Refused(Refusal::TextEmpty));
    let nobody = Command::StartConversation { visitor_id: new_id(), text: "Hello".into() };
    assert_eq!(ira.1.command(nobody).await, Answer::Refused(Refusal::NotFound));
    assert_eq!(server.position(), before);
    let message_id = new_id();
    let said = ira.1.command_as(message_id, start("May I help?")).await.position();
    assert_eq!(ira.1.command_as(message_id, start("May I help?")).await.position(), said, "once");
    visitor.catch_up(said).await;
    let (id, number, _) = window(&visitor);
    assert_eq!((number, visitor.chat.conversation.as_ref().unwrap().operator.as_deref()), (1, Some("Ira")));
    assert!(matches!(&visitor.chat.entries[..], [joined, said]
        if matches!(joined.what, ChatEntryKind::OperatorJoined { .. })
        && matches!(&said.what, ChatEntryKind::Theirs { number: 1, text, .. } if text == "May I help?")));
    assert_eq!(stands_in(&server, &mut ira, Section::InConversation).await, [id]);
    assert_eq!(stands_in(&server, &mut oleg, Section::OthersConversations).await, [id]);
    assert!(oleg.1.views.workplace().unwrap().visitors.is_empty(), "he is on the board no longer");
    assert_eq!(oleg.1.command(start("And I?")).await, Answer::Refused(Refusal::InConversation));
    server.hide_others(true).await;
    assert_eq!(
        oleg.1.command(start("And now?")).await,
        Answer::Refused(Refusal::LeftSite),
        "hidden, as if he were gone"
    );
    server.hide_others(false).await;
    assert!(ira.1.subscribe(Topic::Timeline { conversation_id: id }).await);
    let first = &ira.1.views.timeline(id).unwrap().entries[0].what;
    assert!(matches!(first, EntryKind::Initiated { name, .. } if name == "Ira"), "{first:?}");

    visitor.send("Yes").await.position();
    ira.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    server.settled().await;
    // Who begins anew begins another conversation.
    let again = oleg.1.command(start("One more offer")).await.position();
    visitor.catch_up(again).await;
    assert_eq!(window(&visitor).1, 2);
    visitor.close().await.position();
    drop(visitor);
    until_live(&server, "the end of the visit", |live| live.visits.is_empty()).await;
    assert_eq!(oleg.1.command(start("Come back")).await, Answer::Refused(Refusal::LeftSite));
}

#[tokio::test]
async fn two_operators_begin_with_one_visitor_and_one_of_them_does() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    for _ in 0..10 {
        let visitor = server.visitor(site).await;
        let start = || Command::StartConversation { visitor_id: visitor.id(), text: "Hello".into() };
        let answers = tokio::join!(ira.1.command(start()), oleg.1.command(start()));
        let answers = [answers.0, answers.1];
        assert_eq!(answers.iter().filter(|answer| matches!(answer, Answer::Accepted(_))).count(), 1, "{answers:?}");
        assert!(answers.contains(&Answer::Refused(Refusal::InConversation)), "{answers:?}");
    }
}

#[tokio::test]
async fn a_visitor_judges_a_conversation_that_somebody_had_with_him() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut silent = server.visitor(site).await;
    assert_eq!(silent.rate(5, "").await, Answer::Refused(Refusal::NotStarted));
    let (mut visitor, id) = asking(&server, site, "One").await;
    assert_eq!(visitor.rate(5, "").await, Answer::Refused(Refusal::NotStarted), "nobody came yet");
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    assert_eq!(visitor.rate(5, "").await, Answer::Refused(Refusal::InConversation), "it goes on");
    ira.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    for stars in [0, 6, 255] {
        assert_eq!(visitor.rate(stars, "").await, Answer::Refused(Refusal::OutOfRange { min: 1, max: 5 }));
    }
    let long = "я".repeat(1_001);
    assert_eq!(visitor.rate(5, &long).await, Answer::Refused(Refusal::TextTooLong { max: 1_000 }));
    assert!(ira.1.subscribe(Topic::Timeline { conversation_id: id }).await);
    visitor.rate(2, "Slow").await.position();
    let rated = visitor.rate(4, "Slow, but <b>good</b>").await.position();
    assert_eq!(visitor.rate(4, "Slow, but <b>good</b>").await.position(), server.position(), "nothing new");
    visitor.catch_up(rated).await;
    assert_eq!(visitor.chat.conversation.as_ref().unwrap().stars, Some(4));
    assert_eq!(visitor.chat.entries.last().unwrap().what, ChatEntryKind::Rated { stars: 4 });
    assert!(window(&visitor).2, "still closed");
    ira.1.catch_up(rated).await;
    // Whoever looked on and whoever comes later read one judgement: the last.
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await.1;
    assert!(oleg.subscribe(Topic::Timeline { conversation_id: id }).await);
    for timeline in [&ira.1, &oleg].map(|client| client.views.timeline(id).unwrap()) {
        assert_eq!(timeline.head.stars, Some(4));
        let judgements = timeline.entries.iter().filter(|entry| matches!(entry.what, EntryKind::Rated { .. })).count();
        let last = &timeline.entries.last().unwrap().what;
        assert_eq!(*last, EntryKind::Rated { stars: 4, comment: "Slow, but <b>good</b>".into() });
        assert_eq!(judgements, 1);
    }
    let judgements = visitor.chat.entries.iter().filter(|entry| matches!(entry.what, ChatEntryKind::Rated { .. }));
    assert_eq!(judgements.count(), 1);
}

#[tokio::test]
async fn the_first_in_the_queue_are_told_their_place_live() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut waiting = Vec::new();
    for n in 0..QUEUE_PLACES_SHOWN + 2 {
        waiting.push(asking(&server, site, &format!("Question {n}")).await);
    }
    let last = waiting.len() - 1;
    for (n, (visitor, _)) in waiting.iter_mut().enumerate() {
        visitor.catch_up(server.position()).await;
        let place = u32::try_from(n + 1).unwrap();
        assert_eq!(visitor.chat.queue_place, (n < QUEUE_PLACES_SHOWN).then_some(place));
    }
    waiting[last].0.socket.record();
    let third = waiting[2].1;
    ira.1.command(Command::TakeConversation { conversation_id: third }).await.position();
    waiting[5].0.close().await.position();
    for (n, (visitor, _)) in waiting.iter_mut().enumerate() {
        visitor.catch_up(server.position()).await;
        let before = [2, 5].into_iter().filter(|gone| *gone < n).count();
        let place = (n != 2 && n != 5).then(|| u32::try_from(n + 1 - before).unwrap());
        assert_eq!(visitor.chat.queue_place, place, "visitor {n}");
    }
    // Back from the operator it stands where it stood.
    ira.1.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    server.settled().await;
    for n in [2, 3, last] {
        let visitor = &mut waiting[n].0;
        visitor.catch_up(server.position()).await;
        visitor.reconnect().await;
        let place = u32::try_from(if n < 5 { n + 1 } else { n }).unwrap();
        assert_eq!(visitor.chat.queue_place, (n != last).then_some(place), "visitor {n}");
    }
    // While nobody is there, nobody is waited for.
    oleg.1.command(Command::ChangeStatus { status: OperatorStatus::Lunch }).await.position();
    for place in [None, Some(1)] {
        let first = &mut waiting[0].0;
        first.catch_up(server.position()).await;
        assert_eq!(first.chat.queue_place, place);
        oleg.1.command(Command::ChangeStatus { status: OperatorStatus::Online }).await.position();
    }
}

#[tokio::test]
async fn whoever_is_not_in_the_way_takes_no_place() {
    let server = Server::start().await;
    let site = server.site().await;
    // Offline requests, and those who wait for others.
    for n in 0..QUEUE_PLACES_SHOWN {
        asking(&server, site, &format!("Request {n}")).await;
    }
    let mut mikko = at_work(&server, Role::Operator, "Mikko").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    for ((account, client), language) in [(&mikko.0, &mut mikko.1), (&ira.0, &mut ira.1)].into_iter().zip(["fi", "en"])
    {
        let languages = vec![Language(language.into())];
        client.command(Command::GiveLanguages { operator_id: account.id, languages }).await.position();
    }
    for _ in 0..QUEUE_PLACES_SHOWN {
        asking_in(&server, site, "fi").await;
    }
    let (mut visitor, _) = asking_in(&server, site, "en").await;
    visitor.catch_up(server.position()).await;
    assert_eq!(visitor.chat.queue_place, Some(1));
}

#[tokio::test]
async fn a_place_counts_whoever_waits_for_somebody_who_could_take_both() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut mikko = at_work(&server, Role::Operator, "Mikko").await;
    let languages = vec![Language("fi".into()), Language("en".into())];
    mikko.1.command(Command::GiveLanguages { operator_id: mikko.0.id, languages }).await.position();
    let (mut finn, finnish) = asking_in(&server, site, "fi").await;
    let (mut one, _) = asking_in(&server, site, "en").await;
    let (mut two, _) = asking_in(&server, site, "en").await;
    for (visitor, place) in [(&mut finn, 1), (&mut one, 2), (&mut two, 3)] {
        visitor.catch_up(server.position()).await;
        assert_eq!(visitor.chat.queue_place, Some(place));
    }
    mikko.1.command(Command::TakeConversation { conversation_id: finnish }).await.position();
    for (visitor, place) in [(&mut finn, None), (&mut one, Some(1)), (&mut two, Some(2))] {
        visitor.catch_up(server.position()).await;
        assert_eq!(visitor.chat.queue_place, place);
    }
}
