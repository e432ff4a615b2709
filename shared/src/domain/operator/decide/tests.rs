mod email;
mod invitation;
mod photo;
mod serving;
mod status;

use letopis_events::vocabulary::Theme;

use super::*;
use crate::domain::testing::{given, id, minute};

fn created() -> OperatorEvent {
    OperatorCreated {
        email: "ira@prival.example".into(), name: "Ира".into(), role: Role::Operator, locale: Locale::Ru
    }
    .into()
}

fn password() -> OperatorEvent {
    OperatorPasswordSet { hash: Secret("$argon2id$1".into()) }.into()
}

fn opened(session: u128) -> OperatorEvent {
    OperatorSessionOpened { session_id: id(session), expires_at: minute(600) }.into()
}

fn closed(session: u128, cause: SessionEnd) -> OperatorEvent {
    OperatorSessionClosed { session_id: id(session), cause }.into()
}

fn status(status: OperatorStatus, cause: StatusCause) -> OperatorEvent {
    OperatorStatusChanged { status, cause, since: None }.into()
}

fn signed_in() -> Vec<OperatorEvent> {
    vec![created(), password(), opened(1), status(OperatorStatus::Online, StatusCause::SignIn)]
}

fn create(email: &str) -> OperatorCommand {
    OperatorCommand::Create {
        email: email.into(),
        name: "Ира".into(),
        role: Role::Operator,
        locale: Locale::Ru,
        hash: Secret("$argon2id$1".into()),
    }
}

fn sign_in(session: u128, status: OperatorStatus) -> OperatorCommand {
    OperatorCommand::OpenSession { session_id: id(session), expires_at: minute(600), status }
}

fn renew(generation: u32) -> OperatorCommand {
    OperatorCommand::RenewSession { session_id: id(1), generation }
}

fn renewed(generation: u32) -> OperatorEvent {
    OperatorSessionRenewed { session_id: id(1), generation }.into()
}

#[test]
fn an_account_is_created_with_its_password() {
    given::<Operator>(&[]).when(create(" Ira@Prival.example")).then(vec![created(), password()]);
    given::<Operator>(&[]).when(create("ira")).then_refused(Refusal::EmailInvalid);
    given::<Operator>(&[created()]).when(create("ira@prival.example")).then_refused(Refusal::EmailTaken);
}

#[test]
fn the_status_of_the_form_is_the_first_status() {
    given::<Operator>(&[created(), password()])
        .when(sign_in(1, OperatorStatus::Lunch))
        .then(vec![opened(1), status(OperatorStatus::Lunch, StatusCause::SignIn)]);
}

#[test]
fn a_disabled_account_does_not_sign_in() {
    given::<Operator>(&[created(), OperatorDisabled {}.into()])
        .when(sign_in(1, OperatorStatus::Online))
        .then_refused(Refusal::Disabled);
}

#[test]
fn the_same_session_opens_once() {
    given::<Operator>(&signed_in()).when(sign_in(1, OperatorStatus::Online)).then_nothing();
}

#[test]
fn an_auditor_gets_no_status() {
    let auditor =
        OperatorCreated { email: "a@b.example".into(), name: "А".into(), role: Role::Auditor, locale: Locale::Ru };
    given::<Operator>(&[auditor.into()]).when(sign_in(1, OperatorStatus::Online)).then(vec![opened(1)]);
}

#[test]
fn the_oldest_session_gives_way_to_one_too_many() {
    let mut past = signed_in();
    past.extend((2..=SESSIONS_PER_OPERATOR_MAX as u128).map(opened));
    given::<Operator>(&past)
        .when(sign_in(99, OperatorStatus::Online))
        .then(vec![closed(1, SessionEnd::SignedOut), opened(99)]);
}

#[test]
fn the_current_token_gives_the_next_one() {
    given::<Operator>(&signed_in()).when(renew(1)).then(vec![renewed(2)]);
}

#[test]
fn the_token_before_is_answered_again_for_a_moment() {
    let mut past = signed_in();
    past.push(renewed(2));
    given::<Operator>(&past).at(minute(4) + TimeDelta::seconds(REFRESH_GRACE_SECONDS)).when(renew(1)).then_nothing();
}

#[test]
fn a_token_used_again_later_ends_the_session() {
    let mut past = signed_in();
    past.push(renewed(2));
    given::<Operator>(&past)
        .at(minute(4) + TimeDelta::seconds(REFRESH_GRACE_SECONDS + 1))
        .when(renew(1))
        .then(vec![closed(1, SessionEnd::TokenReused), status(OperatorStatus::Offline, StatusCause::SignOut)]);
}

#[test]
fn a_session_is_not_renewed_after_its_end() {
    given::<Operator>(&signed_in()).at(minute(600)).when(renew(1)).then_refused(Refusal::SessionOver);
    given::<Operator>(&[created()]).when(renew(1)).then_refused(Refusal::SessionOver);
}

#[test]
fn whoever_signs_out_goes_offline_unless_he_is_connected_with_another_session() {
    let sign_out =
        |elsewhere| OperatorCommand::CloseSession { session_id: id(1), cause: SessionEnd::SignedOut, elsewhere };
    let offline = || vec![closed(1, SessionEnd::SignedOut), status(OperatorStatus::Offline, StatusCause::SignOut)];
    let mut two = signed_in();
    two.push(opened(2));
    given::<Operator>(&two).when(sign_out(true)).then(vec![closed(1, SessionEnd::SignedOut)]);
    given::<Operator>(&two).when(sign_out(false)).then(offline());
    for elsewhere in [true, false] {
        given::<Operator>(&signed_in()).when(sign_out(elsewhere)).then(offline());
        given::<Operator>(&[created()]).when(sign_out(elsewhere)).then_nothing();
    }
}

#[test]
fn signing_out_everywhere_ends_every_session() {
    let mut two = signed_in();
    two.push(opened(2));
    given::<Operator>(&two).when(OperatorCommand::CloseAllSessions { cause: SessionEnd::SignedOutEverywhere }).then(
        vec![
            closed(1, SessionEnd::SignedOutEverywhere),
            closed(2, SessionEnd::SignedOutEverywhere),
            status(OperatorStatus::Offline, StatusCause::SignOut),
        ],
    );
    given::<Operator>(&[created()])
        .when(OperatorCommand::CloseAllSessions { cause: SessionEnd::SignedOutEverywhere })
        .then_nothing();
}

#[test]
fn disabling_ends_every_session() {
    given::<Operator>(&signed_in()).when(OperatorCommand::Disable).then(vec![
        OperatorDisabled {}.into(),
        closed(1, SessionEnd::Disabled),
        status(OperatorStatus::Offline, StatusCause::Disabled),
    ]);
    given::<Operator>(&[created(), OperatorDisabled {}.into()]).when(OperatorCommand::Disable).then_nothing();
    given::<Operator>(&[created(), OperatorDisabled {}.into()])
        .when(OperatorCommand::Enable)
        .then(vec![OperatorEnabled {}.into()]);
    given::<Operator>(&[created()]).when(OperatorCommand::Enable).then_nothing();
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    let mut two = signed_in();
    two.push(opened(2));
    let set = OperatorCommand::SetPassword { hash: Secret("$argon2id$1".into()), keep: Some(id(2)) };
    given::<Operator>(&two).when(set).then(vec![password(), closed(1, SessionEnd::PasswordSet)]);
}

#[test]
fn a_status_is_recorded_when_it_differs() {
    let change = |status| OperatorCommand::ChangeStatus { status };
    given::<Operator>(&signed_in())
        .when(change(OperatorStatus::PersonalBreak))
        .then(vec![status(OperatorStatus::PersonalBreak, StatusCause::Manual)]);
    given::<Operator>(&signed_in()).when(change(OperatorStatus::Online)).then_nothing();
    given::<Operator>(&[created(), OperatorDisabled {}.into()])
        .when(change(OperatorStatus::Online))
        .then_refused(Refusal::Disabled);
}

#[test]
fn name_role_and_preferences_are_recorded_when_they_differ() {
    given::<Operator>(&[created()])
        .when(OperatorCommand::Rename { name: "Ира С.".into() })
        .then(vec![OperatorRenamed { name: "Ира С.".into() }.into()]);
    given::<Operator>(&[created()]).when(OperatorCommand::Rename { name: "Ира".into() }).then_nothing();
    given::<Operator>(&[created()])
        .when(OperatorCommand::GiveRole { role: Role::Admin })
        .then(vec![OperatorRoleGiven { role: Role::Admin }.into()]);
    given::<Operator>(&[created()]).when(OperatorCommand::GiveRole { role: Role::Operator }).then_nothing();
    let prefer = |theme| OperatorCommand::ChoosePreferences { locale: Locale::Ru, theme };
    let preferred = |theme| OperatorPreferencesChosen { locale: Locale::Ru, theme }.into();
    given::<Operator>(&[created()]).when(prefer(Theme::Dark)).then(vec![preferred(Theme::Dark)]);
    // What the account was made with is nobody's choice.
    given::<Operator>(&[created()]).when(prefer(Theme::System)).then(vec![preferred(Theme::System)]);
    given::<Operator>(&[created(), preferred(Theme::Dark)]).when(prefer(Theme::Dark)).then_nothing();
    given::<Operator>(&[]).when(prefer(Theme::Dark)).then_refused(Refusal::NotFound);
}

#[test]
fn after_an_erasure_neither_the_password_nor_the_address_of_before_is_good() {
    let mut account = Operator::default();
    for event in [created(), password(), password()] {
        account.evolve(&event, minute(0));
    }
    account.evolve_erased("operator.password_set");
    assert_eq!(account.hash, None);
    account.evolve_erased("operator.email_changed");
    assert_eq!(account.facts.as_ref().map(|facts| facts.email.as_str()), Some(""));
    account.evolve(&password(), minute(1));
    assert!(account.hash.is_some(), "a new one can be given");
}
