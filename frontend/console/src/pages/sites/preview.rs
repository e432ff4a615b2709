use leptos::ev;
use leptos::prelude::*;
use letopis_shared::schema::ids::SiteId;
use letopis_shared::schema::vocabulary::{Edge, Locale};
use letopis_ui::{If, flag, maybe, press, string, t, use_i18n, watch, word};

use super::draft::Draft;
use crate::app::window_texts;
use crate::client::use_client;
use crate::components::Segmented;
use crate::platform::frame::Line;
use crate::state::site::{Scene, line};

const FRAME: &str = "preview";
const SCENES: [(Scene, &str); 5] = [
    (Scene::Button, "sites.scene_button"),
    (Scene::Greeting, "sites.scene_greeting"),
    (Scene::Chat, "sites.scene_chat"),
    (Scene::Form, "sites.scene_form"),
    (Scene::Offline, "sites.scene_offline"),
];

/// The chat window of the product itself, in a frame, as the site would look with what is not saved yet (M6). What is
/// written there goes nowhere.
#[component]
pub fn Preview(id: SiteId, draft: Draft, scene: RwSignal<Scene>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let locale = RwSignal::new(draft.locale.get_untracked());
    watch(move || locale.set(draft.locale.get()));
    let told = Memo::new(move |_| {
        let wanted = draft.wanted()?;
        let at = String::from(js_sys::Date::new_0().to_iso_string());
        client.sites(|sites| {
            line(&wanted, locale.get(), scene.get(), &sites.departments_in_use(), &talk(locale.get()), &at)
        })
    });
    let frame = StoredValue::new_local(Line::default());
    let tell = move || {
        if let Some(text) = told.get_untracked() {
            frame.with_value(|frame| frame.say(&text));
        }
    };
    let listener = window_event_listener(ev::message, move |event| {
        if frame.with_value(|frame| frame.answer(FRAME, &event)) {
            tell();
        }
    });
    on_cleanup(move || listener.remove());
    watch(move || {
        told.track();
        tell();
    });
    let button = string(move || {
        let both = draft.texts[3];
        let own = if locale.get() == Locale::Ru { both.ru.get() } else { both.en.get() };
        match own.trim() {
            "" => window_texts(locale.get()).get("button.ask").to_owned(),
            own => own.to_owned(),
        }
    });
    let left = move || draft.edge.get() == Edge::Left;
    view! {
        <aside class="preview" aria-labelledby="preview-title">
            <header>
                <h2 id="preview-title">{t!(i18n, "sites.preview")}</h2>
                <Segmented label=t!(i18n, "sites.preview") choices=&SCENES value=scene/>
                <p class="small muted" role="status">
                    {maybe(move || {
                        (scene.get() == Scene::Form && !draft.on.get()).then(|| i18n.get("sites.preview_form_off"))
                    })}
                </p>
            </header>
            <div class="stage" data-left=word(move || left().then_some(""))>
                <i></i><i></i>
                <iframe
                    id=FRAME
                    hidden=flag(move || scene.get() == Scene::Button)
                    title=t!(i18n, "sites.preview_window")
                    // Words that stand there already stay in the language they were drawn in: another one is another window.
                    src=string(move || format!("/widget/frame?site={id}&preview={}", locale.get().tag()))
                ></iframe>
                <If when=flag(move || scene.get() == Scene::Button && !draft.hidden.get())>
                    <span
                        class="launcher"
                        style:background=move || draft.accent.get()
                        style:color=move || ink(&draft.accent.get())
                    >
                        {button}
                    </span>
                </If>
            </div>
            <footer class="hstack">
                <p class="small muted">{t!(i18n, "sites.preview_note")}</p>
                <button
                    type="button"
                    class="btn"
                    data-size="sm"
                    on:click=press(move |_| locale.update(|locale| *locale = other(*locale)))
                >
                    {move || other(locale.get()).tag().to_uppercase()}
                </button>
            </footer>
        </aside>
    }
}

fn other(locale: Locale) -> Locale {
    if locale == Locale::Ru { Locale::En } else { Locale::Ru }
}

/// White or black, whichever can be read on the colour, as the loader chooses.
fn ink(accent: &str) -> String {
    format!("lab(from {accent} calc((49 - l)*99) 0 0)")
}

fn talk(locale: Locale) -> [String; 4] {
    let texts = window_texts(locale);
    ["talk.first", "talk.second", "talk.answer", "talk.name"].map(|key| texts.get(key).to_owned())
}
