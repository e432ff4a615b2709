//! The product: an operator's messages through the whole command path, and the same events into the log alone.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use letopis::clock::Ids;
use letopis::commands::Commands;
use letopis::commands::operator::Caller;
use letopis::event_log::{Append, EventLog, NewEvent, SqliteLog};
use letopis_events::events::Event;
use letopis_events::events::conversation::{ConversationEvent, ConversationMessageSent};
use letopis_events::ids::{CommandId, ConversationId, MessageId};
use letopis_events::vocabulary::{Actor, Author};
use letopis_events::{AggregateKind, EventMeta, StreamId};
use letopis_shared::wire::operator::Command;
use tokio::sync::Mutex;

use super::PAYLOAD_BYTES;
use super::drive::{Appends, Run, drive};
use crate::stack::{Stack, each};

/// Conversations of one lane: many conversations, one message each command.
pub const CONVERSATIONS_PER_LANE: usize = 4;

/// Through permission, cqrs-es' cycle and the log.
///
/// # Errors
/// When a command is not carried out.
pub async fn commands(folder: &Path, in_flight: usize) -> Result<Run> {
    let stack = Stack::open(folder)?;
    let following = stack.follow();
    let caller = stack.staff(1).await?[0];
    stack.live.reached(stack.log.head().position).await;
    let conversations = joined(&stack, caller, in_flight * CONVERSATIONS_PER_LANE).await?;
    // Who follows is not part of what is measured.
    stack.live.reached(stack.log.head().position).await;
    drop(following);
    let text = text(caller);
    let run = drive(Messages { stack: stack.clone(), caller, conversations, text }, in_flight).await;
    stack.close().await;
    run
}

struct Messages {
    stack: Stack,
    caller: Caller,
    conversations: Vec<ConversationId>,
    text: String,
}

impl Appends for Messages {
    async fn append(&self, lane: usize, turn: usize) -> Result<()> {
        let conversation_id = self.conversations[lane * CONVERSATIONS_PER_LANE + turn % CONVERSATIONS_PER_LANE];
        let send = Command::SendMessage { conversation_id, text: self.text.clone() };
        let id: CommandId = self.stack.ids.next();
        self.stack.commands.operator(&self.stack.live, self.caller, id, send).await?;
        Ok(())
    }
}

/// Conversations that the operator has taken.
async fn joined(stack: &Stack, caller: Caller, count: usize) -> Result<Vec<ConversationId>> {
    let conversations = Arc::new(Mutex::new(Vec::with_capacity(count)));
    each(count, 256, |_| {
        let (stack, conversations) = (stack.clone(), conversations.clone());
        async move {
            let guest = stack.guest().await?;
            stack.writes(&guest, "Good day!".to_owned()).await?;
            let conversation_id = guest.conversation_id;
            let take = Command::TakeConversation { conversation_id };
            stack.commands.operator(&stack.live, caller, stack.ids.next(), take).await?;
            conversations.lock().await.push(conversation_id);
            Ok(())
        }
    })
    .await?;
    Ok(std::mem::take(&mut *conversations.lock().await))
}

/// Into the log alone, payloads ready: what is left of the distance to the limit is the log's.
///
/// # Errors
/// When an append fails.
pub async fn log(folder: &Path, in_flight: usize) -> Result<Run> {
    let stack = Stack::open(folder)?;
    let streams = (0..in_flight * CONVERSATIONS_PER_LANE).map(|_| Stream::new(&stack.ids)).collect();
    let run = drive(
        Events { log: stack.log.clone(), commands: stack.commands.clone(), ids: stack.ids.clone(), streams },
        in_flight,
    )
    .await;
    stack.close().await;
    run
}

struct Events {
    log: Arc<SqliteLog>,
    commands: Commands,
    ids: Ids,
    streams: Vec<Stream>,
}

struct Stream {
    id: StreamId,
    revision: AtomicU64,
    payload: String,
}

impl Stream {
    fn new(ids: &Ids) -> Self {
        let caller = Caller { operator_id: ids.next(), session_id: ids.next() };
        let payload = serde_json::to_string(&message(caller, text(caller))).unwrap_or_default();
        Self {
            id: StreamId { kind: AggregateKind::Conversation, id: ids.next() },
            revision: AtomicU64::new(0),
            payload,
        }
    }
}

impl Appends for Events {
    async fn append(&self, lane: usize, turn: usize) -> Result<()> {
        let stream = &self.streams[lane * CONVERSATIONS_PER_LANE + turn % CONVERSATIONS_PER_LANE];
        let command_id: CommandId = self.ids.next();
        let meta = EventMeta { actor: Actor::System, command_id, correlation_id: command_id.0, cause_id: None };
        let event = NewEvent {
            event_id: self.ids.next(),
            event_type: "conversation.message_sent",
            version: 1,
            payload: stream.payload.clone(),
        };
        let append = Append {
            stream: stream.id,
            expected_revision: stream.revision.fetch_add(1, Ordering::Relaxed),
            recorded_at: self.commands.now(),
            meta,
            command_digest: [7; 32],
            events: vec![event],
        };
        self.log.append(append).await?;
        Ok(())
    }
}

fn message(caller: Caller, text: String) -> ConversationEvent {
    let author = Author::Operator { operator_id: caller.operator_id };
    ConversationMessageSent { message_id: MessageId(caller.session_id.0), number: 1_000, author, text }.into()
}

/// A text with which the payload of a message has the size that everybody appends.
fn text(caller: Caller) -> String {
    let empty = message(caller, String::new());
    debug_assert_eq!(empty.event_type(), "conversation.message_sent");
    let frame = serde_json::to_string(&empty).map_or(0, |text| text.len());
    "x".repeat(PAYLOAD_BYTES.saturating_sub(frame))
}
