//! Which channels an operator wants in this browser.

use letopis_ui::browser::storage;

const KEY: &str = "letopis.attention";

/// Own choices, kept in this browser and followed by all of its tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// A sound for each new visitor who waits.
    pub sound: bool,
    /// The sound again and again until nobody waits.
    pub repeat: bool,
    /// Notifications on the desktop.
    pub desktop: bool,
    /// The bar that explains notifications was answered.
    pub explained: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { sound: true, repeat: false, desktop: true, explained: false }
    }
}

impl Preferences {
    /// As this browser keeps them.
    pub fn read() -> Self {
        storage::read(KEY).map_or_else(Self::default, |words| Self::of(&words))
    }

    /// Keeps them in this browser.
    pub fn keep(self) {
        storage::write(KEY, &self.words());
    }

    /// From the words of what is on.
    fn of(words: &str) -> Self {
        let on = |word| words.split(' ').any(|one| one == word);
        Self { sound: on("sound"), repeat: on("repeat"), desktop: on("desktop"), explained: on("explained") }
    }

    /// The words of what is on.
    fn words(self) -> String {
        let words =
            [(self.sound, "sound"), (self.repeat, "repeat"), (self.desktop, "desktop"), (self.explained, "explained")];
        words.into_iter().filter_map(|(on, word)| on.then_some(word)).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let quiet = Preferences { sound: false, repeat: false, desktop: false, explained: false };
        for preferences in [Preferences::default(), quiet, Preferences { repeat: true, explained: true, ..quiet }] {
            assert_eq!(Preferences::of(&preferences.words()), preferences);
        }
    }
}
