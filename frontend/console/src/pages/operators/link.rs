use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::ids::{CommandId, OperatorId};
use letopis_shared::wire::http::{InvitationLink, Invite};
use letopis_ui::browser::new_id;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Icon, dynamic, press, string, t, use_i18n};

use crate::client::use_client;
use crate::components::Alert;
use crate::platform::{http, page};

/// A one-time link with which its owner chooses his password (S133). It is shown once: the server keeps a digest only.
#[component]
pub fn OneTimeLink(link: InvitationLink) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let address = format!("{}{}", page::origin(), link.path);
    let copied = address.clone();
    let copy = move |_| {
        let text = copied.clone();
        spawn_local(async move {
            let key = if page::copy(text).await { "operators.link_copied" } else { "sites.copy_failed" };
            client.say("copy", i18n.get(key), None);
        });
    };
    let until = move || format::instant(link.expires_at, Shown::ShortDay, i18n.locale());
    view! {
        <p class="small muted" id="link-text">
            {string(move || i18n.with("operators.link_text", &[("until", &until())]))}
        </p>
        <div class="snip">
            <pre class="code" tabindex="0" aria-labelledby="link-text">{address}</pre>
            <button type="button" class="btn" data-size="sm" on:click=copy>
                <Icon name="copy" size=12/>
                {t!(i18n, "sites.copy")}
            </button>
        </div>
    }
}

/// A new link for an account that is there: those made before open nothing any longer.
#[component]
pub fn NewLink(open: RwSignal<bool>, operator_id: OperatorId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let link = RwSignal::new(None::<InvitationLink>);
    let refusal = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let make = move |_| {
        busy.set(true);
        let body = Invite { command_id: CommandId(new_id()) };
        let token = client.access_token();
        spawn_local(async move {
            let path = format!("/api/operators/{operator_id}/invitation");
            match http::post::<InvitationLink>(&path, token.as_deref(), &body).await {
                Ok(made) => drop(link.try_set(Some(made))),
                Err(failure) => {
                    busy.try_set(false);
                    refusal.try_set(Some(client.http_sentence(&failure)));
                }
            }
        });
    };
    view! {
        <div class="body">
            <div role="alert"><Alert text=refusal/></div>
            {dynamic(move || match link.get() {
                Some(link) => view! { <OneTimeLink link/> }.into_any(),
                None => view! { <p class="muted">{t!(i18n, "operators.link_about")}</p> }.into_any(),
            })}
        </div>
        <footer>
            <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.close")}</button>
            {dynamic(move || match link.with(Option::is_some) {
                true => ().into_any(),
                false => view! {
                    <button type="button" class="btn" data-variant="primary" disabled=busy on:click=make>
                        {t!(i18n, "operators.link_make")}
                    </button>
                }
                .into_any(),
            })}
        </footer>
    }
}
