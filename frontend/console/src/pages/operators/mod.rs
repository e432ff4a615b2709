//! Colleagues for everybody; accounts for administrators (S5, S48).

mod account;
mod new_account;

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Role;
use letopis_shared::views::operators::OperatorRow;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Avatar, I18n, Icon, If, StatusDot, flag, maybe, present, string, t, use_i18n};

use self::account::AccountMenu;
use self::new_account::NewAccount;
use crate::client::use_client;
use crate::components::{Skeleton, operator_since, role_key, status_key};

/// Everybody who works here.
#[component]
pub fn Operators() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let creating = RwSignal::new(false);
    let admin = Memo::new(move |_| client.my_role() == Some(Role::Admin));
    let rows = Memo::new(move |_| {
        let mut rows = client.operators(|operators| operators.rows.values().cloned().collect::<Vec<_>>());
        if let Some(rows) = &mut rows {
            rows.sort_by(|one, other| (is_disabled(one), &one.name).cmp(&(is_disabled(other), &other.name)));
        }
        rows
    });
    let known = move || rows.with(Option::is_some);
    view! {
        <main id="main" tabindex="-1">
            <div class="page">
                <div class="page-head">
                    <h1>{t!(i18n, "page.operators")}</h1>
                    <span class="spacer"></span>
                    <If when=flag(move || admin.get())>
                        <button
                            type="button"
                            class="btn"
                            data-variant="primary"
                            disabled=flag(move || !client.link.get().live)
                            on:click=move |_| creating.set(true)
                        >
                            <Icon name="plus"/>
                            {t!(i18n, "operators.add")}
                        </button>
                    </If>
                </div>
                <If
                    when=flag(known)
                    otherwise=move || view! { <Skeleton label=t!(i18n, "loading")/> }
                >
                    <div class="panel table-frame">
                        <table class="table" data-admin=present(move || admin.get())>
                            <thead>
                                <tr>
                                    <th scope="col" class="who">{t!(i18n, "operators.name")}</th>
                                    <th scope="col">{t!(i18n, "operators.status")}</th>
                                    <th scope="col" class="hide-phone">{t!(i18n, "operators.role")}</th>
                                    <th scope="col" class="r count">{t!(i18n, "operators.conversations")}</th>
                                    <If when=flag(move || admin.get())>
                                        <th scope="col" class="r count hide-phone">{t!(i18n, "operators.sessions")}</th>
                                        <th scope="col" class="hide-phone">{t!(i18n, "operators.created")}</th>
                                        <th scope="col" class="act"><span class="sr-only">{t!(i18n, "operators.actions")}</span></th>
                                    </If>
                                </tr>
                            </thead>
                            <tbody>
                                <For each=move || rows.get().unwrap_or_default() key=key let:row>
                                    <Row row admin/>
                                </For>
                            </tbody>
                        </table>
                    </div>
                </If>
            </div>
            <NewAccount open=creating/>
        </main>
    }
}

/// A row is drawn anew when anything of it changes: the list is short and changes seldom.
fn key(row: &OperatorRow) -> String {
    serde_json::to_string(row).unwrap_or_default()
}

fn is_disabled(row: &OperatorRow) -> bool {
    row.account.as_ref().is_some_and(|account| account.disabled)
}

#[component]
fn Row(row: OperatorRow, admin: Memo<bool>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let disabled = is_disabled(&row);
    let serves = row.role.serves_visitors();
    let (status, since) = (row.status, row.status_since);
    let account = StoredValue::new(row.account.clone());
    let shown = StoredValue::new(row.clone());
    let mine = client.my_id() == Some(row.id);
    let email = row.account.as_ref().map(|account| account.email.clone());
    view! {
        <tr data-disabled=disabled.then_some("")>
            <td class="who">
                <span class="hstack">
                    <Avatar id=row.id.0 name=Signal::stored(Some(row.name.clone())) size=24/>
                    <span class="truncate strong" title=row.name.clone()>{row.name.clone()}</span>
                    {mine.then(|| view! { <span class="chip" data-tone="outline">{t!(i18n, "operators.you")}</span> })}
                    {disabled.then(|| view! { <span class="chip" data-tone="warning">{t!(i18n, "operators.disabled")}</span> })}
                    {email.map(|email| view! { <span class="truncate faint small hide-phone" title=email.clone()>{email.clone()}</span> })}
                </span>
            </td>
            <td>
                {(serves && !disabled).then(|| view! {
                    <span class="hstack">
                        <StatusDot status/>
                        {t!(i18n, status_key(status))}
                        <span class="faint small num">{string(move || operator_since(i18n, since, client.now()))}</span>
                    </span>
                })}
            </td>
            <td class="hide-phone">{t!(i18n, role_key(row.role))}</td>
            <td class="r count">{(serves && !disabled).then(|| row.conversations.to_string())}</td>
            <If when=flag(move || admin.get())>
                <td class="r count hide-phone">
                    {account.with_value(|account| account.as_ref().map(|account| account.sessions.to_string()))}
                </td>
                <td class="hide-phone faint">
                    {maybe(move || account.with_value(|account| account.as_ref().map(|account| created(i18n, account.created_at))))}
                </td>
                <td class="act">
                    <AccountMenu row=shown.get_value()/>
                </td>
            </If>
        </tr>
    }
}

fn created(i18n: I18n, at: chrono::DateTime<chrono::Utc>) -> String {
    format::instant(at, Shown::ShortDay, i18n.locale())
}
