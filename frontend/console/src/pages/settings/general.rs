use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::domain::text;
use letopis_shared::limits::NAME_CHARS_MAX;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::wire::operator::Command;
use letopis_ui::{flag, maybe, present, t, use_i18n};

use crate::app::window_texts;
use crate::client::use_client;
use crate::components::{Field, follow};

/// The installation as a whole: its name, and what visitors read while they wait.
#[component]
pub fn Organisation() -> impl IntoView {
    view! {
        <OrganisationName/>
        <WaitingLine/>
    }
}

#[component]
fn OrganisationName() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let held = Memo::new(move |_| client.sites(|sites| sites.organisation.clone()).unwrap_or_default());
    let name = RwSignal::new(held.get_untracked());
    follow(held, name);
    let changed = move || name.with(|name| text::one_line(name) != held.get());
    let error = maybe(move || {
        let max = NAME_CHARS_MAX.to_string();
        let wrong = changed() && name.with(|name| text::name(name)).is_err();
        wrong.then(|| i18n.with("sites.organisation_wrong", &[("max", &max)]))
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        client.command(Command::NameOrganisation { name }, move |answer| match answer {
            Ok(()) => client.say("circle-check", i18n.get("sites.saved"), None),
            Err(failure) => client.say_failure(&failure),
        });
    };
    view! {
        <form class="grp panel" on:submit=save data-unsaved=present(changed)>
            <h2>{t!(i18n, "sites.organisation")}</h2>
            <div class="line">
                <Field
                    id="organisation"
                    label=t!(i18n, "sites.organisation_name")
                    hint=t!(i18n, "sites.organisation_hint")
                    error
                    value=name
                    required=true
                />
                <button
                    class="btn"
                    disabled=flag(move || !changed() || error.with(Option::is_some) || !client.link.get().live)
                >
                    {t!(i18n, "action.save")}
                </button>
            </div>
        </form>
    }
}

#[component]
fn WaitingLine() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let held_ru = Memo::new(move |_| client.sites(|sites| sites.waiting_line_ru.clone()).unwrap_or_default());
    let held_en = Memo::new(move |_| client.sites(|sites| sites.waiting_line_en.clone()).unwrap_or_default());
    let (ru, en) = (RwSignal::new(held_ru.get_untracked()), RwSignal::new(held_en.get_untracked()));
    follow(held_ru, ru);
    follow(held_en, en);
    let line = |field: RwSignal<String>| field.with(|field| text::one_line(field));
    let changed = move || (held_ru.get(), held_en.get()) != (line(ru), line(en));
    let usual = |locale: Locale| Signal::stored(window_texts(locale).get("waiting_line").to_owned());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (ru, en) = (ru.get_untracked().trim().to_owned(), en.get_untracked().trim().to_owned());
        client.command(Command::WordWaitingLine { ru, en }, move |answer| match answer {
            Ok(()) => client.say("circle-check", i18n.get("sites.saved"), None),
            Err(failure) => client.say_failure(&failure),
        });
    };
    view! {
        <form class="grp panel" on:submit=save data-unsaved=present(changed)>
            <h2>{t!(i18n, "sites.waiting_line")}</h2>
            <p class="small muted">{t!(i18n, "sites.waiting_line_text")}</p>
            <Field id="waiting-ru" label=t!(i18n, "sites.in_ru") value=ru placeholder=usual(Locale::Ru)/>
            <Field id="waiting-en" label=t!(i18n, "sites.in_en") value=en placeholder=usual(Locale::En)/>
            <div class="end-line">
                <button class="btn" disabled=flag(move || !changed() || !client.link.get().live)>{t!(i18n, "action.save")}</button>
            </div>
        </form>
    }
}
