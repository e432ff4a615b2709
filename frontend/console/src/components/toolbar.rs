use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Role;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Avatar, Icon, If, dynamic, flag, maybe, press, string, t, use_i18n};

use super::link::Go;
use super::menu::{Menu, MenuItem};
use super::status_menu::StatusMenu;
use crate::attention::policy::{Channel, Trouble};
use crate::attention::use_attention;
use crate::client::use_client;
use crate::state::attention::seconds_since;
use crate::state::route::{Route, SECTIONS, section_title};

/// The bar on every page: sections, who waits, status, profile (S7).
#[component]
pub fn Toolbar() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let role = Memo::new(move |_| client.my_role());
    let serves = move || role.get().is_some_and(Role::serves_visitors);
    view! {
        <header class="toolbar">
            <Go to=Route::Home class="brand" label=t!(i18n, "toolbar.home")>
                <Logo/>
                <span class="t">"Letopis"</span>
            </Go>
            <nav aria-label=t!(i18n, "toolbar.sections")>
                {dynamic(move || {
                    let role = role.get();
                    SECTIONS
                        .into_iter()
                        .filter(|(route, _)| role.is_some_and(|role| route.allowed(role)))
                        .map(|(route, icon)| {
                            view! {
                                <Go to=route marks_current=true for_section=true label=t!(i18n, section_title(route))>
                                    <Icon name=icon/>
                                    <span class="t">{t!(i18n, section_title(route))}</span>
                                </Go>
                            }
                        })
                        .collect_view()
                        .into_any()
                })}
            </nav>
            <span class="spacer"></span>
            <If when=flag(serves)><WaitNotice/><Bell/></If>
            <span class="sep"></span>
            <If when=flag(serves)><StatusMenu/></If>
            <Me/>
        </header>
    }
}

/// The mark of the product.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
            <rect width="24" height="24" rx="6"></rect>
            <path d="M7 7.5h10M7 12h10M7 16.5h3M14 16.5h.01"></path>
        </svg>
    }
}

/// Red, and only while somebody waits: how many, and for how long already.
#[component]
fn WaitNotice() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let attention = use_attention();
    let count = move || attention.standing.get().notice as u64;
    let tried = move || attention.browser.get().tried == Some(Channel::Notice);
    let words = move || {
        if count() == 0 {
            i18n.get("attention.trial")
        } else if client.stale() {
            let at = client.link.get().lost_at.unwrap_or_default();
            let at = format::instant(client.by_server(at), Shown::Time, i18n.locale());
            i18n.count("toolbar.waited_at", count(), &[("time", &at)])
        } else {
            i18n.count("toolbar.wait", count(), &[])
        }
    };
    let longest = move || {
        let (_, since) = client.waiting().longest?;
        (!client.stale()).then(|| format::stopwatch(seconds_since(since, client.now())))
    };
    view! {
        <span class="wait-status" role="status">
            <If when=flag(move || count() != 0 || tried())>
                <a
                    class="btn wait-notice"
                    data-variant="waiting"
                    href=Route::Workplace.path()
                    on:click=press(move |click| {
                        click.prevent_default();
                        client.show_waiting();
                    })
                >
                    <Icon name="hourglass" size=14/>
                    {string(words)}
                    <span class="num longest" aria-hidden="true">{maybe(longest)}</span>
                </a>
            </If>
        </span>
    }
}

/// Leads to the page of alerts; struck through while the browser refuses what the operator wants.
#[component]
fn Bell() -> impl IntoView {
    let attention = use_attention();
    let i18n = use_i18n();
    let trouble = move || attention.standing.get().trouble;
    let words = move || {
        let (page, sound, desktop) = ("page.attention", "attention.sound_blocked", "attention.desktop_denied");
        match trouble() {
            None => i18n.get(page),
            Some(Trouble::Sound) => format!("{}. {}", i18n.get(page), i18n.get(sound)),
            Some(Trouble::Desktop) => format!("{}. {}", i18n.get(page), i18n.get(desktop)),
            Some(Trouble::Both) => format!("{}. {} {}", i18n.get(page), i18n.get(sound), i18n.get(desktop)),
        }
    };
    view! {
        <Go to=Route::Alerts class="icon-btn" marks_current=true label=string(words)>
            <Icon name=Signal::derive(move || if trouble().is_some() { "bell-off" } else { "bell" })/>
        </Go>
    }
}

/// The operator himself: profile, keys, leaving.
#[component]
fn Me() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let name = Memo::new(move |_| client.my_name());
    let id = untrack(|| client.my_id()).map(uuid::Uuid::from).unwrap_or_default();
    view! {
        <Menu
            open
            label=Signal::derive(move || i18n.with("toolbar.me", &[("name", &name.get())]))
            button_class="me"
            align_end=true
            button=move || {
                view! {
                    <Avatar id name=Signal::derive(move || Some(name.get())) photo=client.photo(id.into()) size=24/>
                    <span class="t truncate">{string(move || name.get())}</span>
                }
            }
        >
            <MenuItem on_choose=move || client.navigation.open(Route::Profile)>
                <Icon name="contact"/>
                {t!(i18n, "page.profile")}
            </MenuItem>
            <MenuItem on_choose=move || client.desk.help.set(true)>
                <Icon name="keyboard"/>
                {t!(i18n, "toolbar.keys")}
                <span class="kbd">"?"</span>
            </MenuItem>
            <hr/>
            <MenuItem on_choose=move || client.navigation.leave(move || client.sign_out(false))>
                <Icon name="unplug"/>
                {t!(i18n, "action.sign_out")}
            </MenuItem>
        </Menu>
    }
}
