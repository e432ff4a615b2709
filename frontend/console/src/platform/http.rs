//! Requests to this server, with the header that keeps other sites from making them.

use leptos::prelude::window;
use letopis_shared::wire::http::HttpError;
use letopis_ui::json::Json;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::wire::{self, Answer};

/// Why there is no answer that can be used.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server cannot be reached, or answered something that is not ours.
    Network,
    Problem(HttpError),
}

/// Reads a resource.
///
/// # Errors
/// When the server cannot be reached or says no.
pub async fn get<T: Answer>(path: &str, token: Option<&str>) -> Result<T, Failure> {
    let text = request("GET", path, token, None).await?;
    read(&text)
}

/// Sends a file.
///
/// # Errors
/// As [`get`].
pub async fn send_file(path: &str, token: Option<&str>, file: &JsValue) -> Result<(), Failure> {
    request("POST", path, token, Some((file, None))).await.map(drop)
}

/// Reads a file as it is.
///
/// # Errors
/// As [`get`].
pub async fn file(path: &str) -> Result<String, Failure> {
    request("GET", path, None, None).await
}

/// Sends a body and reads the answer.
///
/// # Errors
/// As [`get`].
pub async fn post<T: Answer>(path: &str, token: Option<&str>, body: &impl Serialize) -> Result<T, Failure> {
    let text = send(path, token, body).await?;
    read(&text)
}

/// A body that says nothing.
#[derive(Serialize)]
pub struct Nothing {}

/// Sends a body whose answer does not matter beyond its success.
///
/// # Errors
/// As [`get`].
pub async fn tell(path: &str, token: Option<&str>, body: &impl Serialize) -> Result<(), Failure> {
    send(path, token, body).await.map(drop)
}

async fn send(path: &str, token: Option<&str>, body: &impl Serialize) -> Result<String, Failure> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Network)?;
    request("POST", path, token, Some((&body.into(), Some("application/json")))).await
}

/// A body, and its kind where the browser does not know it.
type Body<'a> = (&'a JsValue, Option<&'static str>);

async fn request(method: &str, path: &str, token: Option<&str>, body: Option<Body<'_>>) -> Result<String, Failure> {
    let response = fetch(method, path, token, body).await.map_err(|_| Failure::Network)?;
    let text = text_of(&response).await.map_err(|_| Failure::Network)?;
    if response.ok() {
        return Ok(text);
    }
    let problem = Json::parse(&text).and_then(|json| wire::problem(&json));
    Err(problem.map_or(Failure::Network, Failure::Problem))
}

fn read<T: Answer>(text: &str) -> Result<T, Failure> {
    Json::parse(text).and_then(|json| T::read(&json)).ok_or(Failure::Network)
}

async fn fetch(method: &str, path: &str, token: Option<&str>, body: Option<Body<'_>>) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("X-Letopis", "1")?;
    if let Some(token) = token {
        headers.set("Authorization", &format!("Bearer {token}"))?;
    }
    let init = RequestInit::new();
    init.set_method(method);
    if let Some((body, kind)) = body {
        if let Some(kind) = kind {
            headers.set("Content-Type", kind)?;
        }
        init.set_body(body);
    }
    init.set_headers(&headers);
    JsFuture::from(window().fetch_with_str_and_init(path, &init)).await?.dyn_into()
}

async fn text_of(response: &Response) -> Result<String, JsValue> {
    Ok(JsFuture::from(response.text()?).await?.as_string().unwrap_or_default())
}
