//! The texts that the server itself says, read once.

use std::sync::LazyLock;

use letopis_events::vocabulary::Locale;
use letopis_shared::catalogue;
use letopis_shared::texts::Texts;

static RU: LazyLock<Texts> = LazyLock::new(|| catalogue!(Locale::Ru; window));
static EN: LazyLock<Texts> = LazyLock::new(|| catalogue!(Locale::En; window));

/// What visitors read unless their site says otherwise, in a language.
pub fn window(locale: Locale) -> &'static Texts {
    match locale {
        Locale::Ru => &RU,
        Locale::En => &EN,
    }
}
