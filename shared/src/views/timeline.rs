//! The middle column: everything that happened in one conversation, in one order (S27).

use chrono::{DateTime, Utc};
use letopis_events::ids::{CategoryId, ConversationId, DepartmentId, MessageId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{AssignmentReason, Language, Locale, Names, Page, ReturnCause, Side};
use serde::{Deserialize, Serialize};

use super::View;
use super::people::Audience;
use crate::domain::conversation::Address;

/// How far each side has got with the messages of a conversation. Numbers are of messages, from 1; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    pub delivered_to_visitor: u32,
    pub read_by_visitor: u32,
    pub delivered_to_operator: u32,
    pub read_by_operator: u32,
}

impl Marks {
    /// Raises the mark of what a browser of this side holds.
    pub fn delivered(&mut self, to: Side, up_to: u32) {
        let mark = match to {
            Side::Visitor => &mut self.delivered_to_visitor,
            Side::Operator => &mut self.delivered_to_operator,
        };
        *mark = (*mark).max(up_to);
    }

    /// Raises the mark of what this side has read; what is read is delivered.
    pub fn read(&mut self, by: Side, up_to: u32) {
        let mark = match by {
            Side::Visitor => &mut self.read_by_visitor,
            Side::Operator => &mut self.read_by_operator,
        };
        *mark = (*mark).max(up_to);
        self.delivered(by, up_to);
    }

    /// The state of a message that this side wrote (M3).
    pub fn state(&self, written_by: Side, number: u32) -> Delivery {
        let (delivered, read) = match written_by {
            Side::Operator => (self.delivered_to_visitor, self.read_by_visitor),
            Side::Visitor => (self.delivered_to_operator, self.read_by_operator),
        };
        if number <= read {
            Delivery::Read
        } else if number <= delivered {
            Delivery::Delivered
        } else {
            Delivery::Sent
        }
    }
}

/// Where a message is, as its author sees it (M3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// On its way to the server; only the author's browser knows of it.
    Sending,
    /// In the log.
    Sent,
    /// In a browser of the other side.
    Delivered,
    /// Before the eyes of the other side.
    Read,
    /// Refused by the server, or too old to be sent still.
    Failed,
}

/// What heads a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationHead {
    pub id: ConversationId,
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
    /// Its operator lets it wait (M8).
    pub on_hold: bool,
    /// For whom it waits, where that is not everybody.
    pub department_id: Option<DepartmentId>,
    pub language: Option<Language>,
    /// Of this conversation, or of the visitor's last one that had any (S102).
    pub category_id: Option<CategoryId>,
    /// The visitor's judgement, 1 to 5 (M7).
    pub stars: Option<u8>,
    pub started_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

impl ConversationHead {
    /// Whose it is.
    pub fn audience(&self) -> Audience {
        let holders = match self.assigned {
            Some(assigned) => vec![assigned],
            None => self.operators.clone(),
        };
        Audience { holders, address: self.address() }
    }

    /// For whom it waits.
    pub fn address(&self) -> Address {
        Address { department_id: self.department_id, language: self.language.clone() }
    }
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineEntry {
    /// Of the event behind it: order and key.
    pub position: u64,
    pub at: DateTime<Utc>,
    pub what: EntryKind,
}

/// What a line tells. Names are those of the moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum EntryKind {
    /// «Посетитель открыл окно диалога со страницы …».
    Opened {
        page: Page,
    },
    /// What the visitor reads while he waits (S33).
    WaitingLine {
        text: String,
    },
    OperatorJoined {
        operator_id: OperatorId,
        name: String,
    },
    VisitorMessage {
        message_id: MessageId,
        number: u32,
        text: String,
    },
    OperatorMessage {
        message_id: MessageId,
        number: u32,
        operator_id: OperatorId,
        name: String,
        text: String,
    },
    PageViewed {
        page: Page,
    },
    LeftSite,
    CameBack,
    ClosedByVisitor,
    ClosedByOperator {
        operator_id: OperatorId,
        name: String,
    },
    Reopened,
    /// An operator wrote first (M10).
    Initiated {
        name: String,
        page: Page,
    },
    /// For whom it waits, where that is not everybody.
    Addressed {
        department: Option<Names>,
        language: Option<Language>,
    },
    /// The server chose him, and why ("why me?").
    Assigned {
        operator_id: OperatorId,
        name: String,
        reason: AssignmentReason,
        candidates: Vec<NamedCandidate>,
    },
    /// All these have as many as they may (S24).
    CommonQueueEntered {
        candidates: Vec<NamedCandidate>,
    },
    ReturnedToQueue {
        name: Option<String>,
        cause: ReturnCause,
    },
    Transferred {
        by: String,
        target: NamedTarget,
        comment: String,
    },
    /// Without a category the mark was taken away.
    CategoryGiven {
        by: String,
        category: Option<Names>,
    },
    /// Among operators only (M13).
    Note {
        operator_id: OperatorId,
        name: String,
        text: String,
        /// Whom it calls.
        mentions: Vec<NamedMention>,
    },
    Rated {
        stars: u8,
        comment: String,
    },
    ContactsGiven {
        name: Option<String>,
        email: Option<String>,
        phone: Option<String>,
    },
    /// To what the form asked him to agree to (M5).
    Consented {
        text: String,
    },
    Banned {
        by: String,
        reason: String,
        until: Option<DateTime<Utc>>,
        /// The addresses in CIDR notation that were banned with somebody else, where it reached him so.
        addresses: Option<String>,
    },
    BanLifted {
        by: String,
    },
    BanExpired,
    /// An operator took it from a colleague (M30); that he joined is another line.
    TakenOver {
        by: String,
        from: String,
    },
    /// Its operator lets it wait (M8).
    Held {
        by: String,
    },
    /// It waits no longer; by nobody's name where the visitor wrote.
    HoldEnded {
        by: Option<String>,
    },
    /// Whoever closed it took that back.
    CloseUndone {
        by: String,
    },
    /// Recorded once, erased since; or from a newer version.
    Erased,
}

/// A candidate of an assignment, with the name of the moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedCandidate {
    pub name: String,
    pub conversations: u32,
    /// 0 is no limit.
    pub conversations_max: u32,
    /// He had it before and did not open it in time.
    pub let_lie: bool,
}

/// Somebody whom a note calls: in its text as `@` and his name of the moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedMention {
    pub operator_id: OperatorId,
    pub name: String,
}

/// Where a conversation was sent, in the names of the moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum NamedTarget {
    Operator { operator_id: OperatorId, name: String },
    Department { names: Names },
    Language { language: Language },
    CommonQueue,
}

/// The middle column of one conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    pub head: ConversationHead,
    pub marks: Marks,
    pub entries: Vec<TimelineEntry>,
}

/// One change of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum TimelinePatch {
    Entry { entry: Box<TimelineEntry> },
    Marks { marks: Marks },
    Head { head: Box<ConversationHead> },
}

/// Adds a line. A visitor may say more of a conversation that he has judged: the later judgement stands alone.
pub fn enter(entries: &mut Vec<TimelineEntry>, entry: TimelineEntry) {
    let is_judgement = |what: &EntryKind| matches!(what, EntryKind::Rated { .. });
    if is_judgement(&entry.what) {
        entries.retain(|known| !is_judgement(&known.what));
    }
    entries.push(entry);
}

impl View for Timeline {
    type Patch = TimelinePatch;

    fn apply(&mut self, patch: &TimelinePatch) {
        match patch {
            TimelinePatch::Entry { entry } => enter(&mut self.entries, (**entry).clone()),
            TimelinePatch::Marks { marks } => self.marks = *marks,
            TimelinePatch::Head { head } => self.head = (**head).clone(),
        }
    }
}
