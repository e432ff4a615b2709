//! The left column: conversations and visitors by section.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use letopis_events::ids::{ConversationId, OperatorId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{Locale, Page, Side};
use serde::{Deserialize, Serialize};

use super::View;

/// The groups of the left column (manual: S21–S26), in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    AwaitingReply,
    InConversation,
    OthersConversations,
    OtherVisitors,
}

/// One open conversation. The same row for everybody who may see it; the section depends on who looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationRow {
    pub id: ConversationId,
    /// The number people say: `#103`; unique, increasing.
    pub number: u32,
    pub visitor_id: VisitorId,
    pub visitor_number: u32,
    pub visitor_name: Option<String>,
    pub site_id: SiteId,
    pub locale: Locale,
    /// Operators who joined, first one first; empty while the visitor waits.
    pub operators: Vec<OperatorId>,
    /// When the conversation started, or was reopened without anybody: the order of the queue.
    pub waiting_since: DateTime<Utc>,
    /// The last message, cut to [`PREVIEW_CHARS`].
    pub preview: String,
    pub last_by: Side,
    pub last_at: DateTime<Utc>,
    /// The visitor's messages that no operator has read.
    pub unread: u32,
    /// Whether a tab of the site is open at the visitor.
    pub on_site: bool,
}

/// Length of a preview, in characters.
pub const PREVIEW_CHARS: usize = 120;

impl ConversationRow {
    /// Where the row stands for this operator.
    pub fn section(&self, me: OperatorId) -> Section {
        if self.operators.is_empty() {
            Section::AwaitingReply
        } else if self.operators.contains(&me) {
            Section::InConversation
        } else {
            Section::OthersConversations
        }
    }
}

/// A visitor without an open conversation: on the site, or just left it (S26).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorRow {
    pub id: VisitorId,
    pub number: u32,
    pub name: Option<String>,
    pub site_id: SiteId,
    pub visit_id: VisitId,
    /// The page viewed last.
    pub page: Page,
    pub visit_started_at: DateTime<Utc>,
    /// When the last page was opened.
    pub page_at: DateTime<Utc>,
    /// `None` while on the site.
    pub left_at: Option<DateTime<Utc>>,
}

/// Everything the left column shows, for one viewer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workplace {
    pub conversations: BTreeMap<ConversationId, ConversationRow>,
    pub visitors: BTreeMap<VisitorId, VisitorRow>,
}

/// One change of the left column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum WorkplacePatch {
    Conversation {
        row: Box<ConversationRow>,
    },
    /// Closed, or no longer to be seen by this viewer.
    ConversationGone {
        id: ConversationId,
    },
    Visitor {
        row: Box<VisitorRow>,
    },
    VisitorGone {
        id: VisitorId,
    },
}

impl View for Workplace {
    type Patch = WorkplacePatch;

    fn apply(&mut self, patch: &WorkplacePatch) {
        match patch {
            WorkplacePatch::Conversation { row } => {
                self.conversations.insert(row.id, (**row).clone());
            }
            WorkplacePatch::ConversationGone { id } => {
                self.conversations.remove(id);
            }
            WorkplacePatch::Visitor { row } => {
                self.visitors.insert(row.id, (**row).clone());
            }
            WorkplacePatch::VisitorGone { id } => {
                self.visitors.remove(id);
            }
        }
    }
}

impl Workplace {
    /// The rows of a section of conversations: waiting ones oldest first (S21), others latest message first.
    pub fn section(&self, me: OperatorId, section: Section) -> Vec<&ConversationRow> {
        let mut rows: Vec<_> = self.conversations.values().filter(|row| row.section(me) == section).collect();
        match section {
            Section::AwaitingReply => rows.sort_by_key(|row| (row.waiting_since, row.number)),
            _ => rows.sort_by_key(|row| (std::cmp::Reverse(row.last_at), row.number)),
        }
        rows
    }

    /// The rows of «Остальные»: who is on the site first, then who left last.
    pub fn other_visitors(&self) -> Vec<&VisitorRow> {
        let mut rows: Vec<_> = self.visitors.values().collect();
        rows.sort_by_key(|row| {
            (row.left_at.is_some(), std::cmp::Reverse(row.left_at.unwrap_or(row.page_at)), row.number)
        });
        rows
    }
}
