//! The common room of operators: the switch to it, what is said there, and who is there (S28, S58–S62).

use leptos::prelude::*;
use letopis_shared::schema::ids::{CommandId, OperatorId};
use letopis_shared::schema::vocabulary::Feature;
use letopis_shared::views::operators::OperatorRow;
use letopis_ui::format::{self, Shown};
use letopis_ui::{
    Avatar, Each, Icon, If, MessageText, dynamic, flag, maybe, present, press, string, t, use_i18n, word, yes_no,
};

use super::bubble::{Failed, Mark};
use super::composer::Composer;
use super::dialog::{Back, CardButton};
use super::timeline::TimelinePane;
use crate::client::{Client, Pane, use_client};
use crate::components::keyboard::find_focus;
use crate::components::{Empty, Skeleton, load, operator_since, status_key};
use crate::platform::timer;
use crate::state::place::Place;
use crate::state::room::{self, Person};
use crate::state::selection::Selection;
use crate::state::timeline::Bubble;

/// Visitors or colleagues: one click goes from one side to the other, the hidden side says what is new there.
#[component]
pub fn Sides() -> impl IntoView {
    let client = use_client();
    let in_room = Memo::new(move |_| client.navigation.selection.get() == Selection::Room);
    let has = Memo::new(move |_| client.has(Feature::OperatorChat));
    let visitors = Memo::new(move |_| client.unread_of_visitors());
    let colleagues = Memo::new(move |_| client.unread_in_room());
    view! {
        <If when=flag(move || has.get())>
            <div class="top">
                <div class="segmented">
                    <Side room=false shown=in_room new=visitors/>
                    <Side room=true shown=in_room new=colleagues/>
                </div>
            </div>
        </If>
    }
}

#[component]
fn Side(room: bool, shown: Memo<bool>, new: Memo<usize>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let pressed = move || shown.get() == room;
    view! {
        <button
            type="button"
            aria-pressed=yes_no(pressed)
            aria-keyshortcuts=word(move || (!pressed()).then_some("O"))
            on:click=press(move |_| client.show_room(room))
        >
            {t!(i18n, if room { "room.operators" } else { "workplace.visitors" })}
            <If when=flag(move || !pressed() && new.get() > 0)>
                <span class="badge" data-tone="accent" aria-hidden="true">{string(move || new.get().to_string())}</span>
                <span class="sr-only">{string(move || i18n.count("room.unread", new.get() as u64, &[]))}</span>
            </If>
        </button>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Talk,
    Silence,
    SwitchedOff,
    Loading,
}

/// The middle column while the room is open.
#[component]
pub fn Room() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let state = Memo::new(move |_| {
        let said = client.operator_chat(|room| !room.messages.is_empty());
        let saying = client.outbox.with(|outbox| outbox.messages(Place::Room).next().is_some());
        match said {
            _ if !client.has(Feature::OperatorChat) => State::SwitchedOff,
            None => State::Loading,
            Some(said) if said || saying => State::Talk,
            Some(_) => State::Silence,
        }
    });
    let open = Memo::new(move |_| matches!(state.get(), State::Talk | State::Silence));
    // What had the focus here goes with the room.
    on_cleanup(|| timer::after(0, find_focus));
    view! {
        <div class="wp-head">
            <Back/>
            <div class="who">
                <h1 class="title truncate">{t!(i18n, "room.title")}</h1>
                <div class="small muted truncate">{t!(i18n, "room.about")}</div>
            </div>
            <span class="spacer"></span>
            <CardButton label="room.operators"/>
        </div>
        {dynamic(move || match state.get() {
            State::Talk => view! { <TimelinePane place=Place::Room/> }.into_any(),
            State::Silence => view! {
                <Empty icon="messages-square" title=t!(i18n, "room.empty_title") text=t!(i18n, "room.empty")/>
            }
            .into_any(),
            State::SwitchedOff => view! {
                <Empty icon="messages-square" title=t!(i18n, "room.off_title") text=t!(i18n, "room.off")>
                    <button type="button" class="btn" on:click=press(move |_| client.navigation.select(Selection::Nothing))>
                        {t!(i18n, "dialog.to_list")}
                    </button>
                </Empty>
            }
            .into_any(),
            State::Loading => view! { <Skeleton rows=3 label=t!(i18n, "loading")/> }.into_any(),
        })}
        <If when=flag(move || open.get())><Composer place=Place::Room/></If>
    }
}

/// What somebody said, with his name where he begins.
#[component]
pub fn Line(bubble: Memo<Bubble>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let Bubble { id, author, text, .. } = bubble.get_untracked();
    let (author, name) = author.unwrap_or((OperatorId(id.0), String::new()));
    let first = Memo::new(move |_| bubble.with(|bubble| bubble.first));
    let time = move || format::instant(bubble.with(|bubble| bubble.at), Shown::Time, i18n.locale());
    let names = untrack(|| names(client));
    let (whom, words) = match room::addressed(&text, &names) {
        Some((whom, words)) => (Some(whom.to_owned()), words.to_owned()),
        None => (None, text.clone()),
    };
    let named = name.clone();
    view! {
        <div class="opmsg" data-first=present(move || first.get())>
            <If when=flag(move || first.get())>
                <Avatar id=author.0 name=Signal::stored(Some(named.clone())) photo=client.photo(author)/>
            </If>
            <div class="stack">
                <div class="small" class:sr-only=flag(move || !first.get())>
                    <span class="strong">{name}</span>
                    " "
                    <time class="faint num">{string(time)}</time>
                </div>
                <p title=string(time)>
                    {whom.map(|whom| view! { <span class="chip" data-tone="accent">{whom}</span>" " })}
                    <MessageText text=words/>
                    <Mark bubble/>
                </p>
                <Failed bubble id=CommandId(id.0)/>
            </div>
        </div>
    }
}

pub(super) fn names(client: Client) -> Vec<String> {
    client.operators(|operators| operators.rows.values().map(|row| row.name.clone()).collect()).unwrap_or_default()
}

/// The right column while the room is open: colleagues by status; a click on a name addresses him (S59, S61).
#[component]
pub fn People() -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let people = Memo::new(move |_| {
        let me = client.my_id();
        client.operators(|operators| room::people(operators, me)).unwrap_or_default()
    });
    let counts = move || {
        people.with(|people| {
            let all = people.iter().filter(|person| matches!(person, Person::Colleague(_))).count();
            let online = people.iter().find_map(|person| match person {
                Person::Group { key: "status.online", count } => Some(*count),
                _ => None,
            });
            let (online, all) = (online.unwrap_or(0).to_string(), all.to_string());
            i18n.with("room.online", &[("online", &online), ("all", &all)])
        })
    };
    view! {
        <div class="visitor-head people-head">
            <div class="who">
                <h2 class="strong">{t!(i18n, "room.operators")}</h2>
                <div class="small muted">{string(counts)}</div>
            </div>
            <span class="small faint">{t!(i18n, "room.conversations")}</span>
            <button
                type="button"
                class="icon-btn only-narrow"
                aria-keyshortcuts="I"
                aria-label=t!(i18n, "action.close")
                on:click=press(move |_| client.navigation.pane.set(Pane::Dialog))
            >
                <Icon name="x"/>
            </button>
        </div>
        <ul class="scroll people">
            <Each each=move || people.get() key=|person| *person let:person>
                {match person {
                    Person::Group { key, count } => view! {
                        <li class="section-head">
                            {t!(i18n, key)}
                            " "
                            <span class="badge" data-tone="quiet">{count.to_string()}</span>
                        </li>
                    }
                    .into_any(),
                    Person::Colleague(id) => view! { <Colleague id/> }.into_any(),
                }}
            </Each>
        </ul>
    }
}

#[component]
fn Colleague(id: OperatorId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let row = Memo::new(move |_| client.operators(|operators| operators.rows.get(&id).cloned()).flatten());
    let told = move |of: fn(&OperatorRow) -> String| row.with(|row| row.as_ref().map(of));
    let name = maybe(move || told(|row| row.name.clone()));
    let shown = move || row.with(|row| row.as_ref().filter(|row| !row.lost).map(|row| row.status));
    let status = Signal::derive(move || shown().unwrap_or_default());
    let about = move || {
        let since = row.with(|row| row.as_ref().map(|row| row.status_since)).unwrap_or_default();
        let status = match row.with(|row| row.as_ref().is_some_and(|row| row.lost)) {
            true => i18n.get("connection.lost"),
            false => format!("{} {}", i18n.get(status_key(status.get())), operator_since(i18n, since, client.now())),
        };
        let languages =
            told(|row| row.languages.iter().map(|language| language.0.as_str()).collect::<Vec<_>>().join(", "));
        [status].into_iter().chain(languages.filter(|languages| !languages.is_empty())).collect::<Vec<_>>().join(" · ")
    };
    let load = move || row.with(|row| row.as_ref().map(|row| load(client, row)));
    let mine = untrack(|| client.my_id()) == Some(id);
    let address = move |_| {
        if let Some(name) = told(|row| row.name.clone()) {
            client.desk.insert.set(Some(room::address(&name, &untrack(|| names(client)))));
            client.navigation.pane.set(Pane::Dialog);
        }
    };
    view! {
        <li>
            <button type="button" class="row" disabled=mine on:click=address>
                <Avatar id=id.0 name photo=client.photo(id) status/>
                <span>
                    <span class="line1">
                        <span class="truncate">{name}</span>
                        {mine.then(|| view! { <span class="faint">{t!(i18n, "operators.you")}</span> })}
                    </span>
                    <span class="line2"><span class="truncate">{string(about)}</span></span>
                </span>
                <span class="end"><span>{maybe(load)}</span></span>
            </button>
        </li>
    }
}
