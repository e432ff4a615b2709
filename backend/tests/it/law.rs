//! The law: `view(q) == apply(view(p), patches(p..q))`, for every topic of every role, around every command.

use letopis_events::ids::{ConversationId, OperatorId, SiteId};
use letopis_events::vocabulary::{Locale, OperatorStatus, Role, Theme};
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Server, Tab, new_id};

use crate::world::{Watched, asking, assert_window, page};

/// How many commands an operator has.
const COMMANDS: usize = 18;

/// The place of a command in the list. A new command does not compile here, and then belongs into the scripts below.
fn place(command: &Command) -> usize {
    match command {
        Command::TakeConversation { .. } => 0,
        Command::SendMessage { .. } => 1,
        Command::MarkDelivered { .. } => 2,
        Command::MarkRead { .. } => 3,
        Command::CloseConversation { .. } => 4,
        Command::ChangeStatus { .. } => 5,
        Command::ChoosePreferences { .. } => 6,
        Command::Rename { .. } => 7,
        Command::GiveRole { .. } => 8,
        Command::DisableOperator { .. } => 9,
        Command::EnableOperator { .. } => 10,
        Command::EndSessions { .. } => 11,
        Command::AddSite { .. } => 12,
        Command::AllowDomains { .. } => 13,
        Command::ChooseAppearance { .. } => 14,
        Command::NameOrganisation { .. } => 15,
        Command::WordWaitingLine { .. } => 16,
        Command::HideOthersConversations { .. } => 17,
    }
}

/// What an operator does in a conversation, from the first look to the end.
fn of_an_operator(conversation_id: ConversationId) -> Vec<Command> {
    vec![
        Command::TakeConversation { conversation_id },
        Command::MarkDelivered { conversation_id, up_to: 1 },
        Command::MarkRead { conversation_id, up_to: 1 },
        Command::SendMessage { conversation_id, text: "Good day.\nHow can I help?".into() },
        Command::ChangeStatus { status: OperatorStatus::Invisible },
        Command::ChangeStatus { status: OperatorStatus::Offline },
        Command::ChangeStatus { status: OperatorStatus::Online },
        Command::ChoosePreferences { locale: Locale::Ru, theme: Theme::Dark },
        Command::Rename { name: "Irina".into() },
        Command::SendMessage { conversation_id, text: "It is I.".into() },
        Command::CloseConversation { conversation_id },
    ]
}

/// What an administrator does, to somebody else.
fn of_an_administrator(site_id: SiteId, operator_id: OperatorId) -> Vec<Command> {
    vec![
        Command::GiveRole { operator_id, role: Role::Supervisor },
        Command::GiveRole { operator_id, role: Role::Auditor },
        Command::GiveRole { operator_id, role: Role::Operator },
        Command::HideOthersConversations { hidden: true },
        Command::NameOrganisation { name: "Prival".into() },
        Command::WordWaitingLine { ru: "Ждите".into(), en: "Wait".into() },
        Command::HideOthersConversations { hidden: false },
        Command::ChooseAppearance { site_id, name: "Camp".into(), accent: "#102030".into(), locale: Locale::Ru },
        Command::AllowDomains { site_id, allowed_domains: vec!["shop.example".into(), "camp.example".into()] },
        Command::AddSite {
            site_id: new_id(),
            name: "Second".into(),
            allowed_domains: vec!["second.example".into()],
            accent: "#445566".into(),
            locale: Locale::En,
        },
        Command::EndSessions { operator_id },
        Command::DisableOperator { operator_id },
        Command::EnableOperator { operator_id },
    ]
}

#[tokio::test]
async fn every_command_of_an_operator_leaves_every_screen_true() {
    let server = Server::start().await;
    let site = server.site().await;
    let (mut visitor, conversation_id) = asking(&server, site, "Is it waterproof?").await;
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
        one.client.subscribe(card).await;
        watched.push(one);
    }
    let script = of_an_operator(conversation_id).into_iter().map(|command| (0, command));
    let script = script.chain(of_an_administrator(site, victim.id).into_iter().map(|command| (3, command)));
    let mut given = [false; COMMANDS];
    for (by, command) in script {
        let what = format!("{command:?}");
        given[place(&command)] = true;
        watched[by].client.command(command).await.position();
        for one in &mut watched {
            one.assert_law(&server, &what).await;
        }
        assert_window(&server, &mut visitor, &what).await;
    }
    assert_eq!(given, [true; COMMANDS], "every command was given");
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
    let conversation_id = visitor.chat.conversation.expect("it began").id;
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
