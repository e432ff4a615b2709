//! The choice of operators: who is in a department, who speaks a language.

use leptos::prelude::*;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::views::operators::OperatorRow;
use letopis_shared::wire::operator::Command;
use letopis_ui::{If, dynamic, flag, heard, t, use_i18n};

use crate::client::{Client, use_client};

/// Those who take visitors, by their names.
pub fn who_serve(client: Client) -> Vec<OperatorRow> {
    let serves =
        |row: &&OperatorRow| row.role.serves_visitors() && row.account.as_ref().is_none_or(|account| !account.disabled);
    let mut rows: Vec<_> =
        client.operators(|view| view.rows.values().filter(serves).cloned().collect()).unwrap_or_default();
    rows.sort_by_key(|row| (row.name.to_lowercase(), row.id));
    rows
}

/// What makes those chosen the ones, and nobody else: a command for everybody who has to change.
pub fn changes(
    client: Client,
    chosen: &[OperatorId],
    is_one: impl Fn(&OperatorRow) -> bool,
    give: impl Fn(&OperatorRow, bool) -> Command,
) -> Vec<Command> {
    let rows = untrack(|| who_serve(client));
    let wanted = |row: &OperatorRow| chosen.contains(&row.id);
    rows.iter().filter(|row| is_one(row) != wanted(row)).map(|row| give(row, wanted(row))).collect()
}

/// A mark for each who takes visitors.
#[component]
pub fn Members(
    /// The key of what they are.
    legend: &'static str,
    chosen: RwSignal<Vec<OperatorId>>,
) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    let rows = Memo::new(move |_| who_serve(client).into_iter().map(|row| (row.id, row.name)).collect::<Vec<_>>());
    view! {
        <fieldset class="field members">
            <legend class="label">{t!(i18n, legend)}</legend>
            <If
                when=flag(move || !rows.with(Vec::is_empty))
                otherwise=move || view! { <span class="hint">{t!(i18n, "departments.members_none")}</span> }
            >
                {dynamic(move || rows.get().into_iter().map(|(id, name)| view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=flag(move || chosen.with(|all| all.contains(&id)))
                            on:change=heard(move |event| {
                                let on = event_target_checked(&event);
                                chosen.update(|all| {
                                    all.retain(|one| *one != id);
                                    all.extend(on.then_some(id));
                                });
                            })
                        />
                        <span class="truncate" dir="auto">{name}</span>
                    </label>
                }).collect_view().into_any())}
            </If>
        </fieldset>
    }
}
