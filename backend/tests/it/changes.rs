//! What was changed in the installation is told to administrators and auditors, as it happens, and to nobody else.

use letopis_events::vocabulary::{Names, Role};
use letopis_shared::views::changes::{ChangeRow, Changed, Did, Thing};
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{OperatorClient, Server, new_id};

use crate::world::at_work;

/// The latest rows, the last first: who did what.
fn latest(client: &OperatorClient, count: usize) -> Vec<(String, Changed, Did)> {
    let rows = &client.views.changes().unwrap().rows;
    let told = |row: &ChangeRow| (row.by.as_ref().unwrap().name.clone(), row.of.clone(), row.did.clone());
    rows.iter().take(count).map(told).collect()
}

#[tokio::test]
async fn a_change_is_told_with_its_author_to_administrators_and_auditors_at_once() {
    let server = Server::start().await;
    let (_, mut pavel) = at_work(&server, Role::Admin, "Pavel").await;
    let (_, mut daria) = at_work(&server, Role::Admin, "Daria").await;
    let mut auditor = server.connect(&server.operator(Role::Auditor, "Vera").await).await;
    assert!(pavel.subscribe(Topic::Changes).await);
    assert!(auditor.subscribe(Topic::Changes).await);
    let names = Names { ru: "Рекламация".into(), en: "Complaint".into() };
    let create = Command::CreateCategory { category_id: new_id(), names: names.clone(), colour: "#2f6b4f".into() };
    daria.command(Command::LimitConversationsPerOperator { max: 5 }).await.position();
    let done = daria.command(create).await.position();
    let expected = [
        ("Daria".to_owned(), Changed::Thing { kind: Thing::Category, names }, Did::Added { role: None }),
        ("Daria".to_owned(), Changed::Settings, Did::Limited { from: Some(0), to: Some(5) }),
    ];
    for client in [&mut pavel, &mut auditor] {
        client.catch_up(done).await;
        assert_eq!(latest(client, 2), expected);
    }
}

#[tokio::test]
async fn who_neither_changes_anything_nor_reads_the_log_is_told_nothing() {
    let server = Server::start().await;
    let (_, mut admin) = at_work(&server, Role::Admin, "Pavel").await;
    let (once, mut former) = at_work(&server, Role::Admin, "Daria").await;
    let mut refused = Vec::new();
    for role in [Role::Operator, Role::Supervisor] {
        refused.push(at_work(&server, role, "Ira").await.1);
    }
    for client in &mut refused {
        assert!(!client.subscribe(Topic::Changes).await);
        assert_eq!(client.gone[&Topic::Changes], ErrorCode::Forbidden);
    }
    assert!(former.subscribe(Topic::Changes).await);
    let demoted = admin.command(Command::GiveRole { operator_id: once.id, role: Role::Supervisor }).await.position();
    former.catch_up(demoted).await;
    assert_eq!(former.gone[&Topic::Changes], ErrorCode::Forbidden);
    refused.push(former);
    refused.iter_mut().for_each(|client| client.socket.record());
    let secret = Command::NameOrganisation { name: "Name-of-the-organisation".into() };
    let done = admin.command(secret).await.position();
    for client in &mut refused {
        client.catch_up(done).await;
        assert!(!client.socket.recorded().concat().contains("\"changes\""));
    }
}
