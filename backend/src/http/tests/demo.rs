use letopis_shared::domain::site::SiteCommand;

use super::*;
use crate::commands::DEMO_SITE;
use crate::demo;

async fn seeded() -> Server {
    let server = Server::start_with(|config| config.demo = true);
    demo::seed(&server.app).await.unwrap();
    server
}

#[actix_web::test]
async fn every_account_that_is_told_signs_in() {
    let server = seeded().await;
    let answer = server.send(get("/demo/accounts.json").header("Host", "localhost:8080")).await;
    assert_eq!(answer.body["shop"], "http://localhost:8080/demo/shop/");
    let accounts = answer.body["accounts"].as_array().unwrap().clone();
    let roles: Vec<_> = accounts.iter().map(|account| account["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["operator", "operator", "supervisor", "admin", "auditor"]);
    for account in accounts {
        let text = |name: &str| account[name].as_str().unwrap().to_owned();
        let signed_in = server.send(sign_in(&text("email"), &text("password"))).await;
        assert_eq!(signed_in.body["me"]["name"], account["name"]);
        assert_eq!(signed_in.body["me"]["role"], account["role"]);
    }
    assert_eq!(server.send(get("/api/public")).await.body["organisation"], "Магазин «Привал»");
}

#[actix_web::test]
async fn a_second_start_adds_nothing() {
    let server = seeded().await;
    let head = server.app.log.head();
    demo::seed(&server.app).await.unwrap();
    assert_eq!(server.app.log.head(), head);
}

#[actix_web::test]
async fn the_organisation_is_set_up() {
    let server = seeded().await;
    let live = server.app.live.read();
    let departments: Vec<_> = live.sites.departments_in_use().iter().map(|row| row.names.ru.as_str()).collect();
    assert_eq!(departments, ["Продажи", "Доставка"]);
    let categories: Vec<_> = live.sites.categories_in_use().iter().map(|row| row.names.en.as_str()).collect();
    assert_eq!(categories, ["VIP", "Troublemaker", "Return", "Delivery question"]);
    assert_eq!((live.sites.auto_assignment, live.sites.features.len()), (false, 1));
    let oleg = &live.operators[&operator_id_of("oleg@demo.letopis")];
    assert_eq!(oleg.serving.languages.len(), 2);
}

#[actix_web::test]
async fn what_was_changed_in_the_demo_stays_changed() {
    let server = seeded().await;
    server.command("ira@demo.letopis", OperatorCommand::GiveLanguages { languages: vec![] }).await;
    demo::seed(&server.app).await.unwrap();
    let live = server.app.live.read();
    assert!(live.operators[&operator_id_of("ira@demo.letopis")].serving.languages.is_empty());
}

#[actix_web::test]
async fn the_site_follows_the_server_to_another_port() {
    let server = seeded().await;
    let known = server.app.live.read().sites.sites[&DEMO_SITE].allowed_domains.clone();
    assert_eq!(known, ["localhost:8080", "127.0.0.1:8080", "localhost", "127.0.0.1"]);
    let before = ["localhost:9", "127.0.0.1:9", "shop.example"].map(str::to_owned).to_vec();
    let allow = SiteCommand::AllowDomains { allowed_domains: before };
    server.app.commands.sites.execute(DEMO_SITE, server.app.commands.own(Actor::Host), allow).await.unwrap();
    demo::seed(&server.app).await.unwrap();
    let now = server.app.live.read().sites.sites[&DEMO_SITE].allowed_domains.clone();
    assert_eq!(now, ["localhost:8080", "127.0.0.1:8080", "localhost", "127.0.0.1", "shop.example"]);
}

#[actix_web::test]
async fn outside_the_demo_there_are_no_accounts_to_tell() {
    let server = Server::start();
    let answer = server.send(get("/demo/accounts.json")).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"));
}
