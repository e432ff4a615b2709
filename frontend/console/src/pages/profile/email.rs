use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::ids::{CommandId, OperatorId};
use letopis_shared::views::operators::OperatorRow;
use letopis_shared::wire::http::{ChangeEmail, GiveEmail, HttpError};
use letopis_ui::browser::new_id;
use letopis_ui::{flag, t, use_i18n};

use crate::client::use_client;
use crate::components::Field;
use crate::pages::sign_in::Password;
use crate::platform::http;
use crate::state::session::Session;

/// Another address of one's own to sign in with, with the present password (S111).
#[component]
pub fn ChangeOfEmail() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let known =
        Memo::new(move |_| client.session.with(|session| session.me().map(|me| me.email.clone())).unwrap_or_default());
    let email = RwSignal::new(known.get_untracked());
    let password = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let changed = move || email.with(|email| email.trim().to_lowercase() != known.get());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let wanted = email.get_untracked().trim().to_lowercase();
        let (command_id, token) = (CommandId(new_id()), client.access_token());
        let body = ChangeEmail { command_id, email: wanted.clone(), password: password.get_untracked() };
        spawn_local(async move {
            let answer = http::tell("/api/me/email", token.as_deref(), &body).await;
            busy.try_set(false);
            let refused = match answer {
                Ok(()) => {
                    client.session.update(|session| {
                        if let Session::SignedIn(me) = session {
                            me.email.clone_from(&wanted);
                        }
                    });
                    email.try_set(wanted);
                    password.try_set(String::new());
                    client.say("circle-check", i18n.get("email.changed"), None);
                    None
                }
                Err(http::Failure::Problem(HttpError::Credentials { .. })) => Some(i18n.get("password.wrong")),
                Err(failure) => Some(client.http_sentence(&failure)),
            };
            error.try_set(refused);
        });
    };
    let ready = move || changed() && !password.with(String::is_empty) && !busy.get();
    view! {
        <form class="grp panel" on:submit=submit>
            <h2>{t!(i18n, "email.title")}</h2>
            <p class="small muted">{t!(i18n, "email.text")}</p>
            <div class="cols">
                <Field id="email" label=t!(i18n, "email.label") error value=email
                    kind=Signal::stored("email") autocomplete="username" required=true/>
                <Password id="email-password" label=t!(i18n, "password.current") value=password
                    autocomplete="current-password"/>
            </div>
            <div class="end-line">
                <button class="btn" disabled=flag(move || !ready())>{t!(i18n, "email.action")}</button>
            </div>
        </form>
    }
}

/// Somebody else's address, which an administrator corrects (S112).
#[component]
pub fn OtherEmail(id: OperatorId, row: Memo<Option<OperatorRow>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let known = Memo::new(move |_| {
        row.with(|row| row.as_ref().and_then(|row| row.account.as_ref()).map(|account| account.email.clone()))
            .unwrap_or_default()
    });
    let email = RwSignal::new(known.get_untracked());
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let changed = move || email.with(|email| email.trim().to_lowercase() != known.get());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let token = client.access_token();
        let body = GiveEmail { command_id: CommandId(new_id()), email: email.get_untracked().trim().to_lowercase() };
        spawn_local(async move {
            let answer = http::tell(&format!("/api/operators/{id}/email"), token.as_deref(), &body).await;
            busy.try_set(false);
            let refused = match answer {
                Ok(()) => {
                    email.try_set(body.email);
                    client.say("circle-check", i18n.get("email.changed"), None);
                    None
                }
                Err(failure) => Some(client.http_sentence(&failure)),
            };
            error.try_set(refused);
        });
    };
    view! {
        <form class="grp panel" on:submit=submit>
            <h2>{t!(i18n, "email.title")}</h2>
            <p class="small muted">{t!(i18n, "email.text_his")}</p>
            <div class="line">
                <Field id="email" label=t!(i18n, "email.label") error value=email kind=Signal::stored("email") required=true/>
                <button class="btn" disabled=flag(move || busy.get() || !changed())>{t!(i18n, "email.action")}</button>
            </div>
        </form>
    }
}
