//! The left column: conversations and visitors by section.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use letopis_events::ids::{CategoryId, ConversationId, DepartmentId, OperatorId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{Language, Locale, Page, Side};
use serde::{Deserialize, Serialize};

use super::View;
use super::visitor_card::{Country, Device};
use crate::domain::conversation::Address;
use crate::domain::routing::Serving;
use crate::domain::url::Utm;

/// The groups of the left column (manual: S21–S26), in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    AwaitingReply,
    InConversation,
    OfflineRequests,
    CommonQueue,
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
    /// Who joined; empty while the visitor waits.
    pub operators: Vec<OperatorId>,
    /// Whom the server, or a colleague, chose to join next.
    pub assigned: Option<OperatorId>,
    /// Since when; it goes back when it was not opened in time (S123).
    pub assigned_at: Option<DateTime<Utc>>,
    /// Its operator lets it wait (M8).
    pub on_hold: bool,
    /// Nobody was Online for it when the visitor last wrote: no instant answer is demanded (S23, S42).
    pub offline: bool,
    /// Everybody who could take it has as many as he may (S24).
    pub in_common_queue: bool,
    /// For whom it waits, where that is not everybody.
    pub department_id: Option<DepartmentId>,
    pub language: Option<Language>,
    /// Of this conversation, or of the visitor's last one that had any (S102).
    pub category_id: Option<CategoryId>,
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
    /// Whom notes have called who has not opened it since (M13).
    pub mentioned: Vec<OperatorId>,
}

/// Length of a preview, in characters.
pub const PREVIEW_CHARS: usize = 120;
/// Length of a referrer's host, in characters.
pub const REFERRER_CHARS: usize = 60;

impl ConversationRow {
    /// Where the row stands for an operator who serves this. What he may not see at all does not reach him.
    pub fn section(&self, me: OperatorId, serving: &Serving) -> Section {
        match (self.operators.first(), self.assigned) {
            (Some(_), _) if self.operators.contains(&me) => Section::InConversation,
            (Some(_), _) => Section::OthersConversations,
            (None, Some(assigned)) if assigned == me => Section::AwaitingReply,
            (None, Some(_)) => Section::OthersConversations,
            (None, None) if !serving.serves(&self.address()) => Section::OthersConversations,
            (None, None) if self.offline => Section::OfflineRequests,
            (None, None) if self.in_common_queue => Section::CommonQueue,
            (None, None) => Section::AwaitingReply,
        }
    }

    fn address(&self) -> Address {
        Address { department_id: self.department_id, language: self.language.clone() }
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
    /// He cannot reach operators (S109).
    pub banned: bool,
    /// The page viewed last.
    pub page: Page,
    pub visit_started_at: DateTime<Utc>,
    /// When the last page was opened.
    pub page_at: DateTime<Utc>,
    /// `None` while on the site.
    pub left_at: Option<DateTime<Utc>>,
    /// Pages viewed in this visit.
    pub pages_viewed: u32,
    /// The host of the page he came from; empty when his browser does not say.
    pub referrer: String,
    /// Of the campaign that brought him, as the address of his first page says.
    pub utm: Option<Utm>,
    /// What his browser prefers, or else that of his window.
    pub language: Language,
    /// Nothing where the server could not tell.
    pub country: Option<Country>,
    pub device: Option<Device>,
}

/// A wait that is over: from the beginning of a conversation, or from its reopening without anybody, until the first operator
/// came. Who could see the conversation while it waited is told of it; it names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// Of the conversation: `#103`.
    pub number: u32,
    /// When the operator came.
    pub ended_at: DateTime<Utc>,
    /// How long it took, in seconds.
    pub seconds: u32,
}

/// How many waits a view keeps, the latest ones.
pub const WAITS_KEPT: usize = 100;

/// Everything the left column shows, for one viewer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workplace {
    pub conversations: BTreeMap<ConversationId, ConversationRow>,
    pub visitors: BTreeMap<VisitorId, VisitorRow>,
    /// In the order in which they ended; no more than [`WAITS_KEPT`].
    pub waits: Vec<Wait>,
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
    Waited {
        wait: Wait,
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
            WorkplacePatch::Waited { wait } => {
                self.waits.push(*wait);
                self.waits.drain(..self.waits.len().saturating_sub(WAITS_KEPT));
            }
        }
    }
}

impl Workplace {
    /// The rows of a section of conversations: waiting ones oldest first (S21), others latest message first, those on hold
    /// below them.
    pub fn section(&self, me: OperatorId, serving: &Serving, section: Section) -> Vec<&ConversationRow> {
        let mut rows: Vec<_> = self.conversations.values().filter(|row| row.section(me, serving) == section).collect();
        match section {
            Section::AwaitingReply | Section::OfflineRequests | Section::CommonQueue => {
                rows.sort_by_key(|row| (row.waiting_since, row.number));
            }
            _ => rows.sort_by_key(|row| (row.on_hold, std::cmp::Reverse(row.last_at), row.number)),
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
