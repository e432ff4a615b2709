//! Departments and categories: what one aggregate cannot know of the others is asked of the live state.

use letopis_events::ids::{CategoryId, DepartmentId, OperatorId};
use letopis_events::vocabulary::Names;
use letopis_shared::domain::category::CategoryCommand;
use letopis_shared::domain::department::DepartmentCommand;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::text;
use letopis_shared::limits::{CATEGORIES_MAX, DEPARTMENTS_MAX};
use letopis_shared::views::sites::Sites;
use letopis_shared::wire::Refusal;

use super::{CommandError, CommandMeta, Commands, Done};
use crate::projections::LiveHandle;

impl Commands {
    /// Creates, renames or restores a department, or does to it what concerns no other.
    pub(super) async fn department(
        &self,
        live: &LiveHandle,
        meta: CommandMeta,
        id: DepartmentId,
        command: DepartmentCommand,
    ) -> Result<Done, CommandError> {
        let allowed = department_fits(&live.read().sites, id, &command);
        match allowed {
            Err(refusal) => self.unless_known(&meta, refusal),
            Ok(()) => self.departments.execute(id, meta, command).await,
        }
    }

    /// The same of a category.
    pub(super) async fn category(
        &self,
        live: &LiveHandle,
        meta: CommandMeta,
        id: CategoryId,
        command: CategoryCommand,
    ) -> Result<Done, CommandError> {
        let allowed = category_fits(&live.read().sites, id, &command);
        match allowed {
            Err(refusal) => self.unless_known(&meta, refusal),
            Ok(()) => self.categories.execute(id, meta, command).await,
        }
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

fn department_fits(sites: &Sites, id: DepartmentId, command: &DepartmentCommand) -> Result<(), Refusal> {
    let own = sites.departments.get(&id);
    let names = match command {
        DepartmentCommand::Create { names } => {
            room(sites.departments.len(), DEPARTMENTS_MAX)?;
            Some(names)
        }
        DepartmentCommand::Rename { names } => own.filter(|own| !own.archived).map(|_| names),
        DepartmentCommand::Restore => own.filter(|own| own.archived).map(|own| &own.names),
        DepartmentCommand::Place { .. }
        | DepartmentCommand::ChooseHours { .. }
        | DepartmentCommand::LimitConversations { .. }
        | DepartmentCommand::FollowHours
        | DepartmentCommand::Archive => None,
    };
    let others = sites.departments_in_use().into_iter().filter(|row| row.id != id);
    names.map_or(Ok(()), |names| is_free(names, others.map(|row| &row.names)))
}

fn category_fits(sites: &Sites, id: CategoryId, command: &CategoryCommand) -> Result<(), Refusal> {
    let own = sites.categories.get(&id);
    let names = match command {
        CategoryCommand::Create { names, .. } => {
            room(sites.categories.len(), CATEGORIES_MAX)?;
            Some(names)
        }
        CategoryCommand::Rename { names } => own.filter(|own| !own.archived).map(|_| names),
        CategoryCommand::Restore => own.filter(|own| own.archived).map(|own| &own.names),
        CategoryCommand::Colour { .. } | CategoryCommand::Place { .. } | CategoryCommand::Archive => None,
    };
    let others = sites.categories_in_use().into_iter().filter(|row| row.id != id);
    names.map_or(Ok(()), |names| is_free(names, others.map(|row| &row.names)))
}

fn room(known: usize, max: usize) -> Result<(), Refusal> {
    if known < max { Ok(()) } else { Err(Refusal::TooMany { max: max as u32 }) }
}

/// Whether no other one in use is called so in one of the languages.
fn is_free<'a>(names: &Names, mut others: impl Iterator<Item = &'a Names>) -> Result<(), Refusal> {
    // A name that is none is refused by the rules of what it is for.
    let Ok(names) = text::names(names) else { return Ok(()) };
    if others.any(|other| text::are_alike(&names, other)) { Err(Refusal::NameTaken) } else { Ok(()) }
}
