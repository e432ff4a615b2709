//! Facts of a visit: where its address is, and which browser and system it says to be.
//!
//! Both come from files of one folder and are optional: [`place`] looks into databases of addresses (`*.mmdb`),
//! [`device`] follows the rules of `regexes.yaml`. Without a file the facts stay empty, and the log says so once. The
//! files are read when the first visitor comes; what is looked up is hostile text, so it has a length, a turn and a time.

mod device;
mod place;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use letopis_events::events::visit::{VisitDeviceRecognised, VisitLocated};
use tokio::sync::Semaphore;

use self::device::Devices;
use self::place::Places;

/// Visitors looked up at once; each waits for a disk or keeps a core busy for less than a millisecond.
const AT_ONCE: usize = 2;
/// A visitor whose facts are not there after this is received without them.
const WAIT: Duration = Duration::from_secs(2);

/// What is known of a visit; nothing where a file is absent or says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    pub place: Option<VisitLocated>,
    pub device: Option<VisitDeviceRecognised>,
}

/// The files, behind a queue.
pub struct Facts {
    folder: Option<PathBuf>,
    read: OnceLock<Read>,
    turns: Arc<Semaphore>,
}

/// The files as they were read.
struct Read {
    places: Places,
    devices: Option<Devices>,
}

impl Facts {
    /// The facts of a folder; without one there are none. Says in the log which files are missing.
    pub fn of_folder(folder: Option<PathBuf>) -> Self {
        if let Some(folder) = &folder {
            if place::databases(folder).is_empty() {
                tracing::info!(folder = %folder.display(), "no database of addresses: visitors have no place");
            }
            if !folder.join(device::RULES).is_file() {
                tracing::info!(folder = %folder.display(), "no rules for user agents: visitors have no browser");
            }
        }
        Self { folder, read: OnceLock::new(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// What is known of a visitor with this user agent and address. Never fails, and never holds up a thread that answers.
    pub async fn of(self: &Arc<Self>, user_agent: &str, ip: Option<&str>) -> Known {
        let Some(folder) = self.folder.clone() else { return Known::default() };
        let ip = ip.and_then(|ip| ip.parse().ok());
        let (facts, agent) = (self.clone(), device::cut(user_agent));
        let look = async move {
            let turn = facts.turns.clone().acquire_owned().await.ok()?;
            let looked = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                facts.look(&folder, &agent, ip)
            });
            looked.await.ok()
        };
        match tokio::time::timeout(WAIT, look).await {
            Ok(Some(known)) => known,
            Ok(None) | Err(_) => {
                tracing::debug!("the facts of a visitor were not found in time");
                Known::default()
            }
        }
    }

    fn look(&self, folder: &Path, user_agent: &str, ip: Option<IpAddr>) -> Known {
        let read = self.read.get_or_init(|| Read { places: Places::read(folder), devices: Devices::read(folder) });
        Known {
            place: ip.and_then(|ip| read.places.of(ip)),
            device: read.devices.as_ref().and_then(|devices| devices.of(user_agent)),
        }
    }
}

#[cfg(test)]
mod tests;
