//! Identifiers. Each is its own type, so a visitor cannot be passed where a visit is meant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// An operator's account, of whatever role.
    OperatorId;
    /// One sign-in of an operator, from the form to the sign-out.
    SessionId;
    /// A website that carries the widget; also the key in its script tag.
    SiteId;
    /// A person in a browser, recognised across visits.
    VisitorId;
    /// One stay of a visitor on a site: from the first page to the last tab's end.
    VisitId;
    /// One open tab of a visitor; lives in presence and names the tab in page views.
    TabId;
    /// One conversation of a visitor with operators.
    ConversationId;
    /// A group of operators that conversations may wait for.
    DepartmentId;
    /// A mark that operators give conversations.
    CategoryId;
    /// A message; made by its author's client and equal to the id of the command that sent it.
    MessageId;
    /// Made by the client before a command is sent; a repeat with the same id does nothing twice.
    CommandId;
    /// One recorded event.
    EventId;
}
