//! The lines of the log, from the conversation and the messages on their way. Pure.

use chrono::{DateTime, Utc};
use letopis_shared::schema::ids::MessageId;
use letopis_shared::views::chat::ChatEntryKind;

use crate::model::Model;

/// A line. The key stays while the line does, so that nothing is drawn, or spoken, twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub key: Key,
    pub at: DateTime<Utc>,
    pub what: RowKind,
}

/// What a line is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The first line of a day in a conversation, by the numbers of both.
    Day(u32, i64),
    Entry(u64),
    /// The same while it is on its way and after it has arrived.
    Mine(MessageId),
}

/// What a line shows.
#[derive(Clone, Debug, PartialEq)]
pub enum RowKind {
    Day,
    Waiting(String),
    Joined(String),
    Mine {
        id: MessageId,
        text: String,
    },
    /// `named` is the first of several messages of one operator.
    Theirs {
        name: String,
        text: String,
        named: bool,
    },
    Closed,
    Reopened,
    /// The operator cannot go on, another one will.
    Another,
    Erased,
}

/// All lines, oldest first; `day_of` numbers the days of the visitor's time zone.
pub fn rows(model: &Model, day_of: impl Fn(DateTime<Utc>) -> i64) -> Vec<Row> {
    let mut rows = Vec::new();
    let conversation = model.number();
    let mut day = None;
    let mut push = |key: Key, at: DateTime<Utc>, what: RowKind| {
        let today = day_of(at);
        // a clock that runs backwards does not start another day
        if day.is_none_or(|day| day < today) {
            day = Some(today);
            rows.push(Row { key: Key::Day(conversation, today), at, what: RowKind::Day });
        }
        rows.push(Row { key, at, what });
    };
    let mut speaker: Option<&str> = None;
    for entry in model.chat.iter().flat_map(|chat| &chat.entries) {
        let before = speaker.take();
        let key = match entry.what {
            ChatEntryKind::Mine { message_id, .. } => Key::Mine(message_id),
            _ => Key::Entry(entry.position),
        };
        let what = match &entry.what {
            ChatEntryKind::WaitingLine { text } => RowKind::Waiting(text.clone()),
            ChatEntryKind::OperatorJoined { name } => RowKind::Joined(name.clone()),
            ChatEntryKind::Mine { message_id, text, .. } => RowKind::Mine { id: *message_id, text: text.clone() },
            ChatEntryKind::Theirs { name, text, .. } => {
                speaker = Some(name);
                RowKind::Theirs { name: name.clone(), text: text.clone(), named: before != Some(name.as_str()) }
            }
            ChatEntryKind::Closed => RowKind::Closed,
            ChatEntryKind::Reopened => RowKind::Reopened,
            ChatEntryKind::AnotherWillJoin => RowKind::Another,
            // the stars themselves show it
            ChatEntryKind::Rated { .. } => continue,
            ChatEntryKind::Erased => RowKind::Erased,
        };
        push(key, entry.at, what);
    }
    for unsent in &model.unsent {
        push(Key::Mine(unsent.id), unsent.at, RowKind::Mine { id: unsent.id, text: unsent.text.clone() });
    }
    rows
}

#[cfg(test)]
mod tests {
    use letopis_shared::views::chat::{Chat, ChatConversation, ChatEntry};
    use letopis_shared::views::timeline::Delivery;
    use uuid::Uuid;

    use super::*;
    use crate::model::Unsent;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minutes * 60, 0).expect("a time")
    }

    fn id(n: u128) -> MessageId {
        MessageId(Uuid::from_u128(n))
    }

    fn theirs(name: &str, number: u32) -> ChatEntryKind {
        ChatEntryKind::Theirs { message_id: id(number.into()), number, name: name.to_owned(), text: "да".to_owned() }
    }

    fn model(kinds: Vec<ChatEntryKind>) -> Model {
        let entries = (0..).zip(kinds).map(|(n, what)| ChatEntry { position: n, at: at(n as i64), what }).collect();
        Model { chat: Some(Chat { entries, ..Chat::default() }), ..Model::default() }
    }

    fn day_of(at: DateTime<Utc>) -> i64 {
        at.timestamp() / 86_400
    }

    #[test]
    fn a_name_stands_over_the_first_of_several_messages() {
        let named: Vec<bool> = rows(&model(vec![theirs("Ира", 1), theirs("Ира", 2), theirs("Олег", 3)]), day_of)
            .into_iter()
            .filter_map(|row| match row.what {
                RowKind::Theirs { named, .. } => Some(named),
                _ => None,
            })
            .collect();
        assert_eq!(named, [true, false, true]);
    }

    #[test]
    fn each_day_has_its_line_and_a_clock_that_runs_backwards_has_none() {
        let mut model = model(vec![ChatEntryKind::Closed, ChatEntryKind::Reopened]);
        let unsent =
            |n: u128, minutes| Unsent { id: id(n), text: "а".to_owned(), at: at(minutes), state: Delivery::Sending };
        model.unsent = vec![unsent(1, 1_500), unsent(2, 5)];
        let days: Vec<Key> =
            rows(&model, day_of).iter().filter(|row| row.what == RowKind::Day).map(|row| row.key).collect();
        assert_eq!(days, [Key::Day(0, 0), Key::Day(0, 1)]);
    }

    #[test]
    fn each_conversation_has_a_beginning_of_its_own() {
        let begun = |number| {
            let mut model = model(vec![ChatEntryKind::Closed]);
            let conversation = ChatConversation {
                id: Uuid::nil().into(),
                number,
                closed: true,
                operator: None,
                photo: None,
                stars: None,
                reopens_until: None,
            };
            model.chat = model.chat.map(|chat| Chat { conversation: Some(conversation), ..chat });
            rows(&model, day_of)[0].key
        };
        assert_ne!(begun(1), begun(2), "the same day");
    }

    #[test]
    fn a_message_keeps_its_key_when_it_arrives() {
        let mut sending = Model::default();
        sending.unsent.push(Unsent { id: id(7), text: "а".to_owned(), at: at(0), state: Delivery::Sending });
        let mine = ChatEntryKind::Mine { message_id: id(7), number: 1, text: "а".to_owned() };
        let keys = |model: &Model| rows(model, day_of).into_iter().map(|row| row.key).collect::<Vec<_>>();
        assert_eq!(keys(&sending), keys(&model(vec![mine])));
    }
}
