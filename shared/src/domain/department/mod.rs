//! A group of operators that conversations may wait for (S127).

use chrono::{DateTime, Utc};
use letopis_events::events::DepartmentEvent;
use letopis_events::events::department::{
    DepartmentArchived, DepartmentCreated, DepartmentPlaced, DepartmentRenamed, DepartmentRestored,
};
use letopis_events::vocabulary::Names;

use super::{Decider, text};
use crate::wire::Refusal;

/// What the rules of a department remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Department {
    /// `None` before it is created.
    pub names: Option<Names>,
    /// `None` until somebody chose one.
    pub place: Option<u32>,
    pub archived: bool,
}

/// What can be asked of a department. Archived it keeps its names and its place, which may still change.
#[derive(Clone, Debug, PartialEq)]
pub enum DepartmentCommand {
    Create { names: Names },
    Rename { names: Names },
    Place { place: u32 },
    Archive,
    Restore,
}

impl Decider for Department {
    type Command = DepartmentCommand;
    type Event = DepartmentEvent;

    fn decide(&self, command: &DepartmentCommand, _now: DateTime<Utc>) -> Result<Vec<DepartmentEvent>, Refusal> {
        let event: DepartmentEvent = match (command, &self.names) {
            (DepartmentCommand::Create { names }, known) => {
                let names = text::names(names)?;
                match known {
                    None => DepartmentCreated { names }.into(),
                    Some(known) if *known == names => return Ok(vec![]),
                    Some(_) => return Err(Refusal::Exists),
                }
            }
            (_, None) => return Err(Refusal::NotFound),
            (DepartmentCommand::Rename { names }, Some(_)) => DepartmentRenamed { names: text::names(names)? }.into(),
            (DepartmentCommand::Place { place }, Some(_)) => DepartmentPlaced { place: *place }.into(),
            (DepartmentCommand::Archive, Some(_)) => DepartmentArchived {}.into(),
            (DepartmentCommand::Restore, Some(_)) => DepartmentRestored {}.into(),
        };
        let mut wanted = self.clone();
        wanted.evolve(&event, DateTime::<Utc>::MIN_UTC);
        if wanted == *self { Ok(vec![]) } else { Ok(vec![event]) }
    }

    fn evolve(&mut self, event: &DepartmentEvent, _at: DateTime<Utc>) {
        match event {
            DepartmentEvent::Created(created) => self.names = Some(created.names.clone()),
            DepartmentEvent::Renamed(renamed) => self.names = Some(renamed.names.clone()),
            DepartmentEvent::Placed(placed) => self.place = Some(placed.place),
            DepartmentEvent::Archived(_) => self.archived = true,
            DepartmentEvent::Restored(_) => self.archived = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::given;

    fn sales() -> Names {
        Names { ru: "Продажи".into(), en: "Sales".into() }
    }

    fn delivery() -> Names {
        Names { ru: "Доставка".into(), en: "Delivery".into() }
    }

    fn nameless() -> Names {
        Names { ru: " ".into(), en: String::new() }
    }

    fn created() -> DepartmentEvent {
        DepartmentCreated { names: sales() }.into()
    }

    fn archived() -> [DepartmentEvent; 2] {
        [created(), DepartmentArchived {}.into()]
    }

    #[test]
    fn a_department_is_created_once() {
        let create = |names| DepartmentCommand::Create { names };
        given::<Department>(&[]).when(create(sales())).then(vec![created()]);
        given::<Department>(&[]).when(create(nameless())).then_refused(Refusal::NameInvalid { max: 100 });
        given::<Department>(&[created()]).when(create(sales())).then_nothing();
        given::<Department>(&[created()]).when(create(delivery())).then_refused(Refusal::Exists);
    }

    #[test]
    fn a_name_in_one_language_serves_both() {
        let english = Names { ru: String::new(), en: "VIP".into() };
        let both = Names { ru: "VIP".into(), en: "VIP".into() };
        given::<Department>(&[])
            .when(DepartmentCommand::Create { names: english })
            .then(vec![DepartmentCreated { names: both }.into()]);
    }

    #[test]
    fn a_department_is_renamed_archived_or_not() {
        let rename = |names| DepartmentCommand::Rename { names };
        let renamed = || vec![DepartmentRenamed { names: delivery() }.into()];
        given::<Department>(&[created()]).when(rename(delivery())).then(renamed());
        given::<Department>(&archived()).when(rename(delivery())).then(renamed());
        given::<Department>(&[created()]).when(rename(sales())).then_nothing();
        given::<Department>(&[created()]).when(rename(nameless())).then_refused(Refusal::NameInvalid { max: 100 });
        given::<Department>(&[]).when(rename(sales())).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_department_has_its_place_among_the_others() {
        let place = |place| DepartmentCommand::Place { place };
        let placed = |place| -> DepartmentEvent { DepartmentPlaced { place }.into() };
        given::<Department>(&[created()]).when(place(0)).then(vec![placed(0)]);
        given::<Department>(&[created(), placed(3)]).when(place(3)).then_nothing();
        given::<Department>(&[]).when(place(1)).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_department_is_archived_and_restored() {
        given::<Department>(&[created()]).when(DepartmentCommand::Archive).then(vec![DepartmentArchived {}.into()]);
        given::<Department>(&archived()).when(DepartmentCommand::Archive).then_nothing();
        given::<Department>(&[]).when(DepartmentCommand::Archive).then_refused(Refusal::NotFound);
        given::<Department>(&archived()).when(DepartmentCommand::Restore).then(vec![DepartmentRestored {}.into()]);
        given::<Department>(&[created()]).when(DepartmentCommand::Restore).then_nothing();
        given::<Department>(&[]).when(DepartmentCommand::Restore).then_refused(Refusal::NotFound);
    }
}
