//! Every role × every command × every situation, and every role × every topic, as two tables. A command or a topic that
//! has no row does not compile, or does not pass.

use std::collections::BTreeSet;
use std::fmt::Write;

use letopis::commands::OPERATOR_CHAT;
use letopis_events::ids::{ConversationId, OperatorId, SiteId};
use letopis_events::vocabulary::{Actor, Author, Feature, Names, OperatorStatus, Role};
use letopis_shared::domain::category::CategoryCommand;
use letopis_shared::domain::conversation::ConversationCommand;
use letopis_shared::domain::department::DepartmentCommand;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::operator_chat::OperatorChatCommand;
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::domain::visitor::{Ban, VisitorCommand};
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Account, Answer, OperatorClient, Server, VisitorClient, new_id};

use crate::commands::{About, COMMANDS, every, name};
use crate::world::asking;

/// What has happened to the conversation, or to its operator, when the command comes. Conversations of others are hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Situation {
    /// It is his; for what begins something, nothing has begun.
    Fits,
    /// The same once more, as another command.
    Twice,
    /// It is a colleague's.
    Anothers,
    /// It was his, and is closed.
    Closed,
    /// It was his, and he has sent it to a colleague.
    Transferred,
    /// It was his, and the visitor has been banned since.
    Banned,
    /// It was his, and he has gone Offline.
    Late,
}

const SITUATIONS: [Situation; 7] = [
    Situation::Fits,
    Situation::Twice,
    Situation::Anothers,
    Situation::Closed,
    Situation::Transferred,
    Situation::Banned,
    Situation::Late,
];

/// Whether a command is about a conversation or a visitor, so that what happened to them matters.
fn is_about_a_visitor(command: &Command) -> bool {
    matches!(
        command,
        Command::TakeConversation { .. }
            | Command::TakeOverConversation { .. }
            | Command::HoldConversation { .. }
            | Command::EndHold { .. }
            | Command::UndoClose { .. }
            | Command::SendMessage { .. }
            | Command::MarkDelivered { .. }
            | Command::MarkRead { .. }
            | Command::CloseConversation { .. }
            | Command::TransferConversation { .. }
            | Command::GiveCategory { .. }
            | Command::WriteNote { .. }
            | Command::MarkMentionSeen { .. }
            | Command::StartConversation { .. }
            | Command::BanVisitor { .. }
            | Command::LiftBan { .. }
    )
}

/// One server for one role in one situation: what the commands about settings do stays among them.
struct Stage {
    server: Server,
    site: SiteId,
    situation: Situation,
    me: Account,
    client: OperatorClient,
    colleague: OperatorId,
    /// To whom conversations are sent.
    receiver: OperatorId,
    admin: OperatorId,
    /// Their tabs stay open.
    visitors: Vec<VisitorClient>,
}

impl Stage {
    async fn begin(role: Role, situation: Situation) -> Self {
        let server = Server::start().await;
        let site = server.site().await;
        server.hide_others(true).await;
        server.set(SettingsCommand::SwitchFeature { feature: Feature::OperatorChat, on: true }).await;
        let colleague = server.operator(Role::Operator, "Colleague").await.id;
        let receiver = server.operator(Role::Operator, "Receiver").await.id;
        let admin = server.operator_with(Role::Admin, "Admin", OperatorStatus::Offline).await.id;
        let me = server.operator(role, "Me").await;
        let client = server.connect(&me).await;
        let commands = &server.app.commands;
        let write = OperatorChatCommand::Write { operator_id: colleague, message_id: new_id(), text: "Hello".into() };
        commands.operator_chat.execute(OPERATOR_CHAT, commands.own(Actor::Host), write).await.unwrap();
        Self { server, site, situation, me, client, colleague, receiver, admin, visitors: Vec::new() }
    }

    async fn conversation(&self, id: ConversationId, command: ConversationCommand) {
        let commands = &self.server.app.commands;
        let done = commands.conversations.execute(id, commands.own(Actor::System), command).await.unwrap();
        self.server.app.live.reached(done.position).await;
    }

    async fn account(&self, id: OperatorId, command: OperatorCommand) {
        let commands = &self.server.app.commands;
        let done = commands.operators.execute(id, commands.own(Actor::System), command).await.unwrap();
        self.server.app.live.reached(done.position).await;
    }

    /// A conversation to which everything has happened that the situation says.
    async fn visitor(&mut self, what: &str) -> About {
        let (mut visitor, conversation_id) = asking(&self.server, self.site, "Hello").await;
        // An auditor has none: what he tries is always a colleague's.
        let his = self.situation != Situation::Anothers && self.me.role.serves_visitors();
        let holder = if his { self.me.id } else { self.colleague };
        // The first one to take, and the first to begin, find nothing that has begun.
        let begins = matches!(self.situation, Situation::Fits | Situation::Twice);
        if !(begins && what == "take_conversation") {
            self.conversation(conversation_id, ConversationCommand::Take { operator_id: holder }).await;
        }
        if begins && what == "start_conversation" {
            visitor.close().await.position();
        }
        match self.situation {
            Situation::Fits | Situation::Twice | Situation::Anothers | Situation::Late => {}
            Situation::Closed => {
                let by = Author::Operator { operator_id: holder };
                self.conversation(conversation_id, ConversationCommand::Close { by }).await;
            }
            Situation::Transferred => {
                let target = letopis_events::vocabulary::TransferTarget::Operator { operator_id: self.receiver };
                let comment = String::new();
                let transfer = ConversationCommand::Transfer { by: holder, target, comment, keeps_language: false };
                self.conversation(conversation_id, transfer).await;
            }
            Situation::Banned => self.ban(&visitor).await,
        }
        if begins && what == "lift_ban" {
            self.ban(&visitor).await;
        }
        let about = self.nothing(conversation_id, visitor.id());
        self.visitors.push(visitor);
        about
    }

    async fn ban(&self, visitor: &VisitorClient) {
        let ban = Ban { by: self.admin, reason: "Rude".into(), ip: None, until: None };
        let commands = &self.server.app.commands;
        let meta = commands.own(Actor::System);
        commands.visitors.execute(visitor.id(), meta, VisitorCommand::Ban { ban }).await.unwrap();
        self.server.settled().await;
    }

    /// Ids of what does not exist, but for a conversation and its visitor.
    fn nothing(&self, conversation_id: ConversationId, visitor_id: letopis_events::ids::VisitorId) -> About {
        About {
            conversation_id,
            visitor_id,
            operator_id: self.colleague,
            site_id: self.site,
            new_site_id: new_id(),
            department_id: new_id(),
            category_id: new_id(),
        }
    }

    /// Creates what a command is about, unless it creates it itself.
    async fn prepare(&mut self, what: &str) -> About {
        let mut about = match is_about_a_visitor(&command(self.nothing(new_id(), new_id()), what)) {
            true => self.visitor(what).await,
            false => self.nothing(new_id(), new_id()),
        };
        let commands = &self.server.app.commands;
        let names = Names { ru: "Один".into(), en: "One".into() };
        if what != "create_department" {
            let create = DepartmentCommand::Create { names: names.clone() };
            commands.departments.execute(about.department_id, commands.own(Actor::Host), create).await.unwrap();
        }
        if what != "create_category" {
            let create = CategoryCommand::Create { names, colour: "#2f6b4f".into() };
            commands.categories.execute(about.category_id, commands.own(Actor::Host), create).await.unwrap();
        }
        if matches!(what, "archive_site" | "restore_site") {
            about.new_site_id = self.server.site().await;
        }
        // Of the accounts one for each command, as it may be disabled.
        if !is_about_a_visitor(&command(about, what)) {
            about.operator_id = self.server.operator(Role::Operator, "Somebody").await.id;
        }
        self.server.settled().await;
        about
    }

    /// What a command is answered in this situation. A refusal has changed nothing.
    async fn answer(&mut self, what: &str) -> String {
        let about = self.prepare(what).await;
        let command = command(about, what);
        if self.situation == Situation::Twice {
            self.client.command(command.clone()).await;
        }
        if self.situation == Situation::Late && self.me.role.serves_visitors() {
            self.account(self.me.id, OperatorCommand::ChangeStatus { status: OperatorStatus::Offline }).await;
        }
        self.server.settled().await;
        let before = self.server.position();
        let answer = self.client.command(command).await;
        if !matches!(answer, Answer::Accepted(_)) {
            self.server.settled().await;
            assert_eq!(self.server.position(), before, "{:?}: {what} was {answer:?}", self.situation);
        }
        // The next command finds him as this one did.
        if self.me.role.serves_visitors() {
            self.account(self.me.id, OperatorCommand::ChangeStatus { status: OperatorStatus::Online }).await;
        }
        told(&answer)
    }
}

/// The command of this name.
fn command(about: About, what: &str) -> Command {
    every(about).into_iter().find(|command| name(command) == what).expect("there is one of each")
}

/// An answer without the ids in it.
fn told(answer: &Answer) -> String {
    match answer {
        Answer::Accepted(_) => "yes".to_owned(),
        Answer::Refused(refusal) => why(refusal),
        Answer::Failed(error) => format!("{error:?}"),
    }
}

fn why(refusal: &Refusal) -> String {
    let value = serde_json::to_value(refusal).unwrap();
    value["why"].as_str().unwrap().to_owned()
}

/// The columns of a role in each situation, side by side.
async fn table(role: Role) -> String {
    let names = every_name();
    let mut columns = Vec::new();
    for situation in SITUATIONS {
        let mut stage = Stage::begin(role, situation).await;
        let mut column = Vec::new();
        for what in &names {
            let about = stage.nothing(new_id(), new_id());
            let matters = is_about_a_visitor(&command(about, what))
                || matches!(situation, Situation::Fits | Situation::Twice | Situation::Late);
            column.push(if matters { stage.answer(what).await } else { "·".to_owned() });
        }
        columns.push(column);
    }
    let heads = SITUATIONS.map(|situation| format!("{situation:?}").to_lowercase());
    let mut text = format!("{role:?}");
    let mut row = |first: &str, cells: &[String]| {
        let cells: String = cells.iter().fold(String::new(), |mut line, cell| {
            let _ = write!(line, " {cell:<16}");
            line
        });
        let _ = write!(text, "\n{first:<32}{}", cells.trim_end());
    };
    row("", &heads);
    for (n, what) in names.iter().enumerate() {
        row(what, &columns.iter().map(|column| column[n].clone()).collect::<Vec<_>>());
    }
    text
}

/// The commands, those about conversations and visitors first: what others set up does not concern them then.
fn every_name() -> Vec<&'static str> {
    let nobody = || About {
        conversation_id: new_id(),
        visitor_id: new_id(),
        operator_id: new_id(),
        site_id: new_id(),
        new_site_id: new_id(),
        department_id: new_id(),
        category_id: new_id(),
    };
    let (first, then): (Vec<_>, Vec<_>) = every(nobody()).into_iter().partition(is_about_a_visitor);
    let names: Vec<_> = first.iter().chain(&then).map(name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), COMMANDS, "each has a row");
    names
}

#[tokio::test]
async fn commands_of_operators() {
    insta::assert_snapshot!(table(Role::Operator).await);
}

#[tokio::test]
async fn commands_of_supervisors() {
    insta::assert_snapshot!(table(Role::Supervisor).await);
}

#[tokio::test]
async fn commands_of_administrators() {
    insta::assert_snapshot!(table(Role::Admin).await);
}

#[tokio::test]
async fn commands_of_auditors() {
    insta::assert_snapshot!(table(Role::Auditor).await);
}

/// The row of a topic. A new one does not compile here, and then belongs into the table.
fn row_of(topic: Topic) -> &'static str {
    match topic {
        Topic::Workplace => "workplace",
        Topic::Timeline { .. } => "timeline",
        Topic::VisitorCard { .. } => "visitor_card",
        Topic::Operators => "operators",
        Topic::Sites => "sites",
        Topic::OperatorChat => "operator_chat",
        Topic::Bans => "bans",
        Topic::Changes => "changes",
    }
}

#[tokio::test]
async fn topics_of_every_role() {
    let server = Server::start().await;
    let site = server.site().await;
    server.hide_others(true).await;
    server.set(SettingsCommand::SwitchFeature { feature: Feature::OperatorChat, on: true }).await;
    let colleague = server.operator(Role::Operator, "Colleague").await.id;
    let commands = &server.app.commands;
    let take = async |id: ConversationId, operator_id| {
        let meta = commands.own(Actor::System);
        let take = ConversationCommand::Take { operator_id };
        let done = commands.conversations.execute(id, meta, take).await.unwrap();
        server.app.live.reached(done.position).await;
    };
    let (waits, waiting) = asking(&server, site, "Waiting").await;
    let (talks, anothers) = asking(&server, site, "Another's").await;
    take(anothers, colleague).await;
    let looks = server.visitor(site).await;
    let mut text = format!("{:<28}", "");
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for role in Role::ALL {
        let me = server.operator(role, "Me").await;
        let (mine, conversation_id) = asking(&server, site, "Mine").await;
        if role.serves_visitors() {
            take(conversation_id, me.id).await;
        }
        let timeline = |conversation_id| Topic::Timeline { conversation_id };
        let card = |visitor: &VisitorClient| Topic::VisitorCard { visitor_id: visitor.id() };
        let topics = [
            (Topic::Workplace, ""),
            (timeline(conversation_id), "mine"),
            (timeline(waiting), "waiting"),
            (timeline(anothers), "another's"),
            (timeline(new_id()), "none"),
            (card(&mine), "mine"),
            (card(&waits), "waiting"),
            (card(&talks), "another's"),
            (card(&looks), "on the site"),
            (Topic::VisitorCard { visitor_id: new_id() }, "none"),
            (Topic::Operators, ""),
            (Topic::Sites, ""),
            (Topic::OperatorChat, ""),
            (Topic::Bans, ""),
            (Topic::Changes, ""),
        ];
        assert_eq!(topics.iter().map(|(topic, _)| row_of(*topic)).collect::<BTreeSet<_>>().len(), 8);
        let mut client = server.connect(&me).await;
        for offline in [false, true] {
            if offline && role.serves_visitors() {
                let offline = Command::ChangeStatus { status: OperatorStatus::Offline };
                let done = client.command(offline).await.position();
                client.catch_up(done).await;
                // His visitor waits again, which every role may see that serves.
                server.settled().await;
            }
            let _ = write!(text, " {:<20}", format!("{role:?}{}", if offline { " offline" } else { "" }));
            for (n, (topic, which)) in topics.iter().enumerate() {
                let shown = client.subscribe(*topic).await;
                let cell = match (shown, client.gone.get(topic)) {
                    (true, _) => "shown",
                    (false, Some(ErrorCode::Forbidden)) => "forbidden",
                    (false, Some(ErrorCode::NotFound)) => "not found",
                    (false, other) => panic!("{other:?}"),
                };
                if lines.len() <= n {
                    lines.push((format!("{} {which}", row_of(*topic)), Vec::new()));
                }
                lines[n].1.push(cell.to_owned());
                client.unsubscribe(*topic).await;
            }
        }
    }
    text = text.trim_end().to_owned();
    for (first, cells) in lines {
        let cells: Vec<_> = cells.iter().map(|cell| format!("{cell:<20}")).collect();
        let _ = write!(text, "\n{first:<28} {}", cells.join(" ").trim_end());
    }
    insta::assert_snapshot!(text);
}
