//! A website that carries the widget.

use chrono::{DateTime, Utc};
use letopis_events::events::SiteEvent;
use letopis_events::events::site::{SiteAdded, SiteAppearanceChosen, SiteDomainsAllowed};
use letopis_events::vocabulary::Locale;

use super::{Decider, text};
use crate::wire::Refusal;

/// What the rules of a site remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Site {
    pub facts: Option<SiteAdded>,
}

/// What can be asked of a site.
#[derive(Clone, Debug, PartialEq)]
pub enum SiteCommand {
    Add { name: String, allowed_domains: Vec<String>, accent: String, locale: Locale },
    AllowDomains { allowed_domains: Vec<String> },
    ChooseAppearance { name: String, accent: String, locale: Locale },
}

impl Decider for Site {
    type Command = SiteCommand;
    type Event = SiteEvent;

    fn decide(&self, command: &SiteCommand, _now: DateTime<Utc>) -> Result<Vec<SiteEvent>, Refusal> {
        match (command, &self.facts) {
            (SiteCommand::Add { name, allowed_domains, accent, locale }, known) => {
                let wanted = SiteAdded {
                    name: text::name(name)?,
                    allowed_domains: text::domains(allowed_domains)?,
                    accent: text::colour(accent)?,
                    locale: *locale,
                };
                match known {
                    None => Ok(vec![wanted.into()]),
                    Some(known) if *known == wanted => Ok(vec![]),
                    Some(_) => Err(Refusal::Exists),
                }
            }
            (_, None) => Err(Refusal::NotFound),
            (SiteCommand::AllowDomains { allowed_domains }, Some(known)) => {
                let allowed_domains = text::domains(allowed_domains)?;
                if allowed_domains == known.allowed_domains {
                    return Ok(vec![]);
                }
                Ok(vec![SiteDomainsAllowed { allowed_domains }.into()])
            }
            (SiteCommand::ChooseAppearance { name, accent, locale }, Some(known)) => {
                let (name, accent) = (text::name(name)?, text::colour(accent)?);
                if (&name, &accent, *locale) == (&known.name, &known.accent, known.locale) {
                    return Ok(vec![]);
                }
                Ok(vec![SiteAppearanceChosen { name, accent, locale: *locale }.into()])
            }
        }
    }

    fn evolve(&mut self, event: &SiteEvent, _at: DateTime<Utc>) {
        match (event, &mut self.facts) {
            (SiteEvent::Added(added), facts) => *facts = Some(added.clone()),
            (SiteEvent::DomainsAllowed(allowed), Some(facts)) => {
                facts.allowed_domains = allowed.allowed_domains.clone()
            }
            (SiteEvent::AppearanceChosen(chosen), Some(facts)) => {
                facts.name = chosen.name.clone();
                facts.accent = chosen.accent.clone();
                facts.locale = chosen.locale;
            }
            (_, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::given;

    fn add(accent: &str) -> SiteCommand {
        SiteCommand::Add {
            name: "Привал".into(),
            allowed_domains: vec!["Prival.example".into()],
            accent: accent.into(),
            locale: Locale::Ru,
        }
    }

    fn added() -> SiteEvent {
        SiteAdded {
            name: "Привал".into(),
            allowed_domains: vec!["prival.example".into()],
            accent: "#2f6b4f".into(),
            locale: Locale::Ru,
        }
        .into()
    }

    #[test]
    fn a_site_is_added_once() {
        given::<Site>(&[]).when(add("#2F6B4F")).then(vec![added()]);
        given::<Site>(&[]).when(add("green")).then_refused(Refusal::ColourInvalid);
        given::<Site>(&[added()]).when(add("#2f6b4f")).then_nothing();
        given::<Site>(&[added()]).when(add("#000000")).then_refused(Refusal::Exists);
    }

    #[test]
    fn domains_are_replaced_whole_or_not_at_all() {
        let allow = |list: &[&str]| SiteCommand::AllowDomains {
            allowed_domains: list.iter().map(|domain| (*domain).to_owned()).collect(),
        };
        given::<Site>(&[added()]).when(allow(&["a.example", "b.example:8080"])).then(vec![
            SiteDomainsAllowed { allowed_domains: vec!["a.example".into(), "b.example:8080".into()] }.into(),
        ]);
        given::<Site>(&[added()])
            .when(allow(&["a.example", "b/c"]))
            .then_refused(Refusal::DomainInvalid { domain: "b/c".into() });
        given::<Site>(&[added()]).when(allow(&["prival.example"])).then_nothing();
        given::<Site>(&[]).when(allow(&[])).then_refused(Refusal::NotFound);
    }

    #[test]
    fn an_appearance_is_recorded_when_it_differs() {
        let choose = |name: &str| SiteCommand::ChooseAppearance {
            name: name.into(),
            accent: "#2f6b4f".into(),
            locale: Locale::Ru,
        };
        given::<Site>(&[added()]).when(choose("Привал")).then_nothing();
        given::<Site>(&[added()]).when(choose("Лагерь")).then(vec![
            SiteAppearanceChosen { name: "Лагерь".into(), accent: "#2f6b4f".into(), locale: Locale::Ru }.into(),
        ]);
        given::<Site>(&[added()]).when(choose("")).then_refused(Refusal::NameInvalid { max: 100 });
    }
}
