//! Who is connected: visitors' open tabs, and how long a visit lingers after the last one. Never events.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use letopis_events::ids::{SiteId, TabId, VisitId, VisitorId};
use letopis_events::vocabulary::{Language, Page};
use letopis_shared::limits::TABS_PER_VISITOR_MAX;
use letopis_shared::views::live::Availability;
use letopis_shared::views::visitor_card::OpenTab;
use tokio::time::Instant;

use super::message::SocketId;
use super::outbox::Outbox;
use super::typing::Typing;

/// One socket of a visitor: one tab.
pub(super) struct VisitorSocket {
    pub(super) visitor_id: VisitorId,
    pub(super) site_id: SiteId,
    pub(super) visit_id: VisitId,
    pub(super) ip: Option<String>,
    /// Those he prefers, the first one most.
    pub(super) languages: Vec<Language>,
    /// Who he was told to be there.
    pub(super) told: Arc<Availability>,
    pub(super) tab: OpenTab,
    pub(super) outbox: Outbox,
    pub(super) typing: Typing,
}

/// Every visitor who is connected, and every visit that may be about to end.
#[derive(Default)]
pub(super) struct Presence {
    pub(super) sockets: HashMap<SocketId, VisitorSocket>,
    by_visitor: HashMap<VisitorId, Vec<SocketId>>,
    /// When a visit without tabs ends.
    lingering: HashMap<VisitorId, (VisitId, Instant)>,
    /// The same, the next one first: the hub asks after every message.
    deadlines: BTreeSet<(Instant, VisitorId)>,
}

impl Presence {
    pub(super) fn join(&mut self, socket: SocketId, joined: VisitorSocket) {
        self.stay(joined.visitor_id);
        self.by_visitor.entry(joined.visitor_id).or_default().push(socket);
        self.sockets.insert(socket, joined);
    }

    /// Forgets a socket; with the visitor's last one his visit begins to linger. Says whose it was.
    pub(super) fn leave(&mut self, socket: SocketId, linger: Duration) -> Option<VisitorId> {
        let left = self.sockets.remove(&socket)?;
        let others = self.by_visitor.entry(left.visitor_id).or_default();
        others.retain(|other| *other != socket);
        if others.is_empty() {
            self.by_visitor.remove(&left.visitor_id);
            self.linger(left.visitor_id, left.visit_id, linger);
        }
        Some(left.visitor_id)
    }

    /// The visit ends after this time unless a tab comes.
    pub(super) fn linger(&mut self, visitor_id: VisitorId, visit_id: VisitId, linger: Duration) {
        self.stay(visitor_id);
        let deadline = Instant::now() + linger;
        self.lingering.insert(visitor_id, (visit_id, deadline));
        self.deadlines.insert((deadline, visitor_id));
    }

    /// The visit does not end.
    fn stay(&mut self, visitor_id: VisitorId) {
        if let Some((_, deadline)) = self.lingering.remove(&visitor_id) {
            self.deadlines.remove(&(deadline, visitor_id));
        }
    }

    /// When the next visit is over.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// The visits that are over by now, and whose they are.
    pub(super) fn take_over(&mut self, now: Instant) -> Vec<(VisitorId, VisitId)> {
        let over = self.deadlines.extract_if(.., |(deadline, _)| *deadline <= now);
        over.filter_map(|(_, id)| self.lingering.remove(&id).map(|(visit_id, _)| (id, visit_id))).collect()
    }

    pub(super) fn navigate(
        &mut self,
        socket: SocketId,
        visit_id: VisitId,
        page: Page,
        at: DateTime<Utc>,
    ) -> Option<VisitorId> {
        let tab = self.sockets.get_mut(&socket)?;
        if tab.tab.page.url != page.url {
            tab.tab.since = at;
        }
        tab.tab.page = page;
        tab.visit_id = visit_id;
        Some(tab.visitor_id)
    }

    /// The sockets of a visitor.
    pub(super) fn of(&self, visitor_id: VisitorId) -> impl Iterator<Item = &VisitorSocket> {
        self.by_visitor.get(&visitor_id).into_iter().flatten().filter_map(|socket| self.sockets.get(socket))
    }

    /// The same, to be told something.
    pub(super) fn sockets_of(&self, visitor_id: VisitorId) -> Vec<SocketId> {
        self.by_visitor.get(&visitor_id).cloned().unwrap_or_default()
    }

    /// The open tabs of a visitor, oldest first; a tab that reconnected stands once.
    pub(super) fn tabs(&self, visitor_id: VisitorId) -> Vec<OpenTab> {
        let mut tabs: HashMap<TabId, OpenTab> = HashMap::new();
        for socket in self.of(visitor_id) {
            tabs.insert(socket.tab.tab_id, socket.tab.clone());
        }
        let mut tabs: Vec<_> = tabs.into_values().collect();
        tabs.sort_by_key(|tab| (tab.since, tab.tab_id));
        tabs.truncate(TABS_PER_VISITOR_MAX);
        tabs
    }
}
