//! Sites that carry the widget; for administrators.

mod archive;
mod draft;
mod new_site;
mod preview;
mod site;
mod window;

use leptos::prelude::*;
use letopis_shared::domain::url;
use letopis_shared::schema::ids::SiteId;
use letopis_shared::views::sites::SiteRow;
use letopis_ui::{Each, Icon, If, dynamic, flag, present, press, t, use_i18n, yes_no};

use self::archive::Head;
use self::new_site::NewSite;
use self::site::Site;
use crate::client::use_client;
use crate::components::{Empty, Skeleton};
use crate::pages::settings::Frame;

/// The domains of a site, as people read them.
fn of_site(site: &SiteRow) -> Vec<String> {
    site.allowed_domains.iter().map(|domain| url::shown(domain)).collect()
}

/// The sites, one of them open.
#[component]
pub fn Sites() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let adding = RwSignal::new(false);
    let chosen = RwSignal::new(None::<SiteId>);
    let sites = Memo::new(move |_| {
        client.sites(|view| {
            let row = |site: &SiteRow| (site.archived, site.name.clone(), site.id, of_site(site).join(", "));
            // Archived ones last.
            let mut sites: Vec<_> = view.sites.values().map(row).collect();
            sites.sort();
            sites
        })
    });
    // Which stays, whatever comes before it in the list.
    let shown = Memo::new(move |before: Option<&Option<(SiteId, bool)>>| {
        let sites = sites.get()?;
        let known = |wanted: SiteId| sites.iter().find(|(_, _, id, _)| *id == wanted);
        let before = before.copied().flatten().and_then(|(id, _)| known(id));
        let chosen = chosen.get().and_then(known).or(before).or(sites.first());
        chosen.map(|(archived, _, id, _)| (*id, *archived))
    });
    let choose = Callback::new(move |id: SiteId| {
        if shown.get_untracked().is_none_or(|(shown, _)| shown != id) {
            client.navigation.leave(move || chosen.set(Some(id)));
        }
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
                                let (archived, name, id, domains) = site;
                                view! {
                                    <li>
                                        <button
                                            type="button"
                                            class="site panel"
                                            data-archived=present(move || archived)
                                            aria-pressed=yes_no(move || shown.get().is_some_and(|(shown, _)| shown == id))
                                            on:click=press(move |_| choose.run(id))
                                        >
                                            <b class="strong truncate">{name}</b>
                                            <span class="small muted truncate">{domains}</span>
                                            {archived.then(|| view! {
                                                <span class="chip">{t!(i18n, "settings.archived")}</span>
                                            })}
                                        </button>
                                    </li>
                                }
                            }
                        </Each>
                    </ul>
                    {dynamic(move || shown.get().map(|(id, archived)| view! {
                        <Head id archived/>
                        {(!archived).then(|| view! { <Site id/> })}
                    }).into_any())}
                </If>
            <NewSite open=adding on_added=choose/>
        </Frame>
    }
}
