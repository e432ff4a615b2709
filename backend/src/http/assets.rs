//! What browsers load: console, widget, loader, demo shop. Everything is inside the binary, compressed when it was built.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use letopis_events::ids::SiteId;
use letopis_shared::pages::{Program, Route};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::app::App;

#[derive(RustEmbed)]
#[folder = "../dist/"]
struct Dist;

#[derive(RustEmbed)]
#[folder = "demo/shop/"]
struct Shop;

/// Names with a hash in them never change; pages and the loader are asked for again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const MINUTES: &str = "public, max-age=300, stale-while-revalidate=86400";

/// No inline script or style, nothing from elsewhere, in nobody's frame.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; \
    frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/assets/{path:(console|widget)/.*}", web::get().to(asset))
        .route("/photos/{digest}", web::get().to(super::photo::show))
        .route("/letopis.js", web::get().to(loader))
        .route("/widget/frame", web::get().to(frame))
        .route("/demo/shop", web::get().to(shop_front))
        .route("/demo/shop/{path:.*}", web::get().to(shop))
        .default_service(web::get().to(page));
}

async fn asset(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    serve(&request, Dist::get, &path, FOR_EVER, &[])
}

/// The script that customers put on their pages: any page may load it.
async fn loader(request: HttpRequest) -> HttpResponse {
    let open = [("Access-Control-Allow-Origin", "*"), ("Cross-Origin-Resource-Policy", "cross-origin")];
    serve(&request, Dist::get, "loader/letopis.js", MINUTES, &open)
}

/// Where the frame may stand: on the pages of the site it is for.
#[derive(serde::Deserialize)]
struct FrameQuery {
    site: SiteId,
}

/// The chat window. Only pages of the site may frame it, and the console, which shows how it would look.
async fn frame(request: HttpRequest, query: Option<web::Query<FrameQuery>>, app: web::Data<App>) -> HttpResponse {
    let Some(query) = query else { return HttpResponse::NotFound().finish() };
    let ancestors = {
        let live = app.live.read();
        let Some(site) = live.sites.site_in_use(query.site) else { return HttpResponse::NotFound().finish() };
        // Domains were checked when they were recorded: host, port and `*.` only.
        site.allowed_domains
            .iter()
            .map(|domain| format!("http://{domain} https://{domain}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {ancestors}"
    );
    serve(&request, Dist::get, "widget/frame.html", ASK_AGAIN, &[("Content-Security-Policy", &policy)])
}

async fn shop_front() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/demo/shop/")).finish()
}

/// The demo shop, in demo mode only: somebody else's page, as far as the product is concerned.
async fn shop(request: HttpRequest, path: web::Path<String>, app: web::Data<App>) -> HttpResponse {
    if !app.config.demo {
        return HttpResponse::NotFound().finish();
    }
    let path = match path.as_str() {
        "" => "index.html".to_owned(),
        path if path.ends_with('/') => format!("{path}index.html"),
        path if !path.contains('.') => format!("{path}.html"),
        path => path.to_owned(),
    };
    serve(&request, Shop::get, &path, ASK_AGAIN, &[])
}

/// Every other path is a page of the console: the document of the program that draws it. One of them says that there is no
/// such page.
async fn page(request: HttpRequest) -> HttpResponse {
    let path = request.path();
    // A missing file is not a page: browsers must not cache the console under its name.
    if path.starts_with("/api/") || path.starts_with("/assets/") || path.starts_with("/ws/") || path.contains('.') {
        return HttpResponse::NotFound().finish();
    }
    let route = Route::of(path);
    let status = if route == Route::NotFound { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if route == Route::NotFound && !accepts.contains("text/html") {
        return HttpResponse::NotFound().finish();
    }
    let document = match route.program() {
        Program::Desk => "console/desk.html",
        Program::Administration => "console/administration.html",
    };
    let headers = [("Content-Security-Policy", CONSOLE_POLICY), ("X-Frame-Options", "DENY")];
    serve_as(status, &request, Dist::get, document, ASK_AGAIN, &headers)
}

/// Answers with an embedded file, compressed as the browser takes it, or with "you have it".
fn serve(
    request: &HttpRequest,
    get: impl Fn(&str) -> Option<EmbeddedFile>,
    path: &str,
    cache: &'static str,
    headers: &[(&'static str, &str)],
) -> HttpResponse {
    serve_as(StatusCode::OK, request, get, path, cache, headers)
}

/// The same with another status: "you have it" would mean that all is well.
fn serve_as(
    status: StatusCode,
    request: &HttpRequest,
    get: impl Fn(&str) -> Option<EmbeddedFile>,
    path: &str,
    cache: &'static str,
    headers: &[(&'static str, &str)],
) -> HttpResponse {
    if path.contains("..") {
        return HttpResponse::NotFound().finish();
    }
    let accepts =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoded = [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(encoding, suffix)| {
        let takes = accepts.split(',').any(|one| one.split(';').next().is_some_and(|name| name.trim() == encoding));
        takes.then(|| get(&format!("{path}{suffix}"))).flatten().map(|file| (file, Some(encoding)))
    });
    let Some((file, encoding)) = encoded.or_else(|| get(path).map(|file| (file, None))) else {
        return HttpResponse::NotFound().finish();
    };
    let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..12]));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = |known: &str| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag);
    let unchanged = status == StatusCode::OK && known.is_some_and(same);
    let mut answer = HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { status });
    answer
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((header::ETAG, etag))
        .insert_header((header::VARY, HeaderValue::from_static("Accept-Encoding")));
    for (name, value) in headers {
        answer.insert_header((*name, *value));
    }
    if unchanged {
        return answer.finish();
    }
    if let Some(encoding) = encoding {
        answer.insert_header((header::CONTENT_ENCODING, encoding));
    }
    body(&mut answer, path, file)
}

fn body(answer: &mut HttpResponseBuilder, path: &str, file: EmbeddedFile) -> HttpResponse {
    answer.content_type(content_type(path)).body(file.data.into_owned())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
