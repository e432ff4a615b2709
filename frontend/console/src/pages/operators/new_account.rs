use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::domain::text;
use letopis_shared::limits::PASSWORD_CHARS_MIN;
use letopis_shared::schema::ids::CommandId;
use letopis_shared::schema::vocabulary::{Locale, Role};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::http::{Created, InvitationLink, NewOperator};
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::new_id;
use letopis_ui::{If, dynamic, flag, maybe, press, t, use_i18n, watch};

use super::Departments;
use super::link::OneTimeLink;
use crate::client::use_client;
use crate::components::{Alert, Choice, Dialog, Field, Select, Switch, role_key};
use crate::pages::sign_in::Password;
use crate::platform::{http, page};

/// The form of a new account. Its owner chooses a password through a one-time link, or the administrator sets one.
#[component]
pub fn NewAccount(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t!(i18n, "operators.new")>
            <Form open/>
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let by_link = RwSignal::new(true);
    let link = RwSignal::new(None::<InvitationLink>);
    let role = RwSignal::new(Role::Operator);
    let locale = RwSignal::new(untrack(|| i18n.locale()));
    let departments = RwSignal::new(Vec::new());
    let refusal = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    // It was tried to be sent: what is wrong is said at its field.
    let tried = RwSignal::new(false);
    let wrong = |value: RwSignal<String>, read: fn(&str) -> Result<String, Refusal>| {
        maybe(move || {
            let refusal = tried.get().then(|| value.with(|text| read(text).err())).flatten()?;
            Some(client.sentence(&refusal))
        })
    };
    let wrong = [("new-name", wrong(name, text::name)), ("new-email", wrong(email, text::email))];
    // What was refused is being changed.
    watch(move || {
        email.track();
        refusal.set(None);
    });
    // One id for the form: pressing twice makes one account.
    let command_id = StoredValue::new(CommandId(new_id()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        tried.set(true);
        if let Some((id, _)) = wrong.iter().find(|(_, wrong)| wrong.with_untracked(Option::is_some)) {
            return page::focus(id);
        }
        busy.set(true);
        let body = NewOperator {
            command_id: command_id.get_value(),
            name: name.get_untracked().trim().to_owned(),
            email: email.get_untracked().trim().to_owned(),
            role: role.get_untracked(),
            password: (!by_link.get_untracked()).then(|| password.get_untracked()),
            locale: locale.get_untracked(),
        };
        let token = client.access_token();
        spawn_local(async move {
            match http::post::<Created>("/api/operators", token.as_deref(), &body).await {
                Ok(created) => {
                    let department_ids = departments.try_get_untracked().unwrap_or_default();
                    if !department_ids.is_empty() {
                        client.give(Command::GiveDepartments { operator_id: created.operator_id, department_ids });
                    }
                    match created.invitation {
                        Some(made) => drop(link.try_set(Some(made))),
                        None => drop(open.try_set(false)),
                    }
                    let text = i18n.with("operators.created_toast", &[("name", &body.name)]);
                    client.say("circle-check", text, None);
                }
                Err(failure) => {
                    // What was refused may be sent changed: that is another command.
                    command_id.try_set_value(CommandId(new_id()));
                    busy.try_set(false);
                    refusal.try_set(Some(client.http_sentence(&failure)));
                }
            }
        });
    };
    let roles =
        move || Role::ALL.map(|role| Choice { value: role_key(role).into(), label: i18n.get(role_key(role)) }).to_vec();
    let locales = move || {
        [(Locale::Ru, "Русский"), (Locale::En, "English")]
            .map(|(locale, name)| Choice { value: locale.tag().into(), label: name.into() })
            .to_vec()
    };
    let hint = Signal::derive(move || i18n.with("password.hint_new", &[("min", &PASSWORD_CHARS_MIN.to_string())]));
    dynamic(move || {
        match link.get() {
        Some(link) => view! {
            <div class="body"><OneTimeLink link/></div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.close")}</button>
            </footer>
        }
        .into_any(),
        None => view! {
        <form on:submit=submit novalidate>
            <div class="body">
                <div role="alert">
                    <Alert text=refusal/>
                </div>
                <Field id="new-name" autofocus=true label=t!(i18n, "profile.name")
                    hint=t!(i18n, "profile.name_hint_his") error=wrong[0].1 value=name required=true/>
                <Field id="new-email" label=t!(i18n, "sign_in.email") error=wrong[1].1 value=email
                    kind=Signal::stored("email") required=true/>
                <Select
                    id="new-role"
                    label=t!(i18n, "operators.role")
                    choices=Signal::derive(roles)
                    value=Signal::derive(move || role_key(role.get()).to_owned())
                    on_choose=move |key| {
                        role.set(Role::ALL.into_iter().find(|role| role_key(*role) == key).unwrap_or(Role::Operator));
                    }
                />
                <Departments chosen=departments/>
                <Switch
                    label=t!(i18n, "operators.by_link")
                    hint=t!(i18n, "operators.by_link_hint")
                    on=by_link
                    on_change=move |on| by_link.set(on)
                />
                // Who signs in with a password goes on in the language of the form he signs in with.
                <If
                    when=flag(move || by_link.get())
                    otherwise=move || view! {
                        <Password id="new-account-password" label=t!(i18n, "sign_in.password") value=password
                            autocomplete="new-password" hint/>
                    }
                >
                    <Select
                        id="new-language"
                        label=t!(i18n, "operators.console_language")
                        hint=t!(i18n, "operators.console_language_hint")
                        choices=Signal::derive(locales)
                        value=Signal::derive(move || locale.get().tag().to_owned())
                        on_choose=move |tag| locale.set(if tag == "ru" { Locale::Ru } else { Locale::En })
                    />
                </If>
            </div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
                <button class="btn" data-variant="primary" disabled=busy>{t!(i18n, "operators.create")}</button>
            </footer>
        </form>
    }.into_any(),
    }
    })
}
