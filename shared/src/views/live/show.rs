//! Views of the live state, and the patches that bring a view from one position to the next.
//!
//! Both come from the same row functions, so they cannot disagree: a view is every row that the viewer sees, a patch is
//! the row as it is now of whatever was touched since.

use std::collections::BTreeSet;

use letopis_events::ids::{ConversationId, OperatorId, VisitorId};
use letopis_events::vocabulary::{Language, Role, StatusCause};

use super::{Availability, ConversationLive, Live, Touched};
use crate::domain::text::cut;
use crate::domain::url::{Utm, host, shown};
use crate::views::bans::{BanRow, Bans, BansPatch};
use crate::views::chat::{Chat, ChatConversation, ChatEntry, ChatEntryKind, ChatPatch};
use crate::views::operators::{Account, OperatorRow, Operators, OperatorsPatch};
use crate::views::people::{Audience, Viewer};
use crate::views::timeline::{EntryKind, Timeline, TimelineEntry, TimelinePatch};
use crate::views::visitor_card::{BanView, EarlierConversation, VisitorCard};
use crate::views::workplace::{ConversationRow, REFERRER_CHARS, VisitorRow, Wait, Workplace, WorkplacePatch};

/// What a viewer sees of a conversation that was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    Row,
    /// He had it before his eyes, and has it no longer.
    Gone,
    Nothing,
}

impl Live {
    /// The left column of this viewer.
    pub fn workplace(&self, viewer: Viewer) -> Workplace {
        Workplace {
            conversations: self
                .open
                .keys()
                .filter(|id| self.sees(viewer, **id))
                .filter_map(|id| self.conversation_row(*id))
                .map(|row| (row.id, row))
                .collect(),
            visitors: self
                .visits
                .values()
                .chain(&self.recently_left)
                .filter_map(|id| self.visitor_row(*id))
                .map(|row| (row.id, row))
                .collect(),
            waits: self.waits.seen(|audience| self.in_audience(viewer, audience)),
        }
    }

    /// What changed in the left column of this viewer after a position.
    pub fn workplace_patches(&self, viewer: Viewer, after: u64, touched: &Touched) -> Vec<WorkplacePatch> {
        let seen = self.workplace_seen(viewer, after, touched);
        let conversations = touched.conversations.keys().zip(seen).filter_map(|(id, seen)| match seen {
            Seen::Row => self.conversation_row(*id).map(|row| WorkplacePatch::Conversation { row: Box::new(row) }),
            Seen::Gone => Some(WorkplacePatch::ConversationGone { id: *id }),
            Seen::Nothing => None,
        });
        // Whoever talks out of sight leaves no trace here: a row goes once, when he begins.
        let gone = touched.left_board.iter().filter(|id| self.visitor_row(**id).is_none());
        let gone = gone.map(|id| WorkplacePatch::VisitorGone { id: *id });
        let visitors = touched.visitors.iter().filter_map(|id| self.visitor_row(*id));
        let visitors = visitors.map(|row| WorkplacePatch::Visitor { row: Box::new(row) }).chain(gone);
        let waits = touched.waits.iter().filter(|(audience, _)| self.in_audience(viewer, audience));
        let waits = waits.map(|(_, wait)| WorkplacePatch::Waited { wait: *wait });
        conversations.chain(visitors).chain(waits).collect()
    }

    /// What this viewer sees of each conversation that was touched after a position, and then of each wait that ended: all in
    /// which the patches of two viewers differ.
    pub fn workplace_seen(&self, viewer: Viewer, after: u64, touched: &Touched) -> Vec<Seen> {
        let one = |(id, audiences): (&ConversationId, &Vec<Audience>)| {
            let Some(conversation) = self.conversations.get(id) else { return Seen::Nothing };
            if self.open.contains_key(id) && self.in_audience(viewer, &conversation.head.audience()) {
                return Seen::Row;
            }
            // Whoever never had it before his eyes does not hear even its id.
            let shown = conversation.started_position <= after;
            let saw = audiences.iter().any(|audience| self.in_audience(viewer, audience));
            if shown && saw { Seen::Gone } else { Seen::Nothing }
        };
        let wait = |(audience, _): &(Audience, Wait)| match self.in_audience(viewer, audience) {
            true => Seen::Row,
            false => Seen::Nothing,
        };
        touched.conversations.iter().map(one).chain(touched.waits.iter().map(wait)).collect()
    }

    /// The row of a conversation, open or closed.
    pub fn conversation_row(&self, id: ConversationId) -> Option<ConversationRow> {
        let conversation = self.conversations.get(&id)?;
        let head = &conversation.head;
        Some(ConversationRow {
            id,
            number: head.number,
            visitor_id: head.visitor_id,
            visitor_number: head.visitor_number,
            visitor_name: head.visitor_name.clone(),
            site_id: head.site_id,
            locale: head.locale,
            operators: head.operators.clone(),
            assigned: head.assigned,
            assigned_at: head.assigned.map(|_| conversation.assigned_at),
            on_hold: head.on_hold,
            offline: conversation.offline,
            in_common_queue: conversation.in_common_queue && self.sites.auto_assignment,
            department_id: head.department_id,
            language: head.language.clone(),
            category_id: head.category_id,
            waiting_since: conversation.waiting_since,
            preview: conversation.preview.clone(),
            last_by: conversation.last_by,
            last_at: conversation.last_at,
            unread: conversation.unread.len() as u32,
            on_site: self.visitors.get(&head.visitor_id).is_some_and(|visitor| visitor.on_site()),
            mentioned: conversation.mentioned.iter().copied().collect(),
        })
    }

    /// The row of a visitor who stands in «Остальные».
    fn visitor_row(&self, id: VisitorId) -> Option<VisitorRow> {
        let visitor = self.visitors.get(&id)?;
        let visit = visitor.visit.as_ref()?;
        if visitor.open.is_some() || !(visitor.on_site() || visitor.recently_left) {
            return None;
        }
        Some(VisitorRow {
            id,
            number: visitor.number,
            name: visitor.name.clone(),
            site_id: visitor.site_id,
            visit_id: visit.facts.id,
            banned: self.ban_of(id).is_some(),
            page: visit.page.clone(),
            visit_started_at: visit.facts.started_at,
            page_at: visit.page_at,
            left_at: visit.facts.ended_at,
            pages_viewed: visit.facts.pages_viewed,
            referrer: cut(&shown(host(&visit.facts.referrer)), REFERRER_CHARS),
            utm: Some(Utm::of(&visit.facts.first_page.url)).filter(|utm| !utm.is_empty()),
            language: visit.facts.language.clone(),
            country: visit.facts.place.as_ref().map(|place| place.country.clone()),
            device: visit.facts.device.clone(),
        })
    }

    /// The timeline of a conversation, if it exists. Whether the viewer may see it is asked before.
    pub fn timeline(&self, id: ConversationId) -> Option<Timeline> {
        let conversation = self.conversations.get(&id)?;
        Some(Timeline {
            head: conversation.head.clone(),
            marks: conversation.marks,
            entries: conversation.entries.clone(),
        })
    }

    /// What changed in a timeline after a position.
    pub fn timeline_patches(&self, id: ConversationId, after: u64) -> Vec<TimelinePatch> {
        let Some(conversation) = self.conversations.get(&id) else { return Vec::new() };
        let mut patches = Vec::new();
        if conversation.head_at > after {
            patches.push(TimelinePatch::Head { head: Box::new(conversation.head.clone()) });
        }
        patches.extend(
            entries_after(conversation, after).map(|entry| TimelinePatch::Entry { entry: Box::new(entry.clone()) }),
        );
        if conversation.marks_at > after {
            patches.push(TimelinePatch::Marks { marks: conversation.marks });
        }
        patches
    }

    /// The card of a visitor for this viewer.
    pub fn visitor_card(&self, viewer: Viewer, id: VisitorId) -> Option<VisitorCard> {
        let visitor = self.visitors.get(&id)?;
        let earlier = visitor.conversations.iter().rev().filter(|id| Some(**id) != visitor.open);
        Some(VisitorCard {
            id,
            number: visitor.number,
            name: visitor.name.clone(),
            email: visitor.email.clone(),
            phone: visitor.phone.clone(),
            category_id: visitor.category_id,
            ban: self.ban_of(id).map(|ban| BanView { reason: ban.reason.clone(), until: ban.until }),
            site_id: visitor.site_id,
            first_seen_at: visitor.first_seen_at,
            visits: visitor.visits,
            visit: visitor.visit.as_ref().map(|visit| visit.facts.clone()),
            conversation: visitor.open.filter(|id| self.sees(viewer, *id)),
            earlier: earlier
                .filter(|id| self.sees(viewer, **id))
                .filter_map(|id| self.conversations.get(id))
                .map(|conversation| EarlierConversation {
                    id: conversation.head.id,
                    number: conversation.head.number,
                    started_at: conversation.head.started_at,
                    preview: conversation.preview.clone(),
                })
                .collect(),
        })
    }

    /// Everybody who is banned.
    pub fn bans_view(&self) -> Bans {
        Bans { rows: self.banned.keys().filter_map(|id| self.ban_row(*id)).map(|row| (row.visitor_id, row)).collect() }
    }

    /// What changed among the banned.
    pub fn bans_patches(&self, touched: &Touched) -> Vec<BansPatch> {
        // A banned visitor may get a name.
        let changed = touched.visitors.iter().filter(|id| self.banned.contains_key(id));
        let ids: BTreeSet<_> = touched.bans.iter().chain(changed).copied().collect();
        let patch = |id| match self.ban_row(id) {
            Some(row) => BansPatch::Ban { row: Box::new(row) },
            None => BansPatch::BanGone { visitor_id: id },
        };
        ids.into_iter().map(patch).collect()
    }

    fn ban_row(&self, visitor_id: VisitorId) -> Option<BanRow> {
        let one = self.banned.get(&visitor_id)?;
        let visitor = self.visitors.get(&visitor_id)?;
        Some(BanRow {
            visitor_id,
            visitor_number: visitor.number,
            visitor_name: visitor.name.clone(),
            by: one.ban.by,
            reason: one.ban.reason.clone(),
            since: one.since,
            until: one.ban.until,
            ip: one.ban.ip.clone(),
        })
    }

    /// Colleagues; with their accounts for an administrator (S5, S48).
    pub fn operators_view(&self, viewer: Viewer) -> Operators {
        let rows = self.operators.keys().filter_map(|id| self.operator_row(viewer, *id)).map(|row| (row.id, row));
        Operators { rows: rows.collect() }
    }

    /// What changed among colleagues.
    pub fn operators_patches(&self, viewer: Viewer, touched: &Touched) -> Vec<OperatorsPatch> {
        let patch = |id: &OperatorId| match self.operator_row(viewer, *id) {
            Some(row) => OperatorsPatch::Operator { row: Box::new(row) },
            None => OperatorsPatch::OperatorGone { id: *id },
        };
        touched.operators.iter().map(patch).collect()
    }

    fn operator_row(&self, viewer: Viewer, id: OperatorId) -> Option<OperatorRow> {
        let operator = self.operators.get(&id)?;
        let admin = viewer.role == Role::Admin;
        (admin || !operator.disabled).then(|| OperatorRow {
            id,
            name: operator.name.clone(),
            photo: operator.photo.clone(),
            role: operator.role,
            status: operator.status,
            status_since: operator.status_since,
            status_cause: self.status_cause(viewer).filter(|_| id == viewer.operator_id),
            lost: operator.lost_at.is_some(),
            conversations: operator.conversations,
            departments: operator.serving.departments.clone(),
            languages: operator.serving.languages.clone(),
            conversations_max: operator.conversations_max,
            account: admin.then(|| Account {
                email: operator.email.clone(),
                disabled: operator.disabled,
                created_at: operator.created_at,
                sessions: operator.sessions.len() as u32,
            }),
        })
    }

    /// Why this viewer has the status he has, where that came without him.
    pub fn status_cause(&self, viewer: Viewer) -> Option<StatusCause> {
        let cause = self.operators.get(&viewer.operator_id)?.status_cause;
        matches!(cause, StatusCause::ConnectionLost | StatusCause::LastConversationClosed).then_some(cause)
    }

    /// The window of a visitor who prefers these languages: his latest conversation.
    pub fn chat(&self, id: VisitorId, languages: &[Language]) -> Chat {
        let Some(visitor) = self.visitors.get(&id) else { return Chat::default() };
        let Availability { online, departments } = self.availability(&self.asker(id, visitor.site_id, languages));
        let chat = Chat { online, departments, form: self.chat_form(visitor), ..Chat::default() };
        match self.latest_conversation(id) {
            None => chat,
            Some(conversation) => Chat {
                queue_place: self.queue_place(conversation),
                conversation: Some(self.chat_conversation(conversation)),
                marks: conversation.marks,
                entries: chat_entries(conversation, 0).collect(),
                ..chat
            },
        }
    }

    /// What changed in the window of a visitor after a position.
    pub fn chat_patches(&self, id: VisitorId, languages: &[Language], after: u64, touched: &Touched) -> Vec<ChatPatch> {
        let Some(visitor) = self.visitors.get(&id) else { return Vec::new() };
        let mut patches = Vec::new();
        let latest = self.latest_conversation(id);
        // For whom he waits, and whether he has to be asked anything, changes with his conversation.
        let moved = latest.is_some_and(|conversation| conversation.window_at > after);
        if touched.online || moved {
            patches.extend(availability_patches(self.availability(&self.asker(id, visitor.site_id, languages))));
        }
        if touched.forms || moved || visitor.told_at > after {
            patches.push(ChatPatch::Form { form: self.chat_form(visitor).map(Box::new) });
        }
        let Some(conversation) = latest else { return patches };
        if conversation.started_position > after {
            patches.push(ChatPatch::Began { conversation: self.chat_conversation(conversation) });
        } else if conversation.window_at > after {
            patches.push(ChatPatch::Conversation { conversation: self.chat_conversation(conversation) });
        }
        if touched.moves_queues() {
            patches.push(ChatPatch::QueuePlace { place: self.queue_place(conversation) });
        }
        let entries = chat_entries(conversation, after);
        patches.extend(entries.map(|entry| ChatPatch::Entry { entry: Box::new(entry) }));
        if conversation.marks_at > after {
            patches.push(ChatPatch::Marks { marks: conversation.marks });
        }
        patches
    }

    fn chat_conversation(&self, conversation: &ConversationLive) -> ChatConversation {
        let head = &conversation.head;
        // His name of the moment in which he joined: the window hears of no other.
        let joined = conversation.entries.iter().rev().find_map(|entry| match &entry.what {
            EntryKind::OperatorJoined { operator_id, name } => Some((*operator_id, name.clone())),
            _ => None,
        });
        let joined = joined.filter(|_| !head.operators.is_empty());
        let photo = joined.as_ref().filter(|(id, _)| head.operators.contains(id));
        ChatConversation {
            id: head.id,
            number: head.number,
            closed: head.closed_at.is_some(),
            photo: photo.and_then(|(id, _)| self.operators.get(id)?.photo.clone()),
            operator: joined.map(|(_, name)| name),
            stars: head.stars,
            reopens_until: conversation.reopens_until,
        }
    }

    fn latest_conversation(&self, id: VisitorId) -> Option<&ConversationLive> {
        self.conversations.get(self.visitors.get(&id)?.conversations.last()?)
    }
}

/// Who is there, told to a window.
pub fn availability_patches(availability: Availability) -> [ChatPatch; 2] {
    let Availability { online, departments } = availability;
    [ChatPatch::Online { online }, ChatPatch::Departments { departments }]
}

/// The lines that came after a position; they stand in order, so the search is short.
fn entries_after(conversation: &ConversationLive, after: u64) -> impl Iterator<Item = &TimelineEntry> {
    let start = conversation.entries.partition_point(|entry| entry.position <= after);
    conversation.entries[start..].iter()
}

/// The lines after a position as the visitor may see them. That somebody else will come he is told once until somebody comes,
/// however often his conversation changes hands meanwhile.
fn chat_entries(conversation: &ConversationLive, after: u64) -> impl Iterator<Item = ChatEntry> {
    entries_after(conversation, after)
        .filter_map(chat_entry)
        .filter(|entry| entry.what != ChatEntryKind::AnotherWillJoin || !another_expected(conversation, entry.position))
}

/// Whether the visitor expected somebody else before a position: he had been told so, and nobody had come since, or nobody had
/// come at all.
fn another_expected(conversation: &ConversationLive, position: u64) -> bool {
    let before = conversation.entries.iter().rev().skip_while(|entry| entry.position >= position);
    let told = before.filter_map(chat_entry).find_map(|entry| match entry.what {
        ChatEntryKind::AnotherWillJoin => Some(true),
        ChatEntryKind::OperatorJoined { .. } => Some(false),
        _ => None,
    });
    told.unwrap_or(true)
}

/// A line as the visitor may see it; `None` for what is only for operators.
fn chat_entry(entry: &TimelineEntry) -> Option<ChatEntry> {
    let what = match &entry.what {
        EntryKind::WaitingLine { text } => ChatEntryKind::WaitingLine { text: text.clone() },
        EntryKind::OperatorJoined { name, .. } => ChatEntryKind::OperatorJoined { name: name.clone() },
        EntryKind::VisitorMessage { message_id, number, text } => {
            ChatEntryKind::Mine { message_id: *message_id, number: *number, text: text.clone() }
        }
        EntryKind::OperatorMessage { message_id, number, name, text, .. } => {
            ChatEntryKind::Theirs { message_id: *message_id, number: *number, name: name.clone(), text: text.clone() }
        }
        EntryKind::ClosedByVisitor | EntryKind::ClosedByOperator { .. } => ChatEntryKind::Closed,
        EntryKind::Reopened | EntryKind::CloseUndone { .. } => ChatEntryKind::Reopened,
        EntryKind::Erased => ChatEntryKind::Erased,
        // Who sent it on and why is not for him; that somebody else will come is.
        EntryKind::Transferred { .. } | EntryKind::ReturnedToQueue { name: Some(_), .. } => {
            ChatEntryKind::AnotherWillJoin
        }
        EntryKind::Rated { stars, .. } => ChatEntryKind::Rated { stars: *stars },
        EntryKind::Opened { .. }
        | EntryKind::Initiated { .. }
        | EntryKind::PageViewed { .. }
        | EntryKind::LeftSite
        | EntryKind::CameBack
        | EntryKind::Addressed { .. }
        | EntryKind::Assigned { .. }
        | EntryKind::CommonQueueEntered { .. }
        | EntryKind::ReturnedToQueue { name: None, .. }
        | EntryKind::CategoryGiven { .. }
        | EntryKind::Note { .. }
        | EntryKind::ContactsGiven { .. }
        | EntryKind::Consented { .. }
        | EntryKind::TakenOver { .. }
        | EntryKind::Held { .. }
        | EntryKind::HoldEnded { .. }
        | EntryKind::BanExpired
        | EntryKind::Banned { .. }
        | EntryKind::BanLifted { .. } => return None,
    };
    Some(ChatEntry { position: entry.position, at: entry.at, what })
}
