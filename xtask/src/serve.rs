//! `cargo xtask serve`: build what is missing, then run the product.

use anyhow::Result;

use crate::{build, repo, sh};

/// Defaults of the server's flags; an argument of the same name replaces them.
const DEFAULTS: [(&str, &str); 2] = [("--data", "./data"), ("--listen", "127.0.0.1:8080")];

/// Runs `letopis serve` with these arguments until it ends.
///
/// # Errors
/// When the build or the server fails.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    build::assets()?;
    build::server()?;
    println!();
    let mut server = sh::cmd(repo::release_binary("letopis"));
    server.arg("serve");
    for (flag, value) in DEFAULTS {
        if !arguments.iter().any(|given| given == flag || given.starts_with(&format!("{flag}="))) {
            server.args([flag, value]);
        }
    }
    become_the(server.args(arguments))
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
