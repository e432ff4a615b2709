//! The rules of a conversation.

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::events::ConversationEvent;
use letopis_events::events::conversation::{
    ConversationAddressed, ConversationAssigned, ConversationCategoryGiven, ConversationCloseUndone,
    ConversationClosed, ConversationCommonQueueEntered, ConversationHeld, ConversationHoldEnded, ConversationInitiated,
    ConversationMentionSeen, ConversationMessageSent, ConversationMessagesDelivered, ConversationMessagesRead,
    ConversationNoteWritten, ConversationOperatorJoined, ConversationRated, ConversationReopened,
    ConversationReturnedToQueue, ConversationStarted, ConversationTakenOver, ConversationTransferred,
    ConversationWaitingLineShown,
};
use letopis_events::ids::{MessageId, OperatorId};
use letopis_events::vocabulary::{Author, ReturnCause, TransferTarget};

use super::command::{Address, ConversationCommand, Reader, VisitorWrites};
use super::state::{Conversation, Situation};
use crate::domain::{Decider, text};
use crate::limits::{CLOSE_UNDO_SECONDS, MENTIONS_MAX};
use crate::wire::Refusal;

type Decided = Result<Vec<ConversationEvent>, Refusal>;

impl Decider for Conversation {
    type Command = ConversationCommand;
    type Event = ConversationEvent;

    fn decide(&self, command: &ConversationCommand, now: DateTime<Utc>) -> Decided {
        match command {
            ConversationCommand::VisitorWrites(message) => self.visitor_writes(message, now),
            ConversationCommand::Take { operator_id } => self.take(*operator_id),
            ConversationCommand::TakeOver { by, from } => self.take_over(*by, *from),
            ConversationCommand::Hold { by } => {
                self.must_be_open()?;
                self.must_have_joined(*by)?;
                Ok(if self.on_hold { vec![] } else { vec![ConversationHeld { by: *by }.into()] })
            }
            ConversationCommand::EndHold { by } => {
                self.must_be_open()?;
                self.must_have_joined(*by)?;
                Ok(self.hold_ended(Author::Operator { operator_id: *by }).into_iter().collect())
            }
            ConversationCommand::UndoClose { by, reopen_minutes } => self.undo_close(*by, *reopen_minutes, now),
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
            ConversationCommand::EndForBan { by } => match self.situation {
                Situation::Open => Ok(vec![ConversationClosed { by: Author::Operator { operator_id: *by } }.into()]),
                Situation::NotStarted | Situation::Closed { .. } => Ok(vec![]),
            },
            ConversationCommand::Initiate { by, writes } => self.initiate(*by, writes),
            ConversationCommand::Assign { operator_id, reason, candidates, let_lie } => {
                self.must_wait()?;
                let (operator_id, reason) = (*operator_id, *reason);
                let (candidates, let_lie) = (candidates.clone(), let_lie.clone());
                Ok(vec![ConversationAssigned { operator_id, reason, candidates, let_lie }.into()])
            }
            ConversationCommand::EnterCommonQueue { candidates } => {
                self.must_wait()?;
                if self.in_common_queue {
                    return Ok(vec![]);
                }
                Ok(vec![ConversationCommonQueueEntered { candidates: candidates.clone() }.into()])
            }
            ConversationCommand::LeaveCommonQueue { cause } => {
                if self.must_wait().is_err() || !self.in_common_queue {
                    return Ok(vec![]);
                }
                Ok(vec![ConversationReturnedToQueue { operator_id: None, cause: *cause }.into()])
            }
            ConversationCommand::Return { operator_id, cause, assigned_at } => {
                Ok(self.give_back(*operator_id, *cause, *assigned_at))
            }
            ConversationCommand::Readdress { from, to } => {
                if self.must_wait().is_err() || self.address != *from || from == to {
                    return Ok(vec![]);
                }
                let Address { department_id, language } = to.clone();
                Ok(vec![
                    ConversationReturnedToQueue { operator_id: None, cause: ReturnCause::TargetGone }.into(),
                    ConversationAddressed { department_id, language }.into(),
                ])
            }
            ConversationCommand::Transfer { by, target, comment, keeps_language } => {
                self.transfer(*by, target, comment, *keeps_language)
            }
            ConversationCommand::GiveCategory { by, category_id } => {
                self.must_have_joined(*by)?;
                if self.category_id == Some(*category_id) {
                    return Ok(vec![]);
                }
                Ok(vec![ConversationCategoryGiven { by: *by, category_id: *category_id }.into()])
            }
            ConversationCommand::WriteNote { by, note_id, text, mentions } => {
                if self.situation == Situation::NotStarted {
                    return Err(Refusal::NotStarted);
                }
                let mentions = mentioned(*by, mentions)?;
                let (note_id, by, text) = (*note_id, *by, text::message(text)?);
                Ok(vec![ConversationNoteWritten { note_id, by, text, mentions }.into()])
            }
            ConversationCommand::MarkMentionSeen { by } if self.mentioned.contains(by) => {
                Ok(vec![ConversationMentionSeen { by: *by }.into()])
            }
            ConversationCommand::MarkMentionSeen { .. } => Ok(vec![]),
            ConversationCommand::Rate { stars, comment } => self.rate(*stars, comment),
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
    pub fn takes_message_at(&self, now: DateTime<Utc>, reopen_minutes: u32) -> bool {
        match self.situation {
            Situation::NotStarted | Situation::Open => true,
            Situation::Closed { at } => reopens(at, now, reopen_minutes),
        }
    }

    fn visitor_writes(&self, message: &VisitorWrites, now: DateTime<Utc>) -> Decided {
        if self.visitor_id.is_some_and(|visitor_id| visitor_id != message.visitor_id) {
            return Err(Refusal::NotFound);
        }
        if !self.takes_message_at(now, message.reopen_minutes) {
            return Err(Refusal::Closed);
        }
        let Some(sent) = self.sent(message.message_id, Author::Visitor, &message.text)? else { return Ok(vec![]) };
        let mut events = Vec::with_capacity(4);
        match self.situation {
            Situation::NotStarted => {
                if let Some(refusal) = &message.start_refused {
                    return Err(refusal.clone());
                }
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
                events.extend(addressed(&message.address));
                if !message.waiting_line.is_empty() {
                    events.push(ConversationWaitingLineShown { text: message.waiting_line.clone() }.into());
                }
            }
            Situation::Closed { .. } => {
                events.push(ConversationReopened {}.into());
                if let Some(operator_id) = self.operators.first().copied().filter(|_| !message.operator_available) {
                    let (operator_id, cause) = (Some(operator_id), ReturnCause::NotAvailable);
                    events.push(ConversationReturnedToQueue { operator_id, cause }.into());
                }
            }
            Situation::Open => events.extend(self.hold_ended(Author::Visitor)),
        }
        events.push(sent);
        Ok(events)
    }

    fn initiate(&self, by: OperatorId, writes: &VisitorWrites) -> Decided {
        match self.situation {
            Situation::NotStarted => {}
            Situation::Open => return Err(Refusal::InConversation),
            Situation::Closed { .. } => return Err(Refusal::Closed),
        }
        let Some(sent) = self.sent(writes.message_id, Author::Operator { operator_id: by }, &writes.text)? else {
            return Ok(vec![]);
        };
        let initiated = ConversationInitiated {
            by,
            visitor_id: writes.visitor_id,
            visit_id: writes.visit_id,
            site_id: writes.site_id,
            page: writes.page.clone(),
            locale: writes.locale,
        };
        Ok(vec![initiated.into(), ConversationOperatorJoined { operator_id: by }.into(), sent])
    }

    fn take(&self, operator_id: OperatorId) -> Decided {
        self.must_be_open()?;
        if self.operators.contains(&operator_id) {
            return Ok(vec![]);
        }
        match self.holder().filter(|holder| *holder != operator_id) {
            None => Ok(vec![ConversationOperatorJoined { operator_id }.into()]),
            // The name is for people and not known here; whoever answers the operator adds it.
            Some(by) => Err(Refusal::AlreadyTaken { by, name: String::new() }),
        }
    }

    fn take_over(&self, by: OperatorId, from: OperatorId) -> Decided {
        self.must_be_open()?;
        if by == from {
            return Err(Refusal::Yourself);
        }
        let joined = ConversationOperatorJoined { operator_id: by }.into();
        match self.holder() {
            _ if self.operators.contains(&by) => Ok(vec![]),
            Some(holder) if holder == from => Ok(vec![ConversationTakenOver { by, from }.into(), joined]),
            Some(holder) if holder != by => Err(Refusal::AlreadyTaken { by: holder, name: String::new() }),
            // Given back meanwhile, or assigned to himself: he takes it as everybody does.
            _ => Ok(vec![joined]),
        }
    }

    /// The end of its hold, if it is on hold.
    fn hold_ended(&self, by: Author) -> Option<ConversationEvent> {
        self.on_hold.then(|| ConversationHoldEnded { by }.into())
    }

    fn undo_close(&self, by: OperatorId, reopen_minutes: u32, now: DateTime<Utc>) -> Decided {
        let at = match self.situation {
            Situation::NotStarted => return Err(Refusal::NotStarted),
            Situation::Open if self.operators.contains(&by) => return Ok(vec![]),
            Situation::Open => return Err(Refusal::NotJoined),
            Situation::Closed { at } => at,
        };
        if self.closed_by != Some(Author::Operator { operator_id: by }) {
            return Err(Refusal::NotJoined);
        }
        self.must_have_joined(by)?;
        if now - at > TimeDelta::seconds(CLOSE_UNDO_SECONDS) || !self.takes_message_at(now, reopen_minutes) {
            return Err(Refusal::Closed);
        }
        Ok(vec![ConversationCloseUndone { by }.into()])
    }

    /// Who has it, by joining or by assignment.
    fn holder(&self) -> Option<OperatorId> {
        self.operators.first().copied().or(self.assigned.map(|(operator_id, _)| operator_id))
    }

    fn give_back(
        &self,
        operator_id: OperatorId,
        cause: ReturnCause,
        assigned_at: Option<DateTime<Utc>>,
    ) -> Vec<ConversationEvent> {
        let has_it = match assigned_at {
            Some(at) => self.assigned == Some((operator_id, at)),
            None => self.holder() == Some(operator_id),
        };
        if self.situation != Situation::Open || !has_it {
            return vec![];
        }
        vec![ConversationReturnedToQueue { operator_id: Some(operator_id), cause }.into()]
    }

    fn transfer(&self, by: OperatorId, target: &TransferTarget, comment: &str, keeps_language: bool) -> Decided {
        self.must_be_open()?;
        if self.holder() != Some(by) {
            return Err(Refusal::NotJoined);
        }
        if *target == (TransferTarget::Operator { operator_id: by }) {
            return Err(Refusal::Yourself);
        }
        let comment = text::comment(comment)?;
        let mut events = vec![ConversationTransferred { by, target: target.clone(), comment }.into()];
        if let (TransferTarget::Department { department_id }, Some(language)) = (target, &self.address.language)
            && keeps_language
        {
            let (department_id, language) = (Some(*department_id), Some(language.clone()));
            events.push(ConversationAddressed { department_id, language }.into());
        }
        Ok(events)
    }

    fn rate(&self, stars: u8, comment: &str) -> Decided {
        if !self.was_joined {
            return Err(Refusal::NotStarted);
        }
        // what goes on is judged when it is over (M7)
        if self.situation == Situation::Open {
            return Err(Refusal::InConversation);
        }
        if !(1..=5).contains(&stars) {
            return Err(Refusal::OutOfRange { min: 1, max: 5 });
        }
        let comment = text::comment(comment)?;
        if self.rating.as_ref().is_some_and(|rating| *rating == (stars, comment.clone())) {
            return Ok(vec![]);
        }
        Ok(vec![ConversationRated { stars, comment }.into()])
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

    /// It waits, and nobody has it.
    fn must_wait(&self) -> Result<(), Refusal> {
        self.must_be_open()?;
        match self.holder() {
            Some(by) => Err(Refusal::AlreadyTaken { by, name: String::new() }),
            None => Ok(()),
        }
    }

    fn must_have_joined(&self, operator_id: OperatorId) -> Result<(), Refusal> {
        if self.operators.contains(&operator_id) { Ok(()) } else { Err(Refusal::NotJoined) }
    }
}

/// Whether a message at this time reopens what was closed then.
pub fn reopens(closed_at: DateTime<Utc>, now: DateTime<Utc>, reopen_minutes: u32) -> bool {
    now - closed_at <= TimeDelta::minutes(reopen_minutes.into())
}

/// For whom it waits, unless that is everybody.
fn addressed(address: &Address) -> Option<ConversationEvent> {
    let Address { department_id, language } = address.clone();
    (*address != Address::default()).then(|| ConversationAddressed { department_id, language }.into())
}

/// Whom a note calls: each once, and nobody himself.
fn mentioned(by: OperatorId, mentions: &[OperatorId]) -> Result<Vec<OperatorId>, Refusal> {
    if mentions.len() > MENTIONS_MAX {
        return Err(Refusal::TooMany { max: MENTIONS_MAX as u32 });
    }
    let mut once = Vec::new();
    for id in mentions {
        if *id != by && !once.contains(id) {
            once.push(*id);
        }
    }
    Ok(once)
}

#[cfg(test)]
mod tests;
