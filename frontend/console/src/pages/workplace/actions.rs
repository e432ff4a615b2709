use leptos::prelude::*;
use letopis_shared::domain::visitor::Breadth;
use letopis_shared::limits::COMMENT_CHARS_MAX;
use letopis_shared::schema::ids::ConversationId;
use letopis_shared::schema::vocabulary::{Language, TransferTarget};
use letopis_shared::views::operators::OperatorRow;
use letopis_shared::views::sites::DepartmentRow;
use letopis_shared::views::timeline::ConversationHead;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Avatar, Icon, If, dynamic, flag, heard, press, string, t, use_i18n};

use crate::client::{Client, use_client};
use crate::components::keyboard::find_focus;
use crate::components::{
    CategoryTag, Choice, Dialog, Field, Menu, MenuItem, Select, language_name, load, visitor_name,
};
use crate::platform::{page, timer};

/// The row of buttons under the composer (S32): send on, name what it is about, let wait, block.
#[component]
pub fn Actions(id: ConversationId, head: Memo<Option<ConversationHead>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let [transferring, choosing, sending, banning] = std::array::from_fn(|_| RwSignal::new(false));
    let target = RwSignal::new(None::<(TransferTarget, String)>);
    let cannot = flag(move || !client.link.get().live);
    // With what was done the conversation may end here, and these buttons with it.
    on_cleanup(|| {
        if document().query_selector(".wp-actions:focus-within").is_ok_and(|within| within.is_some()) {
            timer::after(0, find_focus);
        }
    });
    let button = move |icon: &'static str, key: &'static str| move || view! { <Icon name=icon/><span class="t">{t!(i18n, key)}</span> };
    view! {
        <div class="wp-actions">
            <Menu open=transferring keys="T" label=t!(i18n, "action.transfer") button_class="btn" button=button("forward", "action.transfer")
                disabled=cannot>
                {dynamic(move || {
                    let mut above = "";
                    targets(client).into_iter().map(|Way { to, name, colleague, icon, heading, there }| {
                        let chosen = (to, name.clone());
                        let end = match (&colleague, there) {
                            (Some(row), _) => load(client, row),
                            (_, Some(0)) => i18n.get("transfer.nobody"),
                            (_, Some(there)) => i18n.with("transfer.online", &[("n", &there.to_string())]),
                            _ => String::new(),
                        };
                        let mark = match colleague {
                            Some(row) => view! {
                                <Avatar id=row.id.0 name=Signal::stored(Some(row.name)) photo=client.photo(row.id) size=24
                                    status=Signal::stored(row.status)/>
                            }
                            .into_any(),
                            None => view! { <Icon name=icon/> }.into_any(),
                        };
                        let begins = std::mem::replace(&mut above, heading) != heading;
                        view! {
                            <div class="menu-title" hidden=!begins>{i18n.get(heading)}</div>
                            <MenuItem disabled=there == Some(0) on_choose=move || {
                                target.set(Some(chosen.clone()));
                                sending.set(true);
                            }>
                                {mark}<span class="truncate">{name}</span>
                                " "
                                <span class="end small num">{end}</span>
                            </MenuItem>
                        }
                    }).collect_view().into_any()
                })}
            </Menu>
            <Menu open=choosing keys="G" label=t!(i18n, "action.category") button_class="btn" button=button("tag", "action.category")
                disabled=cannot>
                {dynamic(move || {
                    let given = head.with(|head| head.as_ref().and_then(|head| head.category_id));
                    let choose = move |category_id| {
                        client.give(Command::GiveCategory { conversation_id: id, category_id });
                    };
                    let rows = client.sites(|sites| {
                        sites.categories_in_use().into_iter().map(|row| row.id).collect::<Vec<_>>()
                    }).unwrap_or_default();
                    let items = rows.into_iter().map(|category| view! {
                        <MenuItem on_choose=move || choose(Some(category)) checked=Signal::stored(given == Some(category))>
                            <CategoryTag of=Signal::stored(Some(category))/>
                        </MenuItem>
                    }).collect_view();
                    view! {
                        <div class="menu-title">{t!(i18n, "category.title")}</div>
                        {items}
                        <If when=Signal::stored(given.is_some())>
                            <hr/>
                            <MenuItem on_choose=move || choose(None)><Icon name="x"/>{t!(i18n, "category.none")}</MenuItem>
                        </If>
                    }.into_any()
                })}
            </Menu>
            <button type="button" class="btn" aria-keyshortcuts="Z" disabled=cannot on:click=press(move |_| client.toggle_hold())>
                <Icon name="hourglass"/>
                <span class="t">
                    {string(move || {
                        let held = head.with(|head| head.as_ref().is_some_and(|head| head.on_hold));
                        i18n.get(if held { "action.end_hold" } else { "action.hold" })
                    })}
                </span>
            </button>
            <span class="spacer"></span>
            <button type="button" class="btn" aria-keyshortcuts="B" disabled=cannot on:click=press(move |_| banning.set(true))>
                <Icon name="ban"/><span class="t">{t!(i18n, "action.ban")}</span>
            </button>
        </div>
        <Words
            open=sending
            title=string(move || {
                match target.get() {
                    Some((TransferTarget::CommonQueue, name)) => name,
                    target => i18n.with("transfer.title", &[("to", &target.map(|(_, name)| name).unwrap_or_default())]),
                }
            })
            label="transfer.comment"
            action="action.transfer"
            on_done=Callback::new(move |comment| {
                if let Some((target, _)) = target.get_untracked() {
                    client.give(Command::TransferConversation { conversation_id: id, target, comment });
                }
            })
        />
        <Ban open=banning head/>
    }
}

/// Where a conversation may go.
struct Way {
    to: TransferTarget,
    name: String,
    /// Who it is, where it is one operator.
    colleague: Option<OperatorRow>,
    icon: &'static str,
    /// Ways of one kind stand under one.
    heading: &'static str,
    /// How many are Online there, their connection holding, where it leads to several.
    there: Option<usize>,
}

/// Where this conversation may go now (S83–S86).
fn targets(client: Client) -> Vec<Way> {
    let (i18n, me) = (client.i18n, client.my_id());
    let mut ways = Vec::new();
    let mut rows =
        client.operators(|operators| operators.rows.values().cloned().collect::<Vec<_>>()).unwrap_or_default();
    rows.retain(|row| row.role.serves_visitors());
    let mut spoken: Vec<Language> = Vec::new();
    for row in &rows {
        if Some(row.id) != me && row.is_there() {
            let (to, name) = (TransferTarget::Operator { operator_id: row.id }, row.name.clone());
            let colleague = Some(row.clone());
            ways.push(Way { to, name, colleague, icon: "", heading: "page.operators", there: None });
        }
        spoken.extend(row.languages.iter().filter(|language| !spoken.contains(language)).cloned().collect::<Vec<_>>());
    }
    let there = |of: &dyn Fn(&OperatorRow) -> bool| rows.iter().filter(|row| row.is_there() && of(row)).count();
    let departments = client.sites(|sites| {
        let named = |row: &DepartmentRow| (row.id, row.names.of(i18n.locale()).to_owned());
        sites.departments_in_use().into_iter().map(named).collect::<Vec<_>>()
    });
    for (department_id, name) in departments.unwrap_or_default() {
        let of = |row: &OperatorRow| row.departments.contains(&department_id);
        if rows.iter().any(of) {
            let to = TransferTarget::Department { department_id };
            let there = Some(there(&of));
            ways.push(Way { to, name, colleague: None, icon: "users", heading: "page.departments", there });
        }
    }
    spoken.sort();
    for language in spoken {
        let name = language_name(i18n, &language);
        // who lists none speaks all of them
        let there = Some(there(&|row| row.languages.is_empty() || row.languages.contains(&language)));
        let to = TransferTarget::Language { language };
        ways.push(Way { to, name, colleague: None, icon: "languages", heading: "operators.languages", there });
    }
    let (to, name) = (TransferTarget::CommonQueue, i18n.get("transfer.common_queue"));
    ways.push(Way { to, name, colleague: None, icon: "undo-2", heading: "section.common_queue", there: None });
    ways
}

/// Asks for some words before something is done with them.
#[component]
fn Words(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    label: &'static str,
    action: &'static str,
    on_done: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let text = RwSignal::new(String::new());
    let done = move || {
        open.set(false);
        on_done.run(text.get_untracked().trim().to_owned());
        text.set(String::new());
    };
    view! {
        <Dialog open title>
            <div class="body">
                <label class="field">
                    <span class="label">{t!(i18n, label)}</span>
                    <textarea
                        class="input"
                        rows="3"
                        autofocus
                        maxlength=COMMENT_CHARS_MAX.to_string()
                        prop:value=string(move || text.get())
                        on:input=heard(move |event| text.set(event_target_value(&event)))
                    ></textarea>
                </label>
            </div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
                <button
                    type="button"
                    class="btn"
                    data-variant="primary"
                    aria-keyshortcuts="Control+Enter"
                    on:click=press(move |_| done())
                >
                    {t!(i18n, action)}
                </button>
            </footer>
        </Dialog>
    }
}

/// How long a ban holds, in hours; 0 is for ever.
const BANS: [(u32, &str); 4] = [(24, "ban.day"), (24 * 7, "ban.week"), (24 * 30, "ban.month"), (0, "ban.for_ever")];

/// Blocks a visitor, in two steps (S109).
#[component]
fn Ban(open: RwSignal<bool>, head: Memo<Option<ConversationHead>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let visitor = move || head.with(|head| head.as_ref().map(|head| head.visitor_id));
    let text = string(move || {
        let head = head.get();
        let name = head.map(|head| visitor_name(i18n, head.visitor_name.as_deref(), head.visitor_number));
        i18n.with("ban.text", &[("name", &name.unwrap_or_default())])
    });
    // Where no address is known there is none to block.
    let ip = move || client.card(visitor()?, |card| card.visit.as_ref()?.ip.clone()).flatten();
    let whom = RwSignal::new("0".to_owned());
    let all = Signal::derive(move || {
        let with_ip = i18n.with("ban.with_ip", &[("ip", &ip().unwrap_or_default())]);
        let labels = [i18n.get("ban.alone"), with_ip, i18n.get("ban.with_network")];
        labels.into_iter().enumerate().map(|(n, label)| Choice { value: n.to_string(), label }).collect::<Vec<_>>()
    });
    let reason = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let error = Signal::derive(move || {
        let empty = reason.with(|reason| reason.trim().is_empty());
        (tried.get() && empty).then(|| i18n.get("ban.reason_missing"))
    });
    let hours = RwSignal::new(BANS[0].0.to_string());
    let spans = Signal::derive(move || {
        BANS.map(|(hours, key)| Choice { value: hours.to_string(), label: i18n.get(key) }).to_vec()
    });
    let ban = move || {
        tried.set(true);
        if error.with_untracked(Option::is_some) {
            return page::focus("ban-reason");
        }
        open.set(false);
        tried.set(false);
        let Some(visitor_id) = untrack(visitor) else { return };
        let hours = hours.get_untracked().parse().unwrap_or(0_u32);
        let until = (hours > 0).then(|| client.now() + chrono::TimeDelta::hours(hours.into()));
        let reason = reason.get_untracked().trim().to_owned();
        let addresses = match whom.get_untracked().as_str() {
            "1" => Some(Breadth::Address),
            "2" => Some(Breadth::Network),
            _ => None,
        };
        client.give(Command::BanVisitor { visitor_id, reason, addresses, until });
    };
    view! {
        <Dialog open title=t!(i18n, "ban.title") alert=true>
            <div class="body">
                <p class="muted">{text}</p>
                <Field id="ban-reason" label=t!(i18n, "ban.reason") error value=reason autofocus=true/>
                <Select id="ban-hours" label=t!(i18n, "ban.how_long") choices=spans value=hours
                    on_choose=move |chosen| hours.set(chosen)/>
                <If when=flag(move || ip().is_some())>
                    <Select id="ban-whom" label=t!(i18n, "ban.whom") choices=all value=whom
                        on_choose=move |chosen| whom.set(chosen)/>
                </If>
            </div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
                <button
                    type="button"
                    class="btn"
                    data-variant="inverse"
                    aria-keyshortcuts="Control+Enter"
                    on:click=press(move |_| ban())
                >
                    {t!(i18n, "action.ban")}
                </button>
            </footer>
        </Dialog>
    }
}
