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
        let packages = ["--package", "letopis-bench", "--package", "letopis"];
        sh::run(sh::cargo().args(["build", "--quiet", "--locked", "--release"]).args(packages))
    })?;
    // `load` is put on the program that ships.
    let server = repo::release_binary("letopis");
    sh::run(sh::cmd(repo::release_binary("letopis-bench")).arg("--server").arg(server).args(arguments))
}
