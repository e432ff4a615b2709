//! The token of a one-time link with which an operator chooses his password: which account, and which invitation.
//!
//! It follows from both and the server's key, so an answer that was lost can be given again. The log keeps its digest
//! only, and knows whether it may still be used.

use letopis_events::ids::{CommandId, OperatorId};
use letopis_events::vocabulary::Secret;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::signed::SigningKey;
use crate::event_log::chain::Hex;

/// Changes when the shape does.
const VERSION: &str = "i1";
/// No token of ours is longer.
const CHARS_MAX: usize = 200;

/// What the token of a one-time link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationToken {
    pub operator_id: OperatorId,
    /// The command that made the link.
    pub command_id: CommandId,
}

impl InvitationToken {
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
        let command_id = CommandId(Uuid::try_parse(parts.next()?).ok()?);
        let invitation = Self { operator_id, command_id };
        (invitation.text() == text).then_some(invitation)
    }

    fn text(self) -> String {
        format!("{VERSION}.{}.{}", self.operator_id.0.simple(), self.command_id.0.simple())
    }
}

/// What the log keeps of a token.
pub fn digest(token: &str) -> Secret {
    Secret(Hex(&Sha256::digest(token)).to_string())
}
