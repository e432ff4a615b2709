//! Everything that one running server consists of, shared by its sockets and HTTP resources.

use std::sync::Arc;

use crate::auth::Auth;
use crate::clock::{Clock, Ids};
use crate::commands::Commands;
use crate::config::Config;
use crate::event_log::{EventLog, LogError};
use crate::projections::LiveHandle;

/// One server.
pub struct App {
    pub config: Config,
    pub log: Arc<dyn EventLog>,
    pub commands: Commands,
    pub live: LiveHandle,
    pub auth: Auth,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
}

impl App {
    /// A server over this log, knowing everything that the log holds.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be read.
    pub fn new(
        config: Config,
        log: Arc<dyn EventLog>,
        auth: Auth,
        clock: Arc<dyn Clock>,
        ids: Ids,
    ) -> Result<Self, LogError> {
        let live = LiveHandle::replay(&*log)?;
        let commands = Commands::new(log.clone(), clock.clone(), ids.clone());
        Ok(Self { config, log, commands, live, auth, clock, ids })
    }
}
