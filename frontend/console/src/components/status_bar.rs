use leptos::prelude::*;
use letopis_shared::schema::vocabulary::{OperatorStatus, StatusCause};
use letopis_shared::wire::operator::Command;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Icon, If, flag, maybe, press, t, use_i18n};

use crate::client::use_client;

/// Says why the operator has a status that he did not choose, until he chooses one or has understood (M11, S53).
#[component]
pub fn StatusBar() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let understood = RwSignal::new(None);
    let why = Memo::new(move |_| {
        let row = client.my_row()?;
        Some((row.status_cause?, row.status_since)).filter(|why| understood.get() != Some(*why))
    });
    let words = move || {
        let (cause, since) = why.get()?;
        let today = format::local_day(since) == format::local_day(client.now());
        let time = format::instant(since, if today { Shown::Time } else { Shown::Full }, i18n.locale());
        let key = if cause == StatusCause::ConnectionLost { "status_why.lost" } else { "status_why.lunch" };
        Some(i18n.with(key, &[("time", &time)]))
    };
    view! {
        <If when=flag(move || why.get().is_some())>
            <div class="banner" role="status">
                <Icon name="bell"/>
                <span class="plain">{maybe(words)}</span>
                <span class="spacer"></span>
                <button
                    type="button"
                    class="btn"
                    data-size="sm"
                    data-variant="primary"
                    on:click=press(move |_| client.give(Command::ChangeStatus { status: OperatorStatus::Online }))
                >
                    {t!(i18n, "workplace.go_online")}
                </button>
                <button type="button" class="btn" data-size="sm" on:click=press(move |_| understood.set(why.get_untracked()))>
                    {t!(i18n, "action.understood")}
                </button>
            </div>
        </If>
    }
}
