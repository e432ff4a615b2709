//! What sockets tell the hub.

use letopis_events::ids::{ConversationId, OperatorId, SessionId, SiteId, TabId, VisitId, VisitorId};
use letopis_events::vocabulary::{Language, Page};
use letopis_shared::wire::Resume;
use letopis_shared::wire::operator::Topic;
use tokio::sync::oneshot;

use super::outbox::Outbox;

/// One socket, for as long as the server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u64);

/// From a socket's task to the hub.
pub enum Message {
    OperatorJoined {
        socket: SocketId,
        operator_id: OperatorId,
        session_id: SessionId,
        outbox: Outbox,
    },
    /// Whether a browser with another session of this operator is connected.
    AskWhetherElsewhere {
        operator_id: OperatorId,
        session_id: SessionId,
        answer: oneshot::Sender<bool>,
    },
    /// Whether one more tab of this visitor may come: asked before its coming is recorded.
    AskForRoom {
        visitor_id: VisitorId,
        answer: oneshot::Sender<bool>,
    },
    VisitorJoined {
        socket: SocketId,
        visitor_id: VisitorId,
        visit_id: VisitId,
        site_id: SiteId,
        ip: Option<String>,
        tab_id: TabId,
        page: Page,
        /// Those he prefers, the first one most.
        languages: Vec<Language>,
        resume: Option<Resume>,
        outbox: Outbox,
    },
    Left {
        socket: SocketId,
    },
    Subscribe {
        socket: SocketId,
        topic: Topic,
        resume: Option<Resume>,
    },
    Unsubscribe {
        socket: SocketId,
        topic: Topic,
    },
    /// Another page, or another title, in the tab of this socket.
    Navigated {
        socket: SocketId,
        visit_id: VisitId,
        page: Page,
    },
    OperatorTyping {
        socket: SocketId,
        conversation_id: ConversationId,
    },
    VisitorTyping {
        socket: SocketId,
    },
    Ping {
        socket: SocketId,
    },
    /// The server stops: everybody is told when to come back.
    Drain,
}
