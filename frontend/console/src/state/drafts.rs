//! Unfinished replies, one a conversation. They survive switching, reload and sign-out; each operator has his own.

use std::collections::HashMap;

use letopis_shared::schema::ids::{ConversationId, OperatorId};

/// The beginning of the keys under which an operator's drafts are kept.
pub fn key_prefix(operator: OperatorId) -> String {
    format!("letopis.draft.{operator}.")
}

/// The drafts of one operator.
#[derive(Debug, Default)]
pub struct Drafts {
    texts: HashMap<ConversationId, String>,
}

impl Drafts {
    /// What this browser kept: pairs of the key's end and the text.
    pub fn restored(kept: impl IntoIterator<Item = (String, String)>, prefix: &str) -> Self {
        let texts =
            kept.into_iter().filter_map(|(key, text)| Some((key.strip_prefix(prefix)?.parse().ok()?, text))).collect();
        Self { texts }
    }

    /// The draft of a conversation; empty without one.
    pub fn get(&self, conversation: ConversationId) -> &str {
        self.texts.get(&conversation).map_or("", String::as_str)
    }

    /// Changes a draft; `None` means that the browser has to forget it.
    pub fn set(&mut self, conversation: ConversationId, text: &str) -> Option<String> {
        if text.trim().is_empty() {
            self.texts.remove(&conversation);
            return None;
        }
        self.texts.insert(conversation, text.to_owned());
        Some(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn drafts_come_back_under_their_conversation() {
        let me = OperatorId(Uuid::from_u128(1));
        let conversation = ConversationId(Uuid::from_u128(2));
        let prefix = key_prefix(me);
        let kept = vec![(format!("{prefix}{conversation}"), "Здравс".to_owned()), (format!("{prefix}x"), "?".into())];
        let drafts = Drafts::restored(kept, &prefix);
        assert_eq!(drafts.get(conversation), "Здравс");
        assert_eq!(drafts.get(ConversationId(Uuid::from_u128(3))), "");
    }

    #[test]
    fn an_empty_draft_is_forgotten() {
        let mut drafts = Drafts::default();
        let conversation = ConversationId(Uuid::from_u128(2));
        assert_eq!(drafts.set(conversation, "a").as_deref(), Some("a"));
        assert_eq!(drafts.set(conversation, " \n"), None);
        assert_eq!(drafts.get(conversation), "");
    }
}
