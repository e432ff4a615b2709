//! What people type, made fit to be recorded: one home for trimming, limits and formats.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::limits::{
    COMMENT_CHARS_MAX, DOMAINS_PER_SITE_MAX, EMAIL_CHARS_MAX, LANGUAGES_PER_OPERATOR_MAX, MESSAGE_CHARS_MAX,
    NAME_CHARS_MAX, TITLE_CHARS_MAX, URL_CHARS_MAX,
};
use crate::wire::Refusal;
use letopis_events::vocabulary::{Language, Names, Page};

/// A message: not empty, within the limit, line ends as `\n`, no other control characters.
///
/// # Errors
/// [`Refusal::TextEmpty`], [`Refusal::TextTooLong`].
pub fn message(text: &str) -> Result<String, Refusal> {
    let mut text = Cow::Borrowed(text);
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n").into();
    }
    let stays = |c: char| c == '\n' || c == '\t' || is_shown(c);
    if !text.chars().all(stays) {
        text = text.chars().filter(|c| stays(*c)).collect();
    }
    let text = text.trim();
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(Refusal::TextEmpty);
    }
    if text.chars().count() > MESSAGE_CHARS_MAX {
        return Err(Refusal::TextTooLong { max: MESSAGE_CHARS_MAX as u32 });
    }
    Ok(text.to_owned())
}

/// A comment that may be empty: as a message, but shorter.
///
/// # Errors
/// [`Refusal::TextTooLong`].
pub fn comment(text: &str) -> Result<String, Refusal> {
    match message(text) {
        Err(Refusal::TextEmpty) => Ok(String::new()),
        Ok(text) if text.chars().count() > COMMENT_CHARS_MAX => {
            Err(Refusal::TextTooLong { max: COMMENT_CHARS_MAX as u32 })
        }
        other => other,
    }
}

/// A name of a person, site or organisation: one line, not empty, within the limit.
///
/// # Errors
/// [`Refusal::NameInvalid`].
pub fn name(text: &str) -> Result<String, Refusal> {
    let text = one_line(text);
    if text.is_empty() || text.chars().count() > NAME_CHARS_MAX {
        return Err(Refusal::NameInvalid { max: NAME_CHARS_MAX as u32 });
    }
    Ok(text)
}

/// One line within a limit of its own; may be empty.
///
/// # Errors
/// [`Refusal::TextTooLong`].
pub fn line(text: &str, chars_max: usize) -> Result<String, Refusal> {
    let text = one_line(text);
    if text.chars().count() > chars_max {
        return Err(Refusal::TextTooLong { max: chars_max as u32 });
    }
    Ok(text)
}

/// A name in every language of the product; one that is left empty is as the other.
///
/// # Errors
/// [`Refusal::NameInvalid`].
pub fn names(names: &Names) -> Result<Names, Refusal> {
    let or = |own: &str, other: &str| name(if one_line(own).is_empty() { other } else { own });
    Ok(Names { ru: or(&names.ru, &names.en)?, en: or(&names.en, &names.ru)? })
}

/// Whether somebody who reads one of the languages would take two names for one: case and space around them aside.
pub fn are_alike(one: &Names, other: &Names) -> bool {
    let read = |text: &str| one_line(text).to_lowercase();
    read(&one.ru) == read(&other.ru) || read(&one.en) == read(&other.en)
}

/// A language: a primary subtag of BCP 47, two or three letters, in lower case.
///
/// # Errors
/// [`Refusal::LanguageInvalid`].
pub fn language(text: &str) -> Result<Language, Refusal> {
    let text = text.trim().to_ascii_lowercase();
    let fits = (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
    if fits { Ok(Language(text)) } else { Err(Refusal::LanguageInvalid) }
}

/// The languages of one operator, each once, in the order of the alphabet.
///
/// # Errors
/// [`Refusal::LanguageInvalid`], [`Refusal::TooMany`].
pub fn languages(list: &[Language]) -> Result<Vec<Language>, Refusal> {
    let languages = list.iter().map(|one| language(&one.0)).collect::<Result<BTreeSet<_>, _>>()?;
    if languages.len() > LANGUAGES_PER_OPERATOR_MAX {
        return Err(Refusal::TooMany { max: LANGUAGES_PER_OPERATOR_MAX as u32 });
    }
    Ok(languages.into_iter().collect())
}

/// An e-mail address in lower case: something, one `@`, a host with a dot or `localhost`.
///
/// # Errors
/// [`Refusal::EmailInvalid`].
pub fn email(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_lowercase();
    let fits = text.chars().count() <= EMAIL_CHARS_MAX
        && !text.chars().any(|c| c.is_control() || c.is_whitespace() || "<>()[],;:\\\"".contains(c))
        && text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty()
                && !host.contains('@')
                && (host == "localhost"
                    || (host.contains('.')
                        && host.split('.').all(|label| !label.is_empty() && !label.starts_with('-'))))
        });
    if fits { Ok(text) } else { Err(Refusal::EmailInvalid) }
}

/// A telephone number as people write it: digits, spaces and `+-().`, at least five digits.
///
/// # Errors
/// [`Refusal::PhoneInvalid`].
pub fn phone(text: &str) -> Result<String, Refusal> {
    let text = one_line(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c)) && (5..=20).contains(&digits);
    if fits && text.len() <= NAME_CHARS_MAX { Ok(text) } else { Err(Refusal::PhoneInvalid) }
}

/// A colour `#rrggbb` in lower case.
///
/// # Errors
/// [`Refusal::ColourInvalid`].
pub fn colour(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_lowercase();
    let fits = text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit());
    if fits { Ok(text) } else { Err(Refusal::ColourInvalid) }
}

/// Hosts of a site: lower case, no scheme or path, an optional port, an optional leading `*.`, no repeats. An
/// international name stands as browsers send it, in its ASCII form (IDNA).
///
/// # Errors
/// [`Refusal::DomainInvalid`] with the first that does not fit.
pub fn domains(list: &[String]) -> Result<Vec<String>, Refusal> {
    let mut domains = Vec::new();
    for text in list {
        let domain = text.trim().to_lowercase();
        if !domain.is_ascii() || !is_host(&domain) || domains.len() >= DOMAINS_PER_SITE_MAX {
            return Err(Refusal::DomainInvalid { domain: cut(&one_line(text), NAME_CHARS_MAX) });
        }
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Ok(domains)
}

/// Whether a text is a host in any script, with an optional port and an optional leading `*.`.
pub fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let labels = host.strip_prefix("*.").unwrap_or(host);
    let label_fits = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-')
    };
    host.len() <= 253
        && labels.split('.').all(label_fits)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// Whether a page of this origin may carry a widget with these domains.
///
/// An origin is `scheme://host[:port]`; a listed host without a port allows the default ports only.
pub fn origin_allowed(origin: &str, domains: &[String]) -> bool {
    let Some((scheme, rest)) = origin.split_once("://") else { return false };
    if !matches!(scheme, "http" | "https") {
        return false;
    }
    let host = rest.to_lowercase();
    domains.iter().any(|domain| match domain.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|left| left.ends_with('.') && left.len() > 1),
        None => *domain == host,
    })
}

/// Whether an address belongs to an origin: a page tells its own address, never another site's.
pub fn is_of_origin(url: &str, origin: &str) -> bool {
    let Some((head, tail)) = url.split_at_checked(origin.len()) else { return false };
    head.eq_ignore_ascii_case(origin) && (tail.is_empty() || tail.starts_with(['/', '?', '#']))
}

/// A page as a browser named it, made fit to be kept: `None` when the address is not `http` or `https`.
pub fn page(page: &Page) -> Option<Page> {
    let url = one_line(&page.url);
    let lower = url.to_ascii_lowercase();
    if !(lower.starts_with("http://") || lower.starts_with("https://")) {
        return None;
    }
    let url = if url.chars().count() > URL_CHARS_MAX {
        cut(url.split(['?', '#']).next().unwrap_or_default(), URL_CHARS_MAX)
    } else {
        url
    };
    Some(Page { url, title: cut(&one_line(&page.title), TITLE_CHARS_MAX) })
}

/// Any other text from a browser (user agent, referrer): one line, cut.
pub fn fact(text: &str) -> String {
    cut(&one_line(text), TITLE_CHARS_MAX)
}

/// The first characters of a text.
pub fn cut(text: &str, chars: usize) -> String {
    let end = text.char_indices().nth(chars).map_or(text.len(), |(end, _)| end);
    text[..end].to_owned()
}

/// Neither a control character nor an override of the direction of writing, with which a text can be made to show as
/// another one (`exe.png` for `gnp.exe`).
pub(super) fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Takes no place of its own: joiners, marks of direction, the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

/// A text as it is kept where one line is asked for: what shows nothing is a space, and of spaces there is one.
pub fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if is_shown(c) { c } else { ' ' }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_loses_control_characters_and_keeps_its_lines() {
        assert_eq!(message(" a\r\nb\u{0}\u{7}c\t "), Ok("a\nbc".into()));
        assert_eq!(message(" \n\u{0}"), Err(Refusal::TextEmpty));
        assert_eq!(message("\u{200b} \u{feff}\u{200f}"), Err(Refusal::TextEmpty), "nobody would see it");
        assert_eq!(message("a\u{202e}gnp.exe"), Ok("agnp.exe".into()), "nothing shows as something else");
        assert_eq!(message("👩\u{200d}👧"), Ok("👩\u{200d}👧".into()), "joiners join");
        assert_eq!(message(&"я".repeat(4_000)).map(|text| text.chars().count()), Ok(4_000));
        assert_eq!(message(&"я".repeat(4_001)), Err(Refusal::TextTooLong { max: 4_000 }));
    }

    #[test]
    fn a_name_that_is_missing_in_one_language_is_the_other_one() {
        let both = |ru: &str, en: &str| names(&Names { ru: ru.into(), en: en.into() });
        assert_eq!(both(" Продажи ", "Sales"), Ok(Names { ru: "Продажи".into(), en: "Sales".into() }));
        assert_eq!(both("", "VIP"), Ok(Names { ru: "VIP".into(), en: "VIP".into() }));
        assert_eq!(both("Продажи", "\n"), Ok(Names { ru: "Продажи".into(), en: "Продажи".into() }));
        assert_eq!(both(" ", ""), Err(Refusal::NameInvalid { max: 100 }));
        assert_eq!(both("x", &"x".repeat(101)), Err(Refusal::NameInvalid { max: 100 }));
    }

    #[test]
    fn a_language_is_two_or_three_letters() {
        assert_eq!(language(" RU "), Ok(Language("ru".into())));
        assert_eq!(language("yue"), Ok(Language("yue".into())));
        for wrong in ["", "r", "ru-RU", "russ", "r1", "рус", "ру"] {
            assert_eq!(language(wrong), Err(Refusal::LanguageInvalid), "{wrong}");
        }
    }

    #[test]
    fn languages_are_a_set_of_bounded_size() {
        let list = |texts: &[&str]| texts.iter().map(|text| Language((*text).into())).collect::<Vec<_>>();
        assert_eq!(languages(&list(&["ru", "en", "RU"])), Ok(list(&["en", "ru"])));
        let many: Vec<_> = ('a'..='u').map(|letter| Language(format!("a{letter}"))).collect();
        assert_eq!(languages(&many[..20]).map(|languages| languages.len()), Ok(20));
        assert_eq!(languages(&many), Err(Refusal::TooMany { max: 20 }));
    }

    #[test]
    fn an_address_needs_a_user_and_a_host() {
        assert_eq!(email(" Ira@Prival.Example "), Ok("ira@prival.example".into()));
        for wrong in [
            "",
            "ira",
            "ira@",
            "@host.example",
            "ira@host",
            "ira@host..example",
            "a b@c.example",
            "a@b@c.example",
            "a\n@c.example",
        ] {
            assert_eq!(email(wrong), Err(Refusal::EmailInvalid), "{wrong}");
        }
    }

    #[test]
    fn only_listed_hosts_may_carry_the_widget() {
        let listed =
            domains(&["shop.example".into(), "*.shop.example".into(), "localhost:8080".into()]).expect("hosts");
        for (origin, allowed) in [
            ("https://shop.example", true),
            ("http://shop.example", true),
            ("https://www.shop.example", true),
            ("https://evilshop.example", false),
            ("https://shop.example.evil.example", false),
            ("https://shop.example:8443", false),
            ("http://localhost:8080", true),
            ("http://localhost", false),
            ("null", false),
            ("file://", false),
            ("javascript://shop.example", false),
        ] {
            assert_eq!(origin_allowed(origin, &listed), allowed, "{origin}");
        }
    }

    #[test]
    fn a_domain_has_no_scheme_path_or_space() {
        for wrong in [
            "https://shop.example",
            "shop.example/x",
            "shop example",
            "",
            "shop..example",
            "shop.example:0",
            "shop.example:x",
            "*.",
            "пример.рф",
        ] {
            assert!(domains(&[wrong.into()]).is_err(), "{wrong}");
        }
        assert_eq!(domains(&["Shop.example".into(), "shop.example".into()]), Ok(vec!["shop.example".into()]));
    }

    #[test]
    fn an_address_belongs_to_its_origin_only() {
        for (url, belongs) in [
            ("https://shop.example/tents", true),
            ("https://SHOP.example", true),
            ("https://shop.example?a", true),
            ("https://shop.example.evil.example/", false),
            ("https://shop.example:8443/", false),
            ("https://shop.example@evil.example/", false),
            ("http://shop.example/", false),
            ("https://пример", false),
        ] {
            assert_eq!(is_of_origin(url, "https://shop.example"), belongs, "{url}");
        }
    }

    #[test]
    fn a_page_is_http_and_one_line() {
        assert_eq!(page(&Page { url: "javascript:alert(1)".into(), title: String::new() }), None);
        let long = Page { url: format!("https://a.example/p?{}", "q".repeat(3_000)), title: "a\nb".into() };
        assert_eq!(page(&long), Some(Page { url: "https://a.example/p".into(), title: "a b".into() }));
    }

    #[test]
    fn names_are_alike_in_a_language_whatever_their_case() {
        let names = |ru: &str, en: &str| Names { ru: ru.into(), en: en.into() };
        let alike = |one: Names, other: Names| are_alike(&one, &other);
        assert!(alike(names("VIP", "Important"), names(" vip ", "Dear")));
        assert!(alike(names("Важный", "VIP"), names("ДОРОГОЙ", "Vip")));
        assert!(alike(names("ВАЖНЫЙ  клиент", "a"), names("важный клиент", "b")));
        assert!(!alike(names("VIP", "Important"), names("Важный", "VIP")), "each language for itself");
    }
}
