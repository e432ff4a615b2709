//! The languages of the organisation are those that its operators speak (S128): one place to see and to change them.

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Language;
use letopis_shared::views::operators::Operators;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Each, Icon, If, dynamic, flag, press, string, t, use_i18n};

use super::members::{Members, changes, who_serve};
use crate::client::use_client;
use crate::components::{Alert, Choice, Dialog, Empty, FormEnd, Select, Skeleton, language_name};
use crate::platform::{page, timer};
use crate::state::languages::offered;

/// The page.
#[component]
pub fn Spoken() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let known = Memo::new(move |_| client.operators(|_| ()).is_some());
    let spoken = Memo::new(move |_| {
        // Also what only those speak whose accounts are disabled: that nobody is left is to be seen.
        let of_all = |view: &Operators| view.rows.values().flat_map(|row| row.languages.clone()).collect();
        let all: BTreeSet<_> = client.operators(of_all).unwrap_or_default();
        let mut named: Vec<_> = all.into_iter().map(|one| (language_name(i18n, &one), one)).collect();
        named.sort();
        named.into_iter().map(|(_, language)| language).collect::<Vec<_>>()
    });
    let any = Memo::new(move |_| {
        let names = who_serve(client).into_iter().filter(|row| row.languages.is_empty()).map(|row| row.name);
        names.collect::<Vec<_>>().join(", ")
    });
    let editing = RwSignal::new(false);
    let edited = RwSignal::new(None::<Language>);
    let edit = Callback::new(move |language: Option<Language>| {
        edited.set(language);
        editing.set(true);
    });
    let title = string(move || match edited.get() {
        Some(language) => i18n.with("languages.edit", &[("name", &language_name(i18n, &language))]),
        None => i18n.get("languages.add"),
    });
    view! {
        <div class="page-head">
            <h1>{t!(i18n, "page.languages")}</h1>
            <span class="spacer"></span>
            <button
                type="button"
                class="btn"
                data-variant="primary"
                disabled=flag(move || !client.link.get().live)
                on:click=press(move |_| edit.run(None))
            >
                <Icon name="plus"/>
                {t!(i18n, "languages.add")}
            </button>
        </div>
        <p class="small muted listing-text">{t!(i18n, "languages.text")}</p>
        <If when=flag(move || known.get()) otherwise=move || view! { <Skeleton label=t!(i18n, "loading")/> }>
            <div class="panel">
                <If when=flag(move || spoken.with(Vec::is_empty))>
                    <Empty icon="languages" title=t!(i18n, "languages.none_title") text=t!(i18n, "languages.none")/>
                </If>
                <ul class="listing">
                    <Each each=move || spoken.get() key=Language::clone let:language><Line language edit/></Each>
                </ul>
            </div>
            <If when=flag(move || !spoken.with(Vec::is_empty) && !any.with(String::is_empty))>
                <p class="small muted listing-text">
                    {string(move || i18n.with("languages.any", &[("names", &any.get())]))}
                </p>
            </If>
        </If>
        <Dialog open=editing title><Edit open=editing language=edited.get_untracked()/></Dialog>
    }
}

/// A language and who speaks it.
#[component]
fn Line(language: Language, edit: Callback<Option<Language>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let of = StoredValue::new(language);
    let name = string(move || of.with_value(|language| language_name(i18n, language)));
    let code = of.with_value(|language| language.0.clone());
    let speakers = string(move || {
        let rows = who_serve(client).into_iter();
        let names = rows.filter(|row| of.with_value(|language| row.languages.contains(language))).map(|row| row.name);
        let names = names.collect::<Vec<_>>();
        if names.is_empty() { i18n.get("transfer.nobody") } else { names.join(", ") }
    });
    view! {
        <li class="listed">
            <span class="strong">{name}</span>
            <span class="faint small mono">{code}</span>
            <span class="small muted truncate" dir="auto">{speakers}</span>
            <span class="spacer"></span>
            <button
                type="button"
                class="icon-btn"
                aria-label=string(move || i18n.with("languages.edit", &[("name", &name.get())]))
                disabled=flag(move || !client.link.get().live)
                on:click=press(move |_| edit.run(Some(of.get_value())))
            >
                <Icon name="pencil-line"/>
            </button>
        </li>
    }
}

/// Who speaks a language, and, when it is a new one, which.
#[component]
fn Edit(open: RwSignal<bool>, language: Option<Language>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let new = language.is_none();
    timer::after(0, || {
        page::focus_one_of(&["#language", "dialog .members input"]);
    });
    let chosen = RwSignal::new(language);
    let speaks = move |language: &Language| {
        let rows = untrack(|| who_serve(client));
        rows.iter().filter(|row| row.languages.contains(language)).map(|row| row.id).collect::<Vec<_>>()
    };
    let members = RwSignal::new(chosen.with_untracked(|language| language.as_ref().map(speaks).unwrap_or_default()));
    let refusal = RwSignal::new(None::<String>);
    let choices = Signal::derive(move || {
        let named = offered().map(|one| Choice { label: language_name(i18n, &one), value: one.0 });
        let mut named: Vec<_> = named.collect();
        named.sort_by(|one, other| one.label.cmp(&other.label));
        named.insert(0, Choice { value: String::new(), label: String::new() });
        named
    });
    let value = string(move || chosen.with(|language| language.as_ref().map(|one| one.0.clone())).unwrap_or_default());
    let choose = move |code: String| {
        let language = Some(code).filter(|code| !code.is_empty()).map(Language);
        // One that is spoken already opens with those who speak it.
        members.set(language.as_ref().map(speaks).unwrap_or_default());
        chosen.set(language);
    };
    // A new language without anybody who speaks it would be none.
    let nobody = move || new && members.with(Vec::is_empty);
    let tried = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(language) = chosen.get_untracked() else { return };
        tried.set(true);
        if untrack(nobody) {
            return;
        }
        let commands = changes(
            client,
            &members.get_untracked(),
            |row| row.languages.contains(&language),
            |row, on| {
                let mut languages = row.languages.clone();
                languages.retain(|one| *one != language);
                languages.extend(on.then(|| language.clone()));
                Command::GiveLanguages { operator_id: row.id, languages }
            },
        );
        refusal.set(None);
        client.commands(commands, move |answer| match answer {
            Ok(()) => drop(open.try_set(false)),
            Err(failure) => drop(refusal.try_set(Some(client.sentence(&failure)))),
        });
    };
    view! {
        <form on:submit=submit>
            <div class="body">
                <div role="alert"><Alert text=refusal/></div>
                {new.then(|| view! {
                    <Select id="language" label=t!(i18n, "languages.language") choices value on_choose=choose/>
                })}
                {dynamic(move || chosen.with(Option::is_some).then(|| view! {
                    <Members legend="languages.speakers" chosen=members/>
                    <If when=flag(move || tried.get() && nobody())>
                        <span class="error" role="alert">{t!(i18n, "languages.nobody")}</span>
                    </If>
                }).into_any())}
            </div>
            <FormEnd open unready=flag(move || chosen.with(Option::is_none))/>
        </form>
    }
}
