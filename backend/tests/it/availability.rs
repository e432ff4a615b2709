//! Whether somebody is there for a visitor: for the site, the departments of its form, his language; told as it changes.

use letopis_events::ids::SiteId;
use letopis_events::vocabulary::{FieldRule, OperatorStatus, Role};
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::wire::operator::Command;
use letopis_shared::wire::visitor::FormAnswers;
use letopis_testing::{Server, Tab, VisitorClient};

use crate::world::{at_work, department, give, offer_departments, speaks, status, there, waits_for};

async fn from(server: &Server, site: SiteId, language: &str) -> VisitorClient {
    server.tab(Tab { languages: vec![language.into()], ..Tab::new(site, letopis_testing::SHOP) }).await
}

#[tokio::test]
async fn whoever_is_there_makes_a_site_online_in_every_language() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut hans = at_work(&server, Role::Operator, "Hans").await;
    speaks(&mut ira, &["en"]).await;
    speaks(&mut hans, &["de"]).await;
    let mut english = from(&server, site, "en").await;
    let mut german = from(&server, site, "de").await;
    let mut finnish = from(&server, site, "fi").await;
    // Nobody speaks Finnish at all, and German nobody who is there: then everybody helps, as everybody is asked.
    status(&mut hans, OperatorStatus::Lunch).await;
    for visitor in [&mut german, &mut english, &mut finnish] {
        assert!(there(&server, visitor).await.0);
    }
    status(&mut ira, OperatorStatus::Invisible).await;
    for visitor in [&mut german, &mut english, &mut finnish] {
        assert!(!there(&server, visitor).await.0);
    }
    status(&mut hans, OperatorStatus::Online).await;
    assert!(there(&server, &mut english).await.0);
    let mut again = from(&server, site, "en").await;
    assert!(there(&server, &mut again).await.0, "and for whoever comes");
}

#[tokio::test]
async fn a_language_counts_while_somebody_who_speaks_it_is_there_or_nobody_at_all() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut hans = at_work(&server, Role::Operator, "Hans").await;
    speaks(&mut ira, &["en"]).await;
    speaks(&mut hans, &["de"]).await;
    let german = Some("de".to_owned());

    // He who speaks it is there: it waits for him, and for everybody as soon as he is not.
    let mut first = from(&server, site, "de").await;
    first.send("Hallo").await.position();
    assert_eq!(waits_for(&server, &mut first).await, german);
    status(&mut hans, OperatorStatus::Lunch).await;
    assert_eq!(waits_for(&server, &mut first).await, None, "Ira is there and hears of him");
    assert!(there(&server, &mut first).await.0, "and so he is told");
    let mut second = from(&server, site, "de").await;
    second.send("Hallo").await.position();
    assert_eq!(waits_for(&server, &mut second).await, None);

    // Nobody is there: it waits for whoever speaks it, until somebody else is there before him.
    status(&mut ira, OperatorStatus::Offline).await;
    let mut third = from(&server, site, "de").await;
    third.send("Hallo").await.position();
    assert_eq!(waits_for(&server, &mut third).await, german);
    status(&mut hans, OperatorStatus::Online).await;
    assert_eq!(waits_for(&server, &mut third).await, german);
    status(&mut hans, OperatorStatus::Offline).await;
    assert_eq!(waits_for(&server, &mut third).await, german);
    assert!(!there(&server, &mut third).await.0);
    status(&mut ira, OperatorStatus::Online).await;
    assert_eq!(waits_for(&server, &mut third).await, None);
    assert!(there(&server, &mut third).await.0);
}

#[tokio::test]
async fn a_department_is_not_left_for_a_language() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut hans = at_work(&server, Role::Operator, "Hans").await;
    speaks(&mut ira, &["en"]).await;
    speaks(&mut hans, &["de"]).await;
    let sales = department(&mut admin, "Sales", &[ira.0.id, hans.0.id]).await;
    offer_departments(&mut admin, site, FieldRule::Optional).await;
    let mut visitor = from(&server, site, "de").await;
    status(&mut ira, OperatorStatus::Lunch).await;
    status(&mut hans, OperatorStatus::Lunch).await;
    let form = FormAnswers { department_id: Some(sales), ..FormAnswers::default() };
    visitor.send_with(form, "Hallo").await.position();
    // The administrator is there, and of another department: the visitor is told that nobody of his is.
    assert_eq!(waits_for(&server, &mut visitor).await.as_deref(), Some("de"));
    assert!(!there(&server, &mut visitor).await.0);
    status(&mut ira, OperatorStatus::Online).await;
    assert_eq!(waits_for(&server, &mut visitor).await, None);
    let id = visitor.chat.conversation.as_ref().unwrap().id;
    assert_eq!(server.app.live.read().conversations[&id].address().department_id, Some(sales));
    assert!(there(&server, &mut visitor).await.0);
}

#[tokio::test]
async fn each_department_of_the_form_shows_whether_somebody_is_there() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    department(&mut admin, "Sales", &[ira.0.id]).await;
    let delivery = department(&mut admin, "Delivery", &[oleg.0.id]).await;
    let mut visitor = server.visitor(site).await;
    assert_eq!(there(&server, &mut visitor).await, (true, vec![]), "no form, no departments");
    offer_departments(&mut admin, site, FieldRule::Optional).await;
    assert_eq!(there(&server, &mut visitor).await, (true, vec![true, true]));
    status(&mut ira, OperatorStatus::BeforeLunch).await;
    assert_eq!(there(&server, &mut visitor).await, (true, vec![false, true]));
    status(&mut oleg, OperatorStatus::Offline).await;
    assert_eq!(there(&server, &mut visitor).await, (true, vec![false, false]), "whoever chooses none is answered");
    offer_departments(&mut admin, site, FieldRule::Required).await;
    assert_eq!(there(&server, &mut visitor).await, (false, vec![false, false]), "whoever must choose one is not");
    give(&mut admin, Command::ArchiveDepartment { department_id: delivery }).await;
    assert_eq!(there(&server, &mut visitor).await, (false, vec![false]));
    status(&mut ira, OperatorStatus::Online).await;
    assert_eq!(there(&server, &mut visitor).await, (true, vec![true]));
}

#[tokio::test]
async fn who_waits_for_a_department_is_shown_whether_somebody_of_it_is_there() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let sales = department(&mut admin, "Sales", &[ira.0.id]).await;
    offer_departments(&mut admin, site, FieldRule::Optional).await;
    let mut visitor = server.visitor(site).await;
    let form = FormAnswers { department_id: Some(sales), ..FormAnswers::default() };
    visitor.send_with(form, "Hello").await.position();
    assert_eq!(there(&server, &mut visitor).await, (true, vec![]));
    status(&mut ira, OperatorStatus::Lunch).await;
    assert_eq!(there(&server, &mut visitor).await, (true, vec![]), "he waits for the others from then on");
    visitor.close().await.position();
    assert_eq!(there(&server, &mut visitor).await, (true, vec![false]), "the next conversation may be anybody's");
}

#[tokio::test]
async fn a_message_that_races_with_the_last_operator_waits() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut visitor = server.visitor(site).await;
    status(&mut ira, OperatorStatus::Offline).await;
    // What the window says may be a moment old: the message is taken all the same.
    visitor.send("Hello").await.position();
    assert!(!there(&server, &mut visitor).await.0);
    let told: Vec<_> = visitor.chat.entries.iter().map(|entry| &entry.what).collect();
    assert!(matches!(told[..], [ChatEntryKind::Mine { .. }]), "nobody is promised to come in a moment: {told:?}");
    status(&mut ira, OperatorStatus::Online).await;
    assert!(there(&server, &mut visitor).await.0);
}
