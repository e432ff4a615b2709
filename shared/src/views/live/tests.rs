//! What holds of the live state and its views whatever happened.

mod changes;
mod history;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use letopis_events::Recorded;
use letopis_events::events::{AnyEvent, ConversationEvent};
use letopis_events::ids::ConversationId;
use letopis_events::vocabulary::{Language, Role};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{ConversationLive, Live, Touched};
use crate::domain::conversation::Address;
use crate::domain::testing::minute;
use crate::limits::QUEUE_PLACES_SHOWN;
use crate::views::View;
use crate::views::chat::ChatEntryKind;
use crate::views::people::Viewer;
use history::{Step, erased, event_type, history};

/// Steps of a history, mostly about conversations.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let what = prop_oneof![1 => 0..9_u8, 4 => 9..34_u8];
    vec(
        (what, any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(what, who, how, later)| [what, who, how, later]),
        0..120,
    )
}

/// Steps of a history in which conversations change hands all the time.
fn hand_overs() -> impl Strategy<Value = Vec<Step>> {
    let what = prop::sample::select(vec![2_u8, 8, 9, 12, 13, 13, 18, 18, 34, 34]);
    vec((what, any::<u8>(), any::<u8>()).prop_map(|(what, who, how)| [what, who, how, 20]), 0..200)
}

/// Steps, what of their history is erased, and two places to cut it.
fn cut_steps() -> impl Strategy<Value = (Vec<Step>, Vec<usize>, [prop::sample::Index; 2])> {
    let which = prop_oneof![3 => Just(Vec::new()), 1 => vec(any::<usize>(), 1..6)];
    (steps(), which, any::<[prop::sample::Index; 2]>())
}

/// The state at the first cut, the state at the second, and what was touched between them.
fn cut((steps, which, cuts): (Vec<Step>, Vec<usize>, [prop::sample::Index; 2])) -> (Live, Live, Touched) {
    let events = erased(history(&steps).events, &which);
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
    let bans = patched(before.bans_view(), &after.bans_patches(touched));
    assert_eq!(bans, after.bans_view(), "who is banned");
    let changes = patched(before.changes_view(), &after.changes_patches(touched));
    assert_eq!(changes, after.changes_view(), "what was changed");
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
            for language in [None, Some(Language("ru".into())), Some(Language("en".into()))] {
                let language = language.as_slice();
                let patches = live.chat_patches(*id, language, before.position, &told);
                prop_assert_eq!(patched(before.chat(*id, language), &patches), live.chat(*id, language));
                if !touched.visitors.contains(id) {
                    let (old, new) = (before.chat(*id, language), live.chat(*id, language));
                    prop_assert_eq!((old.conversation, old.entries), (new.conversation, new.entries));
                    prop_assert!(old.form == new.form || touched.forms);
                    let there = (old.online, old.departments) == (new.online, new.departments);
                    prop_assert!(there || touched.online || touched.sites);
                    prop_assert!(old.queue_place == new.queue_place || touched.moves_queues());
                }
            }
        }
    }

    #[test]
    fn that_somebody_else_will_come_is_told_once_until_somebody_comes(steps in hand_overs()) {
        let live = history(&steps).live;
        for id in live.visitors.keys() {
            let mut expected = false;
            for entry in live.chat(*id, &[]).entries {
                let again = entry.what == ChatEntryKind::AnotherWillJoin;
                prop_assert!(!(expected && again));
                expected = again || expected && !matches!(entry.what, ChatEntryKind::OperatorJoined { .. });
            }
        }
    }

    #[test]
    fn loads_counts_and_numbers_are_what_a_recount_says(steps in steps()) {
        let events = history(&steps).events;
        let mut live = Live::default();
        fold(&mut live, &events);
        for (id, operator) in &live.operators {
            let open = live.conversations.values().filter(|conversation| {
                conversation.head.closed_at.is_none() && conversation.head.audience().holders.contains(id)
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
    fn the_queue_and_those_assigned_are_what_a_recount_says(steps in steps()) {
        let live = history(&steps).live;
        let open = || live.conversations.values().filter(|one| one.head.closed_at.is_none());
        let waiting: BTreeSet<_> = open().filter(|one| one.head.audience().holders.is_empty()).map(|one| one.head.id).collect();
        prop_assert_eq!(waiting, live.waiting.iter().map(|(_, _, id)| *id).collect::<BTreeSet<_>>());
        let assigned: BTreeSet<_> = open().filter(|one| one.head.assigned.is_some()).map(|one| one.head.id).collect();
        prop_assert_eq!(assigned, live.assigned.iter().map(|(_, id)| *id).collect::<BTreeSet<_>>());
    }

    #[test]
    fn places_in_the_queue_are_what_a_recount_says(steps in steps()) {
        let live = history(&steps).live;
        let waits = |one: &&ConversationLive| one.waits() && !one.offline;
        let waiting: Vec<_> = live.conversations.values().filter(waits).collect();
        let there: Vec<_> = live.operators.values().filter(|one| one.is_online()).map(|one| &one.serving).collect();
        let places: BTreeMap<_, _> = live.first_in_queue().collect();
        for one in live.conversations.values() {
            let address = one.address();
            let could_take = |other: &Address| there.iter().any(|them| them.serves(&address) && them.serves(other));
            let before = waiting.iter().filter(|other| {
                let first = (other.waiting_since, other.head.number) < (one.waiting_since, one.head.number);
                first && (other.address() == address || could_take(&other.address()))
            });
            let place = before.count() + 1;
            let told = waits(&one) && live.anybody_online(&address) && place <= QUEUE_PLACES_SHOWN;
            prop_assert_eq!(live.queue_place(one), told.then_some(place as u32));
            if told {
                prop_assert_eq!(places.get(&one.head.visitor_id), Some(&(place as u32)));
            }
        }
    }

    #[test]
    fn the_waits_are_what_a_recount_says(steps in steps()) {
        let (mut live, mut since, mut waits) = (Live::default(), BTreeMap::new(), Vec::new());
        for event in history(&steps).events {
            let id = ConversationId(event.stream.id);
            match &event.event {
                AnyEvent::Conversation(
                    ConversationEvent::Started(_) | ConversationEvent::Reopened(_) | ConversationEvent::CloseUndone(_),
                ) => drop(since.insert(id, event.recorded_at)),
                AnyEvent::Conversation(ConversationEvent::OperatorJoined(_)) => {
                    let conversation = &live.conversations[&id];
                    let began = since.remove(&id).filter(|_| conversation.head.operators.is_empty());
                    if let Some(began) = began.filter(|_| !conversation.offline) {
                        waits.push((conversation.head.number, (event.recorded_at - began).num_seconds() as u32));
                    }
                }
                _ => {}
            }
            live.evolve(&event);
        }
        for viewer in viewers(&live).into_iter().filter(|viewer| viewer.role == Role::Admin) {
            let seen: Vec<_> = live.workplace(viewer).waits.iter().map(|wait| (wait.number, wait.seconds)).collect();
            prop_assert_eq!(&seen, &waits);
        }
    }

    /// 400 histories of up to 120 steps here, and 2,000 schedules beside the choice itself.
    #[test]
    fn the_server_never_gives_an_operator_more_than_he_may_have(steps in steps()) {
        let mut live = Live::default();
        for event in history(&steps).events {
            let assigned = match &event.event {
                AnyEvent::Conversation(ConversationEvent::Assigned(assigned)) => Some(assigned.operator_id),
                _ => None,
            };
            live.evolve(&event);
            if let Some(operator) = assigned.and_then(|id| live.operators.get(&id)) {
                let max = operator.conversations_max.unwrap_or(live.sites.conversations_per_operator_max);
                prop_assert!(max == 0 || operator.conversations <= max, "{} of {max}", operator.conversations);
                prop_assert!(operator.is_routable());
            }
        }
    }

    #[test]
    fn an_empty_chair_is_not_given_again_what_it_let_lie(steps in steps()) {
        let mut live = Live::default();
        for event in history(&steps).events {
            if let AnyEvent::Conversation(ConversationEvent::Assigned(assigned)) = &event.event {
                let lay = live.conversations[&ConversationId(event.stream.id)].let_lie.get(&assigned.operator_id);
                let acted = live.operators[&assigned.operator_id].acted_at;
                prop_assert!(lay.is_none_or(|since| acted > Some(*since)));
                prop_assert_eq!(assigned.let_lie.contains(&assigned.operator_id), lay.is_some());
            }
            live.evolve(&event);
        }
    }

    #[test]
    fn what_was_done_is_no_longer_due_and_nobody_is_orphaned(steps in steps()) {
        let mut history = history(&steps);
        // A return may be followed by an assignment, an assignment by nothing.
        for _ in 0..4 {
            history.react();
        }
        prop_assert_eq!(history.live.due(history.time(), TimeDelta::zero()).acts, vec![]);
        for conversation in history.live.conversations.values().filter(|one| one.head.closed_at.is_none()) {
            for holder in conversation.head.audience().holders {
                let operator = &history.live.operators[&holder];
                prop_assert!(operator.status.may_chat() && !operator.disabled, "{holder} keeps what he cannot answer");
            }
        }
    }

    /// Accounts that are disabled and enabled, sign-outs, lunches that begin by themselves, midnights (S57).
    #[test]
    fn the_times_in_the_statuses_are_the_time_that_passed(steps in steps(), cut in 0..600_i64) {
        let history = history(&steps);
        let (begin, end) = (minute(-cut), history.time() + TimeDelta::minutes(cut));
        let mut bounds = vec![begin];
        bounds.extend((1..).map(|day| minute(-720 + day * 1_440)).take_while(|bound| *bound < end));
        bounds.push(end);
        for operator in history.live.operators.values() {
            let days = operator.statuses.days(&bounds);
            let wall = end - begin.max(operator.created_at);
            let counted: u64 = days.iter().flatten().sum();
            prop_assert_eq!(counted, wall.num_milliseconds() as u64);
        }
    }

    #[test]
    fn the_same_log_gives_the_same_choices(steps in steps()) {
        let history = history(&steps);
        let mut again = Live::default();
        fold(&mut again, &history.events);
        prop_assert_eq!(history.live.due(history.time(), TimeDelta::zero()), again.due(history.time(), TimeDelta::zero()));
    }

    #[test]
    fn numbers_stay_when_something_is_erased(steps in steps(), which in vec(any::<usize>(), 1..6)) {
        let events = history(&steps).events;
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
        let events = history(&steps).events;
        let (mut live, mut rebuilt) = (Live::default(), Live::default());
        for event in &events {
            live.evolve(event);
            let (event_type, version) = event_type(&event.event);
            let read = AnyEvent::from_stored(event_type, version, &payload(&event.event)).expect("it is known");
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
        let events = erased(history(&steps).events, &which);
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
                let _ = live.chat_patches(*id, &[], after, &touched);
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
                let mut between = touched.conversations.get(id).into_iter().flatten();
                let saw = between.any(|audience| live.in_audience(viewer, audience));
                let sees = live.sees(viewer, *id) || before.sees(viewer, *id) || saw;
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
        AnyEvent::Department(event) => serde_json::to_string(event),
        AnyEvent::Category(event) => serde_json::to_string(event),
        AnyEvent::OperatorChat(event) => serde_json::to_string(event),
        AnyEvent::Erased(_) => unreachable!("nothing is erased here"),
    };
    payload.expect("events serialise")
}
