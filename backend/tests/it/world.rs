//! What the tests of this binary set up again and again.

use std::sync::Arc;

use chrono::{TimeZone, Utc};
use letopis::clock::ManualClock;
use letopis::commands::CommandError;
use letopis::commands::visitor::{VisitorCaller, Written};
use letopis_events::Recorded;
use letopis_events::events::{AnyEvent, ConversationEvent};
use letopis_events::ids::{ConversationId, DepartmentId, OperatorId, SiteId};
use letopis_events::vocabulary::{FieldRule, Language, Locale, Names, OperatorStatus, Page, PreChatForm, Role};
use letopis_shared::views::live::Live;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::operator::{Command, Snapshot, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_testing::{Account, OperatorClient, PATIENCE, Server, Tab, VisitorClient, new_id};

/// A clock that only the test moves.
pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()))
}

/// Everything that the log holds.
pub(crate) fn recorded(server: &Server) -> Vec<Recorded> {
    let mut all: Vec<Recorded> = Vec::new();
    loop {
        let next = server.app.log.read(all.len() as u64, usize::MAX).unwrap();
        if next.is_empty() {
            return all;
        }
        all.extend(next.iter().map(|stored| stored.parse().unwrap()));
    }
}

/// What happened in a conversation, in order.
pub(crate) fn story(server: &Server, id: ConversationId) -> Vec<(Recorded, ConversationEvent)> {
    let of = |recorded: Recorded| match &recorded.event {
        AnyEvent::Conversation(event) if recorded.stream.id == id.0 => Some((recorded.clone(), event.clone())),
        _ => None,
    };
    recorded(server).into_iter().filter_map(of).collect()
}

/// Waits until the live state is so.
pub(crate) async fn until_live(server: &Server, what: &str, is: impl Fn(&Live) -> bool) {
    let mut positions = server.app.live.positions();
    let waiting = async {
        while !is(&server.app.live.read()) {
            positions.changed().await.expect("the state lives as long as the server");
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

/// An operator with a connected browser and an open board, Online only once it is connected.
pub(crate) async fn at_work(server: &Server, role: Role, name: &str) -> (Account, OperatorClient) {
    let account = server.operator_with(role, name, OperatorStatus::Offline).await;
    let mut client = server.connect(&account).await;
    let online = client.command(Command::ChangeStatus { status: OperatorStatus::Online }).await.position();
    client.catch_up(online).await;
    assert!(client.subscribe(Topic::Workplace).await);
    (account, client)
}

/// Somebody with an open board.
pub(crate) type AtWork = (Account, OperatorClient);

/// Gives a command, and waits until its own browser holds what came of it.
pub(crate) async fn give(one: &mut AtWork, command: Command) {
    let done = one.1.command(command).await.position();
    one.1.catch_up(done).await;
}

/// Chooses a status.
pub(crate) async fn status(one: &mut AtWork, status: OperatorStatus) {
    give(one, Command::ChangeStatus { status }).await;
}

/// Gives somebody his languages.
pub(crate) async fn speaks(one: &mut AtWork, tags: &[&str]) {
    let languages = tags.iter().map(|tag| Language((*tag).into())).collect();
    let operator_id = one.0.id;
    give(one, Command::GiveLanguages { operator_id, languages }).await;
}

/// A department and who is in it.
pub(crate) async fn department(admin: &mut AtWork, name: &str, operators: &[OperatorId]) -> DepartmentId {
    let department_id = new_id();
    give(admin, Command::CreateDepartment { department_id, names: Names { ru: name.into(), en: name.into() } }).await;
    for operator_id in operators {
        let department_ids = vec![department_id];
        give(admin, Command::GiveDepartments { operator_id: *operator_id, department_ids }).await;
    }
    department_id
}

/// Has the form of a site ask for a department.
pub(crate) async fn offer_departments(admin: &mut AtWork, site_id: SiteId, department: FieldRule) {
    let form = Box::new(PreChatForm { on: true, department, ..PreChatForm::default() });
    give(admin, Command::ChooseForm { site_id, form }).await;
}

/// Whether the window shows somebody, and in which departments, once it holds all that happened.
pub(crate) async fn there(server: &Server, visitor: &mut VisitorClient) -> (bool, Vec<bool>) {
    server.settled().await;
    visitor.catch_up(server.position()).await;
    (visitor.chat.online, visitor.chat.departments.iter().map(|department| department.online).collect())
}

/// For whom a visitor's conversation waits: the tag of a language, or everybody.
pub(crate) async fn waits_for(server: &Server, visitor: &mut VisitorClient) -> Option<String> {
    server.settled().await;
    visitor.catch_up(server.position()).await;
    let id = visitor.chat.conversation.as_ref().expect("he has written").id;
    server.app.live.read().conversations[&id].address().language.map(|language| language.0)
}

/// What the server answers to a message of a visitor, whether or not he still has a socket.
pub(crate) async fn writes(server: &Server, visitor: &VisitorClient) -> Result<(), Refusal> {
    let who = VisitorCaller {
        visitor_id: visitor.id(),
        site_id: visitor.tab.site_id,
        locale: Locale::En,
        languages: Vec::new(),
        ip: visitor.tab.ip.clone(),
    };
    let visit_id = server.app.live.read().visitors[&visitor.id()].visit.as_ref().unwrap().facts.id;
    let (commands, live) = (&server.app.commands, &server.app.live);
    let written = Written { id: new_id(), text: "Let me in".into(), form: None };
    match commands.visitor_writes(live, &who, visit_id, &page("tents"), written).await {
        Ok(done) => {
            live.reached(done.position).await;
            Ok(())
        }
        Err(CommandError::Refused(refusal)) => Err(refusal),
        Err(error) => panic!("{error}"),
    }
}

/// A visitor whose browser prefers a language, and what he asked.
pub(crate) async fn asking_in(server: &Server, site: SiteId, language: &str) -> (VisitorClient, ConversationId) {
    let tab = Tab { languages: vec![language.to_owned()], ..Tab::new(site, letopis_testing::SHOP) };
    let mut visitor = server.tab(tab).await;
    let asked = visitor.send("One").await.position();
    visitor.catch_up(asked).await;
    let id = visitor.chat.conversation.as_ref().expect("a message starts a conversation").id;
    (visitor, id)
}

/// The conversations that stand in a section of an operator's board, which holds all that happened.
pub(crate) async fn stands_in(
    server: &Server,
    (account, client): &mut (Account, OperatorClient),
    section: Section,
) -> Vec<ConversationId> {
    server.settled().await;
    client.catch_up(server.position()).await;
    let serving = server.app.live.read().operators[&account.id].serving.clone();
    let board = client.views.workplace().expect("the board is open");
    board.section(account.id, &serving, section).iter().map(|row| row.id).collect()
}

/// A visitor who has asked something, and the conversation that began with it.
pub(crate) async fn asking(server: &Server, site: SiteId, text: &str) -> (VisitorClient, ConversationId) {
    let mut visitor = server.visitor(site).await;
    let asked = visitor.send(text).await.position();
    visitor.catch_up(asked).await;
    let conversation_id = visitor.chat.conversation.as_ref().expect("a message starts a conversation").id;
    (visitor, conversation_id)
}

/// An operator with an open board who has taken a conversation.
pub(crate) async fn serving(server: &Server, name: &str, conversation_id: ConversationId) -> (Account, OperatorClient) {
    let account = server.operator(Role::Operator, name).await;
    let mut client = server.connect(&account).await;
    assert!(client.subscribe(Topic::Workplace).await);
    client.command(Command::TakeConversation { conversation_id }).await.position();
    assert!(client.subscribe(Topic::Timeline { conversation_id }).await);
    (account, client)
}

/// A page of the shop.
pub(crate) fn page(path: &str) -> Page {
    Page { url: format!("https://shop.example/{path}"), title: format!("Page {path}") }
}

/// A socket that followed everything, and a second one of the same session that is asked for the truth.
pub(crate) struct Watched {
    pub(crate) client: OperatorClient,
    truth: OperatorClient,
}

impl Watched {
    pub(crate) async fn new(server: &Server, account: &Account) -> Self {
        let mut client = server.connect(account).await;
        for topic in
            [Topic::Workplace, Topic::Operators, Topic::Sites, Topic::OperatorChat, Topic::Bans, Topic::Changes]
        {
            client.subscribe(topic).await;
        }
        Self { client, truth: server.connect(account).await }
    }

    /// The law: what patches made of the views is what they are. Nothing may happen meanwhile.
    pub(crate) async fn assert_law(&mut self, server: &Server, after: &str) {
        let position = server.position();
        self.client.catch_up(position).await;
        // What went out of sight is over: it comes back when it is asked for.
        let gone = &self.client.gone;
        self.client.topics.retain(|topic| gone.get(topic) != Some(&ErrorCode::NotFound));
        for topic in self.client.topics.clone() {
            let shown = self.truth.subscribe(topic).await;
            assert_eq!(self.truth.gone.get(&topic), self.client.gone.get(&topic), "{topic:?} after {after}");
            if shown {
                assert_same(self.client.views.get(topic), self.truth.views.get(topic), after);
            }
        }
        assert_eq!(server.position(), position, "nothing happened while {after} was looked at");
    }
}

#[track_caller]
fn assert_same(patched: Option<&Snapshot>, truth: Option<&Snapshot>, after: &str) {
    assert_eq!(patched, truth, "after {after}");
}

/// The window that patches made is the window that a new socket is shown. Nothing may happen meanwhile.
pub(crate) async fn assert_window(server: &Server, visitor: &mut VisitorClient, after: &str) {
    visitor.catch_up(server.position()).await;
    // The same tab on the same page: its coming is nothing new.
    let truth = VisitorClient::connect(server.address, visitor.tab.clone()).await;
    assert_eq!(visitor.chat, truth.chat, "after {after}");
}
