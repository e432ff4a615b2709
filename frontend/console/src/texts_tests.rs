//! Every key that the code names is in the catalogue, and the catalogue holds nothing that no code names.

use std::collections::BTreeSet;
use std::path::Path;

use letopis_shared::texts::{RU_ADMINISTRATION, RU_COMMON, RU_CONSOLE, RU_WINDOW};

/// The texts between double quotes that look like keys: `area.word`.
fn named(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            named(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            named_in(&path, found);
        }
    }
}

fn named_in(file: &Path, found: &mut BTreeSet<String>) {
    let source = std::fs::read_to_string(file).expect("a source file");
    found.extend(source.split('"').skip(1).step_by(2).filter(|text| is_key(text)).map(str::to_owned));
}

fn is_key(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split_once('.').is_some_and(|(area, rest)| word(area) && word(rest))
        && !text.starts_with("letopis.")
        && !text.ends_with(".rs")
        && !text.ends_with(".example")
}

fn stem(key: &str) -> &str {
    key.rsplit_once('_')
        .filter(|(_, form)| ["one", "few", "many", "other"].contains(form))
        .map_or(key, |(stem, _)| stem)
}

#[test]
fn the_catalogue_has_exactly_the_texts_that_the_console_shows() {
    let keys = |source: &str| -> BTreeSet<String> {
        let texts: std::collections::BTreeMap<String, String> = serde_json::from_str(source).expect("a flat object");
        texts.keys().map(|key| stem(key).to_owned()).collect()
    };
    let mut named_keys = BTreeSet::new();
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    named(&crate_folder.join("src"), &mut named_keys);
    // The titles of pages stand beside their addresses, which the server knows too.
    named_in(&crate_folder.join("../../shared/src/pages.rs"), &mut named_keys);
    let (mut common, mut console) = (keys(RU_COMMON), keys(RU_CONSOLE));
    common.extend(keys(RU_WINDOW));
    let administration = keys(RU_ADMINISTRATION);
    assert!(console.is_disjoint(&administration), "a text has one place");
    console.extend(administration);
    let missing: Vec<_> = named_keys.iter().filter(|key| !common.contains(*key) && !console.contains(*key)).collect();
    assert!(missing.is_empty(), "not in the catalogue: {missing:?}");
    let unused: Vec<_> = console.iter().filter(|key| key.contains('.') && !named_keys.contains(*key)).collect();
    assert!(unused.is_empty(), "nobody shows: {unused:?}");
}
