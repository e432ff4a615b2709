use leptos::prelude::*;
use letopis_shared::domain::url;
use letopis_shared::schema::ids::VisitorId;
use letopis_shared::schema::vocabulary::OperatorStatus;
use letopis_shared::views::visitor_card::{Place, VisitFacts, VisitorCard};
use letopis_ui::format::{self, Shown};
use letopis_ui::{Avatar, Each, I18n, Icon, If, dynamic, flag, maybe, press, string, t, text, use_i18n, watch};

use super::notice::page_link;
use super::room::People;
use crate::client::{Client, Pane, use_client};
use crate::components::{CategoryTag, ago, ban_words, language_name, recent, visitor_name};
use crate::platform::{page, timer};
use crate::state::attention::seconds_since;
use crate::state::list::RowId;
use crate::state::selection::Selection;

/// The right column: who this visitor is and what he does on the site (S30, S31), or the colleagues in the room.
#[component]
pub fn Card() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let visitor = Memo::new(move |_| match client.navigation.selection.get() {
        Selection::Visitor(id) => Some(id),
        Selection::Conversation(id) => client
            .timeline(id, |timeline| timeline.head.visitor_id)
            .or_else(|| client.workplace(|view| view.conversations.get(&id).map(|row| row.visitor_id)).flatten()),
        Selection::Nothing | Selection::Room => None,
    });
    let card = Memo::new(move |_| visitor.get().and_then(|id| client.card(id, Clone::clone)));
    let known = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.id)));
    let in_room = Memo::new(move |_| client.navigation.selection.get() == Selection::Room);
    // Where the card is a sheet the focus goes into it, and back to the button that opened it.
    let open = Memo::new(move |_| client.navigation.pane.get() == Pane::Card);
    let was_open = RwSignal::new(open.get_untracked());
    watch(move || {
        let open = open.get();
        if was_open.get_untracked() == open {
            return;
        }
        was_open.set(open);
        timer::after(0, move || {
            let inside = || document().query_selector(".wp-right:focus-within").is_ok_and(|card| card.is_some());
            if open {
                page::focus("visitor-card");
            } else if page::focus_is_lost() || inside() {
                page::focus_one_of(&[".wp-head [aria-keyshortcuts='I']"]);
            }
        });
    });
    let label = move || i18n.get(if in_room.get() { "room.operators" } else { "card.label" });
    view! {
        <aside class="wp-right" id="visitor-card" tabindex="-1" aria-keyshortcuts="I" aria-label=string(label)>
            {dynamic(move || match known.get() {
                _ if in_room.get() => view! { <People/> }.into_any(),
                Some(id) => view! { <Known id card/> }.into_any(),
                None => view! { <p class="nobody faint">{t!(i18n, "card.nobody")}</p> }.into_any(),
            })}
        </aside>
    }
}

#[component]
fn Known(id: VisitorId, card: Memo<Option<VisitorCard>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let read = move |of: fn(&VisitorCard) -> Option<String>| card.with(|card| card.as_ref().and_then(of));
    let name = move || read(|card| card.name.clone());
    let title =
        move || visitor_name(i18n, name().as_deref(), card.with(|card| card.as_ref().map_or(0, |card| card.number)));
    let here = Memo::new(move |_| !client.tabs(id).is_empty());
    let status = Signal::derive(move || if here.get() { OperatorStatus::Online } else { OperatorStatus::Offline });
    let about = move || card.get().map(|card| about(client, i18n, &card, here.get()));
    view! {
        <div class="visitor-head">
            <Avatar id=id.0 name=Signal::derive(name) size=40 status/>
            <div class="who">
                <h2 class="strong truncate" dir="auto">{string(title)}</h2>
                <div class="small muted truncate">{maybe(about)}</div>
            </div>
            <button
                type="button"
                class="icon-btn only-narrow"
                aria-keyshortcuts="I"
                aria-label=t!(i18n, "card.close")
                on:click=press(move |_| client.navigation.pane.set(Pane::Dialog))
            >
                <Icon name="x"/>
            </button>
        </div>
        <div class="scroll">
            <section class="sect" aria-labelledby="card-visitor">
                <h3 id="card-visitor">{t!(i18n, "card.visitor")}</h3>
                <dl class="facts">
                    <Fact name="card.name" value=Signal::derive(name)/>
                    {linked("card.email", move || read(|card| card.email.clone()).map(|email| contact("mailto:", email)))}
                    {linked("card.phone", move || read(|card| card.phone.clone()).map(|phone| contact("tel:", phone)))}
                    {linked("card.category", move || {
                        let id = card.with(|card| card.as_ref()?.category_id);
                        id.map(|id| view! { <CategoryTag of=Signal::stored(Some(id))/> }.into_any())
                    })}
                    <Fact name="card.banned" value=Signal::derive(move || {
                        let ban = card.with(|card| card.as_ref()?.ban.clone())?;
                        Some(ban_words(i18n, &ban.reason, ban.until))
                    })/>
                    <Fact name="card.number" value=Signal::derive(move || {
                        card.with(|card| card.as_ref().map(|card| format::number(card.number.into(), i18n.locale())))
                    })/>
                    <Fact name="card.first_seen" value=Signal::derive(move || {
                        card.with(|card| card.as_ref().map(|card| {
                            format::instant(card.first_seen_at, Shown::Full, i18n.locale())
                        }))
                    })/>
                </dl>
            </section>
            <Visit card/>
            <OpenPages id/>
            <Earlier card/>
        </div>
    }
}

fn about(client: Client, i18n: I18n, card: &VisitorCard, here: bool) -> String {
    let visits = i18n.count("card.visits", card.visits.into(), &[]);
    let presence = match &card.visit {
        // His tabs are cut off: whether one is open nobody knows.
        _ if card.ban.is_some() => i18n.get("card.banned"),
        Some(visit) if here => {
            let span = ago(i18n, seconds_since(visit.started_at, client.now()));
            i18n.with("card.here", &[("span", &span)])
        }
        Some(visit) if visit.ended_at.is_some() => {
            let left = visit.ended_at.unwrap_or_default();
            i18n.with("card.left", &[("time", &recent(i18n, left, client.now()))])
        }
        _ => i18n.get("card.away"),
    };
    format!("{presence} · {visits}")
}

/// A line of facts; absent when there is nothing to say.
#[component]
fn Fact(name: &'static str, #[prop(into)] value: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <If when=flag(move || value.with(Option::is_some))>
            <dt>{t!(i18n, name)}</dt>
            <dd><span class="truncate" dir="auto" title=value>{value}</span></dd>
        </If>
    }
}

#[component]
fn Visit(card: Memo<Option<VisitorCard>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let visit = Memo::new(move |_| card.with(|card| card.as_ref().and_then(|card| card.visit.clone())));
    let site = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.site_id)));
    let referrer = move || {
        let referrer = visit.get()?.referrer;
        Some(if referrer.is_empty() { i18n.get("card.direct") } else { url::shown(url::host(&referrer)) })
    };
    let started = move || {
        let started = visit.get()?.started_at;
        let time = format::instant(started, Shown::Time, i18n.locale());
        Some(match format::local_day(client.now()) - format::local_day(started) {
            0 => i18n.with("card.today", &[("time", &time)]),
            _ => format::instant(started, Shown::Full, i18n.locale()),
        })
    };
    let language = move || visit.get().map(|visit| language_name(i18n, &visit.language));
    let pages = move || visit.get().map(|visit| i18n.count("card.pages", visit.pages_viewed.into(), &[]));
    view! {
        <If when=flag(move || visit.with(Option::is_some))>
            <section class="sect" aria-labelledby="card-visit">
                <h3 id="card-visit">{t!(i18n, "card.visit")}</h3>
                <dl class="facts">
                    <Fact name="card.started" value=Signal::derive(started)/>
                    <Fact name="card.entry" value=Signal::derive(move || site.get().and_then(|id| client.site_name(id)))/>
                    <Fact name="card.from" value=Signal::derive(referrer)/>
                    <dt>{t!(i18n, "card.first_page")}</dt>
                    <dd><span class="truncate">{dynamic(move || visit.get().map(|visit| page_link(&visit.first_page)).into_any())}</span></dd>
                    <Fact name="card.viewed" value=Signal::derive(pages)/>
                    <Fact name="card.language" value=Signal::derive(language)/>
                    <Fact name="card.browser" value=Signal::derive(move || visit.get().and_then(|visit| browser(&visit)))/>
                    {linked("card.place", move || visit.get()?.place.map(|place| place_link(i18n, &place)))}
                    {linked("card.ip", move || visit.get()?.ip.map(|ip| {
                        away(format!("https://www.whois.com/whois/{ip}"), "whois".to_owned(), ip)
                    }))}
                </dl>
                <If when=flag(move || visit.with(|visit| visit.as_ref().is_some_and(|visit| visit.place.is_some())))>
                    <PlaceSource/>
                </If>
            </section>
        </If>
    }
}

/// Browser and system, where they were recognised.
fn browser(visit: &VisitFacts) -> Option<String> {
    let device = visit.device.as_ref()?;
    let parts: Vec<_> =
        [&device.browser, &device.system].into_iter().filter(|part| !part.is_empty()).cloned().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A fact with more than words in it; absent when there is nothing to say.
fn linked(name: &'static str, value: impl Fn() -> Option<AnyView> + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    dynamic(move || line(i18n, name, value()))
}

fn line(i18n: I18n, name: &'static str, value: Option<AnyView>) -> AnyView {
    let line = |value| view! { <dt>{i18n.get(name)}</dt><dd><span class="truncate">{value}</span></dd> };
    value.map(line).into_any()
}

/// City and country, on a map where it is known where they are.
fn place_link(i18n: I18n, place: &Place) -> AnyView {
    let named = |names: &letopis_shared::schema::vocabulary::Names| names.of(i18n.locale()).to_owned();
    let names: Vec<_> = place.city.iter().chain([&place.country.name]).map(named).collect();
    match place.coordinates.as_deref().and_then(|at| at.split_once(',')) {
        Some((latitude, longitude)) => {
            let map =
                format!("https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=9/{latitude}/{longitude}");
            away(map, i18n.get("card.map"), names.join(", "))
        }
        None => names.join(", ").into_any(),
    }
}

/// An address or a number that is written or called by a press.
fn contact(scheme: &str, value: String) -> AnyView {
    match address(scheme, &value) {
        Some(address) => view! { <a href=address dir="auto">{value}</a> }.into_any(),
        None => value.into_any(),
    }
}

/// What a contact opens: letters, digits and the few marks of addresses and numbers. Whatever else stands in it, which could
/// mean something to a program, is not opened at all.
fn address(scheme: &str, value: &str) -> Option<String> {
    let plain = value.chars().all(|c| c.is_alphanumeric() || " @._+-()".contains(c));
    plain.then(|| format!("{scheme}{}", value.replace(" ", "")))
}

/// A link to somebody else's page.
fn away(href: String, title: String, words: String) -> AnyView {
    view! { <a href=href title=title target="_blank" rel="noopener noreferrer">{words}</a> }.into_any()
}

/// Who knows where addresses are: its licence asks for this link where places are shown.
#[component]
pub fn PlaceSource() -> impl IntoView {
    view! { <p class="small faint">{away("https://db-ip.com".to_owned(), String::new(), "IP Geolocation by DB-IP".to_owned())}</p> }
}

/// Every open tab of the site at the visitor (S31).
#[component]
fn OpenPages(id: VisitorId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let tabs = Memo::new(move |_| client.tabs(id));
    view! {
        <section class="sect" aria-labelledby="card-pages">
            <h3>
                <span id="card-pages">{t!(i18n, "card.open_pages")}</span>
                <span class="badge">{string(move || tabs.with(Vec::len).to_string())}</span>
            </h3>
            <ul>
                <Each each=move || tabs.get() key=|tab| (tab.tab_id, tab.page.clone().url, tab.page.title.clone()) let:tab>
                    <li class="open-page">
                        <Icon name="app-window" size=14/>
                        <span class="where">
                            <span class="t truncate" dir="auto">{page_link(&tab.page)}</span>
                            <span class="url truncate">
                                {text::path_of(&tab.page.url).to_owned()}
                                " · "
                                {string(move || ago(i18n, seconds_since(tab.since, client.now())))}
                            </span>
                        </span>
                    </li>
                </Each>
            </ul>
            <If when=flag(move || tabs.with(Vec::is_empty))>
                <p class="small faint">{t!(i18n, "card.no_pages")}</p>
            </If>
        </section>
    }
}

/// Conversations of this visitor before the open one (M35).
#[component]
fn Earlier(card: Memo<Option<VisitorCard>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let shown = move |id| client.navigation.selection.get() == Selection::Conversation(id);
    let earlier = Memo::new(move |_| {
        let mut earlier = card.with(|card| card.as_ref().map(|card| card.earlier.clone()).unwrap_or_default());
        earlier.retain(|one| !shown(one.id));
        earlier
    });
    // From an earlier one back to the one that goes on.
    let open = move || card.with(|card| card.as_ref()?.conversation).filter(|id| !shown(*id));
    view! {
        <If when=flag(move || open().is_some())>
            <div class="sect">
                <button
                    type="button"
                    class="btn"
                    data-block
                    on:click=press(move |_| {
                        if let Some(id) = untrack(open) {
                            client.open_row(RowId::Conversation(id));
                        }
                    })
                >
                    <Icon name="message-circle"/>
                    {t!(i18n, "card.current")}
                </button>
            </div>
        </If>
        <If when=flag(move || !earlier.with(Vec::is_empty))>
            <section class="sect" aria-labelledby="card-earlier">
                <h3>
                    <span id="card-earlier">{t!(i18n, "card.earlier")}</span>
                    <span class="badge">{string(move || earlier.with(Vec::len).to_string())}</span>
                </h3>
                <ul>
                    <Each each=move || earlier.get() key=|one| one.id let:one>
                        <li>
                            <button
                                type="button"
                                class="earlier"
                                on:click=press(move |_| client.navigation.select(Selection::Conversation(one.id)))
                            >
                                <span class="truncate" dir="auto">{one.preview.clone()}</span>
                                <span class="s num">{string(move || recent(i18n, one.started_at, client.now()))}</span>
                                <span class="s num">{format!("#{}", one.number)}</span>
                            </button>
                        </li>
                    </Each>
                </ul>
            </section>
        </If>
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_contact_opens_what_it_says_and_nothing_else() {
        assert_eq!(address("tel:", "+7 921 555-01-42").as_deref(), Some("tel:+7921555-01-42"));
        assert_eq!(address("mailto:", "m.l+1@почта.рф").as_deref(), Some("mailto:m.l+1@почта.рф"));
        for hostile in
            ["javascript:alert(1)", "a?bcc=b@c.example", "a@b.example&body=x", "a%0d@b.example", "a\n@b.example"]
        {
            assert_eq!(address("mailto:", hostile), None, "{hostile}");
        }
    }
}
