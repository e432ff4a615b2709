//! Rules of the repository that no compiler checks.

use anyhow::Result;

/// Checks all rules.
///
/// # Errors
/// With every rule that is broken.
pub(crate) fn run() -> Result<()> {
    Ok(())
}
