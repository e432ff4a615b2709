//! What can be asked of a conversation.

use chrono::{DateTime, Utc};
use letopis_events::ids::{CategoryId, DepartmentId, MessageId, OperatorId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{
    AssignmentReason, Author, Candidate, Language, Locale, Page, ReturnCause, Side, TransferTarget,
};

use crate::wire::Refusal;

/// A command; who may give it has been checked before.
#[derive(Clone, Debug, PartialEq)]
pub enum ConversationCommand {
    /// A visitor writes: the first message starts the conversation, a late one may reopen it.
    VisitorWrites(Box<VisitorWrites>),
    /// An operator opens a waiting visitor (S20). The name is told to whoever comes second.
    Take {
        operator_id: OperatorId,
    },
    /// An operator takes it from the one whom he saw to have it (M30): two who do so at once take it from him, not from
    /// each other.
    TakeOver {
        by: OperatorId,
        from: OperatorId,
    },
    /// Its operator lets it wait (M8).
    Hold {
        by: OperatorId,
    },
    EndHold {
        by: OperatorId,
    },
    /// Takes back that he closed it, within [`CLOSE_UNDO_SECONDS`](crate::limits::CLOSE_UNDO_SECONDS).
    UndoClose {
        by: OperatorId,
        /// While a message would reopen it; after that the visitor may have begun another one.
        reopen_minutes: u32,
    },
    OperatorWrites {
        operator_id: OperatorId,
        message_id: MessageId,
        text: String,
    },
    MarkDelivered {
        to: Reader,
        up_to: u32,
    },
    MarkRead {
        by: Reader,
        up_to: u32,
    },
    Close {
        by: Author,
    },
    /// The visitor was banned (S110); whoever banned him need not have joined.
    EndForBan {
        by: OperatorId,
    },
    /// An operator begins the talk with a visitor of the live board (M10).
    Initiate {
        by: OperatorId,
        writes: Box<VisitorWrites>,
    },
    /// The server gives it to an operator, who joins when he opens it (S123).
    Assign {
        operator_id: OperatorId,
        reason: AssignmentReason,
        candidates: Vec<Candidate>,
        /// Those of them who did not open it when they had it.
        let_lie: Vec<OperatorId>,
    },
    /// Everybody who could take it has as many as he may (S24).
    EnterCommonQueue {
        candidates: Vec<Candidate>,
    },
    /// Not everybody is full any more, and whoever has room let it lie: it waits for whoever takes it.
    LeaveCommonQueue {
        cause: ReturnCause,
    },
    /// The operator who has it cannot keep it (M11).
    Return {
        operator_id: OperatorId,
        cause: ReturnCause,
        /// Only if it was assigned to him at this time and he has not joined since: a timer that rings late does nothing.
        assigned_at: Option<DateTime<Utc>>,
    },
    /// Nobody comes of those it waits for: it waits for others (M29).
    Readdress {
        from: Address,
        to: Address,
    },
    /// On to somebody else (S82–S87). Whether the target is there has been checked before.
    Transfer {
        by: OperatorId,
        target: TransferTarget,
        comment: String,
        /// Somebody of the department to which it goes is there who speaks the language it waited for.
        keeps_language: bool,
    },
    GiveCategory {
        by: OperatorId,
        category_id: Option<CategoryId>,
    },
    WriteNote {
        by: OperatorId,
        note_id: MessageId,
        text: String,
        /// Whether they may see the conversation has been checked before.
        mentions: Vec<OperatorId>,
    },
    MarkMentionSeen {
        by: OperatorId,
    },
    /// The visitor judges it (M7).
    Rate {
        stars: u8,
        comment: String,
    },
}

/// For whom a conversation waits; nothing set is everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    pub department_id: Option<DepartmentId>,
    pub language: Option<Language>,
}

impl Address {
    /// For whom it waits once it is sent on (S82–S87). With an operator the language stays, for whoever has it after him;
    /// whether a department keeps it is recorded with the transfer, for it depends on who is there.
    pub fn sent_to(&self, target: &TransferTarget) -> Self {
        match target {
            TransferTarget::Operator { .. } => Self { department_id: None, language: self.language.clone() },
            TransferTarget::Department { department_id } => {
                Self { department_id: Some(*department_id), language: None }
            }
            TransferTarget::Language { language } => Self { department_id: None, language: Some(language.clone()) },
            TransferTarget::CommonQueue => Self::default(),
        }
    }
}

/// A visitor's message, with what a conversation needs to start.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitorWrites {
    pub visitor_id: VisitorId,
    pub visit_id: VisitId,
    pub site_id: SiteId,
    pub page: Page,
    pub locale: Locale,
    /// The automatic line for a conversation that starts now (S33); empty for none.
    pub waiting_line: String,
    pub message_id: MessageId,
    pub text: String,
    /// For whom a conversation that starts now waits.
    pub address: Address,
    /// Why none may start now: the site asks for more first (M5).
    pub start_refused: Option<Refusal>,
    /// A message this long after the end still reopens the conversation.
    pub reopen_minutes: u32,
    /// Whether a conversation that reopens stays with the operator it had: he could be given one now.
    pub operator_available: bool,
}

/// Who marks messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Visitor,
    Operator { operator_id: OperatorId },
}

impl Reader {
    /// The side that has read.
    pub fn side(self) -> Side {
        match self {
            Reader::Visitor => Side::Visitor,
            Reader::Operator { .. } => Side::Operator,
        }
    }
}
