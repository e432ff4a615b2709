//! Reports about a period, for supervisors and administrators: how long everybody was in each status (S57, S132).

mod period;
mod report;

use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::wire::http::StatusTime;
use letopis_ui::{dynamic, press, string, t, use_i18n, watch};

use self::period::{PeriodChoice, Preset, Span};
use self::report::Report;
use crate::client::use_client;
use crate::components::{Choice, Empty, Select, Skeleton};
use crate::platform::http;

/// What is known of the period.
#[derive(Clone, PartialEq)]
enum Known {
    Asked,
    Failed(String),
    Here(StatusTime),
}

/// Time in status.
#[component]
pub fn Statistics() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let span = RwSignal::new(untrack(|| Preset::Week.span(client.now().date_naive())));
    let whom = RwSignal::new(None::<OperatorId>);
    let known = RwSignal::new(Known::Asked);
    let ask = move |Span { from, to }: Span| {
        let token = client.access_token();
        known.set(Known::Asked);
        spawn_local(async move {
            let path = format!("/api/reports/status-time?from={from}&to={to}");
            let answer = http::get::<StatusTime>(&path, token.as_deref()).await;
            // Another period may have been chosen meanwhile.
            if span.try_get_untracked() == Some(Span { from, to }) {
                known.try_set(match answer {
                    Ok(report) => Known::Here(report),
                    Err(failure) => Known::Failed(client.http_sentence(&failure)),
                });
            }
        });
    };
    watch(move || ask(span.get()));
    let people = Signal::derive(move || {
        let mut choices = vec![Choice { value: String::new(), label: i18n.get("statistics.all") }];
        if let Known::Here(report) = known.get() {
            choices.extend(
                report.operators.into_iter().map(|row| Choice { value: row.operator_id.to_string(), label: row.name }),
            );
        }
        choices
    });
    let chosen = string(move || whom.get().map(|id| id.to_string()).unwrap_or_default());
    view! {
        <main id="main" tabindex="-1">
            <div class="page">
                <div class="page-head"><h1>{t!(i18n, "page.statistics")}</h1></div>
                <section class="panel report" aria-labelledby="report-title">
                    <header>
                        <h2 id="report-title">{t!(i18n, "statistics.status_time")}</h2>
                        <p class="small muted">{t!(i18n, "statistics.about")}</p>
                    </header>
                    <div class="filters">
                        <PeriodChoice span/>
                        <Select id="whom" label=t!(i18n, "operators.name") choices=people value=chosen
                            on_choose=move |id| whom.set(id.parse().ok())/>
                    </div>
                    <div aria-live="polite">
                        {dynamic(move || match known.get() {
                            Known::Asked => view! { <Skeleton label=t!(i18n, "loading")/> }.into_any(),
                            Known::Failed(why) => view! {
                                <Empty icon="cloud-alert" title=t!(i18n, "statistics.failed") text=Signal::stored(why)>
                                    <button type="button" class="btn" on:click=press(move |_| ask(span.get_untracked()))>
                                        {t!(i18n, "statistics.again")}
                                    </button>
                                </Empty>
                            }.into_any(),
                            Known::Here(report) if report.operators.is_empty() => view! {
                                <Empty icon="clock" title=t!(i18n, "statistics.none_title") text=t!(i18n, "statistics.none")/>
                            }.into_any(),
                            Known::Here(report) => view! { <Report report whom/> }.into_any(),
                        })}
                    </div>
                </section>
            </div>
        </main>
    }
}
