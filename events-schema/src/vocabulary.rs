//! Words that several events share. Texts for people are not here: they live in the catalogue.

mod hours;
mod window;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use hours::{Shift, Weekday, WorkingHours};
pub use window::{ButtonPlace, Edge, FieldRule, FormConsent, PreChatForm, WindowTexts};

use crate::ids::{DepartmentId, OperatorId, SessionId, VisitorId};

/// What an account may do (manual: S5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Talks to visitors.
    Operator,
    /// Talks to visitors and sees the conversations of others.
    Supervisor,
    /// Everything a supervisor may, and accounts, sites and settings.
    Admin,
    /// Reads the log and changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order in which forms offer them.
    pub const ALL: [Role; 4] = [Role::Operator, Role::Supervisor, Role::Admin, Role::Auditor];

    /// Whether this role talks to visitors and therefore has a workplace.
    pub fn serves_visitors(self) -> bool {
        self != Role::Auditor
    }
}

/// The working mode of an operator (manual: S46). Behaviour hangs on the methods, never on the name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperatorStatus {
    /// Takes new conversations and makes the site online (S49).
    Online,
    /// Present for colleagues, not for visitors (S50).
    Invisible,
    /// As invisible, by another name (S51, S56).
    Lunch,
    /// No new conversations; turns to lunch with the last one (S52, S53).
    BeforeLunch,
    /// As invisible, by another name (S54, S56).
    PersonalBreak,
    /// No access to chats and live data (S55). Where nobody has signed in.
    #[default]
    Offline,
}

impl OperatorStatus {
    /// All six, in the order of the status menu.
    pub const ALL: [OperatorStatus; 6] = [
        OperatorStatus::Online,
        OperatorStatus::Invisible,
        OperatorStatus::Lunch,
        OperatorStatus::BeforeLunch,
        OperatorStatus::PersonalBreak,
        OperatorStatus::Offline,
    ];

    /// Whether one operator with this status makes the site online for visitors.
    pub fn makes_site_online(self) -> bool {
        self == OperatorStatus::Online
    }

    /// Whether the server may give a new conversation to an operator with this status (S49, S52).
    pub fn is_routable(self) -> bool {
        self == OperatorStatus::Online
    }

    /// The status that follows by itself once no conversation is open (S53).
    pub fn after_last_conversation(self) -> Option<OperatorStatus> {
        (self == OperatorStatus::BeforeLunch).then_some(OperatorStatus::Lunch)
    }

    /// Whether chats and live data are open to an operator with this status (S55).
    pub fn may_chat(self) -> bool {
        self != OperatorStatus::Offline
    }
}

/// Why a status changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusCause {
    /// Chosen on the sign-in form (S2).
    SignIn,
    /// Chosen in the status menu (S47).
    Manual,
    /// The last session of the operator ended.
    SignOut,
    /// An administrator disabled the account.
    Disabled,
    /// The last conversation of an operator before lunch closed (S53).
    LastConversationClosed,
    /// No browser of the operator was connected for too long (M11).
    ConnectionLost,
}

/// A language the product speaks to people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// Russian.
    Ru,
    /// English.
    #[default]
    En,
}

impl Locale {
    /// The BCP 47 tag, for `lang` attributes and `Intl`.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::Ru => "ru",
            Locale::En => "en",
        }
    }

    /// The first of these BCP 47 tags that we speak, best first.
    pub fn spoken<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        tags.into_iter().find_map(|tag| match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "ru" | "be" | "kk" | "uk" => Some(Locale::Ru),
            "en" => Some(Locale::En),
            _ => None,
        })
    }
}

/// How the console looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    Light,
    Dark,
}

/// How the bytes of a photo are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PhotoType {
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/webp")]
    Webp,
}

impl PhotoType {
    /// As a header says it.
    pub fn media_type(self) -> &'static str {
        match self {
            PhotoType::Jpeg => "image/jpeg",
            PhotoType::Webp => "image/webp",
        }
    }
}

/// A page of a site, as the visitor's browser named it: hostile text, never markup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Absolute address, `http` or `https`.
    pub url: String,
    /// The document's title; may be empty.
    pub title: String,
}

/// A place on the map, in millionths of a degree: whole numbers come back from the log as they were recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coordinates {
    /// North is positive.
    pub latitude_microdegrees: i32,
    /// East is positive.
    pub longitude_microdegrees: i32,
}

/// What a visitor holds in his hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    Desktop,
    Phone,
    Tablet,
    /// A program that reads pages: a search engine, a monitor.
    Bot,
    /// A television, a console, or not recognised.
    Other,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields, from = "StrictAuthor")]
pub enum Author {
    Visitor,
    Operator { operator_id: OperatorId },
}

/// How an author is read: serde lets unknown fields pass beside a tag unless the variant has braces.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "Author", description = "Who wrote a message.")]
enum StrictAuthor {
    Visitor {},
    Operator { operator_id: OperatorId },
}

impl From<StrictAuthor> for Author {
    fn from(author: StrictAuthor) -> Self {
        match author {
            StrictAuthor::Visitor {} => Author::Visitor,
            StrictAuthor::Operator { operator_id } => Author::Operator { operator_id },
        }
    }
}

/// The two sides of a conversation, where the particular operator does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Visitor,
    Operator,
}

impl Side {
    /// The side that reads what this one writes.
    pub fn other(self) -> Side {
        match self {
            Side::Visitor => Side::Operator,
            Side::Operator => Side::Visitor,
        }
    }
}

impl Author {
    /// The side this author writes from.
    pub fn side(self) -> Side {
        match self {
            Author::Visitor => Side::Visitor,
            Author::Operator { .. } => Side::Operator,
        }
    }
}

/// Why a session of an operator ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// Signed out of this browser.
    SignedOut,
    /// Signed out of every browser.
    SignedOutEverywhere,
    /// An administrator ended it.
    Revoked,
    /// A refresh token was used a second time: somebody else may have it.
    TokenReused,
    /// The account was disabled.
    Disabled,
    /// The password changed.
    PasswordSet,
    /// Its time ran out without a renewal.
    Expired,
}

/// A language of visitors and operators: a primary subtag of BCP 47 in lower case, `ru`, `de`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Language(pub String);

/// A name in every language of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub ru: String,
    pub en: String,
}

impl Names {
    /// The name for a reader of this language.
    pub fn of(&self, locale: Locale) -> &str {
        match locale {
            Locale::Ru => &self.ru,
            Locale::En => &self.en,
        }
    }
}

/// Where an operator sends a conversation (S83–S86).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields, from = "StrictTransferTarget")]
pub enum TransferTarget {
    Operator {
        operator_id: OperatorId,
    },
    Department {
        department_id: DepartmentId,
    },
    Language {
        language: Language,
    },
    /// Back to everybody.
    CommonQueue,
}

/// How a target is read: serde lets unknown fields pass beside a tag unless the variant has braces.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "TransferTarget", description = "Where an operator sends a conversation.")]
enum StrictTransferTarget {
    Operator { operator_id: OperatorId },
    Department { department_id: DepartmentId },
    Language { language: Language },
    CommonQueue {},
}

impl From<StrictTransferTarget> for TransferTarget {
    fn from(target: StrictTransferTarget) -> Self {
        match target {
            StrictTransferTarget::Operator { operator_id } => TransferTarget::Operator { operator_id },
            StrictTransferTarget::Department { department_id } => TransferTarget::Department { department_id },
            StrictTransferTarget::Language { language } => TransferTarget::Language { language },
            StrictTransferTarget::CommonQueue {} => TransferTarget::CommonQueue,
        }
    }
}

/// Why the server chose this operator ("why me?").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentReason {
    /// Nobody else could take it.
    OnlyCandidate,
    /// Fewest open conversations.
    FewestConversations,
    /// As many open conversations as another, and assigned to longest ago.
    AssignedLongestAgo,
    /// Everybody else who could take it had it before, and did not open it in time.
    OthersLetItLie,
}

/// An operator among whom the server chose, as he was at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub operator_id: OperatorId,
    /// Open conversations of his, assigned ones included.
    pub conversations: u32,
    /// How many he may have; 0 is no limit.
    pub conversations_max: u32,
    /// When the server last gave him one.
    pub last_assigned_at: Option<DateTime<Utc>>,
}

/// Why a conversation went back to the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnCause {
    /// Assigned, and not opened in time.
    NotPickedUp,
    /// The operator chose Offline.
    WentOffline,
    /// The operator signed out, or his session ran out.
    SignedOut,
    /// The operator was disconnected for too long.
    ConnectionLost,
    /// The account was disabled.
    Disabled,
    /// The visitor came back when the operator could not take him.
    NotAvailable,
    /// The department or operator it was sent to is gone.
    TargetGone,
}

/// A function that an account may or may not have (S126).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    OperatorChat,
    Cobrowsing,
    RedirectInChat,
    TeleportByCode,
    TranscriptByEmail,
}

impl Feature {
    /// All five, in the order of the settings page.
    pub const ALL: [Feature; 5] = [
        Feature::OperatorChat,
        Feature::RedirectInChat,
        Feature::TeleportByCode,
        Feature::TranscriptByEmail,
        Feature::Cobrowsing,
    ];
}

/// On whose behalf an event was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Actor {
    /// A rule of the product itself.
    System,
    /// An operator, in one of his sessions.
    Operator { operator_id: OperatorId, session_id: Option<SessionId> },
    /// A visitor.
    Visitor { visitor_id: VisitorId },
    /// The administrator on the command line or through the one-time link.
    Host,
}

/// A text that is recorded but never shown, exported or logged (a password's hash).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
