//! What the window knows, and how everything that arrives changes it. Pure.

use chrono::{DateTime, Utc};
use letopis_shared::schema::ids::{CommandId, DepartmentId, MessageId};
use letopis_shared::schema::vocabulary::{FieldRule, Side};
use letopis_shared::views::View;
use letopis_shared::views::chat::{Chat, ChatConversation, ChatEntry, ChatEntryKind, ChatForm, ChatPatch};
use letopis_shared::views::timeline::Delivery;
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::visitor::{ServerFrame, SiteFace};
use letopis_shared::wire::{ErrorCode, Refusal};

use crate::bridge::PendingCommand;

/// A message of the visitor that the conversation does not show yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsent {
    pub id: MessageId,
    pub text: String,
    pub at: DateTime<Utc>,
    /// Sending, sent or failed.
    pub state: Delivery,
}

/// Everything the window shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    pub site: Option<SiteFace>,
    /// `None` until the server's first snapshot.
    pub chat: Option<Chat>,
    pub unsent: Vec<Unsent>,
    /// What the server missed in the answers to the form.
    pub lacks: Option<FormField>,
    /// The server does not let him write (S110). Why is not said.
    pub shut: bool,
}

impl Model {
    /// The loader knows how the site looked the last time; its commands without an answer are the messages on their way.
    pub fn start(&mut self, site: Option<SiteFace>, pending: Vec<PendingCommand>) {
        self.site = site;
        self.unsent = pending
            .into_iter()
            .filter_map(|PendingCommand { id, text, failed }| {
                let state = if failed { Delivery::Failed } else { Delivery::Sending };
                Some(Unsent { id: MessageId(id.0), text: text?, at: time_of(id), state })
            })
            .collect();
    }

    /// The visitor wrote: shown at once.
    pub fn send(&mut self, id: CommandId, text: String) {
        self.unsent.push(Unsent { id: MessageId(id.0), text, at: time_of(id), state: Delivery::Sending });
    }

    /// The visitor gave up a message that failed.
    pub fn drop_unsent(&mut self, id: MessageId) -> Option<Unsent> {
        let at = self.unsent.iter().position(|unsent| unsent.id == id)?;
        Some(self.unsent.remove(at))
    }

    /// Takes a frame of the server.
    pub fn take(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Welcome { site, .. } => {
                self.site = Some(site);
                self.shut = false;
            }
            ServerFrame::Bye { error: Some(ErrorCode::Forbidden), .. } => self.shut = true,
            ServerFrame::Snapshot { view, .. } => {
                self.chat = Some(view);
                self.forget_arrived();
            }
            ServerFrame::Patch { patches, .. } => self.apply(&patches),
            ServerFrame::Accepted { id, .. } => self.set_state(id, Delivery::Sent),
            ServerFrame::Refused { id, refusal } => {
                self.set_state(id, Delivery::Failed);
                if let Refusal::FormUnanswered { field } = refusal {
                    self.lacks = Some(field);
                }
            }
            ServerFrame::Failed { id, error } if !error.is_passing() => self.set_state(id, Delivery::Failed),
            _ => {}
        }
    }

    /// Where a message of the visitor is (M3).
    pub fn delivery(&self, id: MessageId) -> Delivery {
        if let Some(unsent) = self.unsent.iter().find(|unsent| unsent.id == id) {
            return unsent.state;
        }
        let number = self.chat.iter().flat_map(|chat| &chat.entries).find_map(|entry| match &entry.what {
            ChatEntryKind::Mine { message_id, number, .. } if *message_id == id => Some(*number),
            _ => None,
        });
        match (&self.chat, number) {
            (Some(chat), Some(number)) => chat.marks.state(Side::Visitor, number),
            _ => Delivery::Sending,
        }
    }

    /// Messages that were refused.
    pub fn failed(&self) -> Vec<MessageId> {
        let failed = self.unsent.iter().filter(|unsent| unsent.state == Delivery::Failed);
        failed.map(|unsent| unsent.id).collect()
    }

    /// Messages that wait and will not be taken: he may not write.
    pub fn in_vain(&self) -> Vec<MessageId> {
        self.unsent.iter().filter(|_| self.shut).map(|unsent| unsent.id).collect()
    }

    /// Whether a conversation is open.
    pub fn talking(&self) -> bool {
        !self.shut && self.conversation().is_some_and(|conversation| !conversation.closed)
    }

    /// What is to be answered before a message of this time (M5); nothing while it would go on with a conversation.
    pub fn asked(&self, now: DateTime<Utc>) -> Option<&ChatForm> {
        let chat = self.chat.as_ref()?;
        let over = |one: &ChatConversation| one.closed && one.reopens_until.is_none_or(|until| until < now);
        let form = chat.form.as_ref()?;
        let starts = self.lacks.is_some() || chat.conversation.as_ref().is_none_or(over);
        let anything = form.consent.is_some()
            || [form.name, form.email, form.phone].iter().any(|rule| *rule != FieldRule::Off)
            || form.department != FieldRule::Off && !chat.departments.is_empty();
        Some(form).filter(|_| starts && anything && !self.shut)
    }

    /// Whether there is a conversation to read and judge while the form is not open: none of his messages waits for it.
    pub fn readable(&self) -> bool {
        self.conversation().is_some() && self.lacks.is_none()
    }

    /// The number of the conversation; 0 before the first.
    pub fn number(&self) -> u32 {
        self.conversation().map_or(0, |conversation| conversation.number)
    }

    /// The operator who answers.
    pub fn operator(&self) -> Option<&str> {
        self.conversation()?.operator.as_deref()
    }

    /// The digest of the photo of somebody who wrote, as far as it is known: of who answers now.
    pub fn photo(&self, name: &str) -> Option<String> {
        let conversation = self.conversation().filter(|one| one.operator.as_deref() == Some(name))?;
        conversation.photo.clone()
    }

    fn conversation(&self) -> Option<&ChatConversation> {
        self.chat.as_ref()?.conversation.as_ref()
    }

    /// The visitor's judgement of what is over; `None` where there is nothing to judge, 0 before he has (M7).
    pub fn stars(&self) -> Option<u8> {
        let over = self.conversation().filter(|conversation| conversation.closed && !self.shut)?;
        let joined = |entry: &ChatEntry| matches!(entry.what, ChatEntryKind::OperatorJoined { .. });
        let talked = self.chat.as_ref()?.entries.iter().any(joined);
        talked.then_some(over.stars.unwrap_or(0))
    }

    /// While he waits for somebody who is there: his place in the queue, as far as it is told (M23).
    pub fn queue_place(&self) -> Option<u32> {
        self.chat.as_ref()?.queue_place.filter(|_| self.attended() == Some(true))
    }

    /// Whether the conversation goes on without the operator it had, or was to have.
    pub fn left(&self) -> bool {
        let another = |entry: &ChatEntry| matches!(entry.what, ChatEntryKind::AnotherWillJoin);
        self.waits() && self.chat.iter().any(|chat| chat.entries.iter().any(another))
    }

    /// Whether nobody has the conversation that is open.
    pub fn waits(&self) -> bool {
        self.talking() && self.operator().is_none()
    }

    /// Whether anything stands in the log.
    pub fn spoken(&self) -> bool {
        !self.unsent.is_empty() || self.chat.iter().any(|chat| !chat.entries.is_empty())
    }

    /// Number of the last message of an operator; 0 when there is none.
    pub fn last_of_operator(&self) -> u32 {
        let entries = self.chat.iter().flat_map(|chat| chat.entries.iter().rev());
        let numbers = entries.filter_map(|entry| match entry.what {
            ChatEntryKind::Theirs { number, .. } => Some(number),
            _ => None,
        });
        numbers.max().unwrap_or(0)
    }

    /// The last line that is not the visitor's own: with a new one, what was being typed is here, or is not to come.
    pub fn last_of_others(&self) -> Option<u64> {
        let mut entries = self.chat.as_ref()?.entries.iter().rev();
        entries.find(|entry| !matches!(entry.what, ChatEntryKind::Mine { .. })).map(|entry| entry.position)
    }

    /// Whether somebody answers: an operator is there for the site, or already in this conversation. `None`: not known,
    /// or not for him.
    pub fn attended(&self) -> Option<bool> {
        self.attended_by(None)
    }

    /// The same for whoever asks for a department.
    pub fn attended_by(&self, department: Option<DepartmentId>) -> Option<bool> {
        let chat = self.chat.as_ref().filter(|_| !self.shut)?;
        let chosen = chat.departments.iter().find(|one| Some(one.id) == department);
        Some(chosen.map_or(chat.online, |one| one.online) || self.talking() && self.operator().is_some())
    }

    fn apply(&mut self, patches: &[ChatPatch]) {
        let Some(chat) = &mut self.chat else { return };
        for patch in patches {
            chat.apply(patch);
        }
        self.forget_arrived();
    }

    /// A message that the conversation shows is no longer on its way.
    fn forget_arrived(&mut self) {
        let Some(chat) = &self.chat else { return };
        let arrived = |id: MessageId| {
            let mut entries = chat.entries.iter().rev();
            entries.any(|entry| matches!(entry.what, ChatEntryKind::Mine { message_id, .. } if message_id == id))
        };
        self.unsent.retain(|unsent| !arrived(unsent.id));
    }

    fn set_state(&mut self, id: CommandId, state: Delivery) {
        if let Some(unsent) = self.unsent.iter_mut().find(|unsent| unsent.id.0 == id.0) {
            unsent.state = state;
        }
    }
}

/// When a command was made: its id says so (UUIDv7).
fn time_of(id: CommandId) -> DateTime<Utc> {
    let millis = (id.0.as_u128() >> 80) as i64;
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

#[cfg(test)]
mod tests;
