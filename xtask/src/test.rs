//! `cargo xtask test`.

use anyhow::Result;

/// Runs everything.
///
/// # Errors
/// When anything fails.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    crate::build::assets()
}
