use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_369_323_042).expect("a time")
}

fn conversation() -> ChatConversation {
    let operator = Some("Ира Соколова".to_owned());
    ChatConversation {
        id: ConversationId(id(3)),
        number: 12,
        closed: false,
        operator,
        photo: Some("ab12".into()),
        stars: Some(4),
        reopens_until: Some(at()),
    }
}

fn marks() -> Marks {
    Marks { delivered_to_visitor: 4, read_by_visitor: 3, delivered_to_operator: 2, read_by_operator: 1 }
}

fn kinds() -> Vec<ChatEntryKind> {
    let (text, name) = ("«Ладога \"3\"»\n🙂".to_owned(), "Ира Соколова".to_owned());
    let kinds = vec![
        ChatEntryKind::WaitingLine { text: text.clone() },
        ChatEntryKind::OperatorJoined { name: name.clone() },
        ChatEntryKind::Mine { message_id: MessageId(id(1)), number: 1, text: text.clone() },
        ChatEntryKind::Theirs { message_id: MessageId(id(2)), number: 2, name, text },
        ChatEntryKind::Closed,
        ChatEntryKind::Reopened,
        ChatEntryKind::AnotherWillJoin,
        ChatEntryKind::Rated { stars: 5 },
        ChatEntryKind::Erased,
    ];
    // a new kind does not compile until it is read above and here
    kinds.iter().for_each(|kind| match kind {
        ChatEntryKind::WaitingLine { .. }
        | ChatEntryKind::OperatorJoined { .. }
        | ChatEntryKind::Mine { .. }
        | ChatEntryKind::Theirs { .. }
        | ChatEntryKind::Closed
        | ChatEntryKind::Reopened
        | ChatEntryKind::AnotherWillJoin
        | ChatEntryKind::Rated { .. }
        | ChatEntryKind::Erased => {}
    });
    kinds
}

fn entries() -> Vec<ChatEntry> {
    (7..).zip(kinds()).map(|(position, what)| ChatEntry { position, at: at(), what }).collect()
}

fn departments_of() -> Vec<ChatDepartment> {
    let names = Names { ru: "Продажи".to_owned(), en: "Sales".to_owned() };
    vec![ChatDepartment { id: DepartmentId(id(4)), names, online: true }]
}

fn form_of() -> ChatForm {
    let text = Names { ru: "Согласен".to_owned(), en: "I agree".to_owned() };
    ChatForm {
        name: FieldRule::Required,
        email: FieldRule::Optional,
        phone: FieldRule::Off,
        department: FieldRule::Required,
        consent: Some(FormConsent { text, policy_url: "https://shop.example/p".to_owned() }),
        known_name: "Марина".to_owned(),
        known_email: String::new(),
        known_phone: "+7".to_owned(),
    }
}

fn patches() -> Vec<ChatPatch> {
    let mut patches = vec![
        ChatPatch::Online { online: true },
        ChatPatch::Departments { departments: departments_of() },
        ChatPatch::Form { form: Some(Box::new(form_of())) },
        ChatPatch::Form { form: None },
        ChatPatch::QueuePlace { place: Some(2) },
        ChatPatch::QueuePlace { place: None },
        ChatPatch::Began { conversation: conversation() },
        ChatPatch::Conversation { conversation: conversation() },
        ChatPatch::Marks { marks: marks() },
    ];
    patches.extend(entries().into_iter().map(|entry| ChatPatch::Entry { entry: Box::new(entry) }));
    patches.iter().for_each(|patch| match patch {
        ChatPatch::Online { .. }
        | ChatPatch::Departments { .. }
        | ChatPatch::Form { .. }
        | ChatPatch::QueuePlace { .. }
        | ChatPatch::Began { .. }
        | ChatPatch::Conversation { .. }
        | ChatPatch::Entry { .. }
        | ChatPatch::Marks { .. } => {}
    });
    patches
}

/// Through the contract's own writer and back.
fn reread(frame: &ServerFrame) -> Option<ServerFrame> {
    super::frame(&Json::parse(&serde_json::to_string(frame).expect("plain data"))?)
}

#[test]
fn every_frame_for_the_window_is_read_as_the_contract_writes_it() {
    let site = |locale| SiteFace {
        name: "Привал".to_owned(),
        accent: "#2f6b4f".to_owned(),
        locale,
        labels: Default::default(),
        place: Default::default(),
        title: "Магазин".to_owned(),
        subtitle: String::new(),
        greeting: "Чем помочь?".to_owned(),
        offline: String::new(),
    };
    let welcome = |locale| ServerFrame::Welcome {
        log_id: id(1),
        position: u64::MAX,
        now: at(),
        heartbeat_seconds: 25,
        visitor_id: VisitorId(id(2)),
        token: "a.b".to_owned(),
        site: site(locale),
    };
    let chat = |conversation| Chat {
        online: true,
        departments: departments_of(),
        form: Some(form_of()),
        queue_place: Some(3),
        conversation,
        marks: marks(),
        entries: entries(),
    };
    let frames = [
        welcome(Locale::Ru),
        welcome(Locale::En),
        ServerFrame::Snapshot { position: 3, view: Chat::default() },
        ServerFrame::Snapshot { position: 4, view: chat(Some(conversation())) },
        ServerFrame::Patch { position: 5, patches: patches() },
        ServerFrame::Patch { position: 6, patches: Vec::new() },
        ServerFrame::Accepted { id: CommandId(id(9)), position: 7 },
        ServerFrame::Refused { id: CommandId(id(9)), refusal: Refusal::NotAllowed },
        lacks(FormField::Name),
        lacks(FormField::Email),
        lacks(FormField::Phone),
        lacks(FormField::Department),
        lacks(FormField::Consent),
        ServerFrame::Failed { id: CommandId(id(9)), error: ErrorCode::Unavailable },
        ServerFrame::Failed { id: CommandId(id(9)), error: ErrorCode::Forbidden },
        ServerFrame::Typing { name: "Ира".to_owned() },
        ServerFrame::Bye { error: None, retry_after_millis: 1 },
        ServerFrame::Bye { error: Some(ErrorCode::Forbidden), retry_after_millis: 60_000 },
    ];
    for frame in frames {
        assert_eq!(reread(&frame).as_ref(), Some(&frame));
    }
}

fn lacks(field: FormField) -> ServerFrame {
    ServerFrame::Refused { id: CommandId(id(9)), refusal: Refusal::FormUnanswered { field } }
}

#[test]
fn what_does_not_fit_belongs_to_its_field() {
    for (refusal, field) in [
        (Refusal::NameInvalid { max: 100 }, FormField::Name),
        (Refusal::EmailInvalid, FormField::Email),
        (Refusal::PhoneInvalid, FormField::Phone),
        (Refusal::Archived, FormField::Department),
    ] {
        assert_eq!(reread(&ServerFrame::Refused { id: CommandId(id(9)), refusal }), Some(lacks(field)));
    }
}

#[test]
fn errors_keep_what_matters() {
    for code in [
        ErrorCode::BadFrame,
        ErrorCode::FrameTooLarge,
        ErrorCode::Protocol,
        ErrorCode::SignIn,
        ErrorCode::NotFound,
        ErrorCode::TooFast,
        ErrorCode::CommandReused,
        ErrorCode::TooSlow,
    ] {
        let Some(ServerFrame::Failed { error, .. }) =
            reread(&ServerFrame::Failed { id: CommandId(id(9)), error: code })
        else {
            panic!("not read: {code:?}");
        };
        assert_eq!(error.is_passing(), code.is_passing(), "{code:?}");
    }
}

#[test]
fn frames_of_the_loader_and_broken_ones_are_left_alone() {
    assert_eq!(reread(&ServerFrame::Pong { position: 1 }), None);
    for text in [r#"{"frame":"patch"}"#, r#"{"frame":"patch","position":1,"patches":[{"is":"later"}]}"#, "[]"] {
        assert_eq!(super::frame(&Json::parse(text).expect("a document")), None, "{text}");
    }
}

#[test]
fn times_are_read_to_the_millisecond() {
    for (text, millis) in [
        ("1970-01-01T00:00:01Z", 1_000),
        ("2026-11-22T17:42:03.042Z", 1_795_369_323_042),
        ("2026-11-22T17:42:03.042123456Z", 1_795_369_323_042),
        ("2026-11-22T17:42:03.5Z", 1_795_369_323_500),
    ] {
        assert_eq!(time(&Json::Text(text.to_owned())).map(|at| at.timestamp_millis()), Some(millis), "{text}");
    }
    for text in ["", "2026-13-22T17:42:03Z", "вчера вечером, около шести", "2026-11-22"] {
        assert_eq!(time(&Json::Text(text.to_owned())), None, "{text}");
    }
}

#[test]
fn ids_are_read_hyphenated_only() {
    let read = |text: &str| uuid(&Json::Text(text.to_owned()));
    let id = Uuid::from_u128(0x0193_7b6c_5c00_7000_8000_00ff_1234_abcd);
    assert_eq!(read(&id.to_string()), Some(id));
    for text in ["", "01937b6c5c0070008000000000000000", "01937b6c-5c00-7000-8000-00000000000g", "----"] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read(&"-".repeat(36)), None);
}
