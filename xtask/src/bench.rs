//! `cargo xtask bench`: the ratios of the product to its bare limits, by the crate `bench/`.

use anyhow::{Result, bail};

use crate::{repo, sh};

/// Builds and runs `letopis-bench` with these arguments.
///
/// # Errors
/// When it does not compile or reports a failure.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if !repo::path("bench/Cargo.toml").is_file() {
        bail!("there is no crate `bench/` yet, nothing to measure with");
    }
    sh::step("bench: compile (release)", || {
        sh::run(sh::cargo().args(["build", "--quiet", "--locked", "--release", "--package", "letopis-bench"]))
    })?;
    sh::run(sh::cmd(repo::release_binary("letopis-bench")).args(arguments))
}
