//! People in browsers.

use chrono::{DateTime, Utc};

use crate::ids::{OperatorId, SiteId};
use crate::macros::{body, events};

events! {
    /// What is known of a visitor.
    VisitorEvent of Visitor {
        FirstSeen(VisitorFirstSeen) = "visitor.first_seen" 1,
        Named(VisitorNamed) = "visitor.named" 1,
        ContactsGiven(VisitorContactsGiven) = "visitor.contacts_given" 1,
        Consented(VisitorConsented) = "visitor.consented" 1,
        Banned(VisitorBanned) = "visitor.banned" 1,
        BanLifted(VisitorBanLifted) = "visitor.ban_lifted" 1,
        BanExpired(VisitorBanExpired) = "visitor.ban_expired" 1,
    }
}

body! {
    /// A browser without an identity came (S136).
    VisitorFirstSeen { site_id: SiteId, }
    /// The page that carries the widget, or the visitor, told a name.
    VisitorNamed { name: String, }
    /// The visitor said how to reach him; what he left empty stays as it was known.
    VisitorContactsGiven { name: Option<String>, email: Option<String>, phone: Option<String>, }
    /// The visitor agreed to this text (M5).
    VisitorConsented { text: String, }
    /// The visitor can no longer reach operators (S109, S110).
    VisitorBanned {
        by: OperatorId,
        reason: String,
        /// Everybody from this address is banned with him.
        ip: Option<String>,
        /// When the ban ends by itself; without it, never.
        until: Option<DateTime<Utc>>,
    }
    /// An administrator lifted the ban.
    VisitorBanLifted { by: OperatorId, }
    /// The end of the ban has come.
    VisitorBanExpired {}
}
