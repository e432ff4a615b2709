//! Unfinished messages and notes, one a place. They survive switching, reload and sign-out; each operator has his own.

use std::collections::HashMap;

use letopis_shared::schema::ids::OperatorId;

/// The beginning of the keys under which an operator's drafts are kept.
pub fn key_prefix(operator: OperatorId) -> String {
    format!("letopis.draft.{operator}.")
}

/// The drafts of one operator, by the end of their keys: the place, or the place of a note.
#[derive(Debug, Default)]
pub struct Drafts {
    texts: HashMap<String, String>,
}

impl Drafts {
    /// What this browser kept: pairs of the key and the text.
    pub fn restored(kept: impl IntoIterator<Item = (String, String)>, prefix: &str) -> Self {
        let texts = kept.into_iter().filter_map(|(key, text)| Some((key.strip_prefix(prefix)?.to_owned(), text)));
        Self { texts: texts.collect() }
    }

    /// The draft under a key; empty without one.
    pub fn get(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// Changes a draft; `None` means that the browser has to forget it.
    pub fn set(&mut self, key: &str, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            self.texts.remove(key);
            return None;
        }
        self.texts.insert(key.to_owned(), text.to_owned());
        Some(text.to_owned())
    }
}

/// The key of the note that is begun at a place: never that of a message, so that none is sent as one.
pub fn note_key(place: impl std::fmt::Display) -> String {
    format!("note.{place}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::place::Place;
    use letopis_shared::schema::ids::ConversationId;
    use uuid::Uuid;

    fn place(n: u128) -> String {
        Place::Conversation(ConversationId(Uuid::from_u128(n))).to_string()
    }

    #[test]
    fn drafts_come_back_where_they_were_begun() {
        let me = OperatorId(Uuid::from_u128(1));
        let prefix = key_prefix(me);
        let room = Place::Room.to_string();
        let kept = [(place(2), "Здравс"), (room.clone(), "Кол"), (note_key(place(2)), "Ругается")];
        let kept = kept.map(|(key, text)| (format!("{prefix}{key}"), text.to_owned()));
        let drafts = Drafts::restored(kept, &prefix);
        assert_eq!((drafts.get(&place(2)), drafts.get(&room), drafts.get(&place(3))), ("Здравс", "Кол", ""));
        assert_eq!(drafts.get(&note_key(place(2))), "Ругается");
    }

    #[test]
    fn an_empty_draft_is_forgotten() {
        let mut drafts = Drafts::default();
        assert_eq!(drafts.set(&place(2), "a").as_deref(), Some("a"));
        assert_eq!(drafts.set(&place(2), " \n"), None);
        assert_eq!(drafts.get(&place(2)), "");
    }
}
