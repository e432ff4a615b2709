use std::collections::HashMap;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use letopis_shared::schema::ids::ConversationId;
use letopis_ui::format::{self, Shown};
use letopis_ui::{Icon, If, flag, string, t, use_i18n};

use super::bubble::BubbleView;
use super::notice::Notice;
use crate::client::{Client, use_client};
use crate::state::timeline::{self, Item, Key};

/// Entries drawn at first, and more with each press.
const WINDOW: usize = 200;
/// Closer to the end than this the timeline stays at its last message, in pixels.
const NEAR_END: i32 = 80;

/// The list as it is drawn.
#[derive(Clone, PartialEq)]
struct Drawn {
    order: Vec<Key>,
    items: HashMap<Key, Item>,
}

fn draw(client: Client, id: ConversationId) -> Drawn {
    let name = client.my_name();
    let me = (client.my_id().unwrap_or(uuid::Uuid::nil().into()), name.as_str());
    let items = client
        .outbox
        .with(|outbox| {
            client.timeline(id, |view| {
                timeline::items(view, outbox.messages(id), me, client.clock_behind(), format::local_day)
            })
        })
        .unwrap_or_default();
    Drawn { order: items.iter().map(|(key, _)| *key).collect(), items: items.into_iter().collect() }
}

/// Everything that happened in a conversation, in one order (S27).
#[component]
pub fn TimelinePane(id: ConversationId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let pane = NodeRef::<html::Div>::new();
    let drawn = Memo::new(move |_| Arc::new(draw(client, id)));
    let window = RwSignal::new(WINDOW);
    let keys = Memo::new(move |_| {
        drawn.with(|drawn| {
            let from = drawn.order.len().saturating_sub(window.get());
            drawn.order[from..].to_vec()
        })
    });
    let more = move || drawn.with(|drawn| drawn.order.len()) > window.get();
    client.at_end.set(true);
    // How long the list was when its end was last in sight: what came since is new.
    let seen = RwSignal::new(0usize);
    Effect::new(move |_| {
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
                aria-label=t!(i18n, "dialog.timeline")
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
                                on:click=move |_| window.update(|window| *window += WINDOW)
                            >
                                {t!(i18n, "dialog.show_earlier")}
                            </button>
                        </div>
                    </If>
                    <For each=move || keys.get() key=|key| *key let:key>
                        <Entry key_of=key drawn/>
                    </For>
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

/// One item. Its element stays the same while the item changes, from sending to read.
#[component]
fn Entry(key_of: Key, drawn: Memo<Arc<Drawn>>) -> impl IntoView {
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
        Some(Item::Notice { at, what }) => view! { <Notice at what/> }.into_any(),
        Some(Item::Bubble(first)) => {
            let bubble = Memo::new(move |_| match item.get() {
                Some(Item::Bubble(bubble)) => bubble,
                _ => first.clone(),
            });
            view! { <BubbleView bubble/> }.into_any()
        }
        None => ().into_any(),
    }
}
