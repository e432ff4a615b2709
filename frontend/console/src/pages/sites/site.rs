use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::schema::ids::SiteId;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::views::sites::SiteRow;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Each, Icon, flag, maybe, string, t, use_i18n, word};

use crate::client::use_client;
use crate::components::{Choice, Field, Select};
use crate::platform::page;
use crate::state::contrast;

/// One site: the snippet, where it may be used, and how the window looks.
#[component]
pub fn Site(id: SiteId) -> impl IntoView {
    view! {
        <Snippet id/>
        <Appearance id/>
    }
}

#[component]
fn Snippet(id: SiteId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let snippet = format!("<script async src=\"{}/letopis.js\" data-site=\"{id}\"></script>", page::origin());
    let copied = snippet.clone();
    let copy = move |_| {
        let text = copied.clone();
        spawn_local(async move {
            let key = if page::copy(text).await { "sites.copied" } else { "sites.copy_failed" };
            client.say("copy", i18n.get(key), None);
        });
    };
    view! {
        <section class="grp panel" aria-labelledby="snippet-title">
            <h2 id="snippet-title">{t!(i18n, "sites.snippet")}</h2>
            <p class="small muted">{t!(i18n, "sites.snippet_text")}</p>
            <div class="snip">
                <pre class="code" tabindex="0" aria-labelledby="snippet-title">{snippet}</pre>
                <button type="button" class="btn" data-size="sm" on:click=copy>
                    <Icon name="copy" size=12/>
                    {t!(i18n, "sites.copy")}
                </button>
            </div>
            <Domains id/>
        </section>
    }
}

/// Where the window may open; each change holds at once.
#[component]
fn Domains(id: SiteId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let adding = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let domains = Memo::new(move |_| {
        client.sites(|view| view.sites.get(&id).map(|site| site.allowed_domains.clone())).flatten().unwrap_or_default()
    });
    let allow = move |allowed_domains: Vec<String>, added: bool| {
        client.command(Command::AllowDomains { site_id: id, allowed_domains }, move |answer| match answer {
            Ok(()) => {
                error.try_set(None);
                if added {
                    adding.try_set(String::new());
                }
            }
            Err(failure) => {
                error.try_set(Some(client.sentence(&failure)));
            }
        });
    };
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let domain = adding.get_untracked().trim().to_owned();
        if !domain.is_empty() {
            let mut all = domains.get_untracked();
            all.push(domain);
            allow(all, true);
        }
    };
    view! {
        <div class="field domains">
            <span class="label" id="domains-title">{t!(i18n, "sites.domains")}</span>
            <ul class="chips" aria-labelledby="domains-title">
                <Each each=move || domains.get() key=Clone::clone let:domain>
                    {
                        let (shown, label, gone) = (domain.clone(), domain.clone(), domain);
                        view! {
                            <li class="chip">
                                {shown}
                                <button
                                    type="button"
                                    class="chip-x"
                                    aria-label=string(move || i18n.with("sites.domain_remove", &[("domain", &label)]))
                                    on:click=move |_| {
                                        let kept = domains.get_untracked().into_iter().filter(|kept| *kept != gone);
                                        allow(kept.collect(), false);
                                    }
                                >
                                    <Icon name="x" size=12/>
                                </button>
                            </li>
                        }
                    }
                </Each>
            </ul>
            <form class="line" on:submit=add>
                <Field
                    id="domain"
                    label=t!(i18n, "sites.domain_add")
                    hint=t!(i18n, "sites.domains_hint")
                    error
                    value=adding
                    placeholder=Signal::stored("shop.example".to_owned())
                />
                <button class="btn" disabled=flag(move || adding.with(|text| text.trim().is_empty()))>
                    {t!(i18n, "action.add")}
                </button>
            </form>
        </div>
    }
}

#[component]
fn Appearance(id: SiteId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let row = Memo::new(move |_| client.sites(|view| view.sites.get(&id).cloned()).flatten());
    let first = row.get_untracked();
    let name = RwSignal::new(first.as_ref().map(|row| row.name.clone()).unwrap_or_default());
    let accent = RwSignal::new(first.as_ref().map(|row| row.accent.clone()).unwrap_or_default());
    let locale = RwSignal::new(first.map(|row| row.locale).unwrap_or_default());
    let changed = move || {
        let held =
            |row: &SiteRow| row.name == name.get().trim() && row.accent == accent.get() && row.locale == locale.get();
        row.get().is_some_and(|row| !held(&row))
    };
    let readable = move || contrast::best_contrast(&accent.get()).is_some_and(|contrast| contrast >= contrast::NEEDED);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let command = Command::ChooseAppearance {
            site_id: id,
            name: name.get_untracked().trim().to_owned(),
            accent: accent.get_untracked(),
            locale: locale.get_untracked(),
        };
        client.command(command, move |answer| match answer {
            Ok(()) => client.say("circle-check", i18n.get("sites.saved"), None),
            Err(failure) => client.say_failure(&failure),
        });
    };
    let locales = move || {
        [(Locale::Ru, "Русский"), (Locale::En, "English")]
            .map(|(locale, name)| Choice { value: locale.tag().into(), label: name.into() })
            .to_vec()
    };
    view! {
        <form class="grp panel" on:submit=save>
            <h2>{t!(i18n, "sites.appearance")}</h2>
            <div class="cols">
                <Field id="site-name" label=t!(i18n, "sites.name") value=name required=true
                    hint=t!(i18n, "sites.name_hint")/>
                <Select
                    id="site-language"
                    label=t!(i18n, "sites.language")
                    choices=Signal::derive(locales)
                    value=Signal::derive(move || locale.get().tag().to_owned())
                    on_choose=move |tag| locale.set(if tag == "ru" { Locale::Ru } else { Locale::En })
                    hint=t!(i18n, "sites.language_hint")
                />
                <Colour id="site-accent" accent/>
            </div>
            <div class="end-line">
                <button
                    class="btn"
                    data-variant="primary"
                    disabled=flag(move || !changed() || !readable() || !client.link.get().live)
                >
                    {t!(i18n, "action.save")}
                </button>
            </div>
        </form>
    }
}

/// The colour of the window, with its contrast: one that cannot be read on cannot be saved.
#[component]
pub fn Colour(id: &'static str, accent: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let contrast = move || contrast::best_contrast(&accent.get());
    let error = Signal::derive(move || match contrast() {
        None => Some(i18n.get("refusal.colour_invalid")),
        Some(contrast) if contrast < contrast::NEEDED => Some(i18n.get("sites.colour_faint")),
        Some(_) => None,
    });
    let sample = move || {
        view! {
            <input
                type="color"
                class="swatch"
                aria-label=t!(i18n, "sites.colour_choose")
                prop:value=string(move || accent.get())
                on:input=move |event| accent.set(event_target_value(&event))
            />
            <span class="chip" data-tone=word(move || Some(if error.get().is_some() { "warning" } else { "success" }))>
                {maybe(move || contrast().map(|contrast| {
                    let figure = format!("{contrast:.1}");
                    let figure = if i18n.locale() == Locale::Ru { figure.replace('.', ",") } else { figure };
                    i18n.with("sites.contrast", &[("figure", &figure)])
                }))}
            </span>
        }
        .into_any()
    };
    view! {
        <Field
            id
            label=t!(i18n, "sites.colour")
            hint=t!(i18n, "sites.colour_hint")
            error
            value=accent
            monospace=true
            end=Box::new(sample)
        />
    }
}
