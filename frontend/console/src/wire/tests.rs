mod frames;
mod lines;

use std::fmt::Debug;

use chrono::{DateTime, Utc};
use letopis_shared::domain::url::Utm;
use letopis_shared::schema::ids::{
    CommandId, ConversationId, MessageId, OperatorId, SiteId, TabId, VisitId, VisitorId,
};
use letopis_shared::schema::vocabulary::{
    ButtonPlace, DeviceKind, Edge, Feature, FieldRule, FormConsent, Language, Locale, Names, OperatorStatus, Page,
    PreChatForm, Role, SessionEnd, Shift, Side, StatusCause, Theme, Weekday, WindowTexts, WorkingHours,
};
use letopis_shared::views::bans::{BanRow, Bans, BansPatch};
use letopis_shared::views::changes::{ChangeRow, Changed, ChangedBy, Changes, ChangesPatch, Did, Thing};
use letopis_shared::views::operator_chat::{OperatorChat, OperatorChatPatch, RoomMessage};
use letopis_shared::views::operators::{Account, OperatorRow, Operators, OperatorsPatch};
use letopis_shared::views::sites::{CategoryRow, DepartmentRow, SiteRow, Sites, SitesPatch};
use letopis_shared::views::timeline::{ConversationHead, Marks, Timeline, TimelinePatch};
use letopis_shared::views::visitor_card::{
    BanView, Country, Device, EarlierConversation, OpenTab, Place, VisitFacts, VisitorCard, VisitorCardPatch,
};
use letopis_shared::views::workplace::{ConversationRow, VisitorRow, Wait, Workplace, WorkplacePatch};
use letopis_shared::wire::http::{
    Created, DemoAccount, DemoAccounts, HttpError, InvitationLink, Invited, Me, Problem, Public, SignedIn,
};
use letopis_shared::wire::operator::{Patch, ServerFrame, Snapshot, Topic};
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_ui::json::Json;
use serde::Serialize;
use uuid::Uuid;

use super::{Answer, DETAILS, frame, problem};

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

fn topics() -> [Topic; 8] {
    let timeline = Topic::Timeline { conversation_id: id(2) };
    let card = Topic::VisitorCard { visitor_id: id(3) };
    [Topic::Workplace, timeline, card, Topic::Operators, Topic::Sites, Topic::OperatorChat, Topic::Bans, Topic::Changes]
}

pub(crate) fn conversation_row() -> ConversationRow {
    ConversationRow {
        id: id(1),
        number: 2,
        visitor_id: id(3),
        visitor_number: 4,
        visitor_name: Some("Глеб".into()),
        site_id: id(5),
        locale: Locale::Ru,
        operators: vec![id(6), id(7)],
        assigned: Some(id(8)),
        assigned_at: Some(at(7)),
        on_hold: true,
        offline: true,
        in_common_queue: true,
        department_id: Some(id(9)),
        language: Some(Language("ru".into())),
        category_id: Some(id(10)),
        waiting_since: at(8),
        preview: "🙂\n".into(),
        last_by: Side::Operator,
        last_at: at(9),
        unread: 10,
        on_site: true,
        mentioned: vec![id(9)],
    }
}

fn country() -> Country {
    Country { code: "RU".into(), name: Names { ru: "Россия".into(), en: "Russia".into() } }
}

fn device(kind: DeviceKind) -> Device {
    Device { browser: "Chrome 141".into(), system: String::new(), kind }
}

fn visitor_row(left: bool) -> VisitorRow {
    VisitorRow {
        id: id(11 + u128::from(left)),
        number: 12,
        name: None,
        site_id: id(13),
        visit_id: VisitId(id(14)),
        banned: left,
        page: page(),
        visit_started_at: at(15),
        page_at: at(16),
        left_at: left.then(|| at(17)),
        pages_viewed: 18,
        referrer: "search.example".into(),
        utm: left.then(|| Utm { source: "a".into(), medium: String::new(), campaign: "Зима".into() }),
        language: Language("de".into()),
        country: left.then(country),
        device: left.then(|| device(DeviceKind::Tablet)),
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
        assigned: None,
        on_hold: false,
        department_id: None,
        language: Some(Language("de".into())),
        category_id: None,
        stars: Some(4),
        started_at: at(18),
        closed_at: Some(at(19)),
    }
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
        language: Language("de".into()),
        pages_viewed: 4,
        place: Some(Place { country: country(), city: None, coordinates: Some("60.9389,-76.5952".into()) }),
        device: Some(device(DeviceKind::Desktop)),
    };
    let earlier = EarlierConversation { id: id(5), number: 6, started_at: at(7), preview: "x".into() };
    VisitorCard {
        id: id(8),
        number: 9,
        name: None,
        email: Some("a@b.c".into()),
        phone: None,
        category_id: Some(id(14)),
        ban: Some(BanView { reason: "x".into(), until: None }),
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
        photo: (n == 0).then(|| "ab12".into()),
        role,
        status,
        status_since: at(3),
        status_cause: match n {
            0 => Some(StatusCause::ConnectionLost),
            1 => Some(StatusCause::LastConversationClosed),
            _ => None,
        },
        lost: n == 1,
        conversations: 4,
        departments: vec![id(5), id(6)],
        languages: vec![Language("ru".into())],
        conversations_max: (n == 0).then_some(7),
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
        texts: WindowTexts {
            title: Names { ru: "Магазин".into(), en: String::new() },
            button: Names { ru: String::new(), en: "Ask".into() },
            ..WindowTexts::default()
        },
        place: ButtonPlace { edge: Edge::Left, from_edge_px: 1, from_bottom_px: 2, hidden: true },
        form: PreChatForm {
            on: true,
            name: FieldRule::Required,
            email: FieldRule::Optional,
            consent: Some(FormConsent {
                text: Names { ru: "Согласен".into(), en: "I agree".into() },
                policy_url: "https://shop.example".into(),
            }),
            ..PreChatForm::default()
        },
        seen_at: Some(at(4)),
        archived: true,
    };
    let names = Names { ru: "Продажи".into(), en: "Sales".into() };
    let shift = Shift { weekday: Weekday::Sunday, from_minute: 0, to_minute: 1_440 };
    let hours = WorkingHours { time_zone: "Europe/Moscow".into(), shifts: vec![shift] };
    let department = DepartmentRow {
        id: id(2),
        names: names.clone(),
        place: 3,
        hours: Some(hours),
        open: false,
        conversations_max: Some(2),
        archived: true,
    };
    let category = CategoryRow { id: id(4), names, colour: "#9a6b00".into(), place: 5, archived: false };
    Sites {
        organisation: "Привал".into(),
        others_conversations_hidden: true,
        waiting_line_ru: "…".into(),
        waiting_line_en: String::new(),
        auto_assignment: true,
        conversations_per_operator_max: 6,
        pick_up_seconds: 7,
        operator_lost_seconds: 8,
        reopen_minutes: 9,
        answered: true,
        features: Feature::ALL.into(),
        sites: [(row.id, row)].into(),
        departments: [(department.id, department)].into(),
        categories: [(category.id, category)].into(),
    }
}

fn room_message() -> RoomMessage {
    RoomMessage {
        position: 1,
        at: at(2),
        message_id: id(3),
        number: 4,
        operator_id: id(5),
        name: "Ира".into(),
        text: "Олег, <b>возьмёшь</b>?\n".into(),
    }
}

fn ban_row() -> BanRow {
    BanRow {
        visitor_id: id(1),
        visitor_number: 2,
        visitor_name: None,
        by: id(3),
        reason: "Грубость".into(),
        since: at(4),
        until: Some(at(5)),
        ip: Some("203.0.113.5".into()),
    }
}

/// Every shape of a row and every detail.
fn changes() -> Changes {
    let names = || Names { ru: "Рекламация".into(), en: "Complaint".into() };
    let by = ChangedBy { operator_id: id(1), name: "Павел Ветров".into() };
    let row = |of, did| ChangeRow { position: 7, at: at(4), by: Some(by.clone()), of, did };
    let things = [Thing::Site, Thing::Department, Thing::Category, Thing::Operator];
    let added = things.map(|kind| row(Changed::Thing { kind, names: names() }, Did::Added { role: None }));
    let details = DETAILS.map(|(what, _)| row(Changed::Settings, Did::Other { what }));
    let others = [
        Did::Added { role: Some(Role::Auditor) },
        Did::Renamed { from: names(), to: names() },
        Did::Limited { from: Some(4), to: None },
        Did::Role { from: Role::Operator, to: Role::Admin },
        Did::Switched { feature: Feature::Cobrowsing, on: true },
    ];
    let others = others.map(|did| row(Changed::Visitor { number: 3, name: Some("Глеб".into()) }, did));
    let nobody = ChangeRow { by: None, ..row(Changed::Visitor { number: 3, name: None }, Did::Added { role: None }) };
    Changes { rows: added.into_iter().chain(details).chain(others).chain([nobody]).collect() }
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
                waits: vec![
                    Wait { number: 1, ended_at: at(2), seconds: 3 },
                    Wait { number: 4, ended_at: at(5), seconds: u32::MAX },
                ],
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
                entries: lines::entries(),
            },
        },
        Snapshot::VisitorCard { visitor_id: VisitorId(id(8)), view: card() },
        Snapshot::VisitorCard { visitor_id: id(8), view: VisitorCard { visit: None, conversation: None, ..card() } },
        Snapshot::Operators { view: Operators { rows: operators.map(|row| (row.id, row)).collect() } },
        Snapshot::Sites { view: sites() },
        Snapshot::OperatorChat { view: OperatorChat { messages: vec![room_message()], read_up_to: 3 } },
        Snapshot::Bans { view: Bans { rows: [(id(1), ban_row())].into() } },
        Snapshot::Changes { view: changes() },
    ];
    for of in snapshots {
        same(ServerFrame::Snapshot { position: 7, of }, frame);
    }
}

#[test]
fn patches_of_every_view_are_read() {
    let row = Box::new(operator_row(0, Role::Admin, OperatorStatus::Lunch));
    let timeline = lines::entries().into_iter().map(|entry| TimelinePatch::Entry { entry: Box::new(entry) });
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
                WorkplacePatch::Waited { wait: Wait { number: 1, ended_at: at(2), seconds: 3 } },
            ],
        },
        Patch::Timeline { conversation_id: id(1), patches: timeline.collect() },
        Patch::VisitorCard { visitor_id: id(8), patches: vec![VisitorCardPatch::All { view: Box::new(card()) }] },
        Patch::Operators {
            patches: vec![OperatorsPatch::Operator { row }, OperatorsPatch::OperatorGone { id: id(1) }],
        },
        Patch::Sites { patches: vec![SitesPatch::All { view: Box::new(sites()) }] },
        Patch::OperatorChat {
            patches: vec![
                OperatorChatPatch::Message { message: Box::new(room_message()) },
                OperatorChatPatch::Read { up_to: 5 },
            ],
        },
        Patch::Bans {
            patches: vec![BansPatch::Ban { row: Box::new(ban_row()) }, BansPatch::BanGone { visitor_id: id(1) }],
        },
        Patch::Changes { patches: vec![ChangesPatch::All { view: changes() }] },
    ];
    for of in patches {
        same(ServerFrame::Patch { position: 7, of }, frame);
    }
}

#[test]
fn answers_are_read() {
    for (theme, locale) in [(Theme::System, None), (Theme::Light, Some(Locale::Ru)), (Theme::Dark, Some(Locale::En))] {
        let (name, email) = ("Ира".to_owned(), "ira@example.org".to_owned());
        let me = Me { id: id(1), name, email, role: Role::Auditor, locale, theme };
        same(SignedIn { token: "t".into(), expires_in_seconds: 900, me }, SignedIn::read);
    }
    same(Public { organisation: "x".into(), version: "1".into(), setup_needed: true, demo: false }, Public::read);
    let link = InvitationLink { path: "/invitation#i1".into(), expires_at: at(3) };
    same(link.clone(), InvitationLink::read);
    for invitation in [None, Some(link)] {
        same(Created { operator_id: id(1), position: 2, invitation }, Created::read);
    }
    let (name, email) = ("Олег".to_owned(), "oleg@example.org".to_owned());
    same(Invited { name, email, locale: Locale::Ru, expires_at: at(3) }, Invited::read);
    let account = DemoAccount { role: Role::Admin, name: "a".into(), email: "b".into(), password: "c".into() };
    same(DemoAccounts { shop: "http://x".into(), accounts: vec![account] }, DemoAccounts::read);
    use HttpError::*;
    let mut errors = vec![Credentials { attempts_left: 4 }, TooMany { retry_after_seconds: 5 }, SignIn, Forbidden];
    errors.extend([NotFound, BadRequest, TooLarge, SetupToken, Invitation, CommandReused, Unavailable]);
    errors.extend(frames::refusals().into_iter().map(|refusal| Refused { refusal }));
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
