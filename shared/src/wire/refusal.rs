//! A business "no", in one closed set for both sockets; each has a sentence in the catalogue (`refusal.*`).

use letopis_events::ids::OperatorId;
use serde::{Deserialize, Serialize};

/// Why a command was not carried out. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case", deny_unknown_fields)]
pub enum Refusal {
    /// This role may not do this.
    NotAllowed,
    /// The operator's status is Offline (S55).
    Offline,
    /// No such conversation, visitor, operator or site for this person.
    NotFound,
    /// Another operator was faster (S20).
    AlreadyTaken { by: OperatorId, name: String },
    /// Only operators who joined the conversation may do this.
    NotJoined,
    /// The conversation is over.
    Closed,
    /// There is no conversation yet.
    NotStarted,
    /// The text is empty.
    TextEmpty,
    /// The text is longer than this many characters.
    TextTooLong { max: u32 },
    /// A name is empty or too long.
    NameInvalid { max: u32 },
    /// Not an e-mail address.
    EmailInvalid,
    /// The address belongs to another account.
    EmailTaken,
    /// The password is too short or too long.
    PasswordInvalid { min: u32, max: u32 },
    /// The password is among the first that somebody else would try.
    PasswordObvious,
    /// Not `#rrggbb`.
    ColourInvalid,
    /// Not a host, or too many of them.
    DomainInvalid { domain: String },
    /// An administrator cannot disable or demote himself.
    Yourself,
    /// A number of a message that does not exist.
    NumberInvalid,
    /// The session is over.
    SessionOver,
    /// The account is disabled.
    Disabled,
    /// It exists already.
    Exists,
    /// The visitor is banned; he is told nothing more than that nobody can answer.
    Banned,
    /// The operator it should go to is not Online (S83).
    TargetOffline,
    /// Nobody serves this department, or speaks this language.
    NobodyThere,
    /// Archived, or never was: nothing new goes there.
    Archived,
    /// Not a language.
    LanguageInvalid,
    /// A number beyond what is allowed.
    OutOfRange { min: u32, max: u32 },
    /// Too many of them.
    TooMany { max: u32 },
    /// The organisation has switched this off (S126).
    SwitchedOff,
    /// The visitor already talks with somebody.
    InConversation,
    /// The visitor has left the site.
    LeftSite,
    /// Not a telephone number.
    PhoneInvalid,
    /// The end lies in the past.
    EndInPast,
    /// Not a picture that can be a photo, or one with a side longer than this many pixels.
    PhotoInvalid { max: u32 },
    /// The site's form asks for this before a conversation starts (M5).
    FormUnanswered { field: FormField },
    /// Not an address of the web.
    UrlInvalid,
    /// Not a time zone that we know.
    TimeZoneInvalid,
    /// Hours without a day, or a shift that ends before it begins.
    HoursInvalid,
    /// A colleague who does not see the conversation cannot be called to it (M13).
    MentionUnseen { name: String },
    /// Another one in use has this name, or one that differs in case only.
    NameTaken,
}

/// What a form may ask of a visitor (M5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormField {
    Name,
    Email,
    Phone,
    Department,
    Consent,
}
