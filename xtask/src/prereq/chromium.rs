//! The browser of the browser tests.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::apt;
use crate::sh;

/// The browser's program: `CHROMIUM`, or the first found in `PATH`, or Debian's, installed now.
///
/// # Errors
/// When there is none and it cannot be installed.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = find() {
        return Ok(path);
    }
    apt::install(&["chromium"], "browser tests")?;
    find().context("Chromium was installed but is not in PATH")
}

fn find() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file()) {
        return Some(path);
    }
    ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .find_map(|name| sh::read(sh::cmd("sh").args(["-c", "command -v \"$0\"", name])))
        .map(PathBuf::from)
}
