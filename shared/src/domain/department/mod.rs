//! A group of operators that conversations may wait for (S127).

pub mod hours;

use chrono::{DateTime, Utc};
use letopis_events::events::DepartmentEvent;
use letopis_events::events::department::{
    DepartmentArchived, DepartmentClosed, DepartmentConversationsLimited, DepartmentCreated, DepartmentHoursChosen,
    DepartmentOpened, DepartmentPlaced, DepartmentRenamed, DepartmentRestored,
};
use letopis_events::vocabulary::{Names, WorkingHours};

use super::{Decider, settings, text};
use crate::wire::Refusal;

/// What the rules of a department remember.
#[derive(Clone, Debug, PartialEq)]
pub struct Department {
    /// `None` before it is created.
    pub names: Option<Names>,
    /// `None` until somebody chose one.
    pub place: Option<u32>,
    /// `None` is always.
    pub hours: Option<WorkingHours>,
    /// Whether its hours last began or ended.
    pub open: bool,
    /// Conversations of an operator to whom the server gives one of this department; 0 is no limit.
    pub conversations_max: Option<u32>,
    pub archived: bool,
}

impl Default for Department {
    fn default() -> Self {
        Self { names: None, place: None, hours: None, open: true, conversations_max: None, archived: false }
    }
}

/// What can be asked of a department. Archived it keeps its names and its place, which may still change.
#[derive(Clone, Debug, PartialEq)]
pub enum DepartmentCommand {
    Create {
        names: Names,
    },
    Rename {
        names: Names,
    },
    Place {
        place: u32,
    },
    /// Nothing is always.
    ChooseHours {
        hours: Option<WorkingHours>,
    },
    /// 0 is no limit; without a number the organisation's counts.
    LimitConversations {
        max: Option<u32>,
    },
    /// Its hours begin or end now: the product's own.
    FollowHours,
    Archive,
    Restore,
}

impl Decider for Department {
    type Command = DepartmentCommand;
    type Event = DepartmentEvent;

    fn decide(&self, command: &DepartmentCommand, now: DateTime<Utc>) -> Result<Vec<DepartmentEvent>, Refusal> {
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
            (DepartmentCommand::ChooseHours { hours }, Some(_)) => {
                DepartmentHoursChosen { hours: hours.as_ref().map(hours::working_hours).transpose()? }.into()
            }
            (DepartmentCommand::LimitConversations { max }, Some(_)) => {
                DepartmentConversationsLimited { max: max.map(settings::conversations_max).transpose()? }.into()
            }
            (DepartmentCommand::FollowHours, Some(_))
                if self.hours.as_ref().is_none_or(|hours| hours::open_at(hours, now)) =>
            {
                DepartmentOpened {}.into()
            }
            (DepartmentCommand::FollowHours, Some(_)) => DepartmentClosed {}.into(),
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
            DepartmentEvent::HoursChosen(chosen) => self.hours = chosen.hours.clone(),
            DepartmentEvent::ConversationsLimited(limited) => self.conversations_max = limited.max,
            DepartmentEvent::Opened(_) => self.open = true,
            DepartmentEvent::Closed(_) => self.open = false,
            DepartmentEvent::Archived(_) => self.archived = true,
            DepartmentEvent::Restored(_) => self.archived = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use letopis_events::vocabulary::{Shift, Weekday};

    use super::*;
    use crate::domain::testing::{given, minute};

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

    fn noon() -> WorkingHours {
        let shift = Shift { weekday: Weekday::Sunday, from_minute: 12 * 60, to_minute: 13 * 60 };
        WorkingHours { time_zone: "UTC".into(), shifts: vec![shift] }
    }

    fn chosen() -> DepartmentEvent {
        DepartmentHoursChosen { hours: Some(noon()) }.into()
    }

    #[test]
    fn a_department_has_hours_or_is_always_there() {
        let choose = |hours| DepartmentCommand::ChooseHours { hours };
        given::<Department>(&[created()]).when(choose(Some(noon()))).then(vec![chosen()]);
        given::<Department>(&[created(), chosen()]).when(choose(Some(noon()))).then_nothing();
        given::<Department>(&[created()]).when(choose(None)).then_nothing();
        let always = DepartmentHoursChosen { hours: None }.into();
        given::<Department>(&[created(), chosen()]).when(choose(None)).then(vec![always]);
        let nowhere = WorkingHours { time_zone: "Moscow".into(), ..noon() };
        given::<Department>(&[created()]).when(choose(Some(nowhere))).then_refused(Refusal::TimeZoneInvalid);
        given::<Department>(&[]).when(choose(Some(noon()))).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_department_opens_and_closes_by_its_hours_once() {
        let follow = || DepartmentCommand::FollowHours;
        let (opened, closed): (DepartmentEvent, DepartmentEvent) =
            (DepartmentOpened {}.into(), DepartmentClosed {}.into());
        let set = [created(), chosen()];
        given::<Department>(&set).at(minute(0)).when(follow()).then_nothing();
        given::<Department>(&set).at(minute(60)).when(follow()).then(vec![closed.clone()]);
        let shut = [created(), chosen(), closed];
        given::<Department>(&shut).at(minute(60)).when(follow()).then_nothing();
        given::<Department>(&shut).at(minute(-1)).when(follow()).then_nothing();
        given::<Department>(&shut).at(minute(0)).when(follow()).then(vec![opened.clone()]);
        // Hours that were taken away keep nothing closed.
        let freed = [&shut[..], &[DepartmentHoursChosen { hours: None }.into()]].concat();
        given::<Department>(&freed).at(minute(90)).when(follow()).then(vec![opened]);
        given::<Department>(&[]).when(follow()).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_department_has_a_limit_of_its_own_or_the_organisation_s() {
        let limit = |max| DepartmentCommand::LimitConversations { max };
        let limited = |max| -> DepartmentEvent { DepartmentConversationsLimited { max }.into() };
        given::<Department>(&[created()]).when(limit(Some(3))).then(vec![limited(Some(3))]);
        given::<Department>(&[created(), limited(Some(3))]).when(limit(Some(3))).then_nothing();
        given::<Department>(&[created(), limited(Some(3))]).when(limit(None)).then(vec![limited(None)]);
        let beyond = Refusal::OutOfRange { min: 0, max: 1_000 };
        given::<Department>(&[created()]).when(limit(Some(1_001))).then_refused(beyond);
        given::<Department>(&[]).when(limit(None)).then_refused(Refusal::NotFound);
    }
}
