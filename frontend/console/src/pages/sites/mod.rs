//! Sites that carry the widget, and the few settings of the installation; for administrators.

mod new_site;
mod organisation;
mod site;

use leptos::prelude::*;
use letopis_shared::schema::ids::SiteId;
use letopis_ui::{Icon, t, use_i18n};

use self::new_site::NewSite;
use self::organisation::Organisation;
use self::site::Site;
use crate::client::use_client;
use crate::components::{Empty, Skeleton};

/// Sites and settings.
#[component]
pub fn Sites() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let adding = RwSignal::new(false);
    let chosen = RwSignal::new(None::<SiteId>);
    let sites = Memo::new(move |_| {
        client.sites(|view| {
            let mut sites: Vec<_> =
                view.sites.values().map(|site| (site.id, site.name.clone(), site.allowed_domains.clone())).collect();
            sites.sort_by(|one, other| one.1.cmp(&other.1));
            sites
        })
    });
    let shown = Memo::new(move |_| {
        let sites = sites.get()?;
        let chosen = chosen.get().filter(|chosen| sites.iter().any(|(id, ..)| id == chosen));
        chosen.or_else(|| sites.first().map(|(id, ..)| *id))
    });
    let none = move || sites.with(|sites| sites.as_ref().is_some_and(Vec::is_empty));
    view! {
        <main id="main" tabindex="-1">
            <div class="page narrow">
                <div class="page-head">
                    <h1>{t!(i18n, "page.sites")}</h1>
                    <span class="spacer"></span>
                    <button
                        type="button"
                        class="btn"
                        disabled=move || !client.link.get().live
                        on:click=move |_| adding.set(true)
                    >
                        <Icon name="plus"/>
                        {t!(i18n, "sites.add")}
                    </button>
                </div>
                <Show
                    when=move || sites.with(Option::is_some)
                    fallback=move || view! { <Skeleton label=Signal::derive(t!(i18n, "loading"))/> }
                >
                    <Show when=none>
                        <div class="panel">
                            <Empty
                                icon="panels-top-left"
                                title=Signal::derive(t!(i18n, "sites.none_title"))
                                text=Signal::derive(t!(i18n, "sites.none"))
                            />
                        </div>
                    </Show>
                    <ul class="sites">
                        <For each=move || sites.get().unwrap_or_default() key=Clone::clone let:site>
                            {
                                let (id, name, domains) = site;
                                view! {
                                    <li>
                                        <button
                                            type="button"
                                            class="site panel"
                                            aria-pressed=move || (shown.get() == Some(id)).to_string()
                                            on:click=move |_| chosen.set(Some(id))
                                        >
                                            <b class="strong truncate">{name}</b>
                                            <span class="small muted truncate">{domains.join(", ")}</span>
                                        </button>
                                    </li>
                                }
                            }
                        </For>
                    </ul>
                    {move || shown.get().map(|id| view! { <Site id/> })}
                    <Organisation/>
                </Show>
            </div>
            <NewSite open=adding on_added=Callback::new(move |id| chosen.set(Some(id)))/>
        </main>
    }
}
