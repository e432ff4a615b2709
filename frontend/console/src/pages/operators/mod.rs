//! Colleagues for everybody; accounts for administrators (S5, S48).

mod account;
mod languages;
mod link;
mod new_account;
mod service;

use leptos::prelude::*;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::schema::vocabulary::Role;
use letopis_shared::views::operators::OperatorRow;
use letopis_ui::{Avatar, Each, Icon, If, StatusDot, flag, maybe, present, press, string, t, use_i18n};

pub use self::account::AccountMenu;
pub use self::languages::{Languages, language_names};
use self::new_account::NewAccount;
pub use self::service::Departments;
use super::profile::may_open;
use crate::client::{profile_of, use_client};
use crate::components::{Chip, Skeleton, operator_since, role_key, status_key};

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
    let ids = move || rows.with(|rows| rows.iter().flatten().map(|row| row.id).collect::<Vec<_>>());
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
                            on:click=press(move |_| creating.set(true))
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
                                    <th scope="col" class="state">{t!(i18n, "operators.status")}</th>
                                    <th scope="col" class="role hide-phone">{t!(i18n, "operators.role")}</th>
                                    <th scope="col" class="serves hide-phone">{t!(i18n, "operators.serves")}</th>
                                    <th scope="col" class="r count">{t!(i18n, "operators.conversations")}</th>
                                    <If when=flag(move || admin.get())>
                                        <th scope="col" class="r count hide-phone">{t!(i18n, "operators.sessions")}</th>
                                        <th scope="col" class="act"><span class="sr-only">{t!(i18n, "operators.actions")}</span></th>
                                    </If>
                                </tr>
                            </thead>
                            <tbody>
                                <Each each=ids key=|id| *id let:id>
                                    <Row id rows admin/>
                                </Each>
                            </tbody>
                        </table>
                    </div>
                </If>
            </div>
            <NewAccount open=creating/>
        </main>
    }
}

fn is_disabled(row: &OperatorRow) -> bool {
    row.account.as_ref().is_some_and(|account| account.disabled)
}

/// A colleague. The row stays the same while he changes, so an open menu of it does too.
#[component]
fn Row(id: OperatorId, rows: Memo<Option<Vec<OperatorRow>>>, admin: Memo<bool>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let row = Memo::new(move |before: Option<&Option<OperatorRow>>| {
        let now = rows.with(|rows| rows.iter().flatten().find(|row| row.id == id).cloned());
        now.or_else(|| before.cloned().flatten())
    });
    let told = move |of: fn(&OperatorRow) -> Option<String>| maybe(move || row.with(|row| row.as_ref().and_then(of)));
    let name = told(|row| Some(row.name.clone()));
    let email = told(|row| row.account.as_ref().map(|account| account.email.clone()));
    let disabled = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(is_disabled)));
    let serves = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.role.serves_visitors())));
    let works = flag(move || serves.get() && !disabled.get());
    let status = Signal::derive(move || row.with(|row| row.as_ref().map(|row| row.status)).unwrap_or_default());
    let since = move || row.with(|row| row.as_ref().map(|row| row.status_since)).unwrap_or_default();
    let serves_whom = maybe(move || {
        row.get().filter(|_| serves.get()).map(|row| {
            let departments: Vec<_> = row.departments.iter().filter_map(|id| client.department_name(*id)).collect();
            let parts = [departments.join(", "), language_names(i18n, &row.languages)];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        })
    });
    let mine = move || client.my_id() == Some(id);
    let opens = flag(move || row.with(|row| row.as_ref().is_some_and(|row| may_open(client, row))));
    view! {
        <tr data-disabled=present(move || disabled.get())>
            <td class="who">
                <span class="hstack">
                    <Avatar id=id.0 name photo=client.photo(id) size=24/>
                    <If
                        when=opens
                        otherwise=move || view! { <span class="truncate strong" dir="auto" title=name>{name}</span> }
                    >
                        <a
                            class="truncate strong"
                            dir="auto"
                            title=name
                            href=profile_of(id)
                            on:click=press(move |click| {
                                if click.button() == 0 && !(click.ctrl_key() || click.meta_key() || click.shift_key()) {
                                    click.prevent_default();
                                    client.navigation.open_profile(id);
                                }
                            })
                        >
                            {name}
                        </a>
                    </If>
                    <Chip tone="outline" text=maybe(move || mine().then(|| i18n.get("operators.you")))/>
                    <Chip tone="warning" text=maybe(move || disabled.get().then(|| i18n.get("operators.disabled")))/>
                    <span class="truncate faint small hide-phone" title=email>{email}</span>
                </span>
            </td>
            <td class="state">
                <If when=works>
                    <span class="hstack">
                        <StatusDot status/>
                        {string(move || i18n.get(status_key(status.get())))}
                        <span class="faint small num hide-phone">{string(move || operator_since(i18n, since(), client.now()))}</span>
                    </span>
                </If>
            </td>
            <td class="role hide-phone">
                {maybe(move || row.with(|row| row.as_ref().map(|row| i18n.get(role_key(row.role)))))}
            </td>
            <td class="serves hide-phone small" title=serves_whom>{serves_whom}</td>
            <td class="r count"><If when=works>{told(|row| Some(row.conversations.to_string()))}</If></td>
            <If when=flag(move || admin.get())>
                <td class="r count hide-phone">
                    {told(|row| row.account.as_ref().map(|account| account.sessions.to_string()))}
                </td>
                <td class="act"><AccountMenu id row/></td>
            </If>
        </tr>
    }
}
