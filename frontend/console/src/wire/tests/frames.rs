//! Frames beside the views: answers, refusals, what is told at once.

use super::*;

pub(super) fn refusals() -> Vec<Refusal> {
    use Refusal::*;
    let taken = AlreadyTaken { by: id(1), name: "Олег".into() };
    let domain = DomainInvalid { domain: "x y".into() };
    let mut all = vec![
        taken,
        domain,
        MentionUnseen { name: "Олег".into() },
        TextTooLong { max: 4 },
        NameInvalid { max: 5 },
        PasswordInvalid { min: 1, max: 2 },
    ];
    all.extend([NotAllowed, Offline, NotFound, NotJoined, Closed, NotStarted, TextEmpty, EmailInvalid, EmailTaken]);
    all.extend([PasswordObvious, ColourInvalid, Yourself, NumberInvalid, SessionOver, Disabled, Exists]);
    all.extend([OutOfRange { min: 1, max: 2 }, TooMany { max: 3 }, Banned, TargetOffline, NobodyThere, Archived]);
    all.extend([
        LanguageInvalid,
        SwitchedOff,
        InConversation,
        LeftSite,
        PhoneInvalid,
        EndInPast,
        UrlInvalid,
        PhotoInvalid { max: 2048 },
    ]);
    let fields = [FormField::Name, FormField::Email, FormField::Phone, FormField::Department, FormField::Consent];
    all.extend(fields.map(|field| FormUnanswered { field }));
    all
}

#[test]
fn frames_without_views_are_read() {
    let mut frames = vec![
        ServerFrame::Welcome {
            log_id: id(1),
            position: u64::MAX,
            now: at(0),
            heartbeat_seconds: 20,
            operator_id: id(2),
            role: Role::Supervisor,
        },
        ServerFrame::Accepted { id: id(3), position: 4 },
        ServerFrame::Tabs { visitor_id: id(5), tabs: vec![OpenTab { tab_id: id(6), page: page(), since: at(1) }] },
        ServerFrame::Typing { conversation_id: id(7), side: Side::Visitor, operator_id: None },
        ServerFrame::Typing { conversation_id: id(7), side: Side::Operator, operator_id: Some(id(8)) },
        ServerFrame::Looking { conversation_id: id(7), operators: vec![id(8), id(9)] },
        ServerFrame::TakenOver { conversation_id: id(7), number: 103, by: id(8) },
        ServerFrame::Mentioned { conversation_id: id(7), number: 103, by: id(8) },
        ServerFrame::SessionEnded { cause: SessionEnd::Disabled },
        ServerFrame::Pong { position: 9 },
        ServerFrame::Bye { error: None, retry_after_millis: 10 },
    ];
    frames.extend(topics().map(|topic| ServerFrame::Gone { topic, error: ErrorCode::Forbidden }));
    frames.extend(errors().map(|error| ServerFrame::Failed { id: id(1), error }));
    frames.extend(errors().map(|error| ServerFrame::Bye { error: Some(error), retry_after_millis: 0 }));
    frames.extend(refusals().into_iter().map(|refusal| ServerFrame::Refused { id: CommandId(id(1)), refusal }));
    for of in frames {
        same(of, frame);
    }
}
