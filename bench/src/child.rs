//! A server in a process of its own: this program once more, in another role.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};
use letopis::cli::serve::{self, ServeArgs};
use letopis::config::Limits;

use crate::bare;

/// What a server of ours serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// The product, as `letopis serve` does.
    Product,
    /// The limits.
    Bare,
}

impl Role {
    /// Serves until the process is ended.
    ///
    /// # Errors
    /// When it cannot serve.
    pub fn serve(self, data: Option<PathBuf>) -> Result<()> {
        let data = data.context("a server needs a folder")?;
        match self {
            Role::Bare => bare::serve(&data),
            Role::Product => {
                let data = data.into_os_string();
                let flags = ["letopis".into(), "--listen".into(), "127.0.0.1:0".into(), "--data".into(), data];
                // A few visitors stand for many, and all come from here.
                let (many, limits) = (1_000_000, Limits::default());
                let limits = Limits { messages_burst: many, arrivals_burst: many, ..limits };
                let limits = Limits { sockets_without_hello_per_address: usize::MAX, ..limits };
                let code = serve::run_within(Flags::parse_from(flags).serve, limits);
                if code == ExitCode::SUCCESS { Ok(()) } else { bail!("the product cannot serve") }
            }
        }
    }
}

/// The command line of `letopis serve`.
#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    serve: ServeArgs,
}

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts one over a folder and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn start(role: Role, data: &Path) -> Result<Self> {
        let role = role.to_possible_value().context("a role without a name")?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--role", role.get_name(), "--data"]).arg(data);
        Self::spawn(command)
    }

    /// Starts a program that is built already, `letopis`, over a folder and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn start_program(program: &Path, data: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .args(["serve", "--proxies", "1", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("LETOPIS_LOG", "warn");
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("cannot start a server")?;
        let output = child.stdout.take().context("a server without output")?;
        let mut server = Self { child, address: ([127, 0, 0, 1], 0).into() };
        let mut output = BufReader::new(output);
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            if let Some((_, address)) = line.trim_end().rsplit_once("listens on http://") {
                server.address = address.parse()?;
                // What else it says is for nobody; a full pipe would stop it.
                std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
                return Ok(server);
            }
            line.clear();
        }
        bail!("the server ended before it listened")
    }

    /// What processors have worked for the process, in seconds.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds(self.child.id())
    }

    /// Memory of the process that is in use now, in bytes.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn resident_bytes(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
    }
}

/// What processors have worked for a process, in seconds.
///
/// # Errors
/// When the system does not tell.
pub fn cpu_seconds(process: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in brackets, may hold anything; time of its own and time in the kernel are the 12th and 13th after it.
    let (_, fields) = stat.rsplit_once(')').context("no stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
