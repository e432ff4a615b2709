//! One example of each frame of both sockets, as it travels. A change of a shape shows here before it shows at a customer.

mod lines;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone, Utc};
use letopis_events::ids::{ConversationId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{
    AssignmentReason, ButtonPlace, DeviceKind, Feature, FieldRule, FormConsent, Language, Locale, Names,
    OperatorStatus, Page, PreChatForm, ReturnCause, Role, Side, WindowTexts,
};
use letopis_shared::domain::url::Utm;
use letopis_shared::views::bans::{BanRow, Bans, BansPatch};
use letopis_shared::views::chat::{
    Chat, ChatConversation, ChatDepartment, ChatEntry, ChatEntryKind, ChatForm, ChatPatch,
};
use letopis_shared::views::operator_chat::{OperatorChat, OperatorChatPatch, RoomMessage};
use letopis_shared::views::operators::{Account, OperatorRow, Operators, OperatorsPatch};
use letopis_shared::views::sites::{CategoryRow, DepartmentRow, SiteRow, Sites, SitesPatch};
use letopis_shared::views::timeline::{
    ConversationHead, EntryKind, Marks, NamedCandidate, NamedTarget, Timeline, TimelineEntry, TimelinePatch,
};
use letopis_shared::views::visitor_card::{
    BanView, Country, Device, EarlierConversation, OpenTab, Place, VisitFacts, VisitorCard, VisitorCardPatch,
};
use letopis_shared::views::workplace::{ConversationRow, VisitorRow, Workplace, WorkplacePatch};
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::{ErrorCode, PROTOCOL, Refusal, Resume, operator, visitor};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::commands::{About, every};

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
        assigned: None,
        on_hold: false,
        department_id: Some(id(0xd0)),
        language: Some(Language("ru".into())),
        category_id: Some(id(0xca)),
        stars: None,
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
        assigned: Some(IRA),
        on_hold: true,
        in_common_queue: false,
        department_id: Some(id(0xd0)),
        language: Some(Language("ru".into())),
        category_id: None,
        waiting_since: at(0),
        preview: "Is it waterproof?".into(),
        last_by: Side::Visitor,
        last_at: at(1),
        unread: 1,
        on_site: true,
    }
}

fn country() -> Country {
    Country { code: "RU".into(), name: Names { ru: "Россия".into(), en: "Russia".into() } }
}

fn device() -> Device {
    Device { browser: "Chrome 141".into(), system: "Windows 10".into(), kind: DeviceKind::Desktop }
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
        pages_viewed: 3,
        referrer: "search.example".into(),
        utm: Some(Utm { source: "search".into(), medium: "cpc".into(), campaign: "winter".into() }),
        locale: Locale::En,
        country: Some(country()),
        device: Some(device()),
    }
}

fn card() -> VisitorCard {
    VisitorCard {
        id: VISITOR,
        number: 48_221,
        name: Some("Marina".into()),
        email: Some("marina@example.org".into()),
        phone: None,
        category_id: Some(id(0xca)),
        ban: Some(BanView { reason: "Rude".into(), until: Some(at(9)) }),
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
            place: Some(Place {
                country: country(),
                city: Some(Names { ru: "Казань".into(), en: "Kazan".into() }),
                coordinates: Some("55.7900,49.1200".into()),
            }),
            device: Some(device()),
        }),
        conversation: Some(CONVERSATION),
        earlier: vec![EarlierConversation { id: id(0x2c), number: 90, started_at: at(0), preview: "Thank you".into() }],
    }
}

fn operator_row() -> OperatorRow {
    OperatorRow {
        id: IRA,
        name: "Ira".into(),
        photo: Some("ab12".into()),
        role: Role::Operator,
        status: OperatorStatus::BeforeLunch,
        status_since: at(0),
        conversations: 2,
        departments: vec![id(0xd0)],
        languages: vec![Language("ru".into())],
        conversations_max: Some(3),
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
        texts: WindowTexts { title: Names { ru: "Привал".into(), en: String::new() }, ..WindowTexts::default() },
        place: ButtonPlace::default(),
        form: PreChatForm {
            on: true,
            email: FieldRule::Required,
            consent: Some(FormConsent {
                text: Names { ru: "Согласен".into(), en: "I agree".into() },
                policy_url: "https://shop.example/privacy".into(),
            }),
            ..PreChatForm::default()
        },
        seen_at: Some(at(0)),
    };
    let names = Names { ru: "Продажи".into(), en: "Sales".into() };
    let department = DepartmentRow { id: id(0xd0), names: names.clone(), place: 1, archived: false };
    let category = CategoryRow { id: id(0xca), names, colour: "#2f6b4f".into(), place: 1, archived: true };
    Sites {
        organisation: "Prival".into(),
        others_conversations_hidden: true,
        waiting_line_ru: String::new(),
        waiting_line_en: "One moment".into(),
        auto_assignment: true,
        features: [Feature::OperatorChat].into(),
        sites: [(SITE, row)].into(),
        departments: [(id(0xd0), department)].into(),
        categories: [(id(0xca), category)].into(),
        ..Sites::default()
    }
}

fn room_message() -> RoomMessage {
    RoomMessage {
        position: 15,
        at: at(3),
        message_id: id(0x4e),
        number: 7,
        operator_id: IRA,
        name: "Ira".into(),
        text: "Oleg, could you?".into(),
    }
}

fn chat() -> Chat {
    let theirs = ChatEntryKind::Theirs { message_id: id(0x2e), number: 2, name: "Ira".into(), text: "It is.".into() };
    Chat {
        online: true,
        departments: vec![ChatDepartment {
            id: id(0xd0),
            names: Names { ru: "Продажи".into(), en: "Sales".into() },
            online: true,
        }],
        form: Some(ChatForm {
            name: FieldRule::Required,
            email: FieldRule::Optional,
            phone: FieldRule::Off,
            department: FieldRule::Required,
            consent: Some(FormConsent {
                text: Names { ru: "Согласен".into(), en: "I agree".into() },
                policy_url: String::new(),
            }),
            known_name: "Marina".into(),
            known_email: String::new(),
            known_phone: String::new(),
        }),
        queue_place: Some(2),
        conversation: Some(ChatConversation {
            id: CONVERSATION,
            number: 103,
            closed: false,
            operator: Some("Ira".into()),
            photo: Some("ab12".into()),
            stars: None,
            reopens_until: None,
        }),
        marks: marks(),
        entries: vec![ChatEntry { position: 14, at: at(2), what: theirs }],
    }
}

fn ban_row() -> BanRow {
    BanRow {
        visitor_id: VISITOR,
        visitor_number: 48_221,
        visitor_name: Some("Marina".into()),
        by: IRA,
        reason: "Rude".into(),
        since: at(7),
        until: Some(at(9)),
        ip: Some("203.0.113.7".into()),
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
            Topic::OperatorChat,
            Topic::Bans,
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
            Snapshot::OperatorChat { view: OperatorChat { messages: vec![room_message()], read_up_to: 6 } },
            Snapshot::Bans { view: Bans { rows: [(VISITOR, ban_row())].into() } },
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
            Patch::OperatorChat {
                patches: vec![
                    OperatorChatPatch::Message { message: Box::new(room_message()) },
                    OperatorChatPatch::Read { up_to: 7 },
                ],
            },
            Patch::Bans {
                patches: vec![BansPatch::Ban { row: Box::new(ban_row()) }, BansPatch::BanGone { visitor_id: VISITOR }],
            },
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
            ClientFrame::Send { id: id(0xe), text: "Is it waterproof?".into(), form: None },
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
                    labels: ["Ask".into(), "Write".into(), "New messages".into()],
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
            ServerFrame::Refused { id: id(0xe), refusal: Refusal::TextTooLong { max: 4_000 } },
            ServerFrame::Refused { id: id(0xe), refusal: Refusal::FormUnanswered { field: FormField::Consent } },
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
