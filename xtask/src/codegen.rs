//! `cargo xtask codegen`: files made from Rust types, written or (with `--check`) compared.

use anyhow::Result;

use crate::{repo, sh};

/// The program that writes the event schemas; `--check` makes it compare instead.
const PROGRAM: &str = "events-schema/src/bin/codegen/main.rs";

/// Writes or compares everything generated.
///
/// # Errors
/// With `--check`: when a generated file is not what the types say.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if !repo::path(PROGRAM).is_file() {
        println!("nothing to generate: {PROGRAM} is not there");
        return Ok(());
    }
    let mut cargo = sh::cargo();
    cargo.args(["run", "--quiet", "--locked", "--package", "letopis-events", "--bin", "codegen", "--"]);
    sh::run(cargo.args(arguments))
}
