use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use letopis_shared::limits::MESSAGE_CHARS_MAX;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Icon, If, flag, heard, maybe, press, string, t, use_i18n, watch, word, yes_no};

use super::mention::Offer;
use crate::client::use_client;
use crate::state::drafts::note_key;
use crate::state::mentions;
use crate::state::place::Place;

/// From this length on the remaining characters are counted.
const COUNT_FROM: usize = MESSAGE_CHARS_MAX - 200;

/// The message: Enter sends, Shift+Enter makes a line; what is unfinished is kept (S32). With a visitor it may be a note
/// for colleagues instead: in its own colour, with a draft of its own, and no other way out than as a note.
#[component]
pub fn Composer(
    place: Place,
    /// Nothing can be sent any more; the field is only there so that whoever types goes on in it.
    #[prop(optional)]
    closed: Signal<bool>,
    /// The conversation is a colleague's: a note is all that can be written.
    #[prop(optional)]
    notes_only: bool,
) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let field = NodeRef::<html::Textarea>::new();
    let key = move |note: bool| if note { note_key(place) } else { place.to_string() };
    let draft = move |note| client.drafts.with_untracked(|drafts| drafts.get(&key(note)).to_owned());
    // An unfinished note is gone on with, where no answer is unfinished.
    let note = RwSignal::new(notes_only || draft(false).is_empty() && !draft(true).is_empty());
    let text = RwSignal::new(draft(note.get_untracked()));
    let length = Memo::new(move |_| text.with(|text| text.chars().count()));
    let offer = Offer::new(place);
    watch(move || {
        if let Some(field) = field.get() {
            offer.mark(&field);
        }
    });
    let ready = move || {
        let fits = text.with(|text| !text.trim().is_empty()) && length.get() <= MESSAGE_CHARS_MAX;
        // A note is not kept for later as a message is.
        fits && (!note.get() || client.link.get().live)
    };
    let turn = move |to: bool| {
        offer.close();
        note.set(to);
        text.set(draft(to));
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    watch(move || {
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
        if !untrack(ready) || closed.get_untracked() {
            return;
        }
        let message = text.get_untracked().trim().to_owned();
        let written = key(note.get_untracked());
        client.set_draft(&written, "");
        match place {
            Place::Conversation(conversation_id) if note.get_untracked() => {
                let called = untrack(|| {
                    let me = client.my_id()?;
                    client.operators(|operators| mentions::called(&message, operators, me))
                });
                let mentions = called.unwrap_or_default();
                let command = Command::WriteNote { conversation_id, text: message.clone(), mentions };
                client.command(command, move |answer| {
                    if let Err(failure) = answer {
                        client.set_draft(&written, &message);
                        client.say_failure(&failure);
                    }
                });
            }
            _ => client.send_message(place, message),
        }
        turn(notes_only);
    };
    let pressed = move |event: KeyboardEvent| {
        if offer.takes(&event, field.get_untracked()) {
            return;
        }
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let typed = move |written: String| {
        client.set_draft(&key(note.get_untracked()), &written);
        if !written.trim().is_empty() && !note.get_untracked() {
            client.typed(place);
        }
        text.set(written);
        if let Some(field) = field.get_untracked().filter(|_| note.get_untracked() || place == Place::Room) {
            offer.look(&field);
        }
    };
    watch(move || {
        if let Some(words) = client.desk.insert.get()
            && let Some(field) = field.get()
        {
            client.desk.insert.set(None);
            insert_at_caret(&field, &words);
            typed(field.value());
        }
    });
    let label = move || match (place, note.get()) {
        (Place::Room, _) => "room.label",
        (_, true) => "note.title",
        (_, false) => "composer.label",
    };
    let tab = move |to: bool, name: &'static str, letter: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=yes_no(move || note.get() == to)
                aria-keyshortcuts=letter
                on:click=press(move |_| turn(to))
            >
                {to.then(|| view! { <Icon name="lock" size=14/> })}
                {t!(i18n, name)}
            </button>
        }
    };
    let counted = move || length.get() > COUNT_FROM;
    let left = move || MESSAGE_CHARS_MAX as i64 - length.get() as i64;
    view! {
        <div
            class="wp-compose"
            data-closed=word(move || closed.get().then(|| if text.with(String::is_empty) { "empty" } else { "words" }))
        >
            {offer.draw(move || field.get_untracked())}
            <div class="composer" data-kind=word(move || note.get().then_some("note"))>
                <textarea
                    id="composer"
                    class="text"
                    rows="1"
                    node_ref=field
                    readonly=closed
                    aria-label=string(move || i18n.get(label()))
                    aria-keyshortcuts=(place == Place::Room).then_some("R")
                    aria-invalid=word(move || (left() < 0).then_some("true"))
                    placeholder=maybe(move || {
                        (!closed.get()).then(|| i18n.get(if note.get() { "note.text" } else { "composer.placeholder" }))
                    })
                    prop:value=string(move || text.get())
                    on:input=heard(move |event| typed(event_target_value(&event)))
                    on:keydown=pressed
                    on:blur=move |_| offer.close()
                ></textarea>
                <div class="bar">
                    {(place != Place::Room && !notes_only).then(|| view! {
                        <div class="segmented" role="group" aria-label=t!(i18n, "composer.mode")>
                            {tab(false, "composer.reply", "R")}
                            {tab(true, "action.note", "N")}
                        </div>
                    })}
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
                        data-variant=word(move || (!note.get()).then_some("primary"))
                        disabled=flag(move || !ready())
                        on:click=press(move |_| send())
                    >
                        {string(move || i18n.get(if note.get() { "note.write" } else { "composer.send" }))}
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
