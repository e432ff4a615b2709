//! The program itself: killed, and told to stop.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::DateTime;
use letopis::clock::{Clock, Ids, SystemClock, SystemEntropy};
use letopis::commands::Commands;
use letopis::event_log::{EventLog, LogLimits, SqliteLog};
use letopis_events::ids::CommandId;
use letopis_events::vocabulary::{Actor, Locale, Role};
use letopis_shared::domain::site::SiteCommand;
use letopis_shared::views::chat::ChatEntryKind;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::visitor::ClientFrame;
use letopis_testing::{Answer, Binary, OperatorClient, SHOP, Server, Tab, VisitorClient, new_id};
use tempfile::TempDir;
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_letopis");

/// A data folder with a site and an operator, and their keys.
async fn folder() -> (TempDir, Tab, String) {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let folder = server.stop_and_keep_folder().await.expect("a temporary folder");
    (folder, Tab::new(site, SHOP), ira.token)
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_by_a_kill_and_nothing_sent_again_is_doubled() {
    let (folder, tab, token) = folder().await;
    let server = Binary::start(PROGRAM, folder.path()).await;
    let mut visitor = VisitorClient::connect(server.address, tab).await;
    visitor.send("The first").await.position();
    let mut board = OperatorClient::connect(server.address, &token).await;
    assert!(board.subscribe(Topic::Workplace).await);
    let conversation_id = *board.views.workplace().unwrap().conversations.keys().next().unwrap();
    board.command(Command::TakeConversation { conversation_id }).await.position();
    assert!(board.subscribe(Topic::Timeline { conversation_id }).await);

    // Killed while both sides write and some of it has been acknowledged.
    // As many as a visitor may send at once.
    let sent: BTreeMap<CommandId, String> = (0..19).map(|n| (new_id(), format!("Message {n}"))).collect();
    for (id, text) in &sent {
        visitor.socket.send(&ClientFrame::Send { id: *id, text: text.clone(), form: None }).await;
    }
    let answers: Vec<(CommandId, String)> = (0..60).map(|n| (new_id(), format!("Answer {n}"))).collect();
    for (id, text) in &answers {
        board.send_command(*id, Command::SendMessage { conversation_id, text: text.clone() }).await;
    }
    let some = |count: usize| count >= 10;
    board
        .until("some answers", |board| some(answers.iter().filter(|(id, _)| board.answer(*id).is_some()).count()))
        .await;
    visitor
        .until("some answers", |visitor| some(sent.keys().filter(|id| visitor.answer(**id).is_some()).count()))
        .await;
    server.kill().await;
    board.ended().await;
    visitor.ended().await;

    let server = Binary::start(PROGRAM, folder.path()).await;
    board.reconnect_over(OperatorClient::connect(server.address, &token).await).await;
    visitor.reconnect_to(server.address).await;
    let shown = serde_json::to_string(board.views.timeline(conversation_id).unwrap()).unwrap();
    let acknowledged = |answer: Option<&Answer>| matches!(answer, Some(Answer::Accepted(_)));
    for (id, text) in &sent {
        assert!(!acknowledged(visitor.answer(*id)) || shown.contains(&id.to_string()), "{text} was acknowledged");
    }
    for (id, text) in &answers {
        assert!(!acknowledged(board.answer(*id)) || shown.contains(&id.to_string()), "{text} was acknowledged");
    }
    // Both browsers send again whatever they are not sure of, and go on without a reload.
    for (id, text) in &sent {
        visitor.send_as(*id, text).await.position();
    }
    let mut last = 0;
    for (id, text) in &answers {
        last = board
            .command_as(*id, Command::SendMessage { conversation_id, text: text.clone() })
            .await
            .position()
            .max(last);
    }
    visitor.catch_up(last).await;
    let mut messages = BTreeMap::new();
    for entry in &visitor.chat.entries {
        if let ChatEntryKind::Mine { message_id, number, .. } | ChatEntryKind::Theirs { message_id, number, .. } =
            &entry.what
        {
            assert!(messages.insert(*message_id, *number).is_none(), "once");
        }
    }
    let mut numbers: Vec<_> = messages.into_values().collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(1..=80), "every message has a number of its own, without gaps");
    board.catch_up(last).await;
    let truth = OperatorClient::connect(server.address, &token).await;
    let patched = board.views.timeline(conversation_id).unwrap().clone();
    let mut truth = truth;
    assert!(truth.subscribe(Topic::Timeline { conversation_id }).await);
    assert_eq!(truth.views.timeline(conversation_id), Some(&patched), "the resumed timeline is the true one");
    server.kill().await;
}

#[tokio::test]
async fn told_to_stop_it_says_when_to_come_back_and_leaves_in_order() {
    let (folder, tab, token) = folder().await;
    let mut server = Binary::start(PROGRAM, folder.path()).await;
    let mut visitor = VisitorClient::connect(server.address, tab).await;
    let mut board = OperatorClient::connect(server.address, &token).await;
    assert!(board.subscribe(Topic::Workplace).await);
    visitor.send("Is anybody there?").await.position();
    let since = Instant::now();
    server.terminate().await;
    assert_eq!((board.ended().await, visitor.ended().await), (None, None));
    let (_, retry_after_millis) = board.bye.expect("it says when to come back");
    assert!((300..=2_500).contains(&retry_after_millis), "soon, and not all at once: {retry_after_millis} ms");
    assert_eq!(visitor.bye, Some((None, 0)), "a visitor's page chooses within the same time");
    assert_eq!((board.closed, visitor.closed), (Some(Some(1012)), Some(Some(1012))), "restart, RFC 6455 registry");
    assert!(server.ended().await.success(), "exit code 0");
    assert!(since.elapsed() < Duration::from_secs(30));
    let server = Binary::start(PROGRAM, folder.path()).await;
    visitor.reconnect_to(server.address).await;
    assert_eq!(visitor.chat.entries.len(), 2, "the waiting line and the question");
}

/// How the program ends on a folder that it does not serve, and what it says.
async fn refuses(folder: &std::path::Path) -> String {
    let ended = tokio::process::Command::new(PROGRAM)
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .env("LETOPIS_LOG", "error")
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true)
        .output();
    let ended = tokio::time::timeout(letopis_testing::PATIENCE, ended).await.expect("it ends").expect("it can be run");
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.stdout.is_empty(), "it never listened");
    String::from_utf8(ended.stderr).unwrap()
}

/// The files of a folder and what is in them.
fn files(folder: &std::path::Path) -> BTreeMap<std::ffi::OsString, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect()
}

#[tokio::test]
async fn a_log_that_was_changed_is_not_served_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let log = Arc::new(SqliteLog::open(folder.path(), LogLimits::default(), Arc::new(SystemEntropy)).unwrap());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::starting_at(DateTime::UNIX_EPOCH));
    let ids = Ids::new(clock.clone(), Arc::new(SystemEntropy));
    letopis::auth::Secret::open(folder.path(), &ids).unwrap();
    let commands = Commands::new(log.clone(), clock, ids);
    // More than what is looked at before the file is opened.
    for n in 0..300 {
        let add = SiteCommand::Add {
            name: "Shop".to_owned(),
            allowed_domains: vec!["shop.example".to_owned()],
            accent: "#2f6b4f".to_owned(),
            locale: Locale::En,
        };
        commands.sites.execute(Uuid::from_u128(n), commands.own(Actor::Host), add).await.unwrap();
    }
    log.close().await;
    let file = rusqlite::Connection::open(folder.path().join("log.sqlite3")).unwrap();
    let guard: String = file
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'events_are_only_erased'", [], |row| row.get(0))
        .unwrap();
    let change = "UPDATE events SET payload = replace(payload, 'Shop', 'Shoq') WHERE position = 1";
    file.execute_batch(&format!("DROP TRIGGER events_are_only_erased; {change}; {guard}")).unwrap();
    file.close().unwrap();
    let before = files(folder.path());
    for _ in 0..2 {
        let said = refuses(folder.path()).await;
        assert!(said.contains("damaged at position 1: the payload is not the one that was recorded"), "{said}");
        assert!(said.contains("letopis log verify") && said.contains("from a backup"), "it says what to do: {said}");
    }
    let after = files(folder.path());
    assert!(before.keys().eq(after.keys()), "{:?}", after.keys());
    let touched: Vec<_> = before.iter().filter(|(name, bytes)| after[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(touched.is_empty(), "{touched:?}");
}

#[tokio::test]
async fn a_folder_of_the_demo_is_not_served_to_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::builder().data(folder.path()).start().await;
    letopis::demo::seed(&server.app).await.unwrap();
    server.stop().await;
    let said = refuses(folder.path()).await;
    assert!(said.contains("was made with --demo") && said.contains("pavel@demo.letopis"), "{said}");
    assert!(said.contains("give them other passwords"), "it says what to do: {said}");

    let server = Server::builder().data(folder.path()).start().await;
    let disable = letopis_shared::domain::operator::OperatorCommand::Disable;
    for account in letopis::demo::accounts() {
        let (id, meta) = (letopis::commands::operator_id_of(&account.email), server.app.commands.own(Actor::Host));
        server.app.commands.operators.execute(id, meta, disable.clone()).await.unwrap();
    }
    server.stop().await;
    Binary::start(PROGRAM, folder.path()).await.kill().await;
}
