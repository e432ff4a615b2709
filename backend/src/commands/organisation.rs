//! Departments and categories: what one aggregate cannot know of the others is asked of the live state.

use letopis_events::ids::{CategoryId, DepartmentId, OperatorId};
use letopis_events::vocabulary::Names;
use letopis_shared::domain::category::CategoryCommand;
use letopis_shared::domain::department::DepartmentCommand;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::limits::{CATEGORIES_MAX, DEPARTMENTS_MAX};
use letopis_shared::wire::Refusal;

use super::{CommandError, CommandMeta, Commands, Done};
use crate::projections::LiveHandle;

impl Commands {
    pub(super) async fn create_department(
        &self,
        live: &LiveHandle,
        meta: CommandMeta,
        id: DepartmentId,
        names: Names,
    ) -> Result<Done, CommandError> {
        let fits = live.read().sites.departments.len() < DEPARTMENTS_MAX;
        if !fits {
            return self.unless_known(&meta, Refusal::TooMany { max: DEPARTMENTS_MAX as u32 });
        }
        self.departments.execute(id, meta, DepartmentCommand::Create { names }).await
    }

    pub(super) async fn create_category(
        &self,
        live: &LiveHandle,
        meta: CommandMeta,
        id: CategoryId,
        names: Names,
        colour: String,
    ) -> Result<Done, CommandError> {
        let fits = live.read().sites.categories.len() < CATEGORIES_MAX;
        if !fits {
            return self.unless_known(&meta, Refusal::TooMany { max: CATEGORIES_MAX as u32 });
        }
        self.categories.execute(id, meta, CategoryCommand::Create { names, colour }).await
    }

    /// Gives an operator departments that are in use; those that were archived since he got them he may keep.
    pub(super) async fn give_departments(
        &self,
        live: &LiveHandle,
        meta: CommandMeta,
        operator_id: OperatorId,
        department_ids: Vec<DepartmentId>,
    ) -> Result<Done, CommandError> {
        let may_be_given = {
            let live = live.read();
            let operator = live.operators.get(&operator_id);
            let in_use = |id| live.sites.departments.get(id).is_some_and(|department| !department.archived);
            let has = |id| operator.is_some_and(|operator| operator.serving.departments.contains(id));
            department_ids.iter().all(|id| in_use(id) || has(id))
        };
        if !may_be_given {
            return self.unless_known(&meta, Refusal::Archived);
        }
        self.operators.execute(operator_id, meta, OperatorCommand::GiveDepartments { department_ids }).await
    }

    /// A refusal, unless the command was carried out already and its answer was lost.
    fn unless_known(&self, meta: &CommandMeta, refusal: Refusal) -> Result<Done, CommandError> {
        self.operators.known(meta)?.ok_or(refusal.into())
    }
}
