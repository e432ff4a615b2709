use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letopis_shared::domain::url;
use letopis_shared::schema::ids::SiteId;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Each, Icon, If, flag, heard, maybe, present, press, string, t, use_i18n, word};

use super::draft::Draft;
use super::preview::Preview;
use super::window::{Form, Looks, Words};
use crate::client::use_client;
use crate::components::{Alert, Field, ago};
use crate::platform::page;
use crate::state::attention::seconds_since;
use crate::state::contrast;
use crate::state::site::{Part, Scene, changed, command, refusals};

/// One site: the snippet, where it may be used, how the window looks, what its form asks; beside it, how that looks.
#[component]
pub fn Site(id: SiteId) -> impl IntoView {
    let draft = Draft::of(id);
    let scene = RwSignal::new(Scene::Chat);
    // whoever changes the form wants to see it
    Effect::new(move |before: Option<bool>| {
        let on = draft.on.get();
        if before == Some(false) && on {
            scene.set(Scene::Form);
        }
        on
    });
    view! {
        <div class="site-page">
            <div>
                <Snippet id/>
                <Looks draft/>
                <Words draft/>
                <Form draft/>
                <Save draft/>
            </div>
            <Preview id draft scene/>
        </div>
    }
}

/// What is not saved yet, and the buttons that save it or give it up.
#[component]
fn Save(draft: Draft) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let parts = Memo::new(move |_| match (draft.held(), draft.wanted()) {
        (Some(held), Some(wanted)) => changed(&held, &wanted),
        _ => Vec::new(),
    });
    let readable = move || contrast::best_contrast(&draft.accent.get()).is_some_and(|found| found >= contrast::NEEDED);
    let asks = move || !draft.asks_nothing() || !parts.with(|parts| parts.contains(&Part::Form));
    let fits = move || readable() && asks() && draft.offset(0).is_some() && draft.offset(1).is_some();
    let refusal = RwSignal::new(None::<String>);
    let save = move |_| {
        draft.tried.set(true);
        if untrack(move || draft.on.get() && draft.unworded()) {
            return page::focus("site-consent-ru");
        }
        let Some(wanted) = untrack(move || draft.wanted()) else { return };
        if let Some((field, _)) = refusals(&wanted).first() {
            return page::focus(field);
        }
        refusal.set(None);
        let commands = parts.get_untracked().into_iter().map(|part| command(part, &wanted)).collect();
        client.commands(commands, move |answer| match answer {
            Ok(()) => {
                draft.tried.try_set(false);
                client.say("circle-check", i18n.get("sites.saved"), None);
            }
            Err(failure) => drop(refusal.try_set(Some(client.sentence(&failure)))),
        });
    };
    let names = move || {
        let key = |part: &Part| match part {
            Part::Appearance => "sites.part_appearance",
            Part::Texts => "sites.part_texts",
            Part::Place => "sites.part_place",
            Part::Form => "sites.part_form",
        };
        let parts: Vec<_> = parts.with(|parts| parts.iter().map(|part| i18n.get(key(part))).collect());
        i18n.with("sites.unsaved", &[("parts", &parts.join(", "))])
    };
    view! {
        <div class="save-bar" role="status" data-unsaved=present(move || parts.with(|parts| !parts.is_empty()))>
            <Alert text=refusal/>
            <If when=flag(move || parts.with(|parts| !parts.is_empty()))>
                <div class="hstack">
                    <span class="small muted">{string(names)}</span>
                    <span class="spacer"></span>
                    <button
                        type="button"
                        class="btn"
                        on:click=press(move |_| {
                            refusal.set(None);
                            draft.reset();
                        })
                    >
                        {t!(i18n, "action.cancel")}
                    </button>
                    <button
                        type="button"
                        class="btn"
                        data-variant="primary"
                        disabled=flag(move || !fits() || !client.link.get().live)
                        on:click=save
                    >
                        {t!(i18n, "action.save")}
                    </button>
                </div>
            </If>
        </div>
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
            <Seen id/>
            <Domains id/>
        </section>
    }
}

/// Whether the snippet does its work: when a page of the site last spoke with us.
#[component]
fn Seen(id: SiteId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let seen_at = Memo::new(move |_| client.sites(|view| view.sites.get(&id)?.seen_at).flatten());
    let text = string(move || match seen_at.get() {
        None => i18n.get("sites.never_seen"),
        // it is told every five minutes at most
        Some(at) => match seconds_since(at, client.now()) {
            0..600 => i18n.get("sites.seen_now"),
            seconds => i18n.with("sites.seen", &[("span", &ago(i18n, seconds))]),
        },
    });
    view! {
        <p class="seen small" data-seen=word(move || seen_at.get().map(|_| ""))>
            <Icon name=Signal::derive(move || if seen_at.get().is_some() { "circle-check" } else { "circle-alert" }) size=16/>
            {text}
        </p>
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
    // An address out of the browser's line is as good as its host.
    let tidy = move || adding.update(|text| *text = url::host(text.trim()).to_owned());
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        tidy();
        let domain = adding.get_untracked();
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
                        let (shown, label, gone) = (url::shown(&domain), url::shown(&domain), domain);
                        view! {
                            <li class="chip">
                                {shown}
                                <button
                                    type="button"
                                    class="chip-x"
                                    aria-label=string(move || i18n.with("sites.domain_remove", &[("domain", &label)]))
                                    on:click=press(move |_| {
                                        let kept = domains.get_untracked().into_iter().filter(|kept| *kept != gone);
                                        allow(kept.collect(), false);
                                    })
                                >
                                    <Icon name="x" size=12/>
                                </button>
                            </li>
                        }
                    }
                </Each>
            </ul>
            <form class="line" on:submit=add on:focusout=move |_| tidy()>
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
                on:input=heard(move |event| accent.set(event_target_value(&event)))
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
