//! One example of each frame of both sockets, as it travels. A change of a shape shows here before it shows at a customer.

mod examples;
mod lines;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone, Utc};
use letopis_events::ids::{ConversationId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{
    AssignmentReason, ButtonPlace, DeviceKind, Feature, FieldRule, FormConsent, Language, Locale, Names,
    OperatorStatus, Page, PreChatForm, ReturnCause, Role, SessionEnd, Shift, Side, StatusCause, Weekday, WindowTexts,
    WorkingHours,
};
use letopis_shared::domain::url::Utm;
use letopis_shared::views::bans::{BanRow, Bans, BansPatch};
use letopis_shared::views::changes::{ChangeRow, Changed, ChangedBy, Changes, ChangesPatch, Detail, Did, Thing};
use letopis_shared::views::chat::{
    Chat, ChatConversation, ChatDepartment, ChatEntry, ChatEntryKind, ChatForm, ChatPatch,
};
use letopis_shared::views::operator_chat::{OperatorChat, OperatorChatPatch, RoomMessage};
use letopis_shared::views::operators::{Account, OperatorRow, Operators, OperatorsPatch};
use letopis_shared::views::sites::{CategoryRow, DepartmentRow, SiteRow, Sites, SitesPatch};
use letopis_shared::views::timeline::{
    ConversationHead, EntryKind, Marks, NamedCandidate, NamedMention, NamedTarget, Timeline, TimelineEntry,
    TimelinePatch,
};
use letopis_shared::views::visitor_card::{
    BanView, Country, Device, EarlierConversation, OpenTab, Place, VisitFacts, VisitorCard, VisitorCardPatch,
};
use letopis_shared::views::workplace::{ConversationRow, VisitorRow, Wait, Workplace, WorkplacePatch};
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::{ErrorCode, PROTOCOL, Refusal, Resume, operator, visitor};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use self::examples::*;
use crate::commands::{About, every};

#[test]
fn frames_of_an_operators_browser() {
    use operator::{ClientFrame, Command, Topic};
    let shown = examples(
        &[
            ClientFrame::Hello { protocol: PROTOCOL, token: "…".into() },
            ClientFrame::Renew { token: "…".into() },
            ClientFrame::Subscribe { topic: Topic::Timeline { conversation_id: CONVERSATION }, resume: resume() },
            ClientFrame::Unsubscribe { topic: Topic::Workplace },
            ClientFrame::Command {
                id: id(0xe),
                command: Command::SendMessage { conversation_id: CONVERSATION, text: "It is.".into() },
            },
            ClientFrame::Typing { conversation_id: CONVERSATION },
            ClientFrame::Ping,
        ],
        "frame",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn topics() {
    use operator::Topic;
    let shown = examples(
        &[
            Topic::Workplace,
            Topic::Timeline { conversation_id: CONVERSATION },
            Topic::VisitorCard { visitor_id: VISITOR },
            Topic::Operators,
            Topic::Sites,
            Topic::OperatorChat,
            Topic::Bans,
            Topic::Changes,
        ],
        "name",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn commands_of_an_operator() {
    let about = About {
        conversation_id: CONVERSATION,
        visitor_id: VISITOR,
        operator_id: IRA,
        site_id: SITE,
        new_site_id: id(0x5b),
        department_id: id(0xd0),
        category_id: id(0xca),
    };
    let shown = examples(&every(about), "do");
    insta::assert_json_snapshot!(shown);
}

#[test]
fn frames_to_an_operators_browser() {
    use operator::{Patch, ServerFrame, Snapshot, Topic};
    let shown = examples(
        &[
            ServerFrame::Welcome {
                log_id: id(0xff),
                position: 41,
                now: at(5),
                heartbeat_seconds: 20,
                operator_id: IRA,
                role: Role::Operator,
            },
            ServerFrame::Snapshot { position: 41, of: Snapshot::Operators { view: Operators::default() } },
            ServerFrame::Patch { position: 42, of: Patch::Operators { patches: vec![] } },
            ServerFrame::Gone { topic: Topic::Workplace, error: ErrorCode::Forbidden },
            ServerFrame::Accepted { id: id(0xe), position: 42 },
            ServerFrame::Refused { id: id(0xe), refusal: Refusal::AlreadyTaken { by: IRA, name: "Ira".into() } },
            ServerFrame::Failed { id: id(0xe), error: ErrorCode::Unavailable },
            ServerFrame::Tabs {
                visitor_id: VISITOR,
                tabs: vec![OpenTab { tab_id: id(0xf), page: page(), since: at(1) }],
            },
            ServerFrame::Looking { conversation_id: CONVERSATION, operators: vec![IRA] },
            ServerFrame::TakenOver { conversation_id: CONVERSATION, number: 103, by: IRA },
            ServerFrame::Mentioned { conversation_id: CONVERSATION, number: 103, by: IRA },
            ServerFrame::SessionEnded { cause: SessionEnd::Disabled },
            ServerFrame::Typing { conversation_id: CONVERSATION, side: Side::Visitor, operator_id: None },
            ServerFrame::Pong { position: 42 },
            ServerFrame::Bye { error: Some(ErrorCode::TooSlow), retry_after_millis: 500 },
        ],
        "frame",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn views_of_an_operator() {
    use operator::Snapshot;
    let timeline = Timeline { head: head(), marks: marks(), entries: vec![entry()] };
    let shown = examples(
        &[
            Snapshot::Workplace {
                view: Workplace {
                    conversations: [(CONVERSATION, conversation_row())].into(),
                    visitors: [(VISITOR, visitor_row())].into(),
                    waits: vec![wait()],
                },
            },
            Snapshot::Timeline { conversation_id: CONVERSATION, view: timeline },
            Snapshot::VisitorCard { visitor_id: VISITOR, view: card() },
            Snapshot::Operators { view: Operators { rows: [(IRA, operator_row())].into() } },
            Snapshot::Sites { view: sites() },
            Snapshot::OperatorChat { view: OperatorChat { messages: vec![room_message()], read_up_to: 6 } },
            Snapshot::Bans { view: Bans { rows: [(VISITOR, ban_row())].into() } },
            Snapshot::Changes { view: changes() },
        ],
        "name",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn patches_of_an_operator() {
    use operator::Patch;
    let shown = examples(
        &[
            Patch::Workplace {
                patches: vec![
                    WorkplacePatch::Conversation { row: Box::new(conversation_row()) },
                    WorkplacePatch::ConversationGone { id: CONVERSATION },
                    WorkplacePatch::Visitor { row: Box::new(visitor_row()) },
                    WorkplacePatch::VisitorGone { id: VISITOR },
                    WorkplacePatch::Waited { wait: wait() },
                ],
            },
            Patch::Timeline {
                conversation_id: CONVERSATION,
                patches: vec![
                    TimelinePatch::Entry { entry: Box::new(entry()) },
                    TimelinePatch::Marks { marks: marks() },
                    TimelinePatch::Head { head: Box::new(head()) },
                ],
            },
            Patch::VisitorCard { visitor_id: VISITOR, patches: vec![VisitorCardPatch::All { view: Box::new(card()) }] },
            Patch::Operators {
                patches: vec![
                    OperatorsPatch::Operator { row: Box::new(operator_row()) },
                    OperatorsPatch::OperatorGone { id: IRA },
                ],
            },
            Patch::Sites { patches: vec![SitesPatch::All { view: Box::new(sites()) }] },
            Patch::OperatorChat {
                patches: vec![
                    OperatorChatPatch::Message { message: Box::new(room_message()) },
                    OperatorChatPatch::Read { up_to: 7 },
                ],
            },
            Patch::Bans {
                patches: vec![BansPatch::Ban { row: Box::new(ban_row()) }, BansPatch::BanGone { visitor_id: VISITOR }],
            },
            Patch::Changes { patches: vec![ChangesPatch::All { view: changes() }] },
        ],
        "name",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn frames_of_a_visitors_page() {
    use visitor::ClientFrame;
    let shown = examples(
        &[
            ClientFrame::Hello {
                protocol: PROTOCOL,
                site_id: SITE,
                token: Some("…".into()),
                tab_id: id(0xf),
                page: page(),
                referrer: "https://search.example/".into(),
                languages: vec!["ru".into(), "en".into()],
                resume: resume(),
            },
            ClientFrame::Navigated { page: page() },
            ClientFrame::Send {
                id: id(0xe),
                text: "Is it waterproof?".into(),
                form: Some(Box::new(visitor::FormAnswers {
                    name: "Marina".into(),
                    email: String::new(),
                    phone: String::new(),
                    department_id: Some(id(0xd0)),
                    consent: Some("I agree".into()),
                })),
            },
            ClientFrame::Delivered { id: id(0x3e), up_to: 2 },
            ClientFrame::Read { id: id(0x4e), up_to: 2 },
            ClientFrame::Close { id: id(0x5e) },
            ClientFrame::Rate { id: id(0x6e), stars: 5, comment: "Thank you".into() },
            ClientFrame::Typing,
            ClientFrame::Ping,
        ],
        "frame",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn frames_to_a_visitors_page() {
    use visitor::{ServerFrame, SiteFace};
    let conversation = ChatConversation {
        id: CONVERSATION,
        number: 103,
        closed: true,
        operator: None,
        photo: None,
        stars: Some(5),
        reopens_until: Some(at(9)),
    };
    let mine = ChatEntryKind::Mine { message_id: id(0xe), number: 1, text: "Is it waterproof?".into() };
    let shown = examples(
        &[
            ServerFrame::Welcome {
                log_id: id(0xff),
                position: 41,
                now: at(5),
                heartbeat_seconds: 20,
                visitor_id: VISITOR,
                token: "…".into(),
                site: SiteFace {
                    name: "Prival".into(),
                    accent: "#2f6b4f".into(),
                    locale: Locale::Ru,
                    labels: ["Ask".into(), "Write".into(), "New messages".into(), "Close".into()],
                    place: ButtonPlace::default(),
                    title: String::new(),
                    subtitle: "We answer within a minute".into(),
                    greeting: String::new(),
                    offline: String::new(),
                },
            },
            ServerFrame::Snapshot { position: 41, view: chat() },
            ServerFrame::Patch {
                position: 42,
                patches: vec![
                    ChatPatch::Online { online: false },
                    ChatPatch::Departments { departments: chat().departments },
                    ChatPatch::Form { form: chat().form.map(Box::new) },
                    ChatPatch::Form { form: None },
                    ChatPatch::QueuePlace { place: Some(3) },
                    ChatPatch::Began { conversation: conversation.clone() },
                    ChatPatch::Conversation { conversation },
                    ChatPatch::Entry { entry: Box::new(ChatEntry { position: 42, at: at(3), what: mine }) },
                    ChatPatch::Marks { marks: marks() },
                ],
            },
            ServerFrame::Accepted { id: id(0xe), position: 42 },
            ServerFrame::Refused { id: id(0xe), refusal: Refusal::FormUnanswered { field: FormField::Consent } },
            ServerFrame::Failed { id: id(0xe), error: ErrorCode::CommandReused },
            ServerFrame::Typing { name: "Ira".into() },
            ServerFrame::Pong { position: 42 },
            ServerFrame::Bye { error: None, retry_after_millis: 1_000 },
        ],
        "frame",
    );
    insta::assert_json_snapshot!(shown);
}
