use leptos::prelude::*;
use letopis_shared::schema::ids::{ConversationId, VisitorId};
use letopis_shared::schema::vocabulary::Side;
use letopis_shared::views::workplace::{ConversationRow, Section, VisitorRow};
use letopis_ui::{
    Avatar, I18n, Icon, If, dynamic, flag, format, maybe, present, press, string, text, use_i18n, word, yes_no,
};

use crate::client::{Client, use_client};
use crate::components::{CategoryTag, Chip, recent, visitor_name};
use crate::state::attention::seconds_since;
use crate::state::list::{self, RowId};
use crate::state::place::Place;
use crate::state::selection::Selection;

/// The id of a row's element, for the focus.
pub fn row_element_id(row: RowId) -> String {
    match row {
        RowId::Conversation(id) => format!("row-{id}"),
        RowId::Visitor(id) => format!("row-{id}"),
    }
}

/// What the second line of a row says.
#[derive(Clone, PartialEq)]
enum Second {
    Typing,
    Draft(String),
    Queued(String),
    /// The operator's side wrote last.
    Ours(String),
    Theirs(String),
}

/// A conversation: two lines that never wrap.
#[component]
pub fn ConversationLine(id: ConversationId, section: Section) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let row = Memo::new(move |before: Option<&Option<ConversationRow>>| {
        let now = client.workplace(|workplace| workplace.conversations.get(&id).cloned()).flatten();
        now.or_else(|| before.cloned().flatten())
    });
    let visitor = row.get_untracked().map(|row| row.visitor_id.0).unwrap_or_default();
    let name = move || row.with(|row| row.as_ref().and_then(|row| row.visitor_name.clone()));
    let title = move || {
        let number = row.with(|row| row.as_ref().map_or(0, |row| row.visitor_number));
        visitor_name(i18n, name().as_deref(), number)
    };
    let second = Memo::new(move |_| row.get().map(|row| second_line(client, &row)));
    let waiting = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| list::waits(row, section))));
    let waits = move || waiting.get();
    let letter = section == Section::OfflineRequests;
    let others = section == Section::OthersConversations;
    let unread = move || row.with(|row| row.as_ref().map_or(0, |row| row.unread));
    let counted = move || unread() > 0 && section == Section::InConversation;
    let end = move || match row.get() {
        Some(row) if waits() => {
            let waited = format::stopwatch(seconds_since(row.waiting_since, client.now()));
            view! { <span class="wait">{waited}</span> }.into_any()
        }
        Some(row) => recent(i18n, row.last_at, client.now()).into_any(),
        None => ().into_any(),
    };
    // Whose it is, where it is somebody else's; a colleague whose account is gone has no name to say.
    let holder = maybe(move || {
        let row = row.get().filter(|_| others)?;
        client.colleague(*row.operators.first().or(row.assigned.as_ref())?)
    });
    let category = Signal::derive(move || row.with(|row| row.as_ref()?.category_id));
    let department = maybe(move || {
        let told = |row: &&ConversationRow| letter || waits() && !(others && row.assigned.is_some());
        let id = row.with(|row| row.as_ref().filter(told)?.department_id)?;
        client.department_name(id)
    });
    let so = move |shown: bool, is: fn(&ConversationRow) -> bool, key: &'static str| {
        maybe(move || (shown && row.with(|row| row.as_ref().is_some_and(is))).then(|| i18n.get(key)))
    };
    let mine = matches!(section, Section::AwaitingReply | Section::CommonQueue);
    // It is his for so long, until it goes back to the queue.
    let for_you = maybe(move || {
        let assigned_at = row.with(|row| row.as_ref().filter(|_| mine)?.assigned_at)?;
        let pick_up = client.sites(|sites| sites.pick_up_seconds)?;
        let left = u64::from(pick_up).saturating_sub(seconds_since(assigned_at, client.now()));
        Some([i18n.get("row.for_you"), format::stopwatch(left)].join(" · "))
    });
    let mentioned = maybe(move || {
        let me = client.my_id()?;
        row.with(|row| row.as_ref().is_some_and(|row| row.mentioned.contains(&me))).then(|| i18n.get("row.mentioned"))
    });
    view! {
        <Frame id=RowId::Conversation(id) unread=flag(move || unread() > 0 && !waits())>
            // What was left while nobody was there is a letter.
            <Avatar id=visitor name=maybe(move || name().filter(|_| !letter)) icon=if letter { "mail" } else { "globe" }/>
            <span>
                <span class="line1">
                    <span class="truncate" dir="auto">{string(title)}</span>
                    <CategoryTag of=category/>
                </span>
                <span class="line2">
                    <Chip tone="outline" text=holder/>
                    <Chip tone="accent" text=mentioned/>
                    <Chip tone="accent" text=for_you/>
                    <Chip tone="outline" text=so(mine, |row| !row.on_site, "row.left")/>
                    <Chip text=so(true, |row| row.on_hold, "row.held")/>
                    <Chip tone="outline" text=department/>
                    {dynamic(move || second.get().map(|second| second_view(i18n, second)).into_any())}
                </span>
            </span>
            <span class="end">
                <span>{dynamic(end)}</span>
                <If when=flag(counted)>
                    <span class="badge" data-tone="accent">{string(move || unread().to_string())}</span>
                </If>
            </span>
        </Frame>
    }
}

fn second_line(client: Client, row: &ConversationRow) -> Second {
    if client.typing.with(|typing| typing.who(row.id).contains(&None)) {
        return Second::Typing;
    }
    let open = client.navigation.selection.get() == Selection::Conversation(row.id);
    let place = Place::Conversation(row.id);
    let draft = client.drafts.with(|drafts| drafts.get(&place.to_string()).trim().to_owned());
    if !draft.is_empty() && !open {
        return Second::Draft(draft);
    }
    let queued = client.outbox.with(|outbox| {
        outbox.messages(place).last().and_then(|pending| pending.message().map(|(_, text)| text.to_owned()))
    });
    match (queued, row.last_by) {
        (Some(text), _) => Second::Queued(text),
        (None, Side::Operator) => Second::Ours(row.preview.clone()),
        (None, Side::Visitor) => Second::Theirs(row.preview.clone()),
    }
}

fn second_view(i18n: I18n, second: Second) -> AnyView {
    let plain = |text: String| view! { <span class="truncate" dir="auto">{text}</span> };
    match second {
        Second::Typing => view! { <Icon name="pencil-line" size=12/>{plain(i18n.get("row.typing"))} }.into_any(),
        Second::Draft(text) => view! { <span class="draft">{i18n.get("row.draft")}</span>{plain(text)} }.into_any(),
        Second::Queued(text) => view! { <Icon name="clock" size=12/>{plain(text)} }.into_any(),
        Second::Ours(text) => view! { <Icon name="corner-up-left" size=12/>{plain(text)} }.into_any(),
        Second::Theirs(text) => plain(text).into_any(),
    }
}

/// A visitor without a conversation: where he is, or when he left.
#[component]
pub fn VisitorLine(id: VisitorId) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let row = Memo::new(move |before: Option<&Option<VisitorRow>>| {
        let now = client.workplace(|workplace| workplace.visitors.get(&id).cloned()).flatten();
        now.or_else(|| before.cloned().flatten())
    });
    let name = move || row.with(|row| row.as_ref().and_then(|row| row.name.clone()));
    let title = move || visitor_name(i18n, name().as_deref(), row.with(|row| row.as_ref().map_or(0, |row| row.number)));
    let left = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.left_at)));
    let banned = move || row.with(|row| row.as_ref().is_some_and(|row| row.banned));
    let page = move || {
        row.with(|row| {
            let page = &row.as_ref()?.page;
            let title = page.title.trim();
            Some(if title.is_empty() { text::path_of(&page.url).to_owned() } else { title.to_owned() })
        })
    };
    let end = move || match left.get() {
        Some(left) => recent(i18n, left, client.now()),
        None => {
            let since = row.with(|row| row.as_ref().map(|row| row.page_at)).unwrap_or_default();
            format::stopwatch(seconds_since(since, client.now()))
        }
    };
    view! {
        <Frame id=RowId::Visitor(id) unread=Signal::stored(false)>
            {dynamic(move || {
                let icon = if left.get().is_some() { "eye-off" } else { "eye" };
                view! { <Avatar id=id.0 name=maybe(name) icon/> }.into_any()
            })}
            <span>
                <span class="line1"><span class="truncate" dir="auto">{string(title)}</span></span>
                <span class="line2">
                    <Chip tone="outline" text=maybe(move || banned().then(|| i18n.get("row.banned")))/>
                    <Chip tone="outline" text=maybe(move || left.get().map(|_| i18n.get("row.left")))/>
                    <span class="truncate" dir="auto">{maybe(page)}</span>
                </span>
            </span>
            <span class="end"><span>{string(end)}</span></span>
        </Frame>
    }
}

/// What every row is: an option that a click or Enter opens.
#[component]
fn Frame(id: RowId, unread: Signal<bool>, children: Children) -> impl IntoView {
    let client = use_client();
    let selected = Memo::new(move |_| match (id, client.navigation.selection.get()) {
        (RowId::Conversation(id), Selection::Conversation(open)) => id == open,
        (RowId::Visitor(id), Selection::Visitor(open)) => id == open,
        _ => false,
    });
    let stop = Memo::new(move |_| client.desk.stop.get() == Some(id));
    view! {
        <li
            id=row_element_id(id)
            class="row"
            role="option"
            tabindex=word(move || Some(if stop.get() { "0" } else { "-1" }))
            aria-selected=yes_no(move || selected.get())
            data-unread=present(move || unread.get())
            on:click=press(move |_| client.open_row(id))
        >
            {children()}
        </li>
    }
}
