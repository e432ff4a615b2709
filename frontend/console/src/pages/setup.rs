use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::limits::PASSWORD_CHARS_MIN;
use letopis_shared::wire::http::{CheckSetup, Setup as SetupBody, SignedIn};
use letopis_ui::{t, use_i18n};

use super::sign_in::{Foot, Password};
use crate::client::use_client;
use crate::components::{Alert, Empty, Field, Go, Logo};
use crate::platform::{http, page};
use crate::state::route::Route;

/// The first administrator, through the one-time link `/setup#TOKEN` that the server printed.
#[component]
pub fn Setup() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let token = page::fragment();
    if token.is_empty() {
        return view! {
            <main class="signin">
                <div class="panel">
                    <h1 class="sr-only">{t!(i18n, "page.setup")}</h1>
                    <Empty
                        icon="link"
                        title=t!(i18n, "setup.no_token_title")
                        text=t!(i18n, "setup.no_token")
                    >
                        <Go to=Route::SignIn class="btn">{t!(i18n, "sign_in.action")}</Go>
                    </Empty>
                </div>
            </main>
        }
        .into_any();
    }
    let token = StoredValue::new(token);
    let organisation = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let refusal = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    spawn_local(async move {
        let check = CheckSetup { token: token.get_value() };
        if let Err(failure) = http::tell("/api/setup/check", None, &check).await {
            refusal.try_set(Some(client.http_sentence(&failure)));
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let body = SetupBody {
            token: token.get_value(),
            organisation: organisation.get_untracked().trim().to_owned(),
            name: name.get_untracked().trim().to_owned(),
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            locale: i18n.locale(),
        };
        spawn_local(async move {
            match http::post::<SignedIn>("/api/setup", None, &body).await {
                Ok(signed_in) => client.entered(signed_in),
                Err(failure) => {
                    busy.try_set(false);
                    refusal.try_set(Some(client.http_sentence(&failure)));
                }
            }
        });
    };
    let password_hint = Signal::derive(move || i18n.with("password.hint", &[("min", &PASSWORD_CHARS_MIN.to_string())]));
    view! {
        <main class="signin">
            <form class="signin-form" aria-labelledby="setup-title" on:submit=submit>
                <div class="hstack product"><Logo/><span>"Letopis"</span></div>
                <div>
                    <h1 id="setup-title">{t!(i18n, "page.setup")}</h1>
                    <p class="muted">{t!(i18n, "setup.text")}</p>
                </div>
                <div role="alert">
                    <Alert text=refusal/>
                </div>
                <Field
                    id="organisation"
                    label=t!(i18n, "sites.organisation")
                    hint=t!(i18n, "sites.organisation_hint")
                    value=organisation
                    autocomplete="organization"
                    large=true
                    required=true
                    autofocus=true
                />
                <Field
                    id="name"
                    label=t!(i18n, "profile.name")
                    hint=t!(i18n, "profile.name_hint")
                    value=name
                    autocomplete="name"
                    large=true
                    required=true
                />
                <Field
                    id="email"
                    label=t!(i18n, "sign_in.email")
                    value=email
                    kind=Signal::stored("email")
                    autocomplete="username"
                    large=true
                    required=true
                />
                <Password
                    id="password"
                    label=t!(i18n, "sign_in.password")
                    value=password
                    autocomplete="new-password"
                    large=true
                    hint=password_hint
                />
                <button class="btn" data-variant="primary" data-size="lg" data-block="" disabled=busy>
                    {t!(i18n, "setup.action")}
                </button>
            </form>
            <Foot version=Signal::stored(String::new())/>
        </main>
    }
    .into_any()
}
