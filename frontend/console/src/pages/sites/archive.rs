use leptos::prelude::*;
use letopis_shared::schema::ids::SiteId;
use letopis_shared::wire::operator::Command;
use letopis_ui::{flag, press, string, t, use_i18n};

use crate::client::use_client;
use crate::components::Confirm;

/// The head of a site: its name, and the way into the archive or out of it. Archived there is nothing more to it.
#[component]
pub fn Head(id: SiteId, archived: bool) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let asked = RwSignal::new(false);
    let name = string(move || client.site_name(id).unwrap_or_default());
    let give = move |(command, toast): (Command, &'static str)| {
        let told = untrack(|| i18n.with(toast, &[("name", &name.get())]));
        client.command(command, move |answer| match answer {
            Ok(()) => client.say("circle-check", told, None),
            Err(failure) => client.say_failure(&failure),
        });
    };
    let choose = move |_| {
        if archived {
            give((Command::RestoreSite { site_id: id }, "settings.restored_toast"));
        } else {
            asked.set(true);
        }
    };
    let action = if archived { "sites.restore" } else { "sites.archive" };
    view! {
        <div class="page-head">
            <h2 class="strong">{name}</h2>
            <span class="spacer"></span>
            <button
                type="button"
                class="btn"
                disabled=flag(move || !client.link.get().live)
                on:click=press(choose)
            >
                {t!(i18n, action)}
            </button>
        </div>
        {archived.then(|| view! { <p class="small muted">{t!(i18n, "sites.archived")}</p> })}
        <Confirm
            open=asked
            title=string(move || i18n.with("sites.archive_ask", &[("name", &name.get())]))
            text=t!(i18n, "sites.archive_text")
            action=t!(i18n, "sites.archive")
            on_confirm=Callback::new(move |()| give((Command::ArchiveSite { site_id: id }, "settings.archived_toast")))
        />
    }
}
