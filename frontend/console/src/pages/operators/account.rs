use leptos::prelude::*;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::schema::vocabulary::Role;
use letopis_shared::views::operators::OperatorRow;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Icon, If, dynamic, flag, string, t, use_i18n};

use crate::client::use_client;
use crate::components::{Confirm, Menu, MenuItem, role_key};

/// What an administrator can do with an account: role, sessions, disabling.
#[component]
pub fn AccountMenu(id: OperatorId, row: Memo<Option<OperatorRow>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let disabling = RwSignal::new(false);
    let ending = RwSignal::new(false);
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
                                        client.give(Command::GiveRole { operator_id, role: offered });
                                    }
                                }
                            >
                                {t!(i18n, role_key(offered))}
                                <If when=checked><span class="end"><Icon name="check"/></span></If>
                            </MenuItem>
                        }
                    })
                    .collect_view()}
                <hr/>
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
