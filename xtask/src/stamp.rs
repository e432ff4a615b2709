//! Skipping steps whose inputs are unchanged: a hash of the inputs is kept beside the outputs.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repo;

/// What a step reads: contents of files and folders, and settings.
#[derive(Default)]
pub(crate) struct Inputs(DefaultHasher);

impl Inputs {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A setting, such as a flag or a version.
    pub(crate) fn text(mut self, text: impl AsRef<str>) -> Self {
        text.as_ref().hash(&mut self.0);
        self
    }

    /// A file or a folder with everything in it. A missing one is an input too.
    pub(crate) fn path(mut self, path: impl AsRef<Path>) -> Result<Self> {
        let mut files = Vec::new();
        collect(&repo::path(path), &mut files)?;
        files.sort();
        for file in files {
            file.hash(&mut self.0);
            fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut self.0);
        }
        Ok(self)
    }
}

/// Does the work unless it was done from the same inputs and its output is still there. `true` when it was done.
pub(crate) fn unless_fresh(
    name: &str,
    inputs: Inputs,
    output: &Path,
    work: impl FnOnce() -> Result<()>,
) -> Result<bool> {
    let stamp = repo::scratch().join("stamps").join(name);
    let hash = format!("{:016x}", inputs.0.finish());
    if output.exists() && fs::read_to_string(&stamp).is_ok_and(|known| known == hash) {
        return Ok(false);
    }
    let _ = fs::remove_file(&stamp);
    work()?;
    fs::create_dir_all(stamp.parent().expect("a stamp lies in a folder"))?;
    fs::write(&stamp, hash)?;
    Ok(true)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_path_buf());
    }
    Ok(())
}
