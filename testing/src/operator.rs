//! An operator's browser, as far as the server can tell.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::panic::Location;

use letopis_events::ids::{CommandId, ConversationId, OperatorId, VisitorId};
use letopis_events::vocabulary::{Role, SessionEnd, Side};
use letopis_shared::views::visitor_card::OpenTab;
use letopis_shared::wire::operator::{ClientFrame, Command, ServerFrame, Topic};
use letopis_shared::wire::{ErrorCode, PROTOCOL, Resume};
use tokio_tungstenite::tungstenite::http::StatusCode;
use uuid::Uuid;

use crate::socket::decode;
use crate::{Answer, Received, Socket, Upgrade, Views, new_id};

/// A socket of an operator with everything it has told.
pub struct OperatorClient {
    address: SocketAddr,
    pub token: String,
    pub socket: Socket,
    pub views: Views,
    /// Topics that were asked for and not given up, held or not.
    pub topics: HashSet<Topic>,
    /// Topics that the server said are not, or no longer, to be seen.
    pub gone: HashMap<Topic, ErrorCode>,
    pub tabs: HashMap<VisitorId, Vec<OpenTab>>,
    /// Who has a conversation open.
    pub looking: HashMap<ConversationId, Vec<OperatorId>>,
    /// Conversations that were taken from this operator, and by whom.
    pub taken_over: Vec<(ConversationId, u32, OperatorId)>,
    /// Where notes called this operator, and who wrote them.
    pub mentioned: Vec<(ConversationId, u32, OperatorId)>,
    /// Why the session is over.
    pub session_ended: Option<SessionEnd>,
    /// Typing marks in the order in which they came.
    pub typing: Vec<(ConversationId, Side, Option<OperatorId>)>,
    /// The last words of the server, and after how many milliseconds to come back.
    pub bye: Option<(Option<ErrorCode>, u32)>,
    /// The code of the close; the outer `None` while the socket is open.
    pub closed: Option<Option<u16>>,
    pub log_id: Uuid,
    pub role: Option<Role>,
    /// Snapshots received.
    pub snapshots: usize,
    ponged: u64,
    pongs: u64,
    pings: u64,
    answers: HashMap<CommandId, Answer>,
}

impl OperatorClient {
    /// Connects as a page of the server itself and says hello; waits for the welcome.
    ///
    /// # Panics
    /// When the operator is not welcome.
    pub async fn connect(address: SocketAddr, token: &str) -> Self {
        let mut client = Self::open(address, token).await.expect("the upgrade is granted");
        client.until("the welcome", |client| client.role.is_some()).await;
        client
    }

    /// Connects and says hello, whatever comes of it.
    ///
    /// # Errors
    /// The status with which the upgrade was refused.
    pub async fn open(address: SocketAddr, token: &str) -> Result<Self, StatusCode> {
        let origin = format!("http://{address}");
        let upgrade = Upgrade { address, path: "/ws/operator", origin: Some(&origin), receive_bytes: None };
        let mut socket = Socket::open(upgrade).await?;
        socket.send(&ClientFrame::Hello { protocol: PROTOCOL, token: token.to_owned() }).await;
        Ok(Self::over(address, token, socket))
    }

    /// A client over a socket on which nothing was received yet.
    pub fn over(address: SocketAddr, token: &str, socket: Socket) -> Self {
        Self {
            address,
            token: token.to_owned(),
            socket,
            views: Views::default(),
            topics: HashSet::new(),
            gone: HashMap::new(),
            tabs: HashMap::new(),
            looking: HashMap::new(),
            taken_over: Vec::new(),
            mentioned: Vec::new(),
            session_ended: None,
            typing: Vec::new(),
            bye: None,
            closed: None,
            log_id: Uuid::nil(),
            role: None,
            snapshots: 0,
            ponged: 0,
            pongs: 0,
            pings: 0,
            answers: HashMap::new(),
        }
    }

    /// Reads frames until something is true.
    ///
    /// # Panics
    /// When it does not become true in time, or the socket ends before.
    #[track_caller]
    pub fn until<'a>(
        &'a mut self,
        what: &'a str,
        mut is: impl FnMut(&Self) -> bool + 'a,
    ) -> impl Future<Output = ()> + 'a {
        let from = Location::caller();
        async move {
            while !is(self) {
                if let Some(code) = self.closed {
                    panic!("{from}: the socket ended ({code:?}, {:?}) while it waited for {what}", self.bye);
                }
                match self.try_take().await {
                    Some(()) => {}
                    None => panic!("{from}: waited in vain for {what}"),
                }
            }
        }
    }

    /// Takes in the next frame, or the end; `None` when nothing comes.
    async fn try_take(&mut self) -> Option<()> {
        match self.socket.try_receive().await? {
            Received::Text(text) => self.hear(decode(&text)),
            Received::Closed(code) => self.closed = Some(code),
        }
        Some(())
    }

    /// Takes in a frame that was received from [`Self::socket`].
    pub fn hear(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Welcome { log_id, role, .. } => (self.log_id, self.role) = (log_id, Some(role)),
            ServerFrame::Snapshot { position, of } => {
                self.snapshots += 1;
                self.gone.remove(&of.topic());
                self.views.snapshot(position, of);
            }
            ServerFrame::Patch { position, of } => self.views.patch(position, &of),
            ServerFrame::Gone { topic, error } => {
                self.views.forget(topic);
                self.gone.insert(topic, error);
            }
            ServerFrame::Accepted { id, position } => self.answered(id, Answer::Accepted(position)),
            ServerFrame::Refused { id, refusal } => self.answered(id, Answer::Refused(refusal)),
            ServerFrame::Failed { id, error } => self.answered(id, Answer::Failed(error)),
            ServerFrame::Tabs { visitor_id, tabs } => {
                self.tabs.insert(visitor_id, tabs);
            }
            ServerFrame::Looking { conversation_id, operators } => {
                self.looking.insert(conversation_id, operators);
            }
            ServerFrame::TakenOver { conversation_id, number, by } => {
                self.taken_over.push((conversation_id, number, by));
            }
            ServerFrame::Mentioned { conversation_id, number, by } => {
                self.mentioned.push((conversation_id, number, by));
            }
            ServerFrame::SessionEnded { cause } => self.session_ended = Some(cause),
            ServerFrame::Typing { conversation_id, side, operator_id } => {
                self.typing.push((conversation_id, side, operator_id));
            }
            ServerFrame::Pong { position } => {
                self.pongs += 1;
                self.ponged = position;
            }
            ServerFrame::Bye { error, retry_after_millis } => self.bye = Some((error, retry_after_millis)),
        }
    }

    fn answered(&mut self, id: CommandId, answer: Answer) {
        self.answers.insert(id, answer);
    }

    /// Follows a topic; waits until the server has answered. Tells whether there is such a view for this operator.
    pub async fn subscribe(&mut self, topic: Topic) -> bool {
        self.gone.remove(&topic);
        self.views.forget(topic);
        self.topics.insert(topic);
        self.socket.send(&ClientFrame::Subscribe { topic, resume: None }).await;
        // The answer stands before the pong, and behind whatever was still said of an earlier subscription.
        self.settle().await;
        self.views.get(topic).is_some()
    }

    /// Follows a topic no longer.
    pub async fn unsubscribe(&mut self, topic: Topic) {
        self.topics.remove(&topic);
        self.views.forget(topic);
        self.socket.send(&ClientFrame::Unsubscribe { topic }).await;
    }

    /// Gives a command under a new id and waits for its answer.
    #[track_caller]
    pub fn command(&mut self, command: Command) -> impl Future<Output = Answer> {
        self.command_as(new_id(), command)
    }

    /// Gives a command under an id and waits for its answer.
    #[track_caller]
    pub fn command_as(&mut self, id: CommandId, command: Command) -> impl Future<Output = Answer> {
        let from = Location::caller();
        async move {
            self.answers.remove(&id);
            self.socket.send(&ClientFrame::Command { id, command }).await;
            while !self.answers.contains_key(&id) {
                if let Some(code) = self.closed {
                    panic!("{from}: the socket ended ({code:?}, {:?}) instead of an answer", self.bye);
                }
                assert!(self.try_take().await.is_some(), "{from}: the command was not answered in time");
            }
            self.answers[&id].clone()
        }
    }

    /// Sends a command without waiting for its answer.
    pub async fn send_command(&mut self, id: CommandId, command: Command) {
        self.socket.send(&ClientFrame::Command { id, command }).await;
    }

    /// The answer to a command, if it came.
    pub fn answer(&self, id: CommandId) -> Option<&Answer> {
        self.answers.get(&id)
    }

    /// Asks for a heartbeat and waits for it: everything that was pushed before has then been taken in. Tells up to
    /// which position.
    #[track_caller]
    pub fn settle(&mut self) -> impl Future<Output = u64> {
        let from = Location::caller();
        async move {
            self.pings += 1;
            self.socket.send(&ClientFrame::Ping).await;
            while self.pongs < self.pings {
                if let Some(code) = self.closed {
                    panic!("{from}: the socket ended ({code:?}, {:?}) instead of a pong", self.bye);
                }
                assert!(self.try_take().await.is_some(), "{from}: the ping was not answered in time");
            }
            self.ponged
        }
    }

    /// Settles until everything up to a position has been taken in.
    #[track_caller]
    pub fn catch_up(&mut self, position: u64) -> impl Future<Output = ()> {
        let from = Location::caller();
        async move {
            let started = std::time::Instant::now();
            while self.settle().await < position {
                assert!(started.elapsed() < crate::PATIENCE, "{from}: position {position} was not reached in time");
            }
        }
    }

    /// Waits for the end of the socket; tells why the server ended it.
    #[track_caller]
    pub fn ended(&mut self) -> impl Future<Output = Option<ErrorCode>> {
        let from = Location::caller();
        async move {
            while self.closed.is_none() {
                assert!(self.try_take().await.is_some(), "{from}: the socket did not end in time");
            }
            self.bye.and_then(|(error, _)| error)
        }
    }

    /// From where a topic may go on: what its own frames brought, or a later heartbeat vouched for.
    pub fn resume(&self, topic: Topic) -> Option<Resume> {
        let position = self.views.position(topic)?.max(self.ponged);
        Some(Resume { log_id: self.log_id, position })
    }

    /// A new socket in the place of the old one, every topic gone on with; waits until all have been answered.
    pub async fn reconnect(&mut self) {
        let next = Self::connect(self.address, &self.token.clone()).await;
        self.reconnect_over(next).await;
    }

    /// Goes on over another socket, which may be to another server.
    pub async fn reconnect_over(&mut self, next: Self) {
        let resumes: Vec<_> = self.topics.iter().map(|topic| (*topic, self.resume(*topic))).collect();
        self.address = next.address;
        self.log_id = next.log_id;
        self.role = next.role;
        self.socket = next.socket;
        (self.closed, self.bye, self.snapshots) = (None, None, 0);
        (self.pings, self.pongs, self.ponged) = (0, 0, 0);
        for (topic, resume) in resumes {
            self.socket.send(&ClientFrame::Subscribe { topic, resume }).await;
        }
        self.settle().await;
    }
}
