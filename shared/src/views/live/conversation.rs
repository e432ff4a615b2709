//! Conversations in the live state.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::Recorded;
use letopis_events::events::ConversationEvent;
use letopis_events::ids::{ConversationId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{Author, Candidate, Locale, ReturnCause, Side, TransferTarget};

use super::{Cause, Live, OperatorLive, Touched, VisitorLive};
use crate::domain::conversation::Address;
use crate::domain::text::cut;
use crate::views::timeline::{
    ConversationHead, EntryKind, Marks, NamedCandidate, NamedMention, NamedTarget, TimelineEntry, enter,
};
use crate::views::workplace::PREVIEW_CHARS;

/// A conversation, open or closed, as far as views ask.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationLive {
    pub head: ConversationHead,
    pub marks: Marks,
    pub entries: Vec<TimelineEntry>,
    /// Position of the event that started it.
    pub started_position: u64,
    /// Positions of the last change of head and marks, so that a resumed timeline gets what it lacks and no more.
    pub head_at: u64,
    pub marks_at: u64,
    /// Position of the last change of the head that the visitor's window shows.
    pub window_at: u64,
    /// The event behind the head.
    pub head_event: Cause,
    /// When it started, or was reopened: the order of the queue, which sending on and giving back do not change.
    pub waiting_since: DateTime<Utc>,
    /// Since when it is assigned to whom it is assigned to.
    pub assigned_at: DateTime<Utc>,
    pub in_common_queue: bool,
    /// It waits, and nobody was Online for it when the visitor last wrote (S23).
    pub offline: bool,
    /// Who did not open it in time since somebody last talked here, and when that was seen.
    pub let_lie: BTreeMap<OperatorId, DateTime<Utc>>,
    /// Once it is over: until when a message still reopens it.
    pub reopens_until: Option<DateTime<Utc>>,
    pub preview: String,
    pub last_by: Side,
    pub last_at: DateTime<Utc>,
    /// Numbers of the visitor's messages that no operator has read.
    pub unread: VecDeque<u32>,
    /// Whom notes have called who has not opened it since.
    pub mentioned: BTreeSet<OperatorId>,
}

impl ConversationLive {
    /// Adds a line to the timeline.
    pub(super) fn enter(&mut self, recorded: &Recorded, what: EntryKind) {
        enter(&mut self.entries, TimelineEntry { position: recorded.position, at: recorded.recorded_at, what });
    }

    /// For whom it waits.
    pub fn address(&self) -> Address {
        self.head.address()
    }

    pub(super) fn waits(&self) -> bool {
        self.head.closed_at.is_none() && self.head.operators.is_empty() && self.head.assigned.is_none()
    }

    fn hold(&mut self, operators: Vec<OperatorId>, assigned: Option<OperatorId>, at: DateTime<Utc>) {
        self.head.operators = operators;
        self.head.assigned = assigned;
        self.assigned_at = at;
        self.in_common_queue = false;
        self.offline = false;
        self.head.on_hold = false;
    }
}

impl Live {
    pub(super) fn conversation(&mut self, recorded: &Recorded, event: &ConversationEvent, touched: &mut Touched) {
        let id = ConversationId(recorded.stream.id);
        match event {
            ConversationEvent::Started(started) => {
                self.started(id, recorded, started.visitor_id, started.site_id, started.locale);
            }
            ConversationEvent::Initiated(initiated) => {
                self.started(id, recorded, initiated.visitor_id, initiated.site_id, initiated.locale);
            }
            _ => {}
        }
        let Some(before) = self.conversations.get(&id) else { return };
        let visitor_id = before.head.visitor_id;
        let written = matches!(event, ConversationEvent::MessageSent(sent) if sent.author == Author::Visitor);
        let nobody_there = written && before.waits() && !self.anybody_online(&before.address());
        // Most of what happens in a conversation leaves it with whom it is.
        let held_before = changes_head(event).then(|| (before.head.audience(), open_holders(before)));
        if held_before.is_some() {
            self.unqueue(id);
        }
        touched.conversation(id);
        touched.visitors.insert(visitor_id);
        let what = self.entry_of(event);
        let Some(conversation) = self.conversations.get_mut(&id) else { return };
        match event {
            ConversationEvent::Started(_) | ConversationEvent::Initiated(_) => {
                touched.left_board.insert(visitor_id);
            }
            ConversationEvent::OperatorJoined(joined) => {
                self.waits.end(conversation, recorded, touched);
                conversation.hold(vec![joined.operator_id], None, recorded.recorded_at);
                conversation.let_lie.clear();
            }
            ConversationEvent::TakenOver(taken) => {
                conversation.hold(vec![taken.by], None, recorded.recorded_at);
                touched.taken_over.push((taken.from, id, taken.by));
            }
            ConversationEvent::Held(_) => conversation.head.on_hold = true,
            ConversationEvent::HoldEnded(_) => conversation.head.on_hold = false,
            ConversationEvent::Assigned(assigned) => {
                conversation.hold(Vec::new(), Some(assigned.operator_id), recorded.recorded_at);
                if let Some(operator) = self.operators.get_mut(&assigned.operator_id) {
                    operator.last_assigned_at = Some(recorded.recorded_at);
                }
            }
            ConversationEvent::CommonQueueEntered(_) => conversation.in_common_queue = true,
            ConversationEvent::ReturnedToQueue(returned) => {
                conversation.hold(Vec::new(), None, recorded.recorded_at);
                if let Some(operator_id) = returned.operator_id.filter(|_| returned.cause == ReturnCause::NotPickedUp) {
                    conversation.let_lie.insert(operator_id, recorded.recorded_at);
                }
            }
            ConversationEvent::Transferred(transferred) => {
                let assigned = match transferred.target {
                    TransferTarget::Operator { operator_id } => Some(operator_id),
                    _ => None,
                };
                let Address { department_id, language } = conversation.address().sent_to(&transferred.target);
                conversation.hold(Vec::new(), assigned, recorded.recorded_at);
                conversation.let_lie.clear();
                (conversation.head.department_id, conversation.head.language) = (department_id, language);
            }
            ConversationEvent::Addressed(addressed) => {
                conversation.head.department_id = addressed.department_id;
                conversation.head.language = addressed.language.clone();
            }
            ConversationEvent::CategoryGiven(given) => {
                conversation.head.category_id = given.category_id;
                if let Some(visitor) = self.visitors.get_mut(&visitor_id) {
                    visitor.category_id = given.category_id;
                }
            }
            ConversationEvent::Rated(rated) => conversation.head.stars = Some(rated.stars),
            ConversationEvent::MessageSent(sent) => {
                conversation.preview = cut(&sent.text, PREVIEW_CHARS).replace('\n', " ");
                conversation.last_by = sent.author.side();
                conversation.last_at = recorded.recorded_at;
                if sent.author == Author::Visitor {
                    if conversation.offline != nobody_there {
                        conversation.offline = nobody_there;
                        self.queues.put(conversation);
                        conversation.window_at = recorded.position;
                        // Whether somebody is called for him, and how long the queue is, hangs on it.
                        self.stirred += 1;
                        touched.queue = true;
                    }
                    conversation.unread.push_back(sent.number);
                } else if !self.sites.answered {
                    self.sites.answered = true;
                    touched.sites = true;
                }
            }
            ConversationEvent::MessagesDelivered(marked) => {
                conversation.marks.delivered(marked.to, marked.up_to);
                conversation.marks_at = recorded.position;
            }
            ConversationEvent::MessagesRead(marked) => {
                conversation.marks.read(marked.by, marked.up_to);
                conversation.marks_at = recorded.position;
                let read = conversation.marks.read_by_operator;
                conversation.unread.retain(|number| *number > read);
            }
            ConversationEvent::WaitingLineShown(_) => {}
            ConversationEvent::NoteWritten(note) => {
                conversation.mentioned.extend(&note.mentions);
                touched.mentioned.extend(note.mentions.iter().map(|whom| (*whom, id, note.by)));
            }
            ConversationEvent::MentionSeen(seen) => {
                conversation.mentioned.remove(&seen.by);
            }
            ConversationEvent::Closed(_) => {
                conversation.head.closed_at = Some(recorded.recorded_at);
                conversation.head.assigned = None;
                conversation.in_common_queue = false;
                conversation.offline = false;
                conversation.head.on_hold = false;
                let window = TimeDelta::minutes(self.sites.reopen_minutes.into());
                conversation.reopens_until = Some(recorded.recorded_at + window);
                self.open.remove(&id);
                set_open(&mut self.visitors, visitor_id, None);
            }
            ConversationEvent::Reopened(_) | ConversationEvent::CloseUndone(_) => {
                conversation.head.closed_at = None;
                conversation.reopens_until = None;
                conversation.waiting_since = recorded.recorded_at;
                touched.left_board.insert(visitor_id);
                self.open.insert(id, ());
                set_open(&mut self.visitors, visitor_id, Some(id));
            }
        }
        if let Some(what) = what {
            conversation.enter(recorded, what);
        }
        let Some((audience, holders)) = held_before else {
            if conversation.head.closed_at.is_some() {
                touched.audience(id, conversation.head.audience());
            }
            return;
        };
        conversation.head_at = recorded.position;
        conversation.head_event = Cause::of(recorded);
        self.stirred += 1;
        if let Some(operator) = acts(event).and_then(|id| self.operators.get_mut(&id)) {
            operator.acted_at = Some(recorded.recorded_at);
        }
        // The visitor is not even told that operators put him into a category, or let him wait.
        let among_operators = matches!(
            event,
            ConversationEvent::CategoryGiven(_) | ConversationEvent::Held(_) | ConversationEvent::HoldEnded(_)
        );
        if !among_operators {
            conversation.window_at = recorded.position;
            touched.queue = true;
        }
        let (now, held) = (conversation.head.audience(), open_holders(conversation));
        if now != audience || conversation.head.closed_at.is_some() {
            touched.audience(id, audience);
            self.touch_earlier(visitor_id, touched);
        }
        self.queue(id);
        self.load(&holders, &held, recorded, touched);
    }

    /// What an event tells in the timeline, in the names of the moment; marks tell nothing there.
    fn entry_of(&self, event: &ConversationEvent) -> Option<EntryKind> {
        let name = |id: &OperatorId| name_of(&self.operators, *id);
        Some(match event {
            ConversationEvent::Started(started) => EntryKind::Opened { page: started.page.clone() },
            ConversationEvent::Initiated(initiated) => {
                EntryKind::Initiated { name: name(&initiated.by), page: initiated.page.clone() }
            }
            ConversationEvent::WaitingLineShown(shown) => EntryKind::WaitingLine { text: shown.text.clone() },
            ConversationEvent::OperatorJoined(joined) => {
                EntryKind::OperatorJoined { operator_id: joined.operator_id, name: name(&joined.operator_id) }
            }
            ConversationEvent::MessageSent(sent) => {
                let (message_id, number, text) = (sent.message_id, sent.number, sent.text.clone());
                match sent.author {
                    Author::Visitor => EntryKind::VisitorMessage { message_id, number, text },
                    Author::Operator { operator_id } => {
                        EntryKind::OperatorMessage { message_id, number, operator_id, name: name(&operator_id), text }
                    }
                }
            }
            ConversationEvent::MessagesDelivered(_)
            | ConversationEvent::MessagesRead(_)
            | ConversationEvent::MentionSeen(_) => return None,
            ConversationEvent::Closed(closed) => match closed.by {
                Author::Visitor => EntryKind::ClosedByVisitor,
                Author::Operator { operator_id } => {
                    EntryKind::ClosedByOperator { operator_id, name: name(&operator_id) }
                }
            },
            ConversationEvent::Reopened(_) => EntryKind::Reopened,
            ConversationEvent::Addressed(addressed) => {
                let department = addressed.department_id.and_then(|id| self.sites.departments.get(&id));
                EntryKind::Addressed {
                    department: department.map(|department| department.names.clone()),
                    language: addressed.language.clone(),
                }
            }
            ConversationEvent::Assigned(assigned) => EntryKind::Assigned {
                operator_id: assigned.operator_id,
                name: name(&assigned.operator_id),
                reason: assigned.reason,
                candidates: self.named(&assigned.candidates, &assigned.let_lie),
            },
            ConversationEvent::CommonQueueEntered(entered) => {
                EntryKind::CommonQueueEntered { candidates: self.named(&entered.candidates, &[]) }
            }
            ConversationEvent::ReturnedToQueue(returned) => {
                EntryKind::ReturnedToQueue { name: returned.operator_id.as_ref().map(name), cause: returned.cause }
            }
            ConversationEvent::Transferred(transferred) => EntryKind::Transferred {
                by: name(&transferred.by),
                target: match &transferred.target {
                    TransferTarget::Operator { operator_id } => {
                        NamedTarget::Operator { operator_id: *operator_id, name: name(operator_id) }
                    }
                    TransferTarget::Department { department_id } => {
                        let known = self.sites.departments.get(department_id);
                        let names = known.map(|department| department.names.clone()).unwrap_or_default();
                        NamedTarget::Department { names }
                    }
                    TransferTarget::Language { language } => NamedTarget::Language { language: language.clone() },
                    TransferTarget::CommonQueue => NamedTarget::CommonQueue,
                },
                comment: transferred.comment.clone(),
            },
            ConversationEvent::CategoryGiven(given) => {
                let category = given.category_id.and_then(|id| self.sites.categories.get(&id));
                let category = category.map(|category| category.names.clone());
                EntryKind::CategoryGiven { by: name(&given.by), category }
            }
            ConversationEvent::NoteWritten(note) => {
                let mentioned = |id: &OperatorId| NamedMention { operator_id: *id, name: name(id) };
                let mentions = note.mentions.iter().map(mentioned).collect();
                EntryKind::Note { operator_id: note.by, name: name(&note.by), text: note.text.clone(), mentions }
            }
            ConversationEvent::TakenOver(taken) => {
                EntryKind::TakenOver { by: name(&taken.by), from: name(&taken.from) }
            }
            ConversationEvent::Held(held) => EntryKind::Held { by: name(&held.by) },
            ConversationEvent::HoldEnded(ended) => EntryKind::HoldEnded {
                by: match ended.by {
                    Author::Visitor => None,
                    Author::Operator { operator_id } => Some(name(&operator_id)),
                },
            },
            ConversationEvent::CloseUndone(undone) => EntryKind::CloseUndone { by: name(&undone.by) },
            ConversationEvent::Rated(rated) => EntryKind::Rated { stars: rated.stars, comment: rated.comment.clone() },
        })
    }

    pub(super) fn name_of_operator(&self, id: OperatorId) -> String {
        name_of(&self.operators, id)
    }

    fn named(&self, candidates: &[Candidate], let_lie: &[OperatorId]) -> Vec<NamedCandidate> {
        let named = |candidate: &Candidate| NamedCandidate {
            name: name_of(&self.operators, candidate.operator_id),
            conversations: candidate.conversations,
            conversations_max: candidate.conversations_max,
            let_lie: let_lie.contains(&candidate.operator_id),
        };
        candidates.iter().map(named).collect()
    }

    pub(super) fn conversation_erased(&mut self, recorded: &Recorded, touched: &mut Touched) {
        let id = ConversationId(recorded.stream.id);
        if let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.enter(recorded, EntryKind::Erased);
            touched.conversation(id);
            touched.visitors.insert(conversation.head.visitor_id);
        }
    }

    fn started(
        &mut self,
        id: ConversationId,
        recorded: &Recorded,
        visitor_id: VisitorId,
        site_id: SiteId,
        locale: Locale,
    ) {
        self.conversations_started += 1;
        let at = recorded.recorded_at;
        let (mut visitor_number, mut visitor_name, mut category_id, mut entries) = (0, None, None, Vec::new());
        if let Some(visitor) = self.visitors.get_mut(&visitor_id) {
            (visitor_number, visitor_name, category_id) = (visitor.number, visitor.name.clone(), visitor.category_id);
            entries = visitor.begin(id);
        }
        self.open.insert(id, ());
        self.conversations.insert(
            id,
            ConversationLive {
                head: ConversationHead {
                    id,
                    number: self.conversations_started,
                    visitor_id,
                    visitor_number,
                    visitor_name,
                    site_id,
                    locale,
                    operators: Vec::new(),
                    assigned: None,
                    on_hold: false,
                    department_id: None,
                    language: None,
                    category_id,
                    stars: None,
                    started_at: at,
                    closed_at: None,
                },
                marks: Marks::default(),
                entries,
                started_position: recorded.position,
                head_at: recorded.position,
                marks_at: 0,
                window_at: recorded.position,
                head_event: Cause::of(recorded),
                waiting_since: at,
                assigned_at: at,
                in_common_queue: false,
                offline: false,
                let_lie: BTreeMap::new(),
                reopens_until: None,
                preview: String::new(),
                last_by: Side::Visitor,
                last_at: at,
                unread: VecDeque::new(),
                mentioned: BTreeSet::new(),
            },
        );
    }

    /// Takes a conversation out of the lists of those that wait, as it stands there now.
    fn unqueue(&mut self, id: ConversationId) {
        if let Some(conversation) = self.conversations.get(&id) {
            self.waiting.remove(&conversation.turn());
            self.queues.take_out(conversation);
            self.assigned.remove(&(conversation.assigned_at, id));
        }
    }

    /// Puts it where it belongs.
    fn queue(&mut self, id: ConversationId) {
        let Some(conversation) = self.conversations.get(&id) else { return };
        if conversation.waits() {
            self.waiting.insert(conversation.turn());
            self.queues.put(conversation);
        } else if conversation.head.closed_at.is_none() && conversation.head.assigned.is_some() {
            self.assigned.insert((conversation.assigned_at, id));
        }
    }

    /// Counts open conversations of those who had one and of those who have it.
    fn load(&mut self, before: &[OperatorId], after: &[OperatorId], recorded: &Recorded, touched: &mut Touched) {
        if before == after {
            return;
        }
        for id in before {
            if let Some(operator) = self.operators.get_mut(id) {
                operator.conversations = operator.conversations.saturating_sub(1);
                if operator.conversations == 0 {
                    operator.free_since = Some((recorded.recorded_at, Cause::of(recorded)));
                }
                touched.operators.insert(*id);
            }
        }
        for id in after {
            if let Some(operator) = self.operators.get_mut(id) {
                operator.conversations += 1;
                touched.operators.insert(*id);
            }
        }
    }
}

/// Whether an event changes more of a conversation than its lines and marks.
fn changes_head(event: &ConversationEvent) -> bool {
    !matches!(
        event,
        ConversationEvent::MessageSent(_)
            | ConversationEvent::MessagesDelivered(_)
            | ConversationEvent::MessagesRead(_)
            | ConversationEvent::WaitingLineShown(_)
            | ConversationEvent::NoteWritten(_)
            | ConversationEvent::MentionSeen(_)
    )
}

/// Who shows with an event that he is there.
fn acts(event: &ConversationEvent) -> Option<OperatorId> {
    match event {
        ConversationEvent::OperatorJoined(joined) => Some(joined.operator_id),
        ConversationEvent::Transferred(transferred) => Some(transferred.by),
        ConversationEvent::Closed(closed) => match closed.by {
            Author::Operator { operator_id } => Some(operator_id),
            Author::Visitor => None,
        },
        _ => None,
    }
}

/// On whom an open conversation weighs.
fn open_holders(conversation: &ConversationLive) -> Vec<OperatorId> {
    if conversation.head.closed_at.is_some() { Vec::new() } else { conversation.head.audience().holders }
}

fn set_open(visitors: &mut HashMap<VisitorId, VisitorLive>, visitor_id: VisitorId, open: Option<ConversationId>) {
    if let Some(visitor) = visitors.get_mut(&visitor_id) {
        visitor.open = open;
    }
}

fn name_of(operators: &HashMap<OperatorId, OperatorLive>, id: OperatorId) -> String {
    operators.get(&id).map(|operator| operator.name.clone()).unwrap_or_default()
}
