//! Frames of a visitor's socket, `GET /ws/visitor`. The loader holds the socket; the chat window reads and writes the
//! same frames through it.

use chrono::{DateTime, Utc};
use letopis_events::ids::{CommandId, SiteId, TabId, VisitorId};
use letopis_events::vocabulary::{Locale, Page};
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
    /// The message's id is the command's id. The first one starts a conversation.
    Send {
        id: CommandId,
        text: String,
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
    Error {
        error: ErrorCode,
    },
    Bye {
        error: Option<ErrorCode>,
        retry_after_millis: u32,
    },
}

/// What the widget must know to look like the site's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteFace {
    pub name: String,
    pub accent: String,
    pub locale: Locale,
}
