use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::limits::PASSWORD_CHARS_MIN;
use letopis_shared::schema::ids::CommandId;
use letopis_shared::schema::vocabulary::{Locale, Role, Theme};
use letopis_shared::wire::http::ChangePassword;
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::new_id;
use letopis_ui::{If, flag, string, t, use_i18n};

use super::alerts::AlertPreferences;
use super::sign_in::Password;
use crate::client::use_client;
use crate::components::{Choice, Confirm, Field, Select, Switch, role_key};
use crate::platform::http;

/// What an operator decides about himself.
#[component]
pub fn Profile() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let account = move || {
        let role = client.my_role().map(|role| i18n.get(role_key(role))).unwrap_or_default();
        let email = client.session.with(|session| session.me().map(|me| me.email.clone())).unwrap_or_default();
        format!("{email} · {role}")
    };
    view! {
        <main id="main" tabindex="-1">
            <div class="page narrow">
                <div class="page-head">
                    <h1>{t!(i18n, "page.profile")}</h1>
                    <span class="muted truncate">{string(account)}</span>
                </div>
                <Name/>
                <Looks/>
                <If when=flag(move || client.my_role().is_some_and(Role::serves_visitors))><AlertPreferences/></If>
                <ChangeOfPassword/>
                <Sessions/>
            </div>
        </main>
    }
}

#[component]
fn Name() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let name = RwSignal::new(untrack(|| client.my_name()));
    let error = RwSignal::new(None::<String>);
    let changed = move || name.with(|name| name.trim() != client.my_name()) && client.link.get().live;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        client.command(Command::Rename { name }, move |answer| match answer {
            Ok(()) => {
                error.try_set(None);
                client.say("circle-check", i18n.get("profile.saved"), None);
            }
            Err(failure) => {
                error.try_set(Some(client.sentence(&failure)));
            }
        });
    };
    view! {
        <form class="grp panel" on:submit=submit>
            <h2>{t!(i18n, "profile.about")}</h2>
            <div class="line">
                <Field
                    id="name"
                    label=t!(i18n, "profile.name")
                    hint=t!(i18n, "profile.name_hint")
                    error
                    value=name
                    autocomplete="name"
                    required=true
                />
                <button class="btn" disabled=flag(move || !changed())>{t!(i18n, "action.save")}</button>
            </div>
        </form>
    }
}

#[component]
fn Looks() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let theme = Memo::new(move |_| client.session.with(|session| session.me().map(|me| me.theme)).unwrap_or_default());
    let locales = move || {
        [(Locale::Ru, "Русский"), (Locale::En, "English")]
            .map(|(locale, name)| Choice { value: locale.tag().into(), label: name.into() })
            .to_vec()
    };
    let themes = move || {
        [Theme::System, Theme::Light, Theme::Dark]
            .map(|theme| Choice { value: theme_key(theme).into(), label: i18n.get(theme_key(theme)) })
            .to_vec()
    };
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "profile.looks")}</h2>
            <div class="cols">
                <Select
                    id="language"
                    label=t!(i18n, "profile.language")
                    choices=Signal::derive(locales)
                    value=Signal::derive(move || i18n.locale().tag().to_owned())
                    on_choose=move |tag| {
                        let locale = if tag == "ru" { Locale::Ru } else { Locale::En };
                        client.choose_preferences(locale, theme.get_untracked());
                    }
                />
                <Select
                    id="theme"
                    label=t!(i18n, "profile.theme")
                    choices=Signal::derive(themes)
                    value=Signal::derive(move || theme_key(theme.get()).to_owned())
                    on_choose=move |key| {
                        let chosen = [Theme::System, Theme::Light, Theme::Dark];
                        let chosen = chosen.into_iter().find(|theme| theme_key(*theme) == key);
                        client.choose_preferences(untrack(|| i18n.locale()), chosen.unwrap_or_default());
                    }
                />
            </div>
            <Switch
                label=t!(i18n, "profile.letters")
                hint=t!(i18n, "profile.letters_hint")
                on=client.desk.letters
                on_change=move |on| client.desk.choose_letters(on)
            />
        </section>
    }
}

fn theme_key(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "theme.system",
        Theme::Light => "theme.light",
        Theme::Dark => "theme.dark",
    }
}

#[component]
fn ChangeOfPassword() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let body = ChangePassword {
            command_id: CommandId(new_id()),
            current: current.get_untracked(),
            new: new.get_untracked(),
        };
        let token = client.access_token();
        spawn_local(async move {
            let answer = http::tell("/api/me/password", token.as_deref(), &body).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    current.try_set(String::new());
                    new.try_set(String::new());
                    client.say("circle-check", i18n.get("password.changed"), None);
                }
                Err(http::Failure::Problem(letopis_shared::wire::http::HttpError::Credentials)) => {
                    client.say("circle-alert", i18n.get("password.wrong"), None);
                }
                Err(failure) => client.say_http_failure(&failure),
            }
        });
    };
    let hint = Signal::derive(move || i18n.with("password.hint", &[("min", &PASSWORD_CHARS_MIN.to_string())]));
    let ready = move || !current.with(String::is_empty) && new.with(|new| new.chars().count() >= PASSWORD_CHARS_MIN);
    view! {
        <form class="grp panel" on:submit=submit>
            <h2>{t!(i18n, "password.title")}</h2>
            <p class="small muted">{t!(i18n, "password.text")}</p>
            <div class="cols">
                <Password
                    id="current-password"
                    label=t!(i18n, "password.current")
                    value=current
                    autocomplete="current-password"
                />
                <Password
                    id="new-password"
                    label=t!(i18n, "password.new")
                    value=new
                    autocomplete="new-password"
                    hint
                />
            </div>
            <div class="end-line">
                <button class="btn" disabled=flag(move || busy.get() || !ready())>{t!(i18n, "password.action")}</button>
            </div>
        </form>
    }
}

#[component]
fn Sessions() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let asking = RwSignal::new(false);
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "profile.sessions")}</h2>
            <div class="swrow">
                <div class="small muted">{t!(i18n, "profile.sessions_text")}</div>
                <button type="button" class="btn" on:click=move |_| asking.set(true)>
                    {t!(i18n, "profile.sign_out_everywhere")}
                </button>
            </div>
            <Confirm
                open=asking
                title=t!(i18n, "profile.sign_out_everywhere_ask")
                text=t!(i18n, "profile.sign_out_everywhere_text")
                action=t!(i18n, "profile.sign_out_everywhere")
                on_confirm=Callback::new(move |()| client.sign_out(true))
            />
        </section>
    }
}
