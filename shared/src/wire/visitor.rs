//! Frames of a visitor's socket, `GET /ws/visitor`. The loader holds the socket; the chat window reads and writes the
//! same frames through it.

use chrono::{DateTime, Utc};
use letopis_events::ids::{CommandId, DepartmentId, SiteId, TabId, VisitorId};
use letopis_events::vocabulary::{ButtonPlace, Locale, Page};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ErrorCode, Refusal, Resume};
use crate::views::chat::{Chat, ChatPatch};

/// From the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Must be first.
    Hello {
        protocol: u16,
        site_id: SiteId,
        /// The identity from an earlier welcome; without one the visitor is new.
        token: Option<String>,
        /// Made by the loader, one a tab.
        tab_id: TabId,
        page: Page,
        referrer: String,
        /// What the page says it is written in; when it says nothing, `navigator.languages`.
        languages: Vec<String>,
        resume: Option<Resume>,
    },
    /// The page in this tab changed without a reload, or its title did.
    Navigated {
        page: Page,
    },
    /// The message's id is the command's id. The first one starts a conversation, and carries the answers to the site's
    /// form.
    Send {
        id: CommandId,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<Box<FormAnswers>>,
    },
    Delivered {
        id: CommandId,
        up_to: u32,
    },
    Read {
        id: CommandId,
        up_to: u32,
    },
    Close {
        id: CommandId,
    },
    /// The visitor's judgement of his latest conversation, 1 to 5 stars (M7).
    Rate {
        id: CommandId,
        stars: u8,
        comment: String,
    },
    /// Typing in the window; repeated every two seconds (M1).
    #[serde(deserialize_with = "super::nothing_more")]
    Typing,
    #[serde(deserialize_with = "super::nothing_more")]
    Ping,
}

/// What a visitor answers to the form before a conversation (M5); texts that are empty are no answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormAnswers {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub department_id: Option<DepartmentId>,
    /// The text he agrees to, word for word: what he has not read he cannot agree to.
    pub consent: Option<String>,
}

/// To the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case", deny_unknown_fields)]
pub enum ServerFrame {
    Welcome {
        log_id: Uuid,
        position: u64,
        now: DateTime<Utc>,
        heartbeat_seconds: u32,
        visitor_id: VisitorId,
        /// To be kept and sent with the next hello.
        token: String,
        site: SiteFace,
    },
    /// The whole window at a position: after a hello, or "start anew".
    Snapshot {
        position: u64,
        view: Chat,
    },
    Patch {
        position: u64,
        patches: Vec<ChatPatch>,
    },
    Accepted {
        id: CommandId,
        position: u64,
    },
    Refused {
        id: CommandId,
        refusal: Refusal,
    },
    Failed {
        id: CommandId,
        error: ErrorCode,
    },
    /// An operator types.
    Typing {
        name: String,
    },
    Pong {
        position: u64,
    },
    Bye {
        error: Option<ErrorCode>,
        retry_after_millis: u32,
    },
}

/// What the page must know for button and window to look like the site's own, in the language of the visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteFace {
    pub name: String,
    pub accent: String,
    pub locale: Locale,
    /// Of the button when somebody is there and when nobody is, what is said before the number of unread messages, and how a
    /// window is closed that does not come.
    pub labels: [String; 4],
    pub place: ButtonPlace,
    /// The site's own words for the window; empty where it has none.
    pub title: String,
    pub subtitle: String,
    pub greeting: String,
    pub offline: String,
}
