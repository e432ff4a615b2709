use letopis_shared::domain::site::SiteCommand;

use super::*;
use crate::commands::DEMO_SITE;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[actix_web::test]
async fn an_address_that_is_no_page_is_not_found() {
    let server = Server::start();
    for path in ["/elsewhere", "/wp-login.php", "/.env", "/workplace/x", "/settings/sites", "/api.json"] {
        for ask in [get(path), get(path).header("Accept", BROWSER)] {
            assert_eq!(server.send(ask).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    // A program gets no page for it.
    assert!(server.send(get("/elsewhere")).await.bytes.is_empty());
    for path in ["/api", "/api/", "/api/elsewhere", "/api/auth"] {
        let answer = server.send(get(path).header("Accept", BROWSER)).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{path}");
    }
}

#[actix_web::test]
async fn somebody_who_goes_astray_gets_the_page_that_says_so() {
    let server = Server::start();
    let page = server.send(get("/workplace").header("Accept", BROWSER)).await;
    let astray = server.send(get("/elsewhere").header("Accept", BROWSER)).await;
    assert_eq!(astray.status, StatusCode::NOT_FOUND);
    // Where the front end is not built there are no pages at all.
    assert_eq!(astray.bytes, page.bytes);
    if let Some(etag) = page.header("etag") {
        assert_eq!(page.status, StatusCode::OK);
        let known = |path: &str| get(path).header("Accept", BROWSER).header("If-None-Match", etag);
        assert_eq!(server.send(known("/workplace")).await.status, StatusCode::NOT_MODIFIED);
        assert_eq!(server.send(known("/elsewhere")).await.status, StatusCode::NOT_FOUND, "known or not");
    }
}

#[actix_web::test]
async fn the_chat_window_of_an_archived_site_is_not_found() {
    let server = Server::start();
    let (sites, own) = (&server.app.commands.sites, || server.app.commands.own(Actor::Host));
    let add = SiteCommand::Add {
        name: "Shop".into(),
        allowed_domains: vec!["shop.example".into()],
        accent: "#2f6b4f".into(),
        locale: Locale::En,
    };
    for (command, status) in
        [(add, StatusCode::OK), (SiteCommand::Archive, StatusCode::NOT_FOUND), (SiteCommand::Restore, StatusCode::OK)]
    {
        let done = sites.execute(DEMO_SITE, own(), command).await.unwrap();
        server.app.live.reached(done.position).await;
        let frame = server.send(get(&format!("/widget/frame?site={DEMO_SITE}"))).await;
        // Where the front end is not built there is no window at all.
        let built = server.send(get("/workplace").header("Accept", BROWSER)).await.status == StatusCode::OK;
        assert_eq!(frame.status, if built { status } else { StatusCode::NOT_FOUND });
    }
}
