//! What events touched: enough to know which views must be patched, small enough to be kept for every recent event.

use std::collections::{BTreeMap, BTreeSet};

use letopis_events::ids::{ConversationId, OperatorId, SessionId, VisitorId};
use letopis_events::vocabulary::SessionEnd;

use crate::views::people::Audience;
use crate::views::workplace::Wait;

/// The marks that one event, or a run of events, left on the live state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touched {
    /// Conversations whose row or timeline changed, each with every audience that it had before: whoever was among them
    /// and is no longer has to lose it, and nobody else hears of it.
    pub conversations: BTreeMap<ConversationId, Vec<Audience>>,
    /// Whose ban began or ended.
    pub bans: BTreeSet<VisitorId>,
    /// Waits that ended, each with those who could see the conversation while it waited.
    pub waits: Vec<(Audience, Wait)>,
    /// Who waits may have changed, and with it the places in the queue (M23).
    pub queue: bool,
    /// Visitors whose row, card or chat changed.
    pub visitors: BTreeSet<VisitorId>,
    /// Visitors who left «Остальные»: they began to talk, or too many left the site after them.
    pub left_board: BTreeSet<VisitorId>,
    pub operators: BTreeSet<OperatorId>,
    /// Messages or marks of the common room.
    pub operator_chat: bool,
    /// Whose mark rose there: only to them it is told.
    pub operator_chat_read_by: BTreeSet<OperatorId>,
    /// What was changed lately.
    pub changes: bool,
    /// Sites or settings.
    pub sites: bool,
    /// Functions of the account were switched: what depends on one opens or closes.
    pub features: bool,
    /// What sites ask before a conversation has changed.
    pub forms: bool,
    /// Whether a site is online may have changed.
    pub online: bool,
    /// Operators who may now see other things than before: their views start anew.
    pub sight_of: BTreeSet<OperatorId>,
    /// Everybody may now see other things than before.
    pub sight_of_all: bool,
    /// Whose sessions ended, and why.
    pub sessions_closed: Vec<(OperatorId, SessionId, SessionEnd)>,
    /// Who lost a conversation to whom (M30): he is told even where he no longer sees it.
    pub taken_over: Vec<(OperatorId, ConversationId, OperatorId)>,
    /// Whom a note called to which conversation, and who wrote it (M13).
    pub mentioned: Vec<(OperatorId, ConversationId, OperatorId)>,
}

impl Touched {
    /// Adds what later events touched.
    pub fn merge(&mut self, later: &Touched) {
        for (id, audiences) in &later.conversations {
            let known = self.conversations.entry(*id).or_default();
            audiences.iter().for_each(|audience| remember(known, audience.clone()));
        }
        self.bans.extend(&later.bans);
        self.waits.extend(later.waits.iter().cloned());
        self.queue |= later.queue;
        self.visitors.extend(&later.visitors);
        self.left_board.extend(&later.left_board);
        self.operators.extend(&later.operators);
        self.operator_chat |= later.operator_chat;
        self.operator_chat_read_by.extend(&later.operator_chat_read_by);
        self.changes |= later.changes;
        self.sites |= later.sites;
        self.features |= later.features;
        self.forms |= later.forms;
        self.online |= later.online;
        self.sight_of.extend(&later.sight_of);
        self.sight_of_all |= later.sight_of_all;
        self.sessions_closed.extend(&later.sessions_closed);
        self.taken_over.extend(&later.taken_over);
        self.mentioned.extend(&later.mentioned);
    }

    /// Whether the views of this operator must start anew.
    pub fn changes_sight_of(&self, id: OperatorId) -> bool {
        self.sight_of_all || self.sight_of.contains(&id)
    }

    /// Whether places in the queue may have changed: others wait, or others are there to come.
    pub fn moves_queues(&self) -> bool {
        self.queue || self.online || self.sites
    }

    pub(super) fn conversation(&mut self, id: ConversationId) {
        self.conversations.entry(id).or_default();
    }

    /// The conversation changes, and with it perhaps who may see it.
    pub(super) fn audience(&mut self, id: ConversationId, before: Audience) {
        remember(self.conversations.entry(id).or_default(), before);
    }
}

fn remember(known: &mut Vec<Audience>, audience: Audience) {
    if !known.contains(&audience) {
        known.push(audience);
    }
}
