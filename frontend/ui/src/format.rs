//! Dates, times and numbers in the chosen language, through the browser's `Intl`.

use chrono::{DateTime, Utc};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use letopis_shared::schema::vocabulary::Locale;
use wasm_bindgen::{JsCast, JsValue};

/// What of an instant is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// 14:02
    Time,
    /// 14:02:11
    Seconds,
    /// 22 ноября
    Day,
    /// воскресенье, 22 ноября
    Weekday,
    /// 4 окт.
    ShortDay,
    /// 22 ноября 2026 г., 14:02
    Full,
}

impl Shown {
    fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Shown::Time => &[("hour", "2-digit"), ("minute", "2-digit")],
            Shown::Seconds => &[("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit")],
            Shown::Day => &[("day", "numeric"), ("month", "long")],
            Shown::Weekday => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            Shown::ShortDay => &[("day", "numeric"), ("month", "short")],
            Shown::Full => &[
                ("day", "numeric"),
                ("month", "long"),
                ("year", "numeric"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
            ],
        }
    }
}

/// The tag whose conventions are meant: English of a product sold in Europe counts to 24.
fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::Ru => "ru",
        Locale::En => "en-GB",
    }
}

thread_local! {
    // Making a formatter costs a hundred times a formatting.
    static FORMATTERS: std::cell::RefCell<Vec<((Locale, Shown), js_sys::Function)>> =
        const { std::cell::RefCell::new(Vec::new()) };
}

/// An instant in the language and time zone of this browser.
pub fn instant(at: DateTime<Utc>, shown: Shown, locale: Locale) -> String {
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    FORMATTERS
        .with_borrow_mut(|known| {
            if !known.iter().any(|(key, _)| *key == (locale, shown)) {
                let options = Object::new();
                for (name, value) in shown.options() {
                    // Setting a property of a fresh plain object cannot fail.
                    let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
                }
                let locales = Array::of1(&tag(locale).into());
                known.push(((locale, shown), Intl::DateTimeFormat::new(&locales, &options).format()));
            }
            let format = known.iter().find(|(key, _)| *key == (locale, shown)).map(|(_, format)| format);
            format.and_then(|format| format.call1(&JsValue::UNDEFINED, &date).ok()).and_then(|text| text.as_string())
        })
        .unwrap_or_default()
}

/// The name of a language in the language of the screen; nothing where the browser has none.
pub fn language(code: &str, locale: Locale) -> Option<String> {
    let options = Object::new();
    for (name, value) in [("type", "language"), ("fallback", "none")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    let make: Function = intl("DisplayNames")?;
    let names = Reflect::construct(&make, &Array::of2(&tag(locale).into(), &options)).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    of.call1(&names, &code.into()).ok()?.as_string()
}

/// The time zone of this browser, and all that it knows.
pub fn time_zones() -> (String, Vec<String>) {
    let of_browser = || {
        let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
        Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
    };
    let all = || {
        let supported: Function = intl("supportedValuesOf")?;
        let names = supported.call1(&JsValue::UNDEFINED, &"timeZone".into()).ok()?;
        Some(Array::from(&names).iter().filter_map(|name| name.as_string()).collect())
    };
    (of_browser().unwrap_or_else(|| "UTC".to_owned()), all().unwrap_or_default())
}

fn intl(name: &str) -> Option<Function> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    Reflect::get(&intl, &name.into()).ok()?.dyn_into().ok()
}

/// The number of the day in the time zone of this browser, for telling days apart.
pub fn local_day(at: DateTime<Utc>) -> i64 {
    let millis = at.timestamp_millis();
    let offset_minutes = Date::new(&JsValue::from_f64(millis as f64)).get_timezone_offset() as i64;
    (millis - offset_minutes * 60_000).div_euclid(86_400_000)
}

/// The hour of the day in the time zone of this browser.
pub fn local_hour(at: DateTime<Utc>) -> u32 {
    Date::new(&JsValue::from_f64(at.timestamp_millis() as f64)).get_hours()
}

/// The height of so many rows, for a style; in whole pixels, as how fractions are written would be compiled for this alone.
pub fn pixels(rows: usize, row: f64) -> String {
    format!("{}px", (rows as f64 * row) as u64)
}

/// A whole number with the separators of the language.
pub fn number(n: u64, locale: Locale) -> String {
    js_sys::Number::from(n as f64).to_locale_string(tag(locale)).into()
}

/// A time that passes, as minutes and seconds: 0:48, 12:05, from an hour on 1:02:03.
pub fn stopwatch(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_shows_hours_only_when_there_are_any() {
        assert_eq!(stopwatch(0), "0:00");
        assert_eq!(stopwatch(161), "2:41");
        assert_eq!(stopwatch(3_723), "1:02:03");
    }
}
