use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use letopis_shared::schema::ids::VisitorId;
use letopis_shared::wire::operator::Command;
use letopis_ui::{flag, heard, press, string, t, use_i18n};

use crate::client::use_client;
use crate::components::{Dialog, visitor_name};
use crate::state::route::Route;
use crate::state::selection::Selection;

/// The first words to a visitor who has not asked anything (M10).
#[component]
pub fn Talk(open: RwSignal<bool>, #[prop(into)] with: Signal<Option<VisitorId>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let text = RwSignal::new(String::new());
    let on_its_way = RwSignal::new(false);
    let name = move || {
        let row = with.get().and_then(|id| client.workplace(|view| view.visitors.get(&id).cloned()).flatten());
        let name = row.map(|row| visitor_name(i18n, row.name.as_deref(), row.number)).unwrap_or_default();
        i18n.with("board.start_with", &[("name", &name)])
    };
    let ready = move || client.link.get().live && !on_its_way.get() && text.with(|text| !text.trim().is_empty());
    let send = move || {
        let (true, Some(visitor_id)) = (untrack(ready), with.get_untracked()) else { return };
        on_its_way.set(true);
        let command = Command::StartConversation { visitor_id, text: text.get_untracked().trim().to_owned() };
        client.command(command, move |answer| {
            on_its_way.try_set(false);
            match answer {
                Ok(()) => {
                    open.try_set(false);
                    text.try_set(String::new());
                    client.navigation.select(Selection::Visitor(visitor_id));
                    client.navigation.open(Route::Workplace);
                }
                Err(failure) => client.say_failure(&failure),
            }
        });
    };
    let pressed = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    view! {
        <Dialog open title=string(name)>
            <div class="body">
                <div class="composer">
                    <textarea
                        class="text"
                        rows="3"
                        autofocus
                        aria-label=t!(i18n, "composer.label")
                        placeholder=t!(i18n, "composer.placeholder")
                        prop:value=string(move || text.get())
                        on:input=heard(move |event| text.set(event_target_value(&event)))
                        on:keydown=pressed
                    ></textarea>
                </div>
            </div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
                <button
                    type="button"
                    class="btn"
                    data-variant="primary"
                    disabled=flag(move || !ready())
                    on:click=press(move |_| send())
                >
                    {t!(i18n, "composer.send")}
                </button>
            </footer>
        </Dialog>
    }
}
