//! The facts, one file an aggregate. A name is in the past tense and never reused; a new shape is a new version.

pub mod category;
pub mod conversation;
pub mod department;
pub mod operator;
pub mod operator_chat;
pub mod settings;
pub mod site;
pub mod visit;
pub mod visitor;

use serde::{Deserialize, Serialize};

pub use category::CategoryEvent;
pub use conversation::ConversationEvent;
pub use department::DepartmentEvent;
pub use operator::OperatorEvent;
pub use operator_chat::OperatorChatEvent;
pub use settings::SettingsEvent;
pub use site::SiteEvent;
pub use visit::VisitEvent;
pub use visitor::VisitorEvent;

use crate::envelope::Erased;

/// What a stream is about: the first half of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AggregateKind {
    Operator,
    Site,
    Settings,
    Visitor,
    Visit,
    Conversation,
    Department,
    Category,
    OperatorChat,
}

impl AggregateKind {
    /// All kinds, in the order of their storage codes.
    pub const ALL: [AggregateKind; 9] = [
        AggregateKind::Operator,
        AggregateKind::Site,
        AggregateKind::Settings,
        AggregateKind::Visitor,
        AggregateKind::Visit,
        AggregateKind::Conversation,
        AggregateKind::Department,
        AggregateKind::Category,
        AggregateKind::OperatorChat,
    ];

    /// The word in stream names and event types: `conversation` of `conversation.started`.
    pub fn name(self) -> &'static str {
        match self {
            AggregateKind::Operator => "operator",
            AggregateKind::Site => "site",
            AggregateKind::Settings => "settings",
            AggregateKind::Visitor => "visitor",
            AggregateKind::Visit => "visit",
            AggregateKind::Conversation => "conversation",
            AggregateKind::Department => "department",
            AggregateKind::Category => "category",
            AggregateKind::OperatorChat => "operator_chat",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Why a recorded event cannot be read by this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownEvent {
    /// No such event type: written by a newer program.
    Type(String),
    /// The type is known, this version of it is not: written by a newer program.
    Version { event_type: String, version: u16 },
    /// Type and version are known, the payload does not fit: the log is damaged.
    Shape { event_type: &'static str, error: String },
}

impl std::fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            UnknownEvent::Type(name) => write!(f, "event type {name:?} is not known to this version"),
            UnknownEvent::Version { event_type, version } => {
                write!(f, "version {version} of event {event_type:?} is not known to this version")
            }
            UnknownEvent::Shape { event_type, error } => write!(f, "payload of {event_type:?} does not fit: {error}"),
        }
    }
}

impl std::error::Error for UnknownEvent {}

/// What every aggregate's event enum can do. Implemented by the `events!` macro only.
pub trait Event: Sized + Clone + PartialEq + std::fmt::Debug + Serialize {
    /// The aggregate whose streams hold these events.
    const KIND: AggregateKind;

    /// The stable name, `conversation.started`.
    fn event_type(&self) -> &'static str;

    /// The version of the payload's shape that this program writes.
    fn version(&self) -> u16;

    /// Reads a payload of whatever version, upcasting old ones.
    ///
    /// # Errors
    /// [`UnknownEvent`] when the name, the version or the shape is not known.
    fn from_stored(event_type: &str, version: u16, payload: &str) -> Result<Self, UnknownEvent>;

    /// The same event among those of all aggregates.
    fn wrap(self) -> AnyEvent;
}

/// An event of any aggregate, as projections and replays receive it.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyEvent {
    Operator(OperatorEvent),
    Site(SiteEvent),
    Settings(SettingsEvent),
    Visitor(VisitorEvent),
    Visit(VisitEvent),
    Conversation(ConversationEvent),
    Department(DepartmentEvent),
    Category(CategoryEvent),
    OperatorChat(OperatorChatEvent),
    /// The payload was erased; that something happened here stays.
    Erased(Erased),
}

impl AnyEvent {
    /// Reads a stored payload of whatever version, upcasting old ones.
    ///
    /// # Errors
    /// [`UnknownEvent`] when the name, version or shape is not known.
    pub fn from_stored(event_type: &str, version: u16, payload: &str) -> Result<Self, UnknownEvent> {
        fn read<E: Event>(event_type: &str, version: u16, payload: &str) -> Result<AnyEvent, UnknownEvent> {
            E::from_stored(event_type, version, payload).map(Event::wrap)
        }
        let read = match event_type.split('.').next().and_then(AggregateKind::from_name) {
            Some(AggregateKind::Operator) => read::<OperatorEvent>,
            Some(AggregateKind::Site) => read::<SiteEvent>,
            Some(AggregateKind::Settings) => read::<SettingsEvent>,
            Some(AggregateKind::Visitor) => read::<VisitorEvent>,
            Some(AggregateKind::Visit) => read::<VisitEvent>,
            Some(AggregateKind::Conversation) => read::<ConversationEvent>,
            Some(AggregateKind::Department) => read::<DepartmentEvent>,
            Some(AggregateKind::Category) => read::<CategoryEvent>,
            Some(AggregateKind::OperatorChat) => read::<OperatorChatEvent>,
            None => return Err(UnknownEvent::Type(event_type.to_owned())),
        };
        read(event_type, version, payload)
    }
}
