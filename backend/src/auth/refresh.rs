//! The refresh token: which session, and which generation of its token.
//!
//! It follows from the session and the server's key, so neither the token nor its hash is recorded; what the log keeps
//! is the generation now valid. Knowing one generation does not help to make the next.

use letopis_events::ids::{OperatorId, SessionId};
use uuid::Uuid;

use super::signed::SigningKey;

/// Changes when the shape does.
const VERSION: &str = "r1";
/// No token of ours is longer.
const CHARS_MAX: usize = 200;

/// What a refresh token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refresh {
    pub operator_id: OperatorId,
    pub session_id: SessionId,
    pub generation: u32,
}

impl Refresh {
    pub(super) fn issue(self, key: &SigningKey) -> String {
        let text = self.text();
        let signature = key.sign(&text);
        format!("{text}.{signature}")
    }

    pub(super) fn verify(token: &str, key: &SigningKey) -> Option<Self> {
        if token.len() > CHARS_MAX {
            return None;
        }
        let (text, signature) = token.rsplit_once('.')?;
        if !key.verify(text, signature) {
            return None;
        }
        let mut parts = text.split('.').skip(1);
        let operator_id = OperatorId(Uuid::try_parse(parts.next()?).ok()?);
        let session_id = SessionId(Uuid::try_parse(parts.next()?).ok()?);
        let refresh = Self { operator_id, session_id, generation: parts.next()?.parse().ok()? };
        (refresh.text() == text).then_some(refresh)
    }

    fn text(self) -> String {
        let (operator, session) = (self.operator_id.0.simple(), self.session_id.0.simple());
        format!("{VERSION}.{operator}.{session}.{}", self.generation)
    }
}
