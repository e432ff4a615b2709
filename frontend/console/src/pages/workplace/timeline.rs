use std::collections::HashMap;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Each, Icon, If, flag, press, string, t, use_i18n, watch, yes_no};

use super::bubble::BubbleView;
use super::notice::Notice;
use super::room::Line;
use crate::client::{Client, use_client};
use crate::platform::timer;
use crate::state::Millis;
use crate::state::place::Place;
use crate::state::room;
use crate::state::timeline::{self, Item, Key};

/// Entries of the first paint: more than a screen holds.
const FIRST: usize = 50;
/// Entries drawn right after it, and more with each press.
const WINDOW: usize = 200;
const REST_AFTER: Millis = 100;
/// Closer to the end than this the timeline stays at its last message, in pixels.
const NEAR_END: i32 = 80;

/// The list as it is drawn.
#[derive(Clone, PartialEq)]
struct Drawn {
    order: Vec<Key>,
    items: HashMap<Key, Item>,
}

fn draw(client: Client, place: Place, seen: RwSignal<u32>) -> Drawn {
    let name = client.my_name();
    let me = (client.my_id().unwrap_or(uuid::Uuid::nil().into()), name.as_str());
    let behind = client.clock_behind();
    let items = client.outbox.with(|outbox| {
        let pending = outbox.messages(place);
        match place {
            Place::Conversation(id) => {
                client.timeline(id, |view| timeline::items(view, pending, me, behind, format::local_day))
            }
            Place::Room => {
                client.operator_chat(|view| room::items(view, pending, me, seen.get(), behind, format::local_day))
            }
        }
    });
    let items = items.unwrap_or_default();
    Drawn { order: items.iter().map(|(key, _)| *key).collect(), items: items.into_iter().collect() }
}

/// Everything that happened in a conversation or was said in the room, in one order (S27, S60).
#[component]
pub fn TimelinePane(place: Place) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let pane = NodeRef::<html::Div>::new();
    let seen_in_room = seen_in_room(client);
    let drawn = Memo::new(move |_| Arc::new(draw(client, place, seen_in_room)));
    let window = RwSignal::new(FIRST);
    timer::after(REST_AFTER, move || {
        window.try_update(|window| *window = WINDOW.max(*window));
    });
    let keys = Memo::new(move |_| {
        drawn.with(|drawn| {
            let from = drawn.order.len().saturating_sub(window.get());
            drawn.order[from..].to_vec()
        })
    });
    let more = move || window.get() >= WINDOW && drawn.with(|drawn| drawn.order.len()) > window.get();
    client.at_end.set(true);
    // How long the list was when its end was last in sight: what came since is new.
    let seen = RwSignal::new(0usize);
    watch(move || {
        let length = drawn.with(|drawn| drawn.order.len());
        if client.at_end.get() {
            seen.set(length);
        }
    });
    let new = move || {
        drawn.with(|drawn| {
            let fresh = drawn.order.get(seen.get()..).unwrap_or_default();
            fresh.iter().filter(|key| matches!(key, Key::Message(_))).count()
        })
    };
    let behind = move || new() > 0 && !client.at_end.get();
    // The pane is laid out upside down: its end is at 0 and what is above has negative offsets.
    let scrolled = move |_| {
        if let Some(pane) = pane.get_untracked() {
            let at_end = pane.scroll_top().abs() < NEAR_END;
            if client.at_end.get_untracked() != at_end {
                client.at_end.set(at_end);
            }
        }
    };
    let to_end = move |_| {
        if let Some(pane) = pane.get_untracked() {
            pane.set_scroll_top(0);
        }
    };
    view! {
        <div class="timeline-frame">
            <div
                class="timeline"
                role="log"
                aria-live="polite"
                // What is drawn right after the first paint is old: it is not read out.
                aria-busy=yes_no(move || window.get() < WINDOW)
                aria-label=t!(i18n, if place == Place::Room { "room.title" } else { "dialog.timeline" })
                tabindex="0"
                node_ref=pane
                on:scroll=scrolled
            >
                <div>
                    <If when=flag(more)>
                        <div class="earlier-entries">
                            <button
                                type="button"
                                class="btn"
                                data-size="sm"
                                on:click=press(move |_| window.update(|window| *window += WINDOW))
                            >
                                {t!(i18n, "dialog.show_earlier")}
                            </button>
                        </div>
                    </If>
                    <Each each=move || keys.get() key=|key| *key let:key>
                        <Entry key_of=key drawn place/>
                    </Each>
                </div>
            </div>
            <If when=flag(behind)>
                <button type="button" class="btn new-entries" data-variant="soft" data-size="sm" on:click=to_end>
                    <Icon name="arrow-down" size=12/>
                    {string(move || i18n.count("dialog.new", new() as u64, &[]))}
                </button>
            </If>
        </div>
    }
}

/// What had been read in the room when the operator turned to it: later words stand under a line.
fn seen_in_room(client: Client) -> RwSignal<u32> {
    let read = move || client.operator_chat(|room| room.read_up_to).unwrap_or(0);
    let seen = RwSignal::new(untrack(read));
    watch(move || {
        if !client.attended.get() {
            seen.set(read());
        }
    });
    seen
}

/// One item. Its element stays the same while the item changes, from sending to read.
#[component]
fn Entry(key_of: Key, drawn: Memo<Arc<Drawn>>, place: Place) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let item = Memo::new(move |before: Option<&Option<Item>>| {
        let now = drawn.with(|drawn| drawn.items.get(&key_of).cloned());
        now.or_else(|| before.cloned().flatten())
    });
    match item.get_untracked() {
        Some(Item::Day { at }) => {
            let words = move || {
                let day = format::instant(at, Shown::Day, i18n.locale());
                match format::local_day(client.now()) - format::local_day(at) {
                    0 => i18n.with("day.today", &[("day", &day)]),
                    1 => i18n.with("day.yesterday", &[("day", &day)]),
                    _ => day,
                }
            };
            view! { <div class="day">{string(words)}</div> }.into_any()
        }
        Some(Item::New) => view! { <div class="day new">{t!(i18n, "room.new")}</div> }.into_any(),
        Some(Item::Notice { at, what }) => view! { <Notice at what/> }.into_any(),
        Some(Item::Bubble(first)) => {
            let bubble = Memo::new(move |_| match item.get() {
                Some(Item::Bubble(bubble)) => bubble,
                _ => first.clone(),
            });
            match place {
                Place::Conversation(_) => view! { <BubbleView bubble/> }.into_any(),
                Place::Room => view! { <Line bubble/> }.into_any(),
            }
        }
        None => ().into_any(),
    }
}
