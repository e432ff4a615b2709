//! A compiler for WebAssembly: the toolchain that runs us with `rust-src`, or Debian's `rustc-web` where rustup cannot
//! fetch that. Both build the standard library from source with the same flags, so both make modules of one size.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::apt;
use crate::{repo, sh};

const TARGET: &str = "wasm32-unknown-unknown";
/// Long enough for a slow line to bring a few megabytes, short enough not to be taken for a hang.
const RUSTUP_SECONDS_MAX: u64 = 90;
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-16"];

/// Small before anything else. Renderer without types, so it is compiled once and not for every view; no places and no
/// `Debug` texts in the module, and a panic is a trap: nobody reads messages in a visitor's browser, and they are a tenth of
/// the size. `LETOPIS_WASM_PANICS=1` keeps them, for whoever looks for a fault.
const FLAGS: &str = "--cfg erase_components";
const FLAGS_WITHOUT_MESSAGES: &str =
    "-Zlocation-detail=none -Zfmt-debug=none -Zunstable-options -Cpanic=immediate-abort";
const STD: [&str; 4] = ["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"];

/// Who compiles for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The toolchain that runs us.
    Rustup,
    /// Debian's compiler.
    Debian,
}

/// Finds or installs a compiler, and remembers which. `LETOPIS_WASM_TOOLCHAIN=rustup|debian` decides by hand.
///
/// # Errors
/// When neither can be had.
pub(crate) fn ensure() -> Result<Toolchain> {
    match std::env::var("LETOPIS_WASM_TOOLCHAIN").as_deref() {
        Ok("rustup") if has_rustup_source() || add_by_rustup() => return Ok(Toolchain::Rustup),
        Ok("rustup") => bail!("rustup cannot add rust-src"),
        Ok("debian") => return debian(),
        Ok(other) => bail!("LETOPIS_WASM_TOOLCHAIN is `rustup` or `debian`, not `{other}`"),
        Err(_) => {}
    }
    if has_rustup_source() {
        return Ok(Toolchain::Rustup);
    }
    // a machine whose mirror lacks the component is asked once
    let refused = repo::scratch().join("rustup-has-no-source");
    if !refused.exists() {
        if sh::step("rustup component add rust-src", || Ok(add_by_rustup()))? {
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
            command.env("RUSTC", "/usr/bin/rustc");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-16");
        }
        let messages = std::env::var_os("LETOPIS_WASM_PANICS").is_some();
        let flags = if messages { FLAGS.to_owned() } else { format!("{FLAGS} {FLAGS_WITHOUT_MESSAGES}") };
        // building the standard library is not stable yet; what it builds is
        command.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", flags);
        command.args(["build", "--locked", "--profile", "wasm", "--target", TARGET, "--target-dir"]).arg(target_dir());
        command.args(STD);
        command
    }
}

/// Where the compiler leaves a binary's module.
pub(crate) fn module(binary: &str) -> PathBuf {
    target_dir().join(TARGET).join("wasm").join(format!("{binary}.wasm"))
}

fn target_dir() -> PathBuf {
    repo::target().join("wasm")
}

fn has_rustup_source() -> bool {
    has_source(&mut sh::cmd("rustc"))
}

fn add_by_rustup() -> bool {
    let limit = Duration::from_secs(RUSTUP_SECONDS_MAX);
    sh::succeeds_within(sh::cmd("rustup").args(["component", "add", "rust-src"]), limit) && has_rustup_source()
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
    sh::in_path("wasm-ld-16")
        && Path::new("/usr/bin/cargo").is_file()
        && has_source(sh::cmd("/usr/bin/rustc").env_remove("LD_LIBRARY_PATH"))
}

/// Whether a compiler has the source of its standard library beside it.
fn has_source(rustc: &mut Command) -> bool {
    sh::read(rustc.args(["--print", "sysroot"]))
        .is_some_and(|sysroot| Path::new(&sysroot).join("lib/rustlib/src/rust/library/std").is_dir())
}
