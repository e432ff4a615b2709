//! Everything that one running server consists of, shared by its sockets and HTTP resources.

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::auth::Auth;
use crate::clock::{Clock, Ids};
use crate::commands::Commands;
use crate::config::Config;
use crate::event_log::{EventLog, LogError};
use crate::projections::LiveHandle;
use crate::subscriptions::{Hub, HubHandle};

/// One server.
pub struct App {
    pub config: Config,
    pub log: Arc<dyn EventLog>,
    pub commands: Commands,
    pub live: LiveHandle,
    pub hub: HubHandle,
    pub auth: Auth,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
}

/// The thread on which the hub runs; it ends when the log is closed.
pub type HubThread = JoinHandle<Result<(), LogError>>;

impl App {
    /// A server over this log, knowing everything that the log holds, with its hub running.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    pub fn start(
        config: Config,
        log: Arc<dyn EventLog>,
        auth: Auth,
        clock: Arc<dyn Clock>,
        ids: Ids,
    ) -> Result<(Self, HubThread), LogError> {
        let live = LiveHandle::replay(&*log)?;
        let commands = Commands::new(log.clone(), clock.clone(), ids.clone());
        let (hub, handle, messages) = Hub::new(live.clone(), commands.clone(), config.limits.clone(), &*log);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| LogError::Unavailable(error.to_string()))?;
        let follow = log.clone();
        let thread = std::thread::Builder::new()
            .name("hub".to_owned())
            .spawn(move || {
                let ended = runtime.block_on(hub.run(follow, messages));
                if let Err(error) = &ended {
                    tracing::error!(%error, "the log cannot be followed: screens stand still until a restart");
                }
                ended
            })
            .map_err(|error| LogError::Unavailable(error.to_string()))?;
        Ok((Self { config, log, commands, live, hub: handle, auth, clock, ids }, thread))
    }
}
