//! Photos of operators on every screen that shows them (S111).

use letopis_events::events::operator::OperatorPhotoChosen;
use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::{Actor, PhotoType, Role};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Answer, Server};

use crate::world::{Watched, asking, assert_window, serving};

/// As the server does once it has made a photo of a picture.
pub(crate) async fn choose(server: &Server, id: OperatorId, digest: &str) {
    let photo =
        OperatorPhotoChosen { digest: digest.to_owned(), media_type: PhotoType::Jpeg, bytes: "AA==".to_owned() };
    let commands = &server.app.commands;
    let meta = commands.own(Actor::Host);
    let done = commands.operators.execute(id, meta, OperatorCommand::ChoosePhoto { photo }).await.unwrap();
    server.app.live.reached(done.position).await;
}

#[tokio::test]
async fn a_photo_reaches_colleagues_and_the_visitor_with_whom_he_talks() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "Hello").await;
    let (ira, _client) = serving(&server, "Ira", conversation_id).await;
    let watcher = server.operator(Role::Operator, "Watcher").await;
    let mut watched = Watched::new(&server, &watcher).await;
    let shown = |visitor: &letopis_testing::VisitorClient| visitor.chat.conversation.clone().and_then(|one| one.photo);
    for digest in ["a", "b"] {
        choose(&server, ira.id, digest).await;
        watched.assert_law(&server, "a photo was chosen").await;
        assert_window(&server, &mut visitor, "a photo was chosen").await;
        assert_eq!(shown(&visitor).as_deref(), Some(digest));
        let row = watched.client.views.operators().expect("it is followed").rows[&ira.id].clone();
        assert_eq!(row.photo.as_deref(), Some(digest));
    }
    let mut ira = server.connect(&ira).await;
    ira.command(Command::RemovePhoto { operator_id: ira_id(&watched) }).await.position();
    server.settled().await;
    watched.assert_law(&server, "a photo was removed").await;
    assert_window(&server, &mut visitor, "a photo was removed").await;
    assert_eq!(shown(&visitor), None);
}

fn ira_id(watched: &Watched) -> OperatorId {
    let rows = &watched.client.views.operators().expect("it is followed").rows;
    rows.values().find(|row| row.name == "Ira").expect("she has an account").id
}

#[tokio::test]
async fn a_visitor_does_not_see_the_photo_of_somebody_with_whom_he_does_not_talk() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, _) = asking(&server, site, "Hello").await;
    let ira = server.operator(Role::Operator, "Ira").await;
    choose(&server, ira.id, "a").await;
    assert_window(&server, &mut visitor, "a photo was chosen").await;
    assert_eq!(visitor.chat.conversation.clone().and_then(|one| one.photo), None);
}

#[tokio::test]
async fn a_supervisor_changes_the_profile_of_operators_only() {
    let server = Server::start().await;
    let boss = server.operator(Role::Supervisor, "Boss").await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let admin = server.operator(Role::Admin, "Admin").await;
    let mut client = server.connect(&boss).await;
    client.subscribe(Topic::Operators).await;
    choose(&server, ira.id, "a").await;
    choose(&server, admin.id, "b").await;
    client.command(Command::RemovePhoto { operator_id: ira.id }).await.position();
    client.command(Command::RenameOperator { operator_id: ira.id, name: "Irina".into() }).await.position();
    for command in [
        Command::RemovePhoto { operator_id: admin.id },
        Command::RenameOperator { operator_id: admin.id, name: "Nobody".into() },
        Command::GiveRole { operator_id: ira.id, role: Role::Supervisor },
        Command::DisableOperator { operator_id: ira.id },
    ] {
        assert_eq!(client.command(command).await, Answer::Refused(Refusal::NotAllowed));
    }
    server.settled().await;
    let live = server.app.live.read();
    assert_eq!((live.operators[&ira.id].photo.clone(), &live.operators[&ira.id].name[..]), (None, "Irina"));
    assert_eq!(live.operators[&admin.id].photo.as_deref(), Some("b"));
}
