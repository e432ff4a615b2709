//! The form before a conversation (M5): what is asked, what is refused, what is recorded, and who sees the visitor then.

use letopis_events::events::{AnyEvent, ConversationEvent, VisitorEvent};
use letopis_events::ids::{DepartmentId, OperatorId, SiteId};
use letopis_events::vocabulary::{FieldRule, FormConsent, Language, Names, PreChatForm, Role};
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::views::timeline::EntryKind;
use letopis_shared::views::workplace::Section;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_shared::wire::refusal::FormField;
use letopis_shared::wire::visitor::FormAnswers;
use letopis_testing::{Account, Answer, OperatorClient, Server, Tab, VisitorClient, new_id};

use crate::world::{at_work, clock, recorded, stands_in};

type AtWork = (Account, OperatorClient);

fn names(en: &str) -> Names {
    Names { ru: en.into(), en: en.into() }
}

fn consent(wording: &str) -> Option<FormConsent> {
    Some(FormConsent { text: names(wording), policy_url: "https://shop.example/privacy".into() })
}

/// Asks for everything.
fn whole() -> PreChatForm {
    PreChatForm {
        on: true,
        name: FieldRule::Required,
        email: FieldRule::Optional,
        phone: FieldRule::Off,
        department: FieldRule::Required,
        consent: consent("I agree"),
    }
}

fn answers(department_id: Option<DepartmentId>) -> FormAnswers {
    FormAnswers {
        name: "Marina".into(),
        email: "marina@example.org".into(),
        phone: "+7 900 000-00-00".into(),
        department_id,
        consent: Some("I agree".into()),
    }
}

async fn choose(admin: &mut AtWork, site_id: SiteId, form: PreChatForm) {
    let done = admin.1.command(Command::ChooseForm { site_id, form: Box::new(form) }).await.position();
    admin.1.catch_up(done).await;
}

async fn department(admin: &mut AtWork, name: &str, operators: &[OperatorId]) -> DepartmentId {
    let department_id = new_id();
    admin.1.command(Command::CreateDepartment { department_id, names: names(name) }).await.position();
    for operator_id in operators {
        let give = Command::GiveDepartments { operator_id: *operator_id, department_ids: vec![department_id] };
        admin.1.command(give).await.position();
    }
    department_id
}

/// What is recorded of visitors' answers, in order, and whether a conversation started.
fn told(server: &Server) -> Vec<&'static str> {
    let of = |event: &AnyEvent| match event {
        AnyEvent::Visitor(VisitorEvent::Consented(_)) => Some("consented"),
        AnyEvent::Visitor(VisitorEvent::ContactsGiven(_)) => Some("contacts"),
        AnyEvent::Conversation(ConversationEvent::Started(_)) => Some("started"),
        AnyEvent::Conversation(ConversationEvent::Addressed(_)) => Some("addressed"),
        AnyEvent::Conversation(ConversationEvent::Reopened(_)) => Some("reopened"),
        _ => None,
    };
    recorded(server).iter().filter_map(|recorded| of(&recorded.event)).collect()
}

#[tokio::test]
async fn a_first_message_without_what_is_asked_is_refused_and_leaves_nothing() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let me = admin.0.id;
    let sales = department(&mut admin, "Sales", &[me]).await;
    let nobody = department(&mut admin, "Nobody", &[]).await;
    choose(&mut admin, site, whole()).await;
    let mut visitor = server.visitor(site).await;
    let lacks = |field| Answer::Refused(Refusal::FormUnanswered { field });
    let offered: Vec<_> = visitor.chat.departments.iter().map(|department| department.id).collect();
    assert_eq!(offered, [sales], "where nobody serves, nobody is sent");
    server.settled().await;
    let before = server.position();
    assert_eq!(visitor.send("Hello").await, lacks(FormField::Name));
    let with = answers(Some(sales));
    for (form, answer) in [
        (FormAnswers { name: " ".into(), ..with.clone() }, lacks(FormField::Name)),
        (FormAnswers { email: "nowhere".into(), ..with.clone() }, Answer::Refused(Refusal::EmailInvalid)),
        (answers(None), lacks(FormField::Department)),
        (answers(Some(nobody)), Answer::Refused(Refusal::Archived)),
        (answers(Some(new_id())), Answer::Refused(Refusal::Archived)),
        (FormAnswers { consent: None, ..with.clone() }, lacks(FormField::Consent)),
        (FormAnswers { consent: Some("I agree to more".into()), ..with.clone() }, lacks(FormField::Consent)),
    ] {
        assert_eq!(visitor.send_with(form, "Hello").await, answer);
    }
    assert_eq!(visitor.send_with(with.clone(), " ").await, Answer::Refused(Refusal::TextEmpty));
    server.settled().await;
    assert_eq!(server.position(), before, "nothing is recorded of answers that come to nothing");
    visitor.send_with(with, "Hello").await.position();
    server.settled().await;
    assert_eq!(told(&server), ["consented", "contacts", "started", "addressed"]);
    let id = {
        let live = server.app.live.read();
        let known = &live.visitors[&visitor.id()];
        assert_eq!(known.name.as_deref(), Some("Marina"));
        assert_eq!(known.phone, None, "what is not asked is not recorded");
        known.open.unwrap()
    };
    // Operators read it at the beginning of the conversation; his window says nothing of it.
    assert!(admin.1.subscribe(Topic::Timeline { conversation_id: id }).await);
    let (name, email) = (Some("Marina".into()), Some("marina@example.org".into()));
    let lines: Vec<_> = admin.1.views.timeline(id).unwrap().entries.iter().take(3).map(|entry| &entry.what).collect();
    let contacts = EntryKind::ContactsGiven { name, email, phone: None };
    assert_eq!(lines[..2], [&EntryKind::Consented { text: "I agree".into() }, &contacts]);
    assert!(matches!(lines[2], EntryKind::Opened { .. }));
}

#[tokio::test]
async fn with_a_department_chosen_nobody_else_sees_the_visitor() {
    let server = Server::start().await;
    server.hide_others(true).await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let sales = department(&mut admin, "Sales", &[ira.0.id]).await;
    // Nobody of the department speaks German: the department counts, not the language.
    for (one, tag) in [(&mut ira, "en"), (&mut oleg, "de")] {
        let languages = vec![Language(tag.into())];
        one.1.command(Command::GiveLanguages { operator_id: one.0.id, languages }).await.position();
    }
    choose(&mut admin, site, whole()).await;
    let tab = Tab { languages: vec!["de".into()], ..Tab::new(site, letopis_testing::SHOP) };
    let mut visitor = server.tab(tab).await;
    let asked = visitor.send_with(answers(Some(sales)), "Hello").await.position();
    visitor.catch_up(asked).await;
    let id = visitor.chat.conversation.as_ref().unwrap().id;
    assert_eq!(stands_in(&server, &mut ira, Section::AwaitingReply).await, [id]);
    assert_eq!(stands_in(&server, &mut oleg, Section::AwaitingReply).await, []);
    let take = Command::TakeConversation { conversation_id: id };
    assert_eq!(oleg.1.command(take.clone()).await, Answer::Refused(Refusal::NotFound));
    ira.1.command(take).await.position();
}

/// Asks, is answered, and ends it.
async fn once(visitor: &mut VisitorClient, form: FormAnswers) {
    let asked = visitor.send_with(form, "Hello").await.position();
    visitor.catch_up(asked).await;
    assert_eq!(visitor.chat.form, None, "nothing is asked within a conversation");
    let closed = visitor.close().await.position();
    visitor.catch_up(closed).await;
}

#[tokio::test]
async fn who_answered_before_is_known_and_reopening_asks_nothing() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    server
        .set(SettingsCommand::ChooseTimes { pick_up_seconds: 60, operator_lost_seconds: 3_600, reopen_minutes: 30 })
        .await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    choose(&mut admin, site, PreChatForm { department: FieldRule::Off, ..whole() }).await;
    let mut visitor = server.visitor(site).await;
    let asked = visitor.chat.form.clone().expect("the site asks");
    assert_eq!((asked.known_name.as_str(), asked.consent), ("", consent("I agree")));
    once(&mut visitor, answers(None)).await;
    let known = visitor.chat.form.clone().expect("before the next conversation");
    assert_eq!((known.known_name.as_str(), known.known_email.as_str()), ("Marina", "marina@example.org"));
    assert_eq!((known.known_phone.as_str(), known.consent), ("", None), "not asked again for the same wording");
    let until = visitor.chat.conversation.as_ref().unwrap().reopens_until.expect("it is over");
    assert_eq!(until - server.app.clock.now(), chrono::TimeDelta::minutes(30));

    // Another wording is asked for, but not when the conversation goes on.
    choose(&mut admin, site, PreChatForm { department: FieldRule::Off, consent: consent("I agree anew"), ..whole() })
        .await;
    visitor
        .until("the new wording", |visitor| {
            visitor.chat.form.as_ref().is_some_and(|form| form.consent == consent("I agree anew"))
        })
        .await;
    let reopened = visitor.send("One more thing").await.position();
    visitor.catch_up(reopened).await;
    let closed = visitor.close().await.position();
    visitor.catch_up(closed).await;
    clock.advance_ms(31 * 60_000);
    let lacks = Answer::Refused(Refusal::FormUnanswered { field: FormField::Consent });
    assert_eq!(visitor.send("The next day").await, lacks);
    let anew = FormAnswers { consent: Some("I agree anew".into()), ..FormAnswers::default() };
    visitor.send_with(anew, "The next day").await.position();
    server.settled().await;
    assert_eq!(told(&server), ["consented", "contacts", "started", "reopened", "consented", "started"]);
}

#[tokio::test]
async fn answers_count_with_the_message_that_begins_a_conversation_and_with_no_later_one() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    choose(&mut admin, site, PreChatForm { department: FieldRule::Off, ..whole() }).await;
    let mut visitor = server.visitor(site).await;
    let name = |name: &str| FormAnswers { name: name.into(), ..answers(None) };
    let id = visitor.id();
    let called = || server.app.live.read().visitors[&id].name.clone().unwrap_or_default();
    once(&mut visitor, name("Marina")).await;
    assert_eq!(called(), "Marina");
    for reopened_or_open in ["One more thing", "And another"] {
        let said = visitor.send_with(name("Somebody else"), reopened_or_open).await.position();
        visitor.catch_up(said).await;
        assert_eq!(called(), "Marina");
    }
    let closed = visitor.close().await.position();
    visitor.catch_up(closed).await;
    clock.advance_ms(30 * 60_000 + 1);
    let began = visitor.send_with(name("Marina Krylova"), "The next day").await.position();
    visitor.catch_up(began).await;
    assert_eq!(called(), "Marina Krylova");
    assert_eq!(told(&server), ["consented", "contacts", "started", "reopened", "contacts", "started"]);
}

#[tokio::test]
async fn a_repeated_first_message_is_one_conversation_and_one_consent() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await;
    choose(&mut admin, site, PreChatForm { department: FieldRule::Off, ..whole() }).await;
    let mut visitor = server.visitor(site).await;
    let id = new_id();
    let first = visitor.send_with_as(id, answers(None), "Hello").await;
    // The form was switched off meanwhile; the answer to the first try was lost.
    choose(&mut admin, site, PreChatForm { on: false, ..whole() }).await;
    assert_eq!(visitor.send_with_as(id, answers(None), "Hello").await, first);
    server.settled().await;
    assert_eq!(told(&server), ["consented", "contacts", "started"]);
    visitor.until("no form", |visitor| visitor.chat.form.is_none()).await;
}
