//! What the log itself says: every acknowledged message once and in order, and nobody with more than he may have.
//!
//! Told from events alone, by rules of its own: it shares no code with the state of the server that it checks.

use std::collections::HashMap;

use letopis_events::Recorded;
use letopis_events::events::{AnyEvent, ConversationEvent};
use letopis_events::ids::{CommandId, ConversationId, OperatorId, VisitorId};
use letopis_events::vocabulary::Side;

use crate::screen::numbers;

/// Who has a conversation.
#[derive(Default)]
struct Held {
    visitor: Option<VisitorId>,
    operator: Option<OperatorId>,
    joined: bool,
    open: bool,
    messages: u32,
    /// The last message of each side.
    last: HashMap<Side, usize>,
}

/// A walk through the log.
pub struct Check {
    limit: u32,
    held: HashMap<ConversationId, Held>,
    loads: HashMap<OperatorId, u32>,
    /// How often each message is in the log, and in whose conversation.
    found: Vec<(u32, Option<VisitorId>)>,
    /// Whose load the last command changed: only what it left counts.
    changed: Vec<OperatorId>,
    command: Option<CommandId>,
    /// The most conversations that anybody had at once.
    pub most: u32,
    pub assigned: u32,
    pub queued: u32,
    pub events: u64,
    pub faults: Vec<String>,
}

impl Check {
    /// A walk in which these messages may be found.
    pub fn new(limit: u32, messages: usize) -> Self {
        Self {
            limit,
            held: HashMap::new(),
            loads: HashMap::new(),
            found: vec![(0, None); messages],
            changed: Vec::new(),
            command: None,
            most: 0,
            assigned: 0,
            queued: 0,
            events: 0,
            faults: Vec::new(),
        }
    }

    /// How often a message is in the log, and the visitor in whose conversation it is.
    pub fn found(&self, number: usize) -> (u32, Option<VisitorId>) {
        self.found[number]
    }

    /// Takes the next event.
    pub fn take(&mut self, recorded: &Recorded) {
        self.events += 1;
        if self.command != Some(recorded.meta.command_id) {
            self.end();
            self.command = Some(recorded.meta.command_id);
        }
        if let AnyEvent::Conversation(event) = &recorded.event {
            self.conversation(ConversationId(recorded.stream.id), event);
        }
    }

    /// Looks at what the last command left.
    pub fn end(&mut self) {
        for id in std::mem::take(&mut self.changed) {
            let load = self.loads.get(&id).copied().unwrap_or(0);
            self.most = self.most.max(load);
            if load > self.limit {
                self.faults.push(format!("operator {id} had {load} conversations at {:?}", self.command));
            }
        }
    }

    fn conversation(&mut self, id: ConversationId, event: &ConversationEvent) {
        let held = self.held.entry(id).or_default();
        let before = held.operator.filter(|_| held.open);
        match event {
            ConversationEvent::Started(started) => {
                (held.visitor, held.open) = (Some(started.visitor_id), true);
            }
            ConversationEvent::Assigned(assigned) => {
                self.assigned += 1;
                (held.operator, held.joined) = (Some(assigned.operator_id), false);
            }
            ConversationEvent::OperatorJoined(joined) => {
                (held.operator, held.joined) = (Some(joined.operator_id), true);
            }
            ConversationEvent::ReturnedToQueue(_) | ConversationEvent::Transferred(_) => held.operator = None,
            ConversationEvent::CommonQueueEntered(_) => self.queued += 1,
            ConversationEvent::Closed(_) => {
                held.open = false;
                held.operator = held.operator.filter(|_| held.joined);
            }
            ConversationEvent::Reopened(_) => held.open = true,
            ConversationEvent::MessageSent(sent) => {
                held.messages += 1;
                if sent.number != held.messages {
                    self.faults.push(format!("message {} of {id} stands at place {}", sent.number, held.messages));
                }
                for number in numbers(&sent.text) {
                    let last = held.last.insert(sent.author.side(), number);
                    if last >= Some(number) {
                        self.faults.push(format!("message {number} stands in {id} after {last:?}"));
                    }
                    match self.found.get_mut(number) {
                        Some((times, visitor)) => (*times, *visitor) = (*times + 1, held.visitor),
                        None => self.faults.push(format!("message {number} was never planned")),
                    }
                }
            }
            _ => {}
        }
        let after = held.operator.filter(|_| held.open);
        if before != after {
            if let Some(load) = before.and_then(|id| self.loads.get_mut(&id)) {
                *load -= 1;
            }
            if let Some(id) = after {
                *self.loads.entry(id).or_default() += 1;
                self.changed.push(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use letopis_events::events::AggregateKind;
    use letopis_events::events::conversation::*;
    use letopis_events::vocabulary::{Actor, AssignmentReason, Author, Locale, Page};
    use letopis_events::{EventMeta, StreamId};
    use uuid::Uuid;

    use super::*;
    use crate::screen::text_of;

    fn check(events: &[(u128, ConversationEvent)]) -> Check {
        let mut check = Check::new(1, 10);
        for (position, (conversation, event)) in (1_u64..).zip(events) {
            let id = Uuid::from_u128(u128::from(position));
            check.take(&Recorded {
                position,
                stream: StreamId::new(AggregateKind::Conversation, Uuid::from_u128(*conversation)),
                revision: 1,
                event_id: id.into(),
                recorded_at: DateTime::UNIX_EPOCH,
                meta: EventMeta { actor: Actor::System, command_id: id.into(), correlation_id: id, cause_id: None },
                event: AnyEvent::Conversation(event.clone()),
            });
        }
        check.end();
        check
    }

    fn started() -> ConversationEvent {
        let id = Uuid::from_u128(9);
        let page = Page { url: "https://shop.example/".to_owned(), title: String::new() };
        let (visitor_id, visit_id, site_id) = (id.into(), id.into(), id.into());
        ConversationStarted { visitor_id, visit_id, site_id, page, locale: Locale::En }.into()
    }

    fn assigned() -> ConversationEvent {
        let operator_id = OperatorId(Uuid::from_u128(5));
        let reason = AssignmentReason::OnlyCandidate;
        ConversationAssigned { operator_id, reason, candidates: Vec::new(), let_lie: Vec::new() }.into()
    }

    fn message(place: u32, number: usize) -> ConversationEvent {
        let message_id = Uuid::from_u128(number as u128 + 100).into();
        ConversationMessageSent { message_id, number: place, author: Author::Visitor, text: text_of(number, 20) }.into()
    }

    #[test]
    fn finds_an_operator_with_more_than_he_may_have() {
        let one = [(1, started()), (1, assigned()), (2, started())];
        assert!(check(&one).faults.is_empty());
        let two = check(&[&one[..], &[(2, assigned())]].concat());
        assert_eq!((two.faults.len(), two.most), (1, 2));
        let closed = (1, ConversationClosed { by: Author::Visitor }.into());
        assert!(check(&[&one[..], &[closed, (2, assigned())]].concat()).faults.is_empty());
    }

    #[test]
    fn finds_what_is_doubled_missing_or_out_of_order() {
        let good = check(&[(1, started()), (1, message(1, 3)), (1, message(2, 4))]);
        assert!(good.faults.is_empty());
        assert_eq!((good.found(3).0, good.found(5).0), (1, 0));
        let doubled = check(&[(1, started()), (1, message(1, 3)), (2, started()), (2, message(1, 3))]);
        assert_eq!(doubled.found(3).0, 2);
        assert_eq!(check(&[(1, started()), (1, message(1, 4)), (1, message(2, 3))]).faults.len(), 1);
        assert_eq!(check(&[(1, started()), (1, message(2, 4))]).faults.len(), 1, "a place was left out");
    }
}
