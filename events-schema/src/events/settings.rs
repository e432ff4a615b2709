//! Settings of the whole installation; one stream.

use crate::macros::{body, events};
use crate::vocabulary::Feature;

events! {
    /// What can happen to the settings.
    SettingsEvent of Settings {
        OrganisationNamed(SettingsOrganisationNamed) = "settings.organisation_named" 1,
        WaitingLineWorded(SettingsWaitingLineWorded) = "settings.waiting_line_worded" 1,
        OthersConversationsHidden(SettingsOthersConversationsHidden) = "settings.others_conversations_hidden" 1,
        AutoAssignmentSwitched(SettingsAutoAssignmentSwitched) = "settings.auto_assignment_switched" 1,
        ConversationsPerOperatorLimited(SettingsConversationsPerOperatorLimited) = "settings.conversations_per_operator_limited" 1,
        TimesChosen(SettingsTimesChosen) = "settings.times_chosen" 1,
        FeatureSwitched(SettingsFeatureSwitched) = "settings.feature_switched" 1,
    }
}

body! {
    /// The name on the sign-in form.
    SettingsOrganisationNamed { name: String, }
    /// What a visitor reads while he waits (S33); empty means the catalogue's text.
    SettingsWaitingLineWorded { ru: String, en: String, }
    /// Whether operators see only their own conversations (S25, S125).
    SettingsOthersConversationsHidden { hidden: bool, }
    /// Whether the server gives waiting visitors to operators, or operators pick them (S123).
    SettingsAutoAssignmentSwitched { on: bool, }
    /// How many conversations the server may give one operator at once; 0 is no limit (S124).
    SettingsConversationsPerOperatorLimited { max: u32, }
    /// How long things may take.
    SettingsTimesChosen {
        /// An assigned conversation not opened for so long goes back to the queue.
        pick_up_seconds: u32,
        /// An operator disconnected for so long is offline.
        operator_lost_seconds: u32,
        /// A message this long after the end still reopens the conversation.
        reopen_minutes: u32,
    }
    /// A function was given to the account or taken from it (S126).
    SettingsFeatureSwitched { feature: Feature, on: bool, }
}
