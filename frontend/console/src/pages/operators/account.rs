use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::limits::PASSWORD_CHARS_MIN;
use letopis_shared::schema::ids::{CommandId, OperatorId};
use letopis_shared::schema::vocabulary::Role;
use letopis_shared::views::operators::OperatorRow;
use letopis_shared::wire::http::ResetPassword as NewPassword;
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::new_id;
use letopis_ui::{Icon, If, dynamic, flag, press, string, t, use_i18n};

use super::link::NewLink;
use super::service::Service;
use crate::client::use_client;
use crate::components::{Alert, Confirm, Dialog, Field, Menu, MenuItem, role_key};
use crate::pages::sign_in::Password;
use crate::platform::http;

/// What an administrator can do with an account: role, what reaches it, password, sessions, disabling.
#[component]
pub fn AccountMenu(id: OperatorId, row: Memo<Option<OperatorRow>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let disabling = RwSignal::new(false);
    let ending = RwSignal::new(false);
    let renaming = RwSignal::new(false);
    let resetting = RwSignal::new(false);
    let serving = RwSignal::new(false);
    let linking = RwSignal::new(false);
    let promoting = RwSignal::new(false);
    let promoted = RwSignal::new(Role::Operator);
    let operator_id = id;
    let disabled = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(super::is_disabled)));
    let role = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.role)));
    let name = move || row.with(|row| row.as_ref().map(|row| row.name.clone())).unwrap_or_default();
    let mine = untrack(|| client.my_id()) == Some(operator_id);
    let named = move |key: &'static str| string(move || i18n.with(key, &[("name", &name())]));
    view! {
        <Menu
            open
            label=named("operators.actions_of")
            button_class="icon-btn"
            align_end=true
            disabled=flag(move || !client.link.get().live)
            button=|| view! { <Icon name="ellipsis"/> }
        >
            <If when=flag(move || !mine)>
                <div class="menu-title">{t!(i18n, "operators.role")}</div>
                {Role::ALL
                    .into_iter()
                    .map(|offered| {
                        let checked = flag(move || role.get() == Some(offered));
                        view! {
                            <MenuItem
                                checked
                                on_choose=move || {
                                    if !checked.get_untracked() {
                                        promoted.set(offered);
                                        promoting.set(true);
                                    }
                                }
                            >
                                {t!(i18n, role_key(offered))}
                            </MenuItem>
                        }
                    })
                    .collect_view()}
                <hr/>
            </If>
            <MenuItem on_choose=move || renaming.set(true)>
                <Icon name="pencil-line"/>
                {t!(i18n, "operators.rename")}
            </MenuItem>
            <MenuItem on_choose=move || serving.set(true)>
                <Icon name="building-2"/>
                {t!(i18n, "operators.service")}
            </MenuItem>
            <If when=flag(move || !mine)>
                <MenuItem on_choose=move || linking.set(true)>
                    <Icon name="link"/>
                    {t!(i18n, "operators.link")}
                </MenuItem>
                <MenuItem on_choose=move || resetting.set(true)>
                    <Icon name="key-round"/>
                    {t!(i18n, "operators.reset_password")}
                </MenuItem>
            </If>
            <MenuItem on_choose=move || ending.set(true)>
                <Icon name="unplug"/>
                {t!(i18n, "operators.end_sessions")}
            </MenuItem>
            {(!mine).then(|| dynamic(move || if disabled.get() {
                view! {
                    <MenuItem on_choose=move || client.give(Command::EnableOperator { operator_id })>
                        <Icon name="user-check"/>
                        {t!(i18n, "operators.enable")}
                    </MenuItem>
                }.into_any()
            } else {
                view! {
                    <MenuItem on_choose=move || disabling.set(true)>
                        <Icon name="ban"/>
                        {t!(i18n, "operators.disable")}
                    </MenuItem>
                }.into_any()
            }))}
        </Menu>
        <Dialog open=renaming title=named("operators.rename_title")>
            <Rename open=renaming operator_id name=untrack(name)/>
        </Dialog>
        <Dialog open=serving title=named("operators.service_title")>
            <Service open=serving operator_id row=row.get_untracked()/>
        </Dialog>
        <Dialog open=linking title=named("operators.link_title")>
            <NewLink open=linking operator_id/>
        </Dialog>
        <Dialog open=resetting title=named("operators.reset_title")>
            <ResetPassword open=resetting operator_id name=untrack(name)/>
        </Dialog>
        <Confirm
            open=promoting
            title=string(move || {
                let role = i18n.get(role_key(promoted.get()));
                i18n.with("operators.role_ask", &[("name", &name()), ("role", &role)])
            })
            text=t!(i18n, "operators.role_text")
            action=t!(i18n, "operators.role_give")
            on_confirm=Callback::new(move |()| {
                client.give(Command::GiveRole { operator_id, role: promoted.get_untracked() })
            })
        />
        <Confirm
            open=disabling
            title=named("operators.disable_ask")
            text=t!(i18n, "operators.disable_text")
            action=t!(i18n, "operators.disable")
            on_confirm=Callback::new(move |()| client.give(Command::DisableOperator { operator_id }))
        />
        <Confirm
            open=ending
            title=named("operators.end_sessions_ask")
            text=t!(i18n, "operators.end_sessions_text")
            action=t!(i18n, "operators.end_sessions")
            on_confirm=Callback::new(move |()| client.give(Command::EndSessions { operator_id }))
        />
    }
}

/// The form of another name.
#[component]
fn Rename(open: RwSignal<bool>, operator_id: OperatorId, name: String) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let name = RwSignal::new(name);
    let refusal = RwSignal::new(None::<String>);
    let submit = move || {
        let command = Command::RenameOperator { operator_id, name: name.get_untracked().trim().to_owned() };
        client.command(command, move |answer| match answer {
            Ok(()) => drop(open.try_set(false)),
            Err(failure) => drop(refusal.try_set(Some(client.sentence(&failure)))),
        });
    };
    let field = view! {
        <Field id="other-name" label=t!(i18n, "profile.name") hint=t!(i18n, "profile.name_hint_his") value=name required=true autofocus=true/>
    };
    form(open, refusal, submit, field.into_any())
}

/// The form of a password that the administrator gives to its owner.
#[component]
fn ResetPassword(open: RwSignal<bool>, operator_id: OperatorId, name: String) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let password = RwSignal::new(String::new());
    let refusal = RwSignal::new(None::<String>);
    let name = StoredValue::new(name);
    let submit = move || {
        let body = NewPassword { command_id: CommandId(new_id()), new: password.get_untracked() };
        let token = client.access_token();
        spawn_local(async move {
            match http::tell(&format!("/api/operators/{operator_id}/password"), token.as_deref(), &body).await {
                Ok(()) => {
                    let text = i18n.with("operators.reset_done", &[("name", &name.get_value())]);
                    open.try_set(false);
                    client.say("circle-check", text, None);
                }
                Err(failure) => drop(refusal.try_set(Some(client.http_sentence(&failure)))),
            }
        });
    };
    let hint = Signal::derive(move || i18n.with("password.hint_new", &[("min", &PASSWORD_CHARS_MIN.to_string())]));
    let field = view! {
        <Password id="other-password" label=t!(i18n, "sign_in.password") value=password autocomplete="new-password" hint/>
    };
    form(open, refusal, submit, field.into_any())
}

/// A form of one field, in a dialog.
fn form(
    open: RwSignal<bool>,
    refusal: RwSignal<Option<String>>,
    submit: impl Fn() + 'static,
    field: AnyView,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        // what is wrong the server says, in the language of the console
        <form novalidate on:submit=move |event: SubmitEvent| {
            event.prevent_default();
            submit();
        }>
            <div class="body">
                <div role="alert"><Alert text=refusal/></div>
                {field}
            </div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
                <button class="btn" data-variant="primary">{t!(i18n, "action.save")}</button>
            </footer>
        </form>
    }
}
