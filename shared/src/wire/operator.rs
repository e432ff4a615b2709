//! Frames of an operator's socket, `GET /ws/operator`. JSON text, one frame a message.
//!
//! The client says hello with its access token, subscribes to topics, sends commands. Each subscription is answered by
//! a snapshot or, when it resumes, by the patches it missed; then patches follow as events happen.

use chrono::{DateTime, Utc};
use letopis_events::ids::{CategoryId, CommandId, ConversationId, DepartmentId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{
    ButtonPlace, Feature, Language, Locale, Names, OperatorStatus, PreChatForm, Role, SessionEnd, Side, Theme,
    TransferTarget, WindowTexts, WorkingHours,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ErrorCode, Refusal, Resume};
use crate::domain::visitor::Breadth;
use crate::views::bans::{Bans, BansPatch};
use crate::views::changes::{Changes, ChangesPatch};
use crate::views::operator_chat::{OperatorChat, OperatorChatPatch};
use crate::views::operators::{Operators, OperatorsPatch};
use crate::views::sites::{Sites, SitesPatch};
use crate::views::timeline::{Timeline, TimelinePatch};
use crate::views::visitor_card::{OpenTab, VisitorCard, VisitorCardPatch};
use crate::views::workplace::{Workplace, WorkplacePatch};

/// From the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Must be first.
    Hello {
        protocol: u16,
        token: String,
    },
    /// A new access token before the old one ends; the socket lives on.
    Renew {
        token: String,
    },
    Subscribe {
        topic: Topic,
        resume: Option<Resume>,
    },
    Unsubscribe {
        topic: Topic,
    },
    Command {
        id: CommandId,
        command: Command,
    },
    /// Typing in the composer of this conversation; repeated every two seconds (M1).
    Typing {
        conversation_id: ConversationId,
    },
    #[serde(deserialize_with = "super::nothing_more")]
    Ping,
}

/// To the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "a frame lives from the push to the socket; nobody keeps many")]
pub enum ServerFrame {
    Welcome {
        log_id: Uuid,
        position: u64,
        now: DateTime<Utc>,
        heartbeat_seconds: u32,
        operator_id: OperatorId,
        role: Role,
    },
    /// The whole view at a position: the answer to a subscription, or "start anew".
    Snapshot {
        position: u64,
        of: Snapshot,
    },
    /// What changed up to a position.
    Patch {
        position: u64,
        of: Patch,
    },
    /// The topic does not exist for this operator, or no longer; nothing more will come for it.
    Gone {
        topic: Topic,
        error: ErrorCode,
    },
    Accepted {
        id: CommandId,
        position: u64,
    },
    Refused {
        id: CommandId,
        refusal: Refusal,
    },
    /// Not recorded; [`ErrorCode::is_passing`] says whether to try again.
    Failed {
        id: CommandId,
        error: ErrorCode,
    },
    /// The open tabs of the visitor whose card is subscribed; presence, after each snapshot and change (S31).
    Tabs {
        visitor_id: VisitorId,
        tabs: Vec<OpenTab>,
    },
    /// Who has the conversation open whose timeline is subscribed; presence, after each snapshot and change (M28).
    Looking {
        conversation_id: ConversationId,
        operators: Vec<OperatorId>,
    },
    /// A colleague took this operator's conversation over; told although he may no longer see it (M30).
    TakenOver {
        conversation_id: ConversationId,
        number: u32,
        by: OperatorId,
    },
    /// A colleague calls this operator in a note of a conversation that he sees (M13).
    Mentioned {
        conversation_id: ConversationId,
        number: u32,
        by: OperatorId,
    },
    /// Why this session is over; `bye` follows.
    SessionEnded {
        cause: SessionEnd,
    },
    /// Somebody types in a conversation that this operator sees; `operator_id` is empty for the visitor.
    Typing {
        conversation_id: ConversationId,
        side: Side,
        operator_id: Option<OperatorId>,
    },
    /// Everything up to this position that concerns this socket has been sent before.
    Pong {
        position: u64,
    },
    /// The server closes the socket; come back after this time, in milliseconds.
    Bye {
        error: Option<ErrorCode>,
        retry_after_millis: u32,
    },
}

/// What can be subscribed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum Topic {
    #[serde(deserialize_with = "super::nothing_more")]
    Workplace,
    Timeline {
        conversation_id: ConversationId,
    },
    VisitorCard {
        visitor_id: VisitorId,
    },
    #[serde(deserialize_with = "super::nothing_more")]
    Operators,
    #[serde(deserialize_with = "super::nothing_more")]
    Sites,
    /// The common room (S60), where the account has it.
    #[serde(deserialize_with = "super::nothing_more")]
    OperatorChat,
    /// Who cannot reach operators (S110).
    #[serde(deserialize_with = "super::nothing_more")]
    Bans,
    /// What was changed lately in the installation.
    #[serde(deserialize_with = "super::nothing_more")]
    Changes,
}

/// A whole view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "a view lives from the hub to the socket; nobody keeps many")]
pub enum Snapshot {
    Workplace { view: Workplace },
    Timeline { conversation_id: ConversationId, view: Timeline },
    VisitorCard { visitor_id: VisitorId, view: VisitorCard },
    Operators { view: Operators },
    Sites { view: Sites },
    OperatorChat { view: OperatorChat },
    Bans { view: Bans },
    Changes { view: Changes },
}

impl Snapshot {
    /// What it is a snapshot of.
    pub fn topic(&self) -> Topic {
        match self {
            Snapshot::Workplace { .. } => Topic::Workplace,
            Snapshot::Timeline { conversation_id, .. } => Topic::Timeline { conversation_id: *conversation_id },
            Snapshot::VisitorCard { visitor_id, .. } => Topic::VisitorCard { visitor_id: *visitor_id },
            Snapshot::Operators { .. } => Topic::Operators,
            Snapshot::Sites { .. } => Topic::Sites,
            Snapshot::OperatorChat { .. } => Topic::OperatorChat,
            Snapshot::Bans { .. } => Topic::Bans,
            Snapshot::Changes { .. } => Topic::Changes,
        }
    }
}

/// Changes of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum Patch {
    Workplace { patches: Vec<WorkplacePatch> },
    Timeline { conversation_id: ConversationId, patches: Vec<TimelinePatch> },
    VisitorCard { visitor_id: VisitorId, patches: Vec<VisitorCardPatch> },
    Operators { patches: Vec<OperatorsPatch> },
    Sites { patches: Vec<SitesPatch> },
    OperatorChat { patches: Vec<OperatorChatPatch> },
    Bans { patches: Vec<BansPatch> },
    Changes { patches: Vec<ChangesPatch> },
}

impl Patch {
    /// What it changes.
    pub fn topic(&self) -> Topic {
        match self {
            Patch::Workplace { .. } => Topic::Workplace,
            Patch::Timeline { conversation_id, .. } => Topic::Timeline { conversation_id: *conversation_id },
            Patch::VisitorCard { visitor_id, .. } => Topic::VisitorCard { visitor_id: *visitor_id },
            Patch::Operators { .. } => Topic::Operators,
            Patch::Sites { .. } => Topic::Sites,
            Patch::OperatorChat { .. } => Topic::OperatorChat,
            Patch::Bans { .. } => Topic::Bans,
            Patch::Changes { .. } => Topic::Changes,
        }
    }
}

/// What an operator may ask for. The one list: permissions are a table over it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Open a waiting visitor and join (S20).
    TakeConversation {
        conversation_id: ConversationId,
    },
    /// Take it from the colleague who has it (M30).
    TakeOverConversation {
        conversation_id: ConversationId,
        from: OperatorId,
    },
    /// One of one's own waits (M8), until …
    HoldConversation {
        conversation_id: ConversationId,
    },
    /// … one goes on with it; the visitor's message ends it too.
    EndHold {
        conversation_id: ConversationId,
    },
    /// Take back that one has just closed it.
    UndoClose {
        conversation_id: ConversationId,
    },
    /// The message's id is the command's id.
    SendMessage {
        conversation_id: ConversationId,
        text: String,
    },
    MarkDelivered {
        conversation_id: ConversationId,
        up_to: u32,
    },
    MarkRead {
        conversation_id: ConversationId,
        up_to: u32,
    },
    CloseConversation {
        conversation_id: ConversationId,
    },
    /// Send it to a colleague, a department, speakers of a language, or back to everybody (S82–S87).
    TransferConversation {
        conversation_id: ConversationId,
        target: TransferTarget,
        /// For the colleague, never for the visitor; may be empty.
        comment: String,
    },
    /// One category replaces the other; none takes the mark away (S101).
    GiveCategory {
        conversation_id: ConversationId,
        category_id: Option<CategoryId>,
    },
    /// A note that no visitor ever sees (M13). The note's id is the command's id.
    WriteNote {
        conversation_id: ConversationId,
        text: String,
        /// The colleagues whom it calls; each must see the conversation.
        mentions: Vec<OperatorId>,
    },
    /// The conversation to which a note called is before one's eyes.
    MarkMentionSeen {
        conversation_id: ConversationId,
    },
    /// Begin the talk with a visitor of the live board (M10). The message's id is the command's id.
    StartConversation {
        visitor_id: VisitorId,
        text: String,
    },
    /// The visitor can no longer reach operators (S109).
    BanVisitor {
        visitor_id: VisitorId,
        reason: String,
        /// Everybody from around his address with him, where that is known (M20).
        addresses: Option<Breadth>,
        until: Option<DateTime<Utc>>,
    },
    LiftBan {
        visitor_id: VisitorId,
    },
    /// Say something in the common room (S60). The message's id is the command's id.
    WriteToOperators {
        text: String,
    },
    MarkOperatorChatRead {
        up_to: u32,
    },
    ChangeStatus {
        status: OperatorStatus,
    },
    ChoosePreferences {
        locale: Locale,
        theme: Theme,
    },
    /// One's own name.
    Rename {
        name: String,
    },
    /// Somebody else's name.
    RenameOperator {
        operator_id: OperatorId,
        name: String,
    },
    GiveRole {
        operator_id: OperatorId,
        role: Role,
    },
    /// Replace the departments he serves (S127).
    GiveDepartments {
        operator_id: OperatorId,
        department_ids: Vec<DepartmentId>,
    },
    /// Replace the languages he speaks (S128).
    GiveLanguages {
        operator_id: OperatorId,
        languages: Vec<Language>,
    },
    /// His own limit of conversations; 0 is none, without a number the organisation's counts.
    LimitConversations {
        operator_id: OperatorId,
        max: Option<u32>,
    },
    /// Initials instead of the photo (S111).
    RemovePhoto {
        operator_id: OperatorId,
    },
    DisableOperator {
        operator_id: OperatorId,
    },
    EnableOperator {
        operator_id: OperatorId,
    },
    /// End every session of an operator; everybody may end his own.
    EndSessions {
        operator_id: OperatorId,
    },
    AddSite {
        site_id: SiteId,
        name: String,
        allowed_domains: Vec<String>,
        accent: String,
        locale: Locale,
    },
    AllowDomains {
        site_id: SiteId,
        allowed_domains: Vec<String>,
    },
    ChooseAppearance {
        site_id: SiteId,
        name: String,
        accent: String,
        locale: Locale,
    },
    /// Replace the words of button and window (M6).
    WordWindow {
        site_id: SiteId,
        texts: Box<WindowTexts>,
    },
    /// Where the button stands (M6).
    PlaceButton {
        site_id: SiteId,
        place: ButtonPlace,
    },
    /// Replace the form before a conversation (M5).
    ChooseForm {
        site_id: SiteId,
        form: Box<PreChatForm>,
    },
    /// The widget runs on it no more.
    ArchiveSite {
        site_id: SiteId,
    },
    RestoreSite {
        site_id: SiteId,
    },
    NameOrganisation {
        name: String,
    },
    WordWaitingLine {
        ru: String,
        en: String,
    },
    HideOthersConversations {
        hidden: bool,
    },
    /// Whether the server gives waiting visitors to operators (S123).
    SwitchAutoAssignment {
        on: bool,
    },
    /// The limit of conversations for every operator; 0 is none (S124).
    LimitConversationsPerOperator {
        max: u32,
    },
    ChooseTimes {
        pick_up_seconds: u32,
        operator_lost_seconds: u32,
        reopen_minutes: u32,
    },
    SwitchFeature {
        feature: Feature,
        on: bool,
    },
    CreateDepartment {
        department_id: DepartmentId,
        names: Names,
    },
    RenameDepartment {
        department_id: DepartmentId,
        names: Names,
    },
    PlaceDepartment {
        department_id: DepartmentId,
        place: u32,
    },
    /// When it is there; nothing is always.
    ChooseHours {
        department_id: DepartmentId,
        hours: Option<WorkingHours>,
    },
    /// Its limit of conversations for an operator; 0 is none, without a number the organisation's counts.
    LimitDepartment {
        department_id: DepartmentId,
        max: Option<u32>,
    },
    ArchiveDepartment {
        department_id: DepartmentId,
    },
    RestoreDepartment {
        department_id: DepartmentId,
    },
    CreateCategory {
        category_id: CategoryId,
        names: Names,
        colour: String,
    },
    RenameCategory {
        category_id: CategoryId,
        names: Names,
    },
    ColourCategory {
        category_id: CategoryId,
        colour: String,
    },
    PlaceCategory {
        category_id: CategoryId,
        place: u32,
    },
    ArchiveCategory {
        category_id: CategoryId,
    },
    RestoreCategory {
        category_id: CategoryId,
    },
}
