//! Departments and categories: names in both languages, an order, and an archive in place of deletion, because
//! conversations of before still name them.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::schema::ids::{CategoryId, DepartmentId};
use letopis_shared::schema::vocabulary::{Locale, Names};
use letopis_shared::views::sites::{DepartmentRow, Sites};
use letopis_shared::wire::operator::Command;
use letopis_ui::browser::new_id;
use letopis_ui::{Each, Icon, If, dynamic, flag, heard, maybe, present, press, string, t, use_i18n};
use uuid::Uuid;

use super::department::Work;
use super::members::who_serve;
use super::order::moved;
use crate::client::use_client;
use crate::components::{Alert, Chip, Dialog, Empty, Field, FormEnd, Menu, MenuItem, Skeleton};
use crate::platform::{page, timer};
use crate::state::contrast;

/// The colour that a new category starts with.
const FIRST_COLOUR: &str = "#2b59c3";

/// What is listed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Departments,
    Categories,
}

/// One of the list.
#[derive(Clone, PartialEq)]
struct Row {
    id: Uuid,
    names: Names,
    /// Categories have one.
    colour: Option<String>,
    place: u32,
    archived: bool,
}

impl Row {
    fn other_name(&self, locale: Locale) -> &str {
        self.names.of(match locale {
            Locale::Ru => Locale::En,
            Locale::En => Locale::Ru,
        })
    }
}

impl Of {
    /// All of them in their order, archived ones last.
    fn rows(self, view: &Sites) -> Vec<Row> {
        let mut rows: Vec<Row> = match self {
            Of::Departments => {
                let row = |row: &DepartmentRow| Row {
                    id: row.id.0,
                    names: row.names.clone(),
                    colour: None,
                    place: row.place,
                    archived: row.archived,
                };
                view.departments.values().map(row).collect()
            }
            Of::Categories => {
                let row = |row: &letopis_shared::views::sites::CategoryRow| Row {
                    id: row.id.0,
                    names: row.names.clone(),
                    colour: Some(row.colour.clone()),
                    place: row.place,
                    archived: row.archived,
                };
                view.categories.values().map(row).collect()
            }
        };
        rows.sort_by_key(|row| (row.archived, row.place, row.id));
        rows
    }

    fn create(self, id: Uuid, names: Names, colour: String) -> Command {
        match self {
            Of::Departments => Command::CreateDepartment { department_id: DepartmentId(id), names },
            Of::Categories => Command::CreateCategory { category_id: CategoryId(id), names, colour },
        }
    }

    fn rename(self, id: Uuid, names: Names) -> Command {
        match self {
            Of::Departments => Command::RenameDepartment { department_id: DepartmentId(id), names },
            Of::Categories => Command::RenameCategory { category_id: CategoryId(id), names },
        }
    }

    fn place(self, id: Uuid, place: u32) -> Command {
        match self {
            Of::Departments => Command::PlaceDepartment { department_id: DepartmentId(id), place },
            Of::Categories => Command::PlaceCategory { category_id: CategoryId(id), place },
        }
    }

    fn archive(self, id: Uuid, archived: bool) -> Command {
        match (self, archived) {
            (Of::Departments, true) => Command::ArchiveDepartment { department_id: DepartmentId(id) },
            (Of::Departments, false) => Command::RestoreDepartment { department_id: DepartmentId(id) },
            (Of::Categories, true) => Command::ArchiveCategory { category_id: CategoryId(id) },
            (Of::Categories, false) => Command::RestoreCategory { category_id: CategoryId(id) },
        }
    }

    /// The keys of his texts: title, what it is for, adding, none yet, none yet in full.
    fn texts(self) -> [&'static str; 5] {
        match self {
            Of::Departments => [
                "page.departments",
                "departments.text",
                "departments.add",
                "departments.none_title",
                "departments.none",
            ],
            Of::Categories => {
                ["page.categories", "categories.text", "categories.add", "categories.none_title", "categories.none"]
            }
        }
    }
}

/// The page of one kind.
#[component]
pub fn Listing(of: Of) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let [title, text, add, none_title, none] = of.texts();
    let rows = Memo::new(move |_| client.sites(|view| of.rows(view)));
    let ids = move || rows.with(|rows| rows.iter().flatten().map(|row| row.id).collect::<Vec<_>>());
    let editing = RwSignal::new(false);
    let edited = RwSignal::new(None::<Row>);
    let edit = Callback::new(move |row: Option<Row>| {
        edited.set(row);
        editing.set(true);
    });
    let working = RwSignal::new(false);
    let at_work = RwSignal::new(None::<DepartmentRow>);
    let work = Callback::new(move |id: Uuid| {
        let row = untrack(|| client.sites(|view| view.departments.get(&DepartmentId(id)).cloned()).flatten());
        working.set(row.is_some());
        at_work.set(row);
    });
    let work_title = string(move || {
        let name = at_work.with(|row| row.as_ref().map(|row| row.names.of(i18n.locale()).to_owned()));
        i18n.with("departments.work_title", &[("name", &name.unwrap_or_default())])
    });
    let is_new = move || edited.with(Option::is_none);
    view! {
        <div class="page-head">
            <h1>{t!(i18n, title)}</h1>
            <span class="spacer"></span>
            <button
                type="button"
                class="btn"
                data-variant="primary"
                disabled=flag(move || !client.link.get().live)
                on:click=press(move |_| edit.run(None))
            >
                <Icon name="plus"/>
                {t!(i18n, add)}
            </button>
        </div>
        <p class="small muted listing-text">{t!(i18n, text)}</p>
        <If
            when=flag(move || rows.with(Option::is_some))
            otherwise=move || view! { <Skeleton label=t!(i18n, "loading")/> }
        >
            <div class="panel">
                <If when=flag(move || ids().is_empty())>
                    <Empty icon="tags" title=t!(i18n, none_title) text=t!(i18n, none)/>
                </If>
                <ul class="listing">
                    <Each each=ids key=|id| *id let:id><Line of id rows edit work/></Each>
                </ul>
            </div>
        </If>
        <Dialog
            open=editing
            title=string(move || i18n.get(if is_new() { add } else { "settings.edit" }))
        >
            <Edit of open=editing row=edited.get_untracked()/>
        </Dialog>
        <Dialog open=working title=work_title wide=true>
            {at_work.get_untracked().map(|row| view! { <Work open=working row/> })}
        </Dialog>
    }
}

/// One of the list. It stays the same while it changes, so the focus does too.
#[component]
fn Line(
    of: Of,
    id: Uuid,
    rows: Memo<Option<Vec<Row>>>,
    edit: Callback<Option<Row>>,
    work: Callback<Uuid>,
) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let row = Memo::new(move |_| rows.with(|rows| rows.iter().flatten().find(|row| row.id == id).cloned()));
    let told = move |of: fn(&Row, Locale) -> String| {
        string(move || row.with(|row| row.as_ref().map(|row| of(row, i18n.locale()))).unwrap_or_default())
    };
    let name = told(|row, locale| row.names.of(locale).to_owned());
    let other = told(|row, locale| row.other_name(locale).to_owned());
    let archived = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.archived)));
    let live = move || client.link.get().live;
    let named = move |key: &'static str| string(move || i18n.with(key, &[("name", &name.get())]));
    // Only those in use have an order.
    let places = move || -> Vec<(Uuid, u32)> {
        rows.with(|rows| rows.iter().flatten().filter(|row| !row.archived).map(|row| (row.id, row.place)).collect())
    };
    let can_move = move |up: bool| {
        let places = places();
        let end = if up { places.first() } else { places.last() };
        !archived.get() && live() && end.is_some_and(|(end, _)| *end != id)
    };
    let mover = move |up: bool| {
        let (key, icon) = if up { ("settings.up", "arrow-up") } else { ("settings.down", "arrow-down") };
        let button = format!("{icon}-{id}");
        let mover = button.clone();
        view! {
            <button
                type="button"
                id=button
                class="icon-btn"
                aria-label=named(key)
                aria-disabled=letopis_ui::yes_no(move || !can_move(up))
                on:click=press(move |_| {
                    if untrack(|| can_move(up)) {
                        for (id, place) in moved(&untrack(places), id, up) {
                            let mover = mover.clone();
                            client.command(of.place(id, place), move |answer| match answer {
                                // A row that is moved takes the focus out of it.
                                Ok(()) => timer::after(0, move || page::focus(&mover)),
                                Err(failure) => client.say_failure(&failure),
                            });
                        }
                    }
                })
            >
                <Icon name=icon/>
            </button>
        }
    };
    let archive = move || {
        let archived = !archived.get_untracked();
        client.command(of.archive(id, archived), move |answer| match answer {
            Ok(()) => {
                let key = if archived { "settings.archived_toast" } else { "settings.restored_toast" };
                let text = untrack(|| i18n.with(key, &[("name", &name.get_untracked())]));
                client.say("circle-check", text, None);
            }
            Err(failure) => client.say_failure(&failure),
        });
    };
    view! {
        <li class="listed" data-archived=present(move || archived.get())>
            {dynamic(move || row.with(|row| row.as_ref().and_then(|row| row.colour.clone())).map(|colour| view! {
                <svg class="swatch" viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" rx="2" fill=colour/></svg>
            }).into_any())}
            <span class="strong truncate">{name}</span>
            <span class="faint small truncate">{other}</span>
            <Chip text=maybe(move || archived.get().then(|| i18n.get("settings.archived")))/>
            {(of == Of::Departments).then(|| view! { <AtWork id=DepartmentId(id) name work/> })}
            <span class="spacer"></span>
            {mover(true)}
            {mover(false)}
            <Menu
                open
                label=named("operators.actions_of")
                button_class="icon-btn"
                align_end=true
                disabled=flag(move || !live())
                button=|| view! { <Icon name="ellipsis"/> }
            >
                <MenuItem on_choose=move || edit.run(row.get_untracked())>
                    <Icon name="pencil-line"/>
                    {t!(i18n, "settings.edit")}
                </MenuItem>
                {(of == Of::Departments).then(|| view! {
                    <MenuItem on_choose=move || work.run(id)>
                        <Icon name="clock"/>
                        {t!(i18n, "departments.work")}
                    </MenuItem>
                })}
                <MenuItem on_choose=archive>
                    <Icon name="rotate-ccw"/>
                    {string(move || i18n.get(if archived.get() { "settings.restore" } else { "settings.archive" }))}
                </MenuItem>
            </Menu>
        </li>
    }
}

/// How many are in a department and when, which opens the form of both; and whether it is closed now.
#[component]
fn AtWork(id: DepartmentId, name: Signal<String>, work: Callback<Uuid>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let members = string(move || {
        let count = who_serve(client).iter().filter(|row| row.departments.contains(&id)).count();
        let by_hours = client.sites(|view| view.departments.get(&id).is_some_and(|row| row.hours.is_some()));
        let hours = if by_hours.unwrap_or_default() { "departments.by_hours" } else { "departments.always" };
        [i18n.count("departments.count", count as u64, &[]), i18n.get(hours).to_lowercase()].join(" · ")
    });
    let closed = move || {
        client.sites(|view| view.departments.get(&id).is_some_and(|row| !row.open && !row.archived)).unwrap_or_default()
    };
    view! {
        <button
            type="button"
            class="btn members-count"
            data-variant="ghost"
            data-size="sm"
            aria-label=string(move || [members.get(), name.get()].join(": "))
            disabled=flag(move || !client.link.get().live)
            on:click=press(move |_| work.run(id.0))
        >
            <Icon name="clock" size=12/>
            {members}
        </button>
        <Chip text=maybe(move || closed().then(|| i18n.get("departments.closed_now")))/>
    }
}

/// Names in both languages, and the colour of a category.
#[component]
fn Edit(of: Of, open: RwSignal<bool>, row: Option<Row>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let (held_names, held_colour) = match &row {
        Some(row) => (row.names.clone(), row.colour.clone().unwrap_or_default()),
        None => (Names::default(), FIRST_COLOUR.to_owned()),
    };
    let id = row.map(|row| row.id);
    let (ru, en) = (RwSignal::new(held_names.ru.clone()), RwSignal::new(held_names.en.clone()));
    let colour = RwSignal::new(held_colour.clone());
    let refusal = RwSignal::new(None::<String>);
    // One id for the form: pressing twice makes one.
    let new = StoredValue::new(new_id());
    let held = StoredValue::new((held_names, held_colour));
    let answered = move |answer: Result<(), _>| match answer {
        Ok(()) => drop(open.try_set(false)),
        Err(failure) => drop(refusal.try_set(Some(client.sentence(&failure)))),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let names = Names { ru: ru.get_untracked().trim().to_owned(), en: en.get_untracked().trim().to_owned() };
        let colour = colour.get_untracked();
        let Some(id) = id else {
            client.command(of.create(new.get_value(), names, colour), answered);
            return;
        };
        let (held_names, held_colour) = held.get_value();
        if of == Of::Categories && colour != held_colour {
            client.give(Command::ColourCategory { category_id: CategoryId(id), colour });
        }
        if names == held_names {
            open.set(false);
        } else {
            client.command(of.rename(id, names), answered);
        }
    };
    let bad_colour = Signal::derive(move || {
        (of == Of::Categories && contrast::best_contrast(&colour.get()).is_none())
            .then(|| i18n.get("refusal.colour_invalid"))
    });
    let sample = move || {
        view! {
            <input
                type="color"
                class="swatch"
                aria-label=t!(i18n, "sites.colour_choose")
                prop:value=string(move || colour.get())
                on:input=heard(move |event| colour.set(event_target_value(&event)))
            />
        }
        .into_any()
    };
    let none = move || ru.with(|ru| ru.trim().is_empty()) && en.with(|en| en.trim().is_empty());
    view! {
        <form on:submit=submit>
            <div class="body">
                <div role="alert"><Alert text=refusal/></div>
                <Field id="edit-ru" label=t!(i18n, "settings.name_ru") value=ru autofocus=true/>
                <Field id="edit-en" label=t!(i18n, "settings.name_en") hint=t!(i18n, "settings.names_hint") value=en/>
                {(of == Of::Categories).then(|| view! {
                    <Field
                        id="edit-colour"
                        label=t!(i18n, "sites.colour")
                        hint=t!(i18n, "categories.colour_hint")
                        error=bad_colour
                        value=colour
                        monospace=true
                        end=Box::new(sample)
                    />
                })}
            </div>
            <FormEnd open unready=flag(move || none() || bad_colour.with(Option::is_some))/>
        </form>
    }
}
