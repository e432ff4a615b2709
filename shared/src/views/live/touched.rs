//! What events touched: enough to know which views must be patched, small enough to be kept for every recent event.

use std::collections::{BTreeMap, BTreeSet};

use letopis_events::ids::{ConversationId, OperatorId, SessionId, VisitorId};

/// The marks that one event, or a run of events, left on the live state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touched {
    /// Conversations whose row or timeline changed; `true` for one that left the queue, as those who saw it there may
    /// have to lose it.
    pub conversations: BTreeMap<ConversationId, bool>,
    /// Visitors whose row, card or chat changed.
    pub visitors: BTreeSet<VisitorId>,
    /// Visitors who left «Остальные»: they began to talk, or too many left the site after them.
    pub left_board: BTreeSet<VisitorId>,
    pub operators: BTreeSet<OperatorId>,
    /// Sites or settings.
    pub sites: bool,
    /// Whether a site is online may have changed.
    pub online: bool,
    /// Operators who may now see other things than before: their views start anew.
    pub sight_of: BTreeSet<OperatorId>,
    /// Everybody may now see other things than before.
    pub sight_of_all: bool,
    pub sessions_closed: Vec<(OperatorId, SessionId)>,
}

impl Touched {
    /// Adds what later events touched.
    pub fn merge(&mut self, later: &Touched) {
        for (id, left_queue) in &later.conversations {
            *self.conversations.entry(*id).or_default() |= left_queue;
        }
        self.visitors.extend(&later.visitors);
        self.left_board.extend(&later.left_board);
        self.operators.extend(&later.operators);
        self.sites |= later.sites;
        self.online |= later.online;
        self.sight_of.extend(&later.sight_of);
        self.sight_of_all |= later.sight_of_all;
        self.sessions_closed.extend(&later.sessions_closed);
    }

    /// Whether the views of this operator must start anew.
    pub fn changes_sight_of(&self, id: OperatorId) -> bool {
        self.sight_of_all || self.sight_of.contains(&id)
    }

    pub(super) fn conversation(&mut self, id: ConversationId) {
        self.conversations.entry(id).or_default();
    }

    pub(super) fn left_queue(&mut self, id: ConversationId) {
        self.conversations.insert(id, true);
    }
}
