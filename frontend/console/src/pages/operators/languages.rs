use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Language;
use letopis_ui::{Each, I18n, Icon, press, string, t, use_i18n};

use crate::components::{Choice, Select, language_name};
use crate::state::languages::offered;

/// The choice of languages that somebody speaks (S128): each with its name, the others in a list.
#[component]
pub fn Languages(id: &'static str, chosen: RwSignal<Vec<Language>>) -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        let others = offered().filter(|one| chosen.with(|all| !all.contains(one)));
        let mut named: Vec<_> = others.map(|one| Choice { label: language_name(i18n, &one), value: one.0 }).collect();
        named.sort_by(|one, other| one.label.cmp(&other.label));
        named.insert(0, Choice { value: String::new(), label: i18n.get("languages.add_to") });
        named
    });
    let add = move |code: String| {
        if !code.is_empty() {
            chosen.update(|all| {
                all.push(Language(code));
                all.sort();
            });
        }
    };
    view! {
        <div class="field">
            <Select
                id
                label=t!(i18n, "operators.languages")
                choices
                value=Signal::stored(String::new())
                on_choose=add
                hint=t!(i18n, "operators.languages_hint")
            />
            <ul class="chips" aria-label=t!(i18n, "operators.languages")>
                <Each each=move || chosen.get() key=Language::clone let:language><Spoken language chosen/></Each>
            </ul>
        </div>
    }
}

#[component]
fn Spoken(language: Language, chosen: RwSignal<Vec<Language>>) -> impl IntoView {
    let i18n = use_i18n();
    let of = StoredValue::new(language);
    let name = string(move || of.with_value(|language| language_name(i18n, language)));
    view! {
        <li class="chip">
            {name}
            <button
                type="button"
                class="chip-x"
                aria-label=string(move || i18n.with("languages.remove", &[("name", &name.get())]))
                on:click=press(move |_| chosen.update(|all| all.retain(|one| of.with_value(|language| one != language))))
            >
                <Icon name="x" size=12/>
            </button>
        </li>
    }
}

/// Languages as a line tells them.
pub fn language_names(i18n: I18n, languages: &[Language]) -> String {
    languages.iter().map(|language| language_name(i18n, language)).collect::<Vec<_>>().join(", ")
}
