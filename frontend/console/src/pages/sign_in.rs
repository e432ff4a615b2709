use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::vocabulary::{Locale, OperatorStatus};
use letopis_shared::wire::http::{DemoAccounts, Public};
use letopis_ui::{I18n, Icon, StatusDot, dynamic, maybe, press, string, t, use_i18n, yes_no};

use crate::client::use_client;
use crate::components::{Alert, Choice, Field, Logo, Select, role_key, status_hint_key, status_key};
use crate::platform::{http, page};
use crate::state::session::{Session, SignedOut, ended_key};

/// The form of somebody who is not known yet (S1, S2).
#[component]
pub fn SignIn() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let status = RwSignal::new(OperatorStatus::Online);
    let refusal = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let public = RwSignal::new(None::<Public>);
    let demo = RwSignal::new(None::<DemoAccounts>);
    spawn_local(async move {
        let Ok(known) = http::get::<Public>("/api/public", None).await else { return };
        if known.demo
            && let Ok(accounts) = http::get::<DemoAccounts>("/demo/accounts.json", None).await
        {
            demo.try_set(Some(accounts));
        }
        public.try_set(Some(known));
    });
    let enter = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refusal.set(None);
        spawn_local(async move {
            let (email, password) = (email.get_untracked().trim().to_owned(), password.get_untracked());
            let answer = client.sign_in(email, password, status.get_untracked()).await;
            busy.try_set(false);
            if let Err(failure) = answer {
                refusal.try_set(Some(client.http_sentence(&failure)));
                page::focus("password");
            }
        });
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        enter();
    };
    let notice = move || match (refusal.get(), client.session.get()) {
        (Some(refusal), _) => Some(refusal),
        (None, Session::SignedOut(SignedOut::Ended(cause))) => Some(i18n.get(ended_key(cause))),
        (None, Session::SignedOut(SignedOut::NoConnection)) => Some(i18n.get("http.network")),
        _ if public.with(|public| public.as_ref().is_some_and(|public| public.setup_needed)) => {
            Some(i18n.get("sign_in.setup_needed"))
        }
        _ => None,
    };
    let place = move || {
        let organisation = public.with(|public| public.as_ref().map(|public| public.organisation.clone()));
        match organisation.filter(|name| !name.is_empty()) {
            Some(name) => format!("{name} · {}", page::host()),
            None => page::host(),
        }
    };
    view! {
        <main class="signin">
            <form class="signin-form" aria-labelledby="sign-in-title" on:submit=submit>
                <div class="hstack product"><Logo/><span>"Letopis"</span></div>
                <div>
                    <h1 id="sign-in-title">{t!(i18n, "sign_in.title")}</h1>
                    <p class="muted">{string(place)}</p>
                </div>
                <div role="alert">
                    <Alert text=maybe(notice)/>
                </div>
                <Field
                    id="email"
                    label=t!(i18n, "sign_in.email")
                    value=email
                    kind=Signal::stored("email")
                    autocomplete="username"
                    large=true
                    required=true
                    autofocus=true
                />
                <Password
                    id="password"
                    label=t!(i18n, "sign_in.password")
                    value=password
                    autocomplete="current-password"
                    large=true
                />
                <Select
                    id="status"
                    label=t!(i18n, "sign_in.status")
                    choices=Signal::derive(move || statuses(i18n))
                    value=Signal::derive(move || status_word(status.get()))
                    on_choose=move |word| status.set(status_of(&word))
                    hint=Signal::derive(move || i18n.get(status_hint_key(status.get())))
                    large=true
                    start=Box::new(move || view! { <StatusDot status/> }.into_any())
                />
                <button
                    class="btn"
                    data-variant="primary"
                    data-size="lg"
                    data-block=""
                    disabled=busy
                >
                    {string(move || i18n.get(if busy.get() { "sign_in.busy" } else { "sign_in.action" }))}
                </button>
                {dynamic(move || demo.get().map(|accounts| view! { <Demo accounts email password enter/> }).into_any())}
            </form>
            <Foot version=Signal::derive(move || public.with(|public| {
                public.as_ref().map(|public| public.version.clone()).unwrap_or_default()
            }))/>
        </main>
    }
}

/// A password with a button that shows it.
#[component]
pub fn Password(
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(into)] autocomplete: &'static str,
    #[prop(optional)] large: bool,
    #[prop(optional, into)] hint: Option<Signal<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    let toggle = move || {
        view! {
            <button
                type="button"
                class="icon-btn"
                data-size="sm"
                aria-pressed=yes_no(move || shown.get())
                aria-label=t!(i18n, "sign_in.show_password")
                on:click=press(move |_| shown.update(|shown| *shown = !*shown))
            >
                <Icon name=Signal::derive(move || if shown.get() { "eye-off" } else { "eye" })/>
            </button>
        }
        .into_any()
    };
    let kind = Signal::derive(move || if shown.get() { "text" } else { "password" });
    match hint {
        Some(hint) => view! {
            <Field id label value hint kind autocomplete large required=true end=Box::new(toggle)/>
        }
        .into_any(),
        None => view! { <Field id label value kind autocomplete large required=true end=Box::new(toggle)/> }.into_any(),
    }
}

/// Accounts of the demonstration, one click each.
#[component]
fn Demo(
    accounts: DemoAccounts,
    email: RwSignal<String>,
    password: RwSignal<String>,
    enter: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="demo" aria-labelledby="demo-title">
            <h2 id="demo-title">{t!(i18n, "sign_in.demo")}</h2>
            <ul>
                {accounts
                    .accounts
                    .into_iter()
                    .map(|account| {
                        let (address, secret) = (account.email.clone(), account.password.clone());
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="btn"
                                    data-size="sm"
                                    on:click=press(move |_| {
                                        email.set(address.clone());
                                        password.set(secret.clone());
                                        enter();
                                    })
                                >
                                    {account.name}
                                    <span class="faint">{t!(i18n, role_key(account.role))}</span>
                                </button>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <a class="small" href=accounts.shop target="_blank" rel="noopener">{t!(i18n, "sign_in.shop")}</a>
        </section>
    }
}

/// Language and version, below the form.
#[component]
pub fn Foot(#[prop(into)] version: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let client = use_client();
    view! {
        <footer class="signin-foot small faint">
            <div class="hstack" role="group" aria-label=t!(i18n, "language.choose")>
                {[(Locale::Ru, "Русский"), (Locale::En, "English")]
                    .into_iter()
                    .map(|(locale, name)| {
                        view! {
                            <button
                                type="button"
                                class="text-btn"
                                lang=locale.tag()
                                aria-pressed=yes_no(move || i18n.locale() == locale)
                                on:click=press(move |_| client.choose_language(locale))
                            >
                                {name}
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
            <span class="spacer"></span>
            <span class="num">"Letopis " {version}</span>
        </footer>
    }
}

fn statuses(i18n: I18n) -> Vec<Choice> {
    OperatorStatus::ALL
        .into_iter()
        .map(|status| Choice { value: status_word(status), label: i18n.get(status_key(status)) })
        .collect()
}

fn status_word(status: OperatorStatus) -> String {
    status_key(status).to_owned()
}

fn status_of(word: &str) -> OperatorStatus {
    OperatorStatus::ALL.into_iter().find(|status| status_key(*status) == word).unwrap_or(OperatorStatus::Online)
}
