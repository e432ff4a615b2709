//! The one door of permission for everything that is pushed to operators.

use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::{Feature, Role};
use letopis_shared::views::live::{Live, Touched, VisitorLive};
use letopis_shared::views::people::Viewer;
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::Topic;

/// The viewer that an operator is now; `None` without a usable account.
pub(super) fn viewer(live: &Live, operator_id: OperatorId) -> Option<Viewer> {
    let operator = live.operators.get(&operator_id).filter(|operator| !operator.disabled)?;
    Some(Viewer { operator_id, role: operator.role })
}

/// Whether a viewer may follow a topic now. A new topic does not compile without a row here.
pub(super) fn may_follow(live: &Live, viewer: Viewer, topic: Topic) -> Result<(), ErrorCode> {
    let chats = || {
        let status = live.operators.get(&viewer.operator_id).map(|operator| operator.status);
        // Offline closes live data (S55); auditors have none.
        let open = viewer.role.serves_visitors() && status.is_some_and(|status| status.may_chat());
        if open { Ok(()) } else { Err(ErrorCode::Forbidden) }
    };
    match topic {
        Topic::Workplace => chats(),
        Topic::Timeline { conversation_id } => {
            chats()?;
            // Hidden and missing are answered alike.
            if live.sees(viewer, conversation_id) { Ok(()) } else { Err(ErrorCode::NotFound) }
        }
        Topic::VisitorCard { visitor_id } => {
            chats()?;
            // Whoever talks with somebody else, out of sight, is out of sight himself.
            let in_sight = |visitor: &VisitorLive| visitor.open.is_none_or(|open| live.sees(viewer, open));
            if live.visitors.get(&visitor_id).is_some_and(in_sight) { Ok(()) } else { Err(ErrorCode::NotFound) }
        }
        Topic::OperatorChat => {
            chats()?;
            if live.sites.features.contains(&Feature::OperatorChat) { Ok(()) } else { Err(ErrorCode::Forbidden) }
        }
        Topic::Bans if viewer.role == Role::Admin => Ok(()),
        Topic::Bans => Err(ErrorCode::Forbidden),
        Topic::Operators | Topic::Sites => Ok(()),
    }
}

/// Viewers for whom a frame is the same share one; whoever sees only his own conversations stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Everybody,
    SeesAll { admin: bool },
    SeesOwn(OperatorId),
}

impl Class {
    /// Of whom a viewer is one when what was touched is told to the followers of a topic, or all of it is shown.
    pub(super) fn of(live: &Live, viewer: Viewer, topic: Topic, touched: Option<&Touched>) -> Self {
        if topic == Topic::OperatorChat {
            // The room is the same for all but for the mark of the one who has read.
            let own = touched.is_none_or(|touched| touched.operator_chat_read_by.contains(&viewer.operator_id));
            return if own { Class::SeesOwn(viewer.operator_id) } else { Class::Everybody };
        }
        if viewer.sees_others(live.sites.others_conversations_hidden) {
            Class::SeesAll { admin: viewer.role == Role::Admin }
        } else {
            Class::SeesOwn(viewer.operator_id)
        }
    }
}
