//! Websites that carry the widget.

use crate::macros::{body, events};
use crate::vocabulary::{ButtonPlace, Locale, PreChatForm, WindowTexts};

events! {
    /// What can happen to a site.
    SiteEvent of Site {
        Added(SiteAdded) = "site.added" 1,
        DomainsAllowed(SiteDomainsAllowed) = "site.domains_allowed" 1,
        AppearanceChosen(SiteAppearanceChosen) = "site.appearance_chosen" 1,
        WindowWorded(SiteWindowWorded) = "site.window_worded" 1,
        ButtonPlaced(SiteButtonPlaced) = "site.button_placed" 1,
        FormChosen(SiteFormChosen) = "site.form_chosen" 1,
        Archived(SiteArchived) = "site.archived" 1,
        Restored(SiteRestored) = "site.restored" 1,
    }
}

body! {
    /// A site may carry the widget from now on.
    SiteAdded {
        /// Shown to visitors in the head of the window and to operators beside a conversation.
        name: String,
        /// Hosts, with port where it is not the default, on whose pages the widget may run.
        allowed_domains: Vec<String>,
        /// `#rrggbb`; the window borrows it.
        accent: String,
        locale: Locale,
    }
    /// The list of hosts was replaced.
    SiteDomainsAllowed { allowed_domains: Vec<String>, }
    /// Name, colour and language were replaced.
    SiteAppearanceChosen { name: String, accent: String, locale: Locale, }
    /// The words of button and window were replaced (M6).
    SiteWindowWorded { texts: WindowTexts, }
    /// The button stands elsewhere, or is hidden (M6).
    SiteButtonPlaced { place: ButtonPlace, }
    /// The form before a conversation was replaced (M5).
    SiteFormChosen { form: PreChatForm, }
    /// The widget runs on it no more; what was said there stays.
    SiteArchived {}
    /// It may carry the widget again.
    SiteRestored {}
}
