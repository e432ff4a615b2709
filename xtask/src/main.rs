//! One entry for every routine of the project: `cargo xtask help` lists them.
//!
//! Start with the module of the command: [`build`], [`serve`], [`test`], [`bench`], [`codegen`], [`tidy`]. What a machine
//! must have is looked for and installed in [`prereq`]. Work that browsers' tools do better (bundling, icons, compression)
//! is in `xtask/node/*.mjs`, called from here.

mod bench;
mod build;
mod codegen;
mod prereq;
mod repo;
mod serve;
mod sh;
mod stamp;
mod test;
mod tidy;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  serve [--demo] [ARGS]     build what is missing and run the server (default: --data ./data --listen 127.0.0.1:8080)
  test [--only PART]        everything: format, lints, tests, budgets, browser tests
  build [--assets]          release binary at target/release/letopis; prints the size of every shipped asset
  bench [NAME] [--json F]   ratios against the bare limits, measured side by side; `bench load --help` for its sizes
  codegen [--check]         JSON Schemas of the events, from the Rust types
  tidy                      rules of the repository that no compiler checks
";

fn main() {
    if let Err(error) = run() {
        eprintln!("\nerror: {error:#}");
        std::process::exit(1);
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match command.as_str() {
        "serve" => serve::run(&rest),
        "test" => test::run(&rest),
        "build" => build::run(&rest),
        "bench" => bench::run(&rest),
        "codegen" => codegen::run(&rest),
        "tidy" => tidy::run(),
        "" | "help" | "-h" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("unknown command `{other}`\n\n{HELP}"),
    }
}
