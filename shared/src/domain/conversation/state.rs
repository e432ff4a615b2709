//! What a conversation remembers of its events: only what its rules ask.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use letopis_events::events::ConversationEvent;
use letopis_events::ids::{CategoryId, MessageId, OperatorId, VisitorId};
use letopis_events::vocabulary::{Author, Side, TransferTarget};

use super::command::Address;

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
    /// Who has joined and neither sent it on nor lost it.
    pub operators: Vec<OperatorId>,
    /// To whom it is assigned, and since when, until somebody joins.
    pub assigned: Option<(OperatorId, DateTime<Utc>)>,
    pub in_common_queue: bool,
    /// Its operator lets it wait.
    pub on_hold: bool,
    /// Who closed it last.
    pub closed_by: Option<Author>,
    pub address: Address,
    /// What was given, or taken away, here; until then the visitor may have one from an earlier conversation.
    pub category_id: Option<Option<CategoryId>>,
    /// Whether an operator ever joined: only then there is something to judge.
    pub was_joined: bool,
    pub rating: Option<(u8, String)>,
    /// Whom notes have called who has not opened it since.
    pub mentioned: BTreeSet<OperatorId>,
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
            ConversationEvent::OperatorJoined(joined) => {
                self.let_go();
                self.operators.push(joined.operator_id);
                self.was_joined = true;
            }
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
            ConversationEvent::Closed(closed) => {
                self.situation = Situation::Closed { at };
                self.closed_by = Some(closed.by);
                self.on_hold = false;
                self.assigned = None;
                self.in_common_queue = false;
            }
            ConversationEvent::Reopened(_) | ConversationEvent::CloseUndone(_) => self.situation = Situation::Open,
            ConversationEvent::TakenOver(taken) => {
                self.let_go();
                self.operators.push(taken.by);
            }
            ConversationEvent::Held(_) => self.on_hold = true,
            ConversationEvent::HoldEnded(_) => self.on_hold = false,
            ConversationEvent::Initiated(initiated) => {
                self.situation = Situation::Open;
                self.visitor_id = Some(initiated.visitor_id);
            }
            ConversationEvent::Addressed(addressed) => {
                self.address = Address { department_id: addressed.department_id, language: addressed.language.clone() };
            }
            ConversationEvent::Assigned(assigned) => {
                self.let_go();
                self.assigned = Some((assigned.operator_id, at));
            }
            ConversationEvent::CommonQueueEntered(_) => self.in_common_queue = true,
            ConversationEvent::ReturnedToQueue(_) => self.let_go(),
            ConversationEvent::Transferred(transferred) => {
                self.let_go();
                self.address = self.address.sent_to(&transferred.target);
                if let TransferTarget::Operator { operator_id } = transferred.target {
                    self.assigned = Some((operator_id, at));
                }
            }
            ConversationEvent::CategoryGiven(given) => self.category_id = Some(given.category_id),
            ConversationEvent::NoteWritten(note) => self.mentioned.extend(&note.mentions),
            ConversationEvent::MentionSeen(seen) => {
                self.mentioned.remove(&seen.by);
            }
            ConversationEvent::Rated(rated) => self.rating = Some((rated.stars, rated.comment.clone())),
        }
    }

    /// Nobody has it any longer.
    fn let_go(&mut self) {
        self.operators.clear();
        self.assigned = None;
        self.in_common_queue = false;
        self.on_hold = false;
    }

    /// The number of an erased message is not given to another one: marks up to it still count.
    pub(super) fn count_erased(&mut self, event_type: &str) {
        if event_type == "conversation.message_sent" {
            self.messages += 1;
        }
    }
}
