//! The command line: `letopis serve`, `letopis log …`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use letopis::cli::log::{self, LogArgs};
use letopis::cli::serve::{self, ServeArgs};
use tracing_subscriber::EnvFilter;

/// Live chat for websites in which every action is an event.
#[derive(Parser)]
#[command(name = "letopis", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve console, widget and sockets.
    Serve(ServeArgs),
    /// Look at the log: verify the chain, print its head, export it.
    Log(LogArgs),
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("LETOPIS_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match Cli::parse().command {
        Command::Serve(args) => serve::run(args),
        Command::Log(args) => log::run(args),
    }
}
