//! `cargo xtask test`: everything that must hold, cheap things first. `.ci/run` calls just this.
//!
//! Every part runs even after another failed, so one run shows all that is wrong. The last line of the output is
//! `N passed, N failed`, summed over all runners; a part without a runner of its own counts as one.

mod browser;
mod tally;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::prereq::npm;
use crate::{build, codegen, prereq, repo, sh, tidy};
use tally::Tally;

/// A part of the suite: the name `--only` takes, what it is, how it runs.
struct Part {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<Tally>,
}

const PARTS: [Part; 8] = [
    Part { name: "format", what: "sources are formatted", run: format },
    Part { name: "tidy", what: "rules of the repository", run: || tidy::run().map(|()| Tally::ONE) },
    Part { name: "lints", what: "clippy without warnings", run: lints },
    Part { name: "rust", what: "unit and integration tests", run: rust },
    Part {
        name: "codegen",
        what: "generated files are fresh",
        run: || codegen::run(&["--check".to_owned()]).map(|()| Tally::ONE),
    },
    Part { name: "assets", what: "browser side builds within its budgets", run: assets },
    Part { name: "scripts", what: "unit tests and types of scripts", run: scripts },
    Part { name: "browser", what: "browser tests against the real server", run: browser::run },
];

/// Runs all parts, or the one that `--only` names, and ends the process: with success only when nothing failed.
///
/// # Errors
/// When the arguments are wrong. What fails is told by the exit code.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let chosen = chosen(arguments)?;
    let started = Instant::now();
    let reports: Vec<Report> =
        PARTS.iter().filter(|part| chosen.is_none_or(|name| name == part.name)).map(report).collect();

    println!("\n{:<10}{:>9}{:>9}{:>10}", "part", "passed", "failed", "seconds");
    for Report { name, tally, took } in &reports {
        println!("{name:<10}{:>9}{:>9}{:>10.1}", tally.passed, tally.failed, took.as_secs_f32());
    }
    println!("{:<28}{:>10.1}\n", "", started.elapsed().as_secs_f32());
    let sum: Tally = reports.iter().map(|report| report.tally).sum();
    println!("{} passed, {} failed", sum.passed, sum.failed);
    std::process::exit(i32::from(sum.failed > 0));
}

struct Report {
    name: &'static str,
    tally: Tally,
    took: Duration,
}

fn report(part: &Part) -> Report {
    println!("\n== {}: {}", part.name, part.what);
    let started = Instant::now();
    let tally = (part.run)().unwrap_or_else(|error| {
        println!("FAILED {}: {error:#}", part.name);
        Tally { passed: 0, failed: 1 }
    });
    Report { name: part.name, tally, took: started.elapsed() }
}

fn chosen(arguments: &[String]) -> Result<Option<&str>> {
    match arguments {
        [] => Ok(None),
        [flag, name] if flag == "--only" && PARTS.iter().any(|part| part.name == name) => Ok(Some(name)),
        _ => bail!("usage: cargo xtask test [--only {}]", PARTS.map(|part| part.name).join("|")),
    }
}

/// A program that is one check in itself.
fn alone(command: &mut Command) -> Result<Tally> {
    sh::run(command)?;
    Ok(Tally::ONE)
}

fn format() -> Result<Tally> {
    prereq::rustup::ensure_checkers()?;
    alone(sh::cargo().args(["fmt", "--all", "--check"]))
}

fn lints() -> Result<Tally> {
    prereq::rustup::ensure_checkers()?;
    alone(sh::cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
}

fn rust() -> Result<Tally> {
    // some tests read files of the packages, and without them would test nothing
    prereq::npm::ensure()?;
    let mut cargo = sh::cargo();
    // --no-fail-fast: one broken crate must not hide another
    cargo.args(["test", "--quiet", "--workspace", "--locked", "--no-fail-fast"]);
    tally::counted(&mut cargo, tally::cargo_line)
}

fn assets() -> Result<Tally> {
    build::assets()?;
    build::report_sizes()?;
    Ok(Tally::ONE)
}

fn scripts() -> Result<Tally> {
    prereq::npm::ensure()?;
    let types = alone(npm::bin("tsc").args(["--noEmit", "--project", "e2e"]))?;
    let units =
        tally::counted(sh::cmd("node").arg("xtask/node/unit-tests.mjs").arg(repo::scratch()), tally::node_line)?;
    Ok(types + units)
}
