//! Rules that read source lines.

use anyhow::Result;

use super::{File, Tree};

/// Longer files are read less carefully.
const LINES_MAX: usize = 500;

/// Folders of code that runs on the server and in the browser alike (ARCHITECTURE.md, invariant 1).
const PURE: [&str; 2] = ["shared/src/", "events-schema/src/"];

/// What code there may not do, as it would be written.
const IMPURE: [&str; 17] = [
    "async ",
    "await",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "std::fs",
    "std::net",
    "std::env",
    "std::io",
    "std::thread",
    "std::process",
    "thread_rng",
    "rand::",
    "getrandom",
    "Uuid::new_v",
    "Uuid::now_v",
];

/// Invariant 1: time and ids come in. Programs (`src/bin`) that write files from the types are not part of the crate.
pub(super) fn purity(tree: &Tree) -> Result<Vec<String>> {
    let sources = tree.below(&PURE, &[".rs"]).filter(|file| !file.path.contains("/bin/"));
    Ok(sources.flat_map(|file| marks(file, &IMPURE, is_code)).collect())
}

/// What is unfinished belongs into the issues, where it is seen.
pub(super) fn unfinished(tree: &Tree) -> Result<Vec<String>> {
    // written in two halves, so this file passes its own rule
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("HA", "CK:")];
    let sources = tree.below(&[""], &[".rs", ".ts", ".mjs", ".js", ".css", ".html", ".toml"]);
    Ok(sources.flat_map(|file| marks(file, &notes, |_| true)).collect())
}

/// Sources above [`LINES_MAX`] lines.
pub(super) fn length(tree: &Tree) -> Result<Vec<String>> {
    let long = tree.below(&[""], &[".rs", ".ts", ".mjs", ".js", ".css"]).filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > LINES_MAX).then(|| format!("{}: {lines} lines, {LINES_MAX} are allowed", file.path))
    });
    Ok(long.collect())
}

/// Lock files name packages, not the mirror they came from: anybody's mirror must do.
pub(super) fn lock_files(tree: &Tree) -> Result<Vec<String>> {
    let npm = tree.text("package-lock.json").unwrap_or_default();
    let cargo = tree.text("Cargo.lock").unwrap_or_default();
    let strange = npm.lines().filter(|line| line.contains("\"resolved\":")).chain(
        cargo
            .lines()
            .filter(|line| line.starts_with("source = ") && !line.contains("github.com/rust-lang/crates.io-index")),
    );
    Ok(strange.map(|line| line.trim().to_owned()).collect())
}

fn is_code(line: &str) -> bool {
    !line.trim_start().starts_with("//")
}

fn marks<'a>(file: &'a File, words: &'a [&str], counts: fn(&str) -> bool) -> impl Iterator<Item = String> + 'a {
    file.text.lines().enumerate().filter(move |(_, line)| counts(line)).filter_map(move |(number, line)| {
        let word = words.iter().find(|word| line.contains(**word))?;
        Some(format!("{}:{}: `{}`", file.path, number + 1, word.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_clock_in_shared_but_not_in_its_comments() {
        let tree = Tree::of(&[
            ("shared/src/rules.rs", "// never Utc::now here\nlet at = Utc::now();\n"),
            ("backend/src/clock.rs", "Utc::now()"),
        ]);
        assert_eq!(purity(&tree).unwrap(), ["shared/src/rules.rs:2: `Utc::now`"]);
    }

    #[test]
    fn finds_the_address_of_a_mirror() {
        let tree = Tree::of(&[("package-lock.json", "{\n  \"resolved\": \"http://mirror/x.tgz\"\n}")]);
        assert_eq!(lock_files(&tree).unwrap().len(), 1);
    }
}
