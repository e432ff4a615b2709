//! The choice of a period: one of the usual ones, or any two days.

use chrono::{Datelike, Days, NaiveDate};
use leptos::prelude::*;
use letopis_shared::limits::REPORT_DAYS_MAX;
use letopis_ui::{string, t, use_i18n, watch};

use crate::client::use_client;
use crate::components::{Choice, Field, Select};
use crate::wire::date;

/// A period, both days with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The usual periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    Today,
    Yesterday,
    Week,
    Month,
    ThisMonth,
    LastMonth,
}

impl Preset {
    const ALL: [(Preset, &str); 6] = [
        (Preset::Today, "period.today"),
        (Preset::Yesterday, "period.yesterday"),
        (Preset::Week, "period.week"),
        (Preset::Month, "period.month"),
        (Preset::ThisMonth, "period.this_month"),
        (Preset::LastMonth, "period.last_month"),
    ];

    /// The period as it is on this day.
    pub fn span(self, today: NaiveDate) -> Span {
        let before = |date: NaiveDate, days| date.checked_sub_days(Days::new(days)).unwrap_or(date);
        let first = before(today, u64::from(today.day0()));
        let (from, to) = match self {
            Preset::Today => (today, today),
            Preset::Yesterday => (before(today, 1), before(today, 1)),
            Preset::Week => (before(today, 6), today),
            Preset::Month => (before(today, 29), today),
            Preset::ThisMonth => (first, today),
            Preset::LastMonth => {
                let last = before(first, 1);
                (before(last, u64::from(last.day0())), last)
            }
        };
        Span { from, to }
    }
}

/// A period of two days as they are typed; `None` when it is none, or too long.
fn span_of(from: &str, to: &str) -> Option<Span> {
    let (from, to) = (date(from)?, date(to)?);
    let days = to.signed_duration_since(from).num_days() + 1;
    (1..=REPORT_DAYS_MAX).contains(&days).then_some(Span { from, to })
}

/// Which period.
#[component]
pub fn PeriodChoice(span: RwSignal<Span>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let today = untrack(|| client.now().date_naive());
    let from = RwSignal::new(span.get_untracked().from.to_string());
    let to = RwSignal::new(span.get_untracked().to.to_string());
    watch(move || {
        if let Some(typed) = span_of(&from.get(), &to.get())
            && typed != span.get_untracked()
        {
            span.set(typed);
        }
    });
    let error = Signal::derive(move || {
        let wrong = span_of(&from.get(), &to.get()).is_none();
        wrong.then(|| i18n.with("period.wrong", &[("max", &REPORT_DAYS_MAX.to_string())]))
    });
    let preset = string(move || {
        let span = span.get();
        let found = Preset::ALL.iter().find(|(preset, _)| preset.span(today) == span);
        found.map_or("period.own", |(_, key)| key).to_owned()
    });
    let choices = Signal::derive(move || {
        let keys = Preset::ALL.iter().map(|(_, key)| *key).chain(["period.own"]);
        keys.map(|key| Choice { value: key.to_owned(), label: i18n.get(key) }).collect::<Vec<_>>()
    });
    view! {
        <Select id="period" label=t!(i18n, "period.title") choices value=preset
            on_choose=move |chosen| {
                if let Some((preset, _)) = Preset::ALL.iter().find(|(_, key)| *key == chosen) {
                    let chosen = preset.span(today);
                    batch(from, to, chosen);
                    span.set(chosen);
                }
            }/>
        <Field id="from" label=t!(i18n, "period.from") error value=from kind=Signal::stored("date")/>
        <Field id="to" label=t!(i18n, "period.to") value=to kind=Signal::stored("date")/>
    }
}

fn batch(from: RwSignal<String>, to: RwSignal<String>, span: Span) {
    from.set(span.from.to_string());
    to.set(span.to.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn the_usual_periods_end_today_or_before() {
        let of = |preset: Preset| {
            let Span { from, to } = preset.span(day(3, 2));
            (from, to)
        };
        assert_eq!(of(Preset::Yesterday), (day(3, 1), day(3, 1)));
        assert_eq!(of(Preset::Week), (day(2, 24), day(3, 2)));
        assert_eq!(of(Preset::ThisMonth), (day(3, 1), day(3, 2)));
        assert_eq!(of(Preset::LastMonth), (day(2, 1), day(2, 28)));
    }

    #[test]
    fn what_is_typed_is_a_period_or_not() {
        assert_eq!(span_of("2026-03-01", "2026-03-02"), Some(Span { from: day(3, 1), to: day(3, 2) }));
        for (from, to) in [
            ("2026-03-02", "2026-03-01"),
            ("", "2026-03-01"),
            ("2026-02-30", "2026-03-01"),
            ("2025-01-01", "2026-01-01"),
        ] {
            assert_eq!(span_of(from, to), None, "{from} {to}");
        }
    }
}
