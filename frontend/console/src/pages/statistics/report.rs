//! One report, as table and as chart of the same rows (S106).

use chrono::NaiveTime;
use leptos::prelude::*;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::schema::vocabulary::OperatorStatus;
use letopis_shared::wire::http::StatusTime;
use letopis_ui::format::{self, Shown};
use letopis_ui::{I18n, If, dynamic, flag, heard, press, string, t, use_i18n};

use crate::components::{Segmented, status_key};
use crate::state::status_time::{Of, Row, bar, hours, rows, sum};

/// What is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Table,
    Chart,
    Both,
}

const LOOKS: [(Look, &str); 3] =
    [(Look::Table, "statistics.table"), (Look::Chart, "statistics.chart"), (Look::Both, "statistics.both")];
/// In the order of the mockups: what is work first.
const ORDER: [OperatorStatus; 6] = [
    OperatorStatus::Online,
    OperatorStatus::BeforeLunch,
    OperatorStatus::Lunch,
    OperatorStatus::PersonalBreak,
    OperatorStatus::Invisible,
    OperatorStatus::Offline,
];

fn place(status: OperatorStatus) -> usize {
    OperatorStatus::ALL.iter().position(|one| *one == status).unwrap_or_default()
}

fn label(i18n: I18n, of: &Of) -> String {
    match of {
        Of::Operator { name, .. } => name.clone(),
        // Noon is the same day nearly everywhere.
        Of::Day(day) => {
            let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
            format::instant(day.and_time(noon).and_utc(), Shown::Weekday, i18n.locale())
        }
    }
}

#[component]
pub fn Report(report: StatusTime, whom: RwSignal<Option<OperatorId>>) -> impl IntoView {
    let i18n = use_i18n();
    let look = RwSignal::new(Look::Both);
    let report = StoredValue::new(report);
    let shown = Memo::new(move |_| report.with_value(|report| rows(report, whom.get())));
    let counted = string(move || {
        let to = report.with_value(|report| report.counted_to);
        i18n.with("statistics.counted", &[("until", &format::instant(to, Shown::Full, i18n.locale()))])
    });
    view! {
        <div class="report-head">
            <span class="small faint">{counted}</span>
            <span class="spacer"></span>
            <Segmented label=t!(i18n, "statistics.look") choices=&LOOKS value=look/>
        </div>
        <If when=flag(move || look.get() != Look::Chart)><Table shown whom/></If>
        <If when=flag(move || look.get() != Look::Table)><Chart shown/></If>
    }
}

#[component]
fn Table(shown: Memo<Vec<Row>>, whom: RwSignal<Option<OperatorId>>) -> impl IntoView {
    let i18n = use_i18n();
    let cells = |millis: &[u64; 6]| {
        let cell = |one: u64| if one == 0 { "—".to_owned() } else { hours(one) };
        let all = ORDER.map(|status| view! { <td class="r">{cell(millis[place(status)])}</td> });
        view! { {all.collect_view()}<td class="r strong">{hours(millis.iter().sum())}</td> }
    };
    let first = string(move || i18n.get(if whom.get().is_some() { "statistics.day" } else { "operators.name" }));
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-labelledby="report-title">
            <table class="table times">
                <thead>
                    <tr>
                        <th scope="col">{first}</th>
                        {ORDER
                            .map(|status| view! {
                                <th scope="col" class="r">
                                    <span class="swatch" data-part=part(status) aria-hidden="true"></span>
                                    {t!(i18n, status_key(status))}
                                </th>
                            })
                            .collect_view()}
                        <th scope="col" class="r">{t!(i18n, "statistics.total")}</th>
                    </tr>
                </thead>
                <tbody>
                    {dynamic(move || {
                        let row = |row: Row| {
                            let name = label(i18n, &row.of);
                            let head = match row.of {
                                Of::Operator { id, disabled, .. } => view! {
                                    <button type="button" class="link truncate" on:click=press(move |_| whom.set(Some(id)))>
                                        {name}
                                    </button>
                                    {disabled.then(|| view! { <span class="faint small">{t!(i18n, "operators.disabled")}</span> })}
                                }.into_any(),
                                Of::Day(_) => name.into_any(),
                            };
                            view! { <tr><th scope="row">{head}</th>{cells(&row.millis)}</tr> }
                        };
                        shown.get().into_iter().map(row).collect_view().into_any()
                    })}
                </tbody>
                <tfoot>
                    {dynamic(move || {
                        let all = shown.with(|rows| sum(rows.iter().map(|row| &row.millis)));
                        view! { <tr><th scope="row">{t!(i18n, "statistics.total")}</th>{cells(&all)}</tr> }.into_any()
                    })}
                </tfoot>
            </table>
        </div>
    }
}

/// The name of a part of a bar in the style sheet.
fn part(status: OperatorStatus) -> &'static str {
    match status {
        OperatorStatus::Online => "online",
        OperatorStatus::BeforeLunch => "before-lunch",
        OperatorStatus::Lunch => "lunch",
        OperatorStatus::PersonalBreak => "personal-break",
        OperatorStatus::Invisible => "invisible",
        OperatorStatus::Offline => "offline",
    }
}

/// A bar a row. Offline is most of every day, so it is drawn only when asked for.
#[component]
fn Chart(shown: Memo<Vec<Row>>) -> impl IntoView {
    let i18n = use_i18n();
    let offline = RwSignal::new(false);
    let counts = move |status: OperatorStatus| offline.get() || status != OperatorStatus::Offline;
    let bars = move || {
        let total =
            |row: &Row| ORDER.iter().filter(|one| counts(**one)).map(|one| row.millis[place(*one)]).sum::<u64>();
        let rows = shown.get();
        let longest = rows.iter().map(total).max().unwrap_or_default();
        let bars = rows.into_iter().map(|row| {
            let ordered = ORDER.map(|status| row.millis[place(status)]);
            let parts = bar(&ordered, |n| counts(ORDER[n]), longest);
            view! {
                <li>
                    <span class="truncate" dir="auto">{label(i18n, &row.of)}</span>
                    <svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
                        {parts
                            .into_iter()
                            .map(|(n, x, width)| view! {
                                <rect data-part=part(ORDER[n]) x=x.to_string() y="0" width=width.to_string() height="16"></rect>
                            })
                            .collect_view()}
                    </svg>
                    <span class="num r">{hours(total(&row))}</span>
                </li>
            }
        });
        bars.collect_view().into_any()
    };
    view! {
        <figure class="chart">
            <figcaption class="legend small">
                {ORDER
                    .map(|status| view! {
                        <If when=flag(move || counts(status))>
                            <span><span class="swatch" data-part=part(status) aria-hidden="true"></span>{t!(i18n, status_key(status))}</span>
                        </If>
                    })
                    .collect_view()}
                <span class="spacer"></span>
                <label class="check">
                    <input type="checkbox" prop:checked=flag(move || offline.get())
                        on:change=heard(move |event| offline.set(event_target_checked(&event)))/>
                    {t!(i18n, "statistics.with_offline")}
                </label>
            </figcaption>
            <ul>{dynamic(bars)}</ul>
        </figure>
    }
}
