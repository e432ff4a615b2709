//! What a conversation remembers of its events: only what its rules ask.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use letopis_events::events::ConversationEvent;
use letopis_events::ids::{MessageId, OperatorId, VisitorId};
use letopis_events::vocabulary::Side;

/// Where a conversation is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Situation {
    #[default]
    NotStarted,
    Open,
    Closed {
        at: DateTime<Utc>,
    },
}

/// The state that the rules of a conversation need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversation {
    pub situation: Situation,
    pub visitor_id: Option<VisitorId>,
    /// Who joined, first one first.
    pub operators: Vec<OperatorId>,
    /// Number of the last message.
    pub messages: u32,
    /// Who wrote which message: a repeat must not be recorded twice.
    pub written: HashMap<MessageId, u32>,
    pub delivered: HashMap<Side, u32>,
    pub read: HashMap<Side, u32>,
}

impl Conversation {
    pub(super) fn take_note(&mut self, event: &ConversationEvent, at: DateTime<Utc>) {
        match event {
            ConversationEvent::Started(started) => {
                self.situation = Situation::Open;
                self.visitor_id = Some(started.visitor_id);
            }
            ConversationEvent::WaitingLineShown(_) => {}
            ConversationEvent::OperatorJoined(joined) => self.operators.push(joined.operator_id),
            ConversationEvent::MessageSent(sent) => {
                self.messages = sent.number;
                self.written.insert(sent.message_id, sent.number);
            }
            ConversationEvent::MessagesDelivered(marked) => {
                self.delivered.insert(marked.to, marked.up_to);
            }
            ConversationEvent::MessagesRead(marked) => {
                self.read.insert(marked.by, marked.up_to);
            }
            ConversationEvent::Closed(_) => self.situation = Situation::Closed { at },
            ConversationEvent::Reopened(_) => self.situation = Situation::Open,
        }
    }

    /// The number of an erased message is not given to another one: marks up to it still count.
    pub(super) fn count_erased(&mut self, event_type: &str) {
        if event_type == "conversation.message_sent" {
            self.messages += 1;
        }
    }
}
