use leptos::prelude::*;
use letopis_shared::limits::BUTTON_OFFSET_PX_MAX;
use letopis_shared::schema::vocabulary::{Edge, FieldRule, Locale};
use letopis_ui::{I18n, If, flag, press, string, t, use_i18n, yes_no};

use super::draft::Draft;
use super::site::Colour;
use crate::app::window_texts;
use crate::client::use_client;
use crate::components::{Area, Choice, Field, Select, Switch};
use crate::state::site::WORD_FIELDS;

/// How button and window look: name, language, colour, place (M6).
#[component]
pub fn Looks(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let locales = move || {
        [(Locale::Ru, "Русский"), (Locale::En, "English")]
            .map(|(locale, name)| Choice { value: locale.tag().into(), label: name.into() })
            .to_vec()
    };
    let edge = move |edge: Edge, key: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=yes_no(move || draft.edge.get() == edge)
                on:click=press(move |_| draft.edge.set(edge))
            >
                {t!(i18n, key)}
            </button>
        }
    };
    let number = Signal::stored("number");
    let wrong = move |n: usize| {
        Signal::derive(move || {
            let max = BUTTON_OFFSET_PX_MAX.to_string();
            draft.offset(n).is_none().then(|| i18n.with("settings.whole", &[("min", "0"), ("max", &max)]))
        })
    };
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "sites.appearance")}</h2>
            <div class="cols">
                <Field id="site-name" label=t!(i18n, "sites.name") value=draft.name required=true
                    hint=t!(i18n, "sites.name_hint") error=draft.error("site-name")/>
                <Select
                    id="site-language"
                    label=t!(i18n, "sites.language")
                    choices=Signal::derive(locales)
                    value=Signal::derive(move || draft.locale.get().tag().to_owned())
                    on_choose=move |tag| draft.locale.set(if tag == "ru" { Locale::Ru } else { Locale::En })
                    hint=t!(i18n, "sites.language_hint")
                />
                <Colour id="site-accent" accent=draft.accent/>
                <div class="field">
                    <span class="label" id="site-edge">{t!(i18n, "sites.button")}</span>
                    <div class="segmented" role="group" aria-labelledby="site-edge">
                        {edge(Edge::Left, "sites.left")} {edge(Edge::Right, "sites.right")}
                    </div>
                </div>
                <Field id="site-from-edge" label=t!(i18n, "sites.from_edge") value=draft.offsets[0] kind=number
                    error=wrong(0)/>
                <Field id="site-from-bottom" label=t!(i18n, "sites.from_bottom") value=draft.offsets[1] kind=number
                    error=wrong(1)/>
            </div>
            <Switch
                label=t!(i18n, "sites.hidden")
                hint=t!(i18n, "sites.hidden_hint")
                on=draft.hidden
                on_change=move |hidden| draft.hidden.set(hidden)
            />
        </section>
    }
}

/// What the words are called, and the usual ones; the usual title is the name of the site.
const WORDS: [(&str, &str); 5] = [
    ("sites.text_title", ""),
    ("sites.text_subtitle", "head.online"),
    ("sites.text_greeting", "hello.title"),
    ("sites.text_button", "button.ask"),
    ("sites.text_offline", "log.away"),
];

/// The words of button and window, in both languages (M6).
#[component]
pub fn Words(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let texts = StoredValue::new([Locale::Ru, Locale::En].map(window_texts));
    let usual = move |language: usize, key: &'static str| match key {
        "" => draft.name.into(),
        key => Signal::stored(texts.with_value(|texts| texts[language].get(key).to_owned())),
    };
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "sites.texts")}</h2>
            <p class="small muted">{t!(i18n, "sites.texts_hint")}</p>
            {WORDS
                .into_iter()
                .zip(WORD_FIELDS)
                .zip(draft.texts)
                .map(|(((key, words), [ru, en]), both)| view! {
                    <div class="cols">
                        <Field id=ru label=label(i18n, key, "sites.in_ru") value=both.ru placeholder=usual(0, words)
                            error=draft.error(ru)/>
                        <Field id=en label=label(i18n, key, "sites.in_en") value=both.en placeholder=usual(1, words)
                            error=draft.error(en)/>
                    </div>
                })
                .collect_view()}
        </section>
    }
}

/// What a text is, and in which language.
fn label(i18n: I18n, key: &'static str, language: &'static str) -> Signal<String> {
    string(move || [i18n.get(key), " · ".to_owned(), i18n.get(language)].concat())
}

/// What is asked, and the fields.
const ASKED: [(&str, &str); 4] = [
    ("sites.form_name", "site-form-name"),
    ("sites.form_email", "site-form-email"),
    ("sites.form_phone", "site-form-phone"),
    ("sites.form_department", "site-form-department"),
];

const RULES: [(FieldRule, &str); 3] = [
    (FieldRule::Off, "sites.rule_off"),
    (FieldRule::Optional, "sites.rule_optional"),
    (FieldRule::Required, "sites.rule_required"),
];

/// The form before a conversation (M5).
#[component]
pub fn Form(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    let client = use_client();
    let no_departments = move || {
        let none = client.sites(|sites| sites.departments_in_use().is_empty()).unwrap_or_default();
        none && draft.rules[3].get() != FieldRule::Off
    };
    let choices = move || RULES.map(|(_, key)| Choice { value: key.to_owned(), label: i18n.get(key) }).to_vec();
    let ask = move |((key, id), rule): ((&'static str, &'static str), RwSignal<FieldRule>)| {
        let chosen =
            move || RULES.iter().find(|(known, _)| *known == rule.get()).map_or("", |(_, key)| *key).to_owned();
        view! {
            <Select
                id
                label=t!(i18n, key)
                choices=Signal::derive(choices)
                value=Signal::derive(chosen)
                on_choose=move |key| {
                    rule.set(RULES.iter().find(|(_, known)| **known == key).map_or(FieldRule::Off, |(rule, _)| *rule));
                }
            />
        }
    };
    let consent = |field| {
        let other = draft.error(field);
        Signal::derive(move || match draft.tried.get() && draft.unworded() {
            true => Some(i18n.get("sites.consent_missing")),
            false => other.get(),
        })
    };
    let (consent_ru, consent_en) = (consent("site-consent-ru"), consent("site-consent-en"));
    let policy = draft.error("site-policy");
    view! {
        <section class="grp panel">
            <h2>{t!(i18n, "sites.forms")}</h2>
            <Switch
                label=t!(i18n, "sites.form")
                hint=t!(i18n, "sites.form_hint")
                on=draft.on
                on_change=move |on| draft.switch_form(on)
            />
            <If when=flag(move || draft.on.get())>
                <div class="cols">{ASKED.into_iter().zip(draft.rules).map(ask).collect_view()}</div>
                <If when=flag(move || draft.asks_nothing())>
                    <p class="error" role="alert">{t!(i18n, "sites.form_empty")}</p>
                </If>
                <If when=flag(no_departments)>
                    <p class="small muted">{t!(i18n, "sites.form_no_departments")}</p>
                </If>
                <Switch
                    label=t!(i18n, "sites.consent")
                    hint=t!(i18n, "sites.consent_hint")
                    on=draft.agrees
                    on_change=move |agrees| draft.agrees.set(agrees)
                />
                <If when=flag(move || draft.agrees.get())>
                    <div class="cols">
                        <Area id="site-consent-ru" label=label(i18n, "sites.consent_text", "sites.in_ru")
                            value=draft.consent.ru error=consent_ru/>
                        <Area id="site-consent-en" label=label(i18n, "sites.consent_text", "sites.in_en")
                            value=draft.consent.en error=consent_en/>
                    </div>
                    <Field id="site-policy" label=t!(i18n, "sites.policy") hint=t!(i18n, "sites.policy_hint")
                        error=policy value=draft.policy placeholder=Signal::stored("https://shop.example/privacy".to_owned())/>
                </If>
            </If>
        </section>
    }
}
