//! The hub: one task that folds the log into the live state and pushes to every socket what it may see.
//!
//! Everything that reaches a socket passes here in one order, so a view and its patches cannot get out of step. The hub
//! waits for nobody: a slow socket is cut by its own queue.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::Utc;
use letopis_events::ids::{OperatorId, SessionId, VisitId, VisitorId};
use letopis_shared::views::people::Viewer;
use letopis_shared::views::visitor_card::OpenTab;
use letopis_shared::wire::operator::Topic;
use letopis_shared::wire::{ErrorCode, Resume};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use super::catch_up::CatchUp;
use super::connections::Connections;
use super::endings::Endings;
use super::lists::Lists;
use super::message::{Message, SocketId};
use super::outbox::{Cut, Outbox};
use super::presence::{Presence, VisitorSocket};
use super::recent::Recent;
use super::sight;
use super::typing::Typing;
use crate::commands::Commands;
use crate::config::Limits;
use crate::event_log::{EventLog, LogError};
use crate::projections::LiveHandle;

/// Events folded at once; sockets get one frame a topic for all of them.
const BATCH_EVENTS: usize = 512;
/// After a visit could not be ended it is tried again no sooner than this.
const END_AGAIN: Duration = Duration::from_secs(1);
/// When the first console comes back to a server that stops, and how long after one another they do.
const DRAINED_FIRST_MILLIS: u32 = 300;
const DRAINED_STEP_MILLIS: u32 = 55;
/// Messages that wait for the hub before sockets wait for it.
const QUEUE_MESSAGES: usize = 4_096;

/// One socket of an operator.
pub(super) struct OperatorSocket {
    pub(super) operator_id: OperatorId,
    pub(super) session_id: SessionId,
    pub(super) viewer: Viewer,
    pub(super) outbox: Outbox,
    pub(super) topics: HashSet<Topic>,
    pub(super) typing: Typing,
}

/// The state of the hub's task.
pub struct Hub {
    pub(super) live: LiveHandle,
    pub(super) commands: Commands,
    pub(super) limits: Limits,
    pub(super) log_id: uuid::Uuid,
    pub(super) operators: HashMap<SocketId, OperatorSocket>,
    pub(super) followers: HashMap<Topic, HashSet<SocketId>>,
    pub(super) presence: Presence,
    pub(super) recent: Recent,
    pub(super) catch_up: CatchUp,
    pub(super) lists: Lists,
    /// Which places in the queue visitors were told.
    pub(super) queue_places: HashMap<VisitorId, u32>,
    endings: Endings,
    connections: Connections,
    count: Arc<AtomicUsize>,
}

/// How sockets reach the hub.
#[derive(Clone)]
pub struct HubHandle {
    messages: mpsc::Sender<Message>,
    sockets: Arc<AtomicU64>,
    count: Arc<AtomicUsize>,
}

impl HubHandle {
    /// Tells the hub; waits when it is busy. After the end of the hub nothing happens.
    pub async fn tell(&self, message: Message) {
        let _ = self.messages.send(message).await;
    }

    /// Whether this operator is connected with another session than this one.
    pub async fn is_elsewhere(&self, operator_id: OperatorId, session_id: SessionId) -> bool {
        let (answer, answered) = oneshot::channel();
        self.tell(Message::AskWhetherElsewhere { operator_id, session_id, answer }).await;
        answered.await.unwrap_or(false)
    }

    /// Whether one more tab of this visitor may come.
    pub async fn has_room(&self, visitor_id: VisitorId) -> bool {
        let (answer, answered) = oneshot::channel();
        self.tell(Message::AskForRoom { visitor_id, answer }).await;
        answered.await.unwrap_or(false)
    }

    /// A name for a new socket.
    pub fn next_socket(&self) -> SocketId {
        SocketId(self.sockets.fetch_add(1, Ordering::Relaxed))
    }

    /// Sockets connected now.
    pub fn sockets(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

impl Hub {
    /// A hub that goes on where the live state stands.
    pub fn new(
        live: LiveHandle,
        commands: Commands,
        limits: Limits,
        log: &dyn EventLog,
    ) -> (Self, HubHandle, mpsc::Receiver<Message>) {
        let (messages, received) = mpsc::channel(QUEUE_MESSAGES);
        let count = Arc::new(AtomicUsize::new(0));
        let handle = HubHandle { messages, sockets: Arc::default(), count: count.clone() };
        let position = live.read().position;
        let hub = Self {
            live,
            commands,
            log_id: log.log_id(),
            operators: HashMap::new(),
            followers: HashMap::new(),
            presence: Presence::default(),
            recent: Recent::new(position, limits.resume_events),
            catch_up: CatchUp::default(),
            lists: Lists::default(),
            queue_places: HashMap::new(),
            endings: Endings::default(),
            connections: Connections::default(),
            limits,
            count,
        };
        (hub, handle, received)
    }

    /// Runs until the log is closed.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be followed: the server must stop, as its screens would stand still.
    pub async fn run(mut self, log: Arc<dyn EventLog>, mut messages: mpsc::Receiver<Message>) -> Result<(), LogError> {
        self.begin();
        let mut events = log.subscribe(self.live.read().position);
        loop {
            let over = self.presence.next_deadline();
            let missed = self.connections.next_deadline();
            let told = self.lists.deadline(Instant::now());
            tokio::select! {
                batch = events.next_batch(BATCH_EVENTS) => match batch {
                    Ok(batch) => {
                        let after = self.live.read().position;
                        let touched = self.live.fold(&batch)?;
                        let position = self.live.read().position;
                        self.recent.push(position, touched.clone());
                        self.catch_up.at(position);
                        self.push(after, &touched);
                        touched.operators.iter().for_each(|id| self.look_for(*id));
                    }
                    Err(LogError::Closed) => return Ok(()),
                    Err(error) => return Err(error),
                },
                message = messages.recv() => match message {
                    Some(message) => self.hear(message),
                    None => return Ok(()),
                },
                () = sleep_until(told.unwrap_or_else(Instant::now)), if told.is_some() => self.push_lists(),
                () = sleep_until(over.unwrap_or_else(Instant::now)), if over.is_some() => self.end_visits(),
                Some(failed) = self.endings.next() => self.linger_again(failed),
                () = sleep_until(missed.unwrap_or_else(Instant::now)), if missed.is_some() => {
                    self.connections.record_missed(Instant::now(), &self.commands);
                }
                Some(failed) = self.connections.next() => {
                    // Whether he is still missed is looked at anew, a moment later.
                    failed.into_iter().for_each(|id| self.look_for(id));
                }
            }
            self.count.store(self.operators.len() + self.presence.sockets.len(), Ordering::Relaxed);
        }
    }

    /// Visits that were open when the server stopped linger from now on; their tabs may still come back.
    fn begin(&mut self) {
        let live = self.live.clone();
        let live = live.read();
        for (visit_id, visitor_id) in &live.visits {
            self.presence.linger(*visitor_id, *visit_id, self.limits.visit_linger);
        }
        live.operators.keys().for_each(|id| self.look_for(*id));
        self.queue_places = live.first_in_queue().collect();
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::OperatorJoined { socket, operator_id, session_id, outbox } => {
                self.operator_joined(socket, operator_id, session_id, outbox);
            }
            Message::AskWhetherElsewhere { operator_id, session_id, answer } => {
                let mut others = self.operators.values().filter(|socket| socket.operator_id == operator_id);
                // Whoever asked may have gone meanwhile.
                let _ = answer.send(others.any(|socket| socket.session_id != session_id));
            }
            Message::AskForRoom { visitor_id, answer } => {
                // Whoever asked may have gone meanwhile.
                let _ = answer.send(self.has_room(visitor_id));
            }
            Message::VisitorJoined {
                socket,
                visitor_id,
                visit_id,
                site_id,
                ip,
                tab_id,
                page,
                languages,
                resume,
                outbox,
            } => {
                // Several may have asked at once.
                if !self.has_room(visitor_id) {
                    return outbox.cut(Cut { error: Some(ErrorCode::TooFast), retry_after_millis: 60_000 });
                }
                // It may have been archived since the hello.
                if self.live.read().sites.site_in_use(site_id).is_none() {
                    return outbox.cut(Cut::NOT_HERE);
                }
                if self.endings.include(visit_id) || !self.live.read().visits.contains_key(&visit_id) {
                    // The visit ended while this tab was on its way into it: it comes again, into the next one.
                    return outbox.cut(Cut { error: None, retry_after_millis: 0 });
                }
                let tab = OpenTab { tab_id, page, since: self.now() };
                let told = self.show_chat(visitor_id, &languages, resume, &outbox);
                let typing = Typing::default();
                let joined = VisitorSocket { visitor_id, site_id, visit_id, ip, languages, told, tab, outbox, typing };
                self.presence.join(socket, joined);
                self.push_tabs(visitor_id);
            }
            Message::Left { socket } => self.left(socket),
            Message::Subscribe { socket, topic, resume } => {
                // What the view holds that is shown now must not be told to it again.
                self.push_lists();
                self.subscribe(socket, topic, resume);
            }
            Message::Unsubscribe { socket, topic } => self.unsubscribe(socket, topic),
            Message::Navigated { socket, visit_id, page } => {
                let now = self.now();
                if let Some(visitor_id) = self.presence.navigate(socket, visit_id, page, now) {
                    self.push_tabs(visitor_id);
                }
            }
            Message::OperatorTyping { socket, conversation_id } => self.operator_types(socket, conversation_id),
            Message::VisitorTyping { socket } => self.visitor_types(socket),
            Message::Ping { socket } => self.pong(socket),
            Message::Drain => self.drain(),
        }
    }

    fn operator_joined(&mut self, socket: SocketId, operator_id: OperatorId, session_id: SessionId, outbox: Outbox) {
        let live = self.live.clone();
        let live = live.read();
        let viewer = sight::viewer(&live, operator_id).filter(|_| live.session_open(operator_id, session_id));
        match viewer {
            // The session may have ended between the hello and here.
            None => outbox.cut(Cut { error: Some(ErrorCode::SignIn), retry_after_millis: 0 }),
            Some(viewer) => {
                let (topics, typing) = (HashSet::new(), Typing::default());
                let joined = OperatorSocket { operator_id, session_id, viewer, outbox, topics, typing };
                self.operators.insert(socket, joined);
                self.connections.meet(operator_id, &live, &self.commands);
            }
        }
    }

    /// Misses an operator who ought to be there: his status lets him chat, and no browser of his is connected.
    fn look_for(&mut self, id: OperatorId) {
        let live = self.live.clone();
        let live = live.read();
        let Some(operator) = live.operators.get(&id) else { return };
        if self.operators.values().any(|socket| socket.operator_id == id) {
            self.connections.meet(id, &live, &self.commands);
        } else if operator.status.may_chat() && operator.lost_at.is_none() {
            self.connections.miss(id, Instant::now() + self.limits.operator_missed);
        }
    }

    fn left(&mut self, socket: SocketId) {
        if let Some(left) = self.operators.remove(&socket) {
            for topic in left.topics {
                self.unfollow(socket, topic);
                self.push_looking(topic);
            }
            self.look_for(left.operator_id);
        } else if let Some(visitor_id) = self.presence.leave(socket, self.limits.visit_linger) {
            self.push_tabs(visitor_id);
        }
    }

    fn subscribe(&mut self, socket: SocketId, topic: Topic, resume: Option<Resume>) {
        let Some(operator) = self.operators.get_mut(&socket) else { return };
        if operator.topics.len() >= self.limits.topics_per_socket && !operator.topics.contains(&topic) {
            return operator.outbox.cut(Cut { error: Some(ErrorCode::TooFast), retry_after_millis: 1_000 });
        }
        operator.topics.insert(topic);
        self.followers.entry(topic).or_default().insert(socket);
        self.show(socket, topic, resume);
    }

    pub(super) fn unsubscribe(&mut self, socket: SocketId, topic: Topic) {
        if let Some(operator) = self.operators.get_mut(&socket) {
            operator.topics.remove(&topic);
            self.unfollow(socket, topic);
            self.push_looking(topic);
        }
    }

    fn unfollow(&mut self, socket: SocketId, topic: Topic) {
        if let Some(followers) = self.followers.get_mut(&topic) {
            followers.remove(&socket);
            if followers.is_empty() {
                self.followers.remove(&topic);
            }
        }
    }

    fn end_visits(&mut self) {
        for (visitor_id, visit_id) in self.presence.take_over(Instant::now()) {
            self.endings.begin(visitor_id, visit_id, self.commands.clone(), self.live.clone());
        }
    }

    /// The log could not record the end of a visit: it is tried again.
    fn linger_again(&mut self, failed: Option<(VisitorId, VisitId)>) {
        if let Some((visitor_id, visit_id)) = failed
            && self.presence.of(visitor_id).next().is_none()
        {
            self.presence.linger(visitor_id, visit_id, self.limits.visit_linger.max(END_AGAIN));
        }
    }

    fn drain(&mut self) {
        // Spread over two seconds, so that a restarted server is met soon, and not by everybody at once. Visitors' pages
        // spread themselves, over as long.
        for (n, operator) in self.operators.values().enumerate() {
            let retry_after_millis = DRAINED_FIRST_MILLIS + u32::try_from(n % 40).unwrap_or(0) * DRAINED_STEP_MILLIS;
            operator.outbox.cut(Cut { error: None, retry_after_millis });
        }
        for visitor in self.presence.sockets.values() {
            visitor.outbox.cut(Cut { error: None, retry_after_millis: 0 });
        }
    }

    fn has_room(&self, visitor_id: VisitorId) -> bool {
        self.presence.of(visitor_id).count() < self.limits.sockets_per_visitor
    }

    fn now(&self) -> chrono::DateTime<Utc> {
        self.commands.now()
    }
}
