use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Feature;
use letopis_ui::{If, flag, t, use_i18n};

use super::dialog::Dialog;
use crate::client::use_client;
use crate::state::keys::{KEYS_ROOM, LINES};

/// The list of keys that `?` shows.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    view! {
        <Dialog open=client.desk.help title=t!(i18n, "keys.title") wide=true>
            <div class="body">
                <If when=flag(move || !client.desk.letters.get())>
                    <p class="muted">{t!(i18n, "keys.off")}</p>
                </If>
                <dl class="keys">
                    {LINES
                        .iter()
                        .map(|line| {
                            view! {
                                <div hidden=flag(move || line.text == KEYS_ROOM && !client.has(Feature::OperatorChat))>
                                    <dt class="truncate">{t!(i18n, line.text)}</dt>
                                    <dd>{line.keys.iter().map(|key| view! { <kbd class="kbd">{*key}</kbd> }).collect_view()}</dd>
                                </div>
                            }
                        })
                        .collect_view()}
                </dl>
            </div>
        </Dialog>
    }
}
