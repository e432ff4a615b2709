use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use letopis_shared::views::workplace::Section;
use letopis_ui::format::pixels;
use letopis_ui::{Each, Icon, If, flag, present, press, string, t, use_i18n, watch, word, yes_no};
use wasm_bindgen::JsCast;

use super::room::Sides;
use super::row::{ConversationLine, VisitorLine, row_element_id};
use super::strip::WaitStrip;
use crate::client::use_client;
use crate::components::keyboard::LIST;
use crate::components::{Go, Skeleton};
use crate::platform::{on_window, page, timer};
use crate::state::Millis;
use crate::state::list::{self, HEAD, ROW, RowId, SectionRows};
use crate::state::route::Route;
use crate::state::selection::Selection;

type Truth = Memo<Option<Vec<SectionRows>>>;

/// While the pointer is over the list its order waits, but not longer than this: a click never hits the wrong person.
const ORDER_WAITS: Millis = 1_000;

/// The sections with their rows. Only rows in sight are in the document.
#[component]
pub fn List() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let list = NodeRef::<html::Div>::new();
    let scrolled = RwSignal::new(0.0);
    let height = RwSignal::new(900.0);
    let pointed = RwSignal::new(false);
    let truth = Memo::new(move |_| {
        let looker = client.looker()?;
        client.workplace(|workplace| list::sections(workplace, &looker))
    });
    let sections = ordered(pointed, truth);
    let kept = keep_focus(sections);
    let measure = move || {
        if let Some(list) = list.try_get_untracked().flatten() {
            scrolled.try_set(f64::from(list.scroll_top()));
            height.try_set(f64::from(list.client_height()));
        }
    };
    on_window("resize", move |_: web_sys::Event| measure());
    watch(move || {
        if list.get().is_some() {
            measure();
        }
    });
    let tops = Memo::new(move |_| {
        client
            .desk
            .folded
            .with(|folded| sections.with(|sections| list::tops(sections.as_deref().unwrap_or_default(), folded)))
    });
    keep_scroll(list, sections);
    follow_cursor(list, sections);
    keep_stop(sections);
    let walk = move |event: KeyboardEvent| {
        let down = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            // A space between words that are typed while the composer is on its way.
            " " if client.desk.focus_composer.get_untracked() => return,
            "Enter" | " " => {
                // Whoever came with Tab has no cursor yet: the one stop of the list has the focus.
                if let Some(row) = client.desk.cursor.get_untracked().or(client.desk.stop.get_untracked())
                    && event.target().is_some_and(|target| is_row(&target))
                {
                    event.prevent_default();
                    client.open_row(row);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let rows = sections.with_untracked(|sections| {
            client.desk.folded.with_untracked(|folded| list::walk(sections.as_deref().unwrap_or_default(), folded))
        });
        client.desk.walk_to(list::step(&rows, client.desk.cursor.get_untracked(), down));
    };
    view! {
        <aside class="wp-left" aria-label=t!(i18n, "workplace.visitors")>
            <Sides/>
            <WaitStrip/>
            <div
                class="list"
                node_ref=list
                on:scroll=move |_| measure()
                on:keydown=walk
                on:pointerenter=move |_| pointed.set(true)
                on:pointerleave=move |_| pointed.set(false)
                on:focusin=move |event| {
                    let row = event.target().filter(is_row).map(|row| row.unchecked_into::<web_sys::Element>().id());
                    kept.set_value(row);
                }
                on:focusout=move |event| {
                    if event.related_target().is_some() {
                        kept.set_value(None);
                    }
                }
            >
                <If
                    when=flag(move || sections.with(Option::is_some))
                    otherwise=move || view! { <Skeleton rows=6 label=t!(i18n, "loading")/> }
                >
                    <Each
                        each=move || sections.with(|sections| {
                            let of = |section: &SectionRows| section.section;
                            sections.iter().flatten().map(of).enumerate().collect::<Vec<_>>()
                        })
                        key=|(_, section)| *section
                        let:place
                    >
                        {
                            let (at, section) = place;
                            let rows = Memo::new(move |_| sections.with(|sections| {
                                let known = sections.iter().flatten().find(|known| known.section == section);
                                known.map(|known| known.rows.clone()).unwrap_or_default()
                            }));
                            let top = Memo::new(move |_| tops.with(|tops| tops.get(at).copied().unwrap_or(HEAD)));
                            let true_count = Memo::new(move |_| truth.with(|truth| list::count(truth.as_deref(), section)));
                            view! { <SectionView section rows true_count top scrolled height/> }
                        }
                    </Each>
                </If>
            </div>
        </aside>
    }
}

/// The sections in the order that is shown: the true one, or the one before while the pointer is over the list. What the
/// operator did himself to the conversation before him shows at once.
fn ordered(pointed: RwSignal<bool>, truth: Truth) -> RwSignal<Option<Vec<SectionRows>>> {
    let client = use_client();
    let shown = RwSignal::new(truth.get_untracked());
    watch(move || {
        let now = truth.get();
        let own = match client.navigation.selection.get_untracked() {
            Selection::Conversation(id) => {
                let row = RowId::Conversation(id);
                shown.with_untracked(|shown| {
                    list::place_of(shown.as_deref(), row) != list::place_of(now.as_deref(), row)
                })
            }
            _ => false,
        };
        if pointed.get() && !own && shown.with_untracked(Option::is_some) && now.is_some() {
            timer::after(ORDER_WAITS, move || {
                if let Some(truth) = truth.try_get_untracked() {
                    shown.try_set(truth);
                }
            });
        } else {
            shown.set(now);
        }
    });
    shown
}

/// What is in sight stays where it is while rows come and go above it; a list that shows its beginning goes on to. The row of
/// who was just taken is scrolled into sight where it now stands.
fn keep_scroll(list: NodeRef<html::Div>, sections: RwSignal<Option<Vec<SectionRows>>>) {
    let client = use_client();
    let before = RwSignal::new(None::<Vec<SectionRows>>);
    watch(move || {
        let now = sections.get();
        let scrolled = list.get_untracked().map_or(0, |list| list.scroll_top());
        let folded = client.desk.folded.get_untracked();
        let shift = |before: &Option<Vec<SectionRows>>| {
            list::shift(
                before.as_deref().unwrap_or_default(),
                now.as_deref().unwrap_or_default(),
                &folded,
                scrolled.into(),
            )
        };
        let mut to = scrolled;
        if scrolled > 0 {
            to += before.with_untracked(shift) as i32;
        }
        if let Selection::Conversation(id) = client.navigation.selection.get_untracked() {
            let (row, his) = (RowId::Conversation(id), Some(Section::InConversation));
            let was_his = before.with_untracked(|before| list::place_of(before.as_deref(), row) == his);
            if !was_his
                && list::place_of(now.as_deref(), row) == his
                && let Some(top) = list::top_of(now.as_deref().unwrap_or_default(), &folded, row)
            {
                let height = list.get_untracked().map_or(0, |list| list.client_height());
                to = list::nearest(top, to.into(), height.into()) as i32;
            }
        }
        before.set(now);
        if to != scrolled
            && let Some(list) = list.get_untracked()
        {
            list.set_scroll_top(to);
            // At the end of the list there is no room for that before the rows are drawn.
            timer::after(0, move || list.set_scroll_top(to));
        }
    });
}

/// A row that moves is drawn anew: the focus goes with it, or to the list when the row is gone, or to the conversation when
/// that is open. Filled with the id of the row that has the focus.
fn keep_focus(sections: RwSignal<Option<Vec<SectionRows>>>) -> StoredValue<Option<String>> {
    let client = use_client();
    let kept = StoredValue::new(None::<String>);
    watch(move || {
        sections.track();
        timer::after(0, move || {
            if let Some(row) = kept.try_get_value().flatten()
                && page::focus_is_lost()
            {
                let open = match client.navigation.selection.get_untracked() {
                    Selection::Conversation(id) => row_element_id(RowId::Conversation(id)) == row,
                    _ => false,
                };
                // Not to another visitor, whom the next Enter would take.
                let beside = if open { ".wp-centre .timeline" } else { LIST[0] };
                page::focus_one_of(&[&format!("#{row}"), beside, LIST[0], LIST[1], LIST[2]]);
            }
        });
    });
    kept
}

/// One Tab stop for the whole list: the row with the cursor, the open one, or the first.
fn keep_stop(sections: RwSignal<Option<Vec<SectionRows>>>) {
    let client = use_client();
    watch(move || {
        let open = match client.navigation.selection.get() {
            Selection::Conversation(id) => Some(RowId::Conversation(id)),
            Selection::Visitor(id) => Some(RowId::Visitor(id)),
            Selection::Nothing | Selection::Room => None,
        };
        let wanted = [client.desk.cursor.get(), open];
        let rows = sections.with(|sections| {
            client.desk.folded.with(|folded| list::walk(sections.as_deref().unwrap_or_default(), folded))
        });
        let stop = wanted.into_iter().flatten().find(|row| rows.contains(row)).or(rows.first().copied());
        if client.desk.stop.get_untracked() != stop {
            client.desk.stop.set(stop);
        }
    });
}

/// The row with the keyboard is scrolled into sight; walking takes the focus along.
fn follow_cursor(list: NodeRef<html::Div>, sections: RwSignal<Option<Vec<SectionRows>>>) {
    let client = use_client();
    Effect::new(move |before: Option<Option<RowId>>| {
        let cursor = client.desk.cursor.get();
        if before.is_none() || before == Some(cursor) {
            return cursor;
        }
        if let (Some(row), Some(list)) = (cursor, list.get_untracked()) {
            let top = sections.with_untracked(|sections| {
                client
                    .desk
                    .folded
                    .with_untracked(|folded| list::top_of(sections.as_deref().unwrap_or_default(), folded, row))
            });
            // Who is being taken is followed to where he will stand.
            let taken = client.desk.taking.get_untracked().is_some_and(|id| RowId::Conversation(id) == row);
            if let Some(top) = top.filter(|_| !taken) {
                let from = f64::from(list.scroll_top());
                list.set_scroll_top(list::nearest(top, from, list.client_height().into()) as i32);
            }
            // The row may have to be drawn first.
            timer::after(0, move || {
                if client.desk.walking.get_value() {
                    page::focus(&row_element_id(row));
                }
            });
        }
        cursor
    });
}

fn is_row(target: &web_sys::EventTarget) -> bool {
    target.dyn_ref::<web_sys::Element>().and_then(|element| element.get_attribute("role")).as_deref() == Some("option")
}

fn section_key(section: Section) -> &'static str {
    match section {
        Section::AwaitingReply => "section.awaiting_reply",
        Section::InConversation => "section.in_conversation",
        Section::OfflineRequests => "section.offline_requests",
        Section::CommonQueue => "section.common_queue",
        Section::OthersConversations => "section.others_conversations",
        Section::OtherVisitors => "section.other_visitors",
    }
}

#[component]
fn SectionView(
    section: Section,
    rows: Memo<Vec<RowId>>,
    // As the toolbar counts them, also while the rows wait for the pointer.
    true_count: Memo<usize>,
    top: Memo<f64>,
    scrolled: RwSignal<f64>,
    height: RwSignal<f64>,
) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let count = move || rows.with(Vec::len);
    let waits = move || section == Section::AwaitingReply && true_count.get() > 0;
    let open = Memo::new(move |_| {
        client.desk.folded.with(|folded| rows.with(|rows| folded.shows(&SectionRows { section, rows: rows.clone() })))
    });
    let sight = Memo::new(move |_| list::in_sight(top.get(), count(), scrolled.get(), height.get()));
    let tone = move || match () {
        () if waits() => Some("waiting"),
        () if true_count.get() == 0 => Some("quiet"),
        () => None,
    };
    let drawn = move || {
        let (from, to) = sight.get();
        rows.with(|rows| rows.get(from..to.min(rows.len())).unwrap_or_default().to_vec())
    };
    let above = move || pixels(sight.get().0, ROW);
    let below = move || pixels(count().saturating_sub(sight.get().1), ROW);
    view! {
        <button
            type="button"
            class="section-head"
            aria-expanded=yes_no(move || open.get())
            aria-disabled=present(waits)
            data-waiting=present(waits)
            on:click=press(move |_| client.desk.folded.update(|folded| folded.toggle(section)))
        >
            <Icon name=Signal::derive(move || if open.get() { "chevron-down" } else { "chevron-right" }) size=14/>
            {t!(i18n, section_key(section))}
            " "
            <span class="badge" data-tone=word(tone)>{string(move || true_count.get().to_string())}</span>
        </button>
        <If when=flag(move || section == Section::OtherVisitors)>
            <Go to=Route::Board class="icon-btn section-board" label=t!(i18n, "board.open")><Icon name="maximize-2" size=14/></Go>
        </If>
        <If when=flag(move || open.get())>
            <ul
                role="listbox"
                aria-label=t!(i18n, section_key(section))
                style:padding-top=string(above)
                style:padding-bottom=string(below)
            >
                <Each each=drawn key=|row| *row let:row>
                    {match row {
                        RowId::Conversation(id) => view! { <ConversationLine id section/> }.into_any(),
                        RowId::Visitor(id) => view! { <VisitorLine id/> }.into_any(),
                    }}
                </Each>
            </ul>
        </If>
    }
}
