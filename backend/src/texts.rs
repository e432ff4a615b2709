//! The texts that the server itself says, read once.

use std::sync::LazyLock;

use letopis_events::vocabulary::Locale;
use letopis_shared::catalogue;
use letopis_shared::texts::Texts;

static RU: LazyLock<Texts> = LazyLock::new(|| catalogue!(Locale::Ru; common));
static EN: LazyLock<Texts> = LazyLock::new(|| catalogue!(Locale::En; common));

/// What more than one program says, in a language.
pub fn common(locale: Locale) -> &'static Texts {
    match locale {
        Locale::Ru => &RU,
        Locale::En => &EN,
    }
}
