//! A person in a browser.

use chrono::{DateTime, Utc};
use letopis_events::events::VisitorEvent;
use letopis_events::events::visitor::{
    VisitorBanExpired, VisitorBanLifted, VisitorBanned, VisitorConsented, VisitorContactsGiven, VisitorFirstSeen,
    VisitorNamed,
};
use letopis_events::ids::{OperatorId, SiteId};

use super::{Decider, text};
use crate::wire::Refusal;

mod range;

pub use range::{AddressRange, Breadth};

/// What the rules of a visitor remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visitor {
    pub site_id: Option<SiteId>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// The text he last agreed to.
    pub consent: Option<String>,
    pub ban: Option<Ban>,
}

/// Why somebody cannot reach operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Who banned him.
    pub by: OperatorId,
    pub reason: String,
    /// Everybody from these addresses is banned with him: an [`AddressRange`].
    pub ip: Option<String>,
    pub until: Option<DateTime<Utc>>,
}

impl Ban {
    /// Whether it still holds at this time.
    pub fn holds_at(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
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
    /// Says how to reach him; what is empty stays as it was.
    GiveContacts {
        name: String,
        email: String,
        phone: String,
    },
    /// Agrees to a text of the site (M5).
    Consent {
        text: String,
    },
    /// Can no longer reach operators (S109).
    Ban {
        ban: Ban,
    },
    LiftBan {
        by: OperatorId,
    },
    /// The end of the ban has come.
    ExpireBan,
}

impl Decider for Visitor {
    type Command = VisitorCommand;
    type Event = VisitorEvent;

    fn decide(&self, command: &VisitorCommand, now: DateTime<Utc>) -> Result<Vec<VisitorEvent>, Refusal> {
        if let VisitorCommand::Meet { site_id } = command {
            return match self.site_id {
                None => Ok(vec![VisitorFirstSeen { site_id: *site_id }.into()]),
                // An identity belongs to one site: with another site's key it opens nothing.
                Some(known) if *site_id != known => Err(Refusal::NotFound),
                Some(_) => Ok(vec![]),
            };
        }
        if self.site_id.is_none() {
            return Err(Refusal::NotFound);
        }
        match command {
            VisitorCommand::Meet { .. } => Ok(vec![]),
            VisitorCommand::Name { name } => {
                let name = text::name(name)?;
                if self.name.as_deref() == Some(&name) { Ok(vec![]) } else { Ok(vec![VisitorNamed { name }.into()]) }
            }
            VisitorCommand::GiveContacts { name, email, phone } => self.give_contacts(name, email, phone),
            VisitorCommand::Consent { text } => {
                let text = text::message(text)?;
                if self.consent.as_deref() == Some(&text) {
                    return Ok(vec![]);
                }
                Ok(vec![VisitorConsented { text }.into()])
            }
            VisitorCommand::Ban { ban } => {
                let ban = Ban { reason: text::comment(&ban.reason)?, ..ban.clone() };
                if ban.reason.is_empty() {
                    return Err(Refusal::TextEmpty);
                }
                if !ban.holds_at(now) {
                    return Err(Refusal::EndInPast);
                }
                if self.ban.as_ref() == Some(&ban) {
                    return Ok(vec![]);
                }
                Ok(vec![VisitorBanned { by: ban.by, reason: ban.reason, ip: ban.ip, until: ban.until }.into()])
            }
            VisitorCommand::LiftBan { .. } if self.ban.is_none() => Ok(vec![]),
            VisitorCommand::LiftBan { by } => Ok(vec![VisitorBanLifted { by: *by }.into()]),
            VisitorCommand::ExpireBan => match &self.ban {
                Some(ban) if !ban.holds_at(now) => Ok(vec![VisitorBanExpired {}.into()]),
                _ => Ok(vec![]),
            },
        }
    }

    fn evolve(&mut self, event: &VisitorEvent, _at: DateTime<Utc>) {
        match event {
            VisitorEvent::FirstSeen(seen) => self.site_id = Some(seen.site_id),
            VisitorEvent::Named(named) => self.name = Some(named.name.clone()),
            VisitorEvent::ContactsGiven(given) => {
                for (known, given) in
                    [(&mut self.name, &given.name), (&mut self.email, &given.email), (&mut self.phone, &given.phone)]
                {
                    if given.is_some() {
                        known.clone_from(given);
                    }
                }
            }
            VisitorEvent::Consented(consented) => self.consent = Some(consented.text.clone()),
            VisitorEvent::Banned(banned) => {
                let (by, reason, ip, until) = (banned.by, banned.reason.clone(), banned.ip.clone(), banned.until);
                self.ban = Some(Ban { by, reason, ip, until });
            }
            VisitorEvent::BanLifted(_) | VisitorEvent::BanExpired(_) => self.ban = None,
        }
    }
}

impl Visitor {
    fn give_contacts(&self, name: &str, email: &str, phone: &str) -> Result<Vec<VisitorEvent>, Refusal> {
        fn given(
            value: &str,
            known: &Option<String>,
            fit: impl Fn(&str) -> Result<String, Refusal>,
        ) -> Result<Option<String>, Refusal> {
            if value.trim().is_empty() {
                return Ok(None);
            }
            fit(value).map(|value| Some(value).filter(|value| known.as_ref() != Some(value)))
        }
        let contacts = VisitorContactsGiven {
            name: given(name, &self.name, text::name)?,
            email: given(email, &self.email, text::email)?,
            phone: given(phone, &self.phone, text::phone)?,
        };
        if (&contacts.name, &contacts.email, &contacts.phone) == (&None, &None, &None) {
            return Ok(vec![]);
        }
        Ok(vec![contacts.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{given, id, minute};

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

    #[test]
    fn contacts_are_recorded_as_far_as_they_are_new() {
        let give = |name: &str, email: &str, phone: &str| VisitorCommand::GiveContacts {
            name: name.into(),
            email: email.into(),
            phone: phone.into(),
        };
        let given_all: VisitorEvent = VisitorContactsGiven {
            name: Some("Марина".into()),
            email: Some("m@example.org".into()),
            phone: Some("+7 900 000-00-00".into()),
        }
        .into();
        given::<Visitor>(&[seen()])
            .when(give("Марина", "M@example.org", "+7 900 000-00-00"))
            .then(vec![given_all.clone()]);
        given::<Visitor>(&[seen(), given_all.clone()]).when(give("Марина", "", "")).then_nothing();
        given::<Visitor>(&[seen(), given_all])
            .when(give("", "n@example.org", ""))
            .then(vec![VisitorContactsGiven { name: None, email: Some("n@example.org".into()), phone: None }.into()]);
        given::<Visitor>(&[seen()]).when(give("Марина", "nowhere", "")).then_refused(Refusal::EmailInvalid);
        given::<Visitor>(&[seen()]).when(give("", "", "call me")).then_refused(Refusal::PhoneInvalid);
        given::<Visitor>(&[]).when(give("Марина", "", "")).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_consent_is_recorded_with_its_text() {
        let agree = |text: &str| VisitorCommand::Consent { text: text.into() };
        let agreed: VisitorEvent = VisitorConsented { text: "Согласен".into() }.into();
        given::<Visitor>(&[seen()]).when(agree("Согласен")).then(vec![agreed.clone()]);
        given::<Visitor>(&[seen(), agreed]).when(agree("Согласен")).then_nothing();
        given::<Visitor>(&[seen()]).when(agree(" ")).then_refused(Refusal::TextEmpty);
    }

    fn ban(reason: &str, until: Option<DateTime<Utc>>) -> VisitorCommand {
        VisitorCommand::Ban { ban: Ban { by: id(10), reason: reason.into(), ip: None, until } }
    }

    fn banned(reason: &str, until: Option<DateTime<Utc>>) -> VisitorEvent {
        VisitorBanned { by: id(10), reason: reason.into(), ip: None, until }.into()
    }

    #[test]
    fn a_ban_has_a_reason_and_may_have_an_end() {
        given::<Visitor>(&[seen()]).when(ban(" Грубость ", None)).then(vec![banned("Грубость", None)]);
        given::<Visitor>(&[seen()]).when(ban("Спам", Some(minute(60)))).then(vec![banned("Спам", Some(minute(60)))]);
        given::<Visitor>(&[seen()]).when(ban("Спам", Some(minute(0)))).then_refused(Refusal::EndInPast);
        for blank in ["", " \n\t", "\u{200b}"] {
            given::<Visitor>(&[seen()]).when(ban(blank, None)).then_refused(Refusal::TextEmpty);
        }
        given::<Visitor>(&[seen(), banned("Грубость", None)]).when(ban("Грубость", None)).then_nothing();
    }

    #[test]
    fn a_ban_expires_at_its_end_and_once() {
        let past = [seen(), banned("", Some(minute(5)))];
        given::<Visitor>(&past).at(minute(5)).when(VisitorCommand::ExpireBan).then(vec![VisitorBanExpired {}.into()]);
        given::<Visitor>(&past).at(minute(4)).when(VisitorCommand::ExpireBan).then_nothing();
        given::<Visitor>(&[seen(), banned("", None)]).when(VisitorCommand::ExpireBan).then_nothing();
        let over = [seen(), banned("", Some(minute(5))), VisitorBanExpired {}.into()];
        given::<Visitor>(&over).at(minute(6)).when(VisitorCommand::ExpireBan).then_nothing();
        given::<Visitor>(&[]).when(VisitorCommand::ExpireBan).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_ban_is_lifted_once() {
        let lift = VisitorCommand::LiftBan { by: id(11) };
        given::<Visitor>(&[seen(), banned("", None)])
            .when(lift.clone())
            .then(vec![VisitorBanLifted { by: id(11) }.into()]);
        given::<Visitor>(&[seen()]).when(lift.clone()).then_nothing();
        given::<Visitor>(&[]).when(lift).then_refused(Refusal::NotFound);
    }
}
