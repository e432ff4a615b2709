//! The views that this tab holds, each with the position up to which it is true.

use std::collections::HashMap;

use letopis_shared::schema::ids::{ConversationId, OperatorId, VisitorId};
use letopis_shared::views::View;
use letopis_shared::views::bans::Bans;
use letopis_shared::views::changes::Changes;
use letopis_shared::views::operator_chat::OperatorChat;
use letopis_shared::views::operators::Operators;
use letopis_shared::views::sites::Sites;
use letopis_shared::views::timeline::Timeline;
use letopis_shared::views::visitor_card::{OpenTab, VisitorCard};
use letopis_shared::views::workplace::Workplace;
use letopis_shared::wire::operator::{Patch, Snapshot, Topic};

/// Timelines and cards kept after they were last subscribed, so that one already seen paints at once.
const KEPT_MAX: usize = 50;

#[derive(Debug)]
struct Held<V> {
    view: V,
    position: u64,
}

impl<V: View> Held<V> {
    /// Applies what is newer than the view; a repeat after a resume is ignored.
    fn apply(&mut self, position: u64, patches: &[V::Patch]) -> bool {
        if position <= self.position {
            return false;
        }
        self.position = position;
        for patch in patches {
            self.view.apply(patch);
        }
        true
    }
}

/// All views of this tab.
#[derive(Debug, Default)]
pub struct Store {
    workplace: Option<Held<Workplace>>,
    operators: Option<Held<Operators>>,
    sites: Option<Held<Sites>>,
    operator_chat: Option<Held<OperatorChat>>,
    bans: Option<Held<Bans>>,
    changes: Option<Held<Changes>>,
    timelines: HashMap<ConversationId, Held<Timeline>>,
    cards: HashMap<VisitorId, Held<VisitorCard>>,
    tabs: HashMap<VisitorId, Vec<OpenTab>>,
    looking: HashMap<ConversationId, Vec<OperatorId>>,
}

impl Store {
    pub fn workplace(&self) -> Option<&Workplace> {
        self.workplace.as_ref().map(|held| &held.view)
    }

    pub fn operators(&self) -> Option<&Operators> {
        self.operators.as_ref().map(|held| &held.view)
    }

    pub fn sites(&self) -> Option<&Sites> {
        self.sites.as_ref().map(|held| &held.view)
    }

    pub fn operator_chat(&self) -> Option<&OperatorChat> {
        self.operator_chat.as_ref().map(|held| &held.view)
    }

    pub fn bans(&self) -> Option<&Bans> {
        self.bans.as_ref().map(|held| &held.view)
    }

    pub fn changes(&self) -> Option<&Changes> {
        self.changes.as_ref().map(|held| &held.view)
    }

    pub fn timeline(&self, id: ConversationId) -> Option<&Timeline> {
        self.timelines.get(&id).map(|held| &held.view)
    }

    pub fn card(&self, id: VisitorId) -> Option<&VisitorCard> {
        self.cards.get(&id).map(|held| &held.view)
    }

    pub fn tabs(&self, id: VisitorId) -> &[OpenTab] {
        self.tabs.get(&id).map_or(&[], Vec::as_slice)
    }

    pub fn looking(&self, id: ConversationId) -> &[OperatorId] {
        self.looking.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Replaces a view; says which topic changed.
    pub fn snapshot(&mut self, position: u64, snapshot: Snapshot) -> Topic {
        let topic = snapshot.topic();
        match snapshot {
            Snapshot::Workplace { view } => self.workplace = Some(Held { view, position }),
            Snapshot::Operators { view } => self.operators = Some(Held { view, position }),
            Snapshot::Sites { view } => self.sites = Some(Held { view, position }),
            Snapshot::OperatorChat { view } => self.operator_chat = Some(Held { view, position }),
            Snapshot::Bans { view } => self.bans = Some(Held { view, position }),
            Snapshot::Changes { view } => self.changes = Some(Held { view, position }),
            Snapshot::Timeline { conversation_id, view } => {
                make_room(&mut self.timelines, &conversation_id);
                self.timelines.insert(conversation_id, Held { view, position });
            }
            Snapshot::VisitorCard { visitor_id, view } => {
                make_room(&mut self.cards, &visitor_id);
                self.cards.insert(visitor_id, Held { view, position });
            }
        }
        topic
    }

    /// Brings a view forward; `None` when there is none or it is there already.
    pub fn patch(&mut self, position: u64, patch: &Patch) -> Option<Topic> {
        let (topic, changed) = match patch {
            Patch::Workplace { patches } => (Topic::Workplace, forward(&mut self.workplace, position, patches)),
            Patch::Operators { patches } => (Topic::Operators, forward(&mut self.operators, position, patches)),
            Patch::Sites { patches } => (Topic::Sites, forward(&mut self.sites, position, patches)),
            Patch::OperatorChat { patches } => {
                (Topic::OperatorChat, forward(&mut self.operator_chat, position, patches))
            }
            Patch::Bans { patches } => (Topic::Bans, forward(&mut self.bans, position, patches)),
            Patch::Changes { patches } => (Topic::Changes, forward(&mut self.changes, position, patches)),
            Patch::Timeline { conversation_id, patches } => {
                let held = self.timelines.get_mut(conversation_id);
                let topic = Topic::Timeline { conversation_id: *conversation_id };
                (topic, held.is_some_and(|held| held.apply(position, patches)))
            }
            Patch::VisitorCard { visitor_id, patches } => {
                let held = self.cards.get_mut(visitor_id);
                let topic = Topic::VisitorCard { visitor_id: *visitor_id };
                (topic, held.is_some_and(|held| held.apply(position, patches)))
            }
        };
        changed.then_some(topic)
    }

    /// The open tabs of a visitor, as presence says.
    pub fn set_tabs(&mut self, visitor_id: VisitorId, tabs: Vec<OpenTab>) {
        self.tabs.insert(visitor_id, tabs);
    }

    /// Who has a conversation open, as presence says.
    pub fn set_looking(&mut self, conversation_id: ConversationId, operators: Vec<OperatorId>) {
        self.looking.insert(conversation_id, operators);
    }

    /// Takes a view away that is not for this operator any more.
    pub fn gone(&mut self, topic: Topic) {
        match topic {
            Topic::Workplace => self.workplace = None,
            Topic::Operators => self.operators = None,
            Topic::Sites => self.sites = None,
            Topic::OperatorChat => self.operator_chat = None,
            Topic::Bans => self.bans = None,
            Topic::Changes => self.changes = None,
            Topic::Timeline { conversation_id } => {
                self.timelines.remove(&conversation_id);
                self.looking.remove(&conversation_id);
            }
            Topic::VisitorCard { visitor_id } => {
                self.cards.remove(&visitor_id);
                self.tabs.remove(&visitor_id);
            }
        }
    }
}

fn forward<V: View>(held: &mut Option<Held<V>>, position: u64, patches: &[V::Patch]) -> bool {
    held.as_mut().is_some_and(|held| held.apply(position, patches))
}

/// Lets the view go that has not moved for longest, when there are too many.
fn make_room<K: Copy + Eq + std::hash::Hash, V>(held: &mut HashMap<K, Held<V>>, coming: &K) {
    if held.len() >= KEPT_MAX && !held.contains_key(coming) {
        let oldest = held.iter().min_by_key(|(_, held)| held.position).map(|(key, _)| *key);
        if let Some(oldest) = oldest {
            held.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letopis_shared::views::sites::SitesPatch;

    fn named(name: &str) -> Sites {
        Sites { organisation: name.into(), ..Sites::default() }
    }

    fn renamed(name: &str) -> Patch {
        Patch::Sites { patches: vec![SitesPatch::All { view: Box::new(named(name)) }] }
    }

    #[test]
    fn a_patch_without_a_view_is_ignored() {
        let mut store = Store::default();
        assert_eq!(store.patch(5, &renamed("a")), None);
        assert!(store.sites().is_none());
    }

    #[test]
    fn patches_at_or_below_the_position_are_ignored() {
        let mut store = Store::default();
        assert_eq!(store.snapshot(10, Snapshot::Sites { view: named("a") }), Topic::Sites);
        assert_eq!(store.patch(10, &renamed("b")), None);
        assert_eq!(store.patch(11, &renamed("c")), Some(Topic::Sites));
        assert_eq!(store.patch(11, &renamed("d")), None);
        assert_eq!(store.sites().map(|sites| sites.organisation.as_str()), Some("c"));
    }

    #[test]
    fn a_snapshot_replaces_even_a_later_view() {
        let mut store = Store::default();
        store.snapshot(10, Snapshot::Sites { view: named("a") });
        store.snapshot(3, Snapshot::Sites { view: named("restored") });
        assert_eq!(store.patch(4, &renamed("next")), Some(Topic::Sites));
    }

    #[test]
    fn what_is_gone_is_forgotten() {
        let mut store = Store::default();
        store.snapshot(10, Snapshot::Sites { view: named("a") });
        store.gone(Topic::Sites);
        assert!(store.sites().is_none());
        assert_eq!(store.patch(11, &renamed("b")), None);
    }
}
