//! Debian packages.

use anyhow::{Context, Result, bail};

use crate::sh;

/// Installs packages when we are root; otherwise says the exact line to run.
///
/// # Errors
/// When we may not install, or apt fails.
pub(crate) fn install(packages: &[&str], what_for: &str) -> Result<()> {
    let list = packages.join(" ");
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {list}");
    let root = sh::read(sh::cmd("id").arg("-u")).is_some_and(|uid| uid == "0");
    if !root || !sh::in_path("apt-get") {
        bail!("{what_for} needs packages that are not installed; please run\n\n  sudo sh -c '{line}'\n");
    }
    sh::step(&format!("installing for {what_for}: {list}"), || {
        sh::run_quietly(sh::cmd("sh").args(["-c", &line]).env("DEBIAN_FRONTEND", "noninteractive"))
            .with_context(|| format!("cannot install {list}"))
    })
}
