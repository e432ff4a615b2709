//! `cargo xtask tidy`: rules of the repository that no compiler checks. Each is a file here; the test suite runs them all.

mod catalogue;
mod crates;
mod documents;
mod licences;
mod pages;
mod sources;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{repo, sh};

/// A rule: its name and what breaks it, one line each.
type Rule = (&'static str, fn(&Tree) -> Result<Vec<String>>);

const RULES: [Rule; 11] = [
    ("pure crates do no IO, read no clock, draw no chance, wait for nothing", sources::purity),
    ("no notes to self in the code", sources::unfinished),
    ("files fit on a few screens", sources::length),
    ("no addresses of this or that machine in lock files", sources::lock_files),
    ("crates depend in one direction", crates::directions),
    ("licences let everybody use what we build on", licences::permissive),
    ("texts exist in every language", catalogue::same_keys),
    ("no style or script inline: the content security policy refuses them", pages::inline),
    ("browsers are shown no Debug texts", pages::debug_texts),
    ("every icon drawn is in the sprite", pages::icons),
    ("documents name files that exist", documents::paths_exist),
];

/// The files under version control, read once.
struct Tree {
    files: Vec<File>,
}

/// A text file of the repository.
struct File {
    /// Relative to the root, with `/`.
    path: String,
    text: String,
}

impl Tree {
    /// Everything git tracks or would, so a file is held to the rules before it is committed.
    fn read() -> Result<Self> {
        let listed = sh::read(sh::cmd("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))
            .context("cannot list the files of the repository")?;
        let files = listed
            .lines()
            // binary files and those deleted but not yet committed have no text
            .filter_map(|path| Some(File { path: path.to_owned(), text: fs::read_to_string(repo::path(path)).ok()? }))
            .collect();
        Ok(Self { files })
    }

    /// The files below one of these folders with one of these endings.
    fn below<'a>(&'a self, folders: &'a [&str], endings: &'a [&str]) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(|file| {
            folders.iter().any(|folder| file.path.starts_with(folder))
                && endings.iter().any(|ending| file.path.ends_with(ending))
        })
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        let files =
            files.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() }).collect();
        Self { files }
    }
}

/// Checks all rules.
///
/// # Errors
/// With every rule that is broken.
pub(crate) fn run() -> Result<()> {
    let tree = Tree::read()?;
    let mut broken = 0;
    for (name, check) in RULES {
        let found = check(&tree)?;
        println!("{} {name}", if found.is_empty() { "✓" } else { "✗" });
        for line in &found {
            println!("    {line}");
        }
        broken += usize::from(!found.is_empty());
    }
    if broken > 0 {
        bail!("{broken} of {} rules are broken", RULES.len());
    }
    Ok(())
}
