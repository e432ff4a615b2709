use chrono::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn shift(weekday: Weekday, from: u16, to: u16) -> Shift {
    Shift { weekday, from_minute: from * 60, to_minute: to * 60 }
}

fn hours(time_zone: &str, shifts: &[Shift]) -> WorkingHours {
    WorkingHours { time_zone: time_zone.to_owned(), shifts: shifts.to_vec() }
}

fn utc(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, hour, minute, 0).unwrap()
}

fn weekdays(from: u16, to: u16) -> Vec<Shift> {
    Weekday::ALL[..5].iter().map(|weekday| shift(*weekday, from, to)).collect()
}

#[test]
fn a_department_is_there_by_the_clock_of_its_own_place() {
    let moscow = hours("Europe/Moscow", &weekdays(9, 18));
    // 25 November 2026 is a Wednesday; Moscow is three hours ahead.
    let (opens, closes) = (utc(2026, 11, 25, 6, 0), utc(2026, 11, 25, 15, 0));
    assert!(!open_at(&moscow, opens - TimeDelta::milliseconds(1)));
    assert!(open_at(&moscow, opens));
    assert!(open_at(&moscow, closes - TimeDelta::milliseconds(1)));
    assert!(!open_at(&moscow, closes));
    assert_eq!(next_change(&moscow, opens - TimeDelta::hours(2)), Some(opens));
    assert_eq!(next_change(&moscow, opens), Some(closes));
    assert_eq!(next_change(&moscow, closes), Some(opens + TimeDelta::days(1)));
    let friday_evening = utc(2026, 11, 27, 15, 0);
    assert_eq!(next_change(&moscow, friday_evening), Some(utc(2026, 11, 30, 6, 0)), "over the week-end");
}

#[test]
fn a_night_goes_over_midnight_without_a_gap() {
    let night = hours("UTC", &[shift(Weekday::Sunday, 22, 24), shift(Weekday::Monday, 0, 6)]);
    let evening = utc(2026, 11, 22, 22, 0);
    assert!(open_at(&night, utc(2026, 11, 23, 0, 0)));
    assert_eq!(next_change(&night, evening), Some(utc(2026, 11, 23, 6, 0)));
    let always: Vec<_> = Weekday::ALL.iter().map(|weekday| shift(*weekday, 0, 24)).collect();
    assert_eq!(next_change(&hours("UTC", &always), evening), None);
}

#[test]
fn summer_time_moves_hours_with_the_clock() {
    // 29 March 2026: 02:00 becomes 03:00 in Berlin. 25 October 2026: 03:00 becomes 02:00.
    let berlin = hours("Europe/Berlin", &[shift(Weekday::Sunday, 2, 4)]);
    assert_eq!(
        next_change(&berlin, utc(2026, 3, 28, 12, 0)),
        Some(utc(2026, 3, 29, 1, 0)),
        "the first minute there is"
    );
    assert_eq!(next_change(&berlin, utc(2026, 3, 29, 1, 0)), Some(utc(2026, 3, 29, 2, 0)));
    assert_eq!(next_change(&berlin, utc(2026, 10, 24, 12, 0)), Some(utc(2026, 10, 25, 0, 0)), "the first of two");
    assert_eq!(next_change(&berlin, utc(2026, 10, 25, 0, 0)), Some(utc(2026, 10, 25, 3, 0)));
    let early = hours("Europe/Berlin", &[shift(Weekday::Sunday, 1, 2)]);
    assert_eq!(next_change(&early, utc(2026, 3, 29, 0, 30)), Some(utc(2026, 3, 29, 1, 0)));
}

#[test]
fn hours_are_kept_in_order_and_without_seams() {
    let (monday, friday) = (Weekday::Monday, Weekday::Friday);
    let given = [shift(friday, 9, 18), shift(monday, 12, 18), shift(monday, 9, 12), shift(monday, 10, 11)];
    let kept = working_hours(&hours("Europe/Moscow", &given)).unwrap();
    assert_eq!(kept, hours("Europe/Moscow", &[shift(monday, 9, 18), shift(friday, 9, 18)]));
    assert_eq!(working_hours(&hours("Nowhere/Here", &given)), Err(Refusal::TimeZoneInvalid));
    assert_eq!(working_hours(&hours("UTC", &[])), Err(Refusal::HoursInvalid));
    for (from_minute, to_minute) in [(600, 600), (601, 600), (0, 1_441)] {
        let odd = Shift { weekday: monday, from_minute, to_minute };
        assert_eq!(working_hours(&hours("UTC", &[odd])), Err(Refusal::HoursInvalid));
    }
    let many = vec![shift(monday, 9, 10); SHIFTS_MAX + 1];
    assert_eq!(working_hours(&hours("UTC", &many)), Err(Refusal::TooMany { max: SHIFTS_MAX as u32 }));
}

fn weeks() -> impl Strategy<Value = WorkingHours> {
    let zones = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe"];
    let one = (0..7usize, 0..DAY_MINUTES, 1..=DAY_MINUTES).prop_filter_map("it ends later", |(day, from, to)| {
        (from < to).then_some(Shift { weekday: Weekday::ALL[day], from_minute: from, to_minute: to })
    });
    (prop::sample::select(zones.to_vec()), vec(one, 1..8)).prop_map(|(zone, shifts)| hours(zone, &shifts))
}

proptest! {
    /// What changes next is a change, and nothing changes before it: in any zone, at any time of any year.
    #[test]
    fn the_next_change_is_the_next((week, minutes) in (weeks(), 0..10_000_000i64)) {
        let week = working_hours(&week).unwrap();
        let now = utc(2016, 1, 1, 0, 0) + TimeDelta::minutes(minutes);
        let open = open_at(&week, now);
        let next = next_change(&week, now);
        let until = next.unwrap_or(now + TimeDelta::days(8));
        if let Some(next) = next {
            prop_assert!(next > now && open_at(&week, next) != open);
        }
        let mut at = now;
        while at < until {
            prop_assert_eq!(open_at(&week, at), open, "at {}", at);
            at += TimeDelta::minutes(7);
        }
    }
}
