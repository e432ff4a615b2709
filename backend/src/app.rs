//! Everything that one running server consists of, shared by its sockets and HTTP resources.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::watch;

use crate::auth::Auth;
use crate::clock::{Clock, Ids};
use crate::commands::Commands;
use crate::config::Config;
use crate::doors::Doors;
use crate::event_log::{EventLog, LogError};
use crate::facts::Facts;
use crate::photos::Photos;
use crate::projections::LiveHandle;
use crate::reactors::Reactor;
use crate::subscriptions::{Hub, HubHandle};

/// One server.
pub struct App {
    pub config: Config,
    pub log: Arc<dyn EventLog>,
    pub commands: Commands,
    pub live: LiveHandle,
    pub hub: HubHandle,
    pub auth: Auth,
    pub facts: Arc<Facts>,
    pub photos: Photos,
    pub doors: Doors,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
}

/// What runs beside the sockets: the hub and the reactor, each on a thread of its own. Both end when the log is closed.
pub struct Background {
    hub: JoinHandle<Result<(), LogError>>,
    reactor: JoinHandle<()>,
    /// Closed when the hub has ended, for whatever reason.
    ended: watch::Receiver<()>,
}

impl Background {
    /// Waits until the hub has ended: without it screens stand still, so the server must not go on.
    pub fn ended(&self) -> impl Future<Output = ()> + 'static {
        let mut ended = self.ended.clone();
        async move { while ended.changed().await.is_ok() {} }
    }

    /// Waits for both threads.
    ///
    /// # Errors
    /// [`LogError`] when the hub ended because the log could not be followed; or that a thread panicked.
    pub fn join(self) -> Result<(), LogError> {
        let panicked = |_| LogError::Unavailable("a thread of the server panicked".to_owned());
        self.reactor.join().map_err(panicked)?;
        self.hub.join().map_err(panicked)?
    }
}

impl App {
    /// A server over this log, knowing everything that the log holds, with its hub and its reactor running.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    pub fn start(
        config: Config,
        log: Arc<dyn EventLog>,
        auth: Auth,
        clock: Arc<dyn Clock>,
        ids: Ids,
    ) -> Result<(Self, Background), LogError> {
        let live = LiveHandle::replay(&*log)?;
        let commands = Commands::new(log.clone(), clock.clone(), ids.clone());
        let (hub, handle, messages) = Hub::new(live.clone(), commands.clone(), config.limits.clone(), &*log);
        let reactor = Reactor::new(commands.clone(), live.clone(), clock.clone(), &config.limits);
        let (alive, ended) = watch::channel(());
        let follow = log.clone();
        let hub = thread("hub", async move {
            let ended = hub.run(follow, messages).await;
            if let Err(error) = &ended {
                tracing::error!(%error, "the log cannot be followed");
            }
            drop(alive);
            ended
        })?;
        let mut over = ended.clone();
        let reactor = thread("reactor", async move {
            tokio::select! {
                () = reactor.run() => {}
                _ = over.changed() => {}
            }
        })?;
        let background = Background { hub, reactor, ended };
        let facts = Arc::new(Facts::of_folder(config.facts.clone()));
        let (photos, doors) = (Photos::new(&config.limits), Doors::new(&config.limits));
        Ok((Self { config, log, commands, live, hub: handle, auth, facts, photos, doors, clock, ids }, background))
    }
}

/// Runs a task on a thread of its own: nothing else can hold it up.
fn thread<T: Send + 'static>(
    name: &str,
    task: impl Future<Output = T> + Send + 'static,
) -> Result<JoinHandle<T>, LogError> {
    let cannot = |error: std::io::Error| LogError::Unavailable(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
    std::thread::Builder::new().name(name.to_owned()).spawn(move || runtime.block_on(task)).map_err(cannot)
}
