//! What visitors write while nobody is there for them (S23, S39, S42), and whom they wait for when everybody leaves (M29).

use letopis_events::vocabulary::{FieldRule, Names, OperatorStatus, PreChatForm, Role, TransferTarget};
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;
use letopis_shared::wire::visitor::FormAnswers;
use letopis_testing::{Account, Answer, OperatorClient, Server, new_id};

use crate::world::{asking, at_work, stands_in};

type AtWork = (Account, OperatorClient);

async fn status(one: &mut AtWork, status: OperatorStatus) {
    let done = one.1.command(Command::ChangeStatus { status }).await.position();
    one.1.catch_up(done).await;
}

#[tokio::test]
async fn what_is_written_while_nobody_is_online_waits_without_an_alarm() {
    let server = Server::start().await;
    server.set(SettingsCommand::SwitchAutoAssignment { on: true }).await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    status(&mut ira, OperatorStatus::Invisible).await;
    let (mut visitor, id) = asking(&server, site, "Are you there?").await;
    assert_eq!(stands_in(&server, &mut ira, Section::OfflineRequests).await, [id], "she is there, and not Online");
    assert!(stands_in(&server, &mut ira, Section::AwaitingReply).await.is_empty());
    assert_eq!(visitor.chat.queue_place, None, "there is nobody to queue for");
    // Whoever comes is not given it: no instant answer is demanded.
    status(&mut ira, OperatorStatus::Online).await;
    assert_eq!(stands_in(&server, &mut ira, Section::OfflineRequests).await, [id]);
    // The visitor is still there and asks once more: now he waits for somebody.
    visitor.send("Hello?").await.position();
    server.settled().await;
    assert!(stands_in(&server, &mut ira, Section::OfflineRequests).await.is_empty());
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id]);
    assert_eq!(server.app.live.read().conversations[&id].head.assigned, Some(ira.0.id));
}

#[tokio::test]
async fn an_offline_request_is_taken_by_hand_and_is_one_no_longer() {
    let server = Server::builder().sqlite().start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    status(&mut ira, OperatorStatus::Lunch).await;
    let (_visitor, id) = asking(&server, site, "Are you there?").await;
    server.settled().await;
    let server = server.restart().await;
    let mut ira = (ira.0.clone(), server.connect(&ira.0).await);
    assert!(ira.1.subscribe(letopis_shared::wire::operator::Topic::Workplace).await);
    assert_eq!(stands_in(&server, &mut ira, Section::OfflineRequests).await, [id], "after a restart too");
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    assert_eq!(stands_in(&server, &mut ira, Section::InConversation).await, [id]);
    assert!(stands_in(&server, &mut ira, Section::OfflineRequests).await.is_empty());
}

#[tokio::test]
async fn a_department_that_everybody_left_gives_way_for_whoever_waits_and_not_for_whoever_wrote_to_it_alone() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let delivery = new_id();
    let names = Names { ru: "Доставка".into(), en: "Delivery".into() };
    admin.1.command(Command::CreateDepartment { department_id: delivery, names }).await.position();
    let give = Command::GiveDepartments { operator_id: oleg.0.id, department_ids: vec![delivery] };
    admin.1.command(give).await.position();
    let form = Box::new(PreChatForm { on: true, department: FieldRule::Optional, ..PreChatForm::default() });
    admin.1.command(Command::ChooseForm { site_id: site, form }).await.position();
    server.settled().await;

    let (_visitor, id) = asking(&server, site, "Where is my parcel?").await;
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    let send_on = |conversation_id| Command::TransferConversation {
        conversation_id,
        target: TransferTarget::Department { department_id: delivery },
        comment: String::new(),
    };
    status(&mut oleg, OperatorStatus::Lunch).await;
    assert_eq!(ira.1.command(send_on(id)).await, Answer::Refused(Refusal::NobodyThere));
    status(&mut oleg, OperatorStatus::Online).await;
    ira.1.command(send_on(id)).await.position();
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, [id]);
    assert!(stands_in(&server, &mut ira, Section::AwaitingReply).await.is_empty());
    status(&mut oleg, OperatorStatus::Lunch).await;
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id], "nobody is forgotten");

    // Who chose the department when nobody of it was there is answered by it, later.
    let mut second = server.visitor(site).await;
    let chosen = FormAnswers { department_id: Some(delivery), ..FormAnswers::default() };
    second.send_with(chosen, "And mine?").await.position();
    let offline = stands_in(&server, &mut oleg, Section::OfflineRequests).await;
    assert_eq!(offline.len(), 1);
    assert_eq!(stands_in(&server, &mut ira, Section::OthersConversations).await, offline);
}
