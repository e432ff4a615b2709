use leptos::prelude::*;
use letopis_ui::{Icon, dynamic, heard, maybe, press, string, t, use_i18n, word, yes_no};

use crate::platform::{page, timer};

/// One of a list.
#[derive(Clone, PartialEq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// Why a form came to nothing, read out as it comes.
#[component]
pub fn Alert(#[prop(into)] text: Signal<Option<String>>) -> impl IntoView {
    dynamic(move || match text.get() {
        Some(text) => view! {
            <div class="banner inset"><Icon name="circle-alert"/><span class="plain">{text}</span></div>
        }
        .into_any(),
        None => ().into_any(),
    })
}

/// A labelled line of text.
#[component]
pub fn Field(
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    /// What is wrong with it, in place of the hint.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    #[prop(optional, into)] kind: Option<Signal<&'static str>>,
    #[prop(optional, into)] autocomplete: Option<&'static str>,
    #[prop(optional)] large: bool,
    #[prop(optional)] required: bool,
    /// Has the focus when it comes on the screen.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional)] monospace: bool,
    #[prop(optional, into)] placeholder: Option<Signal<String>>,
    /// What stands inside the frame after the text: a button, a sample.
    #[prop(optional)]
    end: Option<Children>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let described = hint_id.clone();
    let has_hint = hint.is_some();
    if autofocus {
        // The attribute acts only while a page is loaded.
        timer::after(0, move || page::focus(id));
    }
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div
                class="input"
                data-size=large.then_some("lg")
                aria-invalid=word(move || error.with(Option::is_some).then_some("true"))
            >
                <input
                    id=id
                    class:mono=monospace
                    type=word(move || Some(kind.map_or("text", |kind| kind.get())))
                    autocomplete=autocomplete.unwrap_or("off")
                    required=required
                    placeholder=placeholder
                    aria-invalid=word(move || error.with(Option::is_some).then_some("true"))
                    aria-describedby=maybe(move || (has_hint || error.with(Option::is_some)).then(|| described.clone()))
                    prop:value=string(move || value.get())
                    on:input=heard(move |event| value.set(event_target_value(&event)))
                />
                {end.map(|end| end())}
            </div>
            {about(hint_id, error, hint)}
        </div>
    }
}

/// What is wrong with a field, or else what it is for.
fn about(id: String, error: Signal<Option<String>>, hint: Option<Signal<String>>) -> impl IntoView {
    dynamic(move || {
        let id = id.clone();
        match (error.get(), hint) {
            (Some(error), _) => {
                view! { <span class="error" id=id><Icon name="circle-alert" size=12/>{error}</span> }.into_any()
            }
            (None, Some(hint)) => view! { <span class="hint" id=id>{hint}</span> }.into_any(),
            (None, None) => ().into_any(),
        }
    })
}

/// A labelled text of several lines.
#[component]
pub fn Area(
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    /// What is wrong with it, in place of the hint.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] placeholder: Option<Signal<String>>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let described = hint_id.clone();
    let has_hint = hint.is_some();
    let wrong = move || error.with(Option::is_some).then_some("true");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="input area" aria-invalid=word(wrong)>
                <textarea
                    id=id
                    rows="3"
                    required=required
                    placeholder=placeholder
                    aria-invalid=word(wrong)
                    aria-describedby=maybe(move || (has_hint || wrong().is_some()).then(|| described.clone()))
                    prop:value=string(move || value.get())
                    on:input=heard(move |event| value.set(event_target_value(&event)))
                ></textarea>
            </div>
            {about(hint_id, error, hint)}
        </div>
    }
}

/// A labelled choice of one.
#[component]
pub fn Select(
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    on_choose: impl Fn(String) + Send + Sync + 'static,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    #[prop(optional)] large: bool,
    /// What stands inside the frame before the text.
    #[prop(optional)]
    start: Option<Children>,
) -> impl IntoView {
    let on_choose = heard(move |event| on_choose(event_target_value(&event)));
    select(id, label, choices, value, on_choose, hint, large, start)
}

// behind few types, so that it is compiled once
#[expect(clippy::too_many_arguments, reason = "as many as the component has")]
fn select(
    id: &'static str,
    label: Signal<String>,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    on_choose: Box<dyn FnMut(web_sys::Event)>,
    hint: Option<Signal<String>>,
    large: bool,
    start: Option<Children>,
) -> AnyView {
    let hint_id = format!("{id}-hint");
    let described = hint.map(|_| hint_id.clone());
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="input select" data-size=large.then_some("lg")>
                {start.map(|start| start())}
                <select id=id aria-describedby=described on:change=on_choose>
                    {dynamic(move || {
                        let chosen = value.get();
                        choices
                            .get()
                            .into_iter()
                            .map(|Choice { value, label }| {
                                let selected = value == chosen;
                                view! { <option value=value selected=selected>{label}</option> }
                            })
                            .collect_view()
                            .into_any()
                    })}
                </select>
            </div>
            {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> })}
        </div>
    }
    .into_any()
}

/// A choice of one among few that are all in sight.
#[component]
pub fn Segmented<T: Copy + PartialEq + Send + Sync + 'static>(
    #[prop(into)] label: Signal<String>,
    /// Each with the key of its name.
    choices: &'static [(T, &'static str)],
    value: RwSignal<T>,
) -> impl IntoView {
    let i18n = use_i18n();
    let button = |&(one, key): &(T, &'static str)| {
        view! {
            <button type="button" aria-pressed=yes_no(move || value.get() == one) on:click=press(move |_| value.set(one))>
                {t!(i18n, key)}
            </button>
        }
    };
    view! {
        <div class="segmented" role="group" aria-label=label>{choices.iter().map(button).collect_view()}</div>
    }
}

/// Something that is on or off at once.
#[component]
pub fn Switch(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    on_change: impl Fn(bool) + Send + Sync + 'static,
) -> impl IntoView {
    switch(label, hint, on, Box::new(on_change))
}

// behind few types, so that it is compiled once
fn switch(label: Signal<String>, hint: Signal<String>, on: Signal<bool>, on_change: Box<dyn Fn(bool)>) -> AnyView {
    view! {
        <div class="swrow">
            <div>
                <div class="strong">{label}</div>
                <div class="small muted">{hint}</div>
            </div>
            <button
                type="button"
                class="switch"
                role="switch"
                aria-checked=yes_no(move || on.get())
                aria-label=string(move || label.get())
                on:click=press(move |_| on_change(!on.get_untracked()))
            ></button>
        </div>
    }
    .into_any()
}

/// A field follows what is known, while it is not being changed.
pub fn follow<T: Clone + PartialEq + Send + Sync + 'static>(known: Memo<T>, field: RwSignal<T>) {
    Effect::new(move |before: Option<T>| {
        let now = known.get();
        if before.is_some_and(|before| before == field.get_untracked()) {
            field.set(now.clone());
        }
        now
    });
}
