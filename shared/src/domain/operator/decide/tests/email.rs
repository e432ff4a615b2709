//! One address, one account (S1, S111).

use letopis_events::events::operator::{OperatorEmailChanged, OperatorEmailClaimed};
use letopis_events::ids::OperatorId;

use super::*;

const ADDRESS: &str = "new@prival.example";

fn claim(who: u128, unused_by: Option<u128>) -> OperatorCommand {
    OperatorCommand::ClaimEmail { email: ADDRESS.into(), operator_id: id(who), unused_by: unused_by.map(id) }
}

fn claimed(who: u128) -> OperatorEvent {
    OperatorEmailClaimed { operator_id: id(who) }.into()
}

fn change(email: &str, claimed_at: i64, keep: Option<u128>) -> OperatorCommand {
    OperatorCommand::ChangeEmail { email: email.into(), claimed_at: minute(claimed_at), keep: keep.map(id) }
}

fn changed(email: &str) -> OperatorEvent {
    OperatorEmailChanged { email: email.into() }.into()
}

fn of_the_address() -> OperatorEvent {
    OperatorCreated { email: ADDRESS.into(), name: "Ира".into(), role: Role::Operator, locale: Locale::Ru }.into()
}

#[test]
fn an_address_that_nobody_has_is_claimed() {
    given::<Operator>(&[]).when(claim(1, None)).then(vec![claimed(1)]);
    given::<Operator>(&[claimed(1)]).when(claim(1, None)).then(vec![claimed(1)]);
    given::<Operator>(&[of_the_address(), changed("other@prival.example")]).when(claim(2, None)).then(vec![claimed(2)]);
    let wrong = OperatorCommand::ClaimEmail { email: "new".into(), operator_id: id(1), unused_by: None };
    given::<Operator>(&[]).when(wrong).then_refused(Refusal::EmailInvalid);
}

#[test]
fn of_two_who_claim_an_address_one_wins() {
    given::<Operator>(&[claimed(1)]).when(claim(2, None)).then_refused(Refusal::EmailTaken);
    given::<Operator>(&[of_the_address()]).when(claim(2, None)).then_refused(Refusal::EmailTaken);
    given::<Operator>(&[of_the_address(), changed("other@prival.example"), claimed(1)])
        .when(claim(2, None))
        .then_refused(Refusal::EmailTaken);
}

#[test]
fn a_claim_that_is_not_used_gives_way_after_its_time() {
    let seconds = |n| minute(0) + TimeDelta::seconds(n);
    given::<Operator>(&[claimed(1)]).at(seconds(59)).when(claim(2, Some(1))).then_refused(Refusal::EmailTaken);
    given::<Operator>(&[claimed(1)]).at(seconds(60)).when(claim(2, Some(1))).then(vec![claimed(2)]);
    given::<Operator>(&[claimed(1)]).at(seconds(60)).when(claim(2, Some(3))).then_refused(Refusal::EmailTaken);
}

#[test]
fn no_account_is_made_in_the_stream_of_an_address_that_is_claimed() {
    given::<Operator>(&[claimed(1)]).when(create(ADDRESS)).then_refused(Refusal::EmailTaken);
}

#[test]
fn whose_an_address_is_the_last_claim_says() {
    let fold = |past: &[OperatorEvent]| {
        let mut state = Operator::default();
        past.iter().for_each(|event| state.evolve(event, minute(0)));
        state.email_holder(id(9))
    };
    assert_eq!(fold(&[]), None);
    assert_eq!(fold(&[of_the_address()]), Some(id::<OperatorId>(9)));
    assert_eq!(fold(&[of_the_address(), claimed(1), claimed(2)]), Some(id(2)));
}

#[test]
fn another_address_ends_the_other_sessions() {
    let past = [created(), opened(1), opened(2), status(OperatorStatus::Online, StatusCause::SignIn)];
    let everywhere = SessionEnd::SignedOutEverywhere;
    given::<Operator>(&past)
        .when(change(" New@Prival.example", 4, Some(1)))
        .then(vec![changed(ADDRESS), closed(2, everywhere)]);
    let given_by_another = vec![
        changed(ADDRESS),
        closed(1, SessionEnd::Revoked),
        closed(2, SessionEnd::Revoked),
        status(OperatorStatus::Offline, StatusCause::SignOut),
    ];
    given::<Operator>(&past).when(change(ADDRESS, 4, None)).then(given_by_another);
}

#[test]
fn the_address_that_he_has_is_no_change() {
    given::<Operator>(&[created(), opened(1)]).when(change("IRA@prival.example", 2, None)).then_nothing();
    given::<Operator>(&[created(), changed(ADDRESS)]).when(change(ADDRESS, 0, None)).then_nothing();
}

#[test]
fn a_claim_is_taken_up_in_time_or_not_at_all() {
    let late = given::<Operator>(&[created()]).at(minute(0) + TimeDelta::seconds(30));
    late.when(change(ADDRESS, 0, None)).then_refused(Refusal::EmailTaken);
    given::<Operator>(&[created()]).when(change("new@", 1, None)).then_refused(Refusal::EmailInvalid);
    given::<Operator>(&[]).when(change(ADDRESS, 0, None)).then_refused(Refusal::NotFound);
}

#[test]
fn a_link_that_was_sent_to_the_old_address_opens_nothing() {
    let invitation = Invitation { token_digest: Secret("d".into()), expires_at: minute(60) };
    let accept = OperatorCommand::AcceptInvite { token_digest: Secret("d".into()), hash: Secret("h".into()) };
    given::<Operator>(&[created(), invited(&invitation), changed(ADDRESS)])
        .when(accept)
        .then_refused(Refusal::SessionOver);
}
