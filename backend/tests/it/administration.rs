//! What administrators set up: departments, categories, settings, what operators serve.

use letopis_events::ids::{CategoryId, DepartmentId, OperatorId};
use letopis_events::vocabulary::{Feature, Language, Names, Role};
use letopis_shared::limits::{CATEGORIES_MAX, DEPARTMENTS_MAX};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;
use letopis_testing::{Answer, OperatorClient, Server, Tab, new_id};

use crate::world::{self, at_work};

fn names(en: &str) -> Names {
    Names { ru: String::new(), en: en.to_owned() }
}

async fn admin(server: &Server) -> OperatorClient {
    let account = server.operator(Role::Admin, "Admin").await;
    server.connect(&account).await
}

async fn department(admin: &mut OperatorClient, name: &str) -> DepartmentId {
    let department_id = new_id();
    admin.command(Command::CreateDepartment { department_id, names: names(name) }).await.position();
    department_id
}

fn give(operator_id: OperatorId, department_ids: &[DepartmentId]) -> Command {
    Command::GiveDepartments { operator_id, department_ids: department_ids.to_vec() }
}

#[tokio::test]
async fn an_operator_gets_departments_that_are_in_use_and_keeps_those_he_has() {
    let server = Server::start().await;
    let mut admin = admin(&server).await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let sales = department(&mut admin, "Sales").await;
    let delivery = department(&mut admin, "Delivery").await;
    admin.command(give(ira.id, &[sales])).await.position();
    admin.command(Command::ArchiveDepartment { department_id: sales }).await.position();
    admin.command(give(ira.id, &[sales, delivery])).await.position();
    admin.command(give(ira.id, &[delivery])).await.position();
    assert_eq!(admin.command(give(ira.id, &[sales])).await, Answer::Refused(Refusal::Archived));
    assert_eq!(admin.command(give(ira.id, &[new_id()])).await, Answer::Refused(Refusal::Archived), "never was");
    admin.command(Command::RestoreDepartment { department_id: sales }).await.position();
    admin.command(give(ira.id, &[sales])).await.position();
    server.settled().await;
    assert_eq!(server.app.live.read().operators[&ira.id].serving.departments, [sales]);
}

#[tokio::test]
async fn what_administrators_set_up_stands_in_the_settings_in_its_order() {
    let server = Server::start().await;
    let mut admin = admin(&server).await;
    let sales = department(&mut admin, "Sales").await;
    let delivery = department(&mut admin, "Delivery").await;
    let category_id: CategoryId = new_id();
    for command in [
        Command::PlaceDepartment { department_id: sales, place: 7 },
        Command::RenameDepartment { department_id: delivery, names: names("Transport") },
        Command::CreateCategory { category_id, names: names("VIP"), colour: "#9A6B00".into() },
        Command::ColourCategory { category_id, colour: "#000000".into() },
        Command::SwitchAutoAssignment { on: true },
        Command::LimitConversationsPerOperator { max: 3 },
        Command::ChooseTimes { pick_up_seconds: 30, operator_lost_seconds: 40, reopen_minutes: 0 },
        Command::SwitchFeature { feature: Feature::Cobrowsing, on: true },
    ] {
        admin.command(command).await.position();
    }
    server.settled().await;
    let live = server.app.live.read();
    let sites = &live.sites;
    let departments: Vec<_> = sites.departments_in_use().iter().map(|row| row.names.ru.clone()).collect();
    assert_eq!(departments, ["Transport", "Sales"]);
    assert_eq!(sites.categories[&category_id].colour, "#000000");
    assert_eq!((sites.auto_assignment, sites.conversations_per_operator_max), (true, 3));
    assert_eq!((sites.pick_up_seconds, sites.operator_lost_seconds, sites.reopen_minutes), (30, 40, 0));
    assert!(sites.features.contains(&Feature::Cobrowsing));
}

#[tokio::test]
async fn nobody_else_administers_and_everybody_says_what_he_speaks() {
    let server = Server::start().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let boss = server.operator(Role::Supervisor, "Boss").await;
    let speaks = |operator_id, language: &str| Command::GiveLanguages {
        operator_id,
        languages: vec![Language(language.to_owned())],
    };
    for account in [&ira, &boss] {
        let mut client = server.connect(account).await;
        for command in [
            Command::CreateDepartment { department_id: new_id(), names: names("Sales") },
            Command::ArchiveCategory { category_id: new_id() },
            Command::SwitchAutoAssignment { on: true },
            Command::LimitConversations { operator_id: account.id, max: None },
            give(account.id, &[]),
            speaks(new_id(), "en"),
        ] {
            assert_eq!(client.command(command).await, Answer::Refused(Refusal::NotAllowed));
        }
        client.command(speaks(account.id, "EN")).await.position();
        assert_eq!(client.command(speaks(account.id, "en-GB")).await, Answer::Refused(Refusal::LanguageInvalid));
    }
}

#[tokio::test]
async fn no_two_in_use_are_called_the_same() {
    let server = Server::start().await;
    let mut admin = admin(&server).await;
    let both = |ru: &str, en: &str| Names { ru: ru.to_owned(), en: en.to_owned() };
    let taken = Answer::Refused(Refusal::NameTaken);
    let (vip, plain): (CategoryId, CategoryId) = (new_id(), new_id());
    let create = |category_id, names| Command::CreateCategory { category_id, names, colour: "#000000".into() };
    let first = new_id();
    let created = admin.command_as(first, create(vip, names("VIP"))).await.position();
    for alike in [names(" vip "), both("Важный", "Vip"), both("vip", "Important")] {
        assert_eq!(admin.command(create(new_id(), alike)).await, taken);
    }
    assert_eq!(admin.command_as(first, create(vip, names("VIP"))).await.position(), created, "a repeat is none");
    admin.command(create(plain, both("Обычный", "Plain"))).await.position();
    let rename = |category_id, names| Command::RenameCategory { category_id, names };
    assert_eq!(admin.command(rename(plain, both("Обычный", "vIP"))).await, taken);
    admin.command(rename(vip, names("vip"))).await.position();
    // What is archived leaves its name to others, and comes back under one that is free.
    admin.command(Command::ArchiveCategory { category_id: vip }).await.position();
    admin.command(rename(plain, names("VIP"))).await.position();
    assert_eq!(admin.command(Command::RestoreCategory { category_id: vip }).await, taken);
    admin.command(rename(vip, names("Very important"))).await.position();
    admin.command(Command::RestoreCategory { category_id: vip }).await.position();

    let sales = department(&mut admin, "Sales").await;
    let delivery = department(&mut admin, "VIP").await;
    let twin = Command::CreateDepartment { department_id: new_id(), names: names("SALES") };
    assert_eq!(admin.command(twin).await, taken);
    let rename = |names| Command::RenameDepartment { department_id: delivery, names };
    assert_eq!(admin.command(rename(both("Доставка", "sales"))).await, taken);
    admin.command(Command::ArchiveDepartment { department_id: sales }).await.position();
    admin.command(rename(names("sales"))).await.position();
    assert_eq!(admin.command(Command::RestoreDepartment { department_id: sales }).await, taken);
}

#[tokio::test]
async fn departments_and_categories_are_bounded() {
    let server = Server::start().await;
    let mut admin = admin(&server).await;
    for n in 0..DEPARTMENTS_MAX {
        department(&mut admin, &format!("Department {n}")).await;
    }
    let one_more = Command::CreateDepartment { department_id: new_id(), names: names("One more") };
    let refused = Answer::Refused(Refusal::TooMany { max: DEPARTMENTS_MAX as u32 });
    assert_eq!(admin.command(one_more).await, refused);
    for n in 0..CATEGORIES_MAX {
        let (category_id, names) = (new_id(), names(&format!("Category {n}")));
        admin.command(Command::CreateCategory { category_id, names, colour: "#000000".into() }).await.position();
    }
    let one_more =
        Command::CreateCategory { category_id: new_id(), names: names("One more"), colour: "#000000".into() };
    assert_eq!(admin.command(one_more).await, Answer::Refused(Refusal::TooMany { max: CATEGORIES_MAX as u32 }));
}

#[tokio::test]
async fn a_repeat_is_answered_as_the_first_time_though_it_would_be_refused_now() {
    let server = Server::start().await;
    let mut admin = admin(&server).await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let sales = department(&mut admin, "Sales").await;
    let id = new_id();
    let first = admin.command_as(id, give(ira.id, &[sales])).await.position();
    admin.command(Command::ArchiveDepartment { department_id: sales }).await.position();
    admin.command(give(ira.id, &[])).await.position();
    assert_eq!(admin.command_as(id, give(ira.id, &[sales])).await.position(), first);
    assert_eq!(admin.command(give(ira.id, &[sales])).await, Answer::Refused(Refusal::Archived));
}

#[tokio::test]
async fn a_site_with_an_international_name_is_known_by_what_browsers_send() {
    let server = Server::start().await;
    let site_id = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    world::give(&mut admin, Command::AllowDomains { site_id, allowed_domains: vec!["пример.рф".into()] }).await;
    assert_eq!(server.app.live.read().sites.sites[&site_id].allowed_domains, ["xn--e1afmkfd.xn--p1ai"]);
    let mut visitor = server.tab(Tab::new(site_id, "https://xn--e1afmkfd.xn--p1ai")).await;
    visitor.send("Привет").await.position();
    let hosts = vec!["плохой домен".to_owned()];
    let answer = admin.1.command(Command::AllowDomains { site_id, allowed_domains: hosts.clone() }).await;
    assert_eq!(answer, Answer::Refused(Refusal::DomainInvalid { domain: hosts[0].clone() }));
}
