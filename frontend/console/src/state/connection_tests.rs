use super::super::session::tests::signed_in;
use super::*;
use chrono::DateTime;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::schema::vocabulary::Role;
use letopis_shared::views::operators::Operators;
use letopis_shared::views::sites::Sites;
use letopis_shared::wire::operator::{Patch, Snapshot};

const LOG: Uuid = Uuid::from_u128(7);

fn token(now: Millis) -> Token {
    Token::new(&signed_in(900), now)
}

fn welcome(log_id: Uuid) -> ServerFrame {
    ServerFrame::Welcome {
        log_id,
        position: 100,
        now: DateTime::UNIX_EPOCH,
        heartbeat_seconds: 10,
        operator_id: OperatorId(Uuid::from_u128(1)),
        role: Role::Operator,
    }
}

fn snapshot(position: u64) -> ServerFrame {
    ServerFrame::Snapshot { position, of: Snapshot::Operators { view: Operators::default() } }
}

fn live(now: Millis) -> Connection {
    let mut connection = Connection::default();
    connection.handle(now, Event::Want(Topic::Operators));
    connection.handle(now, Event::SignedIn(token(now)));
    connection.handle(now, Event::Want(Topic::Operators));
    connection.handle(now, Event::Opened);
    connection.handle(now, Event::Received(&welcome(LOG)));
    connection
}

fn subscribe(resume: Option<Resume>) -> Effect {
    Effect::Send(ClientFrame::Subscribe { topic: Topic::Operators, resume })
}

#[test]
fn a_sign_in_opens_a_socket_and_greets_with_the_token() {
    let mut connection = Connection::default();
    assert_eq!(connection.handle(0, Event::SignedIn(token(0))), [Effect::Open]);
    let hello = ClientFrame::Hello { protocol: PROTOCOL, token: "t1".into() };
    assert_eq!(connection.handle(5, Event::Opened), [Effect::Send(hello)]);
    assert!(!connection.is_live());
    connection.handle(305, Event::Received(&welcome(LOG)));
    assert!(connection.is_live());
    assert_eq!(connection.link().lost_at, None);
}

#[test]
fn a_new_socket_resumes_what_it_held_from_the_last_heartbeat() {
    let mut connection = live(0);
    connection.handle(1, Event::Received(&snapshot(100)));
    connection.handle(2, Event::Received(&ServerFrame::Pong { position: 120 }));
    connection.handle(3, Event::Closed(0.0));
    assert_eq!(connection.handle(303, Event::Tick), [Effect::Open]);
    connection.handle(304, Event::Opened);
    let effects = connection.handle(305, Event::Received(&welcome(LOG)));
    assert_eq!(effects[0], subscribe(Some(Resume { log_id: LOG, position: 120 })));
    assert_eq!(effects[1], Effect::Flush);
}

#[test]
fn a_frame_of_one_topic_does_not_vouch_for_another() {
    let mut connection = live(0);
    connection.handle(1, Event::Want(Topic::Sites));
    connection.handle(1, Event::Received(&snapshot(100)));
    let sites = Snapshot::Sites { view: Sites::default() };
    connection.handle(1, Event::Received(&ServerFrame::Snapshot { position: 100, of: sites }));
    let patch = Patch::Operators { patches: Vec::new() };
    connection.handle(2, Event::Received(&ServerFrame::Patch { position: 120, of: patch }));
    connection.handle(3, Event::Closed(0.0));
    connection.handle(303, Event::Tick);
    connection.handle(304, Event::Opened);
    let effects = connection.handle(305, Event::Received(&welcome(LOG)));
    assert_eq!(effects[0], subscribe(Some(Resume { log_id: LOG, position: 120 })));
    let resume = Some(Resume { log_id: LOG, position: 100 });
    assert_eq!(effects[1], Effect::Send(ClientFrame::Subscribe { topic: Topic::Sites, resume }));
}

#[test]
fn another_log_starts_anew() {
    let mut connection = live(0);
    connection.handle(1, Event::Received(&snapshot(100)));
    connection.handle(3, Event::Closed(0.0));
    connection.handle(303, Event::Tick);
    connection.handle(304, Event::Opened);
    let effects = connection.handle(305, Event::Received(&welcome(Uuid::from_u128(8))));
    assert_eq!(effects[0], subscribe(None));
}

#[test]
fn a_topic_without_a_snapshot_does_not_resume() {
    let mut connection = live(0);
    connection.handle(2, Event::Received(&ServerFrame::Pong { position: 120 }));
    connection.handle(3, Event::Closed(0.0));
    connection.handle(303, Event::Tick);
    connection.handle(304, Event::Opened);
    assert_eq!(connection.handle(305, Event::Received(&welcome(LOG)))[0], subscribe(None));
}

#[test]
fn a_refused_topic_is_asked_again_only_when_wanted_again() {
    let mut connection = live(0);
    let gone = ServerFrame::Gone { topic: Topic::Operators, error: ErrorCode::NotFound };
    connection.handle(1, Event::Received(&gone));
    assert_eq!(connection.handle(2, Event::Want(Topic::Operators)), [subscribe(None)]);
    assert_eq!(connection.handle(3, Event::Want(Topic::Operators)), []);
}

#[test]
fn what_a_status_closed_is_followed_on_the_next_socket_too() {
    let mut connection = live(0);
    connection.handle(1, Event::Received(&snapshot(100)));
    let gone = ServerFrame::Gone { topic: Topic::Operators, error: ErrorCode::Forbidden };
    connection.handle(2, Event::Received(&gone));
    connection.handle(3, Event::Closed(0.0));
    connection.handle(303, Event::Tick);
    connection.handle(304, Event::Opened);
    assert_eq!(connection.handle(305, Event::Received(&welcome(LOG)))[0], subscribe(None));
}

#[test]
fn the_delay_is_a_random_part_of_a_growing_ceiling() {
    let mut connection = live(0);
    connection.handle(10_000, Event::Closed(1.0));
    assert_eq!(connection.link().next_try_at, Some(12_500));
    let mut now = 12_500;
    for ceiling in [2_500, 5_000, 5_000, 10_000, 10_000, 15_000, 15_000] {
        connection.handle(now, Event::Tick);
        connection.handle(now, Event::Closed(1.0));
        assert_eq!(connection.link().next_try_at, Some(now + ceiling));
        now += ceiling;
    }
    connection.handle(now, Event::Tick);
    connection.handle(now, Event::Closed(0.5));
    assert_eq!(connection.link().next_try_at, Some(now + 7_650));
    connection.handle(now + 7_650, Event::Tick);
    connection.handle(now + 7_650, Event::Closed(0.0));
    assert_eq!(connection.link().next_try_at, Some(now + 7_950), "never at once");
}

#[test]
fn waking_tries_at_once() {
    let mut connection = live(0);
    connection.handle(10_000, Event::Closed(1.0));
    assert_eq!(connection.handle(10_001, Event::Wake), [Effect::Open]);
}

#[test]
fn what_is_shown_is_old_after_two_seconds_without_a_connection() {
    let mut connection = live(0);
    assert!(!connection.link().stale(99_000));
    connection.handle(100_000, Event::Closed(0.0));
    assert!(!connection.link().stale(101_999));
    assert!(connection.link().stale(102_000));
    connection.handle(102_500, Event::Tick);
    connection.handle(102_501, Event::Closed(0.0));
    assert_eq!(connection.link().lost_at, Some(100_000), "the age counts from the first loss");
}

#[test]
fn a_silent_socket_is_pinged_and_then_given_up() {
    let mut connection = live(0);
    assert_eq!(connection.handle(9_999, Event::Tick), []);
    assert_eq!(connection.handle(10_000, Event::Tick), [Effect::Send(ClientFrame::Ping)]);
    assert_eq!(connection.handle(20_000, Event::Tick), [Effect::Send(ClientFrame::Ping)]);
    assert_eq!(connection.handle(25_000, Event::Tick), [Effect::Close]);
    assert!(!connection.is_live());
}

#[test]
fn a_command_without_an_answer_asks_for_a_sign_of_life() {
    let mut connection = live(0);
    assert_eq!(connection.handle(4_999, Event::Await), []);
    assert_eq!(connection.handle(5_000, Event::Await), [Effect::Send(ClientFrame::Ping)]);
    assert_eq!(connection.handle(5_250, Event::Await), [], "asked once");
    connection.handle(6_000, Event::Received(&ServerFrame::Pong { position: 1 }));
    assert_eq!(connection.handle(9_000, Event::Await), [], "a slow server is not a lost one");
    assert!(connection.is_live());
}

#[test]
fn without_a_sign_of_life_the_loss_counts_from_the_last_frame() {
    let mut connection = live(1_000);
    connection.handle(8_000, Event::Received(&ServerFrame::Pong { position: 1 }));
    assert_eq!(connection.handle(9_000, Event::Doubt), [Effect::Send(ClientFrame::Ping)]);
    assert_eq!(connection.handle(13_999, Event::Tick), [Effect::Send(ClientFrame::Ping)], "the heartbeat");
    assert_eq!(connection.handle(14_000, Event::Tick), [Effect::Close]);
    assert_eq!(connection.link().lost_at, Some(8_000));
    assert!(connection.link().stale(14_000));
}

#[test]
fn a_socket_that_never_greets_is_given_up() {
    let mut connection = Connection::default();
    connection.handle(0, Event::SignedIn(token(0)));
    assert_eq!(connection.handle(9_999, Event::Tick), []);
    assert_eq!(connection.handle(10_000, Event::Tick), [Effect::Close]);
}

#[test]
fn a_token_is_renewed_once_and_told_to_the_living_socket() {
    let mut connection = live(0);
    connection.handle(719_000, Event::Received(&ServerFrame::Pong { position: 1 }));
    assert!(connection.handle(720_000, Event::Tick).contains(&Effect::Renew));
    assert!(!connection.handle(720_100, Event::Tick).contains(&Effect::Renew));
    let renewed = connection.handle(720_200, Event::Renewed(token(720_200)));
    assert_eq!(renewed, [Effect::Send(ClientFrame::Renew { token: "t1".into() })]);
}

#[test]
fn a_refused_token_is_renewed_before_the_next_socket() {
    let mut connection = live(0);
    let bye = ServerFrame::Bye { error: Some(ErrorCode::SignIn), retry_after_millis: 0 };
    assert_eq!(connection.handle(1_000, Event::Received(&bye)), [Effect::Renew, Effect::Close]);
    assert_eq!(connection.handle(1_100, Event::Tick), [], "not without a token that holds");
    assert_eq!(connection.handle(1_200, Event::Renewed(token(1_200))), [Effect::Open]);
}

#[test]
fn a_session_that_is_over_ends_everything() {
    let mut connection = live(0);
    let effects = connection.handle(1_000, Event::RenewalFailed { over: true });
    assert_eq!(effects, [Effect::Close, Effect::SessionOver(None)]);
    assert_eq!(connection.handle(60_000, Event::Wake), []);
}

#[test]
fn why_a_session_is_over_is_known_when_it_turns_out_to_be() {
    let mut connection = live(0);
    let cause = SessionEnd::Disabled;
    assert_eq!(connection.handle(1_000, Event::Received(&ServerFrame::SessionEnded { cause })), []);
    let bye = ServerFrame::Bye { error: Some(ErrorCode::SignIn), retry_after_millis: 0 };
    assert_eq!(connection.handle(1_000, Event::Received(&bye)), [Effect::Renew, Effect::Close]);
    let effects = connection.handle(1_100, Event::RenewalFailed { over: true });
    assert_eq!(effects, [Effect::Close, Effect::SessionOver(Some(cause))]);
}

#[test]
fn a_renewal_without_a_connection_is_tried_again_later() {
    let mut connection = live(0);
    connection.handle(719_000, Event::Received(&ServerFrame::Pong { position: 1 }));
    connection.handle(720_000, Event::Tick);
    connection.handle(720_500, Event::RenewalFailed { over: false });
    assert!(!connection.handle(721_000, Event::Tick).contains(&Effect::Renew));
    assert!(connection.handle(725_500, Event::Tick).contains(&Effect::Renew));
}

#[test]
fn a_draining_server_says_when_to_come_back() {
    let mut connection = live(0);
    let bye = ServerFrame::Bye { error: None, retry_after_millis: 3_000 };
    assert_eq!(connection.handle(1_000, Event::Received(&bye)), [Effect::Close]);
    connection.handle(1_001, Event::Closed(1.0));
    assert_eq!(connection.link().next_try_at, Some(4_000));
}

#[test]
fn another_protocol_asks_to_reload_and_stops() {
    let mut connection = live(0);
    let bye = ServerFrame::Bye { error: Some(ErrorCode::Protocol), retry_after_millis: 0 };
    assert_eq!(connection.handle(1_000, Event::Received(&bye)), [Effect::Close, Effect::Reload]);
    assert_eq!(connection.handle(9_000, Event::Wake), []);
}
