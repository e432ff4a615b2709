//! Documents are held to the repository: a path they name exists.

use anyhow::Result;

use super::Tree;
use crate::repo;

/// The first parts of paths that are ours; `target/release/letopis` and addresses are not.
const TOP: [&str; 8] = ["events-schema/", "shared/", "backend/", "frontend/", "e2e/", "xtask/", "docs/", "bench/"];

/// Paths in backticks that do not exist.
pub(super) fn paths_exist(tree: &Tree) -> Result<Vec<String>> {
    let documents = tree.below(&[""], &[".md"]);
    Ok(documents
        .flat_map(|file| named(&file.text).map(move |path| (file, path)))
        .filter(|(_, path)| !repo::path(path).exists())
        .map(|(file, path)| format!("{}: `{path}` does not exist", file.path))
        .collect())
}

fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|word| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
        TOP.iter().any(|top| word.starts_with(top)) && word.chars().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn patterns_and_commands_are_not_paths() {
        let text = "see `xtask/src/main.rs`, `shared/locales/<language>`, `cargo xtask`, `e2e/`";
        assert_eq!(named(text).collect::<Vec<_>>(), ["xtask/src/main.rs", "e2e/"]);
    }
}
