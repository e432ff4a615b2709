//! The server embeds `dist/`. Before `cargo xtask build` there is none: an empty one keeps plain `cargo test` working.

fn main() {
    let dist = "../dist";
    if let Err(error) = std::fs::create_dir_all(dist) {
        println!("cargo::error=cannot make {dist}: {error}");
    }
    // names carry content hashes: a changed asset is a new file, which only the folder shows
    println!("cargo::rerun-if-changed={dist}");
}
