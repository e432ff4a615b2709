//! Conversations: who joined, who wrote what, who has read it.

use crate::ids::{MessageId, OperatorId, SiteId, VisitId, VisitorId};
use crate::macros::{body, events};
use crate::vocabulary::{Author, Locale, Page, Side};

events! {
    /// What can happen in a conversation.
    ConversationEvent of Conversation {
        Started(ConversationStarted) = "conversation.started" 1,
        WaitingLineShown(ConversationWaitingLineShown) = "conversation.waiting_line_shown" 1,
        OperatorJoined(ConversationOperatorJoined) = "conversation.operator_joined" 1,
        MessageSent(ConversationMessageSent) = "conversation.message_sent" 1,
        MessagesDelivered(ConversationMessagesDelivered) = "conversation.messages_delivered" 1,
        MessagesRead(ConversationMessagesRead) = "conversation.messages_read" 1,
        Closed(ConversationClosed) = "conversation.closed" 1,
        Reopened(ConversationReopened) = "conversation.reopened" 1,
    }
}

body! {
    /// The visitor asked for an operator.
    ConversationStarted {
        visitor_id: VisitorId,
        visit_id: VisitId,
        site_id: SiteId,
        /// The page on which the window was open.
        page: Page,
        locale: Locale,
    }
    /// The automatic line while nobody has joined yet (S33).
    ConversationWaitingLineShown { text: String, }
    /// An operator took the conversation (S20).
    ConversationOperatorJoined { operator_id: OperatorId, }
    /// Somebody wrote.
    ConversationMessageSent {
        message_id: MessageId,
        /// Place among the messages of this conversation, from 1 without gaps.
        number: u32,
        author: Author,
        text: String,
    }
    /// A browser of that side holds every message up to this number.
    ConversationMessagesDelivered { to: Side, up_to: u32, }
    /// Somebody of that side had every message up to this number before his eyes.
    ConversationMessagesRead { by: Side, up_to: u32, }
    /// The conversation is over; a late message may reopen it.
    ConversationClosed { by: Author, }
    /// The visitor wrote again within the reopen window.
    ConversationReopened {}
}
