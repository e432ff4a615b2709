//! What happens to a status by itself: the last conversation, a lost connection, a session whose time ran out.

use proptest::prelude::*;

use super::*;

const QUIET: [OperatorStatus; 3] = [OperatorStatus::Invisible, OperatorStatus::Lunch, OperatorStatus::PersonalBreak];

fn lost() -> OperatorEvent {
    OperatorConnectionLost {}.into()
}

fn restored() -> OperatorEvent {
    OperatorConnectionRestored {}.into()
}

fn expiring(session: u128, ends: i64) -> OperatorEvent {
    OperatorSessionOpened { session_id: id(session), expires_at: minute(ends) }.into()
}

/// Signed in at minute 0, before lunch since minute 4.
fn before_lunch() -> Vec<OperatorEvent> {
    let mut past = signed_in();
    past.push(status(OperatorStatus::BeforeLunch, StatusCause::Manual));
    past
}

fn and(mut past: Vec<OperatorEvent>, later: &[OperatorEvent]) -> Vec<OperatorEvent> {
    past.extend_from_slice(later);
    past
}

#[test]
fn before_lunch_turns_to_lunch_at_the_moment_of_the_closing() {
    let follow = |closed_at| OperatorCommand::FollowLastConversation { closed_at };
    let lunch = |since| -> OperatorEvent {
        let cause = StatusCause::LastConversationClosed;
        OperatorStatusChanged { status: OperatorStatus::Lunch, cause, since: Some(since) }.into()
    };
    given::<Operator>(&before_lunch()).at(minute(9)).when(follow(minute(7))).then(vec![lunch(minute(7))]);
    given::<Operator>(&and(before_lunch(), &[lunch(minute(5))])).when(follow(minute(7))).then_nothing();
    given::<Operator>(&signed_in()).when(follow(minute(4))).then_nothing();
    given::<Operator>(&[]).when(follow(minute(4))).then_refused(Refusal::NotFound);
}

#[test]
fn lunch_begins_neither_before_the_status_before_it_nor_in_the_future() {
    let follow = |closed_at| OperatorCommand::FollowLastConversation { closed_at };
    let since = |since| -> OperatorEvent {
        let cause = StatusCause::LastConversationClosed;
        OperatorStatusChanged { status: OperatorStatus::Lunch, cause, since: Some(since) }.into()
    };
    given::<Operator>(&before_lunch()).at(minute(9)).when(follow(minute(1))).then(vec![since(minute(4))]);
    given::<Operator>(&before_lunch()).at(minute(9)).when(follow(minute(99))).then(vec![since(minute(9))]);
}

#[test]
fn a_lost_connection_is_told_once_and_only_where_it_matters() {
    given::<Operator>(&signed_in()).when(OperatorCommand::ConnectionLost).then(vec![lost()]);
    given::<Operator>(&and(signed_in(), &[lost()])).when(OperatorCommand::ConnectionLost).then_nothing();
    given::<Operator>(&[created()]).when(OperatorCommand::ConnectionLost).then_nothing();
    given::<Operator>(&[]).when(OperatorCommand::ConnectionLost).then_refused(Refusal::NotFound);
}

#[test]
fn a_connection_is_restored_that_was_lost() {
    let past = and(signed_in(), &[lost()]);
    given::<Operator>(&past).when(OperatorCommand::ConnectionRestored).then(vec![restored()]);
    given::<Operator>(&signed_in()).when(OperatorCommand::ConnectionRestored).then_nothing();
    given::<Operator>(&[]).when(OperatorCommand::ConnectionRestored).then_refused(Refusal::NotFound);
}

#[test]
fn who_stays_disconnected_goes_offline() {
    let offline = status(OperatorStatus::Offline, StatusCause::ConnectionLost);
    let past = and(signed_in(), &[lost()]);
    given::<Operator>(&past).when(OperatorCommand::LoseConnection).then(vec![offline.clone()]);
    given::<Operator>(&and(past.clone(), &[restored()])).when(OperatorCommand::LoseConnection).then_nothing();
    given::<Operator>(&and(past.clone(), &[offline])).when(OperatorCommand::LoseConnection).then_nothing();
    given::<Operator>(&signed_in()).when(OperatorCommand::LoseConnection).then_nothing();
    given::<Operator>(&[]).when(OperatorCommand::LoseConnection).then_refused(Refusal::NotFound);
}

#[test]
fn a_session_that_opens_while_disconnected_leaves_the_connection_as_it_is() {
    let past = and(signed_in(), &[lost(), opened(2)]);
    given::<Operator>(&past).when(OperatorCommand::ConnectionRestored).then(vec![restored()]);
}

#[test]
fn offline_forgets_what_was_lost_before() {
    let offline = status(OperatorStatus::Offline, StatusCause::ConnectionLost);
    let online = status(OperatorStatus::Online, StatusCause::SignIn);
    let back = and(signed_in(), &[lost(), offline, opened(2), online]);
    given::<Operator>(&back).when(OperatorCommand::LoseConnection).then_nothing();
    given::<Operator>(&back).when(OperatorCommand::ConnectionLost).then(vec![lost()]);
}

#[test]
fn sessions_end_when_their_time_runs_out() {
    let past = and(signed_in(), &[expiring(2, 300)]);
    let expire = || OperatorCommand::ExpireSessions;
    given::<Operator>(&past).at(minute(299)).when(expire()).then_nothing();
    given::<Operator>(&past).at(minute(300)).when(expire()).then(vec![closed(2, SessionEnd::Expired)]);
    given::<Operator>(&past).at(minute(600)).when(expire()).then(vec![
        closed(1, SessionEnd::Expired),
        closed(2, SessionEnd::Expired),
        status(OperatorStatus::Offline, StatusCause::SignOut),
    ]);
    given::<Operator>(&[created()]).at(minute(600)).when(expire()).then_nothing();
    given::<Operator>(&[]).when(expire()).then_refused(Refusal::NotFound);
}

/// One of each command, and a change to each status.
fn commands() -> Vec<OperatorCommand> {
    let hash = || Secret("$argon2id$2".into());
    let invitation = || Invitation { token_digest: Secret("b".into()), expires_at: minute(600) };
    let mut commands = vec![
        create("ira@prival.example"),
        OperatorCommand::SetPassword { hash: hash(), keep: Some(id(1)) },
        OperatorCommand::Invite { invitation: invitation() },
        OperatorCommand::AcceptInvite { token_digest: Secret("a".into()), hash: hash() },
        OperatorCommand::Rename { name: "Ира С.".into() },
        OperatorCommand::GiveRole { role: Role::Supervisor },
        OperatorCommand::ChoosePreferences { locale: Locale::En, theme: Theme::Dark },
        OperatorCommand::Disable,
        OperatorCommand::Enable,
        renew(1),
        OperatorCommand::CloseSession { session_id: id(1), cause: SessionEnd::SignedOut, elsewhere: false },
        OperatorCommand::CloseAllSessions { cause: SessionEnd::Revoked },
        OperatorCommand::ExpireSessions,
        OperatorCommand::FollowLastConversation { closed_at: minute(3) },
        OperatorCommand::ConnectionLost,
        OperatorCommand::ConnectionRestored,
        OperatorCommand::LoseConnection,
        OperatorCommand::GiveDepartments { department_ids: vec![id(7)] },
        OperatorCommand::GiveLanguages { languages: vec![Language("de".into())] },
        OperatorCommand::LimitConversations { max: Some(2) },
    ];
    commands.extend(OperatorStatus::ALL.map(|status| sign_in(9, status)));
    commands.extend(OperatorStatus::ALL.map(|status| OperatorCommand::ChangeStatus { status }));
    commands
}

/// What is decided, apart from the change to a status that only one of the three already has.
fn decided(past: &[OperatorEvent], at: i64, command: OperatorCommand) -> Decided {
    let outcome = given::<Operator>(past).at(minute(at)).when(command).outcome();
    let quiet = |event: &OperatorEvent| matches!(event, OperatorEvent::StatusChanged(changed) if QUIET.contains(&changed.status));
    outcome.map(|events| events.into_iter().filter(|event| !quiet(event)).collect())
}

proptest! {
    /// Invisible, Lunch and Personal break differ in their names only (S56).
    #[test]
    fn invisible_lunch_and_personal_break_accept_and_refuse_the_same(
        later in proptest::collection::vec(0..5_usize, 0..6),
        command in proptest::sample::select(commands()),
        at in prop_oneof![Just(20_i64), Just(700)],
    ) {
        let past = |quiet: OperatorStatus| {
            let mut past = signed_in();
            past.push(status(quiet, StatusCause::Manual));
            past.extend(later.iter().map(|what| match what {
                0 => lost(),
                1 => restored(),
                2 => opened(2),
                3 => OperatorInvited { token_digest: Secret("a".into()), expires_at: minute(600) }.into(),
                _ => OperatorRenamed { name: "И.".into() }.into(),
            }));
            past
        };
        let [invisible, lunch, rest] = QUIET.map(|quiet| decided(&past(quiet), at, command.clone()));
        prop_assert_eq!(&invisible, &lunch);
        prop_assert_eq!(&invisible, &rest);
    }
}

#[test]
fn invisible_lunch_and_personal_break_mean_the_same() {
    for quiet in QUIET {
        assert!(quiet.may_chat() && !quiet.is_routable() && !quiet.makes_site_online());
        assert_eq!(quiet.after_last_conversation(), None);
    }
}
