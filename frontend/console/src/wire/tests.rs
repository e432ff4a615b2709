use std::fmt::Debug;

use chrono::{DateTime, Utc};
use letopis_shared::schema::ids::{
    CommandId, ConversationId, MessageId, OperatorId, SiteId, TabId, VisitId, VisitorId,
};
use letopis_shared::schema::vocabulary::{Locale, OperatorStatus, Page, Role, Side, Theme};
use letopis_shared::views::operators::{Account, OperatorRow, Operators, OperatorsPatch};
use letopis_shared::views::sites::{SiteRow, Sites, SitesPatch};
use letopis_shared::views::timeline::{ConversationHead, EntryKind, Marks, Timeline, TimelineEntry, TimelinePatch};
use letopis_shared::views::visitor_card::{EarlierConversation, OpenTab, VisitFacts, VisitorCard, VisitorCardPatch};
use letopis_shared::views::workplace::{ConversationRow, VisitorRow, Workplace, WorkplacePatch};
use letopis_shared::wire::http::{Created, DemoAccount, DemoAccounts, HttpError, Me, Problem, Public, SignedIn};
use letopis_shared::wire::operator::{Patch, ServerFrame, Snapshot, Topic};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_ui::json::Json;
use serde::Serialize;
use uuid::Uuid;

use super::{Answer, frame, problem};

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

fn at(n: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_369_323_042 + n).expect("a valid time")
}

fn page() -> Page {
    Page { url: "https://shop.example/?q=\"1\"".into(), title: "Ладога «3»".into() }
}

/// What serde writes is read back the same.
fn same<T: Serialize + PartialEq + Debug>(value: T, read: impl Fn(&Json) -> Option<T>) {
    let text = serde_json::to_string(&value).expect("plain data");
    let json = Json::parse(&text).expect("a document");
    assert_eq!(read(&json).as_ref(), Some(&value), "{text}");
}

fn errors() -> [ErrorCode; 10] {
    use ErrorCode::*;
    [BadFrame, FrameTooLarge, Protocol, SignIn, Forbidden, NotFound, TooFast, CommandReused, Unavailable, TooSlow]
}

fn refusals() -> Vec<Refusal> {
    use Refusal::*;
    let taken = AlreadyTaken { by: id(1), name: "Олег".into() };
    let domain = DomainInvalid { domain: "x y".into() };
    let mut all =
        vec![taken, domain, TextTooLong { max: 4 }, NameInvalid { max: 5 }, PasswordInvalid { min: 1, max: 2 }];
    all.extend([NotAllowed, Offline, NotFound, NotJoined, Closed, NotStarted, TextEmpty, EmailInvalid, EmailTaken]);
    all.extend([ColourInvalid, Yourself, NumberInvalid, SessionOver, Disabled, Exists]);
    all
}

fn topics() -> [Topic; 5] {
    let timeline = Topic::Timeline { conversation_id: id(2) };
    [Topic::Workplace, timeline, Topic::VisitorCard { visitor_id: id(3) }, Topic::Operators, Topic::Sites]
}

#[test]
fn frames_without_views_are_read() {
    let mut frames = vec![
        ServerFrame::Welcome {
            log_id: id(1),
            position: u64::MAX,
            now: at(0),
            heartbeat_seconds: 20,
            operator_id: id(2),
            role: Role::Supervisor,
        },
        ServerFrame::Accepted { id: id(3), position: 4 },
        ServerFrame::Tabs { visitor_id: id(5), tabs: vec![OpenTab { tab_id: id(6), page: page(), since: at(1) }] },
        ServerFrame::Typing { conversation_id: id(7), side: Side::Visitor, operator_id: None },
        ServerFrame::Typing { conversation_id: id(7), side: Side::Operator, operator_id: Some(id(8)) },
        ServerFrame::Pong { position: 9 },
        ServerFrame::Bye { error: None, retry_after_millis: 10 },
    ];
    frames.extend(topics().map(|topic| ServerFrame::Gone { topic, error: ErrorCode::Forbidden }));
    frames.extend(errors().map(|error| ServerFrame::Failed { id: id(1), error }));
    frames.extend(errors().map(|error| ServerFrame::Error { error }));
    frames.extend(errors().map(|error| ServerFrame::Bye { error: Some(error), retry_after_millis: 0 }));
    frames.extend(refusals().into_iter().map(|refusal| ServerFrame::Refused { id: CommandId(id(1)), refusal }));
    for of in frames {
        same(of, frame);
    }
}

fn conversation_row() -> ConversationRow {
    ConversationRow {
        id: id(1),
        number: 2,
        visitor_id: id(3),
        visitor_number: 4,
        visitor_name: Some("Глеб".into()),
        site_id: id(5),
        locale: Locale::Ru,
        operators: vec![id(6), id(7)],
        waiting_since: at(8),
        preview: "🙂\n".into(),
        last_by: Side::Operator,
        last_at: at(9),
        unread: 10,
        on_site: true,
    }
}

fn visitor_row(left: bool) -> VisitorRow {
    VisitorRow {
        id: id(11 + u128::from(left)),
        number: 12,
        name: None,
        site_id: id(13),
        visit_id: VisitId(id(14)),
        page: page(),
        visit_started_at: at(15),
        page_at: at(16),
        left_at: left.then(|| at(17)),
    }
}

fn head() -> ConversationHead {
    let row = conversation_row();
    ConversationHead {
        id: row.id,
        number: row.number,
        visitor_id: row.visitor_id,
        visitor_number: row.visitor_number,
        visitor_name: None,
        site_id: row.site_id,
        locale: Locale::En,
        operators: Vec::new(),
        started_at: at(18),
        closed_at: Some(at(19)),
    }
}

fn entries() -> Vec<TimelineEntry> {
    let (operator_id, name) = (OperatorId(id(20)), "Ира".to_owned());
    let message_id = MessageId(id(21));
    let kinds = [
        EntryKind::Opened { page: page() },
        EntryKind::WaitingLine { text: "…".into() },
        EntryKind::OperatorJoined { operator_id, name: name.clone() },
        EntryKind::VisitorMessage { message_id, number: 1, text: "a".into() },
        EntryKind::OperatorMessage { message_id, number: 2, operator_id, name: name.clone(), text: "b".into() },
        EntryKind::PageViewed { page: page() },
        EntryKind::LeftSite,
        EntryKind::CameBack,
        EntryKind::ClosedByVisitor,
        EntryKind::ClosedByOperator { operator_id, name },
        EntryKind::Reopened,
        EntryKind::Erased,
    ];
    kinds.into_iter().zip(1..).map(|(what, position)| TimelineEntry { position, at: at(0), what }).collect()
}

fn card() -> VisitorCard {
    let visit = VisitFacts {
        id: id(1),
        started_at: at(2),
        ended_at: Some(at(3)),
        first_page: page(),
        referrer: String::new(),
        user_agent: "Mozilla/5.0".into(),
        ip: Some("203.0.113.5".into()),
        locale: Locale::Ru,
        pages_viewed: 4,
    };
    let earlier = EarlierConversation { id: id(5), number: 6, started_at: at(7), preview: "x".into() };
    VisitorCard {
        id: id(8),
        number: 9,
        name: None,
        site_id: SiteId(id(10)),
        first_seen_at: at(11),
        visits: 12,
        visit: Some(visit),
        conversation: Some(ConversationId(id(13))),
        earlier: vec![earlier],
    }
}

fn operator_row(n: u128, role: Role, status: OperatorStatus) -> OperatorRow {
    let account = Account { email: "a@b.c".into(), disabled: true, created_at: at(1), sessions: 2 };
    OperatorRow {
        id: id(n),
        name: "Ира".into(),
        role,
        status,
        status_since: at(3),
        conversations: 4,
        account: (n == 0).then_some(account),
    }
}

fn sites() -> Sites {
    let row = SiteRow {
        id: id(1),
        name: "Привал".into(),
        allowed_domains: vec!["a.example".into(), "*.b.example:80".into()],
        accent: "#2f6b4f".into(),
        locale: Locale::En,
    };
    Sites {
        organisation: "Привал".into(),
        others_conversations_hidden: true,
        waiting_line_ru: "…".into(),
        waiting_line_en: String::new(),
        sites: [(row.id, row)].into(),
    }
}

#[test]
fn snapshots_of_every_view_are_read() {
    let conversation = conversation_row();
    let visitors = [visitor_row(true), visitor_row(false)];
    let statuses = OperatorStatus::ALL.into_iter().zip(Role::ALL.into_iter().cycle());
    let operators = statuses.zip(0..).map(|((status, role), n)| operator_row(n, role, status));
    let snapshots = [
        Snapshot::Workplace { view: Workplace::default() },
        Snapshot::Workplace {
            view: Workplace {
                conversations: [(conversation.id, conversation)].into(),
                visitors: visitors.into_iter().map(|row| (row.id, row)).collect(),
            },
        },
        Snapshot::Timeline {
            conversation_id: id(1),
            view: Timeline {
                head: head(),
                marks: Marks {
                    delivered_to_visitor: 1,
                    read_by_visitor: 2,
                    delivered_to_operator: 3,
                    read_by_operator: 4,
                },
                entries: entries(),
            },
        },
        Snapshot::VisitorCard { visitor_id: VisitorId(id(8)), view: card() },
        Snapshot::VisitorCard { visitor_id: id(8), view: VisitorCard { visit: None, conversation: None, ..card() } },
        Snapshot::Operators { view: Operators { rows: operators.map(|row| (row.id, row)).collect() } },
        Snapshot::Sites { view: sites() },
    ];
    for of in snapshots {
        same(ServerFrame::Snapshot { position: 7, of }, frame);
    }
}

#[test]
fn patches_of_every_view_are_read() {
    let row = Box::new(operator_row(0, Role::Admin, OperatorStatus::Lunch));
    let timeline = entries().into_iter().map(|entry| TimelinePatch::Entry { entry: Box::new(entry) });
    let timeline = timeline.chain([
        TimelinePatch::Marks { marks: Marks::default() },
        TimelinePatch::Head { head: Box::new(ConversationHead { closed_at: None, ..head() }) },
    ]);
    let patches = [
        Patch::Workplace {
            patches: vec![
                WorkplacePatch::Conversation { row: Box::new(conversation_row()) },
                WorkplacePatch::ConversationGone { id: id(1) },
                WorkplacePatch::Visitor { row: Box::new(visitor_row(false)) },
                WorkplacePatch::VisitorGone { id: id(2) },
            ],
        },
        Patch::Timeline { conversation_id: id(1), patches: timeline.collect() },
        Patch::VisitorCard { visitor_id: id(8), patches: vec![VisitorCardPatch::All { view: Box::new(card()) }] },
        Patch::Operators {
            patches: vec![OperatorsPatch::Operator { row }, OperatorsPatch::OperatorGone { id: id(1) }],
        },
        Patch::Sites { patches: vec![SitesPatch::All { view: Box::new(sites()) }] },
    ];
    for of in patches {
        same(ServerFrame::Patch { position: 7, of }, frame);
    }
}

#[test]
fn answers_are_read() {
    for theme in [Theme::System, Theme::Light, Theme::Dark] {
        let (name, email) = ("Ира".to_owned(), "ira@example.org".to_owned());
        let me = Me { id: id(1), name, email, role: Role::Auditor, locale: Locale::Ru, theme };
        same(SignedIn { token: "t".into(), expires_in_seconds: 900, me }, SignedIn::read);
    }
    same(Public { organisation: "x".into(), version: "1".into(), setup_needed: true, demo: false }, Public::read);
    same(Created { operator_id: id(1), position: 2 }, Created::read);
    let account = DemoAccount { role: Role::Admin, name: "a".into(), email: "b".into(), password: "c".into() };
    same(DemoAccounts { shop: "http://x".into(), accounts: vec![account] }, DemoAccounts::read);
    use HttpError::*;
    let mut errors = vec![Credentials, TooMany { retry_after_seconds: 5 }, SignIn, Forbidden, NotFound, BadRequest];
    errors.extend([TooLarge, SetupToken, CommandReused, Unavailable]);
    errors.extend(refusals().into_iter().map(|refusal| Refused { refusal }));
    for error in errors {
        same(Problem { error }, |json| problem(json).map(|error| Problem { error }));
    }
}

#[test]
fn what_is_unknown_or_torn_is_not_read() {
    let tab = TabId(id::<Uuid>(1));
    for text in [
        r#"{"frame":"surprise"}"#.to_owned(),
        r#"{"frame":"pong"}"#.to_owned(),
        r#"{"frame":"snapshot","position":1,"of":{"name":"workplace","view":{"conversations":{"x":{}}}}}"#.to_owned(),
        format!(r#"{{"frame":"tabs","visitor_id":"{tab}","tabs":[{{"tab_id":"{tab}"}}]}}"#),
        "[]".to_owned(),
    ] {
        assert_eq!(frame(&Json::parse(&text).expect("a document")), None, "{text}");
    }
}
