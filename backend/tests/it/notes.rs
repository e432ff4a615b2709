//! What operators write about a conversation and no visitor ever hears (M13, S100–S102).

use letopis_events::ids::{CategoryId, ConversationId, OperatorId};
use letopis_events::vocabulary::{Names, OperatorStatus, Role};
use letopis_shared::views::timeline::{EntryKind, NamedMention};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::{Command, Topic};
use letopis_testing::{Account, Answer, OperatorClient, Server, VisitorClient, new_id};

use crate::world::{asking, at_work, clock};

fn note(conversation_id: ConversationId, text: &str) -> Command {
    calling(conversation_id, text, &[])
}

fn calling(conversation_id: ConversationId, text: &str, mentions: &[OperatorId]) -> Command {
    Command::WriteNote { conversation_id, text: text.into(), mentions: mentions.to_vec() }
}

async fn category(admin: &mut OperatorClient, name: &str) -> CategoryId {
    let category_id = new_id();
    let names = Names { ru: name.into(), en: name.into() };
    admin.command(Command::CreateCategory { category_id, names, colour: "#2f6b4f".into() }).await.position();
    category_id
}

fn give(conversation_id: ConversationId, category_id: Option<CategoryId>) -> Command {
    Command::GiveCategory { conversation_id, category_id }
}

#[tokio::test]
async fn a_note_reaches_colleagues_and_no_visitor_by_a_single_byte() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await.1;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss-of-the-note").await;
    let (mut visitor, id) = asking(&server, site, "One").await;
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    let rude = category(&mut admin, "Category-of-the-rude").await;
    assert!(boss.1.subscribe(Topic::Timeline { conversation_id: id }).await);
    boss.1.catch_up(server.position()).await;
    let row = |client: &OperatorClient| client.views.workplace().unwrap().conversations[&id].clone();
    let before = row(&boss.1);
    let mut second = server.tab(visitor.another_tab()).await;
    for tab in [&mut visitor, &mut second] {
        tab.catch_up(server.position()).await;
        tab.socket.record();
    }
    ira.1.command(note(id, "Note-of-Ira")).await.position();
    boss.1.command(note(id, "Note-of-the-boss")).await.position();
    ira.1.command(give(id, Some(rude))).await.position();
    boss.1.catch_up(server.position()).await;
    let notes = |client: &OperatorClient| {
        let entries = &client.views.timeline(id).unwrap().entries;
        let text = |what: &EntryKind| match what {
            EntryKind::Note { name, text, .. } => Some(format!("{name}: {text}")),
            _ => None,
        };
        entries.iter().filter_map(|entry| text(&entry.what)).collect::<Vec<_>>()
    };
    let written = ["Ira: Note-of-Ira", "Boss-of-the-note: Note-of-the-boss"];
    assert_eq!(notes(&boss.1), written, "whoever sees it reads them, joined or not");
    let after = row(&boss.1);
    assert_eq!((&after.preview, after.last_at, after.unread), (&before.preview, before.last_at, before.unread));
    for tab in [&mut visitor, &mut second] {
        tab.catch_up(server.position()).await;
        let heard = tab.socket.recorded();
        assert!(heard.iter().all(|frame| frame.contains("pong")), "not even that something happened: {heard:?}");
    }

    // Nor in what is shown anew, or resumed, or told with the end and with a message.
    ira.1.command(Command::SendMessage { conversation_id: id, text: "Answer".into() }).await.position();
    second.reconnect().await;
    let mut anew = VisitorClient::open(server.address, visitor.another_tab(), None).await.unwrap();
    anew.socket.record();
    anew.settle().await;
    let mut resumed = VisitorClient::open(server.address, visitor.another_tab(), visitor.resume()).await.unwrap();
    resumed.socket.record();
    resumed.settle().await;
    ira.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    boss.1.command(note(id, "Note-after-the-end")).await.position();
    visitor.catch_up(server.position()).await;
    anew.catch_up(server.position()).await;
    let heard = [&visitor, &anew, &resumed].map(|tab| tab.socket.recorded().concat()).concat();
    assert!(heard.contains("Answer"));
    for secret in ["Note-", "note", "Boss-of-the-note", "Category-of", "category", &rude.to_string()] {
        assert!(!heard.contains(secret), "{secret} in {heard}");
    }
    assert!(visitor.chat.conversation.as_ref().unwrap().closed, "a note brings nothing back");
    assert_eq!(visitor.chat.entries.iter().filter(|entry| format!("{entry:?}").contains("Answer")).count(), 1);
    boss.1.catch_up(server.position()).await;
    assert_eq!(notes(&boss.1).len(), 3);
}

#[tokio::test]
async fn notes_are_for_those_who_see_the_conversation_and_have_words() {
    let server = Server::start().await;
    let site = server.site().await;
    server.hide_others(true).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await.1;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await.1;
    let mut auditor = server.connect(&server.operator(Role::Auditor, "Auditor").await).await;
    let (_visitor, id) = asking(&server, site, "One").await;
    ira.command(Command::TakeConversation { conversation_id: id }).await.position();
    let before = server.position();
    assert_eq!(oleg.command(note(id, "x")).await, Answer::Refused(Refusal::NotFound));
    assert_eq!(auditor.command(note(id, "x")).await, Answer::Refused(Refusal::NotAllowed));
    assert_eq!(ira.command(note(new_id(), "x")).await, Answer::Refused(Refusal::NotFound));
    assert_eq!(ira.command(note(id, " \n")).await, Answer::Refused(Refusal::TextEmpty));
    let long = ira.command(note(id, &"я".repeat(4_001))).await;
    assert_eq!(long, Answer::Refused(Refusal::TextTooLong { max: 4_000 }));
    assert_eq!(server.position(), before);
    let note_id = new_id();
    let written = ira.command_as(note_id, note(id, "Once")).await.position();
    assert_eq!(ira.command_as(note_id, note(id, "Once")).await.position(), written);
    assert_eq!(server.position(), written, "a repeat is not written twice");
}

/// Who still has to look, as the row of a colleague's list says.
fn called(client: &OperatorClient, id: ConversationId) -> Vec<OperatorId> {
    client.views.workplace().unwrap().conversations[&id].mentioned.clone()
}

#[tokio::test]
async fn whom_a_note_calls_is_told_and_marked_until_he_looks_and_no_visitor_hears_of_it() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira-who-writes").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg-who-is-called").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await;
    let (mut visitor, id) = asking(&server, site, "One").await;
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    for client in [&mut ira.1, &mut oleg.1, &mut boss.1] {
        client.catch_up(server.position()).await;
        client.socket.record();
    }
    visitor.catch_up(server.position()).await;
    visitor.socket.record();
    let (me, whom) = (ira.0.id, oleg.0.id);
    let text = "@Oleg-who-is-called, look";
    ira.1.command(calling(id, text, &[whom, me, whom])).await.position();
    for client in [&mut ira.1, &mut oleg.1, &mut boss.1] {
        client.catch_up(server.position()).await;
    }
    assert_eq!(oleg.1.mentioned, [(id, 1, me)]);
    assert!(ira.1.mentioned.is_empty() && boss.1.mentioned.is_empty(), "he and nobody else");
    assert!(oleg.1.socket.recorded().iter().all(|frame| !frame.contains(text)), "not the text, before he opens it");
    assert_eq!([&ira, &oleg, &boss].map(|one| called(&one.1, id)), [vec![whom], vec![whom], vec![whom]]);

    // A rename changes neither the line nor whom it means.
    oleg.1.command(Command::Rename { name: "Oleg the Second".into() }).await.position();
    oleg.1.subscribe(Topic::Timeline { conversation_id: id }).await;
    let last = oleg.1.views.timeline(id).unwrap().entries.last().unwrap().what.clone();
    let EntryKind::Note { mentions, .. } = last else { panic!("{last:?}") };
    assert_eq!(mentions, [NamedMention { operator_id: whom, name: "Oleg-who-is-called".into() }]);

    boss.1.command(Command::MarkMentionSeen { conversation_id: id }).await.position();
    boss.1.catch_up(server.position()).await;
    assert_eq!(called(&boss.1, id), [whom], "nobody looks for somebody else");
    oleg.1.command(Command::MarkMentionSeen { conversation_id: id }).await.position();
    let seen = server.position();
    oleg.1.command(Command::MarkMentionSeen { conversation_id: id }).await.position();
    assert_eq!(server.position(), seen, "once is enough");
    for client in [&mut ira.1, &mut oleg.1, &mut boss.1] {
        client.catch_up(seen).await;
        assert_eq!(called(client, id), []);
    }

    visitor.catch_up(server.position()).await;
    let heard = visitor.socket.recorded();
    assert!(heard.iter().all(|frame| frame.contains("pong")), "not even that something happened: {heard:?}");
    let mut anew = VisitorClient::open(server.address, visitor.another_tab(), None).await.unwrap();
    anew.socket.record();
    anew.settle().await;
    let heard = anew.socket.recorded().concat();
    for secret in ["mention", "Oleg", "look", &whom.to_string()] {
        assert!(!heard.contains(secret), "{secret} in {heard}");
    }
}

#[tokio::test]
async fn a_note_calls_only_those_who_see_the_conversation() {
    let server = Server::start().await;
    let site = server.site().await;
    server.hide_others(true).await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await.1;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let mut boss = at_work(&server, Role::Supervisor, "Boss").await;
    let auditor = server.operator(Role::Auditor, "Auditor").await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await.1;
    let gone = server.operator(Role::Supervisor, "Gone").await;
    admin.command(Command::DisableOperator { operator_id: gone.id }).await.position();
    let (_visitor, id) = asking(&server, site, "One").await;
    ira.command(Command::TakeConversation { conversation_id: id }).await.position();
    let (before, text) = (server.position(), "Secret-of-Ira");
    oleg.1.catch_up(before).await;
    oleg.1.socket.record();
    let unseen = |name: &str| Answer::Refused(Refusal::MentionUnseen { name: name.into() });
    assert_eq!(ira.command(calling(id, text, &[boss.0.id, oleg.0.id])).await, unseen("Oleg"), "refused whole");
    assert_eq!(ira.command(calling(id, text, &[auditor.id])).await, unseen("Auditor"));
    assert_eq!(ira.command(calling(id, text, &[gone.id])).await, Answer::Refused(Refusal::Disabled));
    assert_eq!(ira.command(calling(id, text, &[new_id()])).await, Answer::Refused(Refusal::NotFound));
    let many: Vec<_> = vec![boss.0.id; 11];
    assert_eq!(ira.command(calling(id, text, &many)).await, Answer::Refused(Refusal::TooMany { max: 10 }));
    assert_eq!(
        oleg.1.command(Command::MarkMentionSeen { conversation_id: id }).await,
        Answer::Refused(Refusal::NotFound)
    );
    assert_eq!(server.position(), before);

    // Whoever may see it is called; a repeat is answered as the first was, though he may no longer.
    let note_id = new_id();
    let written = ira.command_as(note_id, calling(id, text, &[boss.0.id])).await.position();
    boss.1.catch_up(written).await;
    assert_eq!(called(&boss.1, id), [boss.0.id]);
    let demote = Command::GiveRole { operator_id: boss.0.id, role: Role::Operator };
    admin.command(demote).await.position();
    server.settled().await;
    assert_eq!(ira.command_as(note_id, calling(id, text, &[boss.0.id])).await.position(), written);
    assert_eq!(ira.command(calling(id, text, &[boss.0.id])).await, unseen("Boss"));
    boss.1.catch_up(server.position()).await;
    assert!(!boss.1.views.workplace().unwrap().conversations.contains_key(&id), "the mark went with the row");
    oleg.1.catch_up(server.position()).await;
    let heard = oleg.1.socket.recorded().concat();
    for secret in [text, "mentioned", &id.to_string()] {
        assert!(!heard.contains(secret), "{secret} in {heard}");
    }
}

#[tokio::test]
async fn whoever_is_offline_finds_the_mark_when_he_comes_back() {
    let server = Server::start().await;
    let site = server.site().await;
    let mut ira = at_work(&server, Role::Operator, "Ira").await.1;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let (_visitor, id) = asking(&server, site, "One").await;
    ira.command(Command::TakeConversation { conversation_id: id }).await.position();
    oleg.1.command(Command::ChangeStatus { status: OperatorStatus::Offline }).await.position();
    oleg.1.catch_up(server.position()).await;
    oleg.1.socket.record();
    ira.command(calling(id, "@Oleg", &[oleg.0.id])).await.position();
    oleg.1.catch_up(server.position()).await;
    assert!(!oleg.1.socket.recorded().concat().contains(&id.to_string()), "Offline hears of no conversation");
    oleg.1.command(Command::ChangeStatus { status: OperatorStatus::Online }).await.position();
    oleg.1.catch_up(server.position()).await;
    assert_eq!(called(&oleg.1, id), [oleg.0.id]);
}

/// The category that the row, the head and the card of a visitor show.
async fn shown(
    server: &Server,
    (_, client): &mut (Account, OperatorClient),
    id: ConversationId,
    visitor: &VisitorClient,
) -> [Option<CategoryId>; 3] {
    client.subscribe(Topic::Timeline { conversation_id: id }).await;
    client.subscribe(Topic::VisitorCard { visitor_id: visitor.id() }).await;
    client.catch_up(server.position()).await;
    let row = client.views.workplace().unwrap().conversations[&id].category_id;
    [row, client.views.timeline(id).unwrap().head.category_id, client.views.card(visitor.id()).unwrap().category_id]
}

#[tokio::test]
async fn a_category_is_given_replaced_taken_away_and_known_to_the_next_operator() {
    let clock = clock();
    let server = Server::builder().clock(clock.clone()).start().await;
    let site = server.site().await;
    let mut admin = at_work(&server, Role::Admin, "Admin").await.1;
    let mut ira = at_work(&server, Role::Operator, "Ira").await;
    let mut oleg = at_work(&server, Role::Operator, "Oleg").await;
    let (vip, rude) = (category(&mut admin, "VIP").await, category(&mut admin, "Rude").await);
    let old = category(&mut admin, "Old").await;
    admin.command(Command::ArchiveCategory { category_id: old }).await.position();
    let (mut visitor, id) = asking(&server, site, "One").await;
    assert_eq!(ira.1.command(give(id, Some(vip))).await, Answer::Refused(Refusal::NotJoined));
    ira.1.command(Command::TakeConversation { conversation_id: id }).await.position();
    for unusable in [old, new_id()] {
        assert_eq!(ira.1.command(give(id, Some(unusable))).await, Answer::Refused(Refusal::Archived));
    }
    assert_eq!(shown(&server, &mut oleg, id, &visitor).await, [None; 3]);
    ira.1.command(give(id, Some(rude))).await.position();
    ira.1.command(give(id, Some(vip))).await.position();
    let before = server.position();
    ira.1.command(give(id, Some(vip))).await.position();
    assert_eq!(server.position(), before, "the same again is nothing new");
    assert_eq!(shown(&server, &mut oleg, id, &visitor).await, [Some(vip); 3]);
    let last = oleg.1.views.timeline(id).unwrap().entries.last().unwrap().what.clone();
    let EntryKind::CategoryGiven { by, category } = last else { panic!("{last:?}") };
    assert_eq!((by.as_str(), category.unwrap().en.as_str()), ("Ira", "VIP"));

    // The next conversation, with somebody else, though the category is archived by now.
    ira.1.command(Command::CloseConversation { conversation_id: id }).await.position();
    server.settled().await;
    clock.advance_ms(30 * 60_000 + 1);
    admin.command(Command::ArchiveCategory { category_id: vip }).await.position();
    let asked = visitor.send("Two").await.position();
    visitor.catch_up(asked).await;
    let next = visitor.chat.conversation.as_ref().unwrap().id;
    assert_ne!(next, id);
    assert_eq!(shown(&server, &mut oleg, next, &visitor).await, [Some(vip); 3]);
    oleg.1.command(Command::TakeConversation { conversation_id: next }).await.position();
    oleg.1.command(give(next, None)).await.position();
    assert_eq!(shown(&server, &mut oleg, next, &visitor).await, [None; 3], "the mark is taken away");
    let before = server.position();
    oleg.1.command(give(next, None)).await.position();
    assert_eq!(server.position(), before);
    assert_eq!(oleg.1.command(give(next, Some(vip))).await, Answer::Refused(Refusal::Archived));
}
