//! The rules of a conversation.

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::events::ConversationEvent;
use letopis_events::events::conversation::{
    ConversationClosed, ConversationMessageSent, ConversationMessagesDelivered, ConversationMessagesRead,
    ConversationOperatorJoined, ConversationReopened, ConversationStarted, ConversationWaitingLineShown,
};
use letopis_events::ids::{MessageId, OperatorId};
use letopis_events::vocabulary::Author;

use super::command::{ConversationCommand, Reader, VisitorWrites};
use super::state::{Conversation, Situation};
use crate::domain::{Decider, text};
use crate::limits::REOPEN_WINDOW_MINUTES;
use crate::wire::Refusal;

type Decided = Result<Vec<ConversationEvent>, Refusal>;

impl Decider for Conversation {
    type Command = ConversationCommand;
    type Event = ConversationEvent;

    fn decide(&self, command: &ConversationCommand, now: DateTime<Utc>) -> Decided {
        match command {
            ConversationCommand::VisitorWrites(message) => self.visitor_writes(message, now),
            ConversationCommand::Take { operator_id } => self.take(*operator_id),
            ConversationCommand::OperatorWrites { operator_id, message_id, text } => {
                self.operator_writes(*operator_id, *message_id, text)
            }
            ConversationCommand::MarkDelivered { to, up_to } => {
                let known = self.delivered.get(&to.side()).copied();
                let known = known.max(self.read.get(&to.side()).copied());
                self.mark(*to, *up_to, known, |up_to| ConversationMessagesDelivered { to: to.side(), up_to }.into())
            }
            ConversationCommand::MarkRead { by, up_to } => {
                let known = self.read.get(&by.side()).copied();
                self.mark(*by, *up_to, known, |up_to| ConversationMessagesRead { by: by.side(), up_to }.into())
            }
            ConversationCommand::Close { by } => self.close(*by),
        }
    }

    fn evolve(&mut self, event: &ConversationEvent, at: DateTime<Utc>) {
        self.take_note(event, at);
    }

    fn evolve_erased(&mut self, event_type: &str) {
        self.count_erased(event_type);
    }
}

impl Conversation {
    /// Whether a message of the visitor at this time still belongs to this conversation; otherwise a new one begins.
    pub fn takes_message_at(&self, now: DateTime<Utc>) -> bool {
        match self.situation {
            Situation::NotStarted | Situation::Open => true,
            Situation::Closed { at } => now - at <= TimeDelta::minutes(REOPEN_WINDOW_MINUTES),
        }
    }

    fn visitor_writes(&self, message: &VisitorWrites, now: DateTime<Utc>) -> Decided {
        if self.visitor_id.is_some_and(|visitor_id| visitor_id != message.visitor_id) {
            return Err(Refusal::NotFound);
        }
        if !self.takes_message_at(now) {
            return Err(Refusal::Closed);
        }
        let Some(sent) = self.sent(message.message_id, Author::Visitor, &message.text)? else { return Ok(vec![]) };
        let mut events = Vec::with_capacity(3);
        match self.situation {
            Situation::NotStarted => {
                events.push(
                    ConversationStarted {
                        visitor_id: message.visitor_id,
                        visit_id: message.visit_id,
                        site_id: message.site_id,
                        page: message.page.clone(),
                        locale: message.locale,
                    }
                    .into(),
                );
                if !message.waiting_line.is_empty() {
                    events.push(ConversationWaitingLineShown { text: message.waiting_line.clone() }.into());
                }
            }
            Situation::Closed { .. } => events.push(ConversationReopened {}.into()),
            Situation::Open => {}
        }
        events.push(sent);
        Ok(events)
    }

    fn take(&self, operator_id: OperatorId) -> Decided {
        self.must_be_open()?;
        match self.operators.first() {
            None => Ok(vec![ConversationOperatorJoined { operator_id }.into()]),
            Some(_) if self.operators.contains(&operator_id) => Ok(vec![]),
            // The name is for people and not known here; whoever answers the operator adds it.
            Some(by) => Err(Refusal::AlreadyTaken { by: *by, name: String::new() }),
        }
    }

    fn operator_writes(&self, operator_id: OperatorId, message_id: MessageId, text: &str) -> Decided {
        self.must_be_open()?;
        self.must_have_joined(operator_id)?;
        let sent = self.sent(message_id, Author::Operator { operator_id }, text)?;
        Ok(sent.into_iter().collect())
    }

    /// The event of a message, `None` when it was recorded before.
    fn sent(&self, message_id: MessageId, author: Author, text: &str) -> Result<Option<ConversationEvent>, Refusal> {
        let text = text::message(text)?;
        if self.written.contains_key(&message_id) {
            return Ok(None);
        }
        Ok(Some(ConversationMessageSent { message_id, number: self.messages + 1, author, text }.into()))
    }

    fn mark(
        &self,
        reader: Reader,
        up_to: u32,
        known: Option<u32>,
        event: impl FnOnce(u32) -> ConversationEvent,
    ) -> Decided {
        if self.situation == Situation::NotStarted {
            return Err(Refusal::NotStarted);
        }
        if let Reader::Operator { operator_id } = reader {
            self.must_have_joined(operator_id)?;
        }
        if up_to > self.messages {
            return Err(Refusal::NumberInvalid);
        }
        if up_to <= known.unwrap_or(0) { Ok(vec![]) } else { Ok(vec![event(up_to)]) }
    }

    fn close(&self, by: Author) -> Decided {
        match self.situation {
            Situation::NotStarted => return Err(Refusal::NotStarted),
            Situation::Closed { .. } => return Ok(vec![]),
            Situation::Open => {}
        }
        if let Author::Operator { operator_id } = by {
            self.must_have_joined(operator_id)?;
        }
        Ok(vec![ConversationClosed { by }.into()])
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        match self.situation {
            Situation::NotStarted => Err(Refusal::NotStarted),
            Situation::Closed { .. } => Err(Refusal::Closed),
            Situation::Open => Ok(()),
        }
    }

    fn must_have_joined(&self, operator_id: OperatorId) -> Result<(), Refusal> {
        if self.operators.contains(&operator_id) { Ok(()) } else { Err(Refusal::NotJoined) }
    }
}

#[cfg(test)]
mod tests;
