//! What a password may be: long enough, and not among the first that somebody else would try.
//!
//! Everything that guessing programs try first is taken out of it: common words in both languages, also typed with the
//! other keyboard or with digits for letters, names of its owner, rows of the keyboard, runs and repeats, years. What is
//! left has to be more than a few characters.

use crate::limits::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
use crate::wire::Refusal;

/// Characters that have to be left when all that is obvious has been taken out.
const LEFT_MIN: usize = 4;
/// Shortest part of a row that counts as one, and shortest part of a name or address that is looked for.
const ROW_MIN: usize = 3;
const OWN_MIN: usize = 3;

/// What keyboards and alphabets have in a row; they are read backwards too.
const ROWS: [&str; 11] = [
    "12345678901234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "abcdefghijklmnopqrstuvwxyz",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
];

/// Words that stand in most passwords that are known to be common.
const WORDS: &[&str] = &[
    "letopis",
    "летопись",
    "ktnjgbcm",
    "password",
    "passwort",
    "passwd",
    "pass",
    "parol",
    "пароль",
    "gfhjkm",
    "qwerty",
    "qwertz",
    "azerty",
    "йцукен",
    "admin",
    "administrator",
    "админ",
    "администратор",
    "root",
    "user",
    "login",
    "логин",
    "operator",
    "оператор",
    "support",
    "поддержка",
    "manager",
    "менеджер",
    "service",
    "сервис",
    "office",
    "офис",
    "company",
    "компания",
    "secret",
    "секрет",
    "welcome",
    "letmein",
    "changeme",
    "default",
    "master",
    "test",
    "тест",
    "demo",
    "демо",
    "hello",
    "привет",
    "privet",
    "ghbdtn",
    "iloveyou",
    "love",
    "люблю",
    "любовь",
    "lyubov",
    "dragon",
    "monkey",
    "football",
    "футбол",
    "baseball",
    "shadow",
    "sunshine",
    "princess",
    "superman",
    "batman",
    "hunter",
    "killer",
    "pokemon",
    "samsung",
    "computer",
    "internet",
    "компьютер",
    "интернет",
    "russia",
    "россия",
    "moscow",
    "moskva",
    "москва",
    "spartak",
    "спартак",
    "zenit",
    "natasha",
    "наташа",
    "marina",
];

/// Whether a password will do for an account of which these are names and address.
///
/// # Errors
/// [`Refusal::PasswordInvalid`] for its length, [`Refusal::PasswordObvious`].
pub fn password(text: &str, own: &[&str]) -> Result<(), Refusal> {
    if !(PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX).contains(&text.chars().count()) {
        return Err(Refusal::PasswordInvalid { min: PASSWORD_CHARS_MIN as u32, max: PASSWORD_CHARS_MAX as u32 });
    }
    let own: Vec<Vec<char>> = own.iter().flat_map(|name| parts(name)).collect();
    let signs =
        text.to_lowercase().chars().map(Sign::of).filter(|sign| sign.meant.is_alphanumeric()).collect::<Vec<_>>();
    if left(&signs, &own) < LEFT_MIN { Err(Refusal::PasswordObvious) } else { Ok(()) }
}

/// A name or an address, and its words.
fn parts(name: &str) -> Vec<Vec<char>> {
    let name = name.to_lowercase();
    let whole = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let words = name.split(|c: char| !c.is_alphanumeric()).map(|word| word.chars().collect());
    words.chain([whole]).filter(|word: &Vec<char>| word.len() >= OWN_MIN).collect()
}

/// A character, and the letter for which it is often written.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Sign {
    written: char,
    meant: char,
}

impl Sign {
    fn of(written: char) -> Self {
        let meant = match written {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        };
        Self { written, meant }
    }
}

/// How many characters are not part of something obvious.
fn left(text: &[Sign], own: &[Vec<char>]) -> usize {
    // Repeated as a whole, it is as good as what is repeated.
    let unit = (1..=text.len() / 2).find(|unit| text.iter().enumerate().all(|(at, sign)| *sign == text[at % unit]));
    let mut rest = &text[..unit.unwrap_or(text.len())];
    let mut left = 0;
    while !rest.is_empty() {
        let taken = word(rest, own).max(row(rest)).max(run(rest)).max(year(rest));
        left += usize::from(taken == 0);
        rest = &rest[taken.max(1)..];
    }
    left
}

/// The length of the longest known word with which the text begins.
fn word(text: &[Sign], own: &[Vec<char>]) -> usize {
    let is = |(letter, sign): (&char, &Sign)| *letter == sign.written || *letter == sign.meant;
    let begins = |word: &[char]| word.len() <= text.len() && word.iter().zip(text).all(is);
    let common = WORDS.iter().map(|word| word.chars().collect::<Vec<_>>());
    let known = common.chain(own.iter().cloned()).filter(|word| begins(word));
    known.map(|word| word.len()).max().unwrap_or(0)
}

/// The length of the longest part of a row with which the text begins.
fn row(text: &[Sign]) -> usize {
    let longest = |row: &[char]| {
        let is = |(key, sign): &(&char, &Sign)| **key == sign.written;
        (0..row.len()).map(|at| row[at..].iter().zip(text).take_while(is).count()).max().unwrap_or(0)
    };
    let lengths = ROWS.iter().map(|row| {
        let (there, back): (Vec<_>, Vec<_>) = (row.chars().collect(), row.chars().rev().collect());
        longest(&there).max(longest(&back))
    });
    lengths.max().filter(|length| *length >= ROW_MIN).unwrap_or(0)
}

/// The length of the run of one character with which the text begins.
fn run(text: &[Sign]) -> usize {
    let length = text.iter().take_while(|sign| text.first() == Some(*sign)).count();
    if length >= ROW_MIN { length } else { 0 }
}

/// The length of a year of the last century or this one.
fn year(text: &[Sign]) -> usize {
    let digits: String = text.iter().take(4).map(|sign| sign.written).filter(char::is_ascii_digit).collect();
    let is = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    if is { 4 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IRA: [&str; 2] = ["Ира Соколова", "ira.sokolova@prival.example"];

    #[test]
    fn a_password_is_long_enough_and_not_too_long() {
        let invalid = Err(Refusal::PasswordInvalid { min: 10, max: 200 });
        assert_eq!(password("короткий", &[]), invalid);
        assert_eq!(password(&"верно-и-длинно".repeat(20), &[]), invalid);
        assert_eq!(password("верно-и-длинно", &IRA), Ok(()));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for obvious in [
            "1234567890",
            "9876543210",
            "aaaaaaaaaaaa",
            "яяяяяяяяяя",
            "..........",
            "qwertyuiop",
            "йцукенгшщз",
            "1q2w3e4r5t6y",
            "zaq12wsxcde3",
            "abcabcabcabc",
            "password123",
            "P@ssw0rd2026",
            "пароль12345",
            "Пароль-Пароль",
            "gfhjkmgfhjkm",
            "qwerty-qwerty-1",
            "letopis2026",
            "Летопись123",
            "администратор",
            "Admin@12345",
            "iloveyou!!!!",
            "welcome2024!",
            "ira.sokolova",
            "Соколова1985",
            "ira@prival.example",
            "prival2026!",
        ] {
            assert_eq!(password(obvious, &IRA), Err(Refusal::PasswordObvious), "{obvious}");
        }
    }

    #[test]
    fn what_is_somebodys_own_idea_is_let_through() {
        for good in [
            "длинная фраза лучше",
            "correct horse battery staple",
            "k7#vQ2!mZx",
            "зимой-жгли-костёр-9",
            "password of my old cat Vasily",
            "Tr0ub4dor&3x",
        ] {
            assert_eq!(password(good, &IRA), Ok(()), "{good}");
        }
        assert_eq!(password("ira.sokolova", &[]), Ok(()), "of somebody else it is a name like others");
    }
}
