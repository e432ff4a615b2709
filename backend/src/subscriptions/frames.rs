//! Views and patches as frames, each serialised once for all who get the same.

use bytestring::ByteString;
use letopis_shared::views::live::{Live, Touched};
use letopis_shared::views::people::Viewer;
use letopis_shared::views::sites::SitesPatch;
use letopis_shared::views::visitor_card::VisitorCardPatch;
use letopis_shared::wire::operator::{Patch, ServerFrame, Snapshot, Topic};
use serde::Serialize;

/// A frame as text.
pub(super) fn encode(frame: &impl Serialize) -> ByteString {
    // Frames are plain records of ours: they always serialise. An empty frame would be refused by the client as bad.
    serde_json::to_string(frame).unwrap_or_default().into()
}

/// The whole view of a topic; `None` when there is none. Permission is asked before.
pub(super) fn snapshot(live: &Live, viewer: Viewer, topic: Topic) -> Option<ByteString> {
    let of = match topic {
        Topic::Workplace => Snapshot::Workplace { view: live.workplace(viewer) },
        Topic::Timeline { conversation_id } => {
            Snapshot::Timeline { conversation_id, view: live.timeline(conversation_id)? }
        }
        Topic::VisitorCard { visitor_id } => {
            Snapshot::VisitorCard { visitor_id, view: live.visitor_card(viewer, visitor_id)? }
        }
        Topic::Operators => Snapshot::Operators { view: live.operators_view(viewer) },
        Topic::Sites => Snapshot::Sites { view: live.sites.clone() },
        Topic::OperatorChat => Snapshot::OperatorChat { view: live.operator_chat_view(viewer) },
        Topic::Bans => Snapshot::Bans { view: live.bans_view() },
        Topic::Changes => Snapshot::Changes { view: live.changes_view() },
    };
    Some(encode(&ServerFrame::Snapshot { position: live.position, of }))
}

/// What changed in a topic after a position, given what was touched since; `None` when nothing did.
pub(super) fn patch(live: &Live, viewer: Viewer, topic: Topic, after: u64, touched: &Touched) -> Option<ByteString> {
    let of = match topic {
        Topic::Workplace => {
            let patches = live.workplace_patches(viewer, after, touched);
            (!patches.is_empty()).then_some(Patch::Workplace { patches })
        }
        Topic::Timeline { conversation_id } => {
            let patches = live.timeline_patches(conversation_id, after);
            (!patches.is_empty()).then_some(Patch::Timeline { conversation_id, patches })
        }
        Topic::VisitorCard { visitor_id } if touched.visitors.contains(&visitor_id) => {
            let view = Box::new(live.visitor_card(viewer, visitor_id)?);
            Some(Patch::VisitorCard { visitor_id, patches: vec![VisitorCardPatch::All { view }] })
        }
        Topic::VisitorCard { .. } => None,
        Topic::Operators => {
            let patches = live.operators_patches(viewer, touched);
            (!patches.is_empty()).then_some(Patch::Operators { patches })
        }
        Topic::Sites if touched.sites => {
            let view = Box::new(live.sites.clone());
            Some(Patch::Sites { patches: vec![SitesPatch::All { view }] })
        }
        Topic::Sites => None,
        Topic::OperatorChat => {
            let patches = live.operator_chat_patches(viewer, after, touched);
            (!patches.is_empty()).then_some(Patch::OperatorChat { patches })
        }
        Topic::Bans => {
            let patches = live.bans_patches(touched);
            (!patches.is_empty()).then_some(Patch::Bans { patches })
        }
        Topic::Changes => {
            let patches = live.changes_patches(touched);
            (!patches.is_empty()).then_some(Patch::Changes { patches })
        }
    };
    of.map(|of| encode(&ServerFrame::Patch { position: live.position, of }))
}
