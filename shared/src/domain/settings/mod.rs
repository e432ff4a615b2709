//! Settings of the whole installation.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use letopis_events::events::SettingsEvent;
use letopis_events::events::settings::{
    SettingsAutoAssignmentSwitched, SettingsConversationsPerOperatorLimited, SettingsFeatureSwitched,
    SettingsOrganisationNamed, SettingsOthersConversationsHidden, SettingsTimesChosen, SettingsWaitingLineWorded,
};
use letopis_events::vocabulary::Feature;

use super::{Decider, text};
use crate::limits::{
    CONVERSATIONS_PER_OPERATOR_MAX, OPERATOR_LOST_SECONDS_DEFAULT, PICK_UP_SECONDS_DEFAULT, REOPEN_MINUTES_DEFAULT,
    REOPEN_MINUTES_MAX, TIMEOUT_SECONDS_MAX, TIMEOUT_SECONDS_MIN,
};
use crate::wire::Refusal;

/// What is set; the defaults are those of a new installation.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub organisation: String,
    pub waiting_line_ru: String,
    pub waiting_line_en: String,
    pub others_conversations_hidden: bool,
    pub auto_assignment: bool,
    /// 0 is no limit.
    pub conversations_per_operator_max: u32,
    pub times: SettingsTimesChosen,
    /// Those that are switched on.
    pub features: BTreeSet<Feature>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: String::new(),
            waiting_line_ru: String::new(),
            waiting_line_en: String::new(),
            others_conversations_hidden: false,
            auto_assignment: false,
            conversations_per_operator_max: 0,
            times: SettingsTimesChosen {
                pick_up_seconds: PICK_UP_SECONDS_DEFAULT,
                operator_lost_seconds: OPERATOR_LOST_SECONDS_DEFAULT,
                reopen_minutes: REOPEN_MINUTES_DEFAULT,
            },
            features: BTreeSet::new(),
        }
    }
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
    SwitchAutoAssignment {
        on: bool,
    },
    /// 0 is no limit.
    LimitConversationsPerOperator {
        max: u32,
    },
    ChooseTimes {
        pick_up_seconds: u32,
        operator_lost_seconds: u32,
        reopen_minutes: u32,
    },
    SwitchFeature {
        feature: Feature,
        on: bool,
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
            SettingsCommand::SwitchAutoAssignment { on } => SettingsAutoAssignmentSwitched { on: *on }.into(),
            SettingsCommand::LimitConversationsPerOperator { max } => {
                SettingsConversationsPerOperatorLimited { max: conversations_max(*max)? }.into()
            }
            SettingsCommand::ChooseTimes { pick_up_seconds, operator_lost_seconds, reopen_minutes } => {
                let seconds = |seconds| within(seconds, TIMEOUT_SECONDS_MIN, TIMEOUT_SECONDS_MAX);
                SettingsTimesChosen {
                    pick_up_seconds: seconds(*pick_up_seconds)?,
                    operator_lost_seconds: seconds(*operator_lost_seconds)?,
                    reopen_minutes: within(*reopen_minutes, 0, REOPEN_MINUTES_MAX)?,
                }
                .into()
            }
            SettingsCommand::SwitchFeature { feature, on } => {
                SettingsFeatureSwitched { feature: *feature, on: *on }.into()
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
            SettingsEvent::AutoAssignmentSwitched(switched) => self.auto_assignment = switched.on,
            SettingsEvent::ConversationsPerOperatorLimited(limited) => {
                self.conversations_per_operator_max = limited.max;
            }
            SettingsEvent::TimesChosen(chosen) => self.times = chosen.clone(),
            SettingsEvent::FeatureSwitched(switched) if switched.on => {
                self.features.insert(switched.feature);
            }
            SettingsEvent::FeatureSwitched(switched) => {
                self.features.remove(&switched.feature);
            }
        }
    }
}

/// A limit of conversations, for everybody or for one operator.
///
/// # Errors
/// [`Refusal::OutOfRange`].
pub(super) fn conversations_max(max: u32) -> Result<u32, Refusal> {
    within(max, 0, CONVERSATIONS_PER_OPERATOR_MAX)
}

fn within(number: u32, min: u32, max: u32) -> Result<u32, Refusal> {
    if (min..=max).contains(&number) { Ok(number) } else { Err(Refusal::OutOfRange { min, max }) }
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
    fn auto_assignment_is_off_until_it_is_switched_on() {
        let switch = |on| SettingsCommand::SwitchAutoAssignment { on };
        let switched = |on| -> SettingsEvent { SettingsAutoAssignmentSwitched { on }.into() };
        given::<Settings>(&[]).when(switch(true)).then(vec![switched(true)]);
        given::<Settings>(&[]).when(switch(false)).then_nothing();
        given::<Settings>(&[switched(true)]).when(switch(false)).then(vec![switched(false)]);
    }

    #[test]
    fn the_limit_of_conversations_is_bounded_and_none_at_first() {
        let limit = |max| SettingsCommand::LimitConversationsPerOperator { max };
        let limited = |max| -> SettingsEvent { SettingsConversationsPerOperatorLimited { max }.into() };
        given::<Settings>(&[]).when(limit(0)).then_nothing();
        given::<Settings>(&[]).when(limit(1_000)).then(vec![limited(1_000)]);
        given::<Settings>(&[limited(5)]).when(limit(5)).then_nothing();
        given::<Settings>(&[]).when(limit(1_001)).then_refused(Refusal::OutOfRange { min: 0, max: 1_000 });
    }

    #[test]
    fn times_are_chosen_within_their_limits() {
        let choose = |pick_up_seconds, operator_lost_seconds, reopen_minutes| SettingsCommand::ChooseTimes {
            pick_up_seconds,
            operator_lost_seconds,
            reopen_minutes,
        };
        let chosen = SettingsTimesChosen { pick_up_seconds: 5, operator_lost_seconds: 3_600, reopen_minutes: 0 };
        given::<Settings>(&[]).when(choose(5, 3_600, 0)).then(vec![chosen.into()]);
        given::<Settings>(&[]).when(choose(60, 60, 30)).then_nothing();
        let seconds = Refusal::OutOfRange { min: 5, max: 3_600 };
        given::<Settings>(&[]).when(choose(4, 60, 30)).then_refused(seconds.clone());
        given::<Settings>(&[]).when(choose(60, 3_601, 30)).then_refused(seconds);
        given::<Settings>(&[]).when(choose(60, 60, 10_081)).then_refused(Refusal::OutOfRange { min: 0, max: 10_080 });
    }

    #[test]
    fn each_function_has_its_switch() {
        let switch = |feature, on| SettingsCommand::SwitchFeature { feature, on };
        let switched = |feature, on| -> SettingsEvent { SettingsFeatureSwitched { feature, on }.into() };
        for feature in Feature::ALL {
            given::<Settings>(&[]).when(switch(feature, true)).then(vec![switched(feature, true)]);
            given::<Settings>(&[]).when(switch(feature, false)).then_nothing();
        }
        let chat_on = [switched(Feature::OperatorChat, true)];
        given::<Settings>(&chat_on).when(switch(Feature::OperatorChat, true)).then_nothing();
        given::<Settings>(&chat_on)
            .when(switch(Feature::Cobrowsing, true))
            .then(vec![switched(Feature::Cobrowsing, true)]);
        given::<Settings>(&chat_on)
            .when(switch(Feature::OperatorChat, false))
            .then(vec![switched(Feature::OperatorChat, false)]);
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
