//! A compiler for WebAssembly: rustup's target, or Debian's `rustc-web` where rustup cannot fetch it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::apt;
use crate::{repo, sh};

const TARGET: &str = "wasm32-unknown-unknown";
/// Long enough for a slow line to bring 20 MB, short enough not to be taken for a hang.
const RUSTUP_SECONDS_MAX: u64 = 90;
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-16"];

/// Who compiles for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The toolchain that runs us, with its prebuilt standard library.
    Rustup,
    /// Debian's compiler; builds the standard library from source.
    Debian,
}

/// Finds or installs a compiler, and remembers which. `LETOPIS_WASM_TOOLCHAIN=rustup|debian` decides by hand.
///
/// # Errors
/// When neither can be had.
pub(crate) fn ensure() -> Result<Toolchain> {
    match std::env::var("LETOPIS_WASM_TOOLCHAIN").as_deref() {
        Ok("rustup") if add_by_rustup() => return Ok(Toolchain::Rustup),
        Ok("rustup") => bail!("rustup cannot add {TARGET}"),
        Ok("debian") => return debian(),
        Ok(other) => bail!("LETOPIS_WASM_TOOLCHAIN is `rustup` or `debian`, not `{other}`"),
        Err(_) => {}
    }
    if has_rustup_target() {
        return Ok(Toolchain::Rustup);
    }
    // a machine whose mirror lacks the target is asked once
    let refused = repo::scratch().join("rustup-has-no-wasm");
    if !refused.exists() {
        if sh::step(&format!("rustup target add {TARGET}"), || Ok(add_by_rustup()))? {
            return Ok(Toolchain::Rustup);
        }
        println!("  not available here, Debian's compiler will do");
        fs::create_dir_all(repo::scratch())?;
        fs::write(refused, "")?;
    }
    debian()
}

impl Toolchain {
    /// `cargo build` for the browser, into a target folder of its own: two compilers would evict each other's work.
    pub(crate) fn cargo_build(self) -> Command {
        let mut command = match self {
            Self::Rustup => sh::cargo(),
            Self::Debian => sh::cmd("/usr/bin/cargo"),
        };
        if self == Self::Debian {
            // rustup's cargo, which runs us, left its own compiler and libraries in the environment
            for name in ["LD_LIBRARY_PATH", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "CARGO"] {
                command.env_remove(name);
            }
            command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-16");
        }
        command.args(["build", "--locked", "--profile", "wasm", "--target", TARGET, "--target-dir"]).arg(target_dir());
        if self == Self::Debian {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        command
    }
}

/// Where the compiler leaves a crate's module.
pub(crate) fn module(crate_name: &str) -> PathBuf {
    target_dir().join(TARGET).join("wasm").join(format!("{crate_name}.wasm"))
}

fn target_dir() -> PathBuf {
    repo::target().join("wasm")
}

fn has_rustup_target() -> bool {
    sh::read(sh::cmd("rustc").args(["--print", "sysroot"]))
        .is_some_and(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

fn add_by_rustup() -> bool {
    has_rustup_target()
        || sh::succeeds_within(
            sh::cmd("rustup").args(["target", "add", TARGET]),
            Duration::from_secs(RUSTUP_SECONDS_MAX),
        ) && has_rustup_target()
}

fn debian() -> Result<Toolchain> {
    if !has_debian() {
        apt::install(&DEBIAN_PACKAGES, "the WebAssembly build")?;
        if !has_debian() {
            bail!("{} are installed, yet /usr/bin/rustc cannot compile for {TARGET}", DEBIAN_PACKAGES.join(", "));
        }
    }
    Ok(Toolchain::Debian)
}

fn has_debian() -> bool {
    let source = sh::read(sh::cmd("/usr/bin/rustc").env_remove("LD_LIBRARY_PATH").args(["--print", "sysroot"]))
        .map(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust/library/std"));
    sh::in_path("wasm-ld-16") && Path::new("/usr/bin/cargo").is_file() && source.is_some_and(|path| path.is_dir())
}
