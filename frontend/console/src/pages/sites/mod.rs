//! Sites that carry the widget; for administrators.

mod draft;
mod new_site;
mod preview;
mod site;
mod window;

use leptos::prelude::*;
use letopis_shared::schema::ids::SiteId;
use letopis_ui::{Each, Icon, If, dynamic, flag, press, t, use_i18n, yes_no};

use self::new_site::NewSite;
use self::site::Site;
use crate::client::use_client;
use crate::components::{Empty, Skeleton};
use crate::pages::settings::Frame;

/// The sites, one of them open.
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
        <Frame wide=true>
                <div class="page-head">
                    <h1>{t!(i18n, "page.sites")}</h1>
                    <span class="spacer"></span>
                    <button
                        type="button"
                        class="btn"
                        disabled=flag(move || !client.link.get().live)
                        on:click=press(move |_| adding.set(true))
                    >
                        <Icon name="plus"/>
                        {t!(i18n, "sites.add")}
                    </button>
                </div>
                <If
                    when=flag(move || sites.with(Option::is_some))
                    otherwise=move || view! { <Skeleton label=t!(i18n, "loading")/> }
                >
                    <If when=flag(none)>
                        <div class="panel">
                            <Empty
                                icon="panels-top-left"
                                title=t!(i18n, "sites.none_title")
                                text=t!(i18n, "sites.none")
                            />
                        </div>
                    </If>
                    <ul class="sites">
                        <Each each=move || sites.get().unwrap_or_default() key=Clone::clone let:site>
                            {
                                let (id, name, domains) = site;
                                view! {
                                    <li>
                                        <button
                                            type="button"
                                            class="site panel"
                                            aria-pressed=yes_no(move || shown.get() == Some(id))
                                            on:click=press(move |_| chosen.set(Some(id)))
                                        >
                                            <b class="strong truncate">{name}</b>
                                            <span class="small muted truncate">{domains.join(", ")}</span>
                                        </button>
                                    </li>
                                }
                            }
                        </Each>
                    </ul>
                    {dynamic(move || shown.get().map(|id| view! { <Site id/> }).into_any())}
                </If>
            <NewSite open=adding on_added=Callback::new(move |id| chosen.set(Some(id)))/>
        </Frame>
    }
}
