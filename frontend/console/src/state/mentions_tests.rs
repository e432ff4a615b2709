use std::collections::BTreeMap;

use chrono::DateTime;
use letopis_shared::domain::conversation::Address;
use letopis_shared::schema::vocabulary::{OperatorStatus, Role};
use letopis_shared::views::operators::Account;
use uuid::Uuid;

use super::*;

fn id(n: u128) -> OperatorId {
    OperatorId(Uuid::from_u128(n))
}

fn row(n: u128, name: &str, role: Role) -> OperatorRow {
    OperatorRow {
        id: id(n),
        name: name.into(),
        photo: None,
        role,
        status: OperatorStatus::Online,
        status_since: DateTime::UNIX_EPOCH,
        status_cause: None,
        lost: false,
        conversations: 0,
        departments: Vec::new(),
        languages: Vec::new(),
        conversations_max: None,
        account: None,
    }
}

/// The first of them is me.
fn operators() -> Operators {
    let mut gone = row(6, "Ирма", Role::Operator);
    gone.account =
        Some(Account { email: String::new(), disabled: true, created_at: DateTime::UNIX_EPOCH, sessions: 0 });
    let rows = [
        row(1, "Инна Я", Role::Operator),
        row(2, "Ира Соколова", Role::Operator),
        row(3, "Ира", Role::Operator),
        row(4, "Марина Ильина", Role::Supervisor),
        row(5, "Игорь", Role::Auditor),
        gone,
    ];
    Operators { rows: BTreeMap::from_iter(rows.map(|row| (row.id, row))) }
}

fn names(sight: Option<(&Audience, bool)>, query: &str) -> Vec<String> {
    let operators = operators();
    offered(&operators, id(1), sight, query).iter().map(|id| operators.rows[id].name.clone()).collect()
}

#[test]
fn a_name_is_typed_behind_an_at_that_begins_a_word() {
    assert_eq!(query("@"), Some(""));
    assert_eq!(query("Да, @Ира Сок"), Some("Ира Сок"));
    for none in ["", "Ира", "ira@shop", "@ ", "@Ира ", "@Ира\nда"] {
        assert_eq!(query(none), None, "{none:?}");
    }
}

#[test]
fn any_word_of_a_name_is_found_and_only_colleagues_who_talk_with_visitors() {
    assert_eq!(names(None, ""), ["Ира", "Ира Соколова", "Марина Ильина"]);
    assert_eq!(names(None, "и"), ["Ира", "Ира Соколова", "Марина Ильина"]);
    assert_eq!(names(None, "СОК"), ["Ира Соколова"]);
    assert_eq!(names(None, "ир со"), ["Ира Соколова"]);
    assert!(names(None, "со ир").is_empty() && names(None, "Ира Соколова и").is_empty());
}

#[test]
fn in_a_conversation_those_are_offered_who_see_it() {
    let audience = Audience { holders: vec![id(1), id(3)], address: Address::default() };
    assert_eq!(names(Some((&audience, true)), ""), ["Ира", "Марина Ильина"]);
    assert_eq!(names(Some((&audience, false)), "").len(), 3);
}

#[test]
fn a_text_calls_by_the_longest_name_that_stands_there() {
    let called = |text: &str| called(text, &operators(), id(1));
    assert_eq!(called("@Ира Соколова, и @Марина Ильина!"), [id(2), id(4)]);
    assert_eq!(called("@Ира и снова @Ира"), [id(3)]);
    assert_eq!(called("@Игорь"), [id(5)], "whether he sees it, the server says");
    assert!(called("@Иран ира@Ира @ Ира @Инна Я @Ирма @").is_empty());
}

#[test]
fn a_mention_is_found_again_and_the_rest_stays_as_it_was() {
    let people = [NamedMention { operator_id: id(2), name: "Ира <b>".into() }];
    let found = pieces("<i>@Ира <b>, @Ира</i>", &people);
    assert_eq!(found, [(None, "<i>"), (Some(id(2)), "@Ира <b>"), (None, ", @Ира</i>")]);
    assert_eq!(pieces("@", &[NamedMention { operator_id: id(2), name: String::new() }]), [(None, "@")]);
    assert!(pieces("", &people).is_empty());
}
