//! The main screen: visitors by section, the open dialog, the visitor (S6, S20–S33).

mod actions;
mod board;
mod bubble;
mod card;
mod composer;
mod dialog;
mod list;
mod notice;
mod room;
mod row;
mod talk;
mod timeline;

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::OperatorStatus;
use letopis_shared::wire::operator::Command;
use letopis_ui::{If, flag, t, use_i18n, word};

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
    let number = Memo::new(move |_| {
        let id = client.desk.closing.get()?;
        client.workplace(|workplace| workplace.conversations.get(&id).map(|row| row.number)).flatten()
    });
    let title = move || {
        i18n.with("dialog.close_ask", &[("number", &number.get().map(|number| number.to_string()).unwrap_or_default())])
    };
    let close = move |()| {
        if let Some(conversation_id) = client.desk.closing.get_untracked() {
            client.give(Command::CloseConversation { conversation_id });
        }
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
            open=client.desk.closing_asked
            title=Signal::derive(title)
            text=t!(i18n, "dialog.close_text")
            action=t!(i18n, "dialog.close")
            on_confirm=Callback::new(close)
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
                    on:click=move |_| client.give(Command::ChangeStatus { status: OperatorStatus::Online })
                >
                    {t!(i18n, "workplace.go_online")}
                </button>
            </Empty>
        </main>
    }
}
