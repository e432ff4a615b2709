use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::limits::PASSWORD_CHARS_MIN;
use letopis_shared::wire::http::{AcceptInvitation, CheckInvitation, HttpError, Invited, SignedIn};
use letopis_ui::{dynamic, string, t, use_i18n};

use super::sign_in::{Foot, Password};
use crate::client::use_client;
use crate::components::{Alert, Empty, Go, Logo, Skeleton};
use crate::platform::http::{self, Failure};
use crate::platform::page;
use crate::state::route::Route;

/// What is known of the link.
#[derive(Clone, PartialEq)]
enum Link {
    Asked,
    Good(Invited),
    Bad(Failure),
}

/// A colleague chooses his password, through the one-time link `/invitation#TOKEN` that an administrator gave him (S133).
#[component]
pub fn Invitation() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let token = page::fragment();
    let link = RwSignal::new(Link::Asked);
    if token.is_empty() {
        link.set(Link::Bad(Failure::Problem(HttpError::Invitation)));
    } else {
        let body = CheckInvitation { token: token.clone() };
        spawn_local(async move {
            let answer = http::post::<Invited>("/api/invitation/check", None, &body).await;
            link.try_set(match answer {
                Ok(invited) => {
                    // Until he chooses another.
                    client.choose_language(invited.locale);
                    Link::Good(invited)
                }
                Err(failure) => Link::Bad(failure),
            });
        });
    }
    let token = StoredValue::new(token);
    view! {
        <main class="signin">
            {dynamic(move || match link.get() {
                Link::Asked => view! { <div class="panel"><Skeleton label=t!(i18n, "loading")/></div> }.into_any(),
                Link::Good(invited) => view! { <Accept invited token=token.get_value()/> }.into_any(),
                Link::Bad(failure) => view! {
                    <div class="panel">
                        <h1 class="sr-only">{t!(i18n, "page.invitation")}</h1>
                        <Empty
                            icon="link"
                            title=t!(i18n, "invitation.bad_title")
                            text=string(move || client.http_sentence(&failure))
                        >
                            <Go to=Route::SignIn class="btn">{t!(i18n, "sign_in.action")}</Go>
                        </Empty>
                    </div>
                }
                .into_any(),
            })}
            <Foot version=Signal::stored(String::new())/>
        </main>
    }
}

#[component]
fn Accept(invited: Invited, token: String) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let password = RwSignal::new(String::new());
    let refusal = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let token = StoredValue::new(token);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let body = AcceptInvitation { token: token.get_value(), password: password.get_untracked() };
        spawn_local(async move {
            match http::post::<SignedIn>("/api/invitation", None, &body).await {
                Ok(signed_in) => client.entered(signed_in),
                Err(failure) => {
                    busy.try_set(false);
                    refusal.try_set(Some(client.http_sentence(&failure)));
                }
            }
        });
    };
    let hint = Signal::derive(move || i18n.with("password.hint", &[("min", &PASSWORD_CHARS_MIN.to_string())]));
    let Invited { name, email, .. } = invited;
    // A password manager keeps the address with the password.
    let username = email.clone();
    view! {
        <form class="signin-form" aria-labelledby="invitation-title" on:submit=submit>
            <div class="hstack product"><Logo/><span>"Letopis"</span></div>
            <div>
                <h1 id="invitation-title">{t!(i18n, "page.invitation")}</h1>
                <p class="muted">{string(move || i18n.with("invitation.text", &[("name", &name), ("email", &email)]))}</p>
            </div>
            <div role="alert"><Alert text=refusal/></div>
            <input type="email" autocomplete="username" value=username readonly hidden/>
            <Password
                id="password"
                label=t!(i18n, "sign_in.password")
                value=password
                autocomplete="new-password"
                large=true
                hint
            />
            <button class="btn" data-variant="primary" data-size="lg" data-block="" disabled=busy>
                {t!(i18n, "invitation.action")}
            </button>
        </form>
    }
}
