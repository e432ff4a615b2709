//! Writes the JavaScript glue of one compiled wasm module.
//!
//! `xtask-bindgen IN.wasm OUT_DIR NAME` leaves `OUT_DIR/NAME.js` and `OUT_DIR/NAME_bg.wasm`. It is a program of its own
//! because it compiles slowly and is not needed to start `cargo xtask`. Crate and generator share one version without
//! anybody's care: both depend on `wasm-bindgen-shared`, of which the lock file can hold only one.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [input, out_dir, name] = arguments.as_slice() else {
        bail!("usage: xtask-bindgen IN.wasm OUT_DIR NAME");
    };
    let name = name.to_str().context("the name must be UTF-8")?;

    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name(name).typescript(false);
    // the page passes the hashed address of the module; names and producers are bytes nobody reads
    bindgen.omit_default_module_path(true).remove_name_section(true).remove_producers_section(true);
    bindgen.web(true)?;
    bindgen.generate(out_dir).with_context(|| format!("cannot write the glue of {}", input.display()))
}
