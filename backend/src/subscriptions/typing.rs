//! Typing marks of one socket: one in a while is told to many, the rest is nobody's business.

use std::time::Duration;

use letopis_events::ids::ConversationId;
use letopis_shared::limits::TYPING_REPEAT_MILLIS;
use tokio::time::Instant;

/// Half of what clients are asked for, so that a mark that was held up on its way is not lost.
const AGAIN: Duration = Duration::from_millis(TYPING_REPEAT_MILLIS as u64 / 2);

/// What a socket told last.
#[derive(Default)]
pub(super) struct Typing(Option<(ConversationId, Instant)>);

impl Typing {
    /// Whether a mark is to be told now; then it counts as told.
    pub(super) fn may_tell(&mut self, conversation_id: ConversationId) -> bool {
        let now = Instant::now();
        let fresh = self.0.is_some_and(|(told, at)| told == conversation_id && now - at < AGAIN);
        if !fresh {
            self.0 = Some((conversation_id, now));
        }
        !fresh
    }
}
