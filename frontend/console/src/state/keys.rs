//! The keyboard map. Single letters act by the physical key, so they work in every layout, and only outside text
//! fields; the profile can switch them off (WCAG 2.1.4).

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut<'a> {
    /// Take the visitor who waits longest.
    TakeLongest,
    Down,
    Up,
    Leave,
    /// To the next column, also out of a text field.
    Column,
    Help,
    /// Whatever on the screen says that this letter is its key.
    Control(&'a str),
}

/// A line of the list that `?` shows.
pub struct Line {
    /// As printed on the keys.
    pub keys: &'static [&'static str],
    /// In the catalogue.
    pub text: &'static str,
}

/// The line that is there only where the account has the room.
pub const KEYS_ROOM: &str = "keys.room";

/// Every shortcut that exists, in the order of the list.
pub const LINES: [Line; 19] = [
    Line { keys: &["W"], text: "keys.take_longest" },
    Line { keys: &["T"], text: "action.transfer" },
    Line { keys: &["J", "K"], text: "keys.walk" },
    Line { keys: &["G"], text: "action.category" },
    Line { keys: &["Enter"], text: "keys.open" },
    Line { keys: &["Z"], text: "keys.hold" },
    Line { keys: &["R"], text: "keys.reply" },
    Line { keys: &["B"], text: "action.ban" },
    Line { keys: &["N"], text: "action.note" },
    Line { keys: &["X"], text: "keys.close" },
    Line { keys: &["Shift", "Enter"], text: "keys.new_line" },
    Line { keys: &["U"], text: "keys.undo" },
    Line { keys: &["Esc"], text: "keys.leave" },
    Line { keys: &["A"], text: "keys.take_over" },
    Line { keys: &["F6"], text: "keys.column" },
    Line { keys: &["I"], text: "keys.card" },
    Line { keys: &["S"], text: "keys.status" },
    Line { keys: &["O"], text: KEYS_ROOM },
    Line { keys: &["?"], text: "keys.help" },
];

/// A key press as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// `KeyboardEvent.code`.
    pub code: &'a str,
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// Ctrl, Alt or Meta is held.
    pub chord: bool,
    /// The focus is where text is typed or a choice is made.
    pub in_field: bool,
    /// Single letters are switched on.
    pub letters: bool,
}

/// What a press does, if anything.
pub fn shortcut(press: Press<'_>) -> Option<Shortcut<'_>> {
    if press.chord {
        return None;
    }
    if press.code == "Escape" {
        return Some(Shortcut::Leave);
    }
    if press.code == "F6" {
        return Some(Shortcut::Column);
    }
    if press.in_field || !press.letters {
        return None;
    }
    if press.key == "?" {
        return Some(Shortcut::Help);
    }
    match press.code.strip_prefix("Key")? {
        "W" => Some(Shortcut::TakeLongest),
        "J" => Some(Shortcut::Down),
        "K" => Some(Shortcut::Up),
        letter => Some(Shortcut::Control(letter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press<'a>(code: &'a str, key: &'a str) -> Press<'a> {
        Press { code, key, chord: false, in_field: false, letters: true }
    }

    #[test]
    fn letters_act_by_the_physical_key_in_every_layout() {
        assert_eq!(shortcut(press("KeyW", "w")), Some(Shortcut::TakeLongest));
        assert_eq!(shortcut(press("KeyW", "ц")), Some(Shortcut::TakeLongest));
        assert_eq!(shortcut(press("KeyN", "т")), Some(Shortcut::Control("N")));
        assert_eq!(shortcut(press("Digit7", "?")), Some(Shortcut::Help), "where the Russian layout has it");
        assert_eq!(shortcut(press("Digit7", "7")), None);
    }

    #[test]
    fn nothing_acts_while_somebody_types_but_escape() {
        assert_eq!(shortcut(Press { in_field: true, ..press("KeyX", "x") }), None);
        assert_eq!(shortcut(Press { in_field: true, ..press("Escape", "Escape") }), Some(Shortcut::Leave));
    }

    #[test]
    fn columns_are_walked_also_while_somebody_types() {
        assert_eq!(shortcut(Press { in_field: true, letters: false, ..press("F6", "F6") }), Some(Shortcut::Column));
    }

    #[test]
    fn chords_belong_to_the_browser() {
        assert_eq!(shortcut(Press { chord: true, ..press("KeyR", "r") }), None);
    }

    #[test]
    fn single_letters_can_be_switched_off() {
        assert_eq!(shortcut(Press { letters: false, ..press("KeyR", "r") }), None);
        assert_eq!(shortcut(Press { letters: false, ..press("Escape", "Escape") }), Some(Shortcut::Leave));
    }
}
