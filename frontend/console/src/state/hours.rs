//! The week of a department, as a form holds it.

use letopis_shared::schema::vocabulary::{Shift, Weekday};

/// One stretch of a day as it is typed: hours and minutes, each with two digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub weekday: Weekday,
    pub from: String,
    /// Midnight is the end of the day.
    pub to: String,
}

/// What most departments start from: a working week.
pub fn usual() -> Vec<Stretch> {
    Weekday::ALL[..5].iter().map(|weekday| added(*weekday)).collect()
}

/// What a day starts from.
pub fn added(weekday: Weekday) -> Stretch {
    Stretch { weekday, from: "09:00".to_owned(), to: "18:00".to_owned() }
}

/// A week as it is typed.
pub fn typed(shifts: &[Shift]) -> Vec<Stretch> {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    let one =
        |shift: &Shift| Stretch { weekday: shift.weekday, from: clock(shift.from_minute), to: clock(shift.to_minute) };
    shifts.iter().map(one).collect()
}

/// The week that was typed; nothing while a time of it is none, or ends before it begins, or no day is open.
pub fn week(stretches: &[Stretch]) -> Option<Vec<Shift>> {
    let one = |stretch: &Stretch| {
        let from_minute = minute(&stretch.from)?;
        let to_minute = minute(&stretch.to).map(|to| if to == 0 { 24 * 60 } else { to })?;
        (from_minute < to_minute).then_some(Shift { weekday: stretch.weekday, from_minute, to_minute })
    };
    let mut shifts: Vec<Shift> = stretches.iter().map(one).collect::<Option<_>>()?;
    shifts.sort();
    (!shifts.is_empty()).then_some(shifts)
}

fn minute(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.split_once(':')?;
    // A browser may add seconds.
    let minutes = minutes.get(..2)?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read_as_it_is_typed() {
        let night = Stretch { weekday: Weekday::Friday, from: "22:30".into(), to: "00:00".into() };
        let shift = Shift { weekday: Weekday::Friday, from_minute: 1_350, to_minute: 1_440 };
        assert_eq!(week(std::slice::from_ref(&night)), Some(vec![shift]));
        assert_eq!(typed(&[shift]), [night]);
        assert_eq!(week(&usual()).map(|shifts| typed(&shifts)), Some(usual()));
    }

    #[test]
    fn a_week_with_a_hole_in_it_is_none_yet() {
        let one = |from: &str, to: &str| Stretch { weekday: Weekday::Monday, from: from.into(), to: to.into() };
        assert_eq!(week(&[]), None);
        for (from, to) in [("", "18:00"), ("18:00", "09:00"), ("09:00", "09:00"), ("24:00", "00:00"), ("9", "10:00")] {
            assert_eq!(week(&[one(from, to)]), None, "{from} to {to}");
        }
    }
}
