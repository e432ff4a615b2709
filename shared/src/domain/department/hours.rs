//! Working hours (S127): the week of a department, by the clock on its wall.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use letopis_events::vocabulary::{Shift, Weekday, WorkingHours};

use crate::limits::SHIFTS_MAX;
use crate::wire::Refusal;

const DAY_MINUTES: u16 = 24 * 60;
/// No clock jumps farther than this when summer time begins.
const JUMP_MINUTES_MAX: i64 = 180;

/// Hours as they are kept: shifts in their order, those that touch made one.
///
/// # Errors
/// [`Refusal::TimeZoneInvalid`], [`Refusal::HoursInvalid`], [`Refusal::TooMany`].
pub fn working_hours(hours: &WorkingHours) -> Result<WorkingHours, Refusal> {
    let zone = zone(hours).ok_or(Refusal::TimeZoneInvalid)?;
    if hours.shifts.len() > SHIFTS_MAX {
        return Err(Refusal::TooMany { max: SHIFTS_MAX as u32 });
    }
    let ends_later = |shift: &Shift| shift.from_minute < shift.to_minute && shift.to_minute <= DAY_MINUTES;
    if hours.shifts.is_empty() || !hours.shifts.iter().all(ends_later) {
        return Err(Refusal::HoursInvalid);
    }
    let mut shifts: Vec<Shift> = Vec::new();
    let mut given = hours.shifts.clone();
    given.sort();
    for shift in given {
        match shifts.last_mut() {
            Some(last) if last.weekday == shift.weekday && shift.from_minute <= last.to_minute => {
                last.to_minute = last.to_minute.max(shift.to_minute);
            }
            _ => shifts.push(shift),
        }
    }
    Ok(WorkingHours { time_zone: zone.name().to_owned(), shifts })
}

/// Whether somebody is expected to be there at this time. Hours that cannot be read are no hours at all.
pub fn open_at(hours: &WorkingHours, now: DateTime<Utc>) -> bool {
    let Some(zone) = zone(hours) else { return true };
    let today = now.with_timezone(&zone).date_naive();
    // A clock that jumps over midnight moves a shift into the day beside it.
    [today.checked_sub_days(Days::new(1)), Some(today)]
        .into_iter()
        .flatten()
        .flat_map(|date| stretches(hours, zone, date))
        .any(|(from, to)| from <= now && now < to)
}

/// When that changes next; never while the whole week is open.
pub fn next_change(hours: &WorkingHours, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let zone = zone(hours)?;
    let open = open_at(hours, now);
    let yesterday = now.with_timezone(&zone).date_naive().checked_sub_days(Days::new(1))?;
    yesterday
        .iter_days()
        .take(10)
        .flat_map(|date| stretches(hours, zone, date))
        .flat_map(|(from, to)| [from, to])
        .find(|at| *at > now && open_at(hours, *at) != open)
}

fn zone(hours: &WorkingHours) -> Option<Tz> {
    hours.time_zone.parse().ok()
}

/// The shifts of one date, as times.
fn stretches(
    hours: &WorkingHours,
    zone: Tz,
    date: NaiveDate,
) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + use<'_> {
    let weekday = Weekday::ALL[date.weekday().num_days_from_monday() as usize];
    let of_day = hours.shifts.iter().filter(move |shift| shift.weekday == weekday);
    of_day.filter_map(move |shift| Some((time(zone, date, shift.from_minute)?, time(zone, date, shift.to_minute)?)))
}

/// When the clock shows this: the first time where it does twice, the first minute after where it jumps over it.
fn time(zone: Tz, date: NaiveDate, minute: u16) -> Option<DateTime<Utc>> {
    let wanted = date.and_hms_opt(0, 0, 0)? + TimeDelta::minutes(minute.into());
    let shown = |later: i64| (wanted + TimeDelta::minutes(later)).and_local_timezone(zone).earliest();
    (0..=JUMP_MINUTES_MAX).find_map(shown).map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests;
