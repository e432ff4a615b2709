use leptos::prelude::*;
use letopis_shared::domain::conversation::reopens;
use letopis_shared::schema::ids::{ConversationId, VisitorId};
use letopis_shared::views::timeline::ConversationHead;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::operator::Topic;
use letopis_ui::{Icon, If, TypingDots, dynamic, flag, maybe, press, string, t, use_i18n, watch, yes_no};

use super::actions::Actions;
use super::composer::Composer;
use super::room::Room;
use super::talk::Talk;
use super::timeline::TimelinePane;
use crate::client::{Client, Pane, use_client};
use crate::components::{CategoryTag, Chip, Empty, Go, Skeleton, ago, language_key, visitor_name};
use crate::state::attention::seconds_since;
use crate::state::list::RowId;
use crate::state::place::Place;
use crate::state::route::Route;
use crate::state::selection::Selection;

/// The middle column: the open conversation, or what to do next.
#[component]
pub fn Centre() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let selection = client.navigation.selection;
    view! {
        <section class="wp-centre" aria-label=t!(i18n, "dialog.label")>
            {dynamic(move || match selection.get() {
                Selection::Conversation(id) => view! { <Dialog id/> }.into_any(),
                Selection::Visitor(id) => view! { <Watched id/> }.into_any(),
                Selection::Room => view! { <Room/> }.into_any(),
                Selection::Nothing => view! { <Nothing/> }.into_any(),
            })}
        </section>
    }
}

/// Nobody is open: somebody waits, or nobody does.
#[component]
fn Nothing() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let waits = Memo::new(move |_| client.waiting().count > 0);
    view! {
        <h1 class="sr-only">{t!(i18n, "page.workplace")}</h1>
        {dynamic(move || if waits.get() {
            view! {
                <Empty icon="hourglass" title=t!(i18n, "workplace.somebody_waits")
                    text=t!(i18n, "workplace.somebody_waits_text")>
                    <button type="button" class="btn" data-variant="primary" on:click=press(move |_| client.take_longest())>
                        {t!(i18n, "keys.take_longest")}
                    </button>
                </Empty>
            }.into_any()
        } else {
            view! {
                <Empty icon="coffee" title=t!(i18n, "workplace.nobody_waits")
                    text=t!(i18n, "workplace.nobody_waits_text")>
                    <Go to=Route::Alerts class="btn">{t!(i18n, "attention.check")}</Go>
                </Empty>
            }.into_any()
        })}
    }
}

/// A visitor who has not asked anything, or who began to while he was watched.
#[component]
fn Watched(id: VisitorId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let name = move || client.card(id, |card| visitor_name(i18n, card.name.as_deref(), card.number));
    let conversation = Memo::new(move |_| client.card(id, |card| card.conversation).flatten());
    let banned = Memo::new(move |_| client.card(id, |card| card.ban.is_some()) == Some(true));
    let left = Memo::new(move |_| {
        client.card(id, |card| card.visit.as_ref().is_some_and(|visit| visit.ended_at.is_some())) == Some(true)
    });
    let talking = RwSignal::new(false);
    let here = Memo::new(move |_| {
        client.workplace(|view| view.visitors.get(&id).is_some_and(|row| row.left_at.is_none())).unwrap_or(false)
    });
    // The one that this operator began himself is opened at once.
    watch(move || {
        if let Some(conversation) = conversation.get()
            && client.section_of(conversation) == Some(Section::InConversation)
        {
            client.navigation.select(Selection::Conversation(conversation));
            client.desk.focus_composer.set(true);
        }
    });
    view! {
        <div class="wp-head">
            <Back/>
            <h1 class="title truncate" dir="auto">{maybe(name)}</h1>
            <span class="spacer"></span>
            <CardButton label="card.open"/>
        </div>
        {dynamic(move || {
            let [icon, title, text, action] = match conversation.get() {
                Some(_) => {
                    ["message-circle", "workplace.asked_title", "workplace.asked", "workplace.open_conversation"]
                }
                None if banned.get() => ["ban", "workplace.banned_title", "workplace.banned", "board.start"],
                None if left.get() => ["eye-off", "workplace.watched_title", "workplace.watched_left", "board.start"],
                None => ["eye", "workplace.watched_title", "workplace.watched", "board.start"],
            };
            view! {
                <Empty icon title=t!(i18n, title) text=t!(i18n, text)>
                    <If when=flag(move || here.get() && !banned.get() || conversation.get().is_some())>
                        <button
                            type="button"
                            class="btn"
                            data-variant="primary"
                            disabled=flag(move || !client.link.get().live && conversation.get().is_none())
                            on:click=press(move |_| match conversation.get_untracked() {
                                Some(conversation) => client.open_row(RowId::Conversation(conversation)),
                                None => talking.set(true),
                            })
                        >
                            {t!(i18n, action)}
                        </button>
                    </If>
                </Empty>
            }.into_any()
        })}
        <Talk open=talking with=Signal::stored(Some(id))/>
    }
}

/// A conversation.
#[component]
fn Dialog(id: ConversationId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let head = Memo::new(move |_| client.timeline(id, |timeline| timeline.head.clone()));
    let refused = Memo::new(move |_| client.refusal(Topic::Timeline { conversation_id: id }));
    let state = Memo::new(move |_| match (head.with(Option::is_some), refused.get()) {
        (true, _) => State::Shown,
        (false, Some(_)) => State::Refused,
        (false, None) => State::Loading,
    });
    dynamic(move || match state.get() {
        State::Shown => view! {
            <Head id head/>
            <TimelinePane place=Place::Conversation(id)/>
            <Typists id head/>
            <Foot id head/>
        }
        .into_any(),
        State::Refused => view! {
            <div class="wp-head"><Back/><h1 class="title">{t!(i18n, "page.workplace")}</h1></div>
            <Empty icon="search-x" title=t!(i18n, "dialog.gone_title")
                text=t!(i18n, "dialog.gone")>
                <button type="button" class="btn" on:click=press(move |_| client.navigation.select(Selection::Nothing))>
                    {t!(i18n, "dialog.to_list")}
                </button>
            </Empty>
        }
        .into_any(),
        State::Loading => view! {
            <div class="wp-head"><Back/></div>
            <Skeleton rows=3 label=t!(i18n, "loading")/>
        }
        .into_any(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Shown,
    Refused,
    Loading,
}

/// Back to the list, where one pane is shown at a time.
#[component]
pub fn Back() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    view! {
        <button
            type="button"
            class="icon-btn only-phone"
            aria-label=t!(i18n, "dialog.to_list")
            on:click=press(move |_| client.navigation.pane.set(Pane::List))
        >
            <Icon name="arrow-left"/>
        </button>
    }
}

/// Opens the right side, where it is not a column.
#[component]
pub fn CardButton(label: &'static str) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    view! {
        <button
            type="button"
            class="icon-btn only-narrow"
            aria-keyshortcuts="I"
            aria-label=t!(i18n, label)
            aria-expanded=yes_no(move || client.navigation.pane.get() == Pane::Card)
            on:click=press(move |_| {
                client.navigation.pane.update(|pane| *pane = if *pane == Pane::Card { Pane::Dialog } else { Pane::Card });
            })
        >
            <Icon name="panel-right"/>
        </button>
    }
}

#[component]
fn Head(id: ConversationId, head: Memo<Option<ConversationHead>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let name = move || {
        head.with(|head| {
            head.as_ref().map(|head| visitor_name(i18n, head.visitor_name.as_deref(), head.visitor_number))
        })
    };
    let about = move || {
        let head = head.get()?;
        let site = client.site_name(head.site_id);
        let language = i18n.get(language_key(head.locale));
        let department = head.department_id.and_then(|id| client.department_name(id));
        let age = match head.closed_at {
            Some(_) => i18n.get("dialog.closed"),
            None => {
                let span = ago(i18n, seconds_since(head.started_at, client.now()));
                i18n.with("dialog.started", &[("span", &span)])
            }
        };
        Some(site.into_iter().chain(department).chain([language, age]).collect::<Vec<_>>().join(" · "))
    };
    let mine = Memo::new(move |_| client.section_of(id) == Some(Section::InConversation));
    let live = move || client.link.get().live;
    let looking = Memo::new(move |_| client.looking(id));
    let held = move || head.with(|head| head.as_ref().is_some_and(|head| head.on_hold));
    view! {
        <div class="wp-head">
            <Back/>
            <div class="who">
                <div class="hstack">
                    <h1 class="title truncate" dir="auto">{maybe(name)}</h1>
                    <CategoryTag of=Signal::derive(move || head.with(|head| head.as_ref()?.category_id))/>
                    <span class="faint num small">
                        {maybe(move || head.with(|head| head.as_ref().map(|head| format!("#{}", head.number))))}
                    </span>
                </div>
                <div class="small muted truncate">{maybe(about)}</div>
            </div>
            <Chip text=maybe(move || held().then(|| i18n.get("row.held")))/>
            <span class="spacer"></span>
            <If when=flag(move || !looking.with(Vec::is_empty))>
                <span class="chip looking" data-tone="outline" title=t!(i18n, "dialog.looking_hint")>
                    <Icon name="eye" size=12/>
                    <span class="sr-only">{t!(i18n, "dialog.looking")}</span>
                    <span class="truncate">{string(move || looking.get().join(", "))}</span>
                </span>
            </If>
            <If when=flag(move || mine.get())>
                <button
                    type="button"
                    class="btn close-dialog"
                    aria-keyshortcuts="X"
                    disabled=flag(move || !live())
                    title=maybe(move || (!live()).then(|| i18n.get("connection.needed")))
                    on:click=press(move |_| client.close())
                >
                    <Icon name="circle-check"/>
                    <span class="t">{t!(i18n, "dialog.close")}</span>
                </button>
            </If>
            <CardButton label="card.open"/>
        </div>
    }
}

/// Who types, under the timeline; the place is always there, so nothing jumps.
#[component]
fn Typists(id: ConversationId, head: Memo<Option<ConversationHead>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let words = Memo::new(move |_| typists(client, id, head.get()));
    view! {
        <div class="wp-typing" role="status">
            <If when=flag(move || words.with(Option::is_some))>
                <TypingDots label=Signal::derive(move || {
                    i18n.with("dialog.typing", &[("name", &words.get().unwrap_or_default())])
                })/>
            </If>
        </div>
    }
}

fn typists(client: Client, id: ConversationId, head: Option<ConversationHead>) -> Option<String> {
    let me = client.my_id();
    let head = head?;
    let names: Vec<String> = client
        .typing
        .with(|typing| typing.who(id))
        .into_iter()
        .filter(|who| who.is_none() || *who != me)
        .filter_map(|who| match who {
            None => Some(visitor_name(client.i18n, head.visitor_name.as_deref(), head.visitor_number)),
            Some(colleague) => client.colleague(colleague),
        })
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// What can be done: answer, take, or only read.
#[component]
fn Foot(id: ConversationId, head: Memo<Option<ConversationHead>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    #[derive(Clone, PartialEq)]
    enum May {
        Answer,
        Take,
        /// Whether he only waits there still, and whose he is.
        Read(bool, String),
        Closed,
    }
    let may = Memo::new(move |_| {
        let head = head.get();
        let me = client.my_id();
        let nobody = head.as_ref().is_some_and(|head| head.operators.is_empty());
        let (closed, mut operators) = head
            .map(|head| (head.closed_at.is_some(), head.operators.into_iter().chain(head.assigned).collect::<Vec<_>>()))
            .unwrap_or_default();
        let joined = client.section_of(id) == Some(Section::InConversation);
        // Assigned to oneself is as good as waiting: opening it joins.
        operators.retain(|operator| joined || Some(*operator) != me);
        if closed {
            May::Closed
        } else if me.is_some_and(|me| operators.contains(&me)) || client.desk.taking.get() == Some(id) {
            May::Answer
        } else if operators.is_empty() {
            May::Take
        } else {
            let names: Vec<_> = operators.into_iter().filter_map(|id| client.colleague(id)).collect();
            May::Read(nobody, names.join(", "))
        }
    });
    // The composer stays from the click on, until both views say who talks here.
    watch(move || {
        let operators = head.with(|head| head.as_ref().map(|head| head.operators.clone())).unwrap_or_default();
        let joined = client.section_of(id) == Some(Section::InConversation);
        let others = client.my_id().is_none_or(|me| !operators.contains(&me));
        if client.desk.taking.get() == Some(id) && !operators.is_empty() && (joined || others) {
            client.desk.taking.set(None);
        }
    });
    watch(move || {
        if may.get() != May::Answer {
            client.desk.focus_composer.set(false);
        }
    });
    // Once one could write here the field stays: keys pressed in the moment in which the visitor ends it are words.
    let was_mine = Memo::new(move |before: Option<&bool>| before == Some(&true) || may.get() == May::Answer);
    type Act = (&'static str, Option<&'static str>, fn(Client, ConversationId));
    let noting = RwSignal::new(false);
    let reads = move || may.with(|may| matches!(may, May::Read(..)));
    let notes = flag(move || noting.get() && reads());
    let note = move || {
        noting.set(true);
        client.desk.focus_composer.set(true);
    };
    let line = move |icon: &'static str, words: Signal<String>, act: Option<Act>| {
        view! {
            <div class="wp-note">
                <Icon name=icon/>
                <span>{words}</span>
                <span class="spacer"></span>
                <If when=flag(move || reads() && !noting.get())>
                    <button type="button" class="btn" aria-keyshortcuts="N" on:click=press(move |_| note())>
                        <Icon name="lock" size=14/>
                        {t!(i18n, "action.note")}
                    </button>
                </If>
                {act.map(|(name, letter, act)| view! {
                    <button
                        type="button"
                        class="btn"
                        data-variant=letter.is_none().then_some("primary")
                        aria-keyshortcuts=letter
                        disabled=flag(move || !client.link.get().live)
                        on:click=press(move |_| act(client, id))
                    >
                        {t!(i18n, name)}
                    </button>
                })}
            </div>
        }
        .into_any()
    };
    let part = dynamic(move || match may.get() {
        May::Answer => view! {
            <Actions id head/>
        }
        .into_any(),
        May::Take => {
            // Nobody was there when an offline request was written: no instant answer is expected.
            let offline = untrack(|| client.section_of(id)) == Some(Section::OfflineRequests);
            let (icon, key) = if offline { ("clock", "dialog.offline") } else { ("hourglass", "dialog.waits") };
            line(icon, t!(i18n, key), Some(("dialog.take", None, Client::take)))
        }
        May::Read(waits, names) => {
            let (icon, key) = if waits { ("hourglass", "dialog.assigned") } else { ("eye", "dialog.others") };
            let words = string(move || i18n.with(key, &[("name", &names)]));
            line(icon, words, Some(("action.take_over", Some("A"), |client, _| client.ask_to_take_over())))
        }
        May::Closed => {
            let key =
                Memo::new(move |_| head.with(|head| head.as_ref().map_or("dialog.closed", |head| after(client, head))));
            line("circle-check", string(move || i18n.get(key.get())), None)
        }
    });
    view! {
        <If when=flag(move || was_mine.get() && !notes.get())>
            <Composer place=Place::Conversation(id) closed=flag(move || may.get() != May::Answer)/>
        </If>
        <If when=notes><Composer place=Place::Conversation(id) notes_only=true/></If>
        {part}
    }
}

/// What comes of the visitor's next message, where a conversation is closed.
fn after(client: Client, head: &ConversationHead) -> &'static str {
    let (banned, later) = client
        .card(head.visitor_id, |card| {
            let other = card.conversation.is_some_and(|id| id != head.id);
            (card.ban.is_some(), other || card.earlier.iter().any(|one| one.number > head.number))
        })
        .unwrap_or_default();
    // Nothing opens again where that is switched off, however little the clocks agree.
    let opens = |closed_at| {
        client.sites(|sites| sites.reopen_minutes > 0 && reopens(closed_at, client.now(), sites.reopen_minutes))
    };
    match head.closed_at.and_then(opens) {
        _ if banned => "dialog.closed_banned",
        Some(true) if !later => "dialog.closed_text",
        _ => "dialog.closed_for_good",
    }
}
