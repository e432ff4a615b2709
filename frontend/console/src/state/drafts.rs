//! Unfinished messages, one a place. They survive switching, reload and sign-out; each operator has his own.

use std::collections::HashMap;

use letopis_shared::schema::ids::OperatorId;

use super::place::Place;

/// The beginning of the keys under which an operator's drafts are kept.
pub fn key_prefix(operator: OperatorId) -> String {
    format!("letopis.draft.{operator}.")
}

/// The drafts of one operator.
#[derive(Debug, Default)]
pub struct Drafts {
    texts: HashMap<Place, String>,
}

impl Drafts {
    /// What this browser kept: pairs of the key's end and the text.
    pub fn restored(kept: impl IntoIterator<Item = (String, String)>, prefix: &str) -> Self {
        let texts =
            kept.into_iter().filter_map(|(key, text)| Some((key.strip_prefix(prefix)?.parse().ok()?, text))).collect();
        Self { texts }
    }

    /// The draft of a place; empty without one.
    pub fn get(&self, place: Place) -> &str {
        self.texts.get(&place).map_or("", String::as_str)
    }

    /// Changes a draft; `None` means that the browser has to forget it.
    pub fn set(&mut self, place: Place, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            self.texts.remove(&place);
            return None;
        }
        self.texts.insert(place, text.to_owned());
        Some(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letopis_shared::schema::ids::ConversationId;
    use uuid::Uuid;

    fn place(n: u128) -> Place {
        Place::Conversation(ConversationId(Uuid::from_u128(n)))
    }

    #[test]
    fn drafts_come_back_where_they_were_begun() {
        let me = OperatorId(Uuid::from_u128(1));
        let prefix = key_prefix(me);
        let kept = [(place(2).to_string(), "Здравс"), (Place::Room.to_string(), "Кол"), ("x".to_owned(), "?")];
        let kept = kept.map(|(key, text)| (format!("{prefix}{key}"), text.to_owned()));
        let drafts = Drafts::restored(kept, &prefix);
        assert_eq!((drafts.get(place(2)), drafts.get(Place::Room), drafts.get(place(3))), ("Здравс", "Кол", ""));
    }

    #[test]
    fn an_empty_draft_is_forgotten() {
        let mut drafts = Drafts::default();
        assert_eq!(drafts.set(place(2), "a").as_deref(), Some("a"));
        assert_eq!(drafts.set(place(2), " \n"), None);
        assert_eq!(drafts.get(place(2)), "");
    }
}
