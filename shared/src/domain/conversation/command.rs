//! What can be asked of a conversation.

use letopis_events::ids::{MessageId, OperatorId, SiteId, VisitId, VisitorId};
use letopis_events::vocabulary::{Author, Locale, Page, Side};

/// A command; who may give it has been checked before.
#[derive(Clone, Debug, PartialEq)]
pub enum ConversationCommand {
    /// A visitor writes: the first message starts the conversation, a late one may reopen it.
    VisitorWrites(Box<VisitorWrites>),
    /// An operator opens a waiting visitor (S20). The name is told to whoever comes second.
    Take {
        operator_id: OperatorId,
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
