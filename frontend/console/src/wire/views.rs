//! Views and their patches.

mod organisation;

use std::collections::BTreeMap;

use letopis_shared::domain::url::Utm;
use letopis_shared::schema::ids::{DepartmentId, OperatorId};
use letopis_shared::schema::vocabulary::{
    ButtonPlace, Edge, FormConsent, Language, Names, PreChatForm, Shift, WindowTexts, WorkingHours,
};
use letopis_shared::views::bans::{BanRow, Bans, BansPatch};
use letopis_shared::views::changes::{ChangeRow, Changed, ChangedBy, Changes, ChangesPatch, Did, Thing};
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
use letopis_ui::json::{Json, time, uuid};

pub(super) use self::organisation::{
    bans, bans_patch, changes, changes_patch, operator_chat, operator_chat_patch, operators, operators_patch, sites,
    sites_patch,
};
use super::words::{
    assignment_reason, detail, device_kind, feature, field_rule, locale, return_cause, role, side, status,
    status_cause, weekday,
};
use super::{id, list, optional_id, optional_text, page, small, text};

/// The values of an object whose names are the identifiers that the values carry themselves.
fn rows<K: Ord, V>(json: &Json, read: impl Fn(&Json) -> Option<V>, key: impl Fn(&V) -> K) -> Option<BTreeMap<K, V>> {
    let mut rows = BTreeMap::new();
    for value in json.values() {
        let row = read(value)?;
        rows.insert(key(&row), row);
    }
    Some(rows)
}

pub(super) fn workplace(json: &Json) -> Option<Workplace> {
    Some(Workplace {
        conversations: rows(json.get("conversations"), conversation_row, |row| row.id)?,
        visitors: rows(json.get("visitors"), visitor_row, |row| row.id)?,
        waits: list(json, "waits", wait)?,
    })
}

pub(super) fn workplace_patch(json: &Json) -> Option<WorkplacePatch> {
    let row = json.get("row");
    Some(match json.get("is").text()? {
        "conversation" => WorkplacePatch::Conversation { row: Box::new(conversation_row(row)?) },
        "conversation_gone" => WorkplacePatch::ConversationGone { id: id(json, "id")? },
        "visitor" => WorkplacePatch::Visitor { row: Box::new(visitor_row(row)?) },
        "visitor_gone" => WorkplacePatch::VisitorGone { id: id(json, "id")? },
        "waited" => WorkplacePatch::Waited { wait: wait(json.get("wait"))? },
        _ => return None,
    })
}

fn wait(json: &Json) -> Option<Wait> {
    Some(Wait {
        number: small(json, "number")?,
        ended_at: time(json.get("ended_at"))?,
        seconds: small(json, "seconds")?,
    })
}

fn ids(json: &Json, name: &str) -> Option<Vec<OperatorId>> {
    list(json, name, |json| uuid(json).map(OperatorId))
}

fn mention(json: &Json) -> Option<NamedMention> {
    Some(NamedMention { operator_id: id(json, "operator_id")?, name: text(json, "name")? })
}

fn conversation_row(json: &Json) -> Option<ConversationRow> {
    Some(ConversationRow {
        id: id(json, "id")?,
        number: small(json, "number")?,
        visitor_id: id(json, "visitor_id")?,
        visitor_number: small(json, "visitor_number")?,
        visitor_name: optional_text(json, "visitor_name")?,
        site_id: id(json, "site_id")?,
        locale: locale(json.get("locale"))?,
        operators: ids(json, "operators")?,
        assigned: optional_id(json, "assigned")?,
        assigned_at: json.get("assigned_at").optional(time)?,
        on_hold: json.get("on_hold").bool()?,
        offline: json.get("offline").bool()?,
        in_common_queue: json.get("in_common_queue").bool()?,
        department_id: optional_id(json, "department_id")?,
        language: json.get("language").optional(language)?,
        category_id: optional_id(json, "category_id")?,
        waiting_since: time(json.get("waiting_since"))?,
        preview: text(json, "preview")?,
        last_by: side(json.get("last_by"))?,
        last_at: time(json.get("last_at"))?,
        unread: small(json, "unread")?,
        on_site: json.get("on_site").bool()?,
        mentioned: ids(json, "mentioned")?,
    })
}

fn visitor_row(json: &Json) -> Option<VisitorRow> {
    Some(VisitorRow {
        id: id(json, "id")?,
        number: small(json, "number")?,
        name: optional_text(json, "name")?,
        site_id: id(json, "site_id")?,
        visit_id: id(json, "visit_id")?,
        banned: json.get("banned").bool()?,
        page: page(json.get("page"))?,
        visit_started_at: time(json.get("visit_started_at"))?,
        page_at: time(json.get("page_at"))?,
        left_at: json.get("left_at").optional(time)?,
        pages_viewed: small(json, "pages_viewed")?,
        referrer: text(json, "referrer")?,
        utm: json.get("utm").optional(utm)?,
        language: language(json.get("language"))?,
        country: json.get("country").optional(country)?,
        device: json.get("device").optional(device)?,
    })
}

fn language(json: &Json) -> Option<Language> {
    json.string().map(Language)
}

fn stars(json: &Json) -> Option<u8> {
    json.small().and_then(|stars| u8::try_from(stars).ok())
}

fn utm(json: &Json) -> Option<Utm> {
    Some(Utm { source: text(json, "source")?, medium: text(json, "medium")?, campaign: text(json, "campaign")? })
}

fn names(json: &Json) -> Option<Names> {
    Some(Names { ru: text(json, "ru")?, en: text(json, "en")? })
}

fn country(json: &Json) -> Option<Country> {
    Some(Country { code: text(json, "code")?, name: names(json.get("name"))? })
}

fn device(json: &Json) -> Option<Device> {
    let (browser, system) = (text(json, "browser")?, text(json, "system")?);
    Some(Device { browser, system, kind: device_kind(json.get("kind"))? })
}

fn place(json: &Json) -> Option<Place> {
    Some(Place {
        country: country(json.get("country"))?,
        city: json.get("city").optional(names)?,
        coordinates: optional_text(json, "coordinates")?,
    })
}

pub(super) fn timeline(json: &Json) -> Option<Timeline> {
    Some(Timeline {
        head: head(json.get("head"))?,
        marks: marks(json.get("marks"))?,
        entries: list(json, "entries", entry)?,
    })
}

pub(super) fn timeline_patch(json: &Json) -> Option<TimelinePatch> {
    Some(match json.get("is").text()? {
        "entry" => TimelinePatch::Entry { entry: Box::new(entry(json.get("entry"))?) },
        "marks" => TimelinePatch::Marks { marks: marks(json.get("marks"))? },
        "head" => TimelinePatch::Head { head: Box::new(head(json.get("head"))?) },
        _ => return None,
    })
}

fn head(json: &Json) -> Option<ConversationHead> {
    Some(ConversationHead {
        id: id(json, "id")?,
        number: small(json, "number")?,
        visitor_id: id(json, "visitor_id")?,
        visitor_number: small(json, "visitor_number")?,
        visitor_name: optional_text(json, "visitor_name")?,
        site_id: id(json, "site_id")?,
        locale: locale(json.get("locale"))?,
        operators: ids(json, "operators")?,
        assigned: optional_id(json, "assigned")?,
        on_hold: json.get("on_hold").bool()?,
        department_id: optional_id(json, "department_id")?,
        language: json.get("language").optional(language)?,
        category_id: optional_id(json, "category_id")?,
        stars: json.get("stars").optional(stars)?,
        started_at: time(json.get("started_at"))?,
        closed_at: json.get("closed_at").optional(time)?,
    })
}

fn marks(json: &Json) -> Option<Marks> {
    Some(Marks {
        delivered_to_visitor: small(json, "delivered_to_visitor")?,
        read_by_visitor: small(json, "read_by_visitor")?,
        delivered_to_operator: small(json, "delivered_to_operator")?,
        read_by_operator: small(json, "read_by_operator")?,
    })
}

fn entry(json: &Json) -> Option<TimelineEntry> {
    Some(TimelineEntry {
        position: json.get("position").number()?,
        at: time(json.get("at"))?,
        what: entry_kind(json.get("what"))?,
    })
}

fn entry_kind(json: &Json) -> Option<EntryKind> {
    Some(match json.get("is").text()? {
        "opened" => EntryKind::Opened { page: page(json.get("page"))? },
        "waiting_line" => EntryKind::WaitingLine { text: text(json, "text")? },
        "operator_joined" => {
            EntryKind::OperatorJoined { operator_id: id(json, "operator_id")?, name: text(json, "name")? }
        }
        "visitor_message" => EntryKind::VisitorMessage {
            message_id: id(json, "message_id")?,
            number: small(json, "number")?,
            text: text(json, "text")?,
        },
        "operator_message" => EntryKind::OperatorMessage {
            message_id: id(json, "message_id")?,
            number: small(json, "number")?,
            operator_id: id(json, "operator_id")?,
            name: text(json, "name")?,
            text: text(json, "text")?,
        },
        "page_viewed" => EntryKind::PageViewed { page: page(json.get("page"))? },
        "left_site" => EntryKind::LeftSite,
        "came_back" => EntryKind::CameBack,
        "closed_by_visitor" => EntryKind::ClosedByVisitor,
        "closed_by_operator" => {
            EntryKind::ClosedByOperator { operator_id: id(json, "operator_id")?, name: text(json, "name")? }
        }
        "reopened" => EntryKind::Reopened,
        "initiated" => EntryKind::Initiated { name: text(json, "name")?, page: page(json.get("page"))? },
        "addressed" => EntryKind::Addressed {
            department: json.get("department").optional(names)?,
            language: json.get("language").optional(language)?,
        },
        "assigned" => EntryKind::Assigned {
            operator_id: id(json, "operator_id")?,
            name: text(json, "name")?,
            reason: assignment_reason(json.get("reason"))?,
            candidates: list(json, "candidates", candidate)?,
        },
        "common_queue_entered" => EntryKind::CommonQueueEntered { candidates: list(json, "candidates", candidate)? },
        "returned_to_queue" => {
            EntryKind::ReturnedToQueue { name: optional_text(json, "name")?, cause: return_cause(json.get("cause"))? }
        }
        "transferred" => EntryKind::Transferred {
            by: text(json, "by")?,
            target: target(json.get("target"))?,
            comment: text(json, "comment")?,
        },
        "category_given" => {
            EntryKind::CategoryGiven { by: text(json, "by")?, category: json.get("category").optional(names)? }
        }
        "note" => EntryKind::Note {
            operator_id: id(json, "operator_id")?,
            name: text(json, "name")?,
            text: text(json, "text")?,
            mentions: list(json, "mentions", mention)?,
        },
        "rated" => EntryKind::Rated { stars: stars(json.get("stars"))?, comment: text(json, "comment")? },
        "contacts_given" => EntryKind::ContactsGiven {
            name: optional_text(json, "name")?,
            email: optional_text(json, "email")?,
            phone: optional_text(json, "phone")?,
        },
        "consented" => EntryKind::Consented { text: text(json, "text")? },
        "banned" => EntryKind::Banned {
            by: text(json, "by")?,
            reason: text(json, "reason")?,
            until: json.get("until").optional(time)?,
            addresses: optional_text(json, "addresses")?,
        },
        "ban_lifted" => EntryKind::BanLifted { by: text(json, "by")? },
        "ban_expired" => EntryKind::BanExpired,
        "taken_over" => EntryKind::TakenOver { by: text(json, "by")?, from: text(json, "from")? },
        "held" => EntryKind::Held { by: text(json, "by")? },
        "hold_ended" => EntryKind::HoldEnded { by: optional_text(json, "by")? },
        "close_undone" => EntryKind::CloseUndone { by: text(json, "by")? },
        "erased" => EntryKind::Erased,
        _ => return None,
    })
}

fn candidate(json: &Json) -> Option<NamedCandidate> {
    Some(NamedCandidate {
        name: text(json, "name")?,
        conversations: small(json, "conversations")?,
        conversations_max: small(json, "conversations_max")?,
        let_lie: json.get("let_lie").bool()?,
    })
}

fn target(json: &Json) -> Option<NamedTarget> {
    Some(match json.get("to").text()? {
        "operator" => NamedTarget::Operator { operator_id: id(json, "operator_id")?, name: text(json, "name")? },
        "department" => NamedTarget::Department { names: names(json.get("names"))? },
        "language" => NamedTarget::Language { language: language(json.get("language"))? },
        "common_queue" => NamedTarget::CommonQueue,
        _ => return None,
    })
}

pub(super) fn visitor_card(json: &Json) -> Option<VisitorCard> {
    Some(VisitorCard {
        id: id(json, "id")?,
        number: small(json, "number")?,
        name: optional_text(json, "name")?,
        email: optional_text(json, "email")?,
        phone: optional_text(json, "phone")?,
        category_id: optional_id(json, "category_id")?,
        ban: json.get("ban").optional(ban)?,
        site_id: id(json, "site_id")?,
        first_seen_at: time(json.get("first_seen_at"))?,
        visits: small(json, "visits")?,
        visit: json.get("visit").optional(visit)?,
        conversation: optional_id(json, "conversation")?,
        earlier: list(json, "earlier", earlier)?,
    })
}

pub(super) fn visitor_card_patch(json: &Json) -> Option<VisitorCardPatch> {
    (json.get("is").text()? == "all").then_some(())?;
    Some(VisitorCardPatch::All { view: Box::new(visitor_card(json.get("view"))?) })
}

fn visit(json: &Json) -> Option<VisitFacts> {
    Some(VisitFacts {
        id: id(json, "id")?,
        started_at: time(json.get("started_at"))?,
        ended_at: json.get("ended_at").optional(time)?,
        first_page: page(json.get("first_page"))?,
        referrer: text(json, "referrer")?,
        user_agent: text(json, "user_agent")?,
        ip: optional_text(json, "ip")?,
        language: language(json.get("language"))?,
        pages_viewed: small(json, "pages_viewed")?,
        place: json.get("place").optional(place)?,
        device: json.get("device").optional(device)?,
    })
}

fn ban(json: &Json) -> Option<BanView> {
    Some(BanView { reason: text(json, "reason")?, until: json.get("until").optional(time)? })
}

fn earlier(json: &Json) -> Option<EarlierConversation> {
    Some(EarlierConversation {
        id: id(json, "id")?,
        number: small(json, "number")?,
        started_at: time(json.get("started_at"))?,
        preview: text(json, "preview")?,
    })
}

pub(super) fn open_tab(json: &Json) -> Option<OpenTab> {
    Some(OpenTab { tab_id: id(json, "tab_id")?, page: page(json.get("page"))?, since: time(json.get("since"))? })
}
