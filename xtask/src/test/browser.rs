//! Playwright in Chromium against the server that ships.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::tally::Tally;
use crate::prereq::{chromium, npm};
use crate::{build, repo};

/// Builds the server, runs every spec of `e2e/`, and counts.
///
/// # Errors
/// When the browser is missing, the server does not compile, or no report was written.
pub(super) fn run() -> Result<Tally> {
    let browser = chromium::ensure()?;
    build::assets()?;
    build::server()?;
    let report = repo::scratch().join("playwright.json");
    let _ = fs::remove_file(&report);
    let succeeded = npm::bin("playwright")
        .args(["test", "--config", "e2e/playwright.config.ts", "--reporter", "list,json"])
        .env("CHROMIUM", browser)
        .env("LETOPIS_BIN", repo::release_binary("letopis"))
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .status()
        .context("cannot start Playwright")?
        .success();
    let text = fs::read_to_string(&report).context("Playwright wrote no report")?;
    let stats = serde_json::from_str::<Value>(&text)?;
    let count = |key: &str| stats["stats"][key].as_u64().unwrap_or(0);
    let tally = Tally { passed: count("expected"), failed: count("unexpected") + count("flaky") };
    if !succeeded && tally.failed == 0 {
        bail!("Playwright failed outside of its tests");
    }
    Ok(tally)
}
