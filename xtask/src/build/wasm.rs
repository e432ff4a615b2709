//! The browser's programs: compile, write the glue, optimise for size.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::prereq::npm;
use crate::prereq::wasm::{Toolchain, module};
use crate::stamp::{Inputs, unless_fresh};
use crate::{repo, sh};

/// Logical name and binary of each browser program.
pub(crate) const APPS: [(&str, &str); 3] =
    [("desk", "letopis-desk"), ("administration", "letopis-administration"), ("widget", "letopis-widget")];

/// What rustc emits nowadays, beyond the first version of WebAssembly. Every browser of the last years has it.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Control flow that is flattened and built anew on the way, and what is called once put in place only where it is small: that
/// takes one part in a hundred off every module, compressed.
const OPTIMISE: [&str; 7] =
    ["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "--one-caller-inline-max-function-size", "50"];

/// The folder with an app's `NAME.js` and `NAME_bg.wasm`.
pub(crate) fn package(app: &str) -> PathBuf {
    repo::scratch().join("pkg").join(app)
}

/// Builds all apps into their [`package`] folders.
///
/// # Errors
/// When one does not compile.
pub(crate) fn build(toolchain: Toolchain) -> Result<()> {
    sh::step("console and widget: compile to WebAssembly", || {
        let mut cargo = toolchain.cargo_build();
        cargo.arg("--quiet");
        cargo.args(["--package", "letopis-console", "--package", "letopis-widget"]);
        sh::run(&mut cargo)
    })?;
    for (app, binary) in APPS {
        let inputs = Inputs::new().path(module(binary))?.path("Cargo.lock")?.path("package-lock.json")?;
        let inputs = inputs.path("xtask/bindgen")?.path("xtask/node/shrink.mjs")?.path("xtask/node/wasm-names.mjs")?;
        let inputs = inputs.text(FEATURES.join(" ")).text(OPTIMISE.join(" "));
        let done = package(app).join(format!("{app}_bg.wasm"));
        unless_fresh(&format!("wasm-{app}"), inputs, &done, || glue_and_optimise(app, binary))?;
    }
    Ok(())
}

fn glue_and_optimise(app: &str, binary: &str) -> Result<()> {
    let out = package(app);
    fs::create_dir_all(&out)?;
    sh::step(&format!("{app}: JavaScript glue"), || {
        let mut cargo = sh::cargo();
        cargo.args(["run", "--quiet", "--locked", "--package", "xtask-bindgen", "--"]);
        sh::run(cargo.arg(module(binary)).arg(&out).arg(app))
    })?;
    sh::step(&format!("{app}: optimise for size"), || {
        let wasm = out.join(format!("{app}_bg.wasm"));
        sh::run(sh::cmd("node").arg("xtask/node/shrink.mjs").arg(&out).arg(app).args(FEATURES))?;
        sh::run(
            npm::bin("wasm-opt")
                .args(OPTIMISE)
                .args(["--strip-debug", "--strip-producers"])
                .args(FEATURES)
                .arg(&wasm)
                .arg("-o")
                .arg(&wasm),
        )
    })
}
