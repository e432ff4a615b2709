//! Colleagues as everybody sees them, and accounts as administrators do.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use letopis_events::ids::{DepartmentId, OperatorId};
use letopis_events::vocabulary::{Language, OperatorStatus, Role, StatusCause};
use serde::{Deserialize, Serialize};

use super::View;

/// One colleague (S48).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorRow {
    pub id: OperatorId,
    pub name: String,
    /// The digest of his photo, at `/photos/<digest>` (S111).
    pub photo: Option<String>,
    pub role: Role,
    pub status: OperatorStatus,
    pub status_since: DateTime<Utc>,
    /// Why he has a status that he did not choose himself; in his own row only (M11, S53).
    pub status_cause: Option<StatusCause>,
    /// His status lets him chat, and no browser of his is connected: nobody can be sent to him.
    pub lost: bool,
    /// Conversations open with him, or assigned to him.
    pub conversations: u32,
    /// What he serves (S127); archived departments too.
    pub departments: Vec<DepartmentId>,
    /// What he speaks (S128); none is every language.
    pub languages: Vec<Language>,
    /// His own limit of conversations; 0 is none, without a number the organisation's counts.
    pub conversations_max: Option<u32>,
    /// Present for administrators only: `None` in everybody else's view.
    pub account: Option<Account>,
}

impl OperatorRow {
    /// Whether conversations may be sent to him now.
    pub fn is_there(&self) -> bool {
        self.status.is_routable() && !self.lost
    }
}

/// What only administrators see of an account (S5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    pub email: String,
    pub disabled: bool,
    pub created_at: DateTime<Utc>,
    /// Sessions not ended, as far as the log tells.
    pub sessions: u32,
}

/// All colleagues whose account is not disabled; for administrators all accounts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Operators {
    pub rows: BTreeMap<OperatorId, OperatorRow>,
}

/// One change of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum OperatorsPatch {
    Operator { row: Box<OperatorRow> },
    OperatorGone { id: OperatorId },
}

impl View for Operators {
    type Patch = OperatorsPatch;

    fn apply(&mut self, patch: &OperatorsPatch) {
        match patch {
            OperatorsPatch::Operator { row } => {
                self.rows.insert(row.id, (**row).clone());
            }
            OperatorsPatch::OperatorGone { id } => {
                self.rows.remove(id);
            }
        }
    }
}
