//! Hours and limits of departments (S127): opening and closing are events of their own, exact, once, and over a restart.

use chrono::{DateTime, TimeZone, Utc};
use letopis_events::events::{AnyEvent, DepartmentEvent};
use letopis_events::ids::DepartmentId;
use letopis_events::vocabulary::{Actor, FieldRule, OperatorStatus, Role, Shift, Weekday, WorkingHours};
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;
use letopis_shared::wire::visitor::FormAnswers;
use letopis_testing::{Answer, Server};

use crate::world::{
    asking, at_work, clock, department, give, offer_departments, recorded, status, there, until_live, waits_for,
};

/// Sundays from eleven to one in UTC; the clock of tests stands at noon of one.
fn around_noon() -> Option<WorkingHours> {
    let shift = Shift { weekday: Weekday::Sunday, from_minute: 11 * 60, to_minute: 13 * 60 };
    Some(WorkingHours { time_zone: "UTC".into(), shifts: vec![shift] })
}

/// What happened to the hours of a department: when, whether it opened, and on whose behalf.
fn changes(server: &Server, id: DepartmentId) -> Vec<(DateTime<Utc>, bool, Actor)> {
    let change = |recorded: letopis_events::Recorded| {
        let open = match &recorded.event {
            AnyEvent::Department(DepartmentEvent::Opened(_)) => true,
            AnyEvent::Department(DepartmentEvent::Closed(_)) => false,
            _ => return None,
        };
        (recorded.stream.id == id.0).then_some((recorded.recorded_at, open, recorded.meta.actor))
    };
    recorded(server).into_iter().filter_map(change).collect()
}

#[tokio::test]
async fn a_department_closes_exactly_when_its_hours_end_and_opens_when_they_begin() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let ira = at_work(&server, Role::Operator, "Ira").await;
    let sales = department(&mut admin, "Sales", &[ira.0.id]).await;
    offer_departments(&mut admin, site, FieldRule::Required).await;
    give(&mut admin, Command::ChooseHours { department_id: sales, hours: around_noon() }).await;
    let mut visitor = server.visitor(site).await;
    assert_eq!(there(&server, &mut visitor).await, (true, vec![true]));
    clock.advance_ms(3_600_000 - 1);
    assert_eq!(there(&server, &mut visitor).await, (true, vec![true]));
    assert_eq!(changes(&server, sales), []);
    clock.advance_ms(1);
    until_live(&server, "the end of its hours", |live| !live.sites.departments[&sales].open).await;
    assert_eq!(there(&server, &mut visitor).await, (false, vec![false]), "though Ira is Online");
    let closed_at = Utc.with_ymd_and_hms(2026, 11, 22, 13, 0, 0).unwrap();
    assert_eq!(changes(&server, sales), [(closed_at, false, Actor::System)]);

    // Next Sunday, and nothing between.
    clock.advance_ms((6 * 24 + 22) * 3_600_000);
    until_live(&server, "its hours", |live| live.sites.departments[&sales].open).await;
    let opened_at = Utc.with_ymd_and_hms(2026, 11, 29, 11, 0, 0).unwrap();
    assert_eq!(changes(&server, sales)[1..], [(opened_at, true, Actor::System)]);

    // Hours that are taken away, or that begin now, count at once.
    clock.advance_ms(3 * 3_600_000);
    until_live(&server, "the end of its hours", |live| !live.sites.departments[&sales].open).await;
    give(&mut admin, Command::ChooseHours { department_id: sales, hours: None }).await;
    until_live(&server, "that it is always open", |live| live.sites.departments[&sales].open).await;
}

#[tokio::test]
async fn hours_that_passed_while_the_server_was_away_are_made_up_for_once() {
    let clock = clock();
    let mut server = Server::builder().sqlite().clock(clock.clone()).start().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let sales = department(&mut admin, "Sales", &[]).await;
    let delivery = department(&mut admin, "Delivery", &[]).await;
    for department_id in [sales, delivery] {
        give(&mut admin, Command::ChooseHours { department_id, hours: around_noon() }).await;
    }
    give(&mut admin, Command::ArchiveDepartment { department_id: delivery }).await;
    drop(admin);
    // Closed and open again meanwhile: nothing to tell.
    clock.advance_ms(7 * 24 * 3_600_000);
    server = server.restart().await;
    server.settled().await;
    assert_eq!(changes(&server, sales), []);
    clock.advance_ms(24 * 3_600_000);
    server = server.restart().await;
    until_live(&server, "the end of its hours", |live| !live.sites.departments[&sales].open).await;
    server = server.restart().await;
    server.settled().await;
    assert_eq!(changes(&server, sales).len(), 1);
    assert_eq!(changes(&server, delivery), [], "nobody waits for one that is archived");
}

#[tokio::test]
async fn whoever_waits_when_a_department_closes_waits_for_everybody_and_whoever_asks_later_for_it() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let sales = department(&mut admin, "Sales", &[ira.0.id]).await;
    offer_departments(&mut admin, site, FieldRule::Optional).await;
    give(&mut admin, Command::ChooseHours { department_id: sales, hours: around_noon() }).await;
    let form = || FormAnswers { department_id: Some(sales), ..FormAnswers::default() };
    let (mut early, mut late) = (server.visitor(site).await, server.visitor(site).await);
    early.send_with(form(), "Are you there?").await.position();
    assert_eq!(waits_for(&server, &mut early).await, None);
    let department_of = |visitor: &letopis_testing::VisitorClient| {
        let id = visitor.chat.conversation.as_ref().unwrap().id;
        server.app.live.read().conversations[&id].address().department_id
    };
    assert_eq!(department_of(&early), Some(sales));
    clock.advance_ms(3_600_000);
    until_live(&server, "the end of its hours", |live| !live.sites.departments[&sales].open).await;
    server.settled().await;
    assert_eq!(department_of(&early), None, "the administrator is there and hears of him");
    late.send_with(form(), "And now?").await.position();
    waits_for(&server, &mut late).await;
    assert_eq!(department_of(&late), Some(sales), "it waits for tomorrow");

    // Nothing is sent to a department that is closed.
    let (_visitor, conversation_id) = asking(&server, site, "Me too").await;
    give(&mut ira, Command::TakeConversation { conversation_id }).await;
    let target = letopis_events::vocabulary::TransferTarget::Department { department_id: sales };
    let send = Command::TransferConversation { conversation_id, target, comment: String::new() };
    assert_eq!(ira.1.command(send).await, Answer::Refused(Refusal::NobodyThere));
}

#[tokio::test]
async fn a_department_has_a_limit_of_its_own_between_the_operator_s_and_the_organisation_s() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    status(&mut admin, OperatorStatus::Invisible).await;
    let ira = at_work(&server, Role::Operator, "Ira").await;
    let sales = department(&mut admin, "Sales", &[ira.0.id]).await;
    offer_departments(&mut admin, site, FieldRule::Optional).await;
    server.set(SettingsCommand::LimitConversationsPerOperator { max: 3 }).await;
    give(&mut admin, Command::LimitDepartment { department_id: sales, max: Some(1) }).await;
    server.set(SettingsCommand::SwitchAutoAssignment { on: true }).await;
    let assigned = || server.app.live.read().operators[&ira.0.id].conversations;
    let mut visitors = Vec::new();
    for (department_id, expected) in [(Some(sales), 1), (Some(sales), 1), (None, 2), (None, 3), (None, 3)] {
        let mut visitor = server.visitor(site).await;
        let form = FormAnswers { department_id, ..FormAnswers::default() };
        visitor.send_with(form, "Hello").await.position();
        visitors.push(visitor);
        server.settled().await;
        assert_eq!(assigned(), expected, "{department_id:?}");
    }
    // His own counts before that of the department.
    let own = Command::LimitConversations { operator_id: ira.0.id, max: Some(5) };
    give(&mut admin, own).await;
    server.settled().await;
    assert_eq!(assigned(), 5);
}
