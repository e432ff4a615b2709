//! A person in a browser.

use chrono::{DateTime, Utc};
use letopis_events::events::VisitorEvent;
use letopis_events::events::visitor::{VisitorFirstSeen, VisitorNamed};
use letopis_events::ids::SiteId;

use super::{Decider, text};
use crate::wire::Refusal;

/// What the rules of a visitor remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visitor {
    pub site_id: Option<SiteId>,
    pub name: Option<String>,
}

/// What can be asked of a visitor.
#[derive(Clone, Debug, PartialEq)]
pub enum VisitorCommand {
    /// A browser came, with this identity or for the first time (S136).
    Meet {
        site_id: SiteId,
    },
    Name {
        name: String,
    },
}

impl Decider for Visitor {
    type Command = VisitorCommand;
    type Event = VisitorEvent;

    fn decide(&self, command: &VisitorCommand, _now: DateTime<Utc>) -> Result<Vec<VisitorEvent>, Refusal> {
        match (command, self.site_id) {
            (VisitorCommand::Meet { site_id }, None) => Ok(vec![VisitorFirstSeen { site_id: *site_id }.into()]),
            // An identity belongs to one site: with another site's key it opens nothing.
            (VisitorCommand::Meet { site_id }, Some(known)) if *site_id != known => Err(Refusal::NotFound),
            (VisitorCommand::Meet { .. }, Some(_)) => Ok(vec![]),
            (VisitorCommand::Name { .. }, None) => Err(Refusal::NotFound),
            (VisitorCommand::Name { name }, Some(_)) => {
                let name = text::name(name)?;
                if self.name.as_deref() == Some(&name) { Ok(vec![]) } else { Ok(vec![VisitorNamed { name }.into()]) }
            }
        }
    }

    fn evolve(&mut self, event: &VisitorEvent, _at: DateTime<Utc>) {
        match event {
            VisitorEvent::FirstSeen(seen) => self.site_id = Some(seen.site_id),
            VisitorEvent::Named(named) => self.name = Some(named.name.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{given, id};

    fn seen() -> VisitorEvent {
        VisitorFirstSeen { site_id: id(3) }.into()
    }

    fn name(name: &str) -> VisitorCommand {
        VisitorCommand::Name { name: name.into() }
    }

    #[test]
    fn a_new_browser_is_seen_for_the_first_time() {
        given::<Visitor>(&[]).when(VisitorCommand::Meet { site_id: id(3) }).then(vec![seen()]);
    }

    #[test]
    fn a_known_browser_is_nothing_new() {
        given::<Visitor>(&[seen()]).when(VisitorCommand::Meet { site_id: id(3) }).then_nothing();
    }

    #[test]
    fn an_identity_opens_nothing_on_another_site() {
        given::<Visitor>(&[seen()]).when(VisitorCommand::Meet { site_id: id(4) }).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_name_is_recorded_when_it_is_new() {
        let named: VisitorEvent = VisitorNamed { name: "Марина".into() }.into();
        given::<Visitor>(&[seen()]).when(name(" Марина ")).then(vec![named.clone()]);
        given::<Visitor>(&[seen(), named]).when(name("Марина")).then_nothing();
        given::<Visitor>(&[seen()]).when(name(" ")).then_refused(Refusal::NameInvalid { max: 100 });
        given::<Visitor>(&[]).when(name("Марина")).then_refused(Refusal::NotFound);
    }
}
