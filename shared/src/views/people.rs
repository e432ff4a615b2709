//! Who looks at a view, and what he may see of it. The one place where sight is decided.

use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::Role;
use serde::{Deserialize, Serialize};

use super::workplace::ConversationRow;

/// The operator for whom a view is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Viewer {
    pub operator_id: OperatorId,
    pub role: Role,
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

    /// Whether this conversation may reach this viewer at all (S21, S22, S25).
    pub fn sees(self, row: &ConversationRow, others_hidden: bool) -> bool {
        self.role.serves_visitors()
            && (row.operators.is_empty()
                || row.operators.contains(&self.operator_id)
                || self.sees_others(others_hidden))
    }
}
