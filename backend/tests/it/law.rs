//! The law: `view(q) == apply(view(p), patches(p..q))`, for every topic of every role, around every command.

use std::collections::BTreeSet;

use letopis_events::ids::{ConversationId, OperatorId};
use letopis_events::vocabulary::{Language, OperatorStatus, Role, TransferTarget};
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Server, Tab, new_id};

use crate::commands::{About, COMMANDS, every, name};
use crate::world::{Watched, asking, assert_window, page};

/// What an operator does in a conversation, from the first look to the end.
fn of_an_operator(conversation_id: ConversationId, colleague: OperatorId) -> Vec<Command> {
    let to = |target| Command::TransferConversation { conversation_id, target, comment: "Please".into() };
    vec![
        Command::TakeConversation { conversation_id },
        Command::MarkDelivered { conversation_id, up_to: 1 },
        Command::MarkRead { conversation_id, up_to: 1 },
        Command::SendMessage { conversation_id, text: "Good day.\nHow can I help?".into() },
        Command::ChangeStatus { status: OperatorStatus::Invisible },
        Command::ChangeStatus { status: OperatorStatus::Online },
        to(TransferTarget::CommonQueue),
        Command::TakeConversation { conversation_id },
        to(TransferTarget::Language { language: Language("ru".into()) }),
        Command::TakeConversation { conversation_id },
        to(TransferTarget::Operator { operator_id: colleague }),
        Command::TakeOverConversation { conversation_id, from: colleague },
        Command::HoldConversation { conversation_id },
        Command::CloseConversation { conversation_id },
        Command::UndoClose { conversation_id },
    ]
}

#[tokio::test]
async fn every_command_of_an_operator_leaves_every_screen_true() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "Is it waterproof?").await;
    let (mut second, other_id) = asking(&server, site, "How heavy is it?").await;
    let card = Topic::VisitorCard { visitor_id: visitor.id() };

    let (ira, oleg) = (server.operator(Role::Operator, "Ira").await, server.operator(Role::Operator, "Oleg").await);
    let boss = server.operator(Role::Supervisor, "Boss").await;
    let admin = server.operator(Role::Admin, "Admin").await;
    let auditor = server.operator(Role::Auditor, "Auditor").await;
    let victim = server.operator(Role::Operator, "Victim").await;
    let mut watched = Vec::new();
    for account in [&ira, &oleg, &boss, &admin, &auditor] {
        let mut one = Watched::new(&server, account).await;
        one.client.subscribe(Topic::Timeline { conversation_id }).await;
        one.client.subscribe(Topic::Timeline { conversation_id: other_id }).await;
        one.client.subscribe(card).await;
        watched.push(one);
    }
    let languages = vec![Language("ru".into())];
    watched[3].client.command(Command::GiveLanguages { operator_id: oleg.id, languages }).await.position();
    let about = About {
        conversation_id,
        visitor_id: visitor.id(),
        operator_id: victim.id,
        site_id: site,
        new_site_id: new_id(),
        department_id: new_id(),
        category_id: new_id(),
    };
    // The administrator's last command concerns what he has closed before: another one shows it.
    let (last, all) = every(about).split_last().map(|(last, all)| (last.clone(), all.to_vec())).unwrap();
    let script = of_an_operator(other_id, oleg.id).into_iter().map(|command| (0, command));
    let script = script.chain(all.into_iter().map(|command| (3, command)));
    let mut given: BTreeSet<_> = [name(&last)].into();
    for (by, command) in script {
        let what = format!("{command:?}");
        let name = name(&command);
        given.insert(name);
        watched[by].client.command(command).await.position();
        server.settled().await;
        match name {
            // Whoever is banned has no window, and gets it back with the next hello.
            "ban_visitor" => assert_eq!(visitor.ended().await, Some(ErrorCode::Forbidden)),
            "lift_ban" => visitor.reconnect().await,
            _ => {}
        }
        for one in &mut watched {
            one.assert_law(&server, &what).await;
        }
        if name != "ban_visitor" {
            assert_window(&server, &mut visitor, &what).await;
        }
        assert_window(&server, &mut second, &what).await;
    }
    assert_eq!(given.len(), COMMANDS, "every command was given");
}

#[tokio::test]
async fn everything_a_visitor_does_leaves_every_screen_true() {
    let server = Server::start().await;
    let site = server.site().await;
    let ira = server.operator(Role::Operator, "Ira").await;
    let oleg = server.operator(Role::Operator, "Oleg").await;
    let mut watched = [Watched::new(&server, &ira).await, Watched::new(&server, &oleg).await];
    let mut visitor = server.visitor(site).await;
    macro_rules! check {
        ($after:literal) => {
            for one in &mut watched {
                one.assert_law(&server, $after).await;
            }
            assert_window(&server, &mut visitor, $after).await;
        };
    }
    check!("the arrival");
    for one in &mut watched {
        assert!(one.client.subscribe(Topic::VisitorCard { visitor_id: visitor.id() }).await);
    }
    visitor.navigate(page("tents")).await;
    visitor.settle().await;
    check!("another page");
    visitor.send("Is it waterproof?").await.position();
    check!("the first message");
    let conversation_id = visitor.chat.conversation.as_ref().expect("it began").id;
    for one in &mut watched {
        assert!(one.client.subscribe(Topic::Timeline { conversation_id }).await);
    }
    visitor.navigate(page("stoves")).await;
    visitor.settle().await;
    check!("a page during the conversation");
    let mut second = server.tab(Tab { page: page("second"), ..visitor.another_tab() }).await;
    check!("a second tab");
    second.send("And warm?").await.position();
    check!("a message from the second tab");
    watched[0].client.command(Command::TakeConversation { conversation_id }).await.position();
    check!("the take");
    watched[0].client.command(Command::SendMessage { conversation_id, text: "Yes.".into() }).await.position();
    check!("the answer");
    visitor.delivered(3).await.position();
    check!("the delivery");
    visitor.read(3).await.position();
    check!("the reading");
    visitor.close().await.position();
    check!("the end");
    visitor.send("One more thing").await.position();
    check!("the reopening");
    second.close().await.position();
    check!("the second end");
    assert!(watched[0].client.views.workplace().is_some_and(|view| view.conversations.is_empty()));
}
