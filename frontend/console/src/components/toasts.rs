use leptos::prelude::*;
use letopis_ui::{Each, Icon, present, press, t, use_i18n};

use crate::client::use_client;

/// Short messages at the lower edge, read out as they come.
#[component]
pub fn Toasts() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    view! {
        <div class="toasts" data-letters=present(move || client.desk.letters.get()) role="status" aria-live="polite" aria-atomic="false">
            <Each each=move || client.toasts.get() key=|toast| toast.id let:toast>
                {
                    let id = toast.id;
                    view! {
                        <div class="toast">
                            <Icon name=toast.icon/>
                            <span>{toast.text}</span>
                            {match toast.action {
                                Some(action) => view! {
                                    <button
                                        type="button"
                                        aria-keyshortcuts=action.closed.map(|_| "U")
                                        on:click=press(move |_| {
                                            client.unsay(id);
                                            action.act.run(());
                                        })
                                    >
                                        {t!(i18n, action.label)}
                                    </button>
                                }.into_any(),
                                None => view! {
                                    <button type="button" on:click=press(move |_| client.unsay(id))>
                                        {t!(i18n, "action.understood")}
                                    </button>
                                }.into_any(),
                            }}
                        </div>
                    }
                }
            </Each>
        </div>
    }
}
