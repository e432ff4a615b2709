use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use letopis_shared::domain::text;
use letopis_shared::limits::CONVERSATIONS_PER_OPERATOR_MAX;
use letopis_shared::schema::ids::{DepartmentId, OperatorId};
use letopis_shared::schema::vocabulary::Language;
use letopis_shared::views::operators::OperatorRow;
use letopis_shared::wire::operator::Command;
use letopis_ui::{If, dynamic, flag, heard, press, string, t, use_i18n};

use crate::client::use_client;
use crate::components::{Alert, Field};
use crate::platform::page;
use crate::state::outbox::Failure;

/// What reaches an operator: departments, languages, how much at once (S127, S128, S133).
#[component]
pub fn Service(open: RwSignal<bool>, operator_id: OperatorId, row: Option<OperatorRow>) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let Some(row) = row else { return ().into_any() };
    let departments = RwSignal::new(row.departments.clone());
    let languages = RwSignal::new(codes(&row.languages));
    let max = RwSignal::new(row.conversations_max.map(|max| max.to_string()).unwrap_or_default());
    let refusal = RwSignal::new(None::<String>);
    let held = StoredValue::new(row);
    let unanswered = StoredValue::new(0_usize);
    let wanted_max = move || limit(&max.get());
    let error = Signal::derive(move || {
        let top = CONVERSATIONS_PER_OPERATOR_MAX.to_string();
        wanted_max().is_none().then(|| i18n.with("settings.whole", &[("min", "0"), ("max", &top)]))
    });
    // Half a word is no mistake yet: languages are looked at when all of it is to be saved.
    let tried = RwSignal::new(false);
    let spoken = move || text::languages(&split(&languages.get()));
    let wrong = Signal::derive(move || Some(client.sentence(&spoken().err().filter(|_| tried.get())?)));
    let answered = move |answer: Result<(), Failure>| {
        unanswered.update_value(|left| *left -= 1);
        match answer {
            Ok(()) if unanswered.get_value() == 0 && refusal.with_untracked(Option::is_none) => {
                open.try_set(false);
            }
            Ok(()) => {}
            Err(failure) => drop(refusal.try_set(Some(client.sentence(&failure)))),
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let (Some(max), Ok(languages)) = (untrack(wanted_max), untrack(spoken)) else {
            return page::focus("his-languages");
        };
        let department_ids = departments.get_untracked();
        let commands = held.with_value(|row| {
            let give = |changed: bool, command: Command| changed.then_some(command);
            [
                give(department_ids != row.departments, Command::GiveDepartments { operator_id, department_ids }),
                give(languages != row.languages, Command::GiveLanguages { operator_id, languages }),
                give(max != row.conversations_max, Command::LimitConversations { operator_id, max }),
            ]
        });
        let commands: Vec<Command> = commands.into_iter().flatten().collect();
        refusal.set(None);
        unanswered.set_value(commands.len());
        if commands.is_empty() {
            open.set(false);
        }
        for command in commands {
            client.command(command, answered);
        }
    };
    view! {
        <form on:submit=submit>
            <div class="body">
                <div role="alert"><Alert text=refusal/></div>
                <Departments chosen=departments/>
                <Field id="his-languages" label=t!(i18n, "operators.languages")
                    hint=t!(i18n, "operators.languages_hint") error=wrong value=languages/>
                <Field id="his-max" label=t!(i18n, "operators.max") hint=t!(i18n, "operators.max_hint")
                    error value=max kind=Signal::stored("number")/>
            </div>
            <footer>
                <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
                <button
                    class="btn"
                    data-variant="primary"
                    disabled=flag(move || wanted_max().is_none() || !client.link.get().live)
                >
                    {t!(i18n, "action.save")}
                </button>
            </footer>
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

/// An own limit as it is typed: nothing typed is none of his own. `None` when it cannot be one.
fn limit(text: &str) -> Option<Option<u32>> {
    match text.trim() {
        "" => Some(None),
        text => text.parse().ok().filter(|max| *max <= CONVERSATIONS_PER_OPERATOR_MAX).map(Some),
    }
}

/// Languages as people list them.
pub fn codes(languages: &[Language]) -> String {
    languages.iter().map(|one| one.0.as_str()).collect::<Vec<_>>().join(", ")
}

/// Codes of languages as people list them.
pub fn split(list: &str) -> Vec<Language> {
    let codes = list.split([',', ' ', ';']).map(str::trim).filter(|code| !code.is_empty());
    codes.map(|code| Language(code.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_limit_may_be_absent() {
        assert_eq!((limit(" "), limit("0"), limit("3")), (Some(None), Some(Some(0)), Some(Some(3))));
        assert_eq!((limit("-1"), limit("many"), limit("1001")), (None, None, None));
    }

    #[test]
    fn languages_may_be_listed_in_any_way() {
        let codes = |list| split(list).into_iter().map(|one| one.0).collect::<Vec<_>>();
        assert_eq!(codes("RU, en;de  fr"), ["ru", "en", "de", "fr"]);
        assert!(codes("").is_empty());
    }
}
