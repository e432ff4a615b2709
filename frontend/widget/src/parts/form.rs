use leptos::prelude::*;
use letopis_shared::schema::ids::DepartmentId;
use letopis_shared::schema::vocabulary::FieldRule;
use letopis_shared::views::chat::{ChatDepartment, ChatForm};
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::visitor::{FormAnswers, SiteFace};
use letopis_ui::json::{Json, uuid};
use web_sys::{Element, Node};

use super::log::greets;
use super::own;
use crate::dom::{el, find, flag, focus, hide, hides, on, say, says, set, set_value, text, value, watch};
use crate::form;
use crate::state::State;

/// The fields in their order, with their ids and what is said of one that is not as it must be, and of one that is empty.
const FIELDS: [(FormField, &str, &str, &str); 5] = [
    (FormField::Name, "f-name", "form.name_wrong", "form.name_wrong"),
    (FormField::Email, "f-email", "form.email_wrong", "form.email_needed"),
    (FormField::Phone, "f-phone", "form.phone_wrong", "form.phone_needed"),
    (FormField::Department, DEPARTMENT, "form.department_wrong", "form.department_wrong"),
    (FormField::Consent, CONSENT, "form.consent_wrong", "form.consent_wrong"),
];
const DEPARTMENT: &str = "f-department";
const CONSENT: &str = "f-consent";

/// What is typed or chosen in a field, as far as it is drawn.
fn typed(id: &str) -> String {
    find(&["#", id].concat()).map(|field| value(&field)).unwrap_or_default()
}

/// What the site asks before a conversation (M5). The browser checks the fields by their attributes and the server by its
/// rules; what either misses is said under the field, in the language of the window.
pub fn form(state: State, site: &SiteFace) -> Element {
    let title = text("h2", &[("id", "form-title")], &own(state, &site.greeting, "hello.title"));
    let when = el("p", &[], &[]);
    says(&when, greets(state, site, true));
    let fields = el("div", &[("class", "w-fields")], &[]);
    let start = text("button", &[("class", "w-start")], &state.text("form.start"));
    let attributes = [("class", "w-form"), ("id", "form"), ("novalidate", ""), ("aria-labelledby", "form-title")];
    let back = text("button", &[("type", "button"), ("class", "w-back")], &state.text("form.back"));
    hides(&back, move || state.model.with(|model| model.number() == 0));
    on(&back, "click", move |_| state.ask_anew(false));
    let form = el("form", &attributes, &[&title, &when, &fields, &start, &back]);

    on(&form, "submit", move |event| {
        event.prevent_default();
        let fits = mark(state, &|_, id| is_invalid(id, ""));
        if fits && let Some(asked) = state.model.with_untracked(|model| model.chat.as_ref()?.form.clone()) {
            state.answer(Some(form::line(&answers(state, &asked))));
        }
    });

    let choose = move || {
        let chosen = chosen();
        if state.department.get_untracked() != chosen {
            state.department.set(chosen);
        }
    };
    on(&form, "change", move |_| choose());
    // what is mended is wrong no longer, before all is
    on(&form, "input", move |_| {
        let lacks = state.model.with_untracked(|model| model.lacks);
        // what the server refused is mended once it is another text
        let still = |field, id: &str| {
            lacks == Some(field) && find(&["#", id, "[aria-invalid=true]:not(:focus)"].concat()).is_some()
        };
        say_wrong(state, &|field, id| is_invalid(id, "[aria-invalid=true]") || still(field, id));
    });

    let shown = form.clone();
    let mut drawn: Option<ChatForm> = None;
    let mut offered: Option<Vec<ChatDepartment>> = None;
    let mut lacked = None;
    watch(move || {
        let asked = state.asks();
        let (asked, departments, lacks) = state.model.with(|model| {
            let chat = model.chat.as_ref().filter(|_| asked);
            let departments = chat.map(|chat| chat.departments.clone()).unwrap_or_default();
            (chat.and_then(|chat| chat.form.clone()), departments, model.lacks)
        });
        hide(&shown, asked.is_none());
        let anew = lacks != std::mem::replace(&mut lacked, lacks);
        let Some(asked) = asked else { return };
        if drawn.as_ref() != Some(&asked) {
            draw(state, &fields, &asked);
            (drawn, offered) = (Some(asked), None);
        }
        if let Some(asked) = drawn.as_ref().filter(|_| offered.as_ref() != Some(&departments)) {
            offer(state, asked.department, &departments);
            offered = Some(departments);
            choose();
        }
        if lacks.is_some() && anew {
            request_animation_frame(move || {
                mark(state, &|field, _| lacks == Some(field));
            });
        }
    });
    form
}

fn chosen() -> Option<DepartmentId> {
    uuid(&Json::Text(typed(DEPARTMENT))).map(DepartmentId)
}

fn answers(state: State, asked: &ChatForm) -> FormAnswers {
    FormAnswers {
        name: typed("f-name"),
        email: typed("f-email"),
        phone: typed("f-phone"),
        department_id: chosen(),
        consent: asked.consent.as_ref().map(|consent| consent.text.of(state.locale()).to_owned()),
    }
}

/// Whether the browser finds a field of this kind not as it must be.
fn is_invalid(id: &str, kind: &str) -> bool {
    find(&["#", id, kind, ":invalid"].concat()).is_some()
}

/// Says under each field that is not as it must be what is wrong with it, and leads to the first; whether there is none.
fn mark(state: State, wrong: &dyn Fn(FormField, &str) -> bool) -> bool {
    let first = say_wrong(state, wrong);
    if let Some(id) = first {
        focus(&["#", id].concat());
    }
    first.is_none()
}

/// Says what is wrong under each field where something is, under the others nothing; gives the first of them.
fn say_wrong(state: State, wrong: &dyn Fn(FormField, &str) -> bool) -> Option<&'static str> {
    let mut first = None;
    for (field, id, wrongly, empty) in FIELDS {
        let is = wrong(field, id);
        if let (Some(input), Some(line)) = (find(&["#", id].concat()), find(&["#", id, "-wrong"].concat())) {
            let key = if value(&input).trim().is_empty() { empty } else { wrongly };
            set(&input, "aria-invalid", if is { "true" } else { "false" });
            hide(&line, !is);
            say(&line, &if is { state.text(key) } else { String::new() });
        }
        first = first.or(is.then_some(id));
    }
    first
}

/// Draws the fields anew; what was typed in them stays.
fn draw(state: State, fields: &Element, asked: &ChatForm) {
    // label, type, what browsers fill in, pattern
    let lines = [
        (asked.name, &asked.known_name, "f-name", ["form.name", "text", "name", ".*\\S.*"]),
        (asked.email, &asked.known_email, "f-email", ["form.email", "email", "email", ".+@.+\\..+"]),
        (asked.phone, &asked.known_phone, "f-phone", ["form.phone", "tel", "tel", "[-+(). 0-9]{5,40}"]),
    ];
    let mut parts: Vec<Element> = Vec::new();
    for (rule, known, id, [key, kind, autocomplete, pattern]) in lines {
        if rule == FieldRule::Off {
            continue;
        }
        let attributes = [("type", kind), ("autocomplete", autocomplete), ("pattern", pattern), ("maxlength", "100")];
        let input = el("input", &attributes, &[]);
        let before = typed(id);
        set_value(&input, if before.is_empty() { known } else { &before });
        flag(&input, "required", rule == FieldRule::Required);
        parts.push(field(id, &[&label(state, id, key, rule)], input, &[]));
    }
    let select = el("select", &[], &[]);
    // for `offer`, which replaces the options
    let _ = select.append_child(&text("option", &[("value", &typed(DEPARTMENT))], ""));
    parts.push(field(DEPARTMENT, &[&label(state, DEPARTMENT, "form.department", asked.department)], select, &[]));
    parts.extend(consent(state, asked));
    fields.set_text_content(Some(""));
    for part in &parts {
        let _ = fields.append_child(part);
    }
}

/// A field with what stands before it and after it, and the place for what is wrong with it.
fn field(id: &str, before: &[&Node], input: Element, after: &[&Node]) -> Element {
    let line = [id, "-wrong"].concat();
    set(&input, "id", id);
    set(&input, "aria-describedby", &[id, "-note ", &line].concat());
    let wrong = el("span", &[("class", "w-wrong"), ("role", "alert"), ("id", &line), ("hidden", "")], &[]);
    let parts = [before, &[&input], after, &[&wrong]].concat();
    el("div", &[("class", "w-field")], &parts)
}

fn label(state: State, id: &str, key: &str, rule: FieldRule) -> Element {
    let label = text("label", &[("for", id)], &state.text(key));
    if rule == FieldRule::Optional {
        // a description of the field, no part of its name
        let attributes = [("id", &*[id, "-note"].concat()), ("aria-hidden", "true")];
        let _ = label.append_child(&text("i", &attributes, &state.text("form.optional")));
    }
    label
}

/// The departments, each with whether somebody is there; the choice stays where it can.
fn offer(state: State, rule: FieldRule, departments: &[ChatDepartment]) {
    let Some(select) = find(&["#", DEPARTMENT].concat()) else { return };
    let chosen = value(&select);
    let shown = rule != FieldRule::Off && !departments.is_empty();
    if let Some(field) = select.parent_element() {
        hide(&field, !shown);
    }
    flag(&select, "required", shown && rule == FieldRule::Required);
    let none = state.text(if rule == FieldRule::Required { "form.choose" } else { "form.any" });
    select.set_text_content(Some(""));
    let _ = select.append_child(&text("option", &[("value", "")], &none));
    for ChatDepartment { id, names, online } in departments {
        let there = state.text(if *online { "form.there" } else { "form.away" });
        let id = id.to_string();
        let option = text("option", &[("value", &id)], &[names.of(state.locale()), " · ", &there].concat());
        flag(&option, "selected", id == chosen);
        let _ = select.append_child(&option);
    }
}

/// What is agreed to, and where it is explained.
fn consent(state: State, asked: &ChatForm) -> Option<Element> {
    let consent = asked.consent.as_ref()?;
    let agreed = el("input", &[("type", "checkbox"), ("required", "")], &[]);
    let wording = text("label", &[("for", CONSENT)], consent.text.of(state.locale()));
    let url = consent.policy_url.as_str();
    let link = text(
        "a",
        &[("class", "w-policy"), ("href", url), ("target", "_blank"), ("rel", "noopener noreferrer")],
        &state.text("form.policy"),
    );
    // the server has checked it; a link that is none of the web would be a script of ours
    let web = url.starts_with("https://") || url.starts_with("http://");
    let after: [&Node; 2] = [&wording, &link];
    let field = field(CONSENT, &[], agreed, &after[..if web { 2 } else { 1 }]);
    set(&field, "class", "w-field w-agree");
    Some(field)
}
