//! The server as a process of its own, to be killed.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::PATIENCE;

/// A running `letopis serve`; killed when dropped.
pub struct Binary {
    child: Child,
    pub address: SocketAddr,
}

impl Binary {
    /// Starts the program on a data folder and a free port; waits until it listens.
    ///
    /// # Panics
    /// When it does not.
    pub async fn start(program: &str, data: &Path) -> Self {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("LETOPIS_LOG", "warn")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let address = timeout(PATIENCE, async {
            loop {
                let line = lines.next_line().await.expect("its output can be read").expect("it says where it listens");
                if let Some((_, at)) = line.split_once("listens on http://") {
                    return at.trim().parse().expect("an address and a port");
                }
            }
        })
        .await
        .expect("it starts in time");
        // From here on nobody reads what it prints, as when a collector of logs has died: that must not matter.
        drop(lines);
        Self { child, address }
    }

    /// `kill -9`.
    ///
    /// # Panics
    /// When the process cannot be waited for.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the process can be killed");
    }

    /// Sends SIGTERM.
    ///
    /// # Panics
    /// When there is no `kill` to do it with.
    pub async fn terminate(&mut self) {
        let id = self.child.id().expect("the process runs");
        let sent = Command::new("kill").args(["-TERM", &id.to_string()]).status().await.expect("kill can be run");
        assert!(sent.success(), "the signal is delivered");
    }

    /// Waits for the end of the process.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn ended(mut self) -> ExitStatus {
        timeout(3 * PATIENCE, self.child.wait()).await.expect("it ends in time").expect("it can be waited for")
    }
}
