//! The common room as a list of things to draw, and the colleagues beside it (S59–S61).

use chrono::{DateTime, Utc};
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::schema::vocabulary::Side;
use letopis_shared::views::operator_chat::OperatorChat;
use letopis_shared::views::operators::{OperatorRow, Operators};

use super::outbox::Pending;
use super::timeline::{Bubble, Item, Key, List};

/// Builds the list: what the log knows, then what is still on its way.
///
/// What colleagues wrote after the number `seen` stands under a line; `day` and `clock_behind` are as in
/// [`timeline::items`](super::timeline::items).
pub fn items<'a>(
    room: &OperatorChat,
    pending: impl Iterator<Item = &'a Pending>,
    me: (OperatorId, &str),
    seen: u32,
    clock_behind: i64,
    day: impl Fn(DateTime<Utc>) -> i64,
) -> Vec<(Key, Item)> {
    let mut list = List::new(day);
    let new = room.messages.iter().find(|message| message.number > seen && message.operator_id != me.0);
    let new = new.map(|message| message.number);
    for message in &room.messages {
        if new == Some(message.number) {
            list.begin(message.at);
            list.items.push((Key::New, Item::New));
        }
        list.bubble(Bubble {
            id: message.message_id,
            side: Side::Operator,
            author: Some((message.operator_id, message.name.clone())),
            text: message.text.clone(),
            at: message.at,
            delivery: None,
            failure: None,
            first: true,
            last: true,
            named: true,
        });
    }
    list.pending(pending, me, clock_behind);
    list.items
}

/// How a colleague is addressed: «Имя, » by the first word of his name, or by all of it where another shares that word.
pub fn address(name: &str, names: &[String]) -> String {
    let first = first_word(name);
    let alone = names.iter().filter(|other| first_word(other) == first).count() < 2;
    format!("{}, ", if alone { first } else { name })
}

/// Whom a message is addressed to, and the rest of it.
pub fn addressed<'a>(text: &'a str, names: &[String]) -> Option<(&'a str, &'a str)> {
    let (whom, rest) = text.split_once(", ")?;
    names.iter().any(|name| name == whom || first_word(name) == whom).then_some((whom, rest))
}

/// A line of the list of colleagues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Person {
    /// The name of a group in the catalogue, and how many are in it.
    Group {
        key: &'static str,
        count: usize,
    },
    Colleague(OperatorId),
}

/// Colleagues by what their status means for new conversations; oneself stands first.
pub fn people(operators: &Operators, me: Option<OperatorId>) -> Vec<Person> {
    let disabled = |row: &OperatorRow| row.account.as_ref().is_some_and(|account| account.disabled);
    let rows = operators.rows.values().filter(|row| row.role.serves_visitors() && !disabled(row)).collect();
    let rows = by_name(rows, me);
    let mut people = Vec::new();
    for key in ["status.online", "room.not_new", "status.offline"] {
        let group = rows.iter().filter(|row| group(row) == key).map(|row| Person::Colleague(row.id));
        let at = people.len();
        people.extend(group);
        let count = people.len() - at;
        if count > 0 {
            people.insert(at, Person::Group { key, count });
        }
    }
    people
}

/// Colleagues by name; oneself stands first.
pub fn by_name(mut rows: Vec<&OperatorRow>, me: Option<OperatorId>) -> Vec<&OperatorRow> {
    rows.sort_by_key(|row| (Some(row.id) != me, row.name.to_lowercase(), row.id));
    rows
}

fn group(row: &OperatorRow) -> &'static str {
    match row.status {
        _ if row.is_there() => "status.online",
        status if status.may_chat() => "room.not_new",
        _ => "status.offline",
    }
}

fn first_word(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::super::outbox::Outbox;
    use super::super::place::Place;
    use super::*;
    use letopis_shared::schema::ids::{CommandId, MessageId};
    use letopis_shared::schema::vocabulary::{OperatorStatus, Role};
    use letopis_shared::views::operator_chat::RoomMessage;
    use uuid::Uuid;

    const ME: (OperatorId, &str) = (OperatorId(Uuid::from_u128(1)), "Ира Соколова");

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a valid time")
    }

    fn room(authors: &[u128]) -> OperatorChat {
        let messages = authors.iter().zip(1..).map(|(author, number)| RoomMessage {
            position: u64::from(number),
            at: at(i64::from(number)),
            message_id: MessageId(Uuid::from_u128(u128::from(number))),
            number,
            operator_id: OperatorId(Uuid::from_u128(*author)),
            name: "Олег".into(),
            text: "a".into(),
        });
        OperatorChat { messages: messages.collect(), read_up_to: 0 }
    }

    fn keys(room: &OperatorChat, outbox: &Outbox, seen: u32) -> Vec<Key> {
        let items = items(room, outbox.messages(Place::Room), ME, seen, 0, |_| 0);
        items.into_iter().map(|(key, _)| key).filter(|key| !matches!(key, Key::Day(_))).collect()
    }

    fn message(n: u128) -> Key {
        Key::Message(Uuid::from_u128(n))
    }

    #[test]
    fn what_is_new_stands_under_a_line_that_ones_own_words_do_not_draw() {
        let room = room(&[2, 1, 2]);
        let none = Outbox::default();
        assert_eq!(keys(&room, &none, 3), [message(1), message(2), message(3)]);
        assert_eq!(keys(&room, &none, 1), [message(1), message(2), Key::New, message(3)]);
        assert_eq!(keys(&room, &none, 0), [Key::New, message(1), message(2), message(3)]);
    }

    #[test]
    fn what_is_on_its_way_stands_last_and_only_until_the_room_shows_it() {
        let mut outbox = Outbox::default();
        for n in [2, 9] {
            outbox.add(CommandId(Uuid::from_u128(n)), Place::Room.say("a".into()), 5_000, true);
        }
        assert_eq!(keys(&room(&[1, 1]), &outbox, 9), [message(1), message(2), message(9)]);
    }

    #[test]
    fn colleagues_stand_by_what_their_status_means_and_oneself_first() {
        let row = |n: u128, name: &str, role, status| OperatorRow {
            id: OperatorId(Uuid::from_u128(n)),
            name: name.into(),
            photo: None,
            role,
            status,
            status_since: at(0),
            status_cause: None,
            lost: false,
            conversations: 0,
            departments: Vec::new(),
            languages: Vec::new(),
            conversations_max: None,
            account: None,
        };
        let rows = [
            row(1, "Яна", Role::Operator, OperatorStatus::Online),
            row(2, "Анна", Role::Admin, OperatorStatus::Online),
            row(3, "Лев", Role::Operator, OperatorStatus::Lunch),
            row(4, "Нина", Role::Auditor, OperatorStatus::Online),
            row(5, "борис", Role::Supervisor, OperatorStatus::Invisible),
            OperatorRow { lost: true, ..row(6, "Юля", Role::Operator, OperatorStatus::Online) },
        ];
        let operators = Operators { rows: rows.into_iter().map(|row| (row.id, row)).collect() };
        let group = |key, count| Person::Group { key, count };
        let colleague = |n: u128| Person::Colleague(OperatorId(Uuid::from_u128(n)));
        assert_eq!(
            people(&operators, Some(ME.0)),
            [
                group("status.online", 2),
                colleague(1),
                colleague(2),
                group("room.not_new", 3),
                colleague(5),
                colleague(3),
                colleague(6)
            ]
        );
    }

    #[test]
    fn a_colleague_is_addressed_by_his_first_name_unless_it_is_anothers_too() {
        let names = ["Олег Мартынов".to_owned(), "Ира Соколова".to_owned(), "Ира Белова".to_owned()];
        assert_eq!(address("Олег Мартынов", &names), "Олег, ");
        assert_eq!(address("Ира Белова", &names), "Ира Белова, ");
        assert_eq!(addressed("Олег, возьмёшь, а?", &names), Some(("Олег", "возьмёшь, а?")));
        assert_eq!(addressed("Ира Белова, да", &names), Some(("Ира Белова", "да")));
        assert_eq!(addressed("Нет, не видел", &names), None);
        assert_eq!(addressed("Олег,нет", &names), None);
    }
}
