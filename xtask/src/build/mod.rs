//! `cargo xtask build`: from sources to one binary with everything browsers fetch inside.
//!
//! sources → [`wasm`] (compile, glue, optimise) → [`dist`] (bundle, hash names, compress) → [`budget`] → server binary,
//! with [`facts`] beside it.

mod budget;
mod dist;
mod facts;
mod wasm;

use anyhow::Result;

use crate::prereq;
use crate::{repo, sh};

/// Builds the server's binary; with `--assets` stops before it.
///
/// # Errors
/// When a tool is missing and cannot be installed, something does not compile, or an asset is over its budget.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    assets()?;
    budget::report()?;
    if arguments.iter().any(|argument| argument == "--assets") {
        return Ok(());
    }
    server()?;
    println!("\n{}", repo::release_binary("letopis").display());
    Ok(())
}

/// Prints the size of every shipped asset and holds them to the budgets.
pub(crate) use budget::report as report_sizes;

/// Builds `dist/`.
///
/// # Errors
/// As [`run`].
pub(crate) fn assets() -> Result<()> {
    let toolchain = prereq::wasm::ensure()?;
    prereq::npm::ensure()?;
    wasm::build(toolchain)?;
    dist::build()
}

/// Builds the server with the present `dist/` inside and its facts beside it.
///
/// # Errors
/// When it does not compile.
pub(crate) fn server() -> Result<()> {
    facts::lay_out()?;
    sh::step("server: compile (release)", || {
        sh::run(sh::cargo().args(["build", "--quiet", "--locked", "--release", "--package", "letopis"]))
    })
}
