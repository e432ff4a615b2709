//! The lines of a timeline.

use super::*;

#[test]
fn lines_of_a_timeline() {
    let (operator_id, name) = (IRA, "Ira".to_owned());
    let names = Names { ru: "Продажи".into(), en: "Sales".into() };
    let candidates = vec![NamedCandidate { name: name.clone(), conversations: 1, conversations_max: 3, let_lie: true }];
    let lines = [
        EntryKind::Opened { page: page() },
        EntryKind::WaitingLine { text: "One moment".into() },
        EntryKind::OperatorJoined { operator_id, name: name.clone() },
        EntryKind::VisitorMessage { message_id: id(0xe), number: 1, text: "Is it waterproof?".into() },
        EntryKind::OperatorMessage {
            message_id: id(0x2e),
            number: 2,
            operator_id,
            name: name.clone(),
            text: "It is.".into(),
        },
        EntryKind::PageViewed { page: page() },
        EntryKind::LeftSite,
        EntryKind::CameBack,
        EntryKind::ClosedByVisitor,
        EntryKind::ClosedByOperator { operator_id, name: name.clone() },
        EntryKind::Reopened,
        EntryKind::Initiated { name: name.clone(), page: page() },
        EntryKind::Addressed { department: Some(names.clone()), language: Some(Language("ru".into())) },
        EntryKind::Assigned {
            operator_id,
            name: name.clone(),
            reason: AssignmentReason::FewestConversations,
            candidates: candidates.clone(),
        },
        EntryKind::CommonQueueEntered { candidates },
        EntryKind::ReturnedToQueue { name: Some(name.clone()), cause: ReturnCause::NotPickedUp },
        EntryKind::Transferred {
            by: name.clone(),
            target: NamedTarget::Department { names: names.clone() },
            comment: "Asks for a refund".into(),
        },
        EntryKind::Transferred { by: name.clone(), target: NamedTarget::CommonQueue, comment: String::new() },
        EntryKind::CategoryGiven { by: name.clone(), category: Some(names) },
        EntryKind::Note {
            operator_id,
            name: name.clone(),
            text: "@Ira comes every day".into(),
            mentions: vec![NamedMention { operator_id, name: name.clone() }],
        },
        EntryKind::Rated { stars: 5, comment: "Thank you".into() },
        EntryKind::ContactsGiven { name: Some("Marina".into()), email: Some("marina@example.org".into()), phone: None },
        EntryKind::Consented { text: "I agree".into() },
        EntryKind::Banned {
            by: name.clone(),
            reason: "Rude".into(),
            until: Some(at(9)),
            addresses: Some("192.0.2.0/24".into()),
        },
        EntryKind::BanLifted { by: name.clone() },
        EntryKind::BanExpired,
        EntryKind::TakenOver { by: "Boss".into(), from: name.clone() },
        EntryKind::Held { by: name.clone() },
        EntryKind::HoldEnded { by: None },
        EntryKind::CloseUndone { by: name },
        EntryKind::Erased,
    ];
    insta::assert_json_snapshot!(lines);
}
