mod changes;

use leptos::prelude::*;
use letopis_shared::domain::permissions::sees_changes;
use letopis_shared::schema::vocabulary::{OperatorStatus, Role};
use letopis_shared::views::operators::{OperatorRow, Operators};
use letopis_ui::browser::storage;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Avatar, I18n, Icon, If, dynamic, flag, press, string, t, use_i18n, word};

use self::changes::Changes;
use crate::client::{Client, use_client};
use crate::components::{Go, limit, load, operator_since, status_key};
use crate::state::attention::seconds_since;
use crate::state::board;
use crate::state::room;
use crate::state::route::{Route, SECTIONS, section_title};

/// The main page: one block for every section that the role has (S3, S4).
#[component]
pub fn Home() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let greeting = move || {
        let name = client.my_name();
        let first = name.split_whitespace().next().unwrap_or_default();
        let key = match format::local_hour(client.now()) {
            5..12 => "home.morning",
            12..18 => "home.afternoon",
            18..23 => "home.evening",
            _ => "home.night",
        };
        i18n.with(key, &[("name", first)])
    };
    view! {
        <main id="main" tabindex="-1">
            <div class="page">
                <div class="page-head">
                    <h1>{string(greeting)}</h1>
                    <span class="muted hide-phone">{string(move || format::instant(client.now(), Shown::Weekday, i18n.locale()))}</span>
                    <span class="spacer"></span>
                    <span class="small muted">{string(move || summary(client, i18n))}</span>
                </div>
                <Checklist/>
                <div class="blocks">
                    {dynamic(move || {
                        let role = client.my_role();
                        SECTIONS
                            .into_iter()
                            .chain([(Route::Profile, "contact")])
                            .filter(|(route, _)| role.is_some_and(|role| route.allowed(role)))
                            .map(|(route, icon)| view! { <Block route icon/> })
                            .collect_view()
                            .into_any()
                    })}
                </div>
                <div class="pair">
                    <OperatorsNow/>
                    <If when=flag(move || client.my_role().is_some_and(sees_changes))><Changes/></If>
                </div>
            </div>
        </main>
    }
}

/// A section: its heading is a link, and the whole block follows it.
#[component]
fn Block(route: Route, icon: &'static str) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let about = match route {
        Route::Workplace => "home.about_workplace",
        Route::Operators => "home.about_operators",
        Route::Sites => "home.about_sites",
        Route::Statistics => "home.about_statistics",
        _ => "home.about_profile",
    };
    let waits = move || route == Route::Workplace && client.waiting().count > 0;
    view! {
        <div class="block panel" data-prim=(route == Route::Workplace).then_some("")>
            <span class="ic"><Icon name=icon size=20/></span>
            <h2 class="bt"><Go to=route class="stretched">{t!(i18n, section_title(route))}</Go></h2>
            <span class="bd">{t!(i18n, about)}</span>
            <span class="bs" data-tone=word(move || waits().then_some("waiting"))>{string(move || now_of(client, i18n, route))}</span>
        </div>
    }
}

/// What a section is like now.
fn now_of(client: Client, i18n: I18n, route: Route) -> String {
    match route {
        Route::Workplace => {
            let waiting = client.waiting();
            match waiting.longest {
                Some((_, since)) => {
                    let longest = format::stopwatch(seconds_since(since, client.now()));
                    i18n.count("home.waiting", waiting.count as u64, &[("longest", &longest)])
                }
                None if client.my_status().is_some_and(|status| !status.may_chat()) => i18n.get("home.offline"),
                None => i18n.get("workplace.nobody_waits"),
            }
        }
        Route::Operators => {
            let count = client.operators(|operators| operators.rows.values().filter(|row| enabled(row)).count());
            i18n.count("home.operators", count.unwrap_or(0) as u64, &[])
        }
        Route::Sites => {
            let count = client.sites(|sites| sites.sites_in_use().count()).unwrap_or(0);
            i18n.count("home.sites", count as u64, &[])
        }
        Route::Statistics => String::new(),
        _ => client.session.with(|session| session.me().map(|me| me.email.clone())).unwrap_or_default(),
    }
}

fn enabled(row: &OperatorRow) -> bool {
    row.account.as_ref().is_none_or(|account| !account.disabled)
}

fn summary(client: Client, i18n: I18n) -> String {
    let mut parts = Vec::new();
    if let Some((count, _)) = client.workplace(board::here) {
        parts.push(i18n.with("home.on_site", &[("count", &format::number(count as u64, i18n.locale()))]));
    }
    if let Some((online, all)) = client.operators(|operators| {
        let serving = operators.rows.values().filter(|row| row.role.serves_visitors() && enabled(row));
        let online = serving.clone().filter(|row| row.is_there()).count();
        (online, serving.count())
    }) {
        parts.push(i18n.with("home.online", &[("online", &online.to_string()), ("all", &all.to_string())]));
    }
    parts.join(" · ")
}

/// From an empty installation to the first conversation, for administrators, until it is done.
#[component]
fn Checklist() -> impl IntoView {
    const HIDDEN_KEY: &str = "letopis.checklist";
    let client = use_client();
    let i18n = use_i18n();
    let hidden = RwSignal::new(storage::read(HIDDEN_KEY).is_some());
    let steps = Memo::new(move |_| {
        let named = client.sites(|sites| !sites.organisation.is_empty());
        let site = client.sites(|sites| sites.sites_in_use().next().is_some());
        let seen = client.sites(|sites| sites.sites_in_use().any(|site| site.seen_at.is_some()));
        let answered = client.sites(|sites| sites.answered);
        let invited = client.operators(|operators| operators.rows.len() > 1);
        [
            ("checklist.organisation", Route::Settings, named),
            ("checklist.site", Route::Sites, site),
            ("checklist.code", Route::Sites, seen),
            ("checklist.operators", Route::Operators, invited),
            ("checklist.answer", Route::Workplace, answered),
        ]
    });
    let done = move || steps.get().iter().filter(|(_, _, done)| *done == Some(true)).count();
    let known = move || steps.get().iter().all(|(_, _, done)| done.is_some());
    let shown = move || !hidden.get() && client.my_role() == Some(Role::Admin) && known() && done() < steps.get().len();
    view! {
        <If when=flag(shown)>
            <section class="setup panel" aria-labelledby="checklist-title">
                <div class="hstack">
                    <h2 id="checklist-title" class="bt">{t!(i18n, "checklist.title")}</h2>
                    <span class="small muted num">
                        {string(move || i18n.with("checklist.done", &[("done", &done().to_string()), ("all", &steps.get().len().to_string())]))}
                    </span>
                    <span class="spacer"></span>
                    <button
                        type="button"
                        class="btn"
                        data-size="sm"
                        data-variant="ghost"
                        on:click=press(move |_| {
                            storage::write(HIDDEN_KEY, "hidden");
                            hidden.set(true);
                        })
                    >
                        {t!(i18n, "checklist.hide")}
                    </button>
                </div>
                <ol class="steps">
                    {dynamic(move || {
                        steps
                            .get()
                            .into_iter()
                            .map(|(text, route, done)| {
                                let (class, icon) = if done == Some(true) { ("done", "circle-check") } else { ("", "circle") };
                                view! { <li class=class><Icon name=icon/><Go to=route>{t!(i18n, text)}</Go></li> }
                            })
                            .collect_view()
                            .into_any()
                    })}
                </ol>
            </section>
        </If>
    }
}

/// Colleagues who are not offline, whoever is most available first.
#[component]
fn OperatorsNow() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let rows = Memo::new(move |_| {
        let here = |operators: &Operators| {
            let rows = room::by_name(operators.rows.values().filter(|row| enabled(row)).collect(), None);
            let present = OperatorStatus::ALL.into_iter().filter(|status| *status != OperatorStatus::Offline);
            let with = |status| rows.iter().filter(move |row| row.status == status).map(|row| (*row).clone());
            present.flat_map(with).collect::<Vec<_>>()
        };
        client.operators(here).unwrap_or_default()
    });
    let row = move |row: OperatorRow| {
        view! {
            <li class="row" data-lines="1">
                <Avatar
                    id=row.id.0
                    name=Signal::stored(Some(row.name.clone()))
                    photo=client.photo(row.id)
                    size=24
                    status=Signal::stored(row.status)
                />
                <span class="line1">
                    <span class="truncate">{row.name.clone()}</span>
                    <span class="small faint num">
                        {t!(i18n, status_key(row.status))}
                        " "
                        {string(move || operator_since(i18n, row.status_since, client.now()))}
                    </span>
                </span>
                <span class="end">
                    {string(move || match limit(client, &row) {
                        0 => i18n.count("home.conversations", row.conversations.into(), &[]),
                        _ => load(client, &row),
                    })}
                </span>
            </li>
        }
    };
    view! {
        <section class="panel now" aria-labelledby="now-title">
            <header>
                <h2 id="now-title">{t!(i18n, "home.operators_now")}</h2>
                <span class="spacer"></span>
                <Go to=Route::Operators class="small">{t!(i18n, "home.all")}</Go>
            </header>
            <ul>{dynamic(move || rows.get().into_iter().map(row).collect_view().into_any())}</ul>
            <If when=flag(move || rows.with(Vec::is_empty))>
                <p class="muted nobody">{t!(i18n, "home.nobody_here")}</p>
            </If>
        </section>
    }
}
