//! Conversations in the live state.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use letopis_events::Recorded;
use letopis_events::events::ConversationEvent;
use letopis_events::events::conversation::ConversationStarted;
use letopis_events::ids::{ConversationId, OperatorId, VisitorId};
use letopis_events::vocabulary::{Author, Side};

use super::{Live, Touched};
use crate::domain::text::cut;
use crate::views::timeline::{ConversationHead, EntryKind, Marks, TimelineEntry};
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
    pub waiting_since: DateTime<Utc>,
    pub preview: String,
    pub last_by: Side,
    pub last_at: DateTime<Utc>,
    /// Numbers of the visitor's messages that no operator has read.
    pub unread: VecDeque<u32>,
}

impl ConversationLive {
    /// Adds a line to the timeline.
    pub(super) fn enter(&mut self, recorded: &Recorded, what: EntryKind) {
        self.entries.push(TimelineEntry { position: recorded.position, at: recorded.recorded_at, what });
    }
}

impl Live {
    pub(super) fn conversation(&mut self, recorded: &Recorded, event: &ConversationEvent, touched: &mut Touched) {
        let id = ConversationId(recorded.stream.id);
        if let ConversationEvent::Started(started) = event {
            self.started(id, recorded, started);
        }
        let Some(conversation) = self.conversations.get_mut(&id) else { return };
        touched.conversation(id);
        touched.visitors.insert(conversation.head.visitor_id);
        match event {
            ConversationEvent::Started(started) => {
                touched.left_board.insert(started.visitor_id);
                conversation.enter(recorded, EntryKind::Opened { page: started.page.clone() });
            }
            ConversationEvent::WaitingLineShown(shown) => {
                conversation.enter(recorded, EntryKind::WaitingLine { text: shown.text.clone() });
            }
            ConversationEvent::OperatorJoined(joined) => {
                let operator_id = joined.operator_id;
                let name = name_of(&self.operators, operator_id);
                if conversation.head.operators.is_empty() {
                    touched.left_queue(id);
                }
                conversation.head.operators.push(operator_id);
                conversation.head_at = recorded.position;
                conversation.enter(recorded, EntryKind::OperatorJoined { operator_id, name });
                self.load(&[operator_id], 1, touched);
            }
            ConversationEvent::MessageSent(sent) => {
                let (message_id, number, text) = (sent.message_id, sent.number, sent.text.clone());
                conversation.preview = cut(&text.replace('\n', " "), PREVIEW_CHARS);
                conversation.last_by = sent.author.side();
                conversation.last_at = recorded.recorded_at;
                let what = match sent.author {
                    Author::Visitor => {
                        conversation.unread.push_back(number);
                        EntryKind::VisitorMessage { message_id, number, text }
                    }
                    Author::Operator { operator_id } => {
                        let name = name_of(&self.operators, operator_id);
                        EntryKind::OperatorMessage { message_id, number, operator_id, name, text }
                    }
                };
                conversation.enter(recorded, what);
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
            ConversationEvent::Closed(closed) => {
                conversation.head.closed_at = Some(recorded.recorded_at);
                conversation.head_at = recorded.position;
                let what = match closed.by {
                    Author::Visitor => EntryKind::ClosedByVisitor,
                    Author::Operator { operator_id } => {
                        EntryKind::ClosedByOperator { operator_id, name: name_of(&self.operators, operator_id) }
                    }
                };
                if conversation.head.operators.is_empty() {
                    touched.left_queue(id);
                }
                conversation.enter(recorded, what);
                let (visitor_id, operators) = (conversation.head.visitor_id, conversation.head.operators.clone());
                self.open.remove(&id);
                self.set_open(visitor_id, None);
                self.load(&operators, -1, touched);
            }
            ConversationEvent::Reopened(_) => {
                conversation.head.closed_at = None;
                conversation.head_at = recorded.position;
                conversation.waiting_since = recorded.recorded_at;
                conversation.enter(recorded, EntryKind::Reopened);
                let (visitor_id, operators) = (conversation.head.visitor_id, conversation.head.operators.clone());
                touched.left_board.insert(visitor_id);
                self.open.insert(id, ());
                self.set_open(visitor_id, Some(id));
                self.load(&operators, 1, touched);
            }
        }
    }

    pub(super) fn conversation_erased(&mut self, recorded: &Recorded, touched: &mut Touched) {
        let id = ConversationId(recorded.stream.id);
        if let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.enter(recorded, EntryKind::Erased);
            touched.conversation(id);
            touched.visitors.insert(conversation.head.visitor_id);
        }
    }

    fn started(&mut self, id: ConversationId, recorded: &Recorded, started: &ConversationStarted) {
        self.conversations_started += 1;
        let visitor = self.visitors.get_mut(&started.visitor_id);
        let (visitor_number, visitor_name) =
            visitor.as_ref().map_or((0, None), |visitor| (visitor.number, visitor.name.clone()));
        if let Some(visitor) = visitor {
            visitor.conversations.push(id);
            visitor.open = Some(id);
        }
        self.open.insert(id, ());
        self.conversations.insert(
            id,
            ConversationLive {
                head: ConversationHead {
                    id,
                    number: self.conversations_started,
                    visitor_id: started.visitor_id,
                    visitor_number,
                    visitor_name,
                    site_id: started.site_id,
                    locale: started.locale,
                    operators: Vec::new(),
                    started_at: recorded.recorded_at,
                    closed_at: None,
                },
                marks: Marks::default(),
                entries: Vec::new(),
                started_position: recorded.position,
                head_at: recorded.position,
                marks_at: 0,
                waiting_since: recorded.recorded_at,
                preview: String::new(),
                last_by: Side::Visitor,
                last_at: recorded.recorded_at,
                unread: VecDeque::new(),
            },
        );
    }

    fn set_open(&mut self, visitor_id: VisitorId, open: Option<ConversationId>) {
        if let Some(visitor) = self.visitors.get_mut(&visitor_id) {
            visitor.open = open;
        }
    }

    /// Counts open conversations of operators up or down.
    fn load(&mut self, operators: &[OperatorId], change: i32, touched: &mut Touched) {
        for id in operators {
            if let Some(operator) = self.operators.get_mut(id) {
                operator.conversations = operator.conversations.saturating_add_signed(change);
                touched.operators.insert(*id);
            }
        }
    }
}

fn name_of(operators: &std::collections::HashMap<OperatorId, super::OperatorLive>, id: OperatorId) -> String {
    operators.get(&id).map(|operator| operator.name.clone()).unwrap_or_default()
}
