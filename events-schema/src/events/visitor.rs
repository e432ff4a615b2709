//! People in browsers.

use crate::ids::SiteId;
use crate::macros::{body, events};

events! {
    /// What is known of a visitor.
    VisitorEvent of Visitor {
        FirstSeen(VisitorFirstSeen) = "visitor.first_seen" 1,
        Named(VisitorNamed) = "visitor.named" 1,
    }
}

body! {
    /// A browser without an identity came (S136).
    VisitorFirstSeen { site_id: SiteId, }
    /// The page that carries the widget, or the visitor, told a name.
    VisitorNamed { name: String, }
}
