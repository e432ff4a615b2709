//! `cargo xtask serve`: build what is missing, then run the product.

use anyhow::Result;

use crate::{build, repo, sh};

/// Runs `letopis serve` with these arguments until it ends.
///
/// # Errors
/// When the build or the server fails.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    build::assets()?;
    build::server()?;
    println!();
    let mut server = sh::cmd(repo::release_binary("letopis"));
    become_the(server.arg("serve").args(arguments))
}

/// Signals must reach the server itself, so it takes our place instead of running below us.
#[cfg(unix)]
fn become_the(server: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow::Error::new(server.exec()).context("cannot start the server"))
}

#[cfg(not(unix))]
fn become_the(server: &mut std::process::Command) -> Result<()> {
    sh::run(server)
}
