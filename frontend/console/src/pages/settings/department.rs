//! What makes up the work of a department: who is in it, when it is there, how much one of it has at once (S127).

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::limits::CONVERSATIONS_PER_OPERATOR_MAX;
use letopis_shared::schema::ids::DepartmentId;
use letopis_shared::schema::vocabulary::{Weekday, WorkingHours};
use letopis_shared::views::sites::DepartmentRow;
use letopis_shared::wire::operator::Command;
use letopis_ui::{Icon, If, dynamic, flag, format, heard, press, string, t, use_i18n, word};

use super::members::{Members, changes, who_serve};
use crate::client::use_client;
use crate::components::{Alert, Choice, Field, FormEnd, Segmented, Select};
use crate::state::hours::{Stretch, added, typed, usual, week};
use crate::state::limit;

/// The key of a day.
fn day_key(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "weekday.monday",
        Weekday::Tuesday => "weekday.tuesday",
        Weekday::Wednesday => "weekday.wednesday",
        Weekday::Thursday => "weekday.thursday",
        Weekday::Friday => "weekday.friday",
        Weekday::Saturday => "weekday.saturday",
        Weekday::Sunday => "weekday.sunday",
    }
}

/// The form of all of it; what was not changed is not told.
#[component]
pub fn Work(open: RwSignal<bool>, row: DepartmentRow) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let department_id = row.id;
    let in_it = move |departments: &[DepartmentId]| departments.contains(&department_id);
    let members: Vec<_> =
        untrack(|| who_serve(client)).iter().filter(|one| in_it(&one.departments)).map(|one| one.id).collect();
    let members = RwSignal::new(members);
    let max = RwSignal::new(row.conversations_max.map(|max| max.to_string()).unwrap_or_default());
    let by_hours = RwSignal::new(row.hours.is_some());
    let stretches = RwSignal::new(row.hours.as_ref().map_or_else(usual, |hours| typed(&hours.shifts)));
    let (here, zones) = format::time_zones();
    let zone = RwSignal::new(row.hours.as_ref().map_or(here, |hours| hours.time_zone.clone()));
    let held = StoredValue::new(row);
    let refusal = RwSignal::new(None::<String>);
    let wanted_max = move || limit::own(&max.get());
    let hours = move || -> Option<Option<WorkingHours>> {
        if !by_hours.get() {
            return Some(None);
        }
        let shifts = stretches.with(|all| week(all))?;
        Some(Some(WorkingHours { time_zone: zone.get(), shifts }))
    };
    let error = Signal::derive(move || {
        let top = CONVERSATIONS_PER_OPERATOR_MAX.to_string();
        wanted_max().is_none().then(|| i18n.with("settings.whole", &[("min", "0"), ("max", &top)]))
    });
    let wrong = flag(move || hours().is_none());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(max), Some(hours)) = (untrack(wanted_max), untrack(hours)) else { return };
        let mut commands = changes(
            client,
            &members.get_untracked(),
            |one| in_it(&one.departments),
            |one, on| {
                let mut department_ids = one.departments.clone();
                department_ids.retain(|id| *id != department_id);
                department_ids.extend(on.then_some(department_id));
                Command::GiveDepartments { operator_id: one.id, department_ids }
            },
        );
        held.with_value(|row| {
            if hours != row.hours {
                commands.push(Command::ChooseHours { department_id, hours });
            }
            if max != row.conversations_max {
                commands.push(Command::LimitDepartment { department_id, max });
            }
        });
        refusal.set(None);
        client.commands(commands, move |answer| match answer {
            Ok(()) => drop(open.try_set(false)),
            Err(failure) => drop(refusal.try_set(Some(client.sentence(&failure)))),
        });
    };
    let mut zones = zones;
    let chosen = zone.get_untracked();
    if !zones.contains(&chosen) {
        zones.insert(0, chosen);
    }
    let zones: Vec<_> = zones.into_iter().map(|name| Choice { label: name.replace('_', " "), value: name }).collect();
    let zones = StoredValue::new(zones);
    view! {
        <form on:submit=submit>
            <div class="body">
                <div role="alert"><Alert text=refusal/></div>
                <Members legend="departments.members" chosen=members/>
                <Field id="department-max" label=t!(i18n, "departments.max") hint=t!(i18n, "departments.max_hint")
                    error value=max kind=Signal::stored("number")/>
                <div class="field">
                    <span class="label">{t!(i18n, "departments.hours")}</span>
                    <Segmented
                        label=t!(i18n, "departments.hours")
                        choices=&[(false, "departments.always"), (true, "departments.by_hours")]
                        value=by_hours
                    />
                </div>
                <If when=flag(move || by_hours.get())>
                    <Select id="department-zone" label=t!(i18n, "departments.time_zone")
                        choices=Signal::derive(move || zones.get_value()) value=zone on_choose=move |name| zone.set(name)/>
                    <div class="week">{Weekday::ALL.map(|weekday| view! { <Day weekday stretches/> }).collect_view()}</div>
                    <span
                        class=word(move || Some(if wrong.get() { "error" } else { "hint" }))
                        role=word(move || wrong.get().then_some("alert"))
                    >
                        {string(move || i18n.get(if wrong.get() { "departments.hours_wrong" } else { "departments.hours_hint" }))}
                    </span>
                </If>
            </div>
            <FormEnd open unready=flag(move || wrong.get() || wanted_max().is_none())/>
        </form>
    }
}

/// The stretches of one day, by their places among all.
#[component]
fn Day(weekday: Weekday, stretches: RwSignal<Vec<Stretch>>) -> impl IntoView {
    let i18n = use_i18n();
    let places = Memo::new(move |_| {
        let of_day = |(place, one): (usize, &Stretch)| (one.weekday == weekday).then_some(place);
        stretches.with(|all| all.iter().enumerate().filter_map(of_day).collect::<Vec<_>>())
    });
    let day = move || i18n.get(day_key(weekday));
    let line = move |place: usize| {
        let time = move |key: &'static str, read: fn(&mut Stretch) -> &mut String| {
            view! {
                <input
                    type="time"
                    class="time"
                    required
                    aria-label=string(move || i18n.with(key, &[("day", &day())]))
                    prop:value=string(move || {
                        stretches.with(|all| all.get(place).cloned()).map(|mut one| std::mem::take(read(&mut one))).unwrap_or_default()
                    })
                    on:input=heard(move |event| stretches.update(|all| {
                        if let Some(one) = all.get_mut(place) {
                            *read(one) = event_target_value(&event);
                        }
                    }))
                />
            }
        };
        let remove = string(move || {
            let hours = stretches.with(|all| all.get(place).map(|one| format!("{}–{}", one.from, one.to)));
            i18n.with("departments.remove_hours", &[("day", &day()), ("hours", &hours.unwrap_or_default())])
        });
        view! {
            <span class="stretch">
                {time("departments.from", |one| &mut one.from)}
                <span aria-hidden="true">"–"</span>
                {time("departments.to", |one| &mut one.to)}
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=remove
                    on:click=press(move |_| stretches.update(|all| drop(all.remove(place))))
                >
                    <Icon name="x"/>
                </button>
            </span>
        }
    };
    view! {
        <div class="weekday" role="group" aria-label=string(day)>
            <span class="name">{string(day)}</span>
            <span class="stretches">
                {dynamic(move || match places.get() {
                    places if places.is_empty() => view! {
                        <span class="faint">{t!(i18n, "departments.closed_day")}</span>
                    }.into_any(),
                    places => places.into_iter().map(line).collect_view().into_any(),
                })}
            </span>
            <button
                type="button"
                class="icon-btn"
                aria-label=string(move || i18n.with("departments.add_hours", &[("day", &day())]))
                on:click=press(move |_| stretches.update(|all| all.push(added(weekday))))
            >
                <Icon name="plus"/>
            </button>
        </div>
    }
}
