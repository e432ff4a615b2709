//! The texts of the chosen language as a reactive value.

use std::sync::Arc;

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::texts::Texts;

/// The catalogue on the screen. Every reading inside a view follows a change of language.
#[derive(Clone, Copy)]
pub struct I18n {
    texts: RwSignal<Arc<Texts>>,
}

impl I18n {
    /// Starts with the texts of a language.
    pub fn new(texts: Texts) -> Self {
        Self { texts: RwSignal::new(Arc::new(texts)) }
    }

    /// The language now.
    pub fn locale(self) -> Locale {
        self.texts.with(|texts| texts.locale())
    }

    /// The language now, for whoever does not follow it.
    pub fn locale_untracked(self) -> Locale {
        self.texts.with_untracked(|texts| texts.locale())
    }

    /// Changes the language everywhere at once.
    pub fn show(self, texts: Texts) {
        self.texts.set(Arc::new(texts));
    }

    /// The text of a key.
    pub fn get(self, key: &str) -> String {
        self.texts.with(|texts| texts.get(key).to_owned())
    }

    /// The text of a key with its `{name}` places filled.
    pub fn with(self, key: &str, places: &[(&str, &str)]) -> String {
        self.texts.with(|texts| texts.with(key, places))
    }

    /// The form of a text that fits a number.
    pub fn count(self, key: &str, n: u64, places: &[(&str, &str)]) -> String {
        self.texts.with(|texts| texts.count(key, n, places))
    }
}

/// The catalogue of this program.
///
/// # Panics
/// When the program did not provide an [`I18n`] at its root.
pub fn use_i18n() -> I18n {
    expect_context()
}

/// A text that follows the language, as a signal: `t!(i18n, "key")`, or with places `t!(i18n, "key", name = value)`.
#[macro_export]
macro_rules! t {
    ($i18n:expr, $key:expr) => {
        $crate::reactive::string(move || $i18n.get($key))
    };
    ($i18n:expr, $key:expr, $($place:ident = $value:expr),+ $(,)?) => {
        $crate::reactive::string(move || $i18n.with($key, &[$((stringify!($place), $value.to_string().as_str())),+]))
    };
}
