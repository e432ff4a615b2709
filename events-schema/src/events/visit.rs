//! Stays of visitors on a site.

use crate::ids::{SiteId, TabId, VisitorId};
use crate::macros::{body, events};
use crate::vocabulary::{Locale, Page};

events! {
    /// What happens during a visit.
    VisitEvent of Visit {
        Started(VisitStarted) = "visit.started" 1,
        PageViewed(VisitPageViewed) = "visit.page_viewed" 1,
        Ended(VisitEnded) = "visit.ended" 1,
    }
}

body! {
    /// The visitor's first page of this stay.
    VisitStarted {
        visitor_id: VisitorId,
        site_id: SiteId,
        page: Page,
        tab_id: TabId,
        /// Where the visitor came from; empty when the browser does not say.
        referrer: String,
        /// As the browser names itself; hostile text.
        user_agent: String,
        locale: Locale,
        /// The address the connection came from, where recording it is allowed.
        ip: Option<String>,
    }
    /// A page was opened or navigated to, single-page navigations included.
    VisitPageViewed { tab_id: TabId, page: Page, }
    /// The last tab closed and none came back in time.
    VisitEnded {}
}
