//! A website that carries the widget.

pub mod form;
mod window;

use chrono::{DateTime, Utc};
use letopis_events::events::SiteEvent;
use letopis_events::events::site::{
    SiteAdded, SiteAppearanceChosen, SiteArchived, SiteButtonPlaced, SiteDomainsAllowed, SiteFormChosen, SiteRestored,
    SiteWindowWorded,
};
use letopis_events::vocabulary::{ButtonPlace, Locale, PreChatForm, WindowTexts};

use super::{Decider, text};
use crate::wire::Refusal;

pub use self::window::WORDS_CHARS_MAX;

/// What the rules of a site remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Site {
    pub facts: Option<SiteAdded>,
    pub texts: WindowTexts,
    pub place: ButtonPlace,
    pub form: PreChatForm,
    pub archived: bool,
}

/// What can be asked of a site. Archived it stays set up as it was, which may still change.
#[derive(Clone, Debug, PartialEq)]
pub enum SiteCommand {
    Add {
        name: String,
        allowed_domains: Vec<String>,
        accent: String,
        locale: Locale,
    },
    AllowDomains {
        allowed_domains: Vec<String>,
    },
    ChooseAppearance {
        name: String,
        accent: String,
        locale: Locale,
    },
    /// Replaces the words of button and window (M6).
    WordWindow {
        texts: WindowTexts,
    },
    /// Says where the button stands, or hides it (M6).
    PlaceButton {
        place: ButtonPlace,
    },
    /// Replaces the form before a conversation (M5).
    ChooseForm {
        form: PreChatForm,
    },
    Archive,
    Restore,
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
            (SiteCommand::WordWindow { texts }, Some(_)) => {
                let texts = window::texts(texts)?;
                if texts == self.texts { Ok(vec![]) } else { Ok(vec![SiteWindowWorded { texts }.into()]) }
            }
            (SiteCommand::PlaceButton { place }, Some(_)) => {
                let place = window::place(place)?;
                if place == self.place { Ok(vec![]) } else { Ok(vec![SiteButtonPlaced { place }.into()]) }
            }
            (SiteCommand::ChooseForm { form }, Some(_)) => {
                let form = form::chosen(form)?;
                if form == self.form { Ok(vec![]) } else { Ok(vec![SiteFormChosen { form }.into()]) }
            }
            (SiteCommand::Archive, Some(_)) if self.archived => Ok(vec![]),
            (SiteCommand::Archive, Some(_)) => Ok(vec![SiteArchived {}.into()]),
            (SiteCommand::Restore, Some(_)) if self.archived => Ok(vec![SiteRestored {}.into()]),
            (SiteCommand::Restore, Some(_)) => Ok(vec![]),
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
            (SiteEvent::WindowWorded(worded), Some(_)) => self.texts = worded.texts.clone(),
            (SiteEvent::ButtonPlaced(placed), Some(_)) => self.place = placed.place.clone(),
            (SiteEvent::FormChosen(chosen), Some(_)) => self.form = chosen.form.clone(),
            (SiteEvent::Archived(_), Some(_)) => self.archived = true,
            (SiteEvent::Restored(_), Some(_)) => self.archived = false,
            (_, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use letopis_events::vocabulary::{Edge, FieldRule, FormConsent, Names};

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

    fn names(ru: &str, en: &str) -> Names {
        Names { ru: ru.into(), en: en.into() }
    }

    #[test]
    fn the_words_of_a_window_are_lines_within_their_limits() {
        let word = |title: &str| SiteCommand::WordWindow {
            texts: WindowTexts { title: names(title, ""), button: names("", "Ask"), ..WindowTexts::default() },
        };
        let worded: SiteEvent = SiteWindowWorded {
            texts: WindowTexts { title: names("Привал", ""), button: names("", "Ask"), ..WindowTexts::default() },
        }
        .into();
        given::<Site>(&[added()]).when(word(" Привал ")).then(vec![worded.clone()]);
        given::<Site>(&[added(), worded]).when(word("Привал")).then_nothing();
        given::<Site>(&[added()]).when(word(&"я".repeat(61))).then_refused(Refusal::TextTooLong { max: 60 });
        given::<Site>(&[]).when(word("Привал")).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_button_stands_on_the_page() {
        let place = |from_edge_px| ButtonPlace { edge: Edge::Left, from_edge_px, from_bottom_px: 80, hidden: true };
        let put = |from_edge_px| SiteCommand::PlaceButton { place: place(from_edge_px) };
        let placed: SiteEvent = SiteButtonPlaced { place: place(24) }.into();
        given::<Site>(&[added()]).when(put(24)).then(vec![placed.clone()]);
        given::<Site>(&[added(), placed]).when(put(24)).then_nothing();
        given::<Site>(&[added()]).when(put(401)).then_refused(Refusal::OutOfRange { min: 0, max: 400 });
        let usual = SiteCommand::PlaceButton { place: ButtonPlace::default() };
        given::<Site>(&[added()]).when(usual).then_nothing();
    }

    #[test]
    fn a_form_names_what_is_agreed_to() {
        let form = |text: Names, url: &str| PreChatForm {
            on: true,
            name: FieldRule::Required,
            consent: Some(FormConsent { text, policy_url: url.into() }),
            ..PreChatForm::default()
        };
        let choose = |text: Names, url: &str| SiteCommand::ChooseForm { form: form(text, url) };
        let chosen: SiteEvent =
            SiteFormChosen { form: form(names("Согласен", "Согласен"), "https://prival.example/p") }.into();
        given::<Site>(&[added()])
            .when(choose(names(" Согласен", ""), " https://prival.example/p"))
            .then(vec![chosen.clone()]);
        given::<Site>(&[added(), chosen])
            .when(choose(names("Согласен", "Согласен"), "https://prival.example/p"))
            .then_nothing();
        given::<Site>(&[added()]).when(choose(names("", ""), "")).then_refused(Refusal::TextEmpty);
        given::<Site>(&[added()])
            .when(choose(names("Да", ""), "javascript:alert(1)"))
            .then_refused(Refusal::UrlInvalid);
        given::<Site>(&[]).when(choose(names("Да", ""), "")).then_refused(Refusal::NotFound);
    }

    #[test]
    fn a_site_is_archived_and_restored() {
        let archived = [added(), SiteArchived {}.into()];
        given::<Site>(&[added()]).when(SiteCommand::Archive).then(vec![SiteArchived {}.into()]);
        given::<Site>(&archived).when(SiteCommand::Archive).then_nothing();
        given::<Site>(&[]).when(SiteCommand::Archive).then_refused(Refusal::NotFound);
        given::<Site>(&archived).when(SiteCommand::Restore).then(vec![SiteRestored {}.into()]);
        given::<Site>(&[added()]).when(SiteCommand::Restore).then_nothing();
        given::<Site>(&[]).when(SiteCommand::Restore).then_refused(Refusal::NotFound);
    }
}
