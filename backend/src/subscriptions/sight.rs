//! The one door of permission for everything that is pushed to operators.

use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::{Feature, Role};
use letopis_shared::domain::permissions::sees_changes;
use letopis_shared::views::live::{Live, Seen, Touched, VisitorLive};
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
        Topic::Changes if sees_changes(viewer.role) => Ok(()),
        Topic::Bans | Topic::Changes => Err(ErrorCode::Forbidden),
        Topic::Operators | Topic::Sites => Ok(()),
    }
}

/// Viewers for whom a frame is the same share one: it is made and serialised once for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Everybody,
    /// Accounts stand with colleagues for administrators only.
    Admin,
    SeesAll {
        admin: bool,
    },
    /// Whoever sees the same of each conversation that was touched.
    Sees(Vec<Seen>),
    /// Whose frame is like nobody else's.
    Alone(OperatorId),
}

impl Class {
    /// Of whom a viewer is one when a topic is shown to him, as a whole or from some position on.
    pub(super) fn shown(live: &Live, viewer: Viewer, topic: Topic) -> Self {
        if topic == Topic::Changes {
            return Class::Everybody;
        }
        // In the room he has a mark of his own, among colleagues perhaps the cause of his status.
        let own = topic == Topic::OperatorChat || topic == Topic::Operators && live.status_cause(viewer).is_some();
        let shared = !own && viewer.sees_others(live.sites.others_conversations_hidden);
        match shared {
            true => Class::SeesAll { admin: viewer.role == Role::Admin },
            false => Class::Alone(viewer.operator_id),
        }
    }

    /// Of whom he is one when the followers of a topic are told what was touched after a position.
    pub(super) fn told(live: &Live, viewer: Viewer, topic: Topic, after: u64, touched: &Touched) -> Self {
        match topic {
            Topic::Workplace => Class::Sees(live.workplace_seen(viewer, after, touched)),
            // The cause of a status is told to its owner only.
            Topic::Operators
                if touched.operators.contains(&viewer.operator_id) && live.status_cause(viewer).is_some() =>
            {
                Class::Alone(viewer.operator_id)
            }
            Topic::Operators if viewer.role == Role::Admin => Class::Admin,
            // Whoever may follow a timeline sees all of it.
            Topic::Operators | Topic::Sites | Topic::Bans | Topic::Changes | Topic::Timeline { .. } => Class::Everybody,
            // The room is the same for all but for the mark of the one who has read.
            Topic::OperatorChat if !touched.operator_chat_read_by.contains(&viewer.operator_id) => Class::Everybody,
            Topic::OperatorChat => Class::Alone(viewer.operator_id),
            // Earlier conversations stand there as far as the viewer sees them.
            Topic::VisitorCard { .. } if viewer.sees_others(live.sites.others_conversations_hidden) => Class::Everybody,
            Topic::VisitorCard { .. } => Class::Alone(viewer.operator_id),
        }
    }
}
