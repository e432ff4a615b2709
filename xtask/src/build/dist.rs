//! `dist/`: everything browsers fetch, with hashed names and compressed siblings, made by `xtask/node/dist.mjs`.

use anyhow::Result;

use super::wasm::{APPS, package};
use crate::prereq::npm;
use crate::stamp::{Inputs, unless_fresh};
use crate::{repo, sh};

/// Brings `dist/` up to date.
///
/// # Errors
/// When the loader has type errors or a file cannot be bundled.
pub(crate) fn build() -> Result<()> {
    loader_types()?;
    let mut inputs = Inputs::new().path("package-lock.json")?.path("xtask/node")?;
    for path in [
        "shared/locales",
        "frontend/assets",
        "frontend/loader",
        "frontend/console/index.html",
        "frontend/widget/frame.html",
    ] {
        inputs = inputs.path(path)?;
    }
    for (app, _) in APPS {
        inputs = inputs.path(package(app))?;
    }
    unless_fresh("dist", inputs, &repo::path("dist/manifest.json"), || {
        sh::step("assets: bundle, hash, compress", || {
            sh::run(sh::cmd("node").arg("xtask/node/dist.mjs").arg(repo::scratch()))
        })
    })?;
    Ok(())
}

fn loader_types() -> Result<()> {
    let inputs = Inputs::new().path("frontend/loader")?.path("package-lock.json")?;
    unless_fresh("loader-types", inputs, &repo::path("frontend/loader"), || {
        sh::step("loader: check types", || sh::run(npm::bin("tsc").args(["--noEmit", "--project", "frontend/loader"])))
    })?;
    Ok(())
}
