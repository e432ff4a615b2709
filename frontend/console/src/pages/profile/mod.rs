//! The properties of an operator: one's own, and those of whom one leads (S111, S112).

mod about;
mod email;
mod looks;
mod password;
mod photo;

use leptos::prelude::*;
use letopis_shared::domain::permissions::may_edit_profile;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::schema::vocabulary::Role;
use letopis_shared::views::operators::OperatorRow;
use letopis_ui::{If, dynamic, flag, string, t, use_i18n};

use self::about::About;
use self::email::Email;
use self::looks::Looks;
use self::password::{ChangeOfPassword, Sessions};
use super::alerts::AlertPreferences;
use super::operators::AccountMenu;
use super::states::{NoPermission, NotFound};
use crate::client::{Client, use_client};
use crate::components::{Go, Skeleton, role_key};
use crate::state::route::Route;

/// Whether whoever works here may open somebody's profile.
pub fn may_open(client: Client, row: &OperatorRow) -> bool {
    match (client.my_id(), client.my_role()) {
        (Some(me), Some(role)) => may_edit_profile(me, role, row.id, Some(row.role)),
        _ => false,
    }
}

/// One's own profile, or that of the operator whom the address names.
#[component]
pub fn Profile() -> impl IntoView {
    let client = use_client();
    let shown = Memo::new(move |_| {
        let me = client.my_id()?;
        let whose = client.navigation.whose.get().unwrap_or(me);
        // Nothing while the list of colleagues is on its way.
        let row = client.operators(|operators| operators.rows.get(&whose).cloned()).flatten();
        Some((whose, whose == me, row.map(|row| may_open(client, &row))))
    });
    dynamic(move || match shown.get() {
        None => ().into_any(),
        Some((_, true, _)) => view! { <Own/> }.into_any(),
        Some((whose, false, Some(true))) => view! { <Others id=whose/> }.into_any(),
        Some((_, false, Some(false))) => view! { <NoPermission/> }.into_any(),
        Some((_, false, None)) => view! { <Missing/> }.into_any(),
    })
}

/// While the list of colleagues is on its way; afterwards there is nobody with this id.
#[component]
fn Missing() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let known = Memo::new(move |_| client.operators(|_| ()).is_some());
    view! {
        <If
            when=flag(move || known.get())
            otherwise=move || view! { <main id="main" tabindex="-1"><div class="page narrow"><Skeleton label=t!(i18n, "loading")/></div></main> }
        >
            <NotFound/>
        </If>
    }
}

/// What an operator decides about himself.
#[component]
fn Own() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let id = untrack(|| client.my_id());
    let role = string(move || client.my_role().map(|role| i18n.get(role_key(role))).unwrap_or_default());
    let email =
        string(move || client.session.with(|session| session.me().map(|me| me.email.clone())).unwrap_or_default());
    view! {
        <main id="main" tabindex="-1">
            <div class="page narrow">
                <div class="page-head">
                    <h1>{t!(i18n, "page.profile")}</h1>
                    <span class="muted">{role}</span>
                </div>
                {id.map(|id| view! { <About id/> })}
                <Email known=email/>
                <Looks/>
                <If when=flag(move || client.my_role().is_some_and(Role::serves_visitors))><AlertPreferences/></If>
                <ChangeOfPassword/>
                <Sessions/>
            </div>
        </main>
    }
}

/// The same page of somebody else (S112): what a supervisor may, and for administrators the account.
#[component]
fn Others(id: OperatorId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let row = Memo::new(move |_| client.operators(|operators| operators.rows.get(&id).cloned()).flatten());
    let admin = flag(move || client.my_role() == Some(Role::Admin));
    let name = string(move || row.with(|row| row.as_ref().map(|row| row.name.clone())).unwrap_or_default());
    let role = string(move || row.with(|row| row.as_ref().map(|row| i18n.get(role_key(row.role)))).unwrap_or_default());
    let email = string(move || {
        row.with(|row| row.as_ref()?.account.as_ref().map(|account| account.email.clone())).unwrap_or_default()
    });
    let disabled = flag(move || {
        row.with(|row| row.as_ref().and_then(|row| row.account.as_ref()).is_some_and(|account| account.disabled))
    });
    view! {
        <main id="main" tabindex="-1">
            <div class="page narrow">
                <p class="small"><Go to=Route::Operators>{t!(i18n, "page.operators")}</Go></p>
                <div class="page-head">
                    <h1 class="truncate" dir="auto">{name}</h1>
                    <span class="muted">{role}</span>
                    <If when=disabled>
                        <span class="chip" data-tone="warning">{t!(i18n, "operators.disabled")}</span>
                    </If>
                    <span class="spacer"></span>
                    <If when=admin><AccountMenu id row/></If>
                </div>
                <About id/>
                <If when=admin><Email whose=id known=email/></If>
            </div>
        </main>
    }
}
