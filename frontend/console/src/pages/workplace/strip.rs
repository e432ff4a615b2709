use leptos::prelude::*;
use letopis_ui::format::{self, Shown};
use letopis_ui::{I18n, dynamic, flag, string, t, use_i18n};

use crate::client::use_client;
use crate::components::visitor_name;
use crate::state::waits::{self, Bar, MINUTES, Strip};

/// How long visitors waited lately, and who waits now: a glance says whether the team keeps up.
#[component]
pub fn WaitStrip() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let strip = Memo::new(move |_| {
        let looker = client.looker()?;
        client.workplace(|workplace| waits::strip(workplace, &looker, client.now()))
    });
    let longest = move || strip.with(|strip| strip.as_ref().and_then(|strip| strip.longest));
    let said = move || {
        strip.with(|strip| match strip {
            Some(Strip { median: Some(median), minutes, .. }) => {
                let (minutes, median) = (minutes.to_string(), format::stopwatch(*median));
                i18n.with("strip.median", &[("minutes", &minutes), ("wait", &median)])
            }
            Some(Strip { longest: None, .. }) => i18n.get("strip.nobody"),
            _ => String::new(),
        })
    };
    view! {
        <div class="wait-strip">
            <div class="bars" role="img" aria-label=string(move || i18n.with("strip.label", &[("minutes", &MINUTES.to_string())]))>
                {dynamic(move || {
                    let strip = strip.get().unwrap_or_default();
                    let line = strip.median.map(|_| view! { <hr style:bottom=format!("{}%", strip.line)/> });
                    let bars = strip.bars.into_iter().map(|bar| {
                        let title = about(i18n, &bar);
                        let waits = bar.ended_at.is_none().then_some("");
                        view! { <i title=title data-waiting=waits style:height=format!("{}%", bar.height)></i> }
                    });
                    view! { {line}{bars.collect_view()} }.into_any()
                })}
            </div>
            <div class="legend num">
                <span>{string(said)}</span>
                <span hidden=flag(move || longest().is_none())>
                    {t!(i18n, "strip.now")}
                    " "
                    <b>{string(move || longest().map(format::stopwatch).unwrap_or_default())}</b>
                </span>
            </div>
        </div>
    }
}

/// Who it was and how long he waited.
fn about(i18n: I18n, bar: &Bar) -> String {
    let who = match &bar.visitor {
        Some((name, number)) => visitor_name(i18n, name.as_deref(), *number),
        None => format!("#{}", bar.number),
    };
    let wait = format::stopwatch(bar.seconds);
    let time = bar.ended_at.map(|at| format::instant(at, Shown::Time, i18n.locale())).unwrap_or_default();
    let key = if bar.ended_at.is_some() { "strip.answered" } else { "strip.waits" };
    i18n.with(key, &[("who", &who), ("wait", &wait), ("time", &time)])
}
