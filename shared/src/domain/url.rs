//! Addresses of pages, taken apart: hostile text in, bounded text out.

use serde::{Deserialize, Serialize};

use super::text;
use crate::limits::{NAME_CHARS_MAX, URL_CHARS_MAX};
use crate::wire::Refusal;

/// The marks of a campaign in the address of a first page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Utm {
    /// Empty when the address does not say; so are the others.
    pub source: String,
    pub medium: String,
    pub campaign: String,
}

impl Utm {
    /// The marks of an address; the first one counts where one stands twice.
    pub fn of(url: &str) -> Self {
        let page = url.split('#').next().unwrap_or_default();
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let mark = |name: &str| {
            let value = query.split('&').filter_map(|part| part.split_once('=')).find(|(key, _)| *key == name);
            value.map(|(_, value)| text::cut(&text::fact(&decoded(value)), NAME_CHARS_MAX)).unwrap_or_default()
        };
        Self { source: mark("utm_source"), medium: mark("utm_medium"), campaign: mark("utm_campaign") }
    }

    /// Whether there is a mark.
    pub fn is_empty(&self) -> bool {
        self.source.is_empty() && self.medium.is_empty() && self.campaign.is_empty()
    }
}

/// The host of an address, with its port; what stands before an `@` is not part of it.
pub fn host(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// A host as people write it: labels in their letters instead of in ASCII (IDNA, RFC 3492). For the eye only. One stays as it
/// is whose letters are of more than one script, or of one not known here, or where each looks like a Latin one while the
/// host ends in ASCII: it may be meant to be taken for another.
pub fn shown(host: &str) -> String {
    let (name, port) = host.split_once(':').map_or((host, ""), |(name, _)| (name, &host[name.len()..]));
    let among_others = name.rsplit('.').next().is_some_and(|last| !last.starts_with(ACE));
    let label = |label: &str| {
        let letters = label.strip_prefix(ACE).and_then(punycode);
        letters.filter(|letters| is_plain(letters, among_others)).unwrap_or_else(|| label.to_owned())
    };
    name.split('.').map(label).collect::<Vec<_>>().join(".") + port
}

/// What a label in ASCII begins with that stands for one in other letters.
const ACE: &str = "xn--";

/// Cyrillic letters that look like Latin ones.
const TWINS: &str = "асеорхукіјѕԁһ";

/// Whether the letters of a label are of one script, and can be told from those of another.
fn is_plain(label: &str, among_others: bool) -> bool {
    let script = |c: char| match c {
        'a'..='z' | 'ß'..='ö' | 'ø'..='ž' => 1,
        'ά'..='ώ' => 2,
        'а'..='џ' | 'ґ' => 3,
        _ => 0,
    };
    let mut letters = label.chars().filter(|c| !c.is_ascii_digit() && *c != '-');
    let first = letters.clone().next().map_or(0, script);
    let twins = first == 3 && among_others && letters.clone().all(|c| TWINS.contains(c));
    first != 0 && !twins && letters.all(|c| script(c) == first)
}

/// The letters that a label in ASCII stands for, without its beginning (RFC 3492, 6.2).
fn punycode(label: &str) -> Option<String> {
    const LABEL_BYTES_MAX: usize = 63;
    let (basic, coded) = label.rsplit_once('-').unwrap_or(("", label));
    let mut letters: Vec<char> = basic.chars().collect();
    let mut coded = coded.bytes();
    let (mut letter, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    while coded.len() > 0 && label.len() <= LABEL_BYTES_MAX {
        let (before, mut weight, mut place) = (at, 1_u32, 36_u32);
        loop {
            let digit = match coded.next()? {
                c @ b'a'..=b'z' => c - b'a',
                c @ b'0'..=b'9' => c - b'0' + 26,
                _ => return None,
            };
            at = at.checked_add(u32::from(digit).checked_mul(weight)?)?;
            let last = place.saturating_sub(bias).clamp(1, 26);
            if u32::from(digit) < last {
                break;
            }
            weight = weight.checked_mul(36 - last)?;
            place += 36;
        }
        let count = letters.len() as u32 + 1;
        let mut delta = (at - before) / if before == 0 { 700 } else { 2 };
        delta += delta / count;
        bias = 0;
        while delta > 455 {
            delta /= 35;
            bias += 36;
        }
        bias += 36 * delta / (delta + 38);
        letter = letter.checked_add(at / count)?;
        at %= count;
        letters.insert(at as usize, char::from_u32(letter)?);
        at += 1;
    }
    Some(letters.into_iter().collect())
}

/// An address that a browser opens as a page of the web, and every other program too: `http` or `https`, a host, nothing
/// that parsers of addresses disagree about (WHATWG and RFC 3986): no backslash, no space, no name or password.
///
/// # Errors
/// [`Refusal::UrlInvalid`].
pub fn web(text: &str) -> Result<String, Refusal> {
    let (scheme, rest) = text.split_once("://").ok_or(Refusal::UrlInvalid)?;
    let scheme = scheme.to_ascii_lowercase();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let hostile = |c: char| c.is_control() || c.is_whitespace() || "\\<>\"`{}|^".contains(c);
    let fits = matches!(scheme.as_str(), "http" | "https")
        && text.chars().count() <= URL_CHARS_MAX
        && !text.contains(hostile)
        && text.chars().all(text::is_shown)
        && !authority.starts_with('*')
        && text::is_host(authority);
    if fits { Ok(format!("{scheme}://{rest}")) } else { Err(Refusal::UrlInvalid) }
}

/// A value of a query as it was before it became part of an address. What is no UTF-8 is replaced.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, left) = match (first, after) {
            (b'%', [high, low, left @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, left),
                _ => (b'%', after),
            },
            (b'+', _) => (b' ', after),
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = left;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(letter: u8) -> Option<u8> {
    char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utm(source: &str, medium: &str, campaign: &str) -> Utm {
        Utm { source: source.into(), medium: medium.into(), campaign: campaign.into() }
    }

    #[test]
    fn the_marks_of_a_campaign_are_read_from_the_query() {
        let url =
            "https://shop.example/?a=1&utm_source=yandex&utm_medium=cpc&utm_campaign=%D0%97%D0%B8%D0%BC%D0%B0+26#x";
        assert_eq!(Utm::of(url), utm("yandex", "cpc", "Зима 26"));
        assert_eq!(Utm::of("https://shop.example/?utm_source=a&utm_source=b"), utm("a", "", ""));
    }

    #[test]
    fn an_address_without_marks_has_none() {
        for url in ["", "https://shop.example", "https://shop.example/#?utm_source=a", "?utm_source", "?xutm_source=a"]
        {
            assert!(Utm::of(url).is_empty(), "{url}");
        }
    }

    #[test]
    fn hostile_marks_become_one_short_line() {
        let marks = Utm::of(&format!("?utm_source=%00%0A%zz%e2%&utm_medium=%&utm_campaign={}", "%41".repeat(1_000)));
        assert_eq!(marks, utm("%zz\u{fffd}%", "%", &"A".repeat(100)));
    }

    #[test]
    fn an_address_of_the_web_is_one_for_every_parser() {
        for url in [
            "https://shop.example",
            "http://localhost:8080/privacy?lang=ru#consent",
            "https://привал.рф/политика",
            "https://127.0.0.1/%20",
        ] {
            assert_eq!(web(url).as_deref(), Ok(url));
        }
        assert_eq!(web("HTTPS://shop.example/A").as_deref(), Ok("https://shop.example/A"));
    }

    #[test]
    fn what_browsers_would_open_elsewhere_or_not_at_all_is_no_address_of_the_web() {
        let long = format!("https://shop.example/{}", "a".repeat(2_000));
        for url in [
            "",
            "shop.example",
            "//shop.example",
            "javascript:alert(1)",
            "java\nscript://shop.example",
            "data:text/html,x",
            "ftp://shop.example",
            "https:shop.example",
            "https:/shop.example",
            "https://",
            "https:///shop.example",
            "https://shop.example\\@evil.example",
            "https:\\\\shop.example",
            "https://shop.example@evil.example",
            "https://*.shop.example",
            "https://shop .example",
            "https://shop.example/ x",
            "https://shop.example:99999",
            "https://shop.example/\u{202e}",
            " https://shop.example",
            long.as_str(),
        ] {
            assert_eq!(web(url), Err(Refusal::UrlInvalid), "{url}");
        }
    }

    #[test]
    fn punycode_is_read_as_its_rfc_shows_it() {
        // RFC 3492, 7.1: (A), (B), (D), (I), (L), (Q); letters of the case that hosts have.
        for (coded, letters) in [
            ("egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"),
            ("ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"),
            ("proprostnemluvesky-uyb24dma41a", "pročprostěnemluvíčesky"),
            ("b1abfaaepdrnnbgefbadotcwatmq2g4l", "почемужеонинеговорятпорусски"),
            ("3b-ww4c5e180e575a65lsy2b", "3年b組金八先生"),
            ("2-u9tlzr9756bt3uc0v", "ひとつ屋根の下2"),
        ] {
            assert_eq!(punycode(coded).as_deref(), Some(letters), "{coded}");
        }
        for hostile in ["9", "99999999", "999999a", "a-B", "а", "b_c"] {
            assert_eq!(punycode(hostile), None, "{hostile}");
        }
    }

    #[test]
    fn a_host_is_shown_as_it_was_typed() {
        for (host, people) in [
            ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
            ("*.xn--e1afmkfd.xn--p1ai:8080", "*.пример.рф:8080"),
            ("xn--80aaacleycgcjb4akje3g4h.com", "какойнибудьмагазин.com"),
            ("xn--mller-kva.example", "müller.example"),
            ("shop.example:80", "shop.example:80"),
            ("xn--n1ajg.xn--p1acf", "ухо.рус"),
            ("", ""),
        ] {
            assert_eq!(shown(host), people);
        }
    }

    #[test]
    fn a_host_that_may_be_taken_for_another_stays_in_ascii() {
        for host in [
            "xn--pple-43d.com",       // а of another script
            "xn--80ak6aa92e.com",     // аррӏе
            "xn--e1asff.com",         // ерос
            "xn--e28h.example",       // no letter
            "xn--a.example",          // nothing that is written
            "xn--wgv71a119e.example", // a script that is not known here
        ] {
            assert_eq!(shown(host), host);
        }
    }

    #[test]
    fn the_host_is_what_a_browser_would_open() {
        assert_eq!(host("https://search.example:8080/?q=a"), "search.example:8080");
        assert_eq!(host("https://bank.example@evil.example/x"), "evil.example");
        assert_eq!(host("android-app://com.example.mail"), "com.example.mail");
        assert_eq!(host(""), "");
    }
}
