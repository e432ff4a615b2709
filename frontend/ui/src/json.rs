//! JSON as far as our own server writes it: whole numbers only. Browsers read frames with it instead of serde, whose
//! readers for the shapes of the wire alone weigh a third of the console and more than the whole window may.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    /// Whole and not negative; the wire has no others.
    Number(u64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole document; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value(DEPTH_MAX)?;
        reader.space();
        reader.rest.is_empty().then_some(value)
    }

    /// The member of an object; `Null` when there is none.
    pub fn get(&self, name: &str) -> &Json {
        match self {
            Json::Object(members) => {
                members.iter().find(|(key, _)| key == name).map_or(&Json::Null, |(_, value)| value)
            }
            _ => &Json::Null,
        }
    }

    pub fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// A copy of the text.
    pub fn string(&self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    pub fn number(&self) -> Option<u64> {
        if let Json::Number(number) = self { Some(*number) } else { None }
    }

    /// A number that counts messages or milliseconds.
    pub fn small(&self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    pub fn bool(&self) -> Option<bool> {
        if let Json::Bool(value) = self { Some(*value) } else { None }
    }

    /// The members of a list; none for everything else.
    pub fn list(&self) -> &[Json] {
        if let Json::List(members) = self { members } else { &[] }
    }

    /// The values of an object's members; none for everything else.
    pub fn values(&self) -> impl Iterator<Item = &Json> {
        let members = if let Json::Object(members) = self { members.as_slice() } else { &[] };
        members.iter().map(|(_, value)| value)
    }

    /// The members of an object that are texts.
    pub fn into_texts(self) -> impl Iterator<Item = (String, String)> {
        let members = if let Json::Object(members) = self { members } else { Vec::new() };
        members
            .into_iter()
            .filter_map(|(name, value)| if let Json::Text(text) = value { Some((name, text)) } else { None })
    }

    /// What the value is read as, unless it is null or absent.
    pub fn optional<T>(&self, read: impl FnOnce(&Json) -> Option<T>) -> Option<Option<T>> {
        if *self == Json::Null { Some(None) } else { read(self).map(Some) }
    }
}

/// Hyphenated, as the server writes it.
pub fn uuid(json: &Json) -> Option<Uuid> {
    let text = json.text().filter(|text| text.len() == 36)?;
    let digits = text.bytes().filter(|byte| *byte != b'-');
    digits
        .map(|byte| char::from(byte).to_digit(16))
        .try_fold((0u128, 0), |(sum, count), digit| Some((sum << 4 | u128::from(digit?), count + 1)))
        .filter(|(_, count)| *count == 32)
        .map(|(sum, _)| Uuid::from_u128(sum))
}

/// RFC 3339 in UTC, as the server writes it, to the millisecond.
pub fn time(json: &Json) -> Option<DateTime<Utc>> {
    let text = json.text()?;
    let part = |at: usize, length: usize| text.get(at..at + length)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(part(0, 4)? as i32, part(5, 2)?, part(8, 2)?)?;
    let fraction = text.get(20..).filter(|_| text.as_bytes().get(19) == Some(&b'.')).unwrap_or_default();
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).chain(std::iter::repeat(b'0')).take(3);
    let millis = digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    Some(date.and_hms_milli_opt(part(11, 2)?, part(14, 2)?, part(17, 2)?, millis)?.and_utc())
}

/// A text as JSON writes it, with its quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control < ' ' => {
                out.push_str("\\u00");
                out.push(char::from(b'0' + control as u8 / 16));
                out.push(char::from(b"0123456789abcdef"[control as usize % 16]));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Deeper than any frame; a hostile document does not exhaust the stack.
const DEPTH_MAX: u8 = 32;

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn take(&mut self, token: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: u8) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        if self.take("{") {
            let mut members = Vec::new();
            while !self.take("}") {
                if !members.is_empty() && !self.take(",") {
                    return None;
                }
                self.space();
                let name = self.string()?;
                if !self.take(":") {
                    return None;
                }
                members.push((name, self.value(depth)?));
            }
            return Some(Json::Object(members));
        }
        if self.take("[") {
            let mut members = Vec::new();
            while !self.take("]") {
                if !members.is_empty() && !self.take(",") {
                    return None;
                }
                members.push(self.value(depth)?);
            }
            return Some(Json::List(members));
        }
        for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))] {
            if self.take(word) {
                return Some(value);
            }
        }
        if self.rest.starts_with('"') {
            return self.string().map(Json::Text);
        }
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        number.parse().ok().map(Json::Number)
    }

    fn string(&mut self) -> Option<String> {
        let mut out = String::new();
        let mut rest = self.rest.strip_prefix('"')?;
        loop {
            let end = rest.find(['"', '\\'])?;
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            if let Some(after) = rest.strip_prefix('"') {
                self.rest = after;
                return Some(out);
            }
            rest = &rest[1..];
            let letter = rest.chars().next()?;
            rest = &rest[letter.len_utf8()..];
            out.push(match letter {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                '"' | '\\' | '/' => letter,
                'u' => escaped(&mut rest)?,
                _ => return None,
            });
        }
    }
}

/// The letter of `\uXXXX`, or of two of them that belong together; half a pair is shown as a replacement character.
fn escaped(rest: &mut &str) -> Option<char> {
    let mut unit = || {
        let digits = rest.get(..4)?;
        let unit = u32::from_str_radix(digits, 16).ok()?;
        *rest = &rest[4..];
        Some(unit)
    };
    let first = unit()?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    let Some(after) = rest.strip_prefix("\\u") else { return Some(char::REPLACEMENT_CHARACTER) };
    *rest = after;
    let digits = rest.get(..4)?;
    let second = u32::from_str_radix(digits, 16).ok()?;
    *rest = &rest[4..];
    let letter = second.checked_sub(0xdc00).map(|low| 0x10000 + ((first - 0xd800) << 10) + low);
    Some(letter.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_serde_writes() {
        let text = "Ладога \"3\"\\ \n\r\t\u{8}\u{c}\u{1}/ 🙂";
        let value =
            serde_json::json!({ "a": [1, 0, 18446744073709551615u64], "b": { "c": null, "d": true }, "e": text });
        for document in [value.to_string(), serde_json::to_string_pretty(&value).expect("plain data")] {
            let read = Json::parse(&document).expect("a document");
            assert_eq!(read.get("a").list(), [Json::Number(1), Json::Number(0), Json::Number(u64::MAX)]);
            assert_eq!(read.get("b").get("d").bool(), Some(true));
            assert_eq!(*read.get("b").get("c"), Json::Null);
            assert_eq!(read.get("e").text(), Some(text));
        }
    }

    #[test]
    fn reads_escaped_letters() {
        let read = |text: &str| Json::parse(text).and_then(|json| json.string());
        assert_eq!(read(r#""\u0436\ud83d\ude42""#).as_deref(), Some("ж🙂"));
        assert_eq!(read(r#""\ud83d!""#).as_deref(), Some("\u{fffd}!"));
        assert_eq!(read(r#""\ude42""#).as_deref(), Some("\u{fffd}"));
        assert_eq!(read(r#""\ud83d\u0041""#).as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = "[".repeat(10_000);
        for text in [
            "",
            "{",
            "[1",
            "[1 2]",
            "{\"a\" 1}",
            "\"a",
            "\"\\",
            "\"\\u12\"",
            "\"\\x\"",
            "nul",
            "1.5",
            "-1",
            "1 1",
            &deep,
        ] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }

    #[test]
    fn reads_ids_and_times_as_serde_writes_them() {
        let id = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        let at = DateTime::from_timestamp_millis(1_790_000_000_123).expect("a valid time");
        let written = |value: &str| Json::parse(value).expect("a document");
        let text = serde_json::to_string(&id).expect("plain data");
        assert_eq!(uuid(&written(&text)), Some(id));
        assert_eq!(time(&written(&serde_json::to_string(&at).expect("plain data"))), Some(at));
        for wrong in ["null", "1", "\"x\"", "\"2026-13-01T00:00:00Z\""] {
            assert_eq!((uuid(&written(wrong)), time(&written(wrong))), (None, None), "{wrong}");
        }
    }

    #[test]
    fn quoted_texts_are_read_back_by_serde() {
        let text = "«Ладога» \"3\" \\ \n\r\t\u{0}\u{1f} 🙂";
        assert_eq!(serde_json::from_str::<String>(&quoted(text)).expect("a text"), text);
    }
}
