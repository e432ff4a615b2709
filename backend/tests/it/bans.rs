//! Whoever is banned reaches nobody (S109, S110, M20), and hears nothing of why.

use letopis_events::events::{AnyEvent, ConversationEvent, VisitorEvent};
use letopis_events::ids::{ConversationId, SiteId};
use letopis_events::vocabulary::{Author, OperatorStatus, Role};
use letopis_shared::domain::visitor::Breadth;
use letopis_shared::views::timeline::{EntryKind, TimelineEntry};
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Answer, OperatorClient, SHOP, Server, Tab, VisitorClient, new_id};

use crate::world::{asking, at_work, clock, recorded, story, writes};

fn ban(visitor: &VisitorClient) -> Command {
    Command::BanVisitor { visitor_id: visitor.id(), reason: "Reason-of-the-ban".into(), addresses: None, until: None }
}

/// Whether a tab is welcome; everything it was told.
async fn comes(server: &Server, tab: Tab) -> (bool, String) {
    let mut visitor = VisitorClient::open(server.address, tab, None).await.unwrap();
    visitor.socket.record();
    visitor.socket.send(&letopis_shared::wire::visitor::ClientFrame::Ping).await;
    while !visitor.settled() && visitor.closed.is_none() {
        visitor.until("the answer", |visitor| visitor.settled() || visitor.bye.is_some()).await;
        if visitor.bye.is_some() {
            assert_eq!(visitor.ended().await, Some(ErrorCode::Forbidden));
        }
    }
    (visitor.settled(), visitor.socket.recorded().concat())
}

fn from(site: SiteId, ip: &str) -> Tab {
    Tab { ip: Some(ip.to_owned()), ..Tab::new(site, SHOP) }
}

async fn asks(visitor: &mut VisitorClient) -> ConversationId {
    let asked = visitor.send("One").await.position();
    visitor.catch_up(asked).await;
    visitor.chat.conversation.as_ref().unwrap().id
}

async fn lift(admin: &mut OperatorClient, visitor: &VisitorClient) {
    admin.command(Command::LiftBan { visitor_id: visitor.id() }).await.position();
}

#[tokio::test]
async fn a_banned_visitor_can_neither_begin_nor_write_nor_come() {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let (ira, mut client) = at_work(&server, Role::Operator, "Name-of-the-operator").await;
    let (mut visitor, id) = asking(&server, site, "One").await;
    let (mut bystander, _) = asking(&server, site, "Two").await;
    client.command(Command::TakeConversation { conversation_id: id }).await.position();
    visitor.catch_up(server.position()).await;
    visitor.socket.record();
    client.command(ban(&visitor)).await.position();
    assert_eq!(visitor.ended().await, Some(ErrorCode::Forbidden));
    server.settled().await;
    assert_eq!(writes(&server, &visitor).await, Err(Refusal::Banned));
    let (welcome, heard) = comes(&server, visitor.tab.clone()).await;
    assert!(!welcome);
    assert!(heard.contains(r#""retry_after_millis":60000"#), "his window knocks again when the ban may be over");
    let heard = visitor.socket.recorded().concat() + &heard;
    for secret in ["Reason-of-the-ban", "ban", "Name-of-the-operator", &ira.id.to_string()] {
        assert!(!heard.contains(secret), "{secret} in {heard}");
    }

    // What was open is over, by whoever banned him, and because of that.
    let (closed, event) = story(&server, id).pop().unwrap();
    let by_ira = Author::Operator { operator_id: ira.id };
    assert!(matches!(event, ConversationEvent::Closed(closed) if closed.by == by_ira));
    let is_ban = |event: &AnyEvent| matches!(event, AnyEvent::Visitor(VisitorEvent::Banned(_)));
    let banned = recorded(&server).into_iter().find(|recorded| is_ban(&recorded.event)).unwrap();
    assert_eq!(closed.meta.cause_id, Some(banned.event_id));
    client.catch_up(server.position()).await;
    assert!(client.views.workplace().unwrap().conversations.len() == 1, "the bystander's");
    assert!(client.subscribe(Topic::VisitorCard { visitor_id: visitor.id() }).await);
    let card = client.views.card(visitor.id()).unwrap().ban.clone().unwrap();
    assert_eq!((card.reason.as_str(), card.until), ("Reason-of-the-ban", None));
    assert!(client.subscribe(Topic::Timeline { conversation_id: id }).await);
    let told = |entry: &EntryKind| matches!(entry, EntryKind::Banned { reason, .. } if reason == "Reason-of-the-ban");
    assert!(client.views.timeline(id).unwrap().entries.iter().any(|entry| told(&entry.what)));
    bystander.send("I am still here").await.position();
    let again = Command::StartConversation { visitor_id: visitor.id(), text: "Sorry".into() };
    assert_eq!(client.command(again).await, Answer::Refused(Refusal::Banned), "nobody reaches him either");

    // Without his identity he is somebody else, as he was not banned with his address.
    assert!(comes(&server, Tab::new(site, SHOP)).await.0);
    assert_eq!(
        client.command(Command::LiftBan { visitor_id: visitor.id() }).await,
        Answer::Refused(Refusal::NotAllowed)
    );
    let server = server.restart().await;
    assert!(!comes(&server, visitor.tab.clone()).await.0, "after a restart too");
    admin.reconnect_to_server(&server).await;
    lift(&mut admin.1, &visitor).await;
    server.settled().await;
    let mut back = server.tab(visitor.tab.clone()).await;
    assert_eq!(asks(&mut back).await, id, "and his conversation may go on");
}

/// Goes on with another server.
trait Again {
    async fn reconnect_to_server(&mut self, server: &Server);
}

impl Again for (letopis_testing::Account, OperatorClient) {
    async fn reconnect_to_server(&mut self, server: &Server) {
        self.1 = server.connect(&self.0).await;
    }
}

/// Who ended a conversation, each time.
fn ended_by(server: &Server, id: ConversationId) -> Vec<Author> {
    let by = |event| match event {
        ConversationEvent::Closed(closed) => Some(closed.by),
        _ => None,
    };
    story(server, id).into_iter().filter_map(|(_, event)| by(event)).collect()
}

#[tokio::test]
async fn an_address_is_banned_only_when_asked_for() {
    let server = Server::builder().proxies(1).start().await;
    let site = server.site().await;
    let (me, mut admin) = at_work(&server, Role::Admin, "Admin").await;
    let mut rude = server.tab(from(site, "192.0.2.1")).await;
    let mut neighbour = server.tab(from(site, "192.0.2.1")).await;
    let mut quiet = server.tab(from(site, "192.0.2.1")).await;
    let mut stranger = server.tab(from(site, "192.0.2.2")).await;
    let quiets = asks(&mut quiet).await;
    asks(&mut rude).await;
    let (theirs, strangers) = (asks(&mut neighbour).await, asks(&mut stranger).await);
    admin.command(ban(&rude)).await.position();
    assert_eq!(rude.ended().await, Some(ErrorCode::Forbidden));
    assert!(comes(&server, from(site, "192.0.2.1")).await.0);
    neighbour.send("Still here").await.position();

    let with_ip = Command::BanVisitor {
        visitor_id: rude.id(),
        reason: "Rude".into(),
        addresses: Some(Breadth::Address),
        until: None,
    };
    admin.command(with_ip).await.position();
    assert_eq!(neighbour.ended().await, Some(ErrorCode::Forbidden), "everybody from there is cut");
    assert!(!comes(&server, from(site, "192.0.2.1")).await.0, "and nobody from there comes in");
    assert!(!comes(&server, neighbour.tab.clone()).await.0);
    assert_eq!(writes(&server, &neighbour).await, Err(Refusal::Banned));
    // Nobody waits for an answer that cannot come: his conversation ends like that of the banned (S110).
    server.settled().await;
    assert_eq!(ended_by(&server, theirs), [Author::Operator { operator_id: me.id }]);
    assert_eq!(ended_by(&server, strangers), []);
    let told = |id: ConversationId| {
        let live = server.app.live.read();
        let of_bans = |entry: &TimelineEntry| match &entry.what {
            EntryKind::Banned { addresses, .. } => Some(addresses.clone()),
            EntryKind::BanLifted { .. } => Some(Some("lifted".to_owned())),
            _ => None,
        };
        live.conversations[&id].entries.iter().filter_map(of_bans).collect::<Vec<_>>()
    };
    assert_eq!(told(theirs), [Some("192.0.2.1".to_owned())], "operators are told why");
    assert_eq!(told(quiets), told(theirs));
    assert_eq!(told(strangers), []);
    // He himself is not banned: from elsewhere he goes on.
    let elsewhere = Tab { ip: Some("192.0.2.3".to_owned()), ..neighbour.tab.clone() };
    let mut neighbour_elsewhere = server.tab(elsewhere).await;
    assert_eq!(asks(&mut neighbour_elsewhere).await, theirs);
    assert!(
        !comes(&server, Tab { ip: Some("192.0.2.3".to_owned()), ..rude.tab.clone() }).await.0,
        "he himself may not"
    );

    lift(&mut admin, &rude).await;
    server.settled().await;
    assert_eq!(told(quiets).last(), Some(&Some("lifted".to_owned())), "and that it is over");
    for tab in [rude.tab.clone(), neighbour.tab.clone(), from(site, "192.0.2.1")] {
        assert!(comes(&server, tab).await.0);
    }
    assert_eq!(writes(&server, &rude).await, Ok(()));
}

#[tokio::test]
async fn a_ban_covers_as_much_around_an_address_as_was_asked_for_and_never_less_than_one_customer_has() {
    let server = Server::builder().proxies(1).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await.1;
    let mut rude = server.tab(from(site, "2001:db8:1:2:aaaa::1")).await;
    asks(&mut rude).await;
    let with_ip = Command::BanVisitor {
        visitor_id: rude.id(),
        reason: "Rude".into(),
        addresses: Some(Breadth::Address),
        until: None,
    };
    admin.command(with_ip).await.position();
    server.settled().await;
    assert!(!comes(&server, from(site, "2001:db8:1:2:bbbb::9")).await.0, "the same /64, as a new visitor");
    assert!(comes(&server, from(site, "2001:db8:1:3::1")).await.0);
    let mut other = server.tab(from(site, "192.0.2.1")).await;
    asks(&mut other).await;
    let network = Some(Breadth::Network);
    let with_network =
        Command::BanVisitor { visitor_id: other.id(), reason: "Rude".into(), addresses: network, until: None };
    admin.command(with_network).await.position();
    server.settled().await;
    assert!(!comes(&server, from(site, "192.0.2.200")).await.0);
    assert!(comes(&server, from(site, "192.0.3.1")).await.0);
    admin.subscribe(Topic::Bans).await;
    let of = |visitor: &VisitorClient| admin.views.bans().unwrap().rows[&visitor.id()].ip.clone().unwrap();
    assert_eq!((of(&rude).as_str(), of(&other).as_str()), ("2001:db8:1:2::/64", "192.0.2.0/24"));
}

#[tokio::test]
async fn a_ban_ends_at_its_end() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).proxies(1).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await.1;
    let mut visitor = server.tab(from(site, "192.0.2.1")).await;
    asks(&mut visitor).await;
    let now = server.app.clock.now();
    let until = |seconds| Command::BanVisitor {
        visitor_id: visitor.id(),
        reason: "Rude".into(),
        addresses: Some(Breadth::Address),
        until: Some(now + chrono::TimeDelta::seconds(seconds)),
    };
    for past in [0, -1] {
        assert_eq!(admin.command(until(past)).await, Answer::Refused(Refusal::EndInPast));
    }
    admin.command(until(60)).await.position();
    server.settled().await;
    clock.advance_ms(59_999);
    assert!(!comes(&server, visitor.tab.clone()).await.0);
    assert!(!comes(&server, from(site, "192.0.2.1")).await.0);
    assert_eq!(writes(&server, &visitor).await, Err(Refusal::Banned));
    clock.advance_ms(1);
    assert_eq!(writes(&server, &visitor).await, Ok(()));
    assert!(comes(&server, visitor.tab.clone()).await.0);
    assert!(comes(&server, from(site, "192.0.2.1")).await.0);
    server.settled().await;
    let open = server.app.live.read().visitors[&visitor.id()].open;
    assert!(open.is_some(), "what he begins now stays open");
}

#[tokio::test]
async fn who_has_nothing_to_do_with_a_visitor_does_not_ban_him() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, id) = asking(&server, site, "One").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await.1;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await.1;
    let mut auditor = server.connect(&server.operator(Role::Auditor, "Auditor").await).await;
    let mut silent = server.visitor(site).await;
    ira.command(Command::TakeConversation { conversation_id: id }).await.position();
    let before = server.position();
    assert_eq!(auditor.command(ban(&visitor)).await, Answer::Refused(Refusal::NotAllowed));
    assert_eq!(oleg.command(ban(&visitor)).await, Answer::Refused(Refusal::NotJoined));
    assert_eq!(ira.command(ban(&silent)).await, Answer::Refused(Refusal::NotJoined));
    let nobody = Command::BanVisitor { visitor_id: new_id(), reason: "Rude".into(), addresses: None, until: None };
    assert_eq!(ira.command(nobody.clone()).await, Answer::Refused(Refusal::NotJoined), "as with somebody hidden");
    let long = "я".repeat(1_001);
    let long = Command::BanVisitor { visitor_id: visitor.id(), reason: long, addresses: None, until: None };
    assert_eq!(ira.command(long).await, Answer::Refused(Refusal::TextTooLong { max: 1_000 }));
    for blank in ["", " \n"] {
        let reason = blank.to_owned();
        let blank = Command::BanVisitor { visitor_id: visitor.id(), reason, addresses: None, until: None };
        assert_eq!(ira.command(blank).await, Answer::Refused(Refusal::TextEmpty));
    }
    assert_eq!(server.position(), before);
    visitor.send("Still here").await.position();
    silent.settle().await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await.1;
    assert_eq!(boss.command(nobody).await, Answer::Refused(Refusal::NotFound));
    boss.command(ban(&silent)).await.position();
    assert_eq!(silent.ended().await, Some(ErrorCode::Forbidden), "a supervisor may, without talking");
    // After the end of a talk whoever had it may still.
    ira.command(Command::CloseConversation { conversation_id: id }).await.position();
    ira.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    assert_eq!(ira.command(ban(&visitor)).await, Answer::Refused(Refusal::Offline));
    ira.command(Command::ChangeStatus { status: OperatorStatus::Online }).await.position();
    ira.command(ban(&visitor)).await.position();
    assert_eq!(visitor.ended().await, Some(ErrorCode::Forbidden));
}
