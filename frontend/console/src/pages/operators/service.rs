use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::limits::CONVERSATIONS_PER_OPERATOR_MAX;
use letopis_shared::schema::ids::{DepartmentId, OperatorId};
use letopis_shared::views::operators::OperatorRow;
use letopis_shared::wire::operator::Command;
use letopis_ui::{If, dynamic, flag, heard, string, t, use_i18n};

use super::languages::Languages;
use crate::client::use_client;
use crate::components::{Alert, Field, FormEnd};
use crate::state::limit;

/// What reaches an operator: departments, languages, how much at once (S127, S128, S133).
#[component]
pub fn Service(open: RwSignal<bool>, operator_id: OperatorId, row: Option<OperatorRow>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let Some(row) = row else { return ().into_any() };
    let departments = RwSignal::new(row.departments.clone());
    let languages = RwSignal::new(row.languages.clone());
    let max = RwSignal::new(row.conversations_max.map(|max| max.to_string()).unwrap_or_default());
    let refusal = RwSignal::new(None::<String>);
    let held = StoredValue::new(row);
    let wanted_max = move || limit::own(&max.get());
    let error = Signal::derive(move || {
        let top = CONVERSATIONS_PER_OPERATOR_MAX.to_string();
        wanted_max().is_none().then(|| i18n.with("settings.whole", &[("min", "0"), ("max", &top)]))
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(max) = untrack(wanted_max) else { return };
        let (department_ids, languages) = (departments.get_untracked(), languages.get_untracked());
        let commands = held.with_value(|row| {
            let give = |changed: bool, command: Command| changed.then_some(command);
            [
                give(department_ids != row.departments, Command::GiveDepartments { operator_id, department_ids }),
                give(languages != row.languages, Command::GiveLanguages { operator_id, languages }),
                give(max != row.conversations_max, Command::LimitConversations { operator_id, max }),
            ]
        });
        refusal.set(None);
        client.commands(commands.into_iter().flatten().collect(), move |answer| match answer {
            Ok(()) => drop(open.try_set(false)),
            Err(failure) => drop(refusal.try_set(Some(client.sentence(&failure)))),
        });
    };
    view! {
        <form on:submit=submit>
            <div class="body">
                <div role="alert"><Alert text=refusal/></div>
                <Departments chosen=departments/>
                <Languages id="his-languages" chosen=languages/>
                <Field id="his-max" label=t!(i18n, "operators.max") hint=t!(i18n, "operators.max_hint")
                    error value=max kind=Signal::stored("number")/>
            </div>
            <FormEnd open unready=flag(move || wanted_max().is_none())/>
        </form>
    }
    .into_any()
}

/// The choice of departments: those in use, and archived ones that he still has.
#[component]
pub fn Departments(chosen: RwSignal<Vec<DepartmentId>>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let his = chosen.get_untracked();
    let offered = Memo::new(move |_| {
        client
            .sites(|view| {
                let mut rows: Vec<_> =
                    view.departments.values().filter(|row| !row.archived || his.contains(&row.id)).cloned().collect();
                rows.sort_by_key(|row| (row.archived, row.place, row.id));
                rows
            })
            .unwrap_or_default()
    });
    view! {
        <fieldset class="field">
            <legend class="label">{t!(i18n, "page.departments")}</legend>
            <If
                when=flag(move || !offered.with(Vec::is_empty))
                otherwise=move || view! { <span class="hint">{t!(i18n, "departments.none_title")}</span> }
            >
                {dynamic(move || {
                    offered
                        .get()
                        .into_iter()
                        .map(|row| {
                            let (id, names) = (row.id, row.names);
                            view! {
                                <label class="check">
                                    <input
                                        type="checkbox"
                                        prop:checked=flag(move || chosen.with(|all| all.contains(&id)))
                                        on:change=heard(move |event| {
                                            let on = event_target_checked(&event);
                                            chosen.update(|all| choose(all, id, on));
                                        })
                                    />
                                    {string(move || names.of(i18n.locale()).to_owned())}
                                </label>
                            }
                        })
                        .collect_view()
                        .into_any()
                })}
            </If>
            <span class="hint">{t!(i18n, "operators.departments_hint")}</span>
        </fieldset>
    }
}

fn choose(all: &mut Vec<DepartmentId>, id: DepartmentId, on: bool) {
    all.retain(|one| *one != id);
    if on {
        all.push(id);
    }
}
