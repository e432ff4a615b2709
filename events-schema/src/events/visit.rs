//! Stays of visitors on a site.

use crate::ids::{SiteId, TabId, VisitorId};
use crate::macros::{body, events};
use crate::vocabulary::{Coordinates, DeviceKind, Language, Locale, Names, Page};

events! {
    /// What happens during a visit.
    VisitEvent of Visit {
        Started(VisitStarted) = "visit.started" 2,
        Located(VisitLocated) = "visit.located" 1,
        DeviceRecognised(VisitDeviceRecognised) = "visit.device_recognised" 1,
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
        /// Of his window.
        locale: Locale,
        /// The language that his browser prefers, whatever that of the page and of his window; nothing where it does not say.
        browser_language: Option<Language>,
        /// The address the connection came from, where recording it is allowed.
        ip: Option<String>,
    }
    /// Where the address of the connection is, as far as the server's database knew at that time.
    VisitLocated {
        /// ISO 3166-1 alpha-2, in capitals.
        country_code: String,
        country: Names,
        city: Option<Names>,
        /// Of the city, or of the middle of whatever is known.
        coordinates: Option<Coordinates>,
    }
    /// What the user agent says of browser and system, as far as the server's rules knew at that time.
    VisitDeviceRecognised {
        /// Name and first part of the version, "Chrome 141"; hostile text, empty when not recognised.
        browser: String,
        /// Name and version, "Windows 10"; hostile text, empty when not recognised.
        system: String,
        kind: DeviceKind,
    }
    /// A page was opened or navigated to, single-page navigations included.
    VisitPageViewed { tab_id: TabId, page: Page, }
    /// The last tab closed and none came back in time.
    VisitEnded {}
}
