//! The common room of operators (S58–S62); one stream.

use crate::ids::{MessageId, OperatorId};
use crate::macros::{body, events};

events! {
    /// What can happen in the common room.
    OperatorChatEvent of OperatorChat {
        MessageSent(OperatorChatMessageSent) = "operator_chat.message_sent" 1,
        MessagesRead(OperatorChatMessagesRead) = "operator_chat.messages_read" 1,
    }
}

body! {
    /// An operator said something to all colleagues.
    OperatorChatMessageSent {
        message_id: MessageId,
        /// Place in the room, from 1 without gaps.
        number: u32,
        operator_id: OperatorId,
        text: String,
    }
    /// An operator had every message up to this number before his eyes.
    OperatorChatMessagesRead { operator_id: OperatorId, up_to: u32, }
}
