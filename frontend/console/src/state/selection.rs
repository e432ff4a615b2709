//! What is open in the workplace. It is part of the address, so a reload comes back to it.

use letopis_shared::schema::ids::{ConversationId, VisitorId};

use super::place::Place;

/// The open conversation, visitor or room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Selection {
    #[default]
    Nothing,
    Conversation(ConversationId),
    Visitor(VisitorId),
    /// The common room of operators (S28).
    Room,
}

impl Selection {
    /// From the query of an address.
    pub fn of(query: &str) -> Self {
        query
            .trim_start_matches('?')
            .split('&')
            .find_map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                match name {
                    "conversation" => value.parse().ok().map(Selection::Conversation),
                    "visitor" => value.parse().ok().map(Selection::Visitor),
                    "room" => Some(Selection::Room),
                    _ => None,
                }
            })
            .unwrap_or_default()
    }

    /// Where one writes while this is open.
    pub fn place(self) -> Option<Place> {
        match self {
            Selection::Conversation(id) => Some(Place::Conversation(id)),
            Selection::Room => Some(Place::Room),
            Selection::Nothing | Selection::Visitor(_) => None,
        }
    }

    /// As the query of an address, with its question mark; empty when nothing is open.
    pub fn query(self) -> String {
        match self {
            Selection::Nothing => String::new(),
            Selection::Conversation(id) => format!("?conversation={id}"),
            Selection::Visitor(id) => format!("?visitor={id}"),
            Selection::Room => "?room".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_selection_survives_the_address() {
        for selection in [
            Selection::Nothing,
            Selection::Conversation(ConversationId(Uuid::from_u128(5))),
            Selection::Visitor(VisitorId(Uuid::from_u128(6))),
            Selection::Room,
        ] {
            assert_eq!(Selection::of(&selection.query()), selection);
        }
        assert_eq!(Selection::of("?conversation=nonsense&x"), Selection::Nothing);
    }
}
