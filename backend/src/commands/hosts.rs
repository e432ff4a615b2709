//! International names of hosts, as browsers name them in `Origin`: their ASCII form (IDNA, UTS 46).

/// The hosts of a list in that form. What is no such name stays as it is, for the rules to refuse.
pub(super) fn as_browsers_name_them(list: Vec<String>) -> Vec<String> {
    list.into_iter().map(|text| ascii(text.trim()).unwrap_or(text)).collect()
}

fn ascii(text: &str) -> Option<String> {
    let (wildcard, rest) = text.strip_prefix("*.").map_or(("", text), |rest| ("*.", rest));
    let (host, port) = rest.rsplit_once(':').map_or((rest, String::new()), |(host, port)| (host, format!(":{port}")));
    let host = idna::domain_to_ascii_strict(host).ok().filter(|_| !text.is_ascii())?;
    Some(format!("{wildcard}{host}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_is_what_a_browser_sends() {
        for (typed, sent) in [
            ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
            (" Пример.РФ ", "xn--e1afmkfd.xn--p1ai"),
            ("*.пример.рф:8080", "*.xn--e1afmkfd.xn--p1ai:8080"),
            ("Shop.example", "Shop.example"),
            ("плохой домен", "плохой домен"),
            ("https://пример.рф", "https://пример.рф"),
        ] {
            assert_eq!(as_browsers_name_them(vec![typed.into()]), [sent], "{typed}");
        }
    }
}
