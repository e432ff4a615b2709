//! What people wrote, cut into plain text and links. Markup never comes from a message.

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// An address that is safe to open: `http` or `https` only.
    Link(String),
}

/// Finds web addresses in a text. Everything else stays as it was written.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = next_address(rest) {
        let (before, from) = rest.split_at(start);
        let end = address_end(from);
        plain.push_str(before);
        if !plain.is_empty() {
            found.push(Piece::Text(std::mem::take(&mut plain)));
        }
        found.push(Piece::Link(from[..end].to_owned()));
        rest = &from[end..];
    }
    plain.push_str(rest);
    if !plain.is_empty() || found.is_empty() {
        found.push(Piece::Text(plain));
    }
    found
}

fn next_address(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .iter()
        .flat_map(|scheme| text.match_indices(scheme).map(move |(at, _)| (at, scheme.len())))
        .filter(|(at, _)| !text[..*at].chars().next_back().is_some_and(char::is_alphanumeric))
        .filter(|(at, scheme)| text[at + scheme..].chars().next().is_some_and(char::is_alphanumeric))
        .map(|(at, _)| at)
        .min()
}

fn address_end(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»')).unwrap_or(text.len());
    let mut address = &text[..end];
    // A stop or a bracket at the end belongs to the sentence, unless the bracket was opened inside the address.
    while let Some(last) = address.chars().next_back() {
        let opened = last == ')' && address.matches('(').count() >= address.matches(')').count();
        if opened || !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '\'' | '…') {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

/// The path of an address with its query, for places where the host is known; the address itself if it has no path.
pub fn path_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or(url, |start| &after_scheme[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Piece {
        Piece::Text(value.to_owned())
    }

    fn link(value: &str) -> Piece {
        Piece::Link(value.to_owned())
    }

    #[test]
    fn an_address_inside_a_sentence_leaves_its_full_stop_outside() {
        assert_eq!(
            pieces("Смотрите https://a.example/x?y=1. И http://b.example!"),
            [text("Смотрите "), link("https://a.example/x?y=1"), text(". И "), link("http://b.example"), text("!")]
        );
    }

    #[test]
    fn a_bracket_opened_inside_the_address_stays_in_it() {
        assert_eq!(pieces("(https://a.example/q_(1))"), [text("("), link("https://a.example/q_(1)"), text(")")]);
    }

    #[test]
    fn other_schemes_and_bare_words_stay_text() {
        for plain in ["javascript:alert(1)", "xhttp://a", "https://", "", "1 < 2"] {
            assert_eq!(pieces(plain), [text(plain)], "{plain}");
        }
    }

    #[test]
    fn addresses_are_cut_for_reading() {
        assert_eq!(path_of("https://a.example/delivery?x=1"), "/delivery?x=1");
        assert_eq!(path_of("https://a.example"), "https://a.example");
    }
}
