//! Who types where: heard from the server, and told to it (M1).

use std::collections::HashMap;

use letopis_shared::limits::{TYPING_REPEAT_MILLIS, TYPING_SHOWN_MILLIS};
use letopis_shared::schema::ids::{ConversationId, OperatorId};

use super::Millis;

/// Somebody who types: a colleague, or the visitor.
pub type Typist = Option<OperatorId>;

/// Who types in which conversation, and until when the mark is shown.
#[derive(Debug, Default)]
pub struct Typing {
    shown: HashMap<ConversationId, Vec<(Typist, Millis)>>,
    told: Option<(ConversationId, Millis)>,
}

impl Typing {
    /// Somebody types.
    pub fn heard(&mut self, conversation: ConversationId, who: Typist, now: Millis) {
        let typists = self.shown.entry(conversation).or_default();
        typists.retain(|(known, _)| *known != who);
        typists.push((who, now + Millis::from(TYPING_SHOWN_MILLIS)));
    }

    /// A message came: its author types no more.
    pub fn wrote(&mut self, conversation: ConversationId, who: Typist) {
        if let Some(typists) = self.shown.get_mut(&conversation) {
            typists.retain(|(known, _)| *known != who);
        }
    }

    /// Lets old marks go; says whether anything changed.
    pub fn tick(&mut self, now: Millis) -> bool {
        let before: usize = self.shown.values().map(Vec::len).sum();
        self.shown.retain(|_, typists| {
            typists.retain(|(_, until)| *until > now);
            !typists.is_empty()
        });
        before != self.shown.values().map(Vec::len).sum::<usize>()
    }

    /// Who types in a conversation now.
    pub fn who(&self, conversation: ConversationId) -> Vec<Typist> {
        self.shown.get(&conversation).into_iter().flatten().map(|(who, _)| *who).collect()
    }

    /// A key was pressed in the composer: says whether the server has to be told.
    pub fn pressed(&mut self, conversation: ConversationId, now: Millis) -> bool {
        let due = match self.told {
            Some((told, at)) => told != conversation || now >= at + Millis::from(TYPING_REPEAT_MILLIS),
            None => true,
        };
        if due {
            self.told = Some((conversation, now));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn conversation() -> ConversationId {
        ConversationId(Uuid::from_u128(1))
    }

    #[test]
    fn a_mark_disappears_by_itself_or_with_the_message() {
        let mut typing = Typing::default();
        typing.heard(conversation(), None, 0);
        assert_eq!(typing.who(conversation()), [None]);
        assert!(!typing.tick(4_999));
        assert!(typing.tick(5_000));
        assert!(typing.who(conversation()).is_empty());
        typing.heard(conversation(), None, 6_000);
        typing.wrote(conversation(), None);
        assert!(typing.who(conversation()).is_empty());
    }

    #[test]
    fn the_server_is_told_at_most_every_two_seconds() {
        let mut typing = Typing::default();
        assert!(typing.pressed(conversation(), 0));
        assert!(!typing.pressed(conversation(), 1_999));
        assert!(typing.pressed(ConversationId(Uuid::from_u128(2)), 1_999), "another conversation");
        assert!(typing.pressed(conversation(), 2_000));
    }
}
