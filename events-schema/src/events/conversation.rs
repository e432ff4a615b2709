//! Conversations: who joined, who wrote what, who has read it.

use crate::ids::{CategoryId, DepartmentId, MessageId, OperatorId, SiteId, VisitId, VisitorId};
use crate::macros::{body, events};
use crate::vocabulary::{
    AssignmentReason, Author, Candidate, Language, Locale, Page, ReturnCause, Side, TransferTarget,
};

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
        Initiated(ConversationInitiated) = "conversation.initiated" 1,
        Addressed(ConversationAddressed) = "conversation.addressed" 1,
        Assigned(ConversationAssigned) = "conversation.assigned" 2,
        CommonQueueEntered(ConversationCommonQueueEntered) = "conversation.common_queue_entered" 1,
        ReturnedToQueue(ConversationReturnedToQueue) = "conversation.returned_to_queue" 1,
        Transferred(ConversationTransferred) = "conversation.transferred" 1,
        CategoryGiven(ConversationCategoryGiven) = "conversation.category_given" 1,
        NoteWritten(ConversationNoteWritten) = "conversation.note_written" 2,
        MentionSeen(ConversationMentionSeen) = "conversation.mention_seen" 1,
        Rated(ConversationRated) = "conversation.rated" 1,
        TakenOver(ConversationTakenOver) = "conversation.taken_over" 1,
        Held(ConversationHeld) = "conversation.held" 1,
        HoldEnded(ConversationHoldEnded) = "conversation.hold_ended" 1,
        CloseUndone(ConversationCloseUndone) = "conversation.close_undone" 1,
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
    /// An operator began the talk with a visitor of the live board (M10).
    ConversationInitiated {
        by: OperatorId,
        visitor_id: VisitorId,
        visit_id: VisitId,
        site_id: SiteId,
        /// The page before the visitor's eyes.
        page: Page,
        locale: Locale,
    }
    /// For whom the conversation waits: a department or any, speakers of a language or anybody.
    ConversationAddressed { department_id: Option<DepartmentId>, language: Option<Language>, }
    /// The server chose an operator; he joins when he opens it (S123).
    ConversationAssigned {
        operator_id: OperatorId,
        reason: AssignmentReason,
        /// Everybody who could have taken it, the chosen one first.
        candidates: Vec<Candidate>,
        /// Those of them who had it before and did not open it in time: they come last, or not at all.
        let_lie: Vec<OperatorId>,
    }
    /// Every operator who could take it has as many as he may (S24).
    ConversationCommonQueueEntered { candidates: Vec<Candidate>, }
    /// The operator who had it, by joining or by assignment, has it no longer (M11).
    ConversationReturnedToQueue { operator_id: Option<OperatorId>, cause: ReturnCause, }
    /// An operator sent it on (S82–S87).
    ConversationTransferred {
        by: OperatorId,
        target: TransferTarget,
        /// For the colleague, never for the visitor; may be empty.
        comment: String,
    }
    /// An operator named what it is about; without a category the mark is taken away (S101).
    ConversationCategoryGiven { by: OperatorId, category_id: Option<CategoryId>, }
    /// A note among operators, which no visitor ever sees (M13).
    ConversationNoteWritten {
        note_id: MessageId,
        by: OperatorId,
        text: String,
        /// The colleagues whom it calls, each once and never its author.
        mentions: Vec<OperatorId>,
    }
    /// Whom notes had called opened the conversation.
    ConversationMentionSeen { by: OperatorId, }
    /// The visitor judged the conversation (M7).
    ConversationRated {
        /// From 1 to 5.
        stars: u8,
        comment: String,
    }
    /// An operator took it from the one who had it, by joining or by assignment (M30).
    ConversationTakenOver { by: OperatorId, from: OperatorId, }
    /// Its operator lets it wait; it stays his (M8).
    ConversationHeld { by: OperatorId, }
    /// It waits no longer: its operator goes on, or the visitor wrote.
    ConversationHoldEnded { by: Author, }
    /// Whoever closed it took that back in time.
    ConversationCloseUndone { by: OperatorId, }
}
