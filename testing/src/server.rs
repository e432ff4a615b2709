//! A real server in this process.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::{App as ActixApp, HttpServer, web};
use chrono::TimeDelta;
use letopis::app::{App, Background};
use letopis::auth::{Auth, Cost, Secret as Key};
use letopis::clock::{Clock, Ids, SystemClock, SystemEntropy};
use letopis::commands::operator::Caller;
use letopis::commands::{SETTINGS, operator_id_of};
use letopis::config::{Config, Limits};
use letopis::event_log::{EventLog, LogLimits, MemoryLog, SqliteLog};
use letopis::http;
use letopis::subscriptions::Message;
use letopis_events::ids::{OperatorId, SessionId, SiteId};
use letopis_events::vocabulary::{Actor, Locale, OperatorStatus, Role, Secret};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::domain::site::SiteCommand;
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::{FailingLog, OperatorClient, Tab, VisitorClient, new_id};

/// Where the page of a test's site comes from.
pub const SHOP: &str = "https://shop.example";

/// How a server is to be started.
pub struct Builder {
    folder: Option<PathBuf>,
    sqlite: bool,
    limits: Limits,
    facts: Option<PathBuf>,
    proxies: usize,
    clock: Option<Arc<dyn Clock>>,
    workers: usize,
}

impl Default for Builder {
    /// A log in memory; limits under which no test is too fast.
    fn default() -> Self {
        let limits = Limits {
            frames_burst: 1_000_000,
            frames_per_second: 1_000_000,
            messages_burst: 1_000_000,
            arrivals_burst: 1_000_000,
            sockets_without_hello_per_address: usize::MAX,
            // Tests give commands for operators who have no socket.
            operator_missed: std::time::Duration::from_secs(3_600),
            ..Limits::default()
        };
        Self { folder: None, sqlite: false, limits, facts: None, proxies: 0, clock: None, workers: 1 }
    }
}

impl Builder {
    /// The log in a file of a temporary folder.
    pub fn sqlite(mut self) -> Self {
        self.sqlite = true;
        self
    }

    /// The log in a file of this folder.
    pub fn data(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self.sqlite()
    }

    /// Changes limits.
    pub fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }

    /// Knows places and browsers from the files of this folder.
    pub fn facts(mut self, folder: &Path) -> Self {
        self.facts = Some(folder.to_owned());
        self
    }

    /// Stands behind so many proxies.
    pub fn proxies(mut self, proxies: usize) -> Self {
        self.proxies = proxies;
        self
    }

    /// Tells the time by this clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Threads that serve; one unless told otherwise.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self
    }

    /// Starts the server.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(self) -> Server {
        let temporary = self.folder.is_none().then(|| tempfile::tempdir().expect("a temporary folder"));
        let folder =
            self.folder.unwrap_or_else(|| temporary.as_ref().map(TempDir::path).unwrap_or(Path::new("")).into());
        let (facts, proxies) = (self.facts, self.proxies);
        let place = Place {
            folder,
            sqlite: self.sqlite,
            temporary,
            limits: self.limits,
            facts,
            proxies,
            workers: self.workers,
        };
        let inner: Arc<dyn EventLog> = match place.sqlite {
            true => place.open(),
            false => Arc::new(MemoryLog::new(new_id(), LogLimits::default(), Arc::new(SystemEntropy))),
        };
        place.serve(inner, self.clock).await
    }
}

/// What a restart keeps.
struct Place {
    folder: PathBuf,
    sqlite: bool,
    /// Removed with the server.
    temporary: Option<TempDir>,
    limits: Limits,
    facts: Option<PathBuf>,
    proxies: usize,
    workers: usize,
}

impl Place {
    fn open(&self) -> Arc<dyn EventLog> {
        let log = SqliteLog::open(&self.folder, LogLimits::default(), Arc::new(SystemEntropy));
        Arc::new(log.expect("the log of the folder opens"))
    }

    async fn serve(self, inner: Arc<dyn EventLog>, clock: Option<Arc<dyn Clock>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the port is known");
        let config = Config {
            data: self.folder.clone(),
            listen: address,
            facts: self.facts.clone(),
            demo: false,
            secure_cookies: false,
            proxies: self.proxies,
            limits: self.limits.clone(),
        };
        let log = Arc::new(FailingLog::new(inner));
        let clock = clock.unwrap_or_else(|| Arc::new(SystemClock::starting_at(log.head().recorded_at)));
        let ids = Ids::new(clock.clone(), Arc::new(SystemEntropy));
        // The cheapest hash there is: nobody's password is at stake.
        let cost = Cost { memory_kib: 8, passes: 1 };
        let key = Key::open(&self.folder, &ids).expect("the key of the folder");
        let auth = Auth::new(&key, &config.limits, cost, ids.clone());
        let (app, background) = App::start(config, log.clone(), auth, clock.clone(), ids).expect("the log is replayed");
        let app = web::Data::new(app);
        let (handle, thread) = run(app.clone(), listener, self.workers).await;
        Server { app, address, log, clock, handle, thread, background, place: self }
    }
}

/// Serves on a thread of its own, as actix wants it.
async fn run(app: web::Data<App>, listener: TcpListener, workers: usize) -> (ServerHandle, JoinHandle<()>) {
    let (tell, told) = oneshot::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let limits = app.config.limits.clone();
            let server = HttpServer::new(move || {
                ActixApp::new().app_data(app.clone()).wrap(http::security_headers()).configure(http::routes)
            })
            .on_connect(move |connection, _| http::bound_connection(connection, &limits))
            .workers(workers)
            .tcp_nodelay(true)
            .disable_signals()
            .shutdown_timeout(1)
            .listen(listener)
            .expect("the port can be listened on")
            .run();
            let _ = tell.send(server.handle());
            server.await.expect("the server runs to its end");
        });
    });
    (told.await.expect("the server starts"), thread)
}

/// A running server.
pub struct Server {
    pub app: web::Data<App>,
    pub address: SocketAddr,
    /// Refuses to commit when told so.
    pub log: Arc<FailingLog>,
    clock: Arc<dyn Clock>,
    handle: ServerHandle,
    thread: JoinHandle<()>,
    background: Background,
    place: Place,
}

/// An operator's account with one open session.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: OperatorId,
    pub session_id: SessionId,
    pub token: String,
    pub role: Role,
    pub name: String,
}

impl Server {
    /// A server over a log in memory.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// How a server is to be started.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// Stops as `letopis serve` does on SIGTERM, and starts again over what the log holds. SQLite only.
    ///
    /// # Panics
    /// When the log is in memory.
    pub async fn restart(self) -> Self {
        self.restart_with(|_| {}).await
    }

    /// As [`Server::restart`], with other limits.
    ///
    /// # Panics
    /// When the log is in memory.
    pub async fn restart_with(self, change: impl FnOnce(&mut Limits)) -> Self {
        assert!(self.place.sqlite, "a log in memory does not outlive its server");
        let clock = self.clock.clone();
        let mut place = self.end().await;
        change(&mut place.limits);
        let log = place.open();
        place.serve(log, Some(clock)).await
    }

    /// Stops: sockets are told to come back, acknowledged work is on disk.
    pub async fn stop(self) {
        self.end().await;
    }

    /// Stops and gives back the folder, which goes when it is dropped.
    pub async fn stop_and_keep_folder(self) -> Option<TempDir> {
        self.end().await.temporary
    }

    async fn end(self) -> Place {
        self.app.hub.tell(Message::Drain).await;
        self.handle.stop(true).await;
        self.log.close().await;
        let (thread, background) = (self.thread, self.background);
        let joined =
            tokio::task::spawn_blocking(move || (thread.join(), background.join())).await.expect("threads are joined");
        joined.0.expect("the server did not panic");
        joined.1.expect("the log could be followed");
        self.place
    }

    /// A new account with an open session and this role, Online.
    pub async fn operator(&self, role: Role, name: &str) -> Account {
        self.operator_with(role, name, OperatorStatus::Online).await
    }

    /// A new account with an open session, in this status.
    ///
    /// # Panics
    /// When there is one for this name already.
    pub async fn operator_with(&self, role: Role, name: &str, status: OperatorStatus) -> Account {
        let email = format!("{}@letopis.example", new_id::<OperatorId>());
        let id = operator_id_of(&email);
        let create = OperatorCommand::Create {
            email,
            name: name.to_owned(),
            role,
            locale: Locale::En,
            hash: Secret("no password opens this account".to_owned()),
        };
        self.app.commands.operators.execute(id, self.app.commands.own(Actor::Host), create).await.expect("an account");
        self.sign_in(id, status).await
    }

    /// Another session of an account.
    ///
    /// # Panics
    /// When the account may not sign in.
    pub async fn sign_in(&self, id: OperatorId, status: OperatorStatus) -> Account {
        let session_id: SessionId = self.app.commands.new_id();
        let now = self.app.clock.now();
        let expires_at = now + TimeDelta::days(30);
        let open = OperatorCommand::OpenSession { session_id, expires_at, status };
        let commands = &self.app.commands;
        let done = commands.operators.execute(id, commands.own(Actor::Host), open).await.expect("a session");
        self.app.live.reached(done.position).await;
        let caller = Caller { operator_id: id, session_id };
        let (token, _) = self.app.auth.access_token(caller, now, expires_at);
        let (role, name) = {
            let live = self.app.live.read();
            let operator = live.operators.get(&id).expect("the account is known");
            (operator.role, operator.name.clone())
        };
        Account { id, session_id, token, role, name }
    }

    /// A new site whose widget may stand on [`SHOP`].
    pub async fn site(&self) -> SiteId {
        self.site_for(&["shop.example"]).await
    }

    /// A new site for these domains.
    ///
    /// # Panics
    /// When a domain is not one.
    pub async fn site_for(&self, domains: &[&str]) -> SiteId {
        let id: SiteId = self.app.commands.new_id();
        let add = SiteCommand::Add {
            name: "Shop".to_owned(),
            allowed_domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
            accent: "#2f6b4f".to_owned(),
            locale: Locale::En,
        };
        let commands = &self.app.commands;
        let done = commands.sites.execute(id, commands.own(Actor::Host), add).await.expect("a site");
        self.app.live.reached(done.position).await;
        id
    }

    /// Hides the conversations of other operators, or shows them.
    ///
    /// # Panics
    /// When the log refuses.
    pub async fn hide_others(&self, hidden: bool) {
        self.set(SettingsCommand::HideOthersConversations { hidden }).await;
    }

    /// Changes a setting; waits until it is seen.
    ///
    /// # Panics
    /// When it is not one, or the log refuses.
    pub async fn set(&self, command: SettingsCommand) {
        let commands = &self.app.commands;
        let done = commands.settings.execute(SETTINGS, commands.own(Actor::Host), command).await.expect("a setting");
        self.app.live.reached(done.position).await;
    }

    /// A socket of an operator, welcomed.
    pub async fn connect(&self, account: &Account) -> OperatorClient {
        OperatorClient::connect(self.address, &account.token).await
    }

    /// A new visitor on the front page of a site, welcomed.
    pub async fn visitor(&self, site_id: SiteId) -> VisitorClient {
        VisitorClient::connect(self.address, Tab::new(site_id, SHOP)).await
    }

    /// A tab, welcomed.
    pub async fn tab(&self, tab: Tab) -> VisitorClient {
        VisitorClient::connect(self.address, tab).await
    }

    /// Waits until the server has done all that it does by itself now; what is due later is not waited for.
    pub async fn settled(&self) {
        let mut positions = self.app.live.positions();
        loop {
            self.app.live.reached(self.position()).await;
            positions.mark_unchanged();
            if self.app.live.read().due(self.clock.now(), self.app.config.limits.missed_after()).acts.is_empty() {
                return;
            }
            // The state lives as long as the server: waiting cannot fail.
            let _ = positions.changed().await;
        }
    }

    /// The position of the last durable event.
    pub fn position(&self) -> u64 {
        self.log.head().position
    }
}
