use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use letopis_shared::limits::MESSAGE_CHARS_MAX;
use letopis_ui::{Icon, If, flag, maybe, present, string, t, use_i18n, word};

use crate::client::use_client;
use crate::state::place::Place;

/// From this length on the remaining characters are counted.
const COUNT_FROM: usize = MESSAGE_CHARS_MAX - 200;

/// The message: Enter sends, Shift+Enter makes a line; what is unfinished is kept (S32).
#[component]
pub fn Composer(
    place: Place,
    /// Nothing can be sent any more; the field is only there so that whoever types goes on in it.
    #[prop(optional)]
    closed: Signal<bool>,
) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let field = NodeRef::<html::Textarea>::new();
    let text = RwSignal::new(client.drafts.with_untracked(|drafts| drafts.get(place).to_owned()));
    let length = Memo::new(move |_| text.with(|text| text.chars().count()));
    let ready = move || text.with(|text| !text.trim().is_empty()) && length.get() <= MESSAGE_CHARS_MAX;
    Effect::new(move |_| {
        // The composer of what was open before may still be here when the next one is wanted.
        if client.desk.focus_composer.get()
            && client.navigation.selection.get_untracked().place() == Some(place)
            && let Some(field) = field.get()
        {
            let _ = field.focus();
            client.desk.focus_composer.set(false);
        }
    });
    let send = move || {
        if !ready() || closed.get_untracked() {
            return;
        }
        let message = text.get_untracked().trim().to_owned();
        text.set(String::new());
        client.set_draft(place, "");
        client.send_message(place, message);
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let pressed = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let typed = move |written: String| {
        client.set_draft(place, &written);
        if !written.trim().is_empty() {
            client.typed(place);
        }
        text.set(written);
    };
    Effect::new(move |_| {
        if let Some(words) = client.desk.insert.get()
            && let Some(field) = field.get()
        {
            client.desk.insert.set(None);
            insert_at_caret(&field, &words);
            typed(field.value());
        }
    });
    let label = if place == Place::Room { "room.label" } else { "composer.label" };
    let counted = move || length.get() > COUNT_FROM;
    let left = move || MESSAGE_CHARS_MAX as i64 - length.get() as i64;
    view! {
        <div class="wp-compose" data-closed=present(move || closed.get())>
            <div class="composer">
                <textarea
                    id="composer"
                    class="text"
                    rows="1"
                    node_ref=field
                    readonly=closed
                    aria-label=t!(i18n, label)
                    aria-invalid=word(move || (left() < 0).then_some("true"))
                    placeholder=maybe(move || (!closed.get()).then(|| i18n.get("composer.placeholder")))
                    prop:value=string(move || text.get())
                    on:input=move |event| typed(event_target_value(&event))
                    on:keydown=pressed
                ></textarea>
                <div class="bar">
                    <span class="spacer"></span>
                    <If when=flag(counted)>
                        <span class="small num" class:over=flag(move || left() < 0) role="status">
                            {string(move || {
                                let key = if left() < 0 { "composer.over" } else { "composer.left" };
                                i18n.count(key, left().unsigned_abs(), &[])
                            })}
                        </span>
                    </If>
                    <If when=flag(move || text.with(|text| !text.trim().is_empty()) && !counted())>
                        <span class="small faint hide-phone">{t!(i18n, "composer.draft_saved")}</span>
                    </If>
                    <If when=flag(move || place == Place::Room && text.with(String::is_empty))>
                        <span class="small faint hide-phone">{t!(i18n, "room.hint")}</span>
                    </If>
                    <button
                        type="button"
                        class="btn"
                        data-variant="primary"
                        disabled=flag(move || !ready())
                        on:click=move |_| send()
                    >
                        {t!(i18n, "composer.send")}
                        <Icon name="corner-down-left" size=14/>
                    </button>
                </div>
            </div>
        </div>
    }
}

/// Puts words where the caret is and goes on behind them.
fn insert_at_caret(field: &web_sys::HtmlTextAreaElement, words: &str) {
    let at = field.selection_start().ok().flatten().unwrap_or(0);
    let _ = field.focus();
    let _ = field.set_range_text(words);
    let after = at + words.encode_utf16().count() as u32;
    let _ = field.set_selection_range(after, after);
}
