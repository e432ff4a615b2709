use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Role;
use letopis_ui::{Icon, If, flag, press, t, use_i18n};

use crate::attention::policy::Bar;
use crate::attention::use_attention;
use crate::client::use_client;

/// Explains notifications on the first visit of the workplace, before the browser asks; or how to mend a refusal (S16).
#[component]
pub fn AttentionBar() -> impl IntoView {
    let attention = use_attention();
    let i18n = use_i18n();
    let client = use_client();
    let serves = Memo::new(move |_| client.my_role().is_some_and(Role::serves_visitors));
    let bar = move || attention.standing.get().bar.filter(|_| serves.get());
    let asks = move || bar() == Some(Bar::Ask);
    view! {
        <If when=flag(move || bar().is_some())>
            <div class="banner" role="region" aria-label=t!(i18n, "page.attention")>
                <Icon name="bell"/>
                <span class="plain">{t!(i18n, if asks() { "attention.ask" } else { "attention.desktop_denied" })}</span>
                <span class="spacer"></span>
                <If when=flag(asks)>
                    <button
                        type="button"
                        class="btn"
                        data-size="sm"
                        data-variant="primary"
                        on:click=press(move |_| attention.ask_permission(|| ()))
                    >
                        {t!(i18n, "attention.allow")}
                    </button>
                </If>
                <button
                    type="button"
                    class="btn"
                    data-size="sm"
                    on:click=press(move |_| attention.prefer(|preferences| preferences.explained = true))
                >
                    {t!(i18n, if asks() { "attention.later" } else { "action.understood" })}
                </button>
            </div>
        </If>
    }
}
