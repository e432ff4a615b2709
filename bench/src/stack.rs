//! The product in this process: log, commands and live state over a folder, and people to act in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use chrono::{DateTime, TimeDelta};
use letopis::auth::{self, Auth, Cost};
use letopis::clock::{Clock, Ids, SystemClock, SystemEntropy};
use letopis::commands::operator::Caller;
use letopis::commands::visitor::{Arrival, VisitorCaller, Written};
use letopis::commands::{Commands, DEMO_SITE, by_operator, conversation_id_of, operator_id_of};
use letopis::config::Limits;
use letopis::event_log::{EventLog, LogLimits, SqliteLog};
use letopis::facts::Known;
use letopis::projections::LiveHandle;
use letopis_events::ids::{CommandId, ConversationId, VisitId};
use letopis_events::vocabulary::{Actor, Locale, OperatorStatus, Page, Role, Secret};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::site::SiteCommand;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

/// The host of the site that everybody visits.
pub const SHOP: &str = "shop.example";

/// A folder on the disk that the program itself is on: where temporary files live, `fdatasync` may cost nothing.
///
/// # Errors
/// When it cannot be made.
pub fn folder() -> Result<TempDir> {
    let program = std::env::current_exe()?;
    let beside = program.parent().unwrap_or(Path::new("."));
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?)
}

/// A runtime like the server's: one worker a core, but at least two.
///
/// # Errors
/// When the threads cannot be started.
pub fn runtime() -> Result<Runtime> {
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()?)
}

/// Identifiers as the product makes them: later ones sort later.
pub fn ids() -> Ids {
    Ids::new(Arc::new(SystemClock::starting_at(DateTime::UNIX_EPOCH)), Arc::new(SystemEntropy))
}

/// The product over a folder, without sockets.
#[derive(Clone)]
pub struct Stack {
    pub log: Arc<SqliteLog>,
    pub commands: Commands,
    pub live: LiveHandle,
    pub ids: Ids,
    data: PathBuf,
}

/// A live state that follows its log; it stands still without this value.
pub struct Following(JoinHandle<()>);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A visitor on a page of the shop.
#[derive(Clone)]
pub struct Guest {
    pub who: VisitorCaller,
    pub visit_id: VisitId,
    /// The conversation that he has, or will have when he writes.
    pub conversation_id: ConversationId,
}

impl Stack {
    /// Opens the log of a folder and replays it.
    ///
    /// # Errors
    /// When there is something else.
    pub fn open(data: &Path) -> Result<Self> {
        let log = Arc::new(SqliteLog::open(data, LogLimits::default(), Arc::new(SystemEntropy))?);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::starting_at(log.head().recorded_at));
        let ids = Ids::new(clock.clone(), Arc::new(SystemEntropy));
        let live = LiveHandle::replay(&*log)?;
        let commands = Commands::new(log.clone(), clock, ids.clone());
        Ok(Self { log, commands, live, ids, data: data.to_owned() })
    }

    /// Lets the live state follow the log, as the hub does, for as long as the answer is kept.
    pub fn follow(&self) -> Following {
        let live = self.live.clone();
        let mut events = self.log.subscribe(live.read().position);
        Following(tokio::spawn(async move {
            while let Ok(batch) = events.next_batch(512).await {
                live.fold(&batch).expect("events of our own");
            }
        }))
    }

    /// The site, and operators who are signed in and online.
    ///
    /// # Errors
    /// When a command is not carried out.
    pub async fn staff(&self, operators: usize) -> Result<Vec<Caller>> {
        let site = SiteCommand::Add {
            name: "Shop".to_owned(),
            allowed_domains: vec![SHOP.to_owned()],
            accent: "#2f6b4f".to_owned(),
            locale: Locale::En,
        };
        self.commands.sites.execute(DEMO_SITE, self.commands.own(Actor::Host), site).await?;
        let mut callers = Vec::new();
        for n in 0..operators {
            callers.push(self.sign_in(&format!("operator{n}@shop.example")).await?);
        }
        Ok(callers)
    }

    async fn sign_in(&self, email: &str) -> Result<Caller> {
        let caller = Caller { operator_id: operator_id_of(email), session_id: self.ids.next() };
        let create = OperatorCommand::Create {
            email: email.to_owned(),
            name: email.to_owned(),
            role: Role::Operator,
            locale: Locale::En,
            hash: Secret(String::new()),
        };
        let open = OperatorCommand::OpenSession {
            session_id: caller.session_id,
            expires_at: self.commands.now() + TimeDelta::days(1),
            status: OperatorStatus::Online,
        };
        let actor = by_operator(caller.operator_id, None);
        self.commands.operators.execute(caller.operator_id, self.commands.own(actor), create).await?;
        self.commands.operators.execute(caller.operator_id, self.commands.own(actor), open).await?;
        Ok(caller)
    }

    /// A new visitor, who has come.
    ///
    /// # Errors
    /// When a command is not carried out.
    pub async fn guest(&self) -> Result<Guest> {
        let who = VisitorCaller {
            visitor_id: self.ids.next(),
            site_id: DEMO_SITE,
            locale: Locale::En,
            languages: Vec::new(),
            ip: None,
        };
        let arrival = Arrival {
            tab_id: self.ids.next(),
            page: page("tents"),
            referrer: String::new(),
            user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
            language: None,
            ip: Some("192.0.2.1".to_owned()),
            known: Known::default(),
        };
        let (visit_id, _) = self.commands.arrive(&self.live, &who, &arrival).await?;
        let conversation_id = conversation_id_of(who.visitor_id, 1);
        Ok(Guest { who, visit_id, conversation_id })
    }

    /// The visitor writes; the first message starts his conversation.
    ///
    /// # Errors
    /// When the command is not carried out.
    pub async fn writes(&self, guest: &Guest, text: String) -> Result<()> {
        let id: CommandId = self.ids.next();
        self.commands
            .visitor_writes(&self.live, &guest.who, guest.visit_id, &page("tents"), Written { id, text, form: None })
            .await?;
        Ok(())
    }

    /// A token with which this operator may open sockets of a server over the same folder.
    ///
    /// # Errors
    /// When the key of the folder cannot be read or made.
    pub fn token(&self, caller: Caller) -> Result<String> {
        let secret = auth::Secret::open(&self.data, &self.ids)?;
        let auth = Auth::new(&secret, &Limits::default(), Cost::default(), self.ids.clone());
        let now = self.commands.now();
        Ok(auth.access_token(caller, now, now + TimeDelta::days(1)).0)
    }

    /// Ends: the folder can be opened by somebody else.
    pub async fn close(self) {
        self.log.close().await;
    }
}

/// A page of the shop.
pub fn page(path: &str) -> Page {
    Page { url: format!("https://{SHOP}/{path}"), title: "Tents and sleeping bags for every season".to_owned() }
}

/// Does `work` for every number below `count`, some at once.
///
/// # Errors
/// The first error of the work.
pub async fn each<F>(count: usize, at_once: usize, work: impl Fn(usize) -> F) -> Result<()>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let mut running = tokio::task::JoinSet::new();
    for n in 0..count {
        if running.len() >= at_once
            && let Some(done) = running.join_next().await
        {
            done??;
        }
        running.spawn(work(n));
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    Ok(())
}

/// Waits for something that must come soon.
///
/// # Errors
/// When it does not come.
pub async fn soon<T>(what: &'static str, awaited: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(Duration::from_secs(30), awaited).await.map_err(|_| anyhow!("{what} did not come within 30 s"))
}
