//! `letopis-bench`: how near the product comes to what this machine can do at all.
//!
//! Absolute times do not travel between machines, so every figure stands beside its bare limit, measured in turn with it
//! in the same run: [`rounds`]. Each bench is a module of its own; the limits that need a server are in [`bare`], the
//! product is driven in this process by [`stack`] and as a server of its own by [`child`].

mod append;
mod bare;
mod child;
mod fanout;
mod history;
mod idle;
mod load;
mod reconnect;
mod relay;
mod replay;
mod report;
mod restart;
mod rounds;
mod screen;
mod socket;
mod stack;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use child::Role;
use report::Report;

/// Ratios of Letopis to its bare limits, measured side by side.
#[derive(Parser)]
#[command(name = "letopis-bench", version)]
struct Cli {
    /// Only this one; all of them when left out.
    name: Option<Bench>,
    /// Also write the figures to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    sizes: load::Sizes,
    /// The server that `load` is put on; without one, this program in the role of one.
    #[arg(long, value_name = "PROGRAM")]
    server: Option<PathBuf>,
    /// Be a server for another process of this program.
    #[arg(long, hide = true)]
    role: Option<Role>,
    /// The data folder of that server.
    #[arg(long, hide = true, requires = "role")]
    data: Option<PathBuf>,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bench {
    Append,
    Replay,
    Restart,
    Relay,
    Fanout,
    Reconnect,
    Idle,
    Load,
}

impl Bench {
    fn run(self, cli: &Cli, report: &mut Report) -> Result<()> {
        match self {
            Bench::Append => append::run(report),
            Bench::Replay => replay::run(report),
            Bench::Restart => restart::run(report),
            Bench::Relay => relay::run(report),
            Bench::Fanout => fanout::run(report),
            Bench::Reconnect => reconnect::run(report),
            Bench::Idle => idle::run(report),
            Bench::Load => load::run(report, &cli.sizes, cli.server.as_deref()),
        }
    }
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    if let Some(role) = cli.role {
        return role.serve(cli.data);
    }
    let benches = cli.name.map_or_else(|| Bench::value_variants().to_vec(), |one| vec![one]);
    let mut report = Report::begin();
    for bench in benches {
        bench.run(&cli, &mut report).with_context(|| format!("bench {bench:?} could not be carried out"))?;
    }
    report.end();
    cli.json.map_or(Ok(()), |file| report.write(&file))
}
