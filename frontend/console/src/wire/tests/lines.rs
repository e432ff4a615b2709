//! Lines of a timeline, one of every kind.

use letopis_shared::schema::vocabulary::{AssignmentReason, ReturnCause};
use letopis_shared::views::timeline::{EntryKind, NamedCandidate, NamedMention, NamedTarget, TimelineEntry};

use super::*;

pub(super) fn entries() -> Vec<TimelineEntry> {
    let (operator_id, name) = (OperatorId(id(20)), "Ира".to_owned());
    let message_id = MessageId(id(21));
    let names = Names { ru: "Продажи".into(), en: "Sales".into() };
    let candidates = vec![NamedCandidate { name: name.clone(), conversations: 1, conversations_max: 0, let_lie: true }];
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
        EntryKind::ClosedByOperator { operator_id, name: name.clone() },
        EntryKind::Reopened,
        EntryKind::Erased,
        EntryKind::Initiated { name: name.clone(), page: page() },
        EntryKind::Addressed { department: Some(names.clone()), language: None },
        EntryKind::CommonQueueEntered { candidates: candidates.clone() },
        EntryKind::CategoryGiven { by: name.clone(), category: Some(names.clone()) },
        EntryKind::Note {
            operator_id,
            name: name.clone(),
            text: "c".into(),
            mentions: vec![NamedMention { operator_id, name: name.clone() }],
        },
        EntryKind::Rated { stars: 5, comment: "d".into() },
        EntryKind::ContactsGiven { name: None, email: Some("a@b.c".into()), phone: None },
        EntryKind::Consented { text: "f".into() },
        EntryKind::Banned {
            by: name.clone(),
            reason: "e".into(),
            until: Some(at(3)),
            addresses: Some("192.0.2.0/24".into()),
        },
        EntryKind::BanLifted { by: name.clone() },
        EntryKind::BanExpired,
        EntryKind::TakenOver { by: "Олег".into(), from: name.clone() },
        EntryKind::Held { by: name.clone() },
        EntryKind::HoldEnded { by: None },
        EntryKind::CloseUndone { by: name.clone() },
    ];
    let reasons = [
        AssignmentReason::OnlyCandidate,
        AssignmentReason::FewestConversations,
        AssignmentReason::AssignedLongestAgo,
        AssignmentReason::OthersLetItLie,
    ];
    let assigned = reasons.map(|reason| EntryKind::Assigned {
        operator_id,
        name: name.clone(),
        reason,
        candidates: candidates.clone(),
    });
    let causes = [
        ReturnCause::NotPickedUp,
        ReturnCause::WentOffline,
        ReturnCause::SignedOut,
        ReturnCause::ConnectionLost,
        ReturnCause::Disabled,
        ReturnCause::NotAvailable,
        ReturnCause::TargetGone,
    ];
    let returned = causes.map(|cause| EntryKind::ReturnedToQueue { name: Some(name.clone()), cause });
    let targets = [
        NamedTarget::Operator { operator_id, name: name.clone() },
        NamedTarget::Department { names },
        NamedTarget::Language { language: Language("ru".into()) },
        NamedTarget::CommonQueue,
    ];
    let transferred = targets.map(|target| EntryKind::Transferred { by: name.clone(), target, comment: "f".into() });
    let kinds = kinds.into_iter().chain(assigned).chain(returned).chain(transferred);
    kinds.into_iter().zip(1..).map(|(what, position)| TimelineEntry { position, at: at(0), what }).collect()
}
