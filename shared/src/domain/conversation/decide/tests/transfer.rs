//! Sending on, and for whom it waits then.

use super::*;

fn transfer(by: u128, target: TransferTarget) -> ConversationCommand {
    ConversationCommand::Transfer { by: id(by), target, comment: " Возврат ".into(), keeps_language: false }
}

pub(super) fn transferred(by: u128, target: TransferTarget) -> ConversationEvent {
    ConversationTransferred { by: id(by), target, comment: "Возврат".into() }.into()
}

pub(super) fn to(who: u128) -> TransferTarget {
    TransferTarget::Operator { operator_id: id(who) }
}

#[test]
fn a_language_goes_on_with_a_conversation_where_it_is_spoken() {
    let finnish = || Some(Language("fi".into()));
    let for_finns: ConversationEvent = ConversationAddressed { department_id: None, language: finnish() }.into();
    let department = || TransferTarget::Department { department_id: id(20) };
    let keeping =
        |target| ConversationCommand::Transfer {
            by: id(IRA), target, comment: "Возврат".into(), keeps_language: true
        };
    let had = [started(), for_finns, joined(IRA)];
    let there = ConversationAddressed { department_id: Some(id(20)), language: finnish() };
    given::<Conversation>(&had)
        .when(keeping(department()))
        .then(vec![transferred(IRA, department()), there.clone().into()]);
    given::<Conversation>(&had).when(transfer(IRA, department())).then(vec![transferred(IRA, department())]);
    given::<Conversation>(&in_conversation()).when(keeping(department())).then(vec![transferred(IRA, department())]);
    for target in [to(OLEG), TransferTarget::CommonQueue] {
        given::<Conversation>(&had).when(keeping(target.clone())).then(vec![transferred(IRA, target)]);
    }
    // With an operator it stays, and goes to where he sends it.
    let with_oleg = [&had[..], &[transferred(IRA, to(OLEG)), joined(OLEG)]].concat();
    let on = ConversationCommand::Transfer {
        by: id(OLEG),
        target: department(),
        comment: "Возврат".into(),
        keeps_language: true,
    };
    given::<Conversation>(&with_oleg).when(on).then(vec![transferred(OLEG, department()), there.into()]);
}

#[test]
fn a_transfer_takes_it_from_who_had_it() {
    given::<Conversation>(&in_conversation()).when(transfer(IRA, to(OLEG))).then(vec![transferred(IRA, to(OLEG))]);
    given::<Conversation>(&[started(), joined(IRA), transferred(IRA, to(OLEG))])
        .when(ConversationCommand::OperatorWrites { operator_id: id(IRA), message_id: id(300), text: "Ау".into() })
        .then_refused(Refusal::NotJoined);
    given::<Conversation>(&[started(), joined(IRA), transferred(IRA, to(OLEG))])
        .when(ConversationCommand::Take { operator_id: id(OLEG) })
        .then(vec![joined(OLEG)]);
}

#[test]
fn only_who_has_it_sends_it_on_and_not_to_himself() {
    given::<Conversation>(&in_conversation())
        .when(transfer(OLEG, TransferTarget::CommonQueue))
        .then_refused(Refusal::NotJoined);
    given::<Conversation>(&in_conversation()).when(transfer(IRA, to(IRA))).then_refused(Refusal::Yourself);
    given::<Conversation>(&[started(), joined(IRA), closed()])
        .when(transfer(IRA, to(OLEG)))
        .then_refused(Refusal::Closed);
    let department = TransferTarget::Department { department_id: id(20) };
    given::<Conversation>(&[started(), assigned(IRA)])
        .when(transfer(IRA, department.clone()))
        .then(vec![transferred(IRA, department)]);
    given::<Conversation>(&in_conversation())
        .when(ConversationCommand::Transfer {
            by: id(IRA),
            target: to(OLEG),
            comment: "я".repeat(1_001),
            keeps_language: false,
        })
        .then_refused(Refusal::TextTooLong { max: 1_000 });
}

#[test]
fn whom_nobody_can_reach_any_more_waits_for_everybody() {
    let department = TransferTarget::Department { department_id: id(20) };
    let waiting = [started(), joined(IRA), transferred(IRA, department)];
    let (from, to) = (Address { department_id: Some(id(20)), language: None }, Address::default());
    let readdress = ConversationCommand::Readdress { from: from.clone(), to };
    given::<Conversation>(&waiting).when(readdress.clone()).then(vec![
        ConversationReturnedToQueue { operator_id: None, cause: ReturnCause::TargetGone }.into(),
        ConversationAddressed { department_id: None, language: None }.into(),
    ]);
    given::<Conversation>(&waiting)
        .when(ConversationCommand::Readdress { from: from.clone(), to: from })
        .then_nothing();
    given::<Conversation>(&[started()]).when(readdress.clone()).then_nothing();
    given::<Conversation>(&[]).when(readdress).then_nothing();
}

#[test]
fn a_language_that_nobody_speaks_now_gives_way_to_the_department() {
    let of = |language: Option<&str>| Address {
        department_id: Some(id(20)),
        language: language.map(|tag| Language(tag.into())),
    };
    let addressed = |Address { department_id, language }| ConversationAddressed { department_id, language }.into();
    let waiting = [started(), addressed(of(Some("fi"))), said(1, Author::Visitor, "Hei")];
    let readdress = ConversationCommand::Readdress { from: of(Some("fi")), to: of(None) };
    given::<Conversation>(&waiting).when(readdress.clone()).then(vec![
        ConversationReturnedToQueue { operator_id: None, cause: ReturnCause::TargetGone }.into(),
        addressed(of(None)),
    ]);
    // somebody was faster
    let taken = [waiting.as_slice(), &[joined(IRA)]].concat();
    given::<Conversation>(&taken).when(readdress).then_nothing();
}

#[test]
fn where_nobody_is_there_nothing_promises_that_somebody_comes() {
    let ConversationCommand::VisitorWrites(mut message) = writes(101, "Добрый день") else { unreachable!() };
    message.waiting_line = String::new();
    given::<Conversation>(&[])
        .when(ConversationCommand::VisitorWrites(message))
        .then(vec![started(), said(1, Author::Visitor, "Добрый день")]);
}
