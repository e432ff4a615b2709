use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::limits::PASSWORD_CHARS_MIN;
use letopis_shared::schema::ids::CommandId;
use letopis_shared::wire::http::{ChangePassword, HttpError};
use letopis_ui::browser::new_id;
use letopis_ui::{flag, press, t, use_i18n};

use crate::client::use_client;
use crate::components::Confirm;
use crate::pages::sign_in::Password;
use crate::platform::http;

/// Another password of one's own.
#[component]
pub fn ChangeOfPassword() -> impl IntoView {
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
                Err(http::Failure::Problem(HttpError::Credentials { .. })) => {
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

/// The way out of every browser.
#[component]
pub fn Sessions() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let asking = RwSignal::new(false);
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "profile.sessions")}</h2>
            <div class="swrow">
                <div class="small muted">{t!(i18n, "profile.sessions_text")}</div>
                <button type="button" class="btn" on:click=press(move |_| asking.set(true))>
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
