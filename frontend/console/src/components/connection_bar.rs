use leptos::prelude::*;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Icon, dynamic, maybe, press, string, t, use_i18n};

use crate::client::use_client;
use crate::platform::page;
use crate::state::outbox::Outbox;

/// Says that the connection is lost, since when, and what becomes of what was written. Comes after two seconds and goes
/// without a word.
#[component]
pub fn ConnectionBar() -> impl IntoView {
    let client = use_client();
    let stale = Memo::new(move |_| client.stale());
    view! {
        {dynamic(move || {
            if client.outdated.get() {
                view! { <OutdatedBar/> }.into_any()
            } else if stale.get() {
                view! { <LostBar/> }.into_any()
            } else if client.outbox.with(Outbox::stalled) {
                view! {
                    <div class="banner" role="status">
                        <Icon name="database"/>
                        <span class="plain">{t!(client.i18n, "connection.stalled")}</span>
                    </div>
                }.into_any()
            } else {
                ().into_any()
            }
        })}
    }
}

#[component]
fn OutdatedBar() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="banner" role="alert">
            <Icon name="rotate-ccw"/>
            <span class="plain">{t!(i18n, "error.protocol")}</span>
            <span class="spacer"></span>
            <button type="button" class="btn" data-size="sm" on:click=press(|_| page::reload())>
                {t!(i18n, "action.reload")}
            </button>
        </div>
    }
}

#[component]
fn LostBar() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let age = move || {
        let lost_at = client.link.get().lost_at.unwrap_or(client.browser_now());
        format::stopwatch(client.browser_now().saturating_sub(lost_at) / 1_000)
    };
    let state_of = move || {
        let lost_at = client.link.get().lost_at?;
        let known = client.operators(|_| ()).is_some();
        let at = format::instant(client.by_server(lost_at), Shown::Seconds, i18n.locale());
        known.then(|| i18n.with("connection.state_of", &[("time", &at)]))
    };
    let outbox = move || {
        let (queued, failed) = client.outbox.with(crate::state::outbox::Outbox::counts);
        let key = match (queued, failed) {
            (0, 0) => "connection.will_send",
            (_, 0) => "connection.queued",
            (0, _) => "connection.failed",
            _ => "connection.queued_and_failed",
        };
        i18n.with(key, &[("queued", &queued.to_string()), ("failed", &failed.to_string())])
    };
    let next = move || {
        let seconds = client.link.get().next_try_at?.saturating_sub(client.browser_now()).div_ceil(1_000);
        (seconds > 0).then(|| i18n.with("connection.next_try", &[("seconds", &seconds.to_string())]))
    };
    view! {
        <div class="banner" role="status">
            <Icon name="wifi-off"/>
            <span>
                {t!(i18n, "connection.lost")}
                " "
                // The running age is for eyes: read out every second it would hide everything else.
                <span class="num" aria-hidden="true">{string(age)}</span>
            </span>
            <span class="plain truncate">{maybe(state_of)} " " {string(outbox)}</span>
            <span class="spacer"></span>
            <span class="plain num hide-phone" aria-hidden="true">{maybe(next)}</span>
            <button type="button" class="btn" data-size="sm" on:click=press(move |_| client.connect_now())>
                {t!(i18n, "connection.connect")}
            </button>
        </div>
    }
}
