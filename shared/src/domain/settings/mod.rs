//! Settings of the whole installation.

use chrono::{DateTime, Utc};
use letopis_events::events::SettingsEvent;
use letopis_events::events::settings::{
    SettingsOrganisationNamed, SettingsOthersConversationsHidden, SettingsWaitingLineWorded,
};

use super::{Decider, text};
use crate::wire::Refusal;

/// What is set; the defaults are those of a new installation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    pub organisation: String,
    pub waiting_line_ru: String,
    pub waiting_line_en: String,
    pub others_conversations_hidden: bool,
}

/// What can be set.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsCommand {
    NameOrganisation {
        name: String,
    },
    /// An empty text brings the catalogue's back.
    WordWaitingLine {
        ru: String,
        en: String,
    },
    HideOthersConversations {
        hidden: bool,
    },
}

impl Decider for Settings {
    type Command = SettingsCommand;
    type Event = SettingsEvent;

    fn decide(&self, command: &SettingsCommand, _now: DateTime<Utc>) -> Result<Vec<SettingsEvent>, Refusal> {
        let mut wanted = self.clone();
        let event: SettingsEvent = match command {
            SettingsCommand::NameOrganisation { name } => SettingsOrganisationNamed { name: text::name(name)? }.into(),
            SettingsCommand::WordWaitingLine { ru, en } => {
                let line = |line: &str| if line.trim().is_empty() { Ok(String::new()) } else { text::message(line) };
                SettingsWaitingLineWorded { ru: line(ru)?, en: line(en)? }.into()
            }
            SettingsCommand::HideOthersConversations { hidden } => {
                SettingsOthersConversationsHidden { hidden: *hidden }.into()
            }
        };
        wanted.evolve(&event, DateTime::<Utc>::MIN_UTC);
        if wanted == *self { Ok(vec![]) } else { Ok(vec![event]) }
    }

    fn evolve(&mut self, event: &SettingsEvent, _at: DateTime<Utc>) {
        match event {
            SettingsEvent::OrganisationNamed(named) => self.organisation = named.name.clone(),
            SettingsEvent::WaitingLineWorded(worded) => {
                self.waiting_line_ru = worded.ru.clone();
                self.waiting_line_en = worded.en.clone();
            }
            SettingsEvent::OthersConversationsHidden(hidden) => self.others_conversations_hidden = hidden.hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::given;

    #[test]
    fn a_setting_is_recorded_when_it_differs() {
        let hide = |hidden| SettingsCommand::HideOthersConversations { hidden };
        let hidden: SettingsEvent = SettingsOthersConversationsHidden { hidden: true }.into();
        given::<Settings>(&[]).when(hide(true)).then(vec![hidden.clone()]);
        given::<Settings>(&[hidden]).when(hide(true)).then_nothing();
        given::<Settings>(&[]).when(hide(false)).then_nothing();
    }

    #[test]
    fn an_organisation_has_a_name() {
        let name = |name: &str| SettingsCommand::NameOrganisation { name: name.into() };
        given::<Settings>(&[]).when(name("  ")).then_refused(Refusal::NameInvalid { max: 100 });
        given::<Settings>(&[])
            .when(name("Привал"))
            .then(vec![SettingsOrganisationNamed { name: "Привал".into() }.into()]);
    }

    #[test]
    fn an_empty_waiting_line_brings_the_catalogues_back() {
        let worded: SettingsEvent = SettingsWaitingLineWorded { ru: "Ждите".into(), en: String::new() }.into();
        let word = |ru: &str| SettingsCommand::WordWaitingLine { ru: ru.into(), en: String::new() };
        given::<Settings>(&[]).when(word("Ждите")).then(vec![worded.clone()]);
        given::<Settings>(&[worded])
            .when(word(" "))
            .then(vec![SettingsWaitingLineWorded { ru: String::new(), en: String::new() }.into()]);
        given::<Settings>(&[]).when(word(&"я".repeat(4_001))).then_refused(Refusal::TextTooLong { max: 4_000 });
    }
}
