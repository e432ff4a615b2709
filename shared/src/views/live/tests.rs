//! What holds of the live state and its views whatever happened.

mod history;

use std::collections::{BTreeMap, BTreeSet};

use letopis_events::Recorded;
use letopis_events::events::AnyEvent;
use letopis_events::ids::ConversationId;
use letopis_events::vocabulary::Role;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Live, Touched};
use crate::views::View;
use crate::views::people::Viewer;
use history::{Step, erased, event_type, history};

/// Steps of a history, mostly about conversations.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let what = prop_oneof![1 => 0..9_u8, 3 => 9..18_u8];
    vec(
        (what, any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(what, who, how, later)| [what, who, how, later]),
        0..120,
    )
}

/// Steps, what of their history is erased, and two places to cut it.
fn cut_steps() -> impl Strategy<Value = (Vec<Step>, Vec<usize>, [prop::sample::Index; 2])> {
    let which = prop_oneof![3 => Just(Vec::new()), 1 => vec(any::<usize>(), 1..6)];
    (steps(), which, any::<[prop::sample::Index; 2]>())
}

/// The state at the first cut, the state at the second, and what was touched between them.
fn cut((steps, which, cuts): (Vec<Step>, Vec<usize>, [prop::sample::Index; 2])) -> (Live, Live, Touched) {
    let events = erased(history(&steps), &which);
    let [one, other] = cuts.map(|cut| cut.index(events.len() + 1));
    let (p, q) = (one.min(other), one.max(other));
    let mut live = Live::default();
    fold(&mut live, &events[..p]);
    let before = live.clone();
    let touched = fold(&mut live, &events[p..q]);
    (before, live, touched)
}

fn fold(live: &mut Live, events: &[Recorded]) -> Touched {
    let mut touched = Touched::default();
    events.iter().for_each(|event| touched.merge(&live.evolve(event)));
    touched
}

fn patched<V: View>(mut view: V, patches: &[V::Patch]) -> V {
    patches.iter().for_each(|patch| view.apply(patch));
    view
}

fn viewers(live: &Live) -> Vec<Viewer> {
    live.operators.iter().map(|(id, operator)| Viewer { operator_id: *id, role: operator.role }).collect()
}

/// `view(q) == apply(view(p), patches(p..q))` for everything that an operator sees.
fn law_for_operator(before: &Live, after: &Live, viewer: Viewer, touched: &Touched) {
    let workplace = patched(before.workplace(viewer), &after.workplace_patches(viewer, before.position, touched));
    assert_eq!(workplace, after.workplace(viewer), "workplace of {viewer:?}");
    let operators = patched(before.operators_view(viewer), &after.operators_patches(viewer, touched));
    assert_eq!(operators, after.operators_view(viewer), "colleagues of {viewer:?}");
    for id in before.visitors.keys().filter(|id| !touched.visitors.contains(id)) {
        // A card is sent whole when its visitor was touched, and else must not have changed.
        assert_eq!(before.visitor_card(viewer, *id), after.visitor_card(viewer, *id), "card for {viewer:?}");
    }
    for id in before.conversations.keys().filter(|id| before.sees(viewer, **id) && !after.sees(viewer, **id)) {
        assert!(touched.conversations.contains_key(id), "{id} went out of sight unnoticed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn patches_bring_every_view_of_an_operator_from_one_position_to_any_later_one(steps in cut_steps()) {
        let (before, live, touched) = cut(steps);
        for viewer in viewers(&before).into_iter().filter(|viewer| !touched.changes_sight_of(viewer.operator_id)) {
            law_for_operator(&before, &live, viewer, &touched);
        }
        for id in before.conversations.keys() {
            let timeline = before.timeline(*id).expect("it is known");
            let timeline = patched(timeline, &live.timeline_patches(*id, before.position));
            prop_assert_eq!(Some(timeline), live.timeline(*id));
            if !touched.conversations.contains_key(id) {
                prop_assert_eq!(before.timeline(*id), live.timeline(*id), "a timeline that was not touched changed");
            }
        }
        if !touched.sites {
            prop_assert_eq!(&before.sites, &live.sites);
        }
    }

    #[test]
    fn patches_bring_the_window_of_a_visitor_from_one_position_to_any_later_one(steps in cut_steps()) {
        let (before, live, touched) = cut(steps);
        for id in before.visitors.keys() {
            // Whether somebody is there is always told to a window that comes back.
            let told = Touched { online: true, ..touched.clone() };
            let chat = patched(before.chat(*id), &live.chat_patches(*id, before.position, &told));
            prop_assert_eq!(chat, live.chat(*id));
            if !touched.visitors.contains(id) {
                let (old, new) = (before.chat(*id), live.chat(*id));
                prop_assert_eq!((old.conversation, old.entries), (new.conversation, new.entries));
                prop_assert!(old.online == new.online || touched.online || touched.sites);
            }
        }
    }

    #[test]
    fn loads_counts_and_numbers_are_what_a_recount_says(steps in steps()) {
        let events = history(&steps);
        let mut live = Live::default();
        fold(&mut live, &events);
        for (id, operator) in &live.operators {
            let open = live.conversations.values().filter(|conversation| {
                conversation.head.closed_at.is_none() && conversation.head.operators.contains(id)
            });
            prop_assert_eq!(open.count() as u32, operator.conversations, "load of {}", id);
        }
        let by_start: BTreeMap<_, _> =
            live.conversations.values().map(|one| (one.started_position, one.head.number)).collect();
        prop_assert!(by_start.values().copied().eq(1..=by_start.len() as u32), "numbers of conversations: {:?}", by_start);
        let numbers: BTreeSet<_> = live.visitors.values().map(|visitor| visitor.number).collect();
        prop_assert!(numbers.into_iter().eq(1..=live.visitors.len() as u32), "numbers of visitors");
        let open: BTreeSet<ConversationId> =
            live.conversations.values().filter(|one| one.head.closed_at.is_none()).map(|one| one.head.id).collect();
        prop_assert_eq!(open, live.open.keys().copied().collect::<BTreeSet<_>>());
    }

    #[test]
    fn numbers_stay_when_something_is_erased(steps in steps(), which in vec(any::<usize>(), 1..6)) {
        let events = history(&steps);
        let (mut whole, mut rest) = (Live::default(), Live::default());
        fold(&mut whole, &events);
        fold(&mut rest, &erased(events, &which));
        for (id, conversation) in &rest.conversations {
            prop_assert_eq!(conversation.head.number, whole.conversations[id].head.number);
        }
        for (id, visitor) in &rest.visitors {
            prop_assert_eq!(visitor.number, whole.visitors[id].number);
        }
    }

    #[test]
    fn a_rebuild_from_what_is_stored_equals_the_live_state(steps in steps()) {
        let events = history(&steps);
        let (mut live, mut rebuilt) = (Live::default(), Live::default());
        for event in &events {
            live.evolve(event);
            let read = AnyEvent::from_stored(event_type(&event.event), 1, &payload(&event.event)).expect("it is known");
            rebuilt.evolve(&Recorded { event: read, ..event.clone() });
        }
        prop_assert_eq!(live, rebuilt);
    }

    #[test]
    fn no_recorded_event_makes_the_fold_fail(
        steps in steps(),
        which in vec(any::<usize>(), 0..20),
        order in vec(any::<prop::sample::Index>(), 0..200),
    ) {
        let events = erased(history(&steps), &which);
        let mut live = Live::default();
        // Any order, some events twice, some never.
        for (position, at) in order.iter().enumerate() {
            let event = Recorded { position: position as u64 + 1, ..events[at.index(events.len())].clone() };
            let after = live.position;
            let touched = live.evolve(&event);
            for viewer in viewers(&live) {
                let _ = (live.workplace_patches(viewer, after, &touched), live.operators_patches(viewer, &touched));
            }
            for id in live.conversations.keys() {
                let _ = live.timeline_patches(*id, after);
            }
            for id in live.visitors.keys() {
                let _ = live.chat_patches(*id, after, &touched);
            }
        }
    }

    #[test]
    fn hidden_conversations_reach_only_those_who_serve_them(steps in cut_steps()) {
        let (before, live, touched) = cut(steps);
        if !live.sites.others_conversations_hidden || touched.sight_of_all {
            return Ok(());
        }
        for viewer in viewers(&live).into_iter().filter(|viewer| viewer.role == Role::Operator) {
            let told = serde_json::to_string(&live.workplace_patches(viewer, before.position, &touched)).expect("patches serialise");
            for id in live.conversations.keys() {
                let sees = live.sees(viewer, *id) || before.sees(viewer, *id);
                prop_assert!(sees || !told.contains(&id.to_string()), "{:?} hears of {}", viewer, id);
            }
        }
    }
}

fn payload(event: &AnyEvent) -> String {
    let payload = match event {
        AnyEvent::Operator(event) => serde_json::to_string(event),
        AnyEvent::Site(event) => serde_json::to_string(event),
        AnyEvent::Settings(event) => serde_json::to_string(event),
        AnyEvent::Visitor(event) => serde_json::to_string(event),
        AnyEvent::Visit(event) => serde_json::to_string(event),
        AnyEvent::Conversation(event) => serde_json::to_string(event),
        AnyEvent::Erased(_) => unreachable!("nothing is erased here"),
    };
    payload.expect("events serialise")
}
