//! Texts for people: one catalogue in `shared/locales/<language>/<area>.json`, for console, widget, mail and server.
//!
//! A key is a dotted name; a value may hold `{name}` places. A text that depends on a number has one entry for each
//! plural form of the language: `key_one`, `key_few`, `key_many`, `key_other` (CLDR). `cargo xtask tidy` holds the two
//! languages to the same keys.

use std::collections::BTreeMap;

use letopis_events::vocabulary::Locale;

/// An area of the catalogue; a program carries only those that it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// What more than one program says: refusals, statuses, roles.
    Common,
    Console,
    /// What only the console's administration says.
    Administration,
    Widget,
    /// What visitors read unless their site says otherwise: administrators see it in whatever language.
    Window,
}

/// The texts of one language.
#[derive(Clone, Debug)]
pub struct Texts {
    locale: Locale,
    entries: BTreeMap<String, String>,
}

impl Texts {
    /// Joins areas of one language; `sources` are the JSON files, see [`catalogue!`](crate::catalogue).
    pub fn new(locale: Locale, sources: &[&str]) -> Self {
        let mut entries = BTreeMap::new();
        for source in sources {
            // The files are compiled in and checked by a test; a broken one would show as keys on the screen.
            let area: BTreeMap<String, String> = serde_json::from_str(source).unwrap_or_default();
            entries.extend(area);
        }
        Self { locale, entries }
    }

    /// From texts that were read elsewhere: the chat window does without serde.
    pub fn of(locale: Locale, entries: impl IntoIterator<Item = (String, String)>) -> Self {
        // one by one: `collect` brings a sorting algorithm along, and the window counts its bytes
        let mut texts = Self { locale, entries: BTreeMap::new() };
        texts.entries.extend(entries);
        texts
    }

    /// The language of these texts.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The text of a key; the key itself where there is none, so that a gap is seen and nothing breaks.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.entries.get(key).map_or(key, String::as_str)
    }

    /// The text of a key with its `{name}` places filled.
    pub fn with(&self, key: &str, places: &[(&str, &str)]) -> String {
        fill(self.get(key), places)
    }

    /// The form of a text that fits a number, with `{n}` and the other places filled.
    pub fn count(&self, key: &str, n: u64, places: &[(&str, &str)]) -> String {
        let form = format!("{key}_{}", plural(self.locale, n));
        let number = n.to_string();
        let mut all = vec![("n", number.as_str())];
        all.extend_from_slice(places);
        fill(self.entries.get(&form).map_or(key, String::as_str), &all)
    }
}

/// The texts of a language from the named areas: `catalogue!(locale; common, console)`.
#[macro_export]
macro_rules! catalogue {
    ($locale:expr; $($area:ident),+ $(,)?) => {
        match $locale {
            $crate::schema::vocabulary::Locale::Ru => $crate::texts::Texts::new(
                $crate::schema::vocabulary::Locale::Ru, &[$($crate::catalogue!(@ru $area)),+]),
            $crate::schema::vocabulary::Locale::En => $crate::texts::Texts::new(
                $crate::schema::vocabulary::Locale::En, &[$($crate::catalogue!(@en $area)),+]),
        }
    };
    (@ru common) => { $crate::texts::RU_COMMON };
    (@en common) => { $crate::texts::EN_COMMON };
    (@ru console) => { $crate::texts::RU_CONSOLE };
    (@en console) => { $crate::texts::EN_CONSOLE };
    (@ru administration) => { $crate::texts::RU_ADMINISTRATION };
    (@en administration) => { $crate::texts::EN_ADMINISTRATION };
    (@ru widget) => { $crate::texts::RU_WIDGET };
    (@en widget) => { $crate::texts::EN_WIDGET };
    (@ru window) => { $crate::texts::RU_WINDOW };
    (@en window) => { $crate::texts::EN_WINDOW };
}

// Constants, not statics: an area that a program does not name is not in its binary.
pub const RU_COMMON: &str = include_str!("../locales/ru/common.json");
pub const EN_COMMON: &str = include_str!("../locales/en/common.json");
pub const RU_CONSOLE: &str = include_str!("../locales/ru/console.json");
pub const EN_CONSOLE: &str = include_str!("../locales/en/console.json");
pub const RU_ADMINISTRATION: &str = include_str!("../locales/ru/administration.json");
pub const EN_ADMINISTRATION: &str = include_str!("../locales/en/administration.json");
pub const RU_WIDGET: &str = include_str!("../locales/ru/widget.json");
pub const EN_WIDGET: &str = include_str!("../locales/en/widget.json");
pub const RU_WINDOW: &str = include_str!("../locales/ru/window.json");
pub const EN_WINDOW: &str = include_str!("../locales/en/window.json");

/// The CLDR plural category of a whole number.
fn plural(locale: Locale, n: u64) -> &'static str {
    match locale {
        Locale::En if n == 1 => "one",
        Locale::En => "other",
        Locale::Ru => match (n % 10, n % 100) {
            (1, teen) if teen != 11 => "one",
            (2..=4, teen) if !(12..=14).contains(&teen) => "few",
            _ => "many",
        },
    }
}

/// Replaces `{name}` by its value, once over the text: a value that looks like a place stays as it is.
fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        out.push_str(before);
        let known = after.find('}').and_then(|end| {
            let name = &after[1..end];
            places.iter().find(|(place, _)| *place == name).map(|(_, value)| (*value, end))
        });
        match known {
            Some((value, end)) => {
                out.push_str(value);
                rest = &after[end + 1..];
            }
            None => {
                out.push('{');
                rest = &after[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_forms_are_those_of_cldr() {
        for (n, form) in [
            (0, "many"),
            (1, "one"),
            (2, "few"),
            (5, "many"),
            (11, "many"),
            (12, "many"),
            (21, "one"),
            (22, "few"),
            (111, "many"),
        ] {
            assert_eq!(plural(Locale::Ru, n), form, "{n}");
        }
        assert_eq!((plural(Locale::En, 1), plural(Locale::En, 21)), ("one", "other"));
    }

    #[test]
    fn a_value_that_looks_like_a_place_stays_as_it_is() {
        assert_eq!(fill("{a} и {b} {c", &[("a", "{b}"), ("b", "2")]), "{b} и 2 {c");
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        let stem = |key: &String| {
            key.rsplit_once('_')
                .filter(|(_, form)| ["one", "few", "many", "other"].contains(form))
                .map_or(key.clone(), |(stem, _)| stem.to_owned())
        };
        for (ru, en) in [
            (RU_COMMON, EN_COMMON),
            (RU_CONSOLE, EN_CONSOLE),
            (RU_ADMINISTRATION, EN_ADMINISTRATION),
            (RU_WIDGET, EN_WIDGET),
            (RU_WINDOW, EN_WINDOW),
        ] {
            let keys = |source: &str| -> std::collections::BTreeSet<String> {
                serde_json::from_str::<BTreeMap<String, String>>(source)
                    .expect("a flat JSON object of texts")
                    .keys()
                    .map(stem)
                    .collect()
            };
            assert_eq!(keys(ru), keys(en));
        }
    }
}
