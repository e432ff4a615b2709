//! Who looks at a view, and what he may see of it. The one place where sight is decided.

use letopis_events::ids::{ConversationId, OperatorId};
use letopis_events::vocabulary::Role;
use serde::{Deserialize, Serialize};

use super::live::{ConversationLive, Live};
use crate::domain::conversation::Address;
use crate::domain::routing::Serving;

/// The operator for whom a view is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Viewer {
    pub operator_id: OperatorId,
    pub role: Role,
}

/// Whose conversation it is: all that decides who may see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Audience {
    /// Who joined it, or to whom it is assigned; empty while it waits.
    pub holders: Vec<OperatorId>,
    /// For whom it waits.
    pub address: Address,
}

impl Viewer {
    /// Whether conversations of other operators are shown to this viewer (S25).
    pub fn sees_others(self, others_hidden: bool) -> bool {
        match self.role {
            Role::Supervisor | Role::Admin => true,
            Role::Operator => !others_hidden,
            Role::Auditor => false,
        }
    }
}

impl Viewer {
    /// Whether a conversation with this audience may reach this viewer at all, given what he serves (S21, S22, S25, S127, S128).
    pub fn in_audience(self, others_hidden: bool, serving: &Serving, audience: &Audience) -> bool {
        let holders = &audience.holders;
        self.role.serves_visitors()
            && (self.sees_others(others_hidden)
                || holders.contains(&self.operator_id)
                || holders.is_empty() && serving.serves(&audience.address))
    }
}

impl Live {
    /// Whether a conversation with this audience may reach this viewer at all.
    pub fn in_audience(&self, viewer: Viewer, audience: &Audience) -> bool {
        let hidden = self.sites.others_conversations_hidden;
        self.operators
            .get(&viewer.operator_id)
            .is_some_and(|operator| viewer.in_audience(hidden, &operator.serving, audience))
    }

    /// Whether this viewer may see this conversation, open or closed. Whoever sees the one that a visitor has open sees
    /// his earlier ones beside it, whoever led them (M35, S87).
    pub fn sees(&self, viewer: Viewer, id: ConversationId) -> bool {
        let in_audience = |one: &ConversationLive| self.in_audience(viewer, &one.head.audience());
        let open_now = |one: &ConversationLive| {
            let open = self.visitors.get(&one.head.visitor_id)?.open?;
            self.conversations.get(&open)
        };
        self.conversations
            .get(&id)
            .is_some_and(|one| self.sees_all(viewer) || in_audience(one) || open_now(one).is_some_and(in_audience))
    }

    /// Whether no conversation is hidden from this viewer.
    fn sees_all(&self, viewer: Viewer) -> bool {
        viewer.role.serves_visitors() && viewer.sees_others(self.sites.others_conversations_hidden)
    }
}
