//! `/api/reports/…`: what supervisors and administrators look up about a period.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use letopis_shared::limits::REPORT_DAYS_MAX;
use letopis_shared::wire::http::{HttpError, Period, StatusTime, StatusTimeRow};

use super::problem::Failure;
use crate::app::App;

/// `GET /api/reports/status-time`: how long everybody who ever served visitors was in each status (S57).
pub(super) async fn status_time(
    app: web::Data<App>,
    period: Option<web::Query<Period>>,
) -> Result<HttpResponse, Failure> {
    let Period { from, to } = period.ok_or(HttpError::BadRequest)?.into_inner();
    let bounds = bounds(from, to, app.clock.now()).ok_or(HttpError::BadRequest)?;
    let counted_to = bounds.last().copied().unwrap_or_default();
    let mut operators: Vec<StatusTimeRow> = {
        let live = app.live.read();
        let serving = live.operators.iter().filter(|(_, operator)| operator.role.serves_visitors());
        let row = |(id, operator): (&_, &letopis_shared::views::live::OperatorLive)| StatusTimeRow {
            operator_id: *id,
            name: operator.name.clone(),
            disabled: operator.disabled,
            days: operator.statuses.days(&bounds),
        };
        serving.map(row).collect()
    };
    // Who had no account yet has nothing to show.
    operators.retain(|row| row.days.iter().flatten().any(|millis| *millis > 0));
    operators.sort_by(|one, other| (one.disabled, &one.name).cmp(&(other.disabled, &other.name)));
    Ok(HttpResponse::Ok().json(StatusTime { from, to, counted_to, operators }))
}

/// The beginnings of the days and the end of the last one, none later than now. `None` for no period, or one too long.
fn bounds(from: NaiveDate, to: NaiveDate, now: DateTime<Utc>) -> Option<Vec<DateTime<Utc>>> {
    let days = to.signed_duration_since(from).num_days() + 1;
    if !(1..=REPORT_DAYS_MAX).contains(&days) {
        return None;
    }
    let midnight = |n: i64| {
        let date = from.checked_add_days(Days::new(u64::try_from(n).ok()?))?;
        Some(date.and_time(NaiveTime::MIN).and_utc().min(now))
    };
    (0..=days).map(midnight).collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn the_days_of_a_period_end_where_now_is() {
        let noon = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        let midnight = |day| Utc.with_ymd_and_hms(2026, 11, day, 0, 0, 0).unwrap();
        assert_eq!(bounds(day(20), day(20), noon), Some(vec![midnight(20), midnight(21)]));
        assert_eq!(bounds(day(22), day(23), noon), Some(vec![midnight(22), noon, noon]));
        assert_eq!(bounds(day(24), day(24), noon), Some(vec![noon, noon]));
    }

    #[test]
    fn a_period_has_a_day_and_no_more_than_a_quarter_of_a_year() {
        let noon = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        assert_eq!(bounds(day(22), day(21), noon), None);
        let from = |days| day(22).checked_sub_days(Days::new(days)).unwrap();
        assert_eq!(bounds(from(91), day(22), noon).map(|bounds| bounds.len()), Some(93));
        assert_eq!(bounds(from(92), day(22), noon), None);
        assert_eq!(bounds(NaiveDate::MAX, NaiveDate::MAX, noon), None);
        assert_eq!(bounds(NaiveDate::MIN, NaiveDate::MAX, noon), None);
    }
}
