//! What the report of times in statuses shows: rows of operators, or of the days of one of them. Table and chart are drawn
//! from the same rows.

use chrono::{Days, NaiveDate};
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::views::status_time::Millis;
use letopis_shared::wire::http::StatusTime;

const MINUTE: u64 = 60_000;

/// Of whom or of when a row is.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    Operator { id: OperatorId, name: String, disabled: bool },
    Day(NaiveDate),
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub of: Of,
    pub millis: Millis,
}

/// The operators, or the days of the one who is chosen.
pub fn rows(report: &StatusTime, whom: Option<OperatorId>) -> Vec<Row> {
    match whom.and_then(|whom| report.operators.iter().find(|row| row.operator_id == whom)) {
        None => {
            let row = |row: &letopis_shared::wire::http::StatusTimeRow| Row {
                of: Of::Operator { id: row.operator_id, name: row.name.clone(), disabled: row.disabled },
                millis: whole_minutes(&sum(&row.days)),
            };
            report.operators.iter().map(row).collect()
        }
        Some(his) => {
            let day = |(n, millis): (usize, &Millis)| {
                Some(Row { of: Of::Day(report.from.checked_add_days(Days::new(n as u64))?), millis: *millis })
            };
            // Days to come have nothing to show.
            let day = his.days.iter().enumerate().filter_map(day).filter(|row| row.millis.iter().sum::<u64>() > 0);
            day.map(|row| Row { millis: whole_minutes(&row.millis), ..row }).collect()
        }
    }
}

/// As it is shown, in whole minutes: what is shown of a row makes its total, which is the true one; the longest part takes
/// the difference.
fn whole_minutes(millis: &Millis) -> Millis {
    let round = |millis: u64| (millis + MINUTE / 2) / MINUTE * MINUTE;
    let mut shown = millis.map(round);
    let longest = (0..shown.len()).max_by_key(|n| millis[*n]).unwrap_or_default();
    let others: u64 = shown.iter().sum::<u64>() - shown[longest];
    shown[longest] = round(millis.iter().sum()).saturating_sub(others);
    shown
}

/// All of it together.
pub fn sum<'a>(all: impl IntoIterator<Item = &'a Millis>) -> Millis {
    let mut sum = Millis::default();
    for millis in all {
        sum.iter_mut().zip(millis).for_each(|(sum, one)| *sum += one);
    }
    sum
}

/// Hours and minutes: 6:32.
pub fn hours(millis: u64) -> String {
    let minutes = millis / MINUTE;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// The parts of a bar, each with its beginning and length in thousandths of the longest one: whole ones, as the code that
/// writes fractions is larger than all of this.
pub fn bar(millis: &Millis, shown: impl Fn(usize) -> bool, longest: u64) -> Vec<(usize, u64, u64)> {
    let (mut sum, mut begins) = (0, 0);
    let mut bar = Vec::new();
    for (n, one) in millis.iter().enumerate().filter(|(n, one)| shown(*n) && **one > 0) {
        sum += one;
        let ends = sum * 1_000 / longest.max(1);
        bar.push((n, begins, ends - begins));
        begins = ends;
    }
    bar
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use letopis_shared::wire::http::StatusTimeRow;
    use uuid::Uuid;

    use super::*;

    const HOUR: u64 = 3_600_000;

    fn report() -> StatusTime {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let row = |n: u128, name: &str, days: Vec<Millis>| StatusTimeRow {
            operator_id: OperatorId(Uuid::from_u128(n)),
            name: name.into(),
            disabled: false,
            days,
        };
        StatusTime {
            from: day(20),
            to: day(22),
            counted_to: Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap(),
            operators: vec![
                row(1, "Ира", vec![[HOUR, 0, 0, 0, 0, 23 * HOUR], [0, 0, HOUR, 0, 0, 11 * HOUR], [0; 6]]),
                row(2, "Олег", vec![[0; 6], [HOUR / 2, 0, 0, 0, 0, 0], [0; 6]]),
            ],
        }
    }

    #[test]
    fn a_row_is_an_operator_or_a_day_of_one() {
        let all = rows(&report(), None);
        assert_eq!(
            all.iter().map(|row| row.millis).collect::<Vec<_>>(),
            [[HOUR, 0, HOUR, 0, 0, 34 * HOUR], [HOUR / 2, 0, 0, 0, 0, 0]]
        );
        let days = rows(&report(), Some(OperatorId(Uuid::from_u128(1))));
        let of: Vec<_> = days.iter().map(|row| row.of.clone()).collect();
        assert_eq!(of, [20, 21].map(|day| Of::Day(NaiveDate::from_ymd_opt(2026, 11, day).unwrap())));
        assert_eq!(sum(days.iter().map(|row| &row.millis)), all[0].millis, "the same numbers");
        assert_eq!(rows(&report(), Some(OperatorId(Uuid::from_u128(9)))), all, "somebody who is not in it");
    }

    #[test]
    fn times_are_hours_and_minutes() {
        assert_eq!(
            [hours(0), hours(59_999), hours(HOUR * 6 + 32 * MINUTE), hours(HOUR * 720)],
            ["0:00", "0:00", "6:32", "720:00"]
        );
    }

    #[test]
    fn what_is_shown_of_a_row_makes_its_total() {
        let most = 24 * HOUR - 4 * 80_000;
        let shown = whole_minutes(&[80_000, 80_000, 80_000, 80_000, 0, most]);
        assert_eq!(shown, [MINUTE, MINUTE, MINUTE, MINUTE, 0, 24 * HOUR - 4 * MINUTE], "a day has 24 hours");
        assert_eq!(whole_minutes(&[20_000, 20_000, 20_000, 0, 0, 0]), [0, 0, MINUTE, 0, 0, 0]);
        assert_eq!(whole_minutes(&[40_000, 40_000, 0, 0, 0, 0]).iter().sum::<u64>(), MINUTE);
    }

    #[test]
    fn a_bar_is_its_parts_one_after_the_other() {
        let parts = bar(&[HOUR, 0, HOUR, 0, 0, 6 * HOUR], |n| n != 5, 4 * HOUR);
        assert_eq!(parts, [(0, 0, 250), (2, 250, 250)]);
        assert!(bar(&[0; 6], |_| true, 0).is_empty());
    }
}
