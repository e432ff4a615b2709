use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::ids::{CommandId, OperatorId};
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::new_id;
use letopis_ui::{Avatar, Icon, If, flag, press, string, t, use_i18n};

use crate::client::use_client;
use crate::components::Alert;
use crate::platform::{http, picture};

/// Side of the square that is sent: the server makes its own, smaller one of it.
const SIDE: u32 = 512;
/// Larger files are not opened: a browser would take very long for them. In megabytes.
const FILE_MB_MAX: u32 = 30;

/// The photo of an operator: chosen from a file, or removed (S111).
#[component]
pub fn Photo(id: OperatorId, name: Memo<String>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let photo = client.photo(id);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let has = flag(move || photo.with(Option::is_some));
    let with_max = move |key: &'static str| i18n.with(key, &[("max", &FILE_MB_MAX.to_string())]);
    let live = move || client.link.get().live;
    let choose = move |event: web_sys::Event| {
        let Some(file) = picture::chosen(&event) else { return };
        let token = client.access_token();
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let fits = file.size() <= f64::from(FILE_MB_MAX) * 1024.0 * 1024.0;
            let square = if fits { picture::square(&file, SIDE).await.ok() } else { None };
            let answer = match square {
                None => Err(with_max("profile.photo_unread")),
                Some(square) => {
                    let path = format!("/api/operators/{id}/photo?command_id={}", CommandId(new_id()));
                    let answer = http::send_file(&path, token.as_deref(), &square).await;
                    answer.map_err(|failure| client.http_sentence(&failure))
                }
            };
            busy.try_set(false);
            match answer {
                Ok(()) => client.say("circle-check", i18n.get("profile.photo_saved"), None),
                Err(text) => drop(failed.try_set(Some(text))),
            }
        });
    };
    view! {
        <div class="photo">
            <Avatar id=id.0 name=Signal::derive(move || Some(name.get())) photo size=72/>
            <div>
                <div class="hstack">
                    <label class="btn" class:is-disabled=flag(move || busy.get() || !live())>
                        <Icon name="image"/>
                        {string(move || i18n.get(match (busy.get(), has.get()) {
                            (true, _) => "profile.photo_busy",
                            (false, true) => "profile.photo_another",
                            (false, false) => "profile.photo_choose",
                        }))}
                        <input
                            type="file"
                            class="sr-only"
                            accept="image/*"
                            aria-describedby="photo-hint"
                            disabled=flag(move || busy.get() || !live())
                            on:change=choose
                        />
                    </label>
                    <If when=has>
                        <button
                            type="button"
                            class="btn"
                            data-variant="ghost"
                            disabled=flag(move || !live())
                            on:click=press(move |_| {
                                failed.set(None);
                                client.give(Command::RemovePhoto { operator_id: id });
                            })
                        >
                            {t!(i18n, "profile.photo_remove")}
                        </button>
                    </If>
                </div>
                <div role="alert"><Alert text=failed/></div>
                <p class="hint small faint" id="photo-hint">{string(move || with_max("profile.photo_hint"))}</p>
            </div>
        </div>
    }
}
