//! npm packages, exactly those of the lock file.

use anyhow::{Context, Result, bail};

use crate::stamp::{Inputs, unless_fresh};
use crate::{repo, sh};

/// Installs the packages of `package-lock.json` when they are not.
///
/// # Errors
/// When Node is too old or absent, or npm fails.
pub(crate) fn ensure() -> Result<()> {
    let version = sh::read(sh::cmd("node").arg("--version")).context("Node 20 or newer is needed, and npm with it")?;
    let major: u32 = version.trim_start_matches('v').split('.').next().unwrap_or_default().parse().unwrap_or(0);
    if major < 20 {
        bail!("Node 20 or newer is needed, found {version}");
    }
    let inputs = Inputs::new().path("package-lock.json")?.path("package.json")?;
    unless_fresh("npm", inputs, &repo::path("node_modules/.package-lock.json"), || {
        sh::step("npm packages of the lock file", || {
            sh::run_quietly(
                sh::cmd("npm")
                    .args(["ci", "--no-audit", "--no-fund", "--prefer-offline"])
                    // the tests use Debian's Chromium; Playwright's own is another hundred megabytes
                    .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
            )
        })
    })?;
    Ok(())
}

/// A program that a package brought.
pub(crate) fn bin(name: &str) -> std::process::Command {
    sh::cmd(repo::path("node_modules/.bin").join(name))
}
