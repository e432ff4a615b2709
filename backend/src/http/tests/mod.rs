//! The resources as a browser meets them: a whole server over a log in memory, without a network between.

mod accounts;
mod demo;
mod email;
mod guard;
mod invitation;
mod pages;
mod photo;
mod renewal;
mod reports;
mod roles;
mod setup;
mod sign_in;

use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App as ActixApp, web};
use chrono::DateTime;
use futures::FutureExt;
use letopis_events::ids::{CommandId, OperatorId};
use letopis_events::vocabulary::{Actor, Locale, Role};
use letopis_shared::domain::operator::OperatorCommand;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Auth, Cost, Secret};
use crate::clock::{Ids, ManualClock, SeededEntropy};
use crate::commands::operator_id_of;
use crate::config::{Config, Limits};
use crate::event_log::{EventLog, LogLimits, MemoryLog};

const PASSWORD: &str = "верно-и-длинно";
const SIGN_IN: &str = "/api/auth/sign-in";
const REFRESH: &str = "/api/auth/refresh";

/// A whole server, whose clock the test moves.
struct Server {
    app: web::Data<App>,
    clock: Arc<ManualClock>,
}

/// One request, as our own page makes it unless it is said otherwise.
struct Ask {
    request: TestRequest,
    own_page: bool,
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    /// Null when there was none, or none of JSON.
    body: Value,
    bytes: Vec<u8>,
    /// Of the session.
    cookie: Option<Cookie<'static>>,
    /// By which the browser is known.
    device: Option<Cookie<'static>>,
    headers: Vec<(String, String)>,
}

/// Somebody signed in, with what his browser keeps.
struct Browser {
    token: String,
    cookie: Cookie<'static>,
}

impl Server {
    fn start() -> Self {
        Self::start_with(|_| {})
    }

    fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let entropy = Arc::new(SeededEntropy::new(1));
        Self::over(
            Arc::new(MemoryLog::new(Uuid::from_u128(77), LogLimits::default(), entropy.clone())),
            entropy,
            change,
        )
    }

    /// Another start over the same log.
    fn again(&self) -> Self {
        Self::over(self.app.log.clone(), Arc::new(SeededEntropy::new(2)), |_| {})
    }

    fn over(log: Arc<dyn EventLog>, entropy: Arc<SeededEntropy>, change: impl FnOnce(&mut Config)) -> Self {
        let clock = Arc::new(ManualClock::at(DateTime::from_timestamp(1_790_000_000, 0).unwrap()));
        let ids = Ids::new(clock.clone(), entropy);
        let mut config = Config {
            data: "unused".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            facts: None,
            demo: false,
            secure_cookies: false,
            proxies: 0,
            limits: Limits::default(),
        };
        change(&mut config);
        let cheap = Cost { memory_kib: 8, passes: 1 };
        let auth = Auth::new(&Secret::new([5; 32]), &config.limits, cheap, ids.clone());
        let (app, _hub) = App::start(config, log, auth, clock.clone(), ids).unwrap();
        Self { app: web::Data::new(app), clock }
    }

    /// Makes an account as the command line would.
    async fn account(&self, role: Role, email: &str) -> OperatorId {
        let hash = self.app.auth.passwords.hash(PASSWORD).await.unwrap();
        let create =
            OperatorCommand::Create { email: email.into(), name: "Ира".into(), role, locale: Locale::Ru, hash };
        self.command(email, create).await
    }

    /// A command to an account, as if an administrator had given it.
    async fn command(&self, email: &str, command: OperatorCommand) -> OperatorId {
        let id = operator_id_of(email);
        let meta = self.app.commands.own(Actor::Host);
        let done = self.app.commands.operators.execute(id, meta, command).await.unwrap();
        self.app.live.reached(done.position).await;
        id
    }

    /// An account of this role that has signed in.
    async fn signed_in(&self, role: Role, email: &str) -> Browser {
        self.account(role, email).await;
        self.send(sign_in(email, PASSWORD)).await.browser()
    }

    async fn send(&self, ask: Ask) -> Answer {
        let service = init_service(ActixApp::new().app_data(self.app.clone()).configure(super::routes)).await;
        let request = if ask.own_page { ask.request.insert_header(("X-Letopis", "1")) } else { ask.request };
        let response = call_service(&service, request.to_request()).await;
        let cookies: Vec<_> = response.response().cookies().map(Cookie::into_owned).collect();
        let [cookie, device] =
            ["letopis_session", "letopis_device"].map(|name| cookies.iter().find(|one| one.name() == name).cloned());
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let status = response.status();
        let body = read_body(response).await;
        let bytes = body.to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, body, bytes, cookie, device, headers }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The hub's thread ends with the log; one in memory closes at once.
        let _ = self.app.log.close().now_or_never();
    }
}

impl Ask {
    fn new(method: Method, path: &str) -> Self {
        Self { request: TestRequest::with_uri(path).method(method), own_page: true }
    }

    fn json(mut self, body: &Value) -> Self {
        self.request = self.request.set_json(body);
        self
    }

    fn bytes(mut self, body: Vec<u8>) -> Self {
        self.request = self.request.set_payload(body);
        self
    }

    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request = self.request.insert_header((name, value));
        self
    }

    fn by(self, browser: &Browser) -> Self {
        self.header("Authorization", &format!("Bearer {}", browser.token))
    }

    fn with_cookie(mut self, cookie: &Cookie<'static>) -> Self {
        self.request = self.request.cookie(cookie.clone());
        self
    }

    fn at_address(mut self, address: &str) -> Self {
        self.request = self.request.peer_addr(SocketAddr::new(address.parse().unwrap(), 40_000));
        self
    }

    fn of_no_page(mut self) -> Self {
        self.own_page = false;
        self
    }
}

impl Answer {
    /// The name of the error.
    fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or("none")
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    fn browser(&self) -> Browser {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        Browser { token: self.body["token"].as_str().unwrap().to_owned(), cookie: self.cookie.clone().unwrap() }
    }

    /// Whether the browser's cookie is taken away.
    fn takes_cookie_away(&self) -> bool {
        let seconds = |cookie: &Cookie<'_>| cookie.max_age().map(|age| age.whole_seconds());
        self.cookie.as_ref().is_some_and(|cookie| cookie.value().is_empty() && seconds(cookie) == Some(0))
    }
}

fn get(path: &str) -> Ask {
    Ask::new(Method::GET, path)
}

fn post(path: &str, body: &Value) -> Ask {
    Ask::new(Method::POST, path).json(body)
}

fn sign_in(email: &str, password: &str) -> Ask {
    post(SIGN_IN, &json!({ "email": email, "password": password, "status": "online" }))
}

fn refresh(cookie: &Cookie<'static>) -> Ask {
    post(REFRESH, &json!({})).with_cookie(cookie)
}

fn command_id(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}
