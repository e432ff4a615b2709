//! The frames of the server.

use letopis_shared::schema::ids::{CommandId, ConversationId, DepartmentId, MessageId, VisitorId};
use letopis_shared::schema::vocabulary::{FieldRule, FormConsent, Locale, Names};
use letopis_shared::views::chat::{
    Chat, ChatConversation, ChatDepartment, ChatEntry, ChatEntryKind, ChatForm, ChatPatch,
};
use letopis_shared::views::timeline::Marks;
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::visitor::{ServerFrame, SiteFace};
use letopis_shared::wire::{ErrorCode, Refusal};
use letopis_ui::json::{time, uuid};

use super::Json;

/// A frame; `None` for one that this version does not know.
pub fn frame(json: &Json) -> Option<ServerFrame> {
    Some(match json.get("frame").text()? {
        "welcome" => ServerFrame::Welcome {
            log_id: uuid(json.get("log_id"))?,
            position: json.get("position").number()?,
            now: time(json.get("now"))?,
            heartbeat_seconds: json.get("heartbeat_seconds").small()?,
            visitor_id: VisitorId(uuid(json.get("visitor_id"))?),
            token: json.get("token").string()?,
            site: site(json.get("site"))?,
        },
        "snapshot" => ServerFrame::Snapshot { position: json.get("position").number()?, view: chat(json.get("view"))? },
        "patch" => ServerFrame::Patch {
            position: json.get("position").number()?,
            patches: json.get("patches").list().iter().map(patch).collect::<Option<_>>()?,
        },
        "accepted" => ServerFrame::Accepted { id: command(json)?, position: json.get("position").number()? },
        "refused" => ServerFrame::Refused { id: command(json)?, refusal: refusal(json.get("refusal")) },
        "failed" => ServerFrame::Failed { id: command(json)?, error: error(json.get("error"))? },
        "typing" => ServerFrame::Typing { name: json.get("name").string()? },
        "bye" => ServerFrame::Bye {
            error: json.get("error").optional(error)?,
            retry_after_millis: json.get("retry_after_millis").small()?,
        },
        // the loader's business
        _ => return None,
    })
}

fn command(json: &Json) -> Option<CommandId> {
    uuid(json.get("id")).map(CommandId)
}

/// How the site looks; `None` where it is not said.
pub fn site(json: &Json) -> Option<SiteFace> {
    let locale = if json.get("locale").text()? == "ru" { Locale::Ru } else { Locale::En };
    let text = |name| json.get(name).string();
    Some(SiteFace {
        name: text("name")?,
        accent: text("accent")?,
        locale,
        // both are the loader's business
        labels: Default::default(),
        place: Default::default(),
        title: text("title")?,
        subtitle: text("subtitle")?,
        greeting: text("greeting")?,
        offline: text("offline")?,
    })
}

fn chat(json: &Json) -> Option<Chat> {
    Some(Chat {
        online: json.get("online").bool()?,
        departments: departments(json)?,
        form: json.get("form").optional(form)?,
        queue_place: json.get("queue_place").optional(Json::small)?,
        conversation: json.get("conversation").optional(conversation)?,
        marks: marks(json.get("marks"))?,
        entries: json.get("entries").list().iter().map(entry).collect::<Option<_>>()?,
    })
}

fn patch(json: &Json) -> Option<ChatPatch> {
    Some(match json.get("is").text()? {
        "online" => ChatPatch::Online { online: json.get("online").bool()? },
        "departments" => ChatPatch::Departments { departments: departments(json)? },
        "form" => ChatPatch::Form { form: json.get("form").optional(form)?.map(Box::new) },
        "queue_place" => ChatPatch::QueuePlace { place: json.get("place").optional(Json::small)? },
        "began" => ChatPatch::Began { conversation: conversation(json.get("conversation"))? },
        "conversation" => ChatPatch::Conversation { conversation: conversation(json.get("conversation"))? },
        "entry" => ChatPatch::Entry { entry: Box::new(entry(json.get("entry"))?) },
        "marks" => ChatPatch::Marks { marks: marks(json.get("marks"))? },
        _ => return None,
    })
}

fn conversation(json: &Json) -> Option<ChatConversation> {
    Some(ChatConversation {
        id: ConversationId(uuid(json.get("id"))?),
        number: json.get("number").small()?,
        closed: json.get("closed").bool()?,
        operator: json.get("operator").optional(Json::string)?,
        photo: json.get("photo").optional(Json::string)?,
        stars: json.get("stars").optional(stars)?,
        reopens_until: json.get("reopens_until").optional(time)?,
    })
}

fn names(json: &Json) -> Option<Names> {
    Some(Names { ru: json.get("ru").string()?, en: json.get("en").string()? })
}

fn departments(json: &Json) -> Option<Vec<ChatDepartment>> {
    let department = |json: &Json| {
        let (id, names) = (DepartmentId(uuid(json.get("id"))?), names(json.get("names"))?);
        Some(ChatDepartment { id, names, online: json.get("online").bool()? })
    };
    json.get("departments").list().iter().map(department).collect()
}

fn form(json: &Json) -> Option<ChatForm> {
    let text = |name| json.get(name).string();
    let consent = |json: &Json| {
        Some(FormConsent { text: names(json.get("text"))?, policy_url: json.get("policy_url").string()? })
    };
    let rule = |name| match json.get(name).text()? {
        "required" => Some(FieldRule::Required),
        "optional" => Some(FieldRule::Optional),
        _ => Some(FieldRule::Off),
    };
    Some(ChatForm {
        name: rule("name")?,
        email: rule("email")?,
        phone: rule("phone")?,
        department: rule("department")?,
        consent: json.get("consent").optional(consent)?,
        known_name: text("known_name")?,
        known_email: text("known_email")?,
        known_phone: text("known_phone")?,
    })
}

/// What the form must say is told apart; for the window every other "no" is like another.
fn refusal(json: &Json) -> Refusal {
    let lacks = |field| Refusal::FormUnanswered { field };
    match (json.get("why").text(), json.get("field").text()) {
        (Some("name_invalid"), _) | (_, Some("name")) => lacks(FormField::Name),
        (Some("email_invalid"), _) | (_, Some("email")) => lacks(FormField::Email),
        (Some("phone_invalid"), _) | (_, Some("phone")) => lacks(FormField::Phone),
        (Some("archived"), _) | (_, Some("department")) => lacks(FormField::Department),
        (_, Some("consent")) => lacks(FormField::Consent),
        _ => Refusal::NotAllowed,
    }
}

fn stars(json: &Json) -> Option<u8> {
    json.small().and_then(|stars| u8::try_from(stars).ok())
}

fn marks(json: &Json) -> Option<Marks> {
    let mark = |name| json.get(name).small();
    Some(Marks {
        delivered_to_visitor: mark("delivered_to_visitor")?,
        read_by_visitor: mark("read_by_visitor")?,
        delivered_to_operator: mark("delivered_to_operator")?,
        read_by_operator: mark("read_by_operator")?,
    })
}

fn entry(json: &Json) -> Option<ChatEntry> {
    let position = json.get("position").number()?;
    Some(ChatEntry { position, at: time(json.get("at"))?, what: entry_kind(json.get("what"))? })
}

fn entry_kind(json: &Json) -> Option<ChatEntryKind> {
    let text = || json.get("text").string();
    let name = || json.get("name").string();
    let message_id = || uuid(json.get("message_id")).map(MessageId);
    let number = || json.get("number").small();
    Some(match json.get("is").text()? {
        "waiting_line" => ChatEntryKind::WaitingLine { text: text()? },
        "operator_joined" => ChatEntryKind::OperatorJoined { name: name()? },
        "mine" => ChatEntryKind::Mine { message_id: message_id()?, number: number()?, text: text()? },
        "theirs" => {
            ChatEntryKind::Theirs { message_id: message_id()?, number: number()?, name: name()?, text: text()? }
        }
        "closed" => ChatEntryKind::Closed,
        "reopened" => ChatEntryKind::Reopened,
        "another_will_join" => ChatEntryKind::AnotherWillJoin,
        "rated" => ChatEntryKind::Rated { stars: stars(json.get("stars"))? },
        "erased" => ChatEntryKind::Erased,
        _ => return None,
    })
}

/// Only whether anything goes again by itself matters here.
fn error(json: &Json) -> Option<ErrorCode> {
    Some(match json.text()? {
        "unavailable" => ErrorCode::Unavailable,
        "too_fast" => ErrorCode::TooFast,
        "too_slow" => ErrorCode::TooSlow,
        _ => ErrorCode::Forbidden,
    })
}

#[cfg(test)]
mod tests;
