//! Whether white or near-black text can be read on a site's colour (WCAG 2.2 AA).

/// The least contrast of text.
pub const NEEDED: f64 = 4.5;

/// The contrast of a `#rrggbb` colour with the better of white and near-black; `None` when it is no colour.
pub fn best_contrast(colour: &str) -> Option<f64> {
    let luminance = luminance(colour)?;
    let white = 1.05 / (luminance + 0.05);
    let dark = (luminance + 0.05) / (self::luminance("#14171c")? + 0.05);
    Some(white.max(dark))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_of_the_design_have_their_figures() {
        for (colour, figure) in [("#2f6b4f", 6.29), ("#35795a", 5.21), ("#8a3b2a", 7.67)] {
            let contrast = best_contrast(colour).expect("a colour");
            assert!((contrast - figure).abs() < 0.01, "{colour}: {contrast}");
        }
    }

    #[test]
    fn what_is_no_colour_has_no_contrast() {
        for text in ["", "2f6b4f", "#2f6b4", "#zzzzzz", "#ффф"] {
            assert_eq!(best_contrast(text), None, "{text}");
        }
    }
}
