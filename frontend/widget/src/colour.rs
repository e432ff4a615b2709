//! The site's colour in both themes, and what can be read on it.

/// A colour as its parts, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(u8, u8, u8);

const WHITE: Rgb = Rgb(255, 255, 255);
const INK: Rgb = Rgb(0x14, 0x17, 0x1c);
/// WCAG 2.2 AA for text.
const READABLE: f32 = 4.5;
/// How much white the colour takes in the dark theme, in percent, if it stays readable.
const LIFT_PERCENT: u16 = 6;

/// The colours of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub accent: Rgb,
    pub accent_dark: Rgb,
    /// White or near-black, whichever has more contrast with the accent.
    pub on: Rgb,
}

impl Palette {
    /// From `#rrggbb`; `None` when it is not one.
    pub fn of(accent: &str) -> Option<Self> {
        let accent = Rgb::parse(accent)?;
        let on = if contrast(WHITE, accent) >= contrast(INK, accent) { WHITE } else { INK };
        let lifted = accent.lifted();
        let accent_dark = if contrast(on, lifted) >= READABLE { lifted } else { accent };
        Some(Self { accent, accent_dark, on })
    }
}

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    fn lifted(self) -> Self {
        let lift = |part: u8| part + ((255 - u16::from(part)) * LIFT_PERCENT / 100) as u8;
        Self(lift(self.0), lift(self.1), lift(self.2))
    }

    /// Relative luminance; the cubic is within a thousandth of the exact curve and brings no library of powers along.
    fn luminance(self) -> f32 {
        let linear = |part: u8| {
            let c = f32::from(part) / 255.0;
            c * (c * (c * 0.305_306 + 0.682_171) + 0.012_523)
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (one.luminance() + 0.05, other.luminance() + 0.05);
    one.max(other) / one.min(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_the_colour_is_readable() {
        for (accent, on) in
            [("#2f6b4f", WHITE), ("#8a3b2a", WHITE), ("#ffd400", INK), ("#ffffff", INK), ("#000000", WHITE)]
        {
            let palette = Palette::of(accent).expect("a colour");
            assert_eq!(palette.on, on, "{accent}");
            assert!(contrast(palette.on, palette.accent_dark) >= READABLE, "{accent}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let green = Rgb::parse("#2f6b4f").expect("a colour");
        assert!((contrast(WHITE, green) - 6.29).abs() < 0.05);
        assert!((contrast(WHITE, Rgb(0, 0, 0)) - 21.0).abs() < 0.01);
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "2f6b4f", "#2f6b4", "#2f6b4ю", "#gggggg", "red"] {
            assert_eq!(Palette::of(text), None, "{text}");
        }
    }

    #[test]
    fn a_colour_is_written_as_it_is_read() {
        assert_eq!(Rgb::parse("#0a00ff").expect("a colour").to_string(), "#0a00ff");
    }
}
