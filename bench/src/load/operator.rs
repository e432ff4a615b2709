//! One operator: takes what is assigned to him, answers when the plan says so, reads what he is written.
//!
//! Most operators look only at what concerns them, as if with half an eye: what their screens do with the rest is the
//! work of other machines. Some hold every view as a browser does; at the end these must be what the server shows.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use letopis_events::ids::{CommandId, ConversationId, OperatorId};
use letopis_shared::views::timeline::{ConversationHead, EntryKind, TimelinePatch};
use letopis_shared::views::workplace::{ConversationRow, WorkplacePatch};
use letopis_shared::wire::operator::{ClientFrame, Command, Patch, ServerFrame, Snapshot, Topic};
use letopis_testing::{OperatorClient, Received, decode, new_id};
use tokio::time::{Instant, sleep_until};

use super::plan::DeskAct;
use super::run::{CHARS, Fate, Run};
use super::visitor::HEARTBEAT;
use crate::screen::{numbers, text_of};

/// How often two screens are looked at before they stand at the same position.
const COMPARE_MAX: usize = 100;

/// An operator at work.
pub struct Desk {
    run: Arc<Run>,
    address: SocketAddr,
    client: OperatorClient,
    me: OperatorId,
    /// As it stands in frames.
    my_id: String,
    holds_views: bool,
    /// The visits whose conversations he has joined.
    held: BTreeMap<ConversationId, usize>,
    pending: HashMap<CommandId, usize>,
    /// Visitors' messages that were seen in the list, one bit each.
    listed: Vec<u64>,
}

impl Desk {
    /// Comes to work.
    pub async fn open(run: Arc<Run>, address: SocketAddr, me: OperatorId, token: &str, holds_views: bool) -> Self {
        let mut client = OperatorClient::connect(address, token).await;
        for topic in [Topic::Workplace, Topic::Operators, Topic::Sites] {
            client.subscribe(topic).await;
        }
        let listed = vec![0; run.plan.messages.len().div_ceil(64)];
        let (held, pending) = (BTreeMap::new(), HashMap::new());
        Self { run, address, client, me, my_id: me.to_string(), holds_views, held, pending, listed }
    }

    /// Works until everything is over.
    pub async fn work(mut self) {
        let run = self.run.clone();
        let mut heartbeat = Instant::now() + HEARTBEAT;
        let mut over = run.over.subscribe();
        loop {
            let due = self.next();
            tokio::select! {
                received = self.client.socket.next() => match received {
                    Received::Text(frame) => self.hear(&frame).await,
                    Received::Closed(code) => {
                        return run.fail(format!("an operator's socket was closed: {code:?}, {:?}", self.client.bye));
                    }
                },
                () = sleep_until(due.map_or(heartbeat, |(at, _)| at)), if due.is_some() => {
                    if let Some((_, conversation_id)) = due {
                        self.act(conversation_id).await;
                    }
                }
                () = sleep_until(heartbeat) => {
                    heartbeat = Instant::now() + HEARTBEAT;
                    self.client.socket.send(&ClientFrame::Ping).await;
                }
                _ = over.changed() => break,
            }
        }
        if self.holds_views {
            self.compare().await;
        }
    }

    /// What is to be done next, and when.
    fn next(&self) -> Option<(Instant, ConversationId)> {
        let next = |(id, visit): (&ConversationId, &usize)| {
            let act = self.run.plan.visits[*visit].desk.get(self.run.desk(*visit).load(Ordering::Relaxed))?;
            Some((self.run.at(act.at), *id))
        };
        self.held.iter().filter_map(next).min()
    }

    async fn act(&mut self, conversation_id: ConversationId) {
        let Some(visit) = self.held.get(&conversation_id) else { return };
        let next = self.run.desk(*visit).fetch_add(1, Ordering::Relaxed);
        match self.run.plan.visits[*visit].desk[next].act {
            DeskAct::Answer(number) => {
                let id = new_id();
                self.pending.insert(id, number);
                self.run.sent(number);
                self.client.socket.send(&ClientFrame::Typing { conversation_id }).await;
                self.client
                    .send_command(id, Command::SendMessage { conversation_id, text: text_of(number, CHARS) })
                    .await;
            }
            DeskAct::Close => self.give(Command::CloseConversation { conversation_id }).await,
        }
    }

    async fn give(&mut self, command: Command) {
        self.client.send_command(new_id(), command).await;
    }

    async fn hear(&mut self, frame: &str) {
        self.run.heard(frame);
        self.see_in_list(frame);
        // Rows of others are not for him; everything else he may need.
        let concerns = self.holds_views || !frame.contains("\"name\":\"workplace\"") || frame.contains(&self.my_id);
        if !concerns || !self.holds_views && frame.contains("\"frame\":\"typing\"") {
            return;
        }
        let decoded: ServerFrame = decode(frame);
        match &decoded {
            ServerFrame::Patch { of: Patch::Workplace { patches }, .. } => {
                for patch in patches {
                    if let WorkplacePatch::Conversation { row } = patch {
                        self.see_row(row).await;
                    }
                }
            }
            ServerFrame::Patch { of: Patch::Timeline { conversation_id, patches }, .. } => {
                self.see_timeline(*conversation_id, patches).await;
            }
            ServerFrame::Snapshot { of: Snapshot::Timeline { conversation_id, view }, .. } => {
                let up_to = view.entries.iter().filter_map(|entry| visitors_number(&entry.what)).max();
                self.read(*conversation_id, up_to).await;
                self.see_head(&view.head).await;
            }
            ServerFrame::Accepted { id, .. } => self.answered(*id, Fate::Acknowledged),
            // Whoever is overtaken by the visitor's closing, or by the server's choice, is told so.
            ServerFrame::Refused { id, .. } => {
                self.run.overtaken.fetch_add(1, Ordering::Relaxed);
                self.answered(*id, Fate::Refused);
            }
            ServerFrame::Failed { id, error } => {
                self.answered(*id, Fate::Refused);
                self.run.fail(format!("an operator's command failed: {error:?}"));
            }
            _ => {}
        }
        if self.holds_views || !matches!(decoded, ServerFrame::Snapshot { .. } | ServerFrame::Patch { .. }) {
            self.client.hear(decoded);
        }
    }

    fn answered(&mut self, id: CommandId, fate: Fate) {
        if let Some(number) = self.pending.remove(&id) {
            self.run.answered(number, fate);
        }
    }

    /// Notes how long messages took to the list.
    fn see_in_list(&mut self, frame: &str) {
        if !frame.starts_with("{\"frame\":\"patch\"") || !frame.contains("\"name\":\"workplace\"") {
            return;
        }
        for number in numbers(frame) {
            let (word, bit) = (number / 64, 1 << (number % 64));
            if self.listed[word] & bit == 0 {
                self.listed[word] |= bit;
                self.run.note(number, |times| &mut times.to_lists);
            }
        }
    }

    async fn see_row(&mut self, row: &ConversationRow) {
        let conversation_id = row.id;
        if row.assigned == Some(self.me) {
            self.give(Command::TakeConversation { conversation_id }).await;
        } else if row.operators.contains(&self.me) && !self.held.contains_key(&conversation_id) {
            let Some(visit) = self.run.visit_of(row.visitor_id) else { return };
            self.skip_missed(visit);
            self.held.insert(conversation_id, visit);
            let topic = Topic::Timeline { conversation_id };
            self.client.socket.send(&ClientFrame::Subscribe { topic, resume: None }).await;
        }
    }

    /// Answers that were due before anybody had the conversation are not given; a late end is.
    fn skip_missed(&self, visit: usize) {
        let (desk, next) = (&self.run.plan.visits[visit].desk, self.run.desk(visit));
        while let Some(act) = desk.get(next.load(Ordering::Relaxed))
            && matches!(act.act, DeskAct::Answer(_))
            && self.run.at(act.at) < Instant::now()
        {
            next.fetch_add(1, Ordering::Relaxed);
            self.run.nobody.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn see_timeline(&mut self, conversation_id: ConversationId, patches: &[TimelinePatch]) {
        let mut up_to = None;
        for patch in patches {
            match patch {
                TimelinePatch::Head { head } => self.see_head(head).await,
                TimelinePatch::Entry { entry } => {
                    if let EntryKind::VisitorMessage { text, number, .. } = &entry.what {
                        up_to = up_to.max(Some(*number));
                        for shown in numbers(text) {
                            self.run.note(shown, |times| &mut times.to_dialog);
                        }
                    }
                }
                TimelinePatch::Marks { .. } => {}
            }
        }
        self.read(conversation_id, up_to).await;
    }

    async fn read(&mut self, conversation_id: ConversationId, up_to: Option<u32>) {
        if let Some(up_to) = up_to.filter(|_| self.held.contains_key(&conversation_id)) {
            self.give(Command::MarkRead { conversation_id, up_to }).await;
        }
    }

    /// Lets go of what is over, or somebody else's.
    async fn see_head(&mut self, head: &ConversationHead) {
        let mine = head.closed_at.is_none() && head.operators.contains(&self.me);
        if !mine && self.held.remove(&head.id).is_some() {
            self.client.unsubscribe(Topic::Timeline { conversation_id: head.id }).await;
        }
    }

    /// What patches made of the workplace must be what the server shows whoever comes now.
    async fn compare(&mut self) {
        let mut fresh = OperatorClient::connect(self.address, &self.client.token).await;
        fresh.subscribe(Topic::Workplace).await;
        for _ in 0..COMPARE_MAX {
            // Whoever left a while ago ends his visit by and by: both must have got equally far.
            if self.client.settle().await == fresh.settle().await {
                if self.client.views.workplace() != fresh.views.workplace() {
                    self.run.fail("a workplace kept by patches is not the one that is shown now".to_owned());
                }
                return;
            }
        }
        self.run.fail("two screens of one operator never stood at the same position".to_owned());
    }
}

fn visitors_number(what: &EntryKind) -> Option<u32> {
    match what {
        EntryKind::VisitorMessage { number, .. } => Some(*number),
        _ => None,
    }
}
