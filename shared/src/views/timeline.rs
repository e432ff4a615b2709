//! The middle column: everything that happened in one conversation, in one order (S27).

use chrono::{DateTime, Utc};
use letopis_events::ids::{ConversationId, MessageId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{Locale, Page, Side};
use serde::{Deserialize, Serialize};

use super::View;

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
    pub operators: Vec<OperatorId>,
    pub started_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
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
    /// Recorded once, erased since; or from a newer version.
    Erased,
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

impl View for Timeline {
    type Patch = TimelinePatch;

    fn apply(&mut self, patch: &TimelinePatch) {
        match patch {
            TimelinePatch::Entry { entry } => self.entries.push((**entry).clone()),
            TimelinePatch::Marks { marks } => self.marks = *marks,
            TimelinePatch::Head { head } => self.head = (**head).clone(),
        }
    }
}
