//! Words and place of a site's button and window (M6).

use letopis_events::vocabulary::{ButtonPlace, Names, WindowTexts};

use crate::domain::text::line;
use crate::limits::{
    BUTTON_OFFSET_PX_MAX, WINDOW_BUTTON_CHARS_MAX, WINDOW_GREETING_CHARS_MAX, WINDOW_OFFLINE_CHARS_MAX,
    WINDOW_SUBTITLE_CHARS_MAX, WINDOW_TITLE_CHARS_MAX,
};
use crate::wire::Refusal;

/// How long title, subtitle, greeting, button and offline text may be, in characters.
pub const WORDS_CHARS_MAX: [usize; 5] = [
    WINDOW_TITLE_CHARS_MAX,
    WINDOW_SUBTITLE_CHARS_MAX,
    WINDOW_GREETING_CHARS_MAX,
    WINDOW_BUTTON_CHARS_MAX,
    WINDOW_OFFLINE_CHARS_MAX,
];

/// The words of a window, each one line within its limit; any may be empty.
pub(super) fn texts(texts: &WindowTexts) -> Result<WindowTexts, Refusal> {
    let [title, subtitle, greeting, button, offline] = WORDS_CHARS_MAX;
    Ok(WindowTexts {
        title: lines(&texts.title, title)?,
        subtitle: lines(&texts.subtitle, subtitle)?,
        greeting: lines(&texts.greeting, greeting)?,
        button: lines(&texts.button, button)?,
        offline: lines(&texts.offline, offline)?,
    })
}

fn lines(names: &Names, chars_max: usize) -> Result<Names, Refusal> {
    Ok(Names { ru: line(&names.ru, chars_max)?, en: line(&names.en, chars_max)? })
}

/// A place on the page.
pub(super) fn place(place: &ButtonPlace) -> Result<ButtonPlace, Refusal> {
    if place.from_edge_px.max(place.from_bottom_px) > BUTTON_OFFSET_PX_MAX {
        return Err(Refusal::OutOfRange { min: 0, max: BUTTON_OFFSET_PX_MAX });
    }
    Ok(place.clone())
}
