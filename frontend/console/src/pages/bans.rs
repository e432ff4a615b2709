//! Who cannot reach operators, why, and until when: for administrators (S110).

use leptos::prelude::*;
use letopis_shared::schema::ids::VisitorId;
use letopis_shared::views::bans::BanRow;
use letopis_shared::wire::operator::Command;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Avatar, Each, If, flag, maybe, press, string, t, use_i18n, watch};

use super::settings::Frame;
use crate::client::use_client;
use crate::components::{Confirm, Empty, Skeleton, ban_words, visitor_name};
use crate::platform::{page, timer};

/// The page.
#[component]
pub fn Bans() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let rows = Memo::new(move |_| {
        client.bans(|bans| {
            let mut rows: Vec<_> = bans.rows.values().cloned().collect();
            rows.sort_by_key(|row| (std::cmp::Reverse(row.since), row.visitor_id));
            rows
        })
    });
    let (asked, lifted) = (RwSignal::new(false), RwSignal::new(None::<(VisitorId, String)>));
    let ask = Callback::new(move |who: (VisitorId, String)| {
        lifted.set(Some(who));
        asked.set(true);
    });
    // The button that was pressed goes with its row.
    watch(move || {
        rows.track();
        if lifted.with_untracked(Option::is_some) {
            timer::after(0, || {
                if page::focus_is_lost() {
                    page::focus_one_of(&[".bans button", "#main"]);
                }
            });
        }
    });
    let lift = move |()| {
        let Some((visitor_id, name)) = lifted.get_untracked() else { return };
        client.command(Command::LiftBan { visitor_id }, move |answer| match answer {
            Ok(()) => client.say("circle-check", i18n.with("bans.lifted", &[("name", &name)]), None),
            Err(failure) => client.say_failure(&failure),
        });
    };
    view! {
        <Frame>
            <div class="page-head"><h1>{t!(i18n, "page.bans")}</h1></div>
            <p class="small muted listing-text">{t!(i18n, "bans.text")}</p>
            <If
                when=flag(move || rows.with(Option::is_some))
                otherwise=move || view! { <Skeleton label=t!(i18n, "loading")/> }
            >
                <div class="panel">
                    <If when=flag(move || rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty)))>
                        <Empty icon="circle-check" title=t!(i18n, "bans.none_title") text=t!(i18n, "bans.none")/>
                    </If>
                    <ul class="listing bans">
                        <Each each=move || rows.get().unwrap_or_default() key=|row| (row.visitor_id, row.since, row.visitor_name.clone()) let:row>
                            <Line row ask/>
                        </Each>
                    </ul>
                </div>
            </If>
            <Confirm
                open=asked
                title=string(move || {
                    let name = lifted.get().map(|(_, name)| name).unwrap_or_default();
                    i18n.with("bans.ask", &[("name", &name)])
                })
                text=t!(i18n, "bans.ask_text")
                action=t!(i18n, "bans.lift")
                on_confirm=Callback::new(lift)
            />
        </Frame>
    }
}

#[component]
fn Line(row: BanRow, ask: Callback<(VisitorId, String)>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let (id, name) = (row.visitor_id, row.visitor_name.clone());
    let called = string(move || visitor_name(i18n, name.as_deref(), row.visitor_number));
    let words = string(move || ban_words(i18n, &row.reason, row.until));
    let by = string(move || {
        let name = client.colleague(row.by).unwrap_or_default();
        let time = format::instant(row.since, Shown::Full, i18n.locale());
        let told = i18n.with("bans.by", &[("name", &name), ("time", &time)]);
        match &row.ip {
            Some(ip) => format!("{told} · {}", i18n.with("bans.ip", &[("ip", ip)])),
            None => told,
        }
    });
    let avatar = row.visitor_name;
    view! {
        <li class="listed">
            <Avatar id=id.0 name=maybe(move || avatar.clone()) size=24/>
            <span class="ban-about">
                <span class="strong truncate" dir="auto">{called}</span>
                <span class="small" dir="auto">{words}</span>
                <span class="small muted">{by}</span>
            </span>
            <span class="spacer"></span>
            <button
                type="button"
                class="btn"
                data-size="sm"
                aria-label=string(move || i18n.with("bans.lift_of", &[("name", &called.get())]))
                disabled=flag(move || !client.link.get().live)
                on:click=press(move |_| ask.run((id, called.get_untracked())))
            >
                {t!(i18n, "bans.lift")}
            </button>
        </li>
    }
}
