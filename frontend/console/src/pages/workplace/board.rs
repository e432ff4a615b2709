//! The live board: everybody who is on the site without a conversation, or has just left it (S26, M10).

use chrono::{DateTime, Utc};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use letopis_shared::schema::ids::VisitorId;
use letopis_shared::schema::vocabulary::Locale;
use letopis_shared::views::workplace::VisitorRow;
use letopis_ui::format::{number, pixels, stopwatch};
use letopis_ui::{Each, I18n, Icon, If, flag, maybe, press, string, t, use_i18n, watch, word};
use wasm_bindgen::JsCast;

use super::Offline;
use super::card::PlaceSource;
use super::talk::Talk;
use crate::client::use_client;
use crate::components::{Empty, Go, Skeleton, language_name, visitor_name};
use crate::platform::{on_window, page, timer};
use crate::state::Millis;
use crate::state::board::{self, Column, ROW, Sort};
use crate::state::route::Route;
use crate::state::selection::Selection;

/// The order waits while the pointer moves over the rows: a click never hits the wrong person.
const ORDER_WAITS: Millis = 1_500;
/// Rows that Page Up and Page Down walk.
const PAGE: usize = 10;

/// The board. Whatever happens meanwhile, it is drawn anew once a second, and only as far as it is in sight.
#[component]
pub fn Board() -> impl IntoView {
    let client = use_client();
    let offline = Memo::new(move |_| client.my_status().is_some_and(|status| !status.may_chat()));
    view! {
        <If when=flag(move || !offline.get()) otherwise=|| view! { <Offline/> }><Table/></If>
    }
}

#[component]
fn Table() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let frame = NodeRef::<html::Div>::new();
    let (scrolled, height) = (RwSignal::new(0.0), RwSignal::new(900.0));
    let measure = move || {
        if let Some(frame) = frame.try_get_untracked().flatten() {
            scrolled.try_set(f64::from(frame.scroll_top()));
            height.try_set(f64::from(frame.client_height()));
        }
    };
    on_window("resize", move |_: web_sys::Event| measure());
    watch(move || {
        if frame.get().is_some() {
            measure();
        }
    });
    let sort = RwSignal::new(Sort::default());
    let pointed_at = StoredValue::new(0);
    let order = Memo::new(move |before: Option<&(Sort, Option<Vec<VisitorId>>)>| {
        let (now, by) = (client.browser_now(), sort.get());
        match before {
            Some((known, Some(order))) if *known == by && now < pointed_at.get_value() + ORDER_WAITS => {
                (by, Some(order.clone()))
            }
            _ => untrack(|| {
                let (at, locale) = (client.now(), i18n.locale());
                (by, client.workplace(|workplace| board::order(workplace.visitors.values(), by, locale, at)))
            }),
        }
    });
    let count = Memo::new(move |_| order.with(|(_, order)| order.as_ref().map(Vec::len)));
    let here = move || {
        let (all, free) = client.workplace(board::here)?;
        let [all, free] = [all, free].map(|count| number(count as u64, i18n.locale()));
        Some(i18n.with("board.count", &[("all", &all), ("free", &free)]))
    };
    let none = Memo::new(move |_| match client.workplace(board::here) {
        Some((1.., _)) => "board.all_talk",
        _ => "board.nobody",
    });
    let sight = Memo::new(move |_| board::in_sight(count.get().unwrap_or(0), scrolled.get(), height.get()));
    let drawn = Memo::new(move |_| {
        let (from, to) = sight.get();
        let rows = order.with(|(_, order)| order.iter().flatten().copied().enumerate().take(to).skip(from).collect());
        let rows: Vec<(usize, VisitorId)> = rows;
        rows
    });
    let cursor = RwSignal::new(None::<VisitorId>);
    let (asked, with) = (RwSignal::new(false), RwSignal::new(None));
    let open = move |id| {
        client.navigation.select(Selection::Visitor(id));
        client.navigation.open(Route::Workplace);
    };
    let pressed = move |event: KeyboardEvent| {
        let on_row = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTableRowElement>().ok()).is_some();
        let Some(at) = cursor.get_untracked().filter(|_| on_row) else { return };
        if event.key() == "Enter" {
            event.prevent_default();
            return open(at);
        }
        let next = order.with_untracked(|(_, order)| {
            let order = order.as_deref()?;
            let from = order.iter().position(|id| *id == at).unwrap_or(0);
            let next = board::step(from, order.len(), &event.key(), PAGE)?;
            Some((next, *order.get(next)?))
        });
        let (Some((next, id)), Some(frame)) = (next, frame.get_untracked()) else { return };
        event.prevent_default();
        let (top, seen, sight) = (next as f64 * ROW, f64::from(frame.scroll_top()), f64::from(frame.client_height()));
        if top < seen {
            frame.set_scroll_top(top as i32);
        } else if top + 2.0 * ROW > seen + sight {
            frame.set_scroll_top((top + 2.0 * ROW - sight) as i32);
        }
        cursor.set(Some(id));
        // The row may have to be drawn first.
        timer::after(0, move || page::focus(&format!("board-{id}")));
    };
    let rows = Rows {
        tick: Memo::new(move |_| (client.now(), i18n.locale())),
        drawn,
        stop: Memo::new(move |_| {
            let cursor = cursor.get();
            drawn.with(|drawn| {
                let is_cursor = |place: &&(usize, VisitorId)| Some(place.1) == cursor;
                drawn.iter().find(is_cursor).or(drawn.first()).map(|place| place.1)
            })
        }),
        live: Memo::new(move |_| client.link.get().live),
        start: Memo::new(move |_| i18n.get("board.start")),
        cursor,
        open: Callback::new(open),
        talk: Callback::new(move |id| {
            with.set(Some(id));
            asked.set(true);
        }),
    };
    let above = move || pixels(sight.get().0, ROW);
    let below = move || pixels(count.get().unwrap_or(0).saturating_sub(sight.get().1), ROW);
    view! {
        <main id="main" tabindex="-1" class="board-page">
            <div class="page-head">
                <Go to=Route::Workplace class="icon-btn" label=t!(i18n, "page.workplace")><Icon name="arrow-left"/></Go>
                <h1>{t!(i18n, "page.board")}</h1>
                <span class="small muted">{maybe(here)}</span>
                <span class="spacer"></span>
                <PlaceSource/>
            </div>
            <If
                when=flag(move || count.get().is_some())
                otherwise=move || view! { <Skeleton label=t!(i18n, "loading")/> }
            >
                <div
                    class="panel board-frame"
                    node_ref=frame
                    on:scroll=move |_| measure()
                    on:pointermove=move |_| pointed_at.set_value(untrack(|| client.browser_now()))
                    on:keydown=pressed
                >
                    <table class="table board" aria-rowcount=maybe(move || count.get().map(|count| (count + 1).to_string()))>
                        <thead><tr aria-rowindex="1">
                            {Column::ALL.map(|(column, name)| view! { <Head column name sort/> }).collect_view()}
                            <th><span class="sr-only">{t!(i18n, "board.start")}</span></th>
                        </tr></thead>
                        <tbody>
                            <tr aria-hidden="true" style:height=string(above)></tr>
                            <Each each=move || drawn.get() key=|(_, id)| *id let:place>
                                <Line id=place.1 rows/>
                            </Each>
                            <tr aria-hidden="true" style:height=string(below)></tr>
                        </tbody>
                    </table>
                    <If when=flag(move || count.get() == Some(0))>
                        <Empty icon="eye" title=string(move || i18n.get(none.get())) text=t!(i18n, "board.nobody_text")/>
                    </If>
                </div>
            </If>
            <Talk open=asked with/>
        </main>
    }
}

/// The name of a column; a press sorts by it.
#[component]
fn Head(column: Column, name: &'static str, sort: RwSignal<Sort>) -> impl IntoView {
    let i18n = use_i18n();
    let here = move || sort.get().column == column;
    let down = move || sort.get().down;
    let way = move || here().then(|| if down() { "descending" } else { "ascending" });
    view! {
        <th scope="col" class:r=column.counts() aria-sort=word(way)>
            <button type="button" on:click=press(move |_| sort.update(|sort| *sort = sort.pressed(column)))>
                {t!(i18n, name)}
                <If when=flag(here)>
                    <Icon name=Signal::derive(move || if down() { "arrow-down" } else { "arrow-up" }) size=12/>
                </If>
            </button>
        </th>
    }
}

/// What rows read of the page. Signals that seldom change remember every row that ever read them, and thousands pass
/// by while somebody scrolls: rows read these few, which go with the page or change every second.
#[derive(Clone, Copy)]
struct Rows {
    tick: Memo<(DateTime<Utc>, Locale)>,
    drawn: Memo<Vec<(usize, VisitorId)>>,
    /// The one row that Tab stops at.
    stop: Memo<Option<VisitorId>>,
    live: Memo<bool>,
    start: Memo<String>,
    cursor: RwSignal<Option<VisitorId>>,
    open: Callback<VisitorId>,
    talk: Callback<VisitorId>,
}

/// A visitor. The row is drawn bare and two effects fill it in: whoever scrolls through thousands has a dozen rows made
/// for each frame, and a signal for every cell is most of what a row costs.
#[component]
fn Line(id: VisitorId, rows: Rows) -> impl IntoView {
    let client = use_client();
    let tr = NodeRef::<html::Tr>::new();
    let button = NodeRef::<html::Button>::new();
    // What he does. Whoever is gone keeps his last words for as long as the row stands.
    watch(move || {
        let (Some(tr), Some(button)) = (tr.get(), button.get()) else { return };
        let (tick, live) = (rows.tick.get(), rows.live.get());
        let known = |row: &VisitorRow| {
            fill(client.i18n, &tr, row, tick);
            row.left_at.is_some() || row.banned
        };
        let mute = untrack(|| client.workplace(|workplace| workplace.visitors.get(&id).map(known))).flatten();
        button.set_disabled(mute.unwrap_or(true) || !live);
        let start = rows.start.get();
        put(&button, "title", &start);
        put(&button, "aria-label", &start);
    });
    // Where he stands.
    watch(move || {
        let (Some(tr), Some(button)) = (tr.get(), button.get()) else { return };
        let place = rows.drawn.with(|drawn| drawn.iter().find(|place| place.1 == id).map(|place| place.0));
        put(&tr, "aria-rowindex", &(place.unwrap_or(0) + 2).to_string());
        let tab = if rows.stop.get() == Some(id) { "0" } else { "-1" };
        put(&tr, "tabindex", tab);
        put(&button, "tabindex", tab);
    });
    view! {
        <tr
            id=format!("board-{id}")
            node_ref=tr
            on:focus=move |_| rows.cursor.set(Some(id))
            on:click=press(move |_| rows.open.run(id))
        >
            {Column::ALL.map(|(column, _)| view! { <td class:r=column.counts()></td> }).collect_view()}
            <td>
                <button
                    type="button"
                    class="icon-btn"
                    node_ref=button
                    on:click=press(move |click| {
                        click.stop_propagation();
                        rows.talk.run(id);
                    })
                >
                    <Icon name="message-circle"/>
                </button>
            </td>
        </tr>
    }
}

/// Writes the cells of a row.
fn fill(i18n: I18n, tr: &web_sys::Element, row: &VisitorRow, (now, locale): (DateTime<Utc>, Locale)) {
    let left = row.left_at.is_some();
    if tr.has_attribute("data-left") != left {
        let _ = tr.toggle_attribute("data-left");
    }
    let mut cell = tr.first_element_child();
    for (column, _) in Column::ALL {
        let Some(td) = cell else { return };
        let (count, text) = board::cell(row, column, locale, now);
        let text = match column {
            Column::Visitor => untrack(|| {
                let mut name = visitor_name(i18n, row.name.as_deref(), row.number);
                for (_, key) in [(row.banned, "row.banned"), (left, "row.left")].iter().filter(|(is, _)| *is) {
                    name = format!("{name} · {}", i18n.get(key));
                }
                name
            }),
            Column::OnPage | Column::OnSite => stopwatch(count.unsigned_abs() / 1_000),
            Column::Pages => count.to_string(),
            Column::Language => untrack(|| language_name(i18n, &row.language)),
            _ => text,
        };
        match column {
            Column::Page => put(&td, "title", &row.page.url),
            Column::From | Column::Campaign | Column::Browser => put(&td, "title", &text),
            _ => {}
        }
        if td.text_content().as_deref() != Some(&text) {
            td.set_text_content(Some(&text));
        }
        cell = td.next_element_sibling();
    }
}

/// Sets an attribute, if it is another one.
fn put(element: &web_sys::Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _ = element.set_attribute(name, value);
    }
}
