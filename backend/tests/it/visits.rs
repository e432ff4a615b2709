//! Visits: pages, tabs, the end after a while, and a clock that runs backwards.

use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeZone, Utc};
use letopis::clock::ManualClock;
use letopis_events::events::{AnyEvent, VisitEvent};
use letopis_events::ids::VisitorId;
use letopis_events::vocabulary::{Locale, Page, Role};
use letopis_shared::views::people::Viewer;
use letopis_shared::views::timeline::EntryKind;
use letopis_shared::wire::operator::Topic;
use letopis_testing::{OperatorClient, SHOP, Server, Tab, VisitorClient};

use crate::world::{asking, page};

/// A board that follows the workplace and the card of a visitor.
async fn board(server: &Server, visitor_id: VisitorId) -> OperatorClient {
    let ira = server.operator(Role::Operator, "Ira").await;
    let mut board = server.connect(&ira).await;
    assert!(board.subscribe(Topic::Workplace).await && board.subscribe(Topic::VisitorCard { visitor_id }).await);
    board
}

/// How often something happened in visits.
fn count(server: &Server, is: impl Fn(&VisitEvent) -> bool) -> usize {
    let events = server.app.log.read(0, usize::MAX).unwrap();
    events.iter().filter(|event| matches!(event.parse().unwrap().event, AnyEvent::Visit(visit) if is(&visit))).count()
}

fn started(server: &Server) -> usize {
    count(server, |event| matches!(event, VisitEvent::Started(_)))
}

fn ended(server: &Server) -> usize {
    count(server, |event| matches!(event, VisitEvent::Ended(_)))
}

#[tokio::test]
async fn pages_are_counted_and_a_title_that_comes_later_is_not_another_page() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut visitor = server.visitor(site).await;
    let mut board = board(&server, visitor.id()).await;
    visitor.navigate(page("tents")).await;
    visitor.settle().await;
    board.catch_up(server.position()).await;
    let facts = |board: &OperatorClient| {
        let visit = board.views.card(visitor.id()).unwrap().visit.clone().unwrap();
        (visit.pages_viewed, visit.first_page.url)
    };
    assert_eq!(facts(&board), (2, format!("{SHOP}/")));
    let mut visitor_again = server.tab(visitor.tab.clone()).await;
    visitor_again.navigate(Page { title: "Tents — a better title".into(), ..page("tents") }).await;
    visitor_again.settle().await;
    board.catch_up(server.position()).await;
    assert_eq!(facts(&board).0, 2, "the same page, better named");
    let row = &board.views.workplace().unwrap().visitors[&visitor_again.id()];
    assert_eq!(row.page.title, "Tents — a better title");
    let before = server.position();
    visitor_again.navigate(Page { title: "Tents — a better title".into(), ..page("tents") }).await;
    visitor_again.settle().await;
    assert_eq!(server.position(), before, "the same page again is nothing new");
}

#[tokio::test]
async fn open_tabs_are_shown_while_they_are_open() {
    let server = Server::start().await;
    let site = server.site().await;
    let one = server.visitor(site).await;
    let visitor_id = one.id();
    let mut board = board(&server, visitor_id).await;
    let pages = |board: &OperatorClient| -> Vec<String> {
        board.tabs[&visitor_id].iter().map(|tab| tab.page.url.clone()).collect()
    };
    assert_eq!(pages(&board), [format!("{SHOP}/")]);
    let mut two = server.tab(Tab { page: page("tents"), ..one.another_tab() }).await;
    board.until("two tabs", |board| board.tabs[&visitor_id].len() == 2).await;
    two.navigate(page("stoves")).await;
    board.until("the navigation", |board| pages(board).contains(&page("stoves").url)).await;
    one.socket.cut();
    board.until("one tab", |board| pages(board) == [page("stoves").url]).await;
    assert_eq!((started(&server), ended(&server)), (1, 0));
}

#[tokio::test]
async fn a_visit_ends_when_no_tab_came_back_in_time_and_the_conversation_says_so() {
    let server = Server::builder().limits(|limits| limits.visit_linger = Duration::from_millis(50)).start().await;
    let site = server.site().await;
    let (visitor, conversation_id) = asking(&server, site, "One").await;
    let mut board = board(&server, visitor.id()).await;
    assert!(board.subscribe(Topic::Timeline { conversation_id }).await);
    let (id, tab) = (visitor.id(), visitor.tab.clone());
    visitor.socket.cut();
    board
        .until("the end of the visit", |board| board.views.card(id).unwrap().visit.as_ref().unwrap().ended_at.is_some())
        .await;
    board.catch_up(server.position()).await;
    assert!(!board.views.workplace().unwrap().conversations[&conversation_id].on_site);
    let last =
        |board: &OperatorClient| board.views.timeline(conversation_id).unwrap().entries.last().unwrap().what.clone();
    assert_eq!(last(&board), EntryKind::LeftSite);
    let _back = server.tab(tab).await;
    board.catch_up(server.position()).await;
    assert_eq!(last(&board), EntryKind::CameBack);
    assert!(board.views.workplace().unwrap().conversations[&conversation_id].on_site);
    assert_eq!(board.views.card(id).unwrap().visits, 2);
}

#[tokio::test]
async fn a_visitor_without_a_conversation_stands_among_those_who_left() {
    let server = Server::builder().limits(|limits| limits.visit_linger = Duration::from_millis(50)).start().await;
    let site = server.site().await;
    let visitor = server.visitor(site).await;
    let id = visitor.id();
    let mut board = board(&server, id).await;
    visitor.socket.cut();
    board.until("the leaving", |board| board.views.workplace().unwrap().visitors[&id].left_at.is_some()).await;
}

#[tokio::test]
async fn a_tab_that_comes_back_in_time_goes_on_with_its_visit() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut visitor = server.visitor(site).await;
    let id = visitor.id();
    let mut board = board(&server, id).await;
    for n in 0..3 {
        let (before, tab) = (server.position(), visitor.tab.clone());
        visitor.socket.cut();
        board.until("no tab", |board| board.tabs[&id].is_empty()).await;
        visitor = server.tab(tab).await;
        board.until("the tab again", |board| board.tabs[&id].len() == 1).await;
        assert_eq!(server.position(), before, "reload {n} of the same page is nothing new");
    }
    assert_eq!((started(&server), ended(&server)), (1, 0));
}

#[tokio::test]
async fn a_visit_that_was_open_at_a_restart_goes_on_or_ends() {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let mut stays = server.visitor(site).await;
    let leaves = server.visitor(site).await;
    let gone = leaves.id();
    let server = server.restart_with(|limits| limits.visit_linger = Duration::from_secs(1)).await;
    stays.reconnect_to(server.address).await;
    let mut board = board(&server, gone).await;
    board.until("the end", |board| board.views.workplace().unwrap().visitors[&gone].left_at.is_some()).await;
    board.catch_up(server.position()).await;
    assert_eq!(board.views.workplace().unwrap().visitors[&stays.id()].left_at, None);
    assert_eq!((started(&server), ended(&server)), (2, 1));
}

#[tokio::test]
async fn a_tab_that_outlived_its_visit_starts_another_with_its_next_page() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut visitor = server.visitor(site).await;
    let visit_id = letopis::commands::visit_id_of(visitor.id(), 1);
    let commands = &server.app.commands;
    let meta = commands.own(letopis_events::vocabulary::Actor::System);
    commands.visits.execute(visit_id, meta, letopis_shared::domain::visit::VisitCommand::End).await.unwrap();
    visitor.navigate(page("tents")).await;
    visitor.settle().await;
    server.app.live.reached(server.position()).await;
    let live = server.app.live.read();
    assert_eq!(live.visitors[&visitor.id()].visits, 2);
    assert!(live.visitors[&visitor.id()].on_site());
}

#[tokio::test]
async fn a_tab_that_comes_while_its_visit_ends_is_on_the_site_in_the_end() {
    let server = Server::builder().limits(|limits| limits.visit_linger = Duration::ZERO).start().await;
    let site = server.site().await;
    for _ in 0..10 {
        let first = server.visitor(site).await;
        let id = first.id();
        let mut board = board(&server, id).await;
        // The second tab is on its way into the visit while the first, the last one known, goes.
        server.log.hold("visit.page_viewed");
        let coming = Tab { page: page("next"), ..first.another_tab() };
        let mut second = VisitorClient::open(server.address, coming.clone(), None).await.unwrap();
        server.log.held().await;
        first.socket.cut();
        board.until("no tab", |board| board.tabs[&id].is_empty()).await;
        board.settle().await;
        server.log.release();
        second.until("an answer", |second| second.settled() || second.bye.is_some()).await;
        while second.bye.is_some() {
            assert_eq!(second.bye, Some((None, 0)), "it may come back at once");
            second = VisitorClient::open(server.address, coming.clone(), None).await.unwrap();
            second.until("an answer", |second| second.settled() || second.bye.is_some()).await;
        }
        board.catch_up(server.position()).await;
        assert_eq!(board.views.workplace().unwrap().visitors[&id].left_at, None, "he is on the site");
        assert_eq!(board.tabs[&id].len(), 1);
    }
}

#[tokio::test]
async fn a_clock_that_runs_backwards_neither_reorders_nor_refuses_anything() {
    let clock = Arc::new(ManualClock::at(Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()));
    let server = Server::builder().sqlite().clock(clock.clone()).start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "One").await;
    let (_, mut ira) = crate::world::serving(&server, "Ira", conversation_id).await;
    clock.advance_ms(-3_600_000);
    visitor.send("Two").await.position();
    visitor.close().await.position();
    clock.advance_ms(-3_600_000);
    visitor.send("Three").await.position();
    let write = letopis_shared::wire::operator::Command::SendMessage { conversation_id, text: "Four".into() };
    ira.command(write).await.position();
    ira.catch_up(server.position()).await;
    let times: Vec<_> = server.app.log.read(0, usize::MAX).unwrap().iter().map(|event| event.recorded_at).collect();
    assert!(times.is_sorted(), "{times:?}");
    let timeline = ira.views.timeline(conversation_id).unwrap().clone();
    assert!(timeline.entries.iter().map(|entry| (entry.position, entry.at)).is_sorted());
    assert_eq!(timeline.head.closed_at, None, "the message reopened it");
    let server = server.restart().await;
    assert_eq!(server.app.live.read().timeline(conversation_id), Some(timeline));
}

#[tokio::test]
async fn what_the_server_knows_of_place_and_browser_is_recorded_with_the_visit() {
    let Some(files) = letopis_testing::packages::facts() else { return };
    let server = Server::builder().facts(files.path()).proxies(1).start().await;
    let site = server.site().await;
    let tab = Tab {
        user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"
            .into(),
        ip: Some("77.88.8.8".into()),
        page: Page { url: format!("{SHOP}/?utm_source=yandex&utm_campaign=winter"), ..page("") },
        ..Tab::new(site, SHOP)
    };
    let visitor = server.tab(tab).await;
    let board = board(&server, visitor.id()).await;
    let visit = board.views.card(visitor.id()).unwrap().visit.clone().unwrap();
    let (place, device) = (visit.place.unwrap(), visit.device.unwrap());
    assert_eq!((place.country.code.as_str(), place.city.unwrap().en.as_str()), ("RU", "Moscow"));
    assert_eq!((device.browser.as_str(), device.system.as_str()), ("Chrome 141", "Windows 10"));
    let row = &board.views.workplace().unwrap().visitors[&visitor.id()];
    assert_eq!(row.country.as_ref().unwrap().name.ru, "Россия");
    assert_eq!(row.utm.as_ref().unwrap().source, "yandex");
    let known = |event: &VisitEvent| matches!(event, VisitEvent::Located(_) | VisitEvent::DeviceRecognised(_));
    assert_eq!((started(&server), count(&server, known)), (1, 2));
    let _second = server.tab(visitor.another_tab()).await;
    assert_eq!((started(&server), count(&server, known)), (1, 2), "once a visit");
}

#[tokio::test]
async fn the_board_shows_the_language_of_the_browser_and_the_window_speaks_that_of_the_page() {
    let server = Server::start().await;
    let site = server.site().await;
    let long = "de,".repeat(400);
    for (said, shown) in [
        (Some("de-AT,de;q=0.9,en;q=0.8"), "de"),
        (Some("en;q=0.5, KA"), "ka"),
        (None, "ru"),
        (Some("*"), "ru"),
        (Some("x-private"), "ru"),
        (Some("<b>,;q=2"), "ru"),
        (Some(&*long), "ru"),
    ] {
        let accept_language = said.map(str::to_owned);
        let tab = Tab { accept_language, languages: vec!["ru".into()], ..Tab::new(site, SHOP) };
        let visitor = server.tab(tab).await;
        assert_eq!(visitor.site.as_ref().unwrap().locale, Locale::Ru);
        let live = server.app.live.read();
        let boss = Viewer { operator_id: letopis_testing::new_id(), role: Role::Supervisor };
        assert_eq!(live.workplace(boss).visitors[&visitor.id()].language.0, shown, "{said:?}");
    }
}

#[tokio::test]
async fn without_the_files_of_facts_a_visit_is_only_started() {
    let server = Server::start().await;
    let site = server.site().await;
    let visitor = server.visitor(site).await;
    let board = board(&server, visitor.id()).await;
    let visit = board.views.card(visitor.id()).unwrap().visit.clone().unwrap();
    assert_eq!((visit.place, visit.device), (None, None));
    assert_eq!(count(&server, |_| true), 1);
}
