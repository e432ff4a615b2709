//! What was changed lately in the installation, by whom and when, for administrators and auditors.

use chrono::{DateTime, Utc};
use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::{Feature, Names, Role};
use serde::{Deserialize, Serialize};

use super::View;

/// One change, or a run of changes of one person to one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRow {
    /// Of the last event behind it: order and key.
    pub position: u64,
    pub at: DateTime<Utc>,
    /// Nobody where it was done without an account: on the server itself, or by it.
    pub by: Option<ChangedBy>,
    pub of: Changed,
    pub did: Did,
}

/// Who changed something, by the name of that moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedBy {
    pub operator_id: OperatorId,
    pub name: String,
}

/// What was changed, by the name of that moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Changed {
    /// What has one name only has it in both languages.
    Thing {
        kind: Thing,
        names: Names,
    },
    Visitor {
        number: u32,
        name: Option<String>,
    },
    /// The installation as a whole.
    Settings,
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    Site,
    Department,
    Category,
    Operator,
}

/// What was done, with what was before where that is short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Did {
    /// An account has a role from the beginning.
    Added {
        role: Option<Role>,
    },
    /// Of the settings it is the organisation's name, which may have been none.
    Renamed {
        from: Names,
        to: Names,
    },
    /// Of conversations for one operator; 0 is none, without a number the organisation's counts.
    Limited {
        from: Option<u32>,
        to: Option<u32>,
    },
    Role {
        from: Role,
        to: Role,
    },
    Switched {
        feature: Feature,
        on: bool,
    },
    /// Whatever needs no values to be told.
    Other {
        what: Detail,
    },
}

/// What was changed of a thing, or happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    Archived,
    Restored,
    Disabled,
    Enabled,
    Banned,
    BanLifted,
    Domains,
    Appearance,
    Texts,
    Button,
    Form,
    Hours,
    Colour,
    Departments,
    Languages,
    Email,
    Photo,
    /// A new link for signing in.
    Invited,
    /// More than one of those above.
    Several,
    DepartmentOrder,
    CategoryOrder,
    WaitingLine,
    OthersHidden,
    OthersShown,
    AutoAssignmentOn,
    AutoAssignmentOff,
    Times,
}

/// The latest ones, the last first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    pub rows: Vec<ChangeRow>,
}

/// The view is small and changes seldom: a change sends it whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChangesPatch {
    All { view: Changes },
}

impl View for Changes {
    type Patch = ChangesPatch;

    fn apply(&mut self, patch: &ChangesPatch) {
        let ChangesPatch::All { view } = patch;
        self.clone_from(view);
    }
}
