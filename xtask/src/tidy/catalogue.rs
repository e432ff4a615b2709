//! The catalogue of texts: `shared/locales/<language>/<area>.json`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::Tree;

const FOLDER: &str = "shared/locales/";

/// Every language, with the plural forms its grammar has (CLDR). The first one is what others are held to.
const LANGUAGES: [(&str, &[&str]); 2] = [("ru", &["one", "few", "many"]), ("en", &["one", "other"])];

/// Texts of one language by area and key, plural forms joined.
type Texts = BTreeMap<(String, String), Text>;

#[derive(Default)]
struct Text {
    forms: BTreeSet<String>,
    places: BTreeSet<String>,
}

/// Keys that a language lacks, plural forms it needs, places (`{name}`) that only one language fills.
pub(super) fn same_keys(tree: &Tree) -> Result<Vec<String>> {
    let [(first, _), rest @ ..] = LANGUAGES;
    let reference = texts(tree, first)?;
    let mut found = Vec::new();
    for (language, _) in rest {
        let other = texts(tree, language)?;
        let all: BTreeSet<_> = reference.keys().chain(other.keys()).collect();
        for (area, key) in all {
            let id = &(area.clone(), key.clone());
            match (reference.get(id), other.get(id)) {
                (Some(_), None) => found.push(format!("{area}: `{key}` is missing in {language}")),
                (None, Some(_)) => found.push(format!("{area}: `{key}` is missing in {first}")),
                (Some(a), Some(b)) if a.places != b.places => {
                    found.push(format!(
                        "{area}: `{key}` has places {:?} in {first}, {:?} in {language}",
                        a.places, b.places
                    ));
                }
                _ => {}
            }
        }
    }
    for (language, needed) in LANGUAGES {
        for ((area, key), text) in texts(tree, language)? {
            if !text.forms.is_empty() && !needed.iter().all(|form| text.forms.contains(*form)) {
                found.push(format!("{area}: `{key}` in {language} needs the forms {}", needed.join(", ")));
            }
        }
    }
    Ok(found)
}

fn texts(tree: &Tree, language: &str) -> Result<Texts> {
    let mut texts = Texts::new();
    let folder = format!("{FOLDER}{language}/");
    for file in tree.below(&[&folder], &[".json"]) {
        let area = file.path[folder.len()..].to_owned();
        let entries: BTreeMap<String, String> =
            serde_json::from_str(&file.text).with_context(|| format!("{} is not an object of texts", file.path))?;
        for (key, value) in entries {
            let (key, form) = split_form(&key);
            let text = texts.entry((area.clone(), key.to_owned())).or_default();
            text.forms.extend(form.map(str::to_owned));
            text.places.extend(value.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())));
        }
    }
    Ok(texts)
}

/// `unread_few` is the form `few` of the text `unread`.
fn split_form(key: &str) -> (&str, Option<&str>) {
    match key.rsplit_once('_') {
        Some((text, form)) if LANGUAGES.iter().any(|(_, forms)| forms.contains(&form)) => (text, Some(form)),
        _ => (key, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ru: &str, en: &str) -> Vec<String> {
        same_keys(&Tree::of(&[("shared/locales/ru/a.json", ru), ("shared/locales/en/a.json", en)])).unwrap()
    }

    #[test]
    fn plural_forms_follow_the_grammar_of_each_language() {
        let ru = r#"{"new_one": "{n} a", "new_few": "{n} b", "new_many": "{n} c", "new_other": "{n} d"}"#;
        assert!(found(ru, r#"{"new_one": "{n}", "new_other": "{n}"}"#).is_empty());
        assert_eq!(found(ru, r#"{"new_one": "{n}"}"#).len(), 1);
    }

    #[test]
    fn a_missing_text_and_a_missing_place_are_found() {
        assert_eq!(found(r#"{"hello": "x"}"#, "{}"), ["a.json: `hello` is missing in en"]);
        assert_eq!(found(r#"{"hello": "{name}"}"#, r#"{"hello": "you"}"#).len(), 1);
    }
}
