//! What the tests of this binary set up again and again.

use letopis_events::ids::{ConversationId, SiteId};
use letopis_events::vocabulary::{Page, Role};
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::{Command, Snapshot, Topic};
use letopis_testing::{Account, OperatorClient, Server, VisitorClient};

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
        for topic in [Topic::Workplace, Topic::Operators, Topic::Sites, Topic::OperatorChat] {
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
