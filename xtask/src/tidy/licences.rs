//! Licences of what we build on.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Tree;
use crate::sh;

/// Permissive ones, and MPL-2.0, which binds only the file it stands in.
const ALLOWED: [&str; 14] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "BSL-1.0",
    "CC0-1.0",
    "Unlicense",
    "Unicode-3.0",
    "MPL-2.0",
];

/// Packages of the lock file without a licence that we may choose.
pub(super) fn permissive(_: &Tree) -> Result<Vec<String>> {
    let metadata = sh::read(sh::cargo().args(["metadata", "--format-version", "1", "--locked"]))
        .context("cannot read the packages of Cargo.lock")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    Ok(packages
        .iter()
        .filter_map(|package| {
            let (name, licence) = (package["name"].as_str()?, package["license"].as_str().unwrap_or("none"));
            (!allows(licence)).then(|| format!("{name}: {licence}"))
        })
        .collect())
}

/// Whether an SPDX expression can be met: every part of `AND` has one alternative of `OR` that is allowed.
fn allows(expression: &str) -> bool {
    let expression = expression.replace(" WITH LLVM-exception", "").replace('/', " OR ").replace(['(', ')'], "");
    expression.split(" AND ").all(|part| part.split(" OR ").any(|name| ALLOWED.contains(&name.trim())))
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn chooses_among_alternatives_and_needs_every_part() {
        assert!(allows("MIT OR Apache-2.0 OR LGPL-2.1-or-later"));
        assert!(allows("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(allows("Unlicense/MIT"));
        assert!(!allows("GPL-3.0-or-later"));
        assert!(!allows("MIT AND GPL-3.0-only"));
    }
}
