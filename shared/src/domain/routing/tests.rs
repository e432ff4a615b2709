use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::testing::{id, minute};

const IRA: u128 = 1;
const OLEG: u128 = 2;
const SALES: u128 = 20;

fn russian() -> Language {
    Language("ru".into())
}

fn anybody() -> Address {
    Address::default()
}

fn seat(who: u128, serving: &Serving, conversations: u32, max: u32) -> Seat<'_> {
    let (operator_id, conversations_max) = (id(who), max);
    let let_lie = LetLie::Never;
    Seat { operator_id, serving, conversations, conversations_max, last_assigned_at: None, let_lie }
}

fn chosen(choice: Choice) -> Option<(OperatorId, AssignmentReason)> {
    match choice {
        Choice::Assign { operator_id, reason, .. } => Some((operator_id, reason)),
        Choice::AllFull { .. } | Choice::Nobody | Choice::LeftLying => None,
    }
}

#[test]
fn fewest_conversations_wins() {
    let any = Serving::default();
    let choice = choose(&anybody(), [seat(IRA, &any, 2, 0), seat(OLEG, &any, 1, 0)]);
    assert_eq!(chosen(choice), Some((id(OLEG), AssignmentReason::FewestConversations)));
}

#[test]
fn a_tie_goes_to_whoever_was_assigned_longest_ago() {
    let any = Serving::default();
    let lately = Seat { last_assigned_at: Some(minute(5)), ..seat(IRA, &any, 1, 0) };
    let before = Seat { last_assigned_at: Some(minute(1)), ..seat(OLEG, &any, 1, 0) };
    let reason = AssignmentReason::AssignedLongestAgo;
    assert_eq!(chosen(choose(&anybody(), [lately, before])), Some((id(OLEG), reason)));
    let never = seat(3, &any, 1, 0);
    assert_eq!(chosen(choose(&anybody(), [lately, before, never])), Some((id(3), reason)));
}

#[test]
fn of_many_candidates_the_best_placed_are_recorded() {
    let any = Serving::default();
    let seats = (1..=200).map(|who| seat(who, &any, 200 - who as u32, 0));
    let Choice::Assign { operator_id, candidates, .. } = choose(&anybody(), seats) else { panic!("nobody was chosen") };
    assert_eq!(candidates.len(), CANDIDATES_RECORDED_MAX);
    assert_eq!(candidates[0].operator_id, operator_id);
    assert!(candidates.is_sorted_by_key(|one| one.conversations));
}

#[test]
fn who_is_full_gets_nothing() {
    let any = Serving::default();
    let choice = choose(&anybody(), [seat(IRA, &any, 1, 1), seat(OLEG, &any, 3, 4)]);
    assert_eq!(chosen(choice), Some((id(OLEG), AssignmentReason::OnlyCandidate)));
    let all_full = choose(&anybody(), [seat(IRA, &any, 1, 1), seat(OLEG, &any, 5, 4)]);
    assert!(matches!(all_full, Choice::AllFull { candidates } if candidates.len() == 2));
    assert_eq!(choose(&anybody(), []), Choice::Nobody);
}

#[test]
fn department_and_language_must_both_fit() {
    let address = Address { department_id: Some(id(SALES)), language: Some(russian()) };
    let sales = Serving { departments: vec![id(SALES)], languages: vec![Language("en".into())] };
    let speaks = Serving { departments: vec![], languages: vec![russian()] };
    let both = Serving { departments: vec![id(SALES)], languages: vec![russian()] };
    let everything = Serving { departments: vec![id(SALES)], languages: vec![] };
    assert_eq!(choose(&address, [seat(1, &sales, 0, 0), seat(2, &speaks, 0, 0)]), Choice::Nobody);
    assert!(
        chosen(choose(&address, [seat(1, &sales, 0, 0), seat(3, &both, 9, 0)])).is_some_and(|(who, _)| who == id(3))
    );
    assert!(everything.serves(&address) && everything.serves(&anybody()));
}

fn lay(seat: Seat<'_>, let_lie: LetLie) -> Seat<'_> {
    Seat { let_lie, ..seat }
}

#[test]
fn whoever_let_it_lie_comes_after_all_others_however_few_he_has() {
    let any = Serving::default();
    let (ira, oleg) = (lay(seat(IRA, &any, 0, 0), LetLie::AndActedSince), seat(OLEG, &any, 5, 0));
    let Choice::Assign { operator_id, reason, candidates, let_lie } = choose(&anybody(), [ira, oleg]) else {
        panic!("Oleg is there")
    };
    assert_eq!((operator_id, reason), (id(OLEG), AssignmentReason::OthersLetItLie));
    assert_eq!(candidates.iter().map(|one| one.operator_id).collect::<Vec<_>>(), [id(OLEG), id(IRA)]);
    assert_eq!(let_lie, [id(IRA)]);
    // When the others are full it is his again.
    let full = seat(OLEG, &any, 5, 5);
    let again = choose(&anybody(), [lay(seat(IRA, &any, 0, 0), LetLie::AndActedSince), full]);
    assert_eq!(chosen(again), Some((id(IRA), AssignmentReason::OnlyCandidate)));
}

#[test]
fn an_empty_chair_is_not_given_it_again() {
    let any = Serving::default();
    let ira = || lay(seat(IRA, &any, 0, 0), LetLie::AndRests);
    assert_eq!(choose(&anybody(), [ira()]), Choice::LeftLying);
    // Not all are full (S24): it waits for everybody, and not in the common queue.
    assert_eq!(choose(&anybody(), [ira(), seat(OLEG, &any, 1, 1)]), Choice::LeftLying);
    let oleg = seat(OLEG, &any, 7, 0);
    assert_eq!(chosen(choose(&anybody(), [ira(), oleg])), Some((id(OLEG), AssignmentReason::OthersLetItLie)));
    let full = lay(seat(IRA, &any, 1, 1), LetLie::AndRests);
    assert!(matches!(choose(&anybody(), [full]), Choice::AllFull { .. }));
    // Between the others it is as ever.
    let third = seat(3, &any, 9, 0);
    assert_eq!(
        chosen(choose(&anybody(), [ira(), oleg, third])),
        Some((id(OLEG), AssignmentReason::FewestConversations))
    );
}

/// One step of a schedule: a visitor comes, or a conversation ends, or an operator takes one by hand.
fn schedules() -> impl Strategy<Value = (u32, Vec<[u8; 2]>)> {
    (1..5u32, vec(any::<[u8; 2]>(), 1..200))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// 2,000 schedules of up to 200 steps among three operators: with those of the live state, well over 100,000 choices.
    #[test]
    fn nobody_exceeds_the_limit_and_nobody_is_left_out((max, steps) in schedules()) {
        let any = Serving::default();
        let mut loads: BTreeMap<u128, (u32, Option<DateTime<Utc>>)> = (1..=3).map(|who| (who, (0, None))).collect();
        for (n, [what, who]) in steps.iter().enumerate() {
            let now = minute(0) + TimeDelta::seconds(n as i64);
            let who = u128::from(who % 3) + 1;
            match what % 3 {
                0 | 1 => {
                    let before = loads.clone();
                    let seats = loads.iter().map(|(who, (conversations, last_assigned_at))| Seat {
                        last_assigned_at: *last_assigned_at,
                        ..seat(*who, &any, *conversations, max)
                    });
                    match choose(&anybody(), seats) {
                        Choice::Assign { operator_id, .. } => {
                            let chosen = loads.iter_mut().find(|(who, _)| id::<OperatorId>(**who) == operator_id);
                            let (load, last) = chosen.map(|(_, seat)| seat).expect("he has a seat");
                            prop_assert!(*load < max);
                            let least = before.values().map(|(load, _)| *load).min();
                            prop_assert_eq!(Some(*load), least, "somebody had fewer");
                            *load += 1;
                            *last = Some(now);
                        }
                        Choice::AllFull { .. } => prop_assert!(before.values().all(|(load, _)| *load >= max)),
                        Choice::Nobody | Choice::LeftLying => prop_assert!(false, "three are there"),
                    }
                }
                _ => if let Some((load, _)) = loads.get_mut(&who) { *load = load.saturating_sub(1) },
            }
        }
    }

    #[test]
    fn the_order_in_which_seats_are_looked_at_does_not_matter(loads in vec((0..4u32, 0..4i64), 2..6), max in 0..4u32) {
        let any = Serving::default();
        let seats: Vec<_> = loads.iter().zip(1u128..).map(|((load, at), who)| Seat {
            last_assigned_at: Some(minute(*at)),
            ..seat(who, &any, *load, max)
        }).collect();
        prop_assert_eq!(choose(&anybody(), seats.clone()), choose(&anybody(), seats.into_iter().rev()));
    }
}
