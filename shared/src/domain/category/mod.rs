//! A mark that operators give conversations (S100).

use chrono::{DateTime, Utc};
use letopis_events::events::CategoryEvent;
use letopis_events::events::category::{
    CategoryArchived, CategoryColoured, CategoryCreated, CategoryPlaced, CategoryRenamed, CategoryRestored,
};
use letopis_events::vocabulary::Names;

use super::{Decider, text};
use crate::wire::Refusal;

/// What the rules of a category remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Category {
    /// Names and colour, kept up to date; `None` before it is created.
    pub facts: Option<CategoryCreated>,
    /// `None` until somebody chose one.
    pub place: Option<u32>,
    pub archived: bool,
}

/// What can be asked of a category. Archived it keeps its names, colour and place, which may still change.
#[derive(Clone, Debug, PartialEq)]
pub enum CategoryCommand {
    Create { names: Names, colour: String },
    Rename { names: Names },
    Colour { colour: String },
    Place { place: u32 },
    Archive,
    Restore,
}

impl Decider for Category {
    type Command = CategoryCommand;
    type Event = CategoryEvent;

    fn decide(&self, command: &CategoryCommand, _now: DateTime<Utc>) -> Result<Vec<CategoryEvent>, Refusal> {
        let event: CategoryEvent = match (command, &self.facts) {
            (CategoryCommand::Create { names, colour }, known) => {
                let created = CategoryCreated { names: text::names(names)?, colour: text::colour(colour)? };
                match known {
                    None => created.into(),
                    Some(known) if *known == created => return Ok(vec![]),
                    Some(_) => return Err(Refusal::Exists),
                }
            }
            (_, None) => return Err(Refusal::NotFound),
            (CategoryCommand::Rename { names }, Some(_)) => CategoryRenamed { names: text::names(names)? }.into(),
            (CategoryCommand::Colour { colour }, Some(_)) => CategoryColoured { colour: text::colour(colour)? }.into(),
            (CategoryCommand::Place { place }, Some(_)) => CategoryPlaced { place: *place }.into(),
            (CategoryCommand::Archive, Some(_)) => CategoryArchived {}.into(),
            (CategoryCommand::Restore, Some(_)) => CategoryRestored {}.into(),
        };
        let mut wanted = self.clone();
        wanted.evolve(&event, DateTime::<Utc>::MIN_UTC);
        if wanted == *self { Ok(vec![]) } else { Ok(vec![event]) }
    }

    fn evolve(&mut self, event: &CategoryEvent, _at: DateTime<Utc>) {
        match (event, &mut self.facts) {
            (CategoryEvent::Created(created), facts) => *facts = Some(created.clone()),
            (CategoryEvent::Renamed(renamed), Some(facts)) => facts.names = renamed.names.clone(),
            (CategoryEvent::Coloured(coloured), Some(facts)) => facts.colour = coloured.colour.clone(),
            (CategoryEvent::Placed(placed), _) => self.place = Some(placed.place),
            (CategoryEvent::Archived(_), _) => self.archived = true,
            (CategoryEvent::Restored(_), _) => self.archived = false,
            (CategoryEvent::Renamed(_) | CategoryEvent::Coloured(_), None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::given;

    fn vip() -> Names {
        Names { ru: "VIP".into(), en: "VIP".into() }
    }

    fn refund() -> Names {
        Names { ru: "Возврат".into(), en: "Return".into() }
    }

    fn create(names: Names, colour: &str) -> CategoryCommand {
        CategoryCommand::Create { names, colour: colour.into() }
    }

    fn created() -> CategoryEvent {
        CategoryCreated { names: vip(), colour: "#c9a227".into() }.into()
    }

    fn archived() -> [CategoryEvent; 2] {
        [created(), CategoryArchived {}.into()]
    }

    #[test]
    fn a_category_is_created_once() {
        given::<Category>(&[]).when(create(vip(), " #C9A227")).then(vec![created()]);
        given::<Category>(&[]).when(create(vip(), "gold")).then_refused(Refusal::ColourInvalid);
        given::<Category>(&[])
            .when(create(Names::default(), "#c9a227"))
            .then_refused(Refusal::NameInvalid { max: 100 });
        given::<Category>(&[created()]).when(create(vip(), "#c9a227")).then_nothing();
        given::<Category>(&[created()]).when(create(vip(), "#000000")).then_refused(Refusal::Exists);
    }

    #[test]
    fn a_category_is_renamed_archived_or_not() {
        let rename = |names| CategoryCommand::Rename { names };
        let renamed = || vec![CategoryRenamed { names: refund() }.into()];
        given::<Category>(&[created()]).when(rename(refund())).then(renamed());
        given::<Category>(&archived()).when(rename(refund())).then(renamed());
        given::<Category>(&[created()]).when(rename(vip())).then_nothing();
        given::<Category>(&[created()]).when(rename(Names::default())).then_refused(Refusal::NameInvalid { max: 100 });
        given::<Category>(&[]).when(rename(vip())).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_category_has_a_colour() {
        let colour = |colour: &str| CategoryCommand::Colour { colour: colour.into() };
        given::<Category>(&[created()])
            .when(colour("#B0413E"))
            .then(vec![CategoryColoured { colour: "#b0413e".into() }.into()]);
        given::<Category>(&[created()]).when(colour("#c9a227")).then_nothing();
        given::<Category>(&[created()]).when(colour("red")).then_refused(Refusal::ColourInvalid);
        given::<Category>(&[]).when(colour("#b0413e")).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_category_has_its_place_among_the_others() {
        let place = |place| CategoryCommand::Place { place };
        let placed = |place| -> CategoryEvent { CategoryPlaced { place }.into() };
        given::<Category>(&[created()]).when(place(2)).then(vec![placed(2)]);
        given::<Category>(&[created(), placed(2)]).when(place(2)).then_nothing();
        given::<Category>(&[]).when(place(2)).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_category_is_archived_and_restored() {
        given::<Category>(&[created()]).when(CategoryCommand::Archive).then(vec![CategoryArchived {}.into()]);
        given::<Category>(&archived()).when(CategoryCommand::Archive).then_nothing();
        given::<Category>(&[]).when(CategoryCommand::Archive).then_refused(Refusal::NotFound);
        given::<Category>(&archived()).when(CategoryCommand::Restore).then(vec![CategoryRestored {}.into()]);
        given::<Category>(&[created()]).when(CategoryCommand::Restore).then_nothing();
        given::<Category>(&[]).when(CategoryCommand::Restore).then_refused(Refusal::NotFound);
    }
}
