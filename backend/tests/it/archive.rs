//! A site is never deleted, it is archived: to its visitors it is as one that never was, to operators it stays.

use letopis_events::ids::{ConversationId, SiteId};
use letopis_events::vocabulary::Role;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Answer, SHOP, Server, Tab, VisitorClient, new_id};

use crate::world::{asking, at_work, writes};

/// How the hello of a tab is refused.
async fn turned_away(server: &Server, tab: Tab) -> Option<ErrorCode> {
    VisitorClient::open(server.address, tab, None).await.unwrap().ended().await
}

fn has(server: &Server, id: ConversationId) -> bool {
    let live = server.app.live.read();
    live.conversations.get(&id).is_some_and(|conversation| conversation.head.closed_at.is_none())
}

#[tokio::test]
async fn an_archived_site_is_unknown_to_its_visitors_and_known_to_operators() {
    let server = Server::builder().sqlite().start().await;
    let (site, other) = (server.site().await, server.site().await);
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let (mut visitor, id) = asking(&server, site, "One").await;
    let (mut neighbour, _) = asking(&server, other, "Two").await;
    admin.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    visitor.socket.record();
    admin.1.command(Command::ArchiveSite { site_id: site }).await.position();
    assert_eq!(visitor.ended().await, Some(ErrorCode::Forbidden));
    assert!(visitor.socket.recorded().concat().contains(r#""retry_after_millis":0"#), "its page knocks no more");
    assert_eq!(turned_away(&server, visitor.tab.clone()).await, Some(ErrorCode::Forbidden));
    assert_eq!(
        turned_away(&server, Tab { site_id: new_id::<SiteId>(), ..visitor.tab.clone() }).await,
        Some(ErrorCode::Forbidden)
    );
    assert_eq!(writes(&server, &visitor).await, Err(Refusal::NotFound));
    neighbour.send("I am still here").await.position();

    // The conversation goes on for operators, under the name of the site.
    assert!(has(&server, id));
    admin.1.command(Command::SendMessage { conversation_id: id, text: "Bye".into() }).await.position();
    assert!(admin.1.subscribe(Topic::Sites).await);
    let row = |admin: &letopis_testing::OperatorClient| admin.views.sites().unwrap().sites[&site].clone();
    assert!(row(&admin.1).archived && row(&admin.1).name == "Shop");

    let server = server.restart().await;
    assert_eq!(turned_away(&server, visitor.tab.clone()).await, Some(ErrorCode::Forbidden), "after a restart too");
    let mut client = server.connect(&admin.0).await;
    client.command(Command::RestoreSite { site_id: site }).await.position();
    server.settled().await;
    let mut back = server.tab(visitor.tab.clone()).await;
    let again = back.send("Back").await.position();
    back.catch_up(again).await;
    assert_eq!(back.chat.conversation.as_ref().unwrap().id, id, "and he goes on where he was");
}

#[tokio::test]
async fn a_domain_that_is_not_allowed_any_more_closes_the_windows_that_are_open_there() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await.1;
    let (mut visitor, _) = asking(&server, site, "One").await;
    let host = SHOP.split_once("://").unwrap().1.to_owned();
    let allow = |domains: &[&str]| Command::AllowDomains {
        site_id: site,
        allowed_domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
    };
    admin.command(allow(&[&host, "elsewhere.example"])).await.position();
    visitor.send("Still allowed").await.position();
    admin.command(allow(&["elsewhere.example"])).await.position();
    assert_eq!(visitor.ended().await, Some(ErrorCode::Forbidden));
    assert_eq!(turned_away(&server, visitor.tab.clone()).await, Some(ErrorCode::Forbidden));
}

#[tokio::test]
async fn the_last_site_in_use_may_be_archived_and_nobody_but_administrators_may() {
    let server = Server::start().await;
    let site = server.site().await;
    for role in [Role::Operator, Role::Supervisor] {
        let mut client = at_work(&server, role, "Somebody").await.1;
        let archive = client.command(Command::ArchiveSite { site_id: site }).await;
        assert_eq!(archive, Answer::Refused(Refusal::NotAllowed));
    }
    let mut admin = at_work(&server, Role::Admin, "Admin").await.1;
    admin.command(Command::ArchiveSite { site_id: site }).await.position();
    server.settled().await;
    assert_eq!(server.app.live.read().sites.sites_in_use().count(), 0);
}
