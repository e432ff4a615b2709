//! The visitor's window: his latest conversation without anything that is not for him.

use chrono::{DateTime, Utc};
use letopis_events::ids::{ConversationId, DepartmentId, MessageId};
use letopis_events::vocabulary::{FieldRule, FormConsent, Names};
use serde::{Deserialize, Serialize};

use super::View;
use super::timeline::Marks;

/// One line of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatEntry {
    /// Of the event behind it: order and key.
    pub position: u64,
    pub at: DateTime<Utc>,
    pub what: ChatEntryKind,
}

/// What a line tells the visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChatEntryKind {
    WaitingLine {
        text: String,
    },
    OperatorJoined {
        name: String,
    },
    /// His own message.
    Mine {
        message_id: MessageId,
        number: u32,
        text: String,
    },
    /// An operator's message.
    Theirs {
        message_id: MessageId,
        number: u32,
        name: String,
        text: String,
    },
    Closed,
    Reopened,
    /// The operator cannot go on, or sent the conversation on (S82, M11).
    AnotherWillJoin,
    /// His own judgement (M7).
    Rated {
        stars: u8,
    },
    /// Recorded once, erased since.
    Erased,
}

/// The conversation in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatConversation {
    pub id: ConversationId,
    pub number: u32,
    pub closed: bool,
    /// The name of who answers now.
    pub operator: Option<String>,
    /// The digest of his photo, at `/photos/<digest>` (S111).
    pub photo: Option<String>,
    /// How the visitor judged it, 1 to 5 (M7).
    pub stars: Option<u8>,
    /// Once it is over: until when a message still reopens it.
    pub reopens_until: Option<DateTime<Utc>>,
}

/// A department that the form offers (M5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatDepartment {
    pub id: DepartmentId,
    pub names: Names,
    /// Whether somebody of it is there who speaks the visitor's language.
    pub online: bool,
}

/// What the site asks before a conversation starts, as far as this visitor has not answered (M5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatForm {
    pub name: FieldRule,
    pub email: FieldRule,
    pub phone: FieldRule,
    pub department: FieldRule,
    /// Nothing where it is not asked, or he has agreed to just this.
    pub consent: Option<FormConsent>,
    /// What he has told of himself before; empty where he has not.
    pub known_name: String,
    pub known_email: String,
    pub known_phone: String,
}

/// Everything the visitor's window shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// Whether somebody is there to answer him (S134).
    pub online: bool,
    /// Those that the form offers, in their order; none while a conversation is open.
    pub departments: Vec<ChatDepartment>,
    /// What is asked before the next conversation; nothing while one is open.
    pub form: Option<ChatForm>,
    /// While he waits: his place among those whom somebody could take who could take him, from 1; nothing when he stands far back (M23).
    pub queue_place: Option<u32>,
    pub conversation: Option<ChatConversation>,
    pub marks: Marks,
    pub entries: Vec<ChatEntry>,
}

/// One change of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChatPatch {
    Online {
        online: bool,
    },
    Departments {
        departments: Vec<ChatDepartment>,
    },
    Form {
        form: Option<Box<ChatForm>>,
    },
    QueuePlace {
        place: Option<u32>,
    },
    /// Another conversation began: the entries start anew.
    Began {
        conversation: ChatConversation,
    },
    Conversation {
        conversation: ChatConversation,
    },
    Entry {
        entry: Box<ChatEntry>,
    },
    Marks {
        marks: Marks,
    },
}

impl View for Chat {
    type Patch = ChatPatch;

    fn apply(&mut self, patch: &ChatPatch) {
        match patch {
            ChatPatch::Online { online } => self.online = *online,
            ChatPatch::Departments { departments } => self.departments.clone_from(departments),
            ChatPatch::Form { form } => self.form = form.as_deref().cloned(),
            ChatPatch::QueuePlace { place } => self.queue_place = *place,
            ChatPatch::Began { conversation } => {
                self.conversation = Some(conversation.clone());
                self.marks = Marks::default();
                self.entries.clear();
            }
            ChatPatch::Conversation { conversation } => self.conversation = Some(conversation.clone()),
            ChatPatch::Entry { entry } => {
                // As in a timeline: the later judgement stands alone.
                let is_judgement = |entry: &ChatEntry| matches!(entry.what, ChatEntryKind::Rated { .. });
                if is_judgement(entry) {
                    self.entries.retain(|known| !is_judgement(known));
                }
                self.entries.push((**entry).clone());
            }
            ChatPatch::Marks { marks } => self.marks = *marks,
        }
    }
}
