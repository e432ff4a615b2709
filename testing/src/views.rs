//! The views that a socket of an operator holds, kept true by patches exactly as the console does it.

use std::collections::HashMap;

use letopis_events::ids::{ConversationId, VisitorId};
use letopis_shared::views::View;
use letopis_shared::views::bans::Bans;
use letopis_shared::views::changes::Changes;
use letopis_shared::views::operator_chat::OperatorChat;
use letopis_shared::views::operators::Operators;
use letopis_shared::views::sites::Sites;
use letopis_shared::views::timeline::Timeline;
use letopis_shared::views::visitor_card::VisitorCard;
use letopis_shared::views::workplace::Workplace;
use letopis_shared::wire::operator::{Patch, Snapshot, Topic};

/// Every view held, each with the position up to which its own frames have brought it.
#[derive(Clone, Debug, Default)]
pub struct Views {
    held: HashMap<Topic, (u64, Snapshot)>,
}

impl Views {
    /// Takes a whole view.
    pub fn snapshot(&mut self, position: u64, of: Snapshot) {
        self.held.insert(of.topic(), (position, of));
    }

    /// Takes changes of a view; those of a topic that is not held are left aside.
    ///
    /// # Panics
    /// When the patch is older than the view: a socket delivers in order.
    pub fn patch(&mut self, position: u64, patch: &Patch) {
        let topic = patch.topic();
        let Some((held_at, snapshot)) = self.held.get_mut(&topic) else { return };
        assert!(position > *held_at, "a patch to {position} for {topic:?}, which is held at {held_at}");
        *held_at = position;
        match (snapshot, patch) {
            (Snapshot::Workplace { view }, Patch::Workplace { patches }) => apply(view, patches),
            (Snapshot::Timeline { view, .. }, Patch::Timeline { patches, .. }) => apply(view, patches),
            (Snapshot::VisitorCard { view, .. }, Patch::VisitorCard { patches, .. }) => apply(view, patches),
            (Snapshot::Operators { view }, Patch::Operators { patches }) => apply(view, patches),
            (Snapshot::Sites { view }, Patch::Sites { patches }) => apply(view, patches),
            (Snapshot::OperatorChat { view }, Patch::OperatorChat { patches }) => apply(view, patches),
            (Snapshot::Bans { view }, Patch::Bans { patches }) => apply(view, patches),
            (Snapshot::Changes { view }, Patch::Changes { patches }) => apply(view, patches),
            (snapshot, patch) => panic!("a patch {patch:?} for {:?}", snapshot.topic()),
        }
    }

    /// Forgets a topic.
    pub fn forget(&mut self, topic: Topic) {
        self.held.remove(&topic);
    }

    /// The topics that are held.
    pub fn topics(&self) -> Vec<Topic> {
        self.held.keys().copied().collect()
    }

    /// A view as a snapshot.
    pub fn get(&self, topic: Topic) -> Option<&Snapshot> {
        self.held.get(&topic).map(|(_, snapshot)| snapshot)
    }

    /// Up to which position the frames of a topic have brought its view.
    pub fn position(&self, topic: Topic) -> Option<u64> {
        self.held.get(&topic).map(|(position, _)| *position)
    }

    pub fn workplace(&self) -> Option<&Workplace> {
        match self.get(Topic::Workplace)? {
            Snapshot::Workplace { view } => Some(view),
            _ => None,
        }
    }

    pub fn timeline(&self, conversation_id: ConversationId) -> Option<&Timeline> {
        match self.get(Topic::Timeline { conversation_id })? {
            Snapshot::Timeline { view, .. } => Some(view),
            _ => None,
        }
    }

    pub fn card(&self, visitor_id: VisitorId) -> Option<&VisitorCard> {
        match self.get(Topic::VisitorCard { visitor_id })? {
            Snapshot::VisitorCard { view, .. } => Some(view),
            _ => None,
        }
    }

    pub fn operators(&self) -> Option<&Operators> {
        match self.get(Topic::Operators)? {
            Snapshot::Operators { view } => Some(view),
            _ => None,
        }
    }

    pub fn sites(&self) -> Option<&Sites> {
        match self.get(Topic::Sites)? {
            Snapshot::Sites { view } => Some(view),
            _ => None,
        }
    }

    pub fn bans(&self) -> Option<&Bans> {
        match self.get(Topic::Bans)? {
            Snapshot::Bans { view } => Some(view),
            _ => None,
        }
    }

    pub fn changes(&self) -> Option<&Changes> {
        match self.get(Topic::Changes)? {
            Snapshot::Changes { view } => Some(view),
            _ => None,
        }
    }

    pub fn operator_chat(&self) -> Option<&OperatorChat> {
        match self.get(Topic::OperatorChat)? {
            Snapshot::OperatorChat { view } => Some(view),
            _ => None,
        }
    }
}

fn apply<V: View>(view: &mut V, patches: &[V::Patch]) {
    patches.iter().for_each(|patch| view.apply(patch));
}
