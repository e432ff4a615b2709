use letopis_shared::schema::ids::ConversationId;
use letopis_shared::schema::vocabulary::{Locale, Names};
use letopis_shared::views::chat::{ChatConversation, ChatDepartment, ChatEntry};
use letopis_shared::views::timeline::Marks;
use letopis_shared::wire::ErrorCode;
use uuid::Uuid;

use super::*;

fn command(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}

fn mine(n: u128, number: u32) -> ChatPatch {
    let what =
        ChatEntryKind::Mine {
            message_id: MessageId(Uuid::from_u128(n)), number, text: "Добрый день".to_owned()
        };
    ChatPatch::Entry { entry: Box::new(ChatEntry { position: number.into(), at: DateTime::default(), what }) }
}

fn patch(patches: Vec<ChatPatch>) -> ServerFrame {
    ServerFrame::Patch { position: 1, patches }
}

fn conversation(closed: bool) -> ChatPatch {
    let (id, operator) = (ConversationId(Uuid::nil()), Some("Ира Соколова".to_owned()));
    ChatPatch::Conversation {
        conversation: ChatConversation {
            id,
            number: 1,
            closed,
            operator,
            photo: None,
            stars: None,
            reopens_until: None,
        },
    }
}

/// A conversation that nobody has.
fn waiting() -> ChatPatch {
    let ChatPatch::Conversation { conversation } = conversation(false) else { unreachable!() };
    ChatPatch::Conversation { conversation: ChatConversation { operator: None, ..conversation } }
}

fn joined() -> ChatPatch {
    let what = ChatEntryKind::OperatorJoined { name: "Ира Соколова".to_owned() };
    ChatPatch::Entry { entry: Box::new(ChatEntry { position: 9, at: DateTime::default(), what }) }
}

fn started() -> Model {
    let mut model = Model::default();
    model.take(ServerFrame::Snapshot { position: 0, view: Chat::default() });
    model
}

#[test]
fn a_message_goes_from_sending_to_read() {
    let mut model = started();
    let id = MessageId(Uuid::from_u128(7));
    model.send(command(7), "Добрый день".to_owned());
    assert_eq!(model.delivery(id), Delivery::Sending);
    model.take(ServerFrame::Accepted { id: command(7), position: 1 });
    assert_eq!(model.delivery(id), Delivery::Sent);
    model.take(patch(vec![mine(7, 1)]));
    assert!(model.unsent.is_empty());
    assert_eq!(model.delivery(id), Delivery::Sent);
    model.take(patch(vec![ChatPatch::Marks { marks: Marks { delivered_to_operator: 1, ..Marks::default() } }]));
    assert_eq!(model.delivery(id), Delivery::Delivered);
    model.take(patch(vec![ChatPatch::Marks { marks: Marks { read_by_operator: 1, ..Marks::default() } }]));
    assert_eq!(model.delivery(id), Delivery::Read);
}

#[test]
fn a_message_that_arrives_before_its_answer_is_shown_once() {
    let mut model = started();
    model.send(command(7), "Добрый день".to_owned());
    model.take(patch(vec![mine(7, 1)]));
    model.take(ServerFrame::Accepted { id: command(7), position: 1 });
    assert!(model.unsent.is_empty());
    assert_eq!(model.chat.map(|chat| chat.entries.len()), Some(1));
}

#[test]
fn only_a_final_no_makes_a_message_fail() {
    let mut model = started();
    let id = MessageId(Uuid::from_u128(7));
    model.send(command(7), "Добрый день".to_owned());
    model.take(ServerFrame::Failed { id: command(7), error: ErrorCode::Unavailable });
    assert_eq!(model.delivery(id), Delivery::Sending);
    model.take(ServerFrame::Refused { id: command(7), refusal: Refusal::TextEmpty });
    assert_eq!(model.delivery(id), Delivery::Failed);
    assert_eq!(model.drop_unsent(id).map(|unsent| unsent.text), Some("Добрый день".to_owned()));
    assert_eq!(model.drop_unsent(id), None);
}

#[test]
fn messages_of_before_a_reload_are_still_on_their_way() {
    let mut model = started();
    model.take(patch(vec![mine(1, 1)]));
    let kept = |n, text: Option<&str>, failed| PendingCommand { id: command(n), text: text.map(str::to_owned), failed };
    model.start(None, vec![kept(2, Some("а"), false), kept(3, None, false), kept(4, Some("б"), true)]);
    let states: Vec<Delivery> = model.unsent.iter().map(|unsent| unsent.state).collect();
    assert_eq!(states, [Delivery::Sending, Delivery::Failed]);
}

#[test]
fn patches_before_the_first_snapshot_change_nothing() {
    let mut model = Model::default();
    model.take(patch(vec![mine(1, 1)]));
    assert_eq!(model, Model::default());
    assert_eq!(model.attended(), None);
}

#[test]
fn an_operator_in_the_conversation_is_there_whatever_the_site_says() {
    let mut model = started();
    assert_eq!(model.attended(), Some(false));
    model.take(patch(vec![conversation(false), joined()]));
    assert_eq!(model.attended(), Some(true));
    model.take(patch(vec![conversation(true)]));
    assert_eq!(model.attended(), Some(false));
    model.take(patch(vec![ChatPatch::Online { online: true }]));
    assert_eq!(model.attended(), Some(true));
}

#[test]
fn of_a_department_that_is_chosen_its_own_are_there_or_nobody() {
    let [there, away] = [1, 2].map(|n| DepartmentId(Uuid::from_u128(n)));
    let department = |id| ChatDepartment { id, names: Names::default(), online: id == there };
    let mut model = started();
    model.take(patch(vec![
        ChatPatch::Online { online: true },
        ChatPatch::Departments { departments: vec![department(there), department(away)] },
    ]));
    let chosen = [None, Some(there), Some(away), Some(DepartmentId(Uuid::nil()))];
    assert_eq!(chosen.map(|one| model.attended_by(one)), [Some(true), Some(true), Some(false), Some(true)]);
    model.take(patch(vec![conversation(false), joined()]));
    assert_eq!(model.attended_by(Some(away)), Some(true), "somebody has come");
}

#[test]
fn a_place_in_the_queue_is_told_while_somebody_is_there() {
    let mut model = started();
    model.take(patch(vec![waiting(), ChatPatch::QueuePlace { place: Some(2) }]));
    assert_eq!(model.queue_place(), None);
    model.take(patch(vec![ChatPatch::Online { online: true }]));
    assert_eq!(model.queue_place(), Some(2));
    model.take(patch(vec![ChatPatch::Online { online: false }]));
    assert_eq!(model.queue_place(), None);
}

#[test]
fn one_that_has_no_place_still_waits_for_somebody() {
    let mut model = started();
    assert!(!model.waits());
    model.take(patch(vec![ChatPatch::Online { online: true }, waiting()]));
    assert!(model.waits() && model.queue_place().is_none());
    model.take(patch(vec![conversation(false), joined()]));
    assert!(!model.waits());
}

#[test]
fn what_was_being_typed_ends_with_a_line_of_somebody_else() {
    let mut model = started();
    assert_eq!(model.last_of_others(), None);
    model.take(patch(vec![mine(1, 1)]));
    assert_eq!(model.last_of_others(), None);
    model.take(patch(vec![joined()]));
    assert_eq!(model.last_of_others(), Some(9));
    model.take(patch(vec![mine(10, 10)]));
    assert_eq!(model.last_of_others(), Some(9));
}

#[test]
fn only_what_an_operator_joined_is_judged() {
    let mut model = started();
    model.take(patch(vec![waiting(), mine(1, 1), conversation(true)]));
    assert_eq!(model.stars(), None, "nobody came");
    model.take(patch(vec![joined()]));
    assert_eq!(model.stars(), Some(0));
    let ChatPatch::Conversation { conversation: next } = conversation(true) else { unreachable!() };
    model.take(patch(vec![ChatPatch::Began { conversation: next }]));
    assert_eq!(model.stars(), None, "nobody came the second time");
}

#[test]
fn a_conversation_whose_operator_left_is_told_from_one_that_had_none() {
    let mut model = started();
    model.take(patch(vec![waiting()]));
    assert!(!model.left());
    model.take(patch(vec![conversation(false), joined()]));
    assert!(!model.left());
    let another = ChatEntry { position: 10, at: DateTime::default(), what: ChatEntryKind::AnotherWillJoin };
    model.take(patch(vec![waiting(), ChatPatch::Entry { entry: Box::new(another) }]));
    assert!(model.left());
    assert_eq!(model.attended(), Some(false));
    model.take(patch(vec![conversation(false)]));
    assert!(!model.left(), "somebody else has it");
    model.take(patch(vec![conversation(true)]));
    assert!(!model.left());
}

#[test]
fn the_time_of_a_message_is_in_its_id() {
    let id = CommandId("01937b6c-5c00-7000-8000-000000000000".parse().expect("an id"));
    assert_eq!(time_of(id).timestamp_millis(), 0x0193_7b6c_5c00);
}

/// Asks for a name, once the conversation, if there is one, cannot be reopened any more.
fn asking(conversation: Option<(bool, Option<i64>)>) -> Model {
    let minute = |minute: i64| DateTime::from_timestamp(minute * 60, 0).expect("a time");
    let conversation = conversation.map(|(closed, until)| ChatConversation {
        id: Uuid::nil().into(),
        number: 1,
        closed,
        operator: None,
        photo: None,
        stars: None,
        reopens_until: until.map(minute),
    });
    let form = Some(ChatForm { name: FieldRule::Required, ..ChatForm::default() });
    Model { chat: Some(Chat { form, conversation, ..Chat::default() }), ..Model::default() }
}

#[test]
fn the_form_stands_before_a_conversation_and_not_before_one_that_goes_on() {
    let now = DateTime::from_timestamp(600, 0).expect("a time");
    assert!(asking(None).asked(now).is_some());
    assert!(asking(Some((false, None))).asked(now).is_none());
    assert!(asking(Some((true, Some(10)))).asked(now).is_none(), "a message still reopens it");
    assert!(asking(Some((true, Some(9)))).asked(now).is_some());
    assert!(asking(Some((true, Some(9)))).readable(), "what is over is not hidden by it");
    assert!(!asking(None).readable());
}

#[test]
fn a_form_that_asks_nothing_of_this_visitor_is_not_shown() {
    let now = DateTime::default();
    let mut model = asking(None);
    let form = Some(ChatForm { department: FieldRule::Required, ..ChatForm::default() });
    model.chat = Some(Chat { form, ..Chat::default() });
    assert!(model.asked(now).is_none(), "no department to choose");
}

#[test]
fn answers_that_were_not_enough_are_asked_for_again_and_the_message_waits() {
    let mut model = asking(Some((true, Some(10))));
    let id = CommandId(Uuid::from_u128(7));
    model.send(id, "Добрый день".to_owned());
    let refusal = Refusal::FormUnanswered { field: FormField::Name };
    model.take(ServerFrame::Refused { id, refusal });
    assert!(model.asked(DateTime::default()).is_some(), "whatever the clock of this browser says");
    assert!(!model.readable(), "his message waits for the form");
    assert_eq!((model.lacks, model.failed()), (Some(FormField::Name), vec![MessageId(id.0)]));
}

#[test]
fn who_was_never_answered_is_not_asked_to_judge() {
    let mut model = started();
    model.take(patch(vec![mine(7, 1), conversation(true)]));
    assert_eq!(model.stars(), None);
    let mut model = started();
    model.take(patch(vec![mine(7, 1), joined(), conversation(false)]));
    assert_eq!(model.stars(), None, "not before its end");
    model.take(patch(vec![conversation(true)]));
    assert_eq!(model.stars(), Some(0));
}

#[test]
fn who_may_not_write_has_nothing_under_way_and_is_asked_nothing() {
    let bye = |error| ServerFrame::Bye { error, retry_after_millis: 60_000 };
    let mut model = started();
    model.take(patch(vec![joined(), conversation(false)]));
    model.send(command(7), "Добрый день".to_owned());
    for passing in [None, Some(ErrorCode::Unavailable)] {
        model.take(bye(passing));
        assert!(model.talking() && model.in_vain().is_empty());
    }
    model.take(bye(Some(ErrorCode::Forbidden)));
    assert!(!model.talking());
    assert_eq!(model.attended(), None);
    assert_eq!(model.in_vain(), [MessageId(Uuid::from_u128(7))]);
    model.take(patch(vec![conversation(true)]));
    assert_eq!(model.stars(), None);
    let mut asking = asking(None);
    asking.take(bye(Some(ErrorCode::Forbidden)));
    assert!(asking.asked(DateTime::default()).is_none());

    model.take(welcome());
    assert!(model.in_vain().is_empty());
    assert_eq!(model.stars(), Some(0));
}

fn welcome() -> ServerFrame {
    ServerFrame::Welcome {
        log_id: Uuid::nil(),
        position: 1,
        now: DateTime::default(),
        heartbeat_seconds: 20,
        visitor_id: Uuid::nil().into(),
        token: String::new(),
        site: SiteFace {
            name: "Привал".to_owned(),
            accent: "#2f6b4f".to_owned(),
            locale: Locale::Ru,
            labels: Default::default(),
            place: Default::default(),
            title: String::new(),
            subtitle: String::new(),
            greeting: String::new(),
            offline: String::new(),
        },
    }
}
