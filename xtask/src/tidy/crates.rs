//! Which crate may know which.

use anyhow::Result;

use super::Tree;

/// Manifest, and every dependency of ours it may have. The wire is not the log: what runs in browsers reaches events
/// only through `letopis-shared`.
const MAY_KNOW: [(&str, &[&str]); 6] = [
    ("events-schema/Cargo.toml", &[]),
    ("shared/Cargo.toml", &["letopis-events"]),
    ("frontend/ui/Cargo.toml", &["letopis-shared"]),
    ("frontend/console/Cargo.toml", &["letopis-ui", "letopis-shared"]),
    ("frontend/widget/Cargo.toml", &["letopis-ui", "letopis-shared"]),
    ("backend/Cargo.toml", &["letopis-shared", "letopis-events"]),
];

/// Manifests of pure crates, and what they may take from outside: data and its text, nothing that waits or reaches out.
const PURE: [&str; 2] = ["events-schema/Cargo.toml", "shared/Cargo.toml"];
const PURE_MAY_USE: [&str; 7] = ["serde", "serde_json", "uuid", "chrono", "chrono-tz", "schemars", "thiserror"];

/// Dependencies that point the wrong way.
pub(super) fn directions(tree: &Tree) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (manifest, allowed) in MAY_KNOW {
        for name in dependencies(tree.text(manifest).unwrap_or_default()) {
            let ours = name.starts_with("letopis");
            let pure = PURE.contains(&manifest);
            if ours && !allowed.contains(&name) || !ours && pure && !PURE_MAY_USE.contains(&name) {
                found.push(format!("{manifest} depends on {name}"));
            }
        }
    }
    Ok(found)
}

/// Names under `[dependencies]`; test and build dependencies do not ship.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    manifest
        .lines()
        .skip_while(|line| line.trim() != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split(['=', '.', ' ']).next())
        .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_may_not_know_stored_shapes() {
        let manifest = "[dependencies]\nletopis-ui.workspace = true\nletopis-events = { path = \"x\" }\n[dev-dependencies]\nletopis = \"1\"\n";
        let tree = Tree::of(&[("frontend/console/Cargo.toml", manifest)]);
        assert_eq!(directions(&tree).unwrap(), ["frontend/console/Cargo.toml depends on letopis-events"]);
    }

    #[test]
    fn rules_may_not_know_a_runtime() {
        let tree = Tree::of(&[("shared/Cargo.toml", "[dependencies]\nserde.workspace = true\ntokio = \"1\"\n")]);
        assert_eq!(directions(&tree).unwrap(), ["shared/Cargo.toml depends on tokio"]);
    }
}
