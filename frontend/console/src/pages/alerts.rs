use leptos::prelude::*;
use letopis_ui::{I18n, If, flag, press, string, t, use_i18n, word};

use crate::attention::policy::{Audio, Browser, Channel, Permission};
use crate::attention::{Attention, use_attention};
use crate::components::{Go, Switch};
use crate::state::route::Route;

/// Every way in which the console calls: whether it works, a trial, and what to do where the browser refuses (M18).
#[component]
pub fn Alerts() -> impl IntoView {
    let i18n = use_i18n();
    let channels = [Channel::Notice, Channel::Star, Channel::Badge, Channel::Sound, Channel::Desktop];
    view! {
        <main id="main" tabindex="-1">
            <div class="page narrow">
                <div class="page-head">
                    <h1>{t!(i18n, "page.attention")}</h1>
                    <span class="spacer"></span>
                    <Go to=Route::Profile>{t!(i18n, "page.profile")}</Go>
                </div>
                <ul class="grp panel">
                    <li class="muted">{t!(i18n, "attention.text")}</li>
                    {channels.map(|channel| view! { <Line channel/> }).collect_view()}
                </ul>
            </div>
        </main>
    }
}

/// The keys of a channel: its name, what it does, and what may be wrong when a trial comes to nothing.
fn keys(channel: Channel) -> (&'static str, &'static str, Option<&'static str>) {
    match channel {
        Channel::Notice => ("attention.notice", "attention.notice_text", None),
        Channel::Star => ("attention.star", "attention.star_text", None),
        Channel::Badge => ("attention.badge", "attention.badge_text", None),
        Channel::Sound => ("attention.sound", "attention.sound_text", Some("attention.sound_tried")),
        Channel::Desktop => ("attention.desktop", "attention.desktop_text", Some("attention.desktop_tried")),
    }
}

/// The state of a channel: the look of its chip, the word in it, and what to do where it does not work.
fn state(attention: Attention, channel: Channel) -> (&'static str, &'static str, Option<&'static str>) {
    const ON: (&str, &str, Option<&str>) = ("success", "attention.on", None);
    const OFF: (&str, &str, Option<&str>) = ("outline", "attention.off", None);
    const UNSUPPORTED: (&str, &str, Option<&str>) =
        ("warning", "attention.unsupported", Some("attention.unsupported_text"));
    let blocked = |mend| ("warning", "attention.blocked", Some(mend));
    let Browser { preferences: wanted, audio, permission, .. } = attention.browser.get();
    match channel {
        Channel::Notice | Channel::Star | Channel::Badge => ON,
        Channel::Sound => match audio {
            Audio::Unsupported => UNSUPPORTED,
            _ if !wanted.sound => OFF,
            Audio::Ready => ON,
            Audio::Blocked => blocked("attention.sound_blocked"),
        },
        Channel::Desktop => match permission {
            Permission::Unsupported => UNSUPPORTED,
            Permission::Denied => blocked("attention.desktop_denied"),
            _ if !wanted.desktop => OFF,
            Permission::Granted => ON,
            Permission::Unasked => ("warning", "attention.unasked", Some("attention.ask")),
        },
    }
}

#[component]
fn Line(channel: Channel) -> impl IntoView {
    let attention = use_attention();
    let i18n = use_i18n();
    let (name, text, tried) = keys(channel);
    let state = move || state(attention, channel);
    // A hint of what may be wrong comes with the first trial and stays.
    let was_tried = RwSignal::new(false);
    let hint = move || state().2.or(tried.filter(|_| was_tried.get()));
    let refused = move || match state().1 {
        "attention.unsupported" => true,
        // A press mends a blocked sound.
        "attention.blocked" => channel == Channel::Desktop,
        _ => false,
    };
    view! {
        <li class="swrow">
            <div>
                <div class="hstack">
                    <span class="strong">{t!(i18n, name)}</span>
                    <span class="chip" data-tone=word(move || Some(state().0))>{string(move || i18n.get(state().1))}</span>
                </div>
                <div class="small muted">{t!(i18n, text)}</div>
                <div class="small" role="status">
                    {string(move || hint().map(|key| i18n.get(key)).unwrap_or_default())}
                </div>
            </div>
            <button
                type="button"
                class="btn"
                aria-label=label(i18n, name)
                disabled=flag(refused)
                on:click=press(move |_| {
                    was_tried.set(true);
                    attention.try_out(channel);
                })
            >
                {t!(i18n, "attention.try")}
            </button>
        </li>
    }
}

/// What a button tries, for those who hear it without its line.
fn label(i18n: I18n, name: &'static str) -> Signal<String> {
    string(move || format!("{}: {}", i18n.get("attention.try"), i18n.get(name)))
}

/// The operator's own choices, kept in this browser, for the profile.
#[component]
pub fn AlertPreferences() -> impl IntoView {
    let attention = use_attention();
    let i18n = use_i18n();
    let wanted = move || attention.browser.get().preferences;
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "page.attention")}</h2>
            <p class="small muted">{t!(i18n, "attention.where")}</p>
            <Switch
                label=t!(i18n, "attention.sound")
                hint=t!(i18n, "attention.sound_text")
                on=flag(move || wanted().sound)
                on_change=move |on| attention.prefer(|wanted| wanted.sound = on)
            />
            <If when=flag(move || wanted().sound)>
                <Switch
                    label=t!(i18n, "attention.repeat")
                    hint=t!(i18n, "attention.repeat_text")
                    on=flag(move || wanted().repeat)
                    on_change=move |on| attention.prefer(|wanted| wanted.repeat = on)
                />
            </If>
            <Switch
                label=t!(i18n, "attention.desktop")
                hint=t!(i18n, "attention.desktop_text")
                on=flag(move || wanted().desktop)
                on_change=move |on| attention.prefer(|wanted| wanted.desktop = on)
            />
            <div class="end-line"><Go to=Route::Alerts class="btn">{t!(i18n, "attention.check")}</Go></div>
        </section>
    }
}
