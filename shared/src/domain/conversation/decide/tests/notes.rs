//! Notes among operators, and whom they call.

use super::*;

#[test]
fn a_note_is_a_text_among_operators() {
    let note = |text: &str| writes_note(text, &[]);
    given::<Conversation>(&in_conversation())
        .when(note(" Постоянный покупатель "))
        .then(vec![noted("Постоянный покупатель", &[])]);
    given::<Conversation>(&in_conversation()).when(note(" ")).then_refused(Refusal::TextEmpty);
    given::<Conversation>(&[]).when(note("?")).then_refused(Refusal::NotStarted);
}

fn writes_note(text: &str, mentions: &[u128]) -> ConversationCommand {
    let mentions = mentions.iter().map(|n| id(*n)).collect();
    ConversationCommand::WriteNote { by: id(OLEG), note_id: id(300), text: text.into(), mentions }
}

fn noted(text: &str, mentions: &[u128]) -> ConversationEvent {
    let mentions = mentions.iter().map(|n| id(*n)).collect();
    ConversationNoteWritten { note_id: id(300), by: id(OLEG), text: text.into(), mentions }.into()
}

#[test]
fn a_note_calls_colleagues_each_once_and_nobody_himself() {
    given::<Conversation>(&in_conversation())
        .when(writes_note("@Ира", &[IRA, OLEG, IRA, 77]))
        .then(vec![noted("@Ира", &[IRA, 77])]);
    let many: Vec<_> = (1..=11).collect();
    given::<Conversation>(&in_conversation())
        .when(writes_note("@все", &many))
        .then_refused(Refusal::TooMany { max: 10 });
    let many: Vec<_> = (701..=710).collect();
    given::<Conversation>(&in_conversation()).when(writes_note("@все", &many)).then(vec![noted("@все", &many)]);
}

#[test]
fn a_mention_is_seen_once_by_whom_it_calls() {
    let seen = |by: u128| ConversationCommand::MarkMentionSeen { by: id(by) };
    let was_seen: ConversationEvent = ConversationMentionSeen { by: id(IRA) }.into();
    let mut past = in_conversation();
    given::<Conversation>(&past).when(seen(IRA)).then_nothing();
    past.extend([noted("@Ира", &[IRA]), closed()]);
    given::<Conversation>(&past).when(seen(OLEG)).then_nothing();
    given::<Conversation>(&past).when(seen(IRA)).then(vec![was_seen.clone()]);
    past.push(was_seen.clone());
    given::<Conversation>(&past).when(seen(IRA)).then_nothing();
    past.push(noted("@Ира, ещё раз", &[IRA]));
    given::<Conversation>(&past).when(seen(IRA)).then(vec![was_seen]);
}
