//! Places in the queue: how many wait before a visitor for somebody who could take both (M23).

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use letopis_events::ids::{ConversationId, VisitorId};

use super::{ConversationLive, Live};
use crate::domain::conversation::Address;
use crate::limits::QUEUE_PLACES_SHOWN;

/// Where a conversation stands among those that wait: who waits longest is first.
pub(super) type Turn = (DateTime<Utc>, u32, ConversationId);

/// Who waits for an answer, by whom he waits for. Offline requests demand none now, and stand in nobody's way.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Queues(HashMap<Address, BTreeSet<Turn>>);

impl ConversationLive {
    pub(super) fn turn(&self) -> Turn {
        (self.waiting_since, self.head.number, self.head.id)
    }
}

impl Queues {
    /// Takes a conversation in, or out, as it stands there now.
    pub(super) fn put(&mut self, conversation: &ConversationLive) {
        if conversation.waits() && !conversation.offline {
            self.0.entry(conversation.address()).or_default().insert(conversation.turn());
        } else {
            self.take_out(conversation);
        }
    }

    /// Before its address or the time since when it waits changes.
    pub(super) fn take_out(&mut self, conversation: &ConversationLive) {
        let address = conversation.address();
        if let Some(queue) = self.0.get_mut(&address) {
            queue.remove(&conversation.turn());
            if queue.is_empty() {
                self.0.remove(&address);
            }
        }
    }
}

impl Live {
    /// The visitors whose place in the queue is told, with their places.
    pub fn first_in_queue(&self) -> impl Iterator<Item = (VisitorId, u32)> {
        self.queues.0.iter().flat_map(move |(address, queue)| {
            let shared = self.queues_shared_with(address);
            let first = queue.iter().take(QUEUE_PLACES_SHOWN);
            first
                .filter_map(move |turn| Some((self.conversations.get(&turn.2)?.head.visitor_id, place(&shared, turn)?)))
        })
    }

    /// How many wait before this one for somebody who could take both, with itself; nothing once it is far, or over, or
    /// while nobody is there whom to wait for.
    pub(super) fn queue_place(&self, conversation: &ConversationLive) -> Option<u32> {
        let (address, turn) = (conversation.address(), conversation.turn());
        self.queues.0.get(&address).filter(|queue| queue.contains(&turn))?;
        place(&self.queues_shared_with(&address), &turn)
    }

    /// The queues in which whoever serves this address may look for the next one; none while nobody is there.
    fn queues_shared_with(&self, address: &Address) -> Vec<&BTreeSet<Turn>> {
        if !self.anybody_online(address) {
            return Vec::new();
        }
        let serves = |one: &&super::OperatorLive| one.is_online() && one.serving.serves(address);
        let them: Vec<_> = self.operators.values().filter(serves).collect();
        let both = |other: &Address| other == address || them.iter().any(|one| one.serving.serves(other));
        self.queues.0.iter().filter(|(other, _)| both(other)).map(|(_, queue)| queue).collect()
    }
}

fn place(shared: &[&BTreeSet<Turn>], own: &Turn) -> Option<u32> {
    let before = |queue: &&BTreeSet<Turn>| queue.range(..own).take(QUEUE_PLACES_SHOWN).count();
    let before: usize = shared.iter().map(before).sum();
    (!shared.is_empty() && before < QUEUE_PLACES_SHOWN).then(|| before as u32 + 1)
}
