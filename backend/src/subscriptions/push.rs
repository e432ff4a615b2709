//! What the hub sends: views to whoever subscribes, patches to whoever follows, presence to whoever looks.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use bytestring::ByteString;
use letopis_events::ids::{ConversationId, VisitorId};
use letopis_events::vocabulary::{Language, Side};
use letopis_shared::domain::{text, url};
use letopis_shared::views::chat::ChatPatch;
use letopis_shared::views::live::{Asker, Availability, Live, Touched, availability_patches};
use letopis_shared::wire::operator::{ServerFrame, Topic};
use letopis_shared::wire::{ErrorCode, Resume, visitor};
use tokio::time::Instant;

use super::frames::{encode, patch, snapshot};
use super::hub::Hub;
use super::lists::Crowd;
use super::message::SocketId;
use super::outbox::{Cut, Outbox};
use super::presence::VisitorSocket;
use super::sight::{Class, may_follow, viewer};

impl Hub {
    /// Sends everybody what the events after a position touched.
    pub(super) fn push(&mut self, after: u64, touched: &Touched) {
        for (operator_id, session_id, cause) in &touched.sessions_closed {
            for socket in self.operators.values() {
                if (socket.operator_id, socket.session_id) == (*operator_id, *session_id) {
                    // Whoever worked in the session may know why he no longer does.
                    socket.outbox.send(encode(&ServerFrame::SessionEnded { cause: *cause }));
                    socket.outbox.cut(Cut { error: Some(ErrorCode::SignIn), retry_after_millis: 0 });
                }
            }
        }
        self.lists.add(after, touched);
        // Whoever may see other things from now on starts anew: what was before must have been told.
        let sight_changes = touched.sight_of_all || !touched.sight_of.is_empty();
        if sight_changes || self.lists.due(Instant::now()) {
            self.push_lists();
        }
        self.push_topics(after, touched);
        if sight_changes {
            self.look_again(touched);
        }
        if touched.features {
            self.show_again(Topic::OperatorChat);
        }
        self.push_chats(after, touched);
        if !touched.bans.is_empty() {
            self.cut_banned();
        }
        if touched.sites {
            self.cut_unwelcome();
        }
        self.push_taken_over(touched);
        self.push_mentioned(touched);
    }

    /// Tells whoever lost a conversation to a colleague (M30), whether or not he still sees it.
    fn push_taken_over(&self, touched: &Touched) {
        let live = self.live.read();
        for (from, conversation_id, by) in &touched.taken_over {
            let Some(conversation) = live.conversations.get(conversation_id) else { continue };
            let (conversation_id, number, by) = (*conversation_id, conversation.head.number, *by);
            let frame = encode(&ServerFrame::TakenOver { conversation_id, number, by });
            let sockets = self.operators.values().filter(|socket| socket.operator_id == *from);
            sockets.for_each(|socket| socket.outbox.send(frame.clone()));
        }
    }

    /// Tells whomever a note called, as far as he sees the conversation (M13).
    fn push_mentioned(&self, touched: &Touched) {
        let live = self.live.read();
        for (whom, conversation_id, by) in &touched.mentioned {
            let Some(conversation) = live.conversations.get(conversation_id) else { continue };
            let (conversation_id, number, by) = (*conversation_id, conversation.head.number, *by);
            let frame = encode(&ServerFrame::Mentioned { conversation_id, number, by });
            for socket in self.operators.values().filter(|socket| socket.operator_id == *whom) {
                if may_follow(&live, socket.viewer, Topic::Timeline { conversation_id }).is_ok() {
                    socket.outbox.send(frame.clone());
                }
            }
        }
    }

    /// Some operators may see other things than before: all their topics start anew.
    fn look_again(&mut self, touched: &Touched) {
        let handle = self.live.clone();
        let mut shown = Vec::new();
        let looking = self.operators.iter_mut().filter(|(_, operator)| touched.changes_sight_of(operator.operator_id));
        for (socket, operator) in looking {
            match viewer(&handle.read(), operator.operator_id) {
                Some(viewer) => {
                    operator.viewer = viewer;
                    shown.extend(operator.topics.iter().map(|topic| (*socket, *topic)));
                }
                None => operator.outbox.cut(Cut { error: Some(ErrorCode::SignIn), retry_after_millis: 0 }),
            }
        }
        for (socket, topic) in shown {
            self.show(socket, topic, None);
        }
    }

    /// A function of the account opened or closed a topic: whoever follows it starts anew, or is told that it is closed.
    fn show_again(&mut self, topic: Topic) {
        for socket in self.followers.get(&topic).cloned().unwrap_or_default() {
            self.show(socket, topic, None);
        }
    }

    /// Tells the followers of the lists what waits for them.
    pub(super) fn push_lists(&mut self) {
        let followers = self.followers.get(&Topic::Workplace).map_or(0, HashSet::len);
        let crowd = Crowd { followers, visitors: self.live.read().visits.len() };
        if let Some((after, touched)) = self.lists.take(Instant::now(), crowd, &self.limits) {
            self.push_each([Topic::Workplace, Topic::Operators], after, &touched);
        }
    }

    fn push_topics(&mut self, after: u64, touched: &Touched) {
        let timelines = touched.conversations.keys().map(|id| Topic::Timeline { conversation_id: *id });
        let cards = touched.visitors.iter().map(|id| Topic::VisitorCard { visitor_id: *id });
        // A room that opened or closed starts anew below.
        let room = (touched.operator_chat && !touched.features).then_some(Topic::OperatorChat);
        let everywhere = [Topic::Sites, Topic::Bans, Topic::Changes].into_iter().chain(room);
        self.push_each(everywhere.chain(timelines).chain(cards), after, touched);
    }

    /// Tells the followers of each topic what the events after a position changed in it.
    fn push_each(&mut self, topics: impl IntoIterator<Item = Topic>, after: u64, touched: &Touched) {
        let handle = self.live.clone();
        let live = handle.read();
        let mut gone = Vec::new();
        for topic in topics {
            let Some(followers) = self.followers.get(&topic) else { continue };
            let mut frames = HashMap::new();
            for socket in followers {
                let Some(operator) = self.operators.get(socket) else { continue };
                if touched.changes_sight_of(operator.operator_id) {
                    continue;
                }
                if let Err(error) = may_follow(&live, operator.viewer, topic) {
                    // It went out of sight with this very event: taken by a colleague while others' are hidden.
                    if error == ErrorCode::NotFound {
                        operator.outbox.send(encode(&ServerFrame::Gone { topic, error }));
                        gone.push((*socket, topic));
                    }
                    continue;
                }
                let class = Class::told(&live, operator.viewer, topic, after, touched);
                let frame = frames.entry(class).or_insert_with(|| patch(&live, operator.viewer, topic, after, touched));
                if let Some(frame) = frame {
                    operator.outbox.send(frame.clone());
                }
            }
        }
        for (socket, topic) in gone {
            self.gone(socket, topic, ErrorCode::NotFound);
        }
    }

    fn push_chats(&mut self, after: u64, touched: &Touched) {
        let handle = self.live.clone();
        let live = handle.read();
        let own = Touched { online: false, forms: false, ..touched.clone() };
        let mut moved = Vec::new();
        for visitor_id in &touched.visitors {
            for id in self.presence.sockets_of(*visitor_id) {
                let Some(socket) = self.presence.sockets.get(&id) else { continue };
                let patches = live.chat_patches(*visitor_id, &socket.languages, after, &own);
                if patches.iter().any(|patch| matches!(patch, ChatPatch::Online { .. })) {
                    moved.push(id);
                }
                if !patches.is_empty() {
                    let frame = visitor::ServerFrame::Patch { position: live.position, patches };
                    socket.outbox.send(encode(&frame));
                }
            }
        }
        self.note_availability(&live, moved);
        if touched.online || touched.sites {
            self.push_availability(&live);
        }
        if touched.forms {
            self.push_forms(&live);
        }
        if touched.moves_queues() {
            let nobody = BTreeSet::new();
            self.push_queue_places(&live, if own.moves_queues() { &touched.visitors } else { &nobody });
        }
    }

    /// Tells those who wait their new place (M23), except whom the patch before told it.
    fn push_queue_places(&mut self, live: &Live, told: &BTreeSet<VisitorId>) {
        let places: HashMap<_, _> = live.first_in_queue().collect();
        let before = std::mem::replace(&mut self.queue_places, places);
        for visitor_id in before.keys().chain(self.queue_places.keys()).collect::<BTreeSet<_>>() {
            let place = self.queue_places.get(visitor_id).copied();
            if place == before.get(visitor_id).copied() || told.contains(visitor_id) {
                continue;
            }
            let patches = vec![ChatPatch::QueuePlace { place }];
            let frame = encode(&visitor::ServerFrame::Patch { position: live.position, patches });
            self.presence.of(*visitor_id).for_each(|socket| socket.outbox.send(frame.clone()));
        }
    }

    /// Sockets of visitors who are banned from now on are cut; what they are told is neutral (S110).
    fn cut_banned(&self) {
        let (live, now) = (self.live.read(), self.commands.now());
        let banned = |socket: &VisitorSocket| live.is_banned(socket.visitor_id, socket.ip.as_deref(), now);
        for socket in self.presence.sockets.values().filter(|socket| banned(socket)) {
            socket.outbox.cut(Cut::BANNED);
        }
    }

    /// Sockets of pages whose site is archived from now on, or is not allowed on their domain any more (M6), are cut.
    fn cut_unwelcome(&self) {
        let live = self.live.read();
        let welcome = |socket: &VisitorSocket| {
            // The page was found to be one of the socket's origin.
            let origin = ["https://", url::host(&socket.tab.page.url)].concat();
            let site = live.sites.site_in_use(socket.site_id);
            site.is_some_and(|site| text::origin_allowed(&origin, &site.allowed_domains))
        };
        for socket in self.presence.sockets.values().filter(|socket| !welcome(socket)) {
            socket.outbox.cut(Cut::NOT_HERE);
        }
    }

    /// Tells every visitor for whom others are there than he was told (S134).
    fn push_availability(&mut self, live: &Live) {
        let mut there = Availabilities::default();
        for socket in self.presence.sockets.values_mut() {
            let (now, frame) = there.of(live, socket);
            if **now != *socket.told {
                socket.told = now.clone();
                let frame = frame.get_or_insert_with(|| {
                    let patches = availability_patches((**now).clone()).to_vec();
                    encode(&visitor::ServerFrame::Patch { position: live.position, patches })
                });
                socket.outbox.send(frame.clone());
            }
        }
    }

    /// Remembers what patches of these windows have told already.
    fn note_availability(&mut self, live: &Live, told: Vec<SocketId>) {
        let mut there = Availabilities::default();
        for id in told {
            if let Some(socket) = self.presence.sockets.get_mut(&id) {
                socket.told = there.of(live, socket).0.clone();
            }
        }
    }

    /// Tells every visitor what his site asks from now on before a conversation (M5).
    fn push_forms(&self, live: &Live) {
        let forms = Touched { forms: true, ..Touched::default() };
        for socket in self.presence.sockets.values() {
            let patches = live.chat_patches(socket.visitor_id, &[], live.position, &forms);
            socket.outbox.send(encode(&visitor::ServerFrame::Patch { position: live.position, patches }));
        }
    }

    /// Answers a subscription: what was missed since the position, or the whole view, or that there is none.
    pub(super) fn show(&mut self, socket: SocketId, topic: Topic, resume: Option<Resume>) {
        let shown = self.frame_for(socket, topic, resume);
        let Some(operator) = self.operators.get(&socket) else { return };
        match shown {
            Ok(frame) => {
                frame.into_iter().for_each(|frame| operator.outbox.send(frame));
                if let Topic::VisitorCard { visitor_id } = topic {
                    let tabs = self.presence.tabs(visitor_id);
                    operator.outbox.send(encode(&ServerFrame::Tabs { visitor_id, tabs }));
                }
            }
            Err(error) => {
                operator.outbox.send(encode(&ServerFrame::Gone { topic, error }));
                self.gone(socket, topic, error);
            }
        }
        self.push_looking(topic);
    }

    /// The frame that brings a socket up to date with a topic; none when it is.
    fn frame_for(
        &mut self,
        socket: SocketId,
        topic: Topic,
        resume: Option<Resume>,
    ) -> Result<Option<ByteString>, ErrorCode> {
        let operator = self.operators.get(&socket).ok_or(ErrorCode::NotFound)?;
        let (live, viewer) = (self.live.read(), operator.viewer);
        may_follow(&live, viewer, topic)?;
        let caught = self.catch_up.at(live.position);
        let after = resume.filter(|resume| resume.log_id == self.log_id).map(|resume| resume.position);
        let missed = after.and_then(|after| Some((after, caught.missed(after, &self.recent)?)));
        match missed.filter(|(_, touched)| !touched.changes_sight_of(viewer.operator_id)) {
            Some((after, touched)) => {
                let class = Class::told(&live, viewer, topic, after, &touched);
                Ok(caught.frame((Some(after), topic, class), || patch(&live, viewer, topic, after, &touched)))
            }
            None => {
                let class = Class::shown(&live, viewer, topic);
                let frame = caught.frame((None, topic, class), || snapshot(&live, viewer, topic));
                frame.map(Some).ok_or(ErrorCode::NotFound)
            }
        }
    }

    /// What is out of sight is followed no longer: not even that something happens there is told. What is closed by
    /// one's own status stays: it opens again with the status.
    fn gone(&mut self, socket: SocketId, topic: Topic, error: ErrorCode) {
        if error == ErrorCode::NotFound {
            self.unsubscribe(socket, topic);
        }
    }

    /// Answers a visitor's hello; says who he was told to be there.
    pub(super) fn show_chat(
        &self,
        visitor_id: VisitorId,
        languages: &[Language],
        resume: Option<Resume>,
        outbox: &Outbox,
    ) -> Arc<Availability> {
        let live = self.live.read();
        let frame = match self.missed(resume) {
            Some((after, touched)) => {
                // Whether somebody is there may have changed and changed back: it is always told.
                let touched = Touched { online: true, ..touched };
                let patches = live.chat_patches(visitor_id, languages, after, &touched);
                visitor::ServerFrame::Patch { position: live.position, patches }
            }
            None => visitor::ServerFrame::Snapshot { position: live.position, view: live.chat(visitor_id, languages) },
        };
        outbox.send(encode(&frame));
        let site_id = live.visitors.get(&visitor_id).map(|visitor| visitor.site_id);
        let asker = site_id.map(|site_id| live.asker(visitor_id, site_id, languages));
        Arc::new(asker.map(|asker| live.availability(&asker)).unwrap_or_default())
    }

    /// What a socket missed that wants to resume; `None` when it must start anew.
    fn missed(&self, resume: Option<Resume>) -> Option<(u64, Touched)> {
        let resume = resume.filter(|resume| resume.log_id == self.log_id)?;
        Some((resume.position, self.recent.since(resume.position)?))
    }

    /// Tells whoever looks at a visitor which tabs he has open (S31).
    pub(super) fn push_tabs(&self, visitor_id: VisitorId) {
        let topic = Topic::VisitorCard { visitor_id };
        let Some(followers) = self.followers.get(&topic) else { return };
        let frame = encode(&ServerFrame::Tabs { visitor_id, tabs: self.presence.tabs(visitor_id) });
        let live = self.live.read();
        for operator in followers.iter().filter_map(|socket| self.operators.get(socket)) {
            if may_follow(&live, operator.viewer, topic).is_ok() {
                operator.outbox.send(frame.clone());
            }
        }
    }

    /// Tells everybody who has a conversation open who else has (M28).
    pub(super) fn push_looking(&self, topic: Topic) {
        let Topic::Timeline { conversation_id } = topic else { return };
        let live = self.live.read();
        let followers = self.followers.get(&topic).into_iter().flatten();
        let sockets = followers.filter_map(|socket| self.operators.get(socket));
        // Who follows with closed eyes (Offline, say) does not look.
        let looking: Vec<_> = sockets.filter(|socket| may_follow(&live, socket.viewer, topic).is_ok()).collect();
        let operators: BTreeSet<_> = looking.iter().map(|socket| socket.operator_id).collect();
        let operators = operators.into_iter().collect();
        let frame = encode(&ServerFrame::Looking { conversation_id, operators });
        looking.iter().for_each(|socket| socket.outbox.send(frame.clone()));
    }

    pub(super) fn operator_types(&mut self, socket: SocketId, conversation_id: ConversationId) {
        if !self.operators.get_mut(&socket).is_some_and(|operator| operator.typing.may_tell(conversation_id)) {
            return;
        }
        let live = self.live.read();
        let Some(operator) = self.operators.get(&socket) else { return };
        let Some(conversation) = live.conversations.get(&conversation_id) else { return };
        if !conversation.head.operators.contains(&operator.operator_id)
            || may_follow(&live, operator.viewer, Topic::Timeline { conversation_id }).is_err()
        {
            return;
        }
        let name = live.operators.get(&operator.operator_id).map(|known| known.name.clone()).unwrap_or_default();
        let frame = encode(&visitor::ServerFrame::Typing { name });
        self.presence.of(conversation.head.visitor_id).for_each(|visitor| visitor.outbox.send(frame.clone()));
        self.push_typing(&live, conversation_id, Side::Operator, Some(socket));
    }

    pub(super) fn visitor_types(&mut self, socket: SocketId) {
        let live = self.live.clone();
        let live = live.read();
        let Some(visitor) = self.presence.sockets.get_mut(&socket) else { return };
        let open = live.visitors.get(&visitor.visitor_id).and_then(|visitor| visitor.open);
        if let Some(conversation_id) = open.filter(|id| visitor.typing.may_tell(*id)) {
            self.push_typing(&live, conversation_id, Side::Visitor, None);
        }
    }

    /// Tells the operators who see a conversation that somebody types in it, except the socket that typed.
    fn push_typing(&self, live: &Live, conversation_id: ConversationId, side: Side, typist: Option<SocketId>) {
        let operator_id = typist.and_then(|socket| self.operators.get(&socket)).map(|operator| operator.operator_id);
        let frame = encode(&ServerFrame::Typing { conversation_id, side, operator_id });
        let Some(followers) = self.followers.get(&Topic::Workplace) else { return };
        for socket in followers.iter().filter(|socket| Some(**socket) != typist) {
            let Some(operator) = self.operators.get(socket) else { continue };
            if may_follow(live, operator.viewer, Topic::Timeline { conversation_id }).is_ok() {
                operator.outbox.send(frame.clone());
            }
        }
    }

    /// Answers a heartbeat behind everything that was pushed before it.
    pub(super) fn pong(&mut self, socket: SocketId) {
        if self.operators.contains_key(&socket) {
            self.push_lists();
        }
        let position = self.live.read().position;
        if let Some(operator) = self.operators.get(&socket) {
            operator.outbox.send(encode(&ServerFrame::Pong { position }));
        } else if let Some(visitor) = self.presence.sockets.get(&socket) {
            visitor.outbox.send(encode(&visitor::ServerFrame::Pong { position }));
        }
    }
}

/// Who is there for whom, asked once for all to whom it is the same, with the frame that tells it.
#[derive(Default)]
struct Availabilities(HashMap<Asker, (Arc<Availability>, Option<ByteString>)>);

impl Availabilities {
    fn of(&mut self, live: &Live, socket: &VisitorSocket) -> (&Arc<Availability>, &mut Option<ByteString>) {
        let asker = live.asker(socket.visitor_id, socket.site_id, &socket.languages);
        let (there, frame) = self.0.entry(asker).or_insert_with_key(|asker| (Arc::new(live.availability(asker)), None));
        (there, frame)
    }
}
