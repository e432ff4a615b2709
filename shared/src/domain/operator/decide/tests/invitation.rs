//! One-time links: an account that chooses its own password (S133).

use super::*;

fn link(digest: &str, ends: i64) -> Invitation {
    Invitation { token_digest: Secret(digest.into()), expires_at: minute(ends) }
}

fn invited(digest: &str, ends: i64) -> OperatorEvent {
    super::super::invited(&link(digest, ends))
}

fn accept(digest: &str) -> OperatorCommand {
    OperatorCommand::AcceptInvite { token_digest: Secret(digest.into()), hash: Secret("$argon2id$1".into()) }
}

#[test]
fn an_account_is_created_with_a_link_instead_of_a_password() {
    let create = |email: &str| OperatorCommand::CreateInvited {
        email: email.into(),
        name: "Ира".into(),
        role: Role::Operator,
        locale: Locale::Ru,
        invitation: link("a", 600),
    };
    given::<Operator>(&[]).when(create(" Ira@Prival.example")).then(vec![created(), invited("a", 600)]);
    given::<Operator>(&[]).when(create("ira")).then_refused(Refusal::EmailInvalid);
    given::<Operator>(&[created()]).when(create("ira@prival.example")).then_refused(Refusal::EmailTaken);
}

#[test]
fn an_account_is_invited_again_unless_it_is_disabled() {
    let invite = |invitation| OperatorCommand::Invite { invitation };
    given::<Operator>(&[created()]).when(invite(link("a", 600))).then(vec![invited("a", 600)]);
    given::<Operator>(&signed_in()).when(invite(link("a", 600))).then(vec![invited("a", 600)]);
    given::<Operator>(&[created(), invited("a", 600)]).when(invite(link("b", 600))).then(vec![invited("b", 600)]);
    given::<Operator>(&[created(), invited("a", 600)]).when(invite(link("a", 600))).then_nothing();
    given::<Operator>(&[created()]).when(invite(link("a", 1))).then_refused(Refusal::EndInPast);
    given::<Operator>(&[created(), OperatorDisabled {}.into()])
        .when(invite(link("a", 600)))
        .then_refused(Refusal::Disabled);
    given::<Operator>(&[]).when(invite(link("a", 600))).then_refused(Refusal::NotFound);
}

#[test]
fn a_link_sets_the_password_once() {
    given::<Operator>(&[created(), invited("a", 600)]).when(accept("a")).then(vec![password()]);
    let used = [created(), invited("a", 600), password()];
    given::<Operator>(&used).when(accept("a")).then_refused(Refusal::SessionOver);
    given::<Operator>(&[created()]).when(accept("a")).then_refused(Refusal::SessionOver);
}

#[test]
fn a_link_that_is_wrong_replaced_or_too_old_opens_nothing() {
    let past = [created(), invited("a", 600)];
    given::<Operator>(&past).when(accept("b")).then_refused(Refusal::SessionOver);
    given::<Operator>(&past).at(minute(599)).when(accept("a")).then(vec![password()]);
    given::<Operator>(&past).at(minute(600)).when(accept("a")).then_refused(Refusal::SessionOver);
    let replaced = [created(), invited("a", 600), invited("b", 600)];
    given::<Operator>(&replaced).when(accept("a")).then_refused(Refusal::SessionOver);
    given::<Operator>(&replaced).when(accept("b")).then(vec![password()]);
    let disabled = [created(), invited("a", 600), OperatorDisabled {}.into()];
    given::<Operator>(&disabled).when(accept("a")).then_refused(Refusal::Disabled);
    let back = [created(), invited("a", 600), OperatorDisabled {}.into(), OperatorEnabled {}.into()];
    given::<Operator>(&back).when(accept("a")).then_refused(Refusal::SessionOver);
}

#[test]
fn a_password_chosen_through_a_link_ends_every_session() {
    let mut past = signed_in();
    past.push(invited("a", 600));
    given::<Operator>(&past).when(accept("a")).then(vec![
        password(),
        closed(1, SessionEnd::PasswordSet),
        status(OperatorStatus::Offline, StatusCause::SignOut),
    ]);
}
