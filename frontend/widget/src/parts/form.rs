use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::schema::ids::DepartmentId;
use letopis_shared::schema::vocabulary::FieldRule;
use letopis_shared::views::chat::{ChatDepartment, ChatForm};
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::visitor::{FormAnswers, SiteFace};
use letopis_ui::json::{Json, uuid};

use super::{flag, focus};
use crate::form;
use crate::model::Model;
use crate::state::State;

/// The fields, by their ids.
const FIELDS: [(FormField, &str); 5] = [
    (FormField::Name, "f-name"),
    (FormField::Email, "f-email"),
    (FormField::Phone, "f-phone"),
    (FormField::Department, "f-department"),
    (FormField::Consent, "f-consent"),
];

fn id_of(field: FormField) -> &'static str {
    FIELDS.iter().find(|(known, _)| *known == field).map_or("", |(_, id)| id)
}

/// What is typed and chosen.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    department: RwSignal<String>,
    agreed: RwSignal<bool>,
    /// The field that is not as it must be.
    wrong: RwSignal<Option<FormField>>,
}

/// What the site asks before a conversation (M5). The browser checks the fields by their attributes and the server by its
/// rules; what either misses is said under the field, in the language of the window.
pub fn form(state: State, site: &SiteFace) -> impl IntoView + use<> {
    let typed = Typed {
        name: RwSignal::default(),
        email: RwSignal::default(),
        phone: RwSignal::default(),
        department: RwSignal::default(),
        agreed: RwSignal::default(),
        wrong: RwSignal::default(),
    };
    let asked =
        Memo::new(move |_| state.asks().then(|| state.model.with(|model| model.chat.as_ref()?.form.clone())).flatten());
    Effect::new(move |_| {
        let lacks = state.model.with(|model| model.lacks);
        if let Some(field) = lacks {
            typed.wrong.set(lacks);
            request_animation_frame(move || focus(&["#", id_of(field)].concat()));
        }
    });
    let greeting = if site.greeting.is_empty() { state.text("hello.title") } else { site.greeting.clone() };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // the fields in their order: the first that does not fit is the one to mend
        let invalid = document().query_selector("#form :invalid").ok().flatten().map(|element| element.id());
        let wrong = FIELDS.iter().find(|(_, id)| invalid.as_deref() == Some(*id)).map(|(field, _)| *field);
        typed.wrong.set(wrong);
        match (wrong, asked.get_untracked()) {
            (Some(field), _) => focus(&["#", id_of(field)].concat()),
            (None, Some(asked)) => state.answer(Some(form::line(&answers(state, typed, &asked)))),
            (None, None) => {}
        }
    };
    move || {
        let asked = asked.get()?;
        for (value, known) in
            [(typed.name, &asked.known_name), (typed.email, &asked.known_email), (typed.phone, &asked.known_phone)]
        {
            if value.with_untracked(String::is_empty) {
                value.set(known.clone());
            }
        }
        let title = greeting.clone();
        Some(view! {
            <form class="w-form" id="form" novalidate=true aria-labelledby="form-title" on:submit=submit>
                <h2 id="form-title">{title}</h2>
                {field(state, typed, FormField::Name, asked.name, typed.name, ["form.name", "text", "name", ".*\\S.*"])}
                {field(
                    state,
                    typed,
                    FormField::Email,
                    asked.email,
                    typed.email,
                    ["form.email", "email", "email", ".+@.+\\..+"],
                )}
                {field(
                    state,
                    typed,
                    FormField::Phone,
                    asked.phone,
                    typed.phone,
                    ["form.phone", "tel", "tel", "[-+(). 0-9]{5,40}"],
                )}
                {department(state, typed, asked.department)}
                {consent(state, typed, &asked)}
                <button class="w-start">{state.text("form.start")}</button>
            </form>
        })
    }
}

fn answers(state: State, typed: Typed, asked: &ChatForm) -> FormAnswers {
    let locale = state.locale();
    let department = typed.department.get_untracked();
    FormAnswers {
        name: typed.name.get_untracked(),
        email: typed.email.get_untracked(),
        phone: typed.phone.get_untracked(),
        department_id: uuid(&Json::Text(department)).map(DepartmentId),
        consent: asked.consent.as_ref().map(|consent| consent.text.of(locale).to_owned()),
    }
}

/// What is wrong with a field, under it.
fn wrong(state: State, typed: Typed, field: FormField, key: &'static str) -> impl IntoView {
    let is = move || typed.wrong.get() == Some(field);
    view! {
        <span class="w-wrong" role="alert" id=[id_of(field), "-wrong"].concat() hidden=move || !is()>
            {move || if is() { state.text(key) } else { String::new() }}
        </span>
    }
}

fn label(state: State, field: FormField, key: &str, rule: FieldRule) -> impl IntoView + use<> {
    view! {
        <label for=id_of(field)>
            {state.text(key)}
            {(rule == FieldRule::Optional).then(|| view! { <i>{state.text("form.optional")}</i> })}
        </label>
    }
}

/// A line of text: its label, type, what browsers fill in, and pattern.
fn field(
    state: State,
    typed: Typed,
    field: FormField,
    rule: FieldRule,
    value: RwSignal<String>,
    [key, kind, autocomplete, pattern]: [&'static str; 4],
) -> Option<impl IntoView> {
    let id = id_of(field);
    let wrong_key = match field {
        FormField::Email => "form.email_wrong",
        FormField::Phone => "form.phone_wrong",
        _ => "form.name_wrong",
    };
    (rule != FieldRule::Off).then(|| {
        view! {
            <div class="w-field">
                {label(state, field, key, rule)}
                <input
                    id=id
                    type=kind
                    autocomplete=autocomplete
                    pattern=pattern
                    maxlength="100"
                    required={rule == FieldRule::Required}
                    aria-invalid=move || flag(typed.wrong.get() == Some(field))
                    aria-describedby=[id, "-wrong"].concat()
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
                {wrong(state, typed, field, wrong_key)}
            </div>
        }
    })
}

/// The departments, each with whether somebody is there.
fn department(state: State, typed: Typed, rule: FieldRule) -> impl IntoView {
    let offered = Memo::new(move |_| {
        let offered = |model: &Model| model.chat.as_ref().map(|chat| chat.departments.clone()).unwrap_or_default();
        state.model.with(offered)
    });
    let option = move |ChatDepartment { id, names, online }: ChatDepartment| {
        let key = if online { "form.there" } else { "form.away" };
        let text = [names.of(state.locale()), " · ", &state.text(key)].concat();
        let id = id.to_string();
        let chosen = typed.department.with_untracked(|chosen| *chosen == id);
        view! { <option value=id selected=chosen>{text}</option> }
    };
    let shown = move || rule != FieldRule::Off && !offered.with(Vec::is_empty);
    view! {
        <div class="w-field" hidden=move || !shown()>
            {label(state, FormField::Department, "form.department", rule)}
            <select
                id=id_of(FormField::Department)
                required=move || rule == FieldRule::Required && shown()
                aria-invalid=move || flag(typed.wrong.get() == Some(FormField::Department))
                aria-describedby="f-department-wrong"
                on:change=move |event| typed.department.set(event_target_value(&event))
            >
                <option value="">{state.text(if rule == FieldRule::Required { "form.choose" } else { "form.any" })}</option>
                {move || offered.get().into_iter().map(option).collect_view()}
            </select>
            {wrong(state, typed, FormField::Department, "form.department_wrong")}
        </div>
    }
}

/// What is agreed to, and where it is explained.
fn consent(state: State, typed: Typed, asked: &ChatForm) -> Option<impl IntoView + use<>> {
    let consent = asked.consent.clone()?;
    let text = consent.text.of(state.locale()).to_owned();
    // the server has checked it; a link that is none of the web would be a script of ours
    let url = Some(consent.policy_url).filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    Some(view! {
        <div class="w-field">
            <label class="w-agree">
                <input
                    type="checkbox"
                    id=id_of(FormField::Consent)
                    required=true
                    aria-invalid=move || flag(typed.wrong.get() == Some(FormField::Consent))
                    aria-describedby="f-consent-wrong"
                    prop:checked=typed.agreed
                    on:change=move |event| typed.agreed.set(event_target_checked(&event))
                />
                <span>{text}</span>
            </label>
            {url
                .map(|url| {
                    view! {
                        <a class="w-policy" href=url target="_blank" rel="noopener noreferrer">
                            {state.text("form.policy")}
                        </a>
                    }
                })}
            {wrong(state, typed, FormField::Consent, "form.consent_wrong")}
        </div>
    })
}
