//! One of everything that frames carry.

use super::*;

pub(super) fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

pub(super) fn at(minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, minute, 0).unwrap()
}

pub(super) fn page() -> Page {
    Page { url: "https://shop.example/tents".into(), title: "Tents".into() }
}

pub(super) fn resume() -> Option<Resume> {
    Some(Resume { log_id: id(0xff), position: 41 })
}

pub(super) const CONVERSATION: ConversationId = ConversationId(Uuid::from_u128(0xc));
pub(super) const VISITOR: VisitorId = VisitorId(Uuid::from_u128(0xb));
pub(super) const IRA: OperatorId = OperatorId(Uuid::from_u128(0xa));
pub(super) const SITE: SiteId = SiteId(Uuid::from_u128(0xd));

/// Every frame comes back as it went, says which it is, and takes no field more.
pub(super) fn examples<F: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    frames: &[F],
    tag: &str,
) -> Vec<Value> {
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

pub(super) fn head() -> ConversationHead {
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

pub(super) fn marks() -> Marks {
    Marks { delivered_to_visitor: 2, read_by_visitor: 1, delivered_to_operator: 3, read_by_operator: 3 }
}

pub(super) fn entry() -> TimelineEntry {
    let what = EntryKind::VisitorMessage { message_id: id(0xe), number: 1, text: "Is it waterproof?".into() };
    TimelineEntry { position: 12, at: at(1), what }
}

pub(super) fn conversation_row() -> ConversationRow {
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
        assigned_at: Some(at(1)),
        on_hold: true,
        offline: false,
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
        mentioned: vec![IRA],
    }
}

pub(super) fn country() -> Country {
    Country { code: "RU".into(), name: Names { ru: "Россия".into(), en: "Russia".into() } }
}

pub(super) fn device() -> Device {
    Device { browser: "Chrome 141".into(), system: "Windows 10".into(), kind: DeviceKind::Desktop }
}

pub(super) fn visitor_row() -> VisitorRow {
    VisitorRow {
        id: VISITOR,
        number: 48_221,
        name: None,
        site_id: SITE,
        visit_id: id(0x1b),
        banned: false,
        page: page(),
        visit_started_at: at(0),
        page_at: at(1),
        left_at: None,
        pages_viewed: 3,
        referrer: "search.example".into(),
        utm: Some(Utm { source: "search".into(), medium: "cpc".into(), campaign: "winter".into() }),
        language: Language("de".into()),
        country: Some(country()),
        device: Some(device()),
    }
}

pub(super) fn wait() -> Wait {
    Wait { number: 103, ended_at: at(2), seconds: 38 }
}

pub(super) fn card() -> VisitorCard {
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
            language: Language("de".into()),
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

pub(super) fn operator_row() -> OperatorRow {
    OperatorRow {
        id: IRA,
        name: "Ira".into(),
        photo: Some("ab12".into()),
        role: Role::Operator,
        status: OperatorStatus::BeforeLunch,
        status_since: at(0),
        status_cause: Some(StatusCause::ConnectionLost),
        lost: true,
        conversations: 2,
        departments: vec![id(0xd0)],
        languages: vec![Language("ru".into())],
        conversations_max: Some(3),
        account: Some(Account { email: "ira@shop.example".into(), disabled: false, created_at: at(0), sessions: 1 }),
    }
}

pub(super) fn sites() -> Sites {
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
        archived: true,
    };
    let names = Names { ru: "Продажи".into(), en: "Sales".into() };
    let department = DepartmentRow {
        id: id(0xd0),
        names: names.clone(),
        place: 1,
        hours: Some(WorkingHours {
            time_zone: "Europe/Moscow".into(),
            shifts: vec![Shift { weekday: Weekday::Monday, from_minute: 540, to_minute: 1_080 }],
        }),
        open: true,
        conversations_max: Some(2),
        archived: false,
    };
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

pub(super) fn room_message() -> RoomMessage {
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

pub(super) fn chat() -> Chat {
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

pub(super) fn ban_row() -> BanRow {
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

/// Rows of every shape.
pub(super) fn changes() -> Changes {
    let by = Some(ChangedBy { operator_id: IRA, name: "Ira Sokolova".into() });
    let site = |names| Changed::Thing { kind: Thing::Site, names };
    let both = |name: &str| Names { ru: name.into(), en: name.into() };
    let row = |of, did| ChangeRow { position: 40, at: at(5), by: by.clone(), of, did };
    let operator = Changed::Thing { kind: Thing::Operator, names: both("Ira") };
    let visitor = Changed::Visitor { number: 48_221, name: None };
    let rows = vec![
        row(Changed::Settings, Did::Limited { from: Some(4), to: None }),
        row(site(both("Prival")), Did::Added { role: None }),
        row(site(both("Prival")), Did::Renamed { from: both("Shop"), to: both("Prival") }),
        row(Changed::Settings, Did::Switched { feature: Feature::Cobrowsing, on: true }),
        row(visitor, Did::Other { what: Detail::Banned }),
        ChangeRow { by: None, ..row(operator.clone(), Did::Added { role: Some(Role::Auditor) }) },
        row(operator, Did::Role { from: Role::Operator, to: Role::Admin }),
    ];
    Changes { rows }
}
