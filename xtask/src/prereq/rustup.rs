//! Parts of the Rust toolchain that a minimal installation lacks.

use anyhow::{Context, Result};

use crate::sh;

/// Makes sure that `cargo fmt` and `cargo clippy` run.
///
/// # Errors
/// When one is missing and rustup cannot add it.
pub(crate) fn ensure_checkers() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if sh::read(sh::cargo().args([subcommand, "--version"])).is_none() {
            sh::step(&format!("rustup component add {component}"), || {
                sh::run_quietly(sh::cmd("rustup").args(["component", "add", component]))
            })
            .with_context(|| format!("`cargo {subcommand}` is missing"))?;
        }
    }
    Ok(())
}
