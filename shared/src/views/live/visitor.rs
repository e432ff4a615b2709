//! Visitors and their visits in the live state.

use core::mem::{discriminant, take};
use core::net::IpAddr;

use chrono::{DateTime, Utc};
use letopis_events::Recorded;
use letopis_events::events::{VisitEvent, VisitorEvent};
use letopis_events::ids::{CategoryId, ConversationId, SiteId, TabId, VisitId, VisitorId};
use letopis_events::vocabulary::{Coordinates, Language, Locale, Page};

use super::{BanLive, Cause, Live, Touched};
use crate::domain::visitor::{AddressRange, Ban};
use crate::limits::RECENTLY_LEFT_MAX;
use crate::views::timeline::{EntryKind, TimelineEntry};
use crate::views::visitor_card::{Country, Device, Place, VisitFacts};

/// A person, as far as views ask.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitorLive {
    /// The number in «Посетитель 48 221»: the how manyeth visitor of the log.
    pub number: u32,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// The text he last agreed to (M5).
    pub consent: Option<String>,
    /// What he told of himself for a conversation that has not begun: its first lines.
    pub answers: Vec<TimelineEntry>,
    /// Position of the last change of what he has told of himself.
    pub told_at: u64,
    /// Of the last conversation that had any (S102).
    pub category_id: Option<CategoryId>,
    pub site_id: SiteId,
    pub first_seen_at: DateTime<Utc>,
    pub visits: u32,
    pub visit: Option<VisitLive>,
    /// First one first.
    pub conversations: Vec<ConversationId>,
    /// The last of them, while it is open.
    pub open: Option<ConversationId>,
    /// Left, and not yet so long ago or so many visitors ago that «Остальные» forgets him.
    pub recently_left: bool,
}

/// The latest visit of a visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitLive {
    pub facts: VisitFacts,
    /// Of his window.
    pub locale: Locale,
    /// The page viewed last, in which tab, and when.
    pub page: Page,
    pub tab_id: TabId,
    pub page_at: DateTime<Utc>,
}

impl VisitorLive {
    /// A conversation with him begins; gives the lines that it begins with.
    pub(super) fn begin(&mut self, id: ConversationId) -> Vec<TimelineEntry> {
        self.conversations.push(id);
        self.open = Some(id);
        take(&mut self.answers)
    }

    /// Whether a tab of the site is open.
    pub fn on_site(&self) -> bool {
        self.visit.as_ref().is_some_and(|visit| visit.facts.ended_at.is_none())
    }
}

impl Live {
    pub(super) fn visitor(&mut self, recorded: &Recorded, event: &VisitorEvent, touched: &mut Touched) {
        let id = VisitorId(recorded.stream.id);
        match event {
            VisitorEvent::FirstSeen(seen) => {
                self.visitors_seen += 1;
                let visitor = VisitorLive {
                    number: self.visitors_seen,
                    name: None,
                    email: None,
                    phone: None,
                    consent: None,
                    answers: Vec::new(),
                    told_at: recorded.position,
                    category_id: None,
                    site_id: seen.site_id,
                    first_seen_at: recorded.recorded_at,
                    visits: 0,
                    visit: None,
                    conversations: Vec::new(),
                    open: None,
                    recently_left: false,
                };
                self.visitors.insert(id, visitor);
            }
            VisitorEvent::Named(named) => self.call(id, &named.name, recorded, touched),
            VisitorEvent::ContactsGiven(given) => {
                if let Some(name) = &given.name {
                    self.call(id, name, recorded, touched);
                }
                let Some(visitor) = self.visitors.get_mut(&id) else { return };
                visitor.told_at = recorded.position;
                for (known, given) in [(&mut visitor.email, &given.email), (&mut visitor.phone, &given.phone)] {
                    if given.is_some() {
                        known.clone_from(given);
                    }
                }
                let (name, email, phone) = (given.name.clone(), given.email.clone(), given.phone.clone());
                self.hear(id, EntryKind::ContactsGiven { name, email, phone }, recorded, touched);
            }
            VisitorEvent::Consented(consented) => {
                if let Some(visitor) = self.visitors.get_mut(&id) {
                    visitor.consent = Some(consented.text.clone());
                    visitor.told_at = recorded.position;
                }
                self.hear(id, EntryKind::Consented { text: consented.text.clone() }, recorded, touched);
            }
            VisitorEvent::Banned(banned) => {
                let (reason, ip, until) = (banned.reason.clone(), banned.ip.clone(), banned.until);
                let range = ip.as_deref().and_then(|ip| ip.parse().ok());
                let ban = Ban { by: banned.by, reason: reason.clone(), ip: ip.clone(), until };
                let (since, cause) = (recorded.recorded_at, Cause::of(recorded));
                self.banned.insert(id, BanLive { ban, since, cause, range });
                self.stirred += 1;
                let by = self.name_of_operator(banned.by);
                let told = |addresses| EntryKind::Banned { by: by.clone(), reason: reason.clone(), until, addresses };
                // Why it ends, of those who are banned with him.
                for other in self.caught(range).into_iter().filter(|other| *other != id) {
                    if self.visitors.get(&other).is_some_and(|visitor| visitor.open.is_some()) {
                        self.tell(other, told(ip.clone()), recorded, touched);
                    }
                    touched.visitors.insert(other);
                }
                self.tell(id, told(None), recorded, touched);
                touched.bans.insert(id);
            }
            VisitorEvent::BanExpired(_) => {
                self.unban(id, EntryKind::BanExpired, recorded, touched);
                touched.bans.insert(id);
            }
            VisitorEvent::BanLifted(lifted) => {
                let by = self.name_of_operator(lifted.by);
                self.unban(id, EntryKind::BanLifted { by }, recorded, touched);
                touched.bans.insert(id);
            }
        }
        touched.visitors.insert(id);
    }

    /// A ban is over. Whoever was told that it reached him is told that too, unless another one holds.
    fn unban(&mut self, id: VisitorId, what: EntryKind, recorded: &Recorded, touched: &mut Touched) {
        let range = self.banned.remove(&id).and_then(|one| one.range);
        for other in self.caught(range).into_iter().filter(|other| *other != id) {
            touched.visitors.insert(other);
            if self.ban_of(other).is_none() && self.says_banned(other) {
                self.tell(other, what.clone(), recorded, touched);
            }
        }
        self.tell(id, what, recorded, touched);
    }

    /// Whether the last that his latest conversation says of bans is that one reached him.
    fn says_banned(&self, id: VisitorId) -> bool {
        let latest = self.visitors.get(&id).and_then(|visitor| self.conversations.get(visitor.conversations.last()?));
        let said = latest.and_then(|latest| {
            latest.entries.iter().rev().find_map(|entry| match entry.what {
                EntryKind::Banned { .. } => Some(true),
                EntryKind::BanLifted { .. } | EntryKind::BanExpired => Some(false),
                _ => None,
            })
        });
        said == Some(true)
    }

    /// Whose latest visit came from there.
    fn caught(&self, range: Option<AddressRange>) -> Vec<VisitorId> {
        let Some(range) = range else { return Vec::new() };
        let from_there = |id: &&VisitorId| self.ip_of(**id).is_some_and(|ip| range.contains(ip));
        self.visitors.keys().filter(from_there).copied().collect()
    }

    /// The ban that holds a visitor off: his own, or one of where he came from.
    pub(super) fn ban_of(&self, id: VisitorId) -> Option<&Ban> {
        if self.banned.is_empty() {
            return None;
        }
        let of_address = || {
            let ip = self.ip_of(id)?;
            self.banned.values().find(|one| one.range.is_some_and(|range| range.contains(ip)))
        };
        self.banned.get(&id).or_else(of_address).map(|one| &one.ban)
    }

    /// The visitor is called so from now on, in all his conversations.
    fn call(&mut self, id: VisitorId, name: &str, recorded: &Recorded, touched: &mut Touched) {
        let Some(visitor) = self.visitors.get_mut(&id) else { return };
        visitor.name = Some(name.to_owned());
        visitor.told_at = recorded.position;
        for conversation_id in visitor.conversations.clone() {
            if let Some(conversation) = self.conversations.get_mut(&conversation_id) {
                conversation.head.visitor_name = Some(name.to_owned());
                conversation.head_at = recorded.position;
                touched.conversation(conversation_id);
            }
        }
    }

    /// What the visitor told of himself is a line of his conversation. Before one it is its beginning, not the end of the one
    /// before; told anew, it counts as told last.
    fn hear(&mut self, id: VisitorId, what: EntryKind, recorded: &Recorded, touched: &mut Touched) {
        let Some(visitor) = self.visitors.get_mut(&id) else { return };
        if visitor.open.is_some() {
            return self.tell(id, what, recorded, touched);
        }
        visitor.answers.retain(|known| discriminant(&known.what) != discriminant(&what));
        visitor.answers.push(TimelineEntry { position: recorded.position, at: recorded.recorded_at, what });
    }

    /// Whoever sees the open conversation of a visitor sees his earlier ones beside it (M35): they go out of sight with it.
    pub(super) fn touch_earlier(&self, id: VisitorId, touched: &mut Touched) {
        let earlier = self.visitors.get(&id).filter(|_| self.sites.others_conversations_hidden);
        earlier.into_iter().flat_map(|visitor| &visitor.conversations).for_each(|id| touched.conversation(*id));
    }

    /// Adds a line to the visitor's latest conversation.
    fn tell(&mut self, id: VisitorId, what: EntryKind, recorded: &Recorded, touched: &mut Touched) {
        let latest = self.visitors.get(&id).and_then(|visitor| visitor.conversations.last()).copied();
        if let Some(conversation) = latest.and_then(|id| self.conversations.get_mut(&id)) {
            conversation.enter(recorded, what);
            touched.conversation(conversation.head.id);
        }
    }

    /// Whether this visitor, or anybody from this address, cannot reach operators now (S110).
    pub fn is_banned(&self, id: VisitorId, ip: Option<&str>, now: DateTime<Utc>) -> bool {
        let ip = ip.and_then(|ip| ip.parse().ok());
        let covers = |range: Option<AddressRange>| range.zip(ip).is_some_and(|(range, ip)| range.contains(ip));
        self.banned.get(&id).is_some_and(|one| one.ban.holds_at(now))
            || ip.is_some() && self.banned.values().any(|one| covers(one.range) && one.ban.holds_at(now))
    }

    /// Where his latest visit came from, as far as that is recorded.
    pub fn ip_of(&self, id: VisitorId) -> Option<IpAddr> {
        self.visitors.get(&id)?.visit.as_ref()?.facts.ip.as_ref()?.parse().ok()
    }

    pub(super) fn visit(&mut self, recorded: &Recorded, event: &VisitEvent, touched: &mut Touched) {
        let visit_id = VisitId(recorded.stream.id);
        if let VisitEvent::Started(started) = event {
            self.visits.insert(visit_id, started.visitor_id);
        }
        let Some(id) = self.visits.get(&visit_id).copied() else { return };
        let Some(visitor) = self.visitors.get_mut(&id) else { return };
        let open = visitor.open;
        let happened = match event {
            VisitEvent::Started(started) => {
                let returned = visitor.visit.is_some();
                visitor.visits += 1;
                visitor.visit = Some(VisitLive {
                    facts: VisitFacts {
                        id: visit_id,
                        started_at: recorded.recorded_at,
                        ended_at: None,
                        first_page: started.page.clone(),
                        referrer: started.referrer.clone(),
                        user_agent: started.user_agent.clone(),
                        ip: started.ip.clone(),
                        language: started
                            .browser_language
                            .clone()
                            .unwrap_or_else(|| Language(started.locale.tag().to_owned())),
                        pages_viewed: 1,
                        place: None,
                        device: None,
                    },
                    locale: started.locale,
                    page: started.page.clone(),
                    tab_id: started.tab_id,
                    page_at: recorded.recorded_at,
                });
                visitor.recently_left = false;
                if returned {
                    self.recently_left.retain(|left| *left != id);
                }
                self.site_seen(started.site_id, recorded.recorded_at, touched);
                returned.then_some(EntryKind::CameBack)
            }
            VisitEvent::Located(located) => {
                let Some(visit) = &mut visitor.visit else { return };
                visit.facts.place = Some(Place {
                    country: Country { code: located.country_code.clone(), name: located.country.clone() },
                    city: located.city.clone(),
                    coordinates: located.coordinates.map(degrees),
                });
                None
            }
            VisitEvent::DeviceRecognised(recognised) => {
                let Some(visit) = &mut visitor.visit else { return };
                visit.facts.device = Some(Device {
                    browser: recognised.browser.clone(),
                    system: recognised.system.clone(),
                    kind: recognised.kind,
                });
                None
            }
            VisitEvent::PageViewed(viewed) => {
                let Some(visit) = &mut visitor.visit else { return };
                // A title that arrives after its page is the same page, better named.
                let moved = visit.page.url != viewed.page.url || visit.tab_id != viewed.tab_id;
                visit.facts.pages_viewed += u32::from(moved);
                visit.page = viewed.page.clone();
                visit.tab_id = viewed.tab_id;
                visit.page_at = recorded.recorded_at;
                moved.then(|| EntryKind::PageViewed { page: viewed.page.clone() })
            }
            VisitEvent::Ended(_) => {
                let Some(visit) = &mut visitor.visit else { return };
                visit.facts.ended_at = Some(recorded.recorded_at);
                visitor.recently_left = true;
                self.visits.remove(&visit_id);
                self.recently_left.push_back(id);
                if self.recently_left.len() > RECENTLY_LEFT_MAX
                    && let Some(forgotten) = self.recently_left.pop_front()
                {
                    if let Some(visitor) = self.visitors.get_mut(&forgotten) {
                        visitor.recently_left = false;
                    }
                    touched.left_board.insert(forgotten);
                }
                Some(EntryKind::LeftSite)
            }
        };
        touched.visitors.insert(id);
        if let Some(conversation_id) = open {
            touched.conversation(conversation_id);
            if let (Some(what), Some(conversation)) = (happened, self.conversations.get_mut(&conversation_id)) {
                conversation.enter(recorded, what);
            }
        }
    }
}

/// Coordinates as maps take them, to ten metres.
fn degrees(at: Coordinates) -> String {
    let one = |micro: i32| {
        let parts = micro.unsigned_abs() / 100;
        let sign = if micro < 0 { "-" } else { "" };
        format!("{sign}{}.{:04}", parts / 10_000, parts % 10_000)
    };
    format!("{},{}", one(at.latitude_microdegrees), one(at.longitude_microdegrees))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_written_in_degrees() {
        let at = |latitude_microdegrees, longitude_microdegrees| {
            degrees(Coordinates { latitude_microdegrees, longitude_microdegrees })
        };
        assert_eq!(at(60_938_900, 76_595_200), "60.9389,76.5952");
        assert_eq!(at(-500_000, -180_000_000), "-0.5000,-180.0000");
        assert_eq!(at(0, 99), "0.0000,0.0000");
    }
}
