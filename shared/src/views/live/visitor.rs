//! Visitors and their visits in the live state.

use chrono::{DateTime, Utc};
use letopis_events::Recorded;
use letopis_events::events::{VisitEvent, VisitorEvent};
use letopis_events::ids::{ConversationId, SiteId, TabId, VisitId, VisitorId};
use letopis_events::vocabulary::Page;

use super::{Live, Touched};
use crate::limits::RECENTLY_LEFT_MAX;
use crate::views::timeline::EntryKind;
use crate::views::visitor_card::VisitFacts;

/// A person, as far as views ask.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitorLive {
    /// The number in «Посетитель 48 221»: the how manyeth visitor of the log.
    pub number: u32,
    pub name: Option<String>,
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
    /// The page viewed last, in which tab, and when.
    pub page: Page,
    pub tab_id: TabId,
    pub page_at: DateTime<Utc>,
}

impl VisitorLive {
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
            VisitorEvent::Named(named) => {
                let Some(visitor) = self.visitors.get_mut(&id) else { return };
                visitor.name = Some(named.name.clone());
                for conversation_id in visitor.conversations.clone() {
                    if let Some(conversation) = self.conversations.get_mut(&conversation_id) {
                        conversation.head.visitor_name = Some(named.name.clone());
                        conversation.head_at = recorded.position;
                        touched.conversation(conversation_id);
                    }
                }
            }
        }
        touched.visitors.insert(id);
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
                        locale: started.locale,
                        pages_viewed: 1,
                    },
                    page: started.page.clone(),
                    tab_id: started.tab_id,
                    page_at: recorded.recorded_at,
                });
                visitor.recently_left = false;
                self.recently_left.retain(|left| *left != id);
                returned.then_some(EntryKind::CameBack)
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
