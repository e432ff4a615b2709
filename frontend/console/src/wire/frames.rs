//! The frames of the operator's socket.

use letopis_shared::wire::operator::{Patch, ServerFrame, Snapshot, Topic};
use letopis_ui::json::{Json, time, uuid};

use super::views::{
    bans, bans_patch, changes, changes_patch, open_tab, operator_chat, operator_chat_patch, operators, operators_patch,
    sites, sites_patch, timeline, timeline_patch, visitor_card, visitor_card_patch, workplace, workplace_patch,
};
use super::words::{error, refusal, role, session_end, side};
use super::{id, list, optional_id, small};

/// A frame; `None` for one that this version does not know.
pub fn frame(json: &Json) -> Option<ServerFrame> {
    let position = || json.get("position").number();
    Some(match json.get("frame").text()? {
        "welcome" => ServerFrame::Welcome {
            log_id: uuid(json.get("log_id"))?,
            position: position()?,
            now: time(json.get("now"))?,
            heartbeat_seconds: small(json, "heartbeat_seconds")?,
            operator_id: id(json, "operator_id")?,
            role: role(json.get("role"))?,
        },
        "snapshot" => ServerFrame::Snapshot { position: position()?, of: snapshot(json.get("of"))? },
        "patch" => ServerFrame::Patch { position: position()?, of: patch(json.get("of"))? },
        "gone" => ServerFrame::Gone { topic: topic(json.get("topic"))?, error: error(json.get("error"))? },
        "accepted" => ServerFrame::Accepted { id: id(json, "id")?, position: position()? },
        "refused" => ServerFrame::Refused { id: id(json, "id")?, refusal: refusal(json.get("refusal"))? },
        "failed" => ServerFrame::Failed { id: id(json, "id")?, error: error(json.get("error"))? },
        "tabs" => ServerFrame::Tabs { visitor_id: id(json, "visitor_id")?, tabs: list(json, "tabs", open_tab)? },
        "looking" => ServerFrame::Looking {
            conversation_id: id(json, "conversation_id")?,
            operators: list(json, "operators", |json| uuid(json).map(Into::into))?,
        },
        "taken_over" => ServerFrame::TakenOver {
            conversation_id: id(json, "conversation_id")?,
            number: small(json, "number")?,
            by: id(json, "by")?,
        },
        "mentioned" => ServerFrame::Mentioned {
            conversation_id: id(json, "conversation_id")?,
            number: small(json, "number")?,
            by: id(json, "by")?,
        },
        "session_ended" => ServerFrame::SessionEnded { cause: session_end(json.get("cause"))? },
        "typing" => ServerFrame::Typing {
            conversation_id: id(json, "conversation_id")?,
            side: side(json.get("side"))?,
            operator_id: optional_id(json, "operator_id")?,
        },
        "pong" => ServerFrame::Pong { position: position()? },
        "bye" => ServerFrame::Bye {
            error: json.get("error").optional(error)?,
            retry_after_millis: small(json, "retry_after_millis")?,
        },
        _ => return None,
    })
}

fn topic(json: &Json) -> Option<Topic> {
    Some(match json.get("name").text()? {
        "workplace" => Topic::Workplace,
        "timeline" => Topic::Timeline { conversation_id: id(json, "conversation_id")? },
        "visitor_card" => Topic::VisitorCard { visitor_id: id(json, "visitor_id")? },
        "operators" => Topic::Operators,
        "sites" => Topic::Sites,
        "operator_chat" => Topic::OperatorChat,
        "bans" => Topic::Bans,
        "changes" => Topic::Changes,
        _ => return None,
    })
}

fn snapshot(json: &Json) -> Option<Snapshot> {
    let view = json.get("view");
    Some(match topic(json)? {
        Topic::Workplace => Snapshot::Workplace { view: workplace(view)? },
        Topic::Timeline { conversation_id } => Snapshot::Timeline { conversation_id, view: timeline(view)? },
        Topic::VisitorCard { visitor_id } => Snapshot::VisitorCard { visitor_id, view: visitor_card(view)? },
        Topic::Operators => Snapshot::Operators { view: operators(view)? },
        Topic::Sites => Snapshot::Sites { view: sites(view)? },
        Topic::OperatorChat => Snapshot::OperatorChat { view: operator_chat(view)? },
        Topic::Bans => Snapshot::Bans { view: bans(view)? },
        Topic::Changes => Snapshot::Changes { view: changes(view)? },
    })
}

fn patch(json: &Json) -> Option<Patch> {
    Some(match topic(json)? {
        Topic::Workplace => Patch::Workplace { patches: list(json, "patches", workplace_patch)? },
        Topic::Timeline { conversation_id } => {
            Patch::Timeline { conversation_id, patches: list(json, "patches", timeline_patch)? }
        }
        Topic::VisitorCard { visitor_id } => {
            Patch::VisitorCard { visitor_id, patches: list(json, "patches", visitor_card_patch)? }
        }
        Topic::Operators => Patch::Operators { patches: list(json, "patches", operators_patch)? },
        Topic::Sites => Patch::Sites { patches: list(json, "patches", sites_patch)? },
        Topic::OperatorChat => Patch::OperatorChat { patches: list(json, "patches", operator_chat_patch)? },
        Topic::Bans => Patch::Bans { patches: list(json, "patches", bans_patch)? },
        Topic::Changes => Patch::Changes { patches: list(json, "patches", changes_patch)? },
    })
}
