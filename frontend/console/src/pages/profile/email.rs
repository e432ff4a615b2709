use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::ids::{CommandId, OperatorId};
use letopis_shared::wire::http::{ChangeEmail, GiveEmail, HttpError};
use letopis_ui::browser::new_id;
use letopis_ui::{flag, present, t, use_i18n, watch};

use crate::client::use_client;
use crate::components::Field;
use crate::pages::sign_in::Password;
use crate::platform::http;
use crate::state::session::Session;

/// Another address to sign in with: one's own, with the present password (S111), or somebody else's, which an
/// administrator corrects (S112).
#[component]
pub fn Email(
    /// Nobody is oneself.
    #[prop(optional)]
    whose: Option<OperatorId>,
    #[prop(into)] known: Signal<String>,
) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let (email, password) = (RwSignal::new(known.get_untracked()), RwSignal::new(String::new()));
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    watch(move || {
        email.track();
        error.set(None);
    });
    let wanted = move || email.with(|email| email.trim().to_lowercase());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let (command_id, token) = (CommandId(new_id()), client.access_token());
        let (wanted, password_now) = (untrack(wanted), password.get_untracked());
        spawn_local(async move {
            let (token, new) = (token.as_deref(), wanted.clone());
            let answer = match whose {
                None => {
                    let body = ChangeEmail { command_id, email: new, password: password_now };
                    http::tell("/api/me/email", token, &body).await
                }
                Some(id) => {
                    let body = GiveEmail { command_id, email: new };
                    http::tell(&format!("/api/operators/{id}/email"), token, &body).await
                }
            };
            busy.try_set(false);
            let refused = match answer {
                Ok(()) => {
                    if whose.is_none() {
                        client.session.update(|session| {
                            if let Session::SignedIn(me) = session {
                                me.email.clone_from(&wanted);
                            }
                        });
                    }
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
    let ready = move || wanted() != known.get() && (whose.is_some() || !password.with(String::is_empty)) && !busy.get();
    view! {
        <form class="grp panel" on:submit=submit data-unsaved=present(move || wanted() != known.get())>
            <h2>{t!(i18n, "email.title")}</h2>
            <p class="small muted">{t!(i18n, if whose.is_some() { "email.text_his" } else { "email.text" })}</p>
            <div class="cols">
                <Field id="email" label=t!(i18n, "email.label") error value=email
                    kind=Signal::stored("email") autocomplete=if whose.is_some() { "off" } else { "username" } required=true/>
                {whose.is_none().then(|| view! {
                    <Password id="email-password" label=t!(i18n, "password.current") value=password
                        autocomplete="current-password"/>
                })}
            </div>
            <div class="end-line">
                <button class="btn" disabled=flag(move || !ready())>{t!(i18n, "email.action")}</button>
            </div>
        </form>
    }
}
