//! The main screen: visitors by section, the open dialog, the visitor (S6, S20–S33).

mod actions;
mod board;
mod bubble;
mod card;
mod composer;
mod dialog;
mod list;
mod mention;
mod notice;
mod room;
mod row;
mod strip;
mod talk;
mod timeline;

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::OperatorStatus;
use letopis_shared::wire::operator::Command;
use letopis_ui::{If, flag, press, string, t, use_i18n, word};

pub use self::board::Board;
use self::card::Card;
use self::dialog::Centre;
use self::list::List;
use crate::client::{Pane, use_client};
use crate::components::{Confirm, Empty};

/// The workplace.
#[component]
pub fn Workplace() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let offline = Memo::new(move |_| client.my_status().is_some_and(|status| !status.may_chat()));
    // Both names stay while the question fades away.
    let asked = Memo::new(move |_| {
        let (id, from) = client.desk.taking_over.get()?;
        let number = client.timeline(id, |timeline| timeline.head.number).unwrap_or_default();
        Some((number.to_string(), client.colleague(from).unwrap_or_default()))
    });
    let about = move |key: &'static str| {
        string(move || {
            let (number, name) = asked.get().unwrap_or_default();
            i18n.with(key, &[("number", &number), ("name", &name)])
        })
    };
    view! {
        <If when=flag(move || !offline.get()) otherwise=|| view! { <Offline/> }>
            <main
                id="main"
                tabindex="-1"
                class="workplace"
                data-card=word(move || (client.navigation.pane.get() == Pane::Card).then_some("open"))
            >
                <List/>
                <Centre/>
                <Card/>
            </main>
        </If>
        <Confirm
            open=client.desk.taking_over_asked
            title=about("take_over.ask")
            text=about("take_over.text")
            action=t!(i18n, "action.take_over")
            on_confirm=Callback::new(move |()| client.take_over())
        />
    }
}

/// With the status Offline there are no visitors and no chats (S55).
#[component]
fn Offline() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    view! {
        <main id="main" tabindex="-1" class="blank">
            <h1 class="sr-only">{t!(i18n, "page.workplace")}</h1>
            <Empty
                icon="unplug"
                title=t!(i18n, "workplace.offline_title")
                text=t!(i18n, "workplace.offline")
            >
                <button
                    type="button"
                    class="btn"
                    data-variant="primary"
                    on:click=press(move |_| client.give(Command::ChangeStatus { status: OperatorStatus::Online }))
                >
                    {t!(i18n, "workplace.go_online")}
                </button>
            </Empty>
        </main>
    }
}
