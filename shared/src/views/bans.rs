//! Who cannot reach operators, for administrators (S110).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use letopis_events::ids::{OperatorId, VisitorId};
use serde::{Deserialize, Serialize};

use super::View;

/// A banned visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BanRow {
    pub visitor_id: VisitorId,
    pub visitor_number: u32,
    pub visitor_name: Option<String>,
    /// Who banned him.
    pub by: OperatorId,
    pub reason: String,
    pub since: DateTime<Utc>,
    /// When it ends by itself; without it, never.
    pub until: Option<DateTime<Utc>>,
    /// Everybody from these addresses is banned with him: one, or a range as `192.0.2.0/24`.
    pub ip: Option<String>,
}

/// Everybody who is banned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bans {
    pub rows: BTreeMap<VisitorId, BanRow>,
}

/// One change of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum BansPatch {
    Ban { row: Box<BanRow> },
    BanGone { visitor_id: VisitorId },
}

impl View for Bans {
    type Patch = BansPatch;

    fn apply(&mut self, patch: &BansPatch) {
        match patch {
            BansPatch::Ban { row } => {
                self.rows.insert(row.visitor_id, (**row).clone());
            }
            BansPatch::BanGone { visitor_id } => {
                self.rows.remove(visitor_id);
            }
        }
    }
}
