//! One example of each frame of both sockets, as it travels. A change of a shape shows here before it shows at a customer.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone, Utc};
use letopis_events::ids::{ConversationId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{Locale, OperatorStatus, Page, Role, Side, Theme};
use letopis_shared::views::chat::{Chat, ChatConversation, ChatEntry, ChatEntryKind, ChatPatch};
use letopis_shared::views::operators::{Account, OperatorRow, Operators, OperatorsPatch};
use letopis_shared::views::sites::{SiteRow, Sites, SitesPatch};
use letopis_shared::views::timeline::{ConversationHead, EntryKind, Marks, Timeline, TimelineEntry, TimelinePatch};
use letopis_shared::views::visitor_card::{EarlierConversation, OpenTab, VisitFacts, VisitorCard, VisitorCardPatch};
use letopis_shared::views::workplace::{ConversationRow, VisitorRow, Workplace, WorkplacePatch};
use letopis_shared::wire::{ErrorCode, PROTOCOL, Refusal, Resume, operator, visitor};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

fn at(minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, minute, 0).unwrap()
}

fn page() -> Page {
    Page { url: "https://shop.example/tents".into(), title: "Tents".into() }
}

fn resume() -> Option<Resume> {
    Some(Resume { log_id: id(0xff), position: 41 })
}

const CONVERSATION: ConversationId = ConversationId(Uuid::from_u128(0xc));
const VISITOR: VisitorId = VisitorId(Uuid::from_u128(0xb));
const IRA: OperatorId = OperatorId(Uuid::from_u128(0xa));
const SITE: SiteId = SiteId(Uuid::from_u128(0xd));

/// Every frame comes back as it went, says which it is, and takes no field more.
fn examples<F: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(frames: &[F], tag: &str) -> Vec<Value> {
    let mut names = BTreeSet::new();
    let shown = frames.iter().map(|frame| {
        let value = serde_json::to_value(frame).unwrap();
        assert_eq!(serde_json::from_value::<F>(value.clone()).unwrap(), *frame, "it comes back as it went");
        let mut more = value.clone();
        more["unknown"] = json!(1);
        assert!(serde_json::from_value::<F>(more).is_err(), "an unknown field is refused: {value}");
        names.insert(value[tag].as_str().unwrap().to_owned());
        value
    });
    let shown = shown.collect();
    assert_eq!(names.len(), frames.len(), "one example of each");
    shown
}

fn head() -> ConversationHead {
    ConversationHead {
        id: CONVERSATION,
        number: 103,
        visitor_id: VISITOR,
        visitor_number: 48_221,
        visitor_name: Some("Marina".into()),
        site_id: SITE,
        locale: Locale::En,
        operators: vec![IRA],
        started_at: at(0),
        closed_at: None,
    }
}

fn marks() -> Marks {
    Marks { delivered_to_visitor: 2, read_by_visitor: 1, delivered_to_operator: 3, read_by_operator: 3 }
}

fn entry() -> TimelineEntry {
    let what = EntryKind::VisitorMessage { message_id: id(0xe), number: 1, text: "Is it waterproof?".into() };
    TimelineEntry { position: 12, at: at(1), what }
}

fn conversation_row() -> ConversationRow {
    ConversationRow {
        id: CONVERSATION,
        number: 103,
        visitor_id: VISITOR,
        visitor_number: 48_221,
        visitor_name: None,
        site_id: SITE,
        locale: Locale::Ru,
        operators: vec![],
        waiting_since: at(0),
        preview: "Is it waterproof?".into(),
        last_by: Side::Visitor,
        last_at: at(1),
        unread: 1,
        on_site: true,
    }
}

fn visitor_row() -> VisitorRow {
    VisitorRow {
        id: VISITOR,
        number: 48_221,
        name: None,
        site_id: SITE,
        visit_id: id(0x1b),
        page: page(),
        visit_started_at: at(0),
        page_at: at(1),
        left_at: None,
    }
}

fn card() -> VisitorCard {
    VisitorCard {
        id: VISITOR,
        number: 48_221,
        name: Some("Marina".into()),
        site_id: SITE,
        first_seen_at: at(0),
        visits: 2,
        visit: Some(VisitFacts {
            id: id(0x1b),
            started_at: at(0),
            ended_at: None,
            first_page: page(),
            referrer: "https://search.example/".into(),
            user_agent: "Mozilla/5.0".into(),
            ip: Some("192.0.2.1".into()),
            locale: Locale::En,
            pages_viewed: 3,
        }),
        conversation: Some(CONVERSATION),
        earlier: vec![EarlierConversation { id: id(0x2c), number: 90, started_at: at(0), preview: "Thank you".into() }],
    }
}

fn operator_row() -> OperatorRow {
    OperatorRow {
        id: IRA,
        name: "Ira".into(),
        role: Role::Operator,
        status: OperatorStatus::BeforeLunch,
        status_since: at(0),
        conversations: 2,
        account: Some(Account { email: "ira@shop.example".into(), disabled: false, created_at: at(0), sessions: 1 }),
    }
}

fn sites() -> Sites {
    let row = SiteRow {
        id: SITE,
        name: "Prival".into(),
        allowed_domains: vec!["shop.example".into()],
        accent: "#2f6b4f".into(),
        locale: Locale::Ru,
    };
    Sites {
        organisation: "Prival".into(),
        others_conversations_hidden: true,
        waiting_line_ru: String::new(),
        waiting_line_en: "One moment".into(),
        sites: [(SITE, row)].into(),
    }
}

fn chat() -> Chat {
    let theirs = ChatEntryKind::Theirs { message_id: id(0x2e), number: 2, name: "Ira".into(), text: "It is.".into() };
    Chat {
        online: true,
        conversation: Some(ChatConversation { id: CONVERSATION, number: 103, closed: false }),
        marks: marks(),
        entries: vec![ChatEntry { position: 14, at: at(2), what: theirs }],
    }
}

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
        ],
        "name",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn commands_of_an_operator() {
    use operator::Command;
    let (conversation_id, operator_id, site_id) = (CONVERSATION, IRA, SITE);
    let shown = examples(
        &[
            Command::TakeConversation { conversation_id },
            Command::SendMessage { conversation_id, text: "It is.".into() },
            Command::MarkDelivered { conversation_id, up_to: 1 },
            Command::MarkRead { conversation_id, up_to: 1 },
            Command::CloseConversation { conversation_id },
            Command::ChangeStatus { status: OperatorStatus::PersonalBreak },
            Command::ChoosePreferences { locale: Locale::Ru, theme: Theme::Dark },
            Command::Rename { name: "Ira".into() },
            Command::GiveRole { operator_id, role: Role::Supervisor },
            Command::DisableOperator { operator_id },
            Command::EnableOperator { operator_id },
            Command::EndSessions { operator_id },
            Command::AddSite {
                site_id,
                name: "Prival".into(),
                allowed_domains: vec!["shop.example".into()],
                accent: "#2f6b4f".into(),
                locale: Locale::Ru,
            },
            Command::AllowDomains { site_id, allowed_domains: vec!["shop.example".into()] },
            Command::ChooseAppearance { site_id, name: "Prival".into(), accent: "#2f6b4f".into(), locale: Locale::En },
            Command::NameOrganisation { name: "Prival".into() },
            Command::WordWaitingLine { ru: String::new(), en: "One moment".into() },
            Command::HideOthersConversations { hidden: true },
        ],
        "do",
    );
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
            ServerFrame::Typing { conversation_id: CONVERSATION, side: Side::Visitor, operator_id: None },
            ServerFrame::Pong { position: 42 },
            ServerFrame::Error { error: ErrorCode::TooFast },
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
                },
            },
            Snapshot::Timeline { conversation_id: CONVERSATION, view: timeline },
            Snapshot::VisitorCard { visitor_id: VISITOR, view: card() },
            Snapshot::Operators { view: Operators { rows: [(IRA, operator_row())].into() } },
            Snapshot::Sites { view: sites() },
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
        ],
        "name",
    );
    insta::assert_json_snapshot!(shown);
}

#[test]
fn lines_of_a_timeline() {
    let (operator_id, name) = (IRA, "Ira".to_owned());
    let lines = [
        EntryKind::Opened { page: page() },
        EntryKind::WaitingLine { text: "One moment".into() },
        EntryKind::OperatorJoined { operator_id, name: name.clone() },
        EntryKind::VisitorMessage { message_id: id(0xe), number: 1, text: "Is it waterproof?".into() },
        EntryKind::OperatorMessage {
            message_id: id(0x2e),
            number: 2,
            operator_id,
            name: name.clone(),
            text: "It is.".into(),
        },
        EntryKind::PageViewed { page: page() },
        EntryKind::LeftSite,
        EntryKind::CameBack,
        EntryKind::ClosedByVisitor,
        EntryKind::ClosedByOperator { operator_id, name },
        EntryKind::Reopened,
        EntryKind::Erased,
    ];
    insta::assert_json_snapshot!(lines);
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
            ClientFrame::Send { id: id(0xe), text: "Is it waterproof?".into() },
            ClientFrame::Delivered { id: id(0x3e), up_to: 2 },
            ClientFrame::Read { id: id(0x4e), up_to: 2 },
            ClientFrame::Close { id: id(0x5e) },
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
    let conversation = ChatConversation { id: CONVERSATION, number: 103, closed: true };
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
                site: SiteFace { name: "Prival".into(), accent: "#2f6b4f".into(), locale: Locale::Ru },
            },
            ServerFrame::Snapshot { position: 41, view: chat() },
            ServerFrame::Patch {
                position: 42,
                patches: vec![
                    ChatPatch::Online { online: false },
                    ChatPatch::Began { conversation },
                    ChatPatch::Conversation { conversation },
                    ChatPatch::Entry { entry: Box::new(ChatEntry { position: 42, at: at(3), what: mine }) },
                    ChatPatch::Marks { marks: marks() },
                ],
            },
            ServerFrame::Accepted { id: id(0xe), position: 42 },
            ServerFrame::Refused { id: id(0xe), refusal: Refusal::TextTooLong { max: 4_000 } },
            ServerFrame::Failed { id: id(0xe), error: ErrorCode::CommandReused },
            ServerFrame::Typing { name: "Ira".into() },
            ServerFrame::Pong { position: 42 },
            ServerFrame::Error { error: ErrorCode::BadFrame },
            ServerFrame::Bye { error: None, retry_after_millis: 1_000 },
        ],
        "frame",
    );
    insta::assert_json_snapshot!(shown);
}
