use super::*;

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
