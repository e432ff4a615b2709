use leptos::prelude::*;
use letopis_shared::schema::vocabulary::OperatorStatus;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Icon, StatusDot, maybe, string, t, use_i18n};

use super::menu::{Menu, MenuItem};
use super::names::{operator_since, status_key};
use crate::client::use_client;

/// The status and its menu, on every page (S46, S47).
#[component]
pub fn StatusMenu() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let status = Signal::derive(move || client.my_status().unwrap_or_default());
    let label = Signal::derive(move || i18n.with("toolbar.status", &[("status", &i18n.get(status_key(status.get())))]));
    let since = move || client.my_row().map(|row| operator_since(i18n, row.status_since, client.now()));
    view! {
        <Menu
            open=RwSignal::new(false)
            keys="S"
            label
            button_class="me"
            align_end=true
            button=move || {
                view! {
                    <StatusDot status/>
                    <span class="status-word">
                        {string(move || i18n.get(status_key(status.get())))}
                        " "
                        <span class="faint num since" aria-hidden="true">{maybe(since)}</span>
                    </span>
                    <Icon name="chevron-down" size=14/>
                }
            }
        >
            {OperatorStatus::ALL
                .into_iter()
                .map(|offered| {
                    let checked = Signal::derive(move || status.get() == offered);
                    // What becomes of those he talks with.
                    let key = match offered {
                        OperatorStatus::BeforeLunch => Some("status.talks_before_lunch"),
                        OperatorStatus::Offline => Some("status.talks_offline"),
                        _ => None,
                    };
                    let end = move || {
                        let key = key.filter(|_| status.get() != offered)?;
                        let count = client.my_row().map(|row| row.conversations).filter(|count| *count > 0)?;
                        let talks = i18n.count("home.conversations", count.into(), &[]);
                        Some(i18n.with(key, &[("talks", &talks)]))
                    };
                    view! {
                        <MenuItem
                            checked
                            on_choose=move || client.give(Command::ChangeStatus { status: offered })
                        >
                            <StatusDot status=offered/>
                            {t!(i18n, status_key(offered))}
                            " "
                            {key.map(|_| view! { <span class="end small">{maybe(end)}</span> })}
                        </MenuItem>
                    }
                })
                .collect_view()}
        </Menu>
    }
}
