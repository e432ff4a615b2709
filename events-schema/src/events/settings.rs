//! Settings of the whole installation; one stream.

use crate::macros::{body, events};

events! {
    /// What can happen to the settings.
    SettingsEvent of Settings {
        OrganisationNamed(SettingsOrganisationNamed) = "settings.organisation_named" 1,
        WaitingLineWorded(SettingsWaitingLineWorded) = "settings.waiting_line_worded" 1,
        OthersConversationsHidden(SettingsOthersConversationsHidden) = "settings.others_conversations_hidden" 1,
    }
}

body! {
    /// The name on the sign-in form.
    SettingsOrganisationNamed { name: String, }
    /// What a visitor reads while he waits (S33); empty means the catalogue's text.
    SettingsWaitingLineWorded { ru: String, en: String, }
    /// Whether operators see only their own conversations (S25, S125).
    SettingsOthersConversationsHidden { hidden: bool, }
}
