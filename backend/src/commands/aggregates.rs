//! The command cycle for aggregates of one kind.

use std::collections::HashMap;
use std::sync::Arc;

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, AggregateContext, AggregateError, EventStore};
use letopis_shared::domain::Decider;
use uuid::Uuid;

use super::CommandMeta;
use super::aggregate::{Instant, Refused};
use super::error::CommandError;
use super::store::{LogStore, POSITION};
use crate::clock::{Clock, Ids};
use crate::event_log::EventLog;

/// How often a command is decided anew because another node appended first.
const ATTEMPTS_MAX: u32 = 8;

/// A command was carried out, or there was nothing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Whoever has seen the log up to here has seen what the command did.
    pub position: u64,
}

/// Aggregates of one kind, ready for commands.
pub struct Aggregates<D> {
    store: LogStore<D>,
    log: Arc<dyn EventLog>,
    clock: Arc<dyn Clock>,
}

impl<D> Clone for Aggregates<D> {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), log: self.log.clone(), clock: self.clock.clone() }
    }
}

impl<D: Decider> Aggregates<D> {
    pub(super) fn new(log: Arc<dyn EventLog>, clock: Arc<dyn Clock>, ids: Ids) -> Self {
        Self { store: LogStore::new(log.clone(), ids), log, clock }
    }

    /// Loads, decides, appends; what is answered is durable.
    ///
    /// A command that the log holds already is answered with its position of then, whatever the rules say now.
    ///
    /// # Errors
    /// [`CommandError`]; then nothing was recorded.
    pub async fn execute(
        &self,
        id: impl Into<Uuid>,
        meta: CommandMeta,
        command: D::Command,
    ) -> Result<Done, CommandError> {
        let mut text = Uuid::encode_buffer();
        let id = &*id.into().hyphenated().encode_lower(&mut text);
        for _ in 0..ATTEMPTS_MAX {
            let mut context = self.store.load_aggregate(id).await.map_err(failed)?;
            let now = Instant(self.clock.now());
            let sink = EventSink::default();
            if let Err(Refused(refusal)) = context.aggregate().handle(command.clone(), &now, &sink).await {
                // The rules may refuse now what they allowed the first time: a repeat is looked for before it is refused.
                return self.known(&meta)?.ok_or(CommandError::Refused(refusal));
            }
            let events = sink.collect().await;
            if events.is_empty() {
                return Ok(self.known(&meta)?.unwrap_or(Done { position: self.log.head().position }));
            }
            context.decide_under(meta.clone(), now.0);
            match self.store.commit(events, context, HashMap::new()).await {
                Ok(envelopes) => {
                    let position = envelopes.last().and_then(|envelope| envelope.metadata.get(POSITION)?.parse().ok());
                    return Ok(Done { position: position.unwrap_or_else(|| self.log.head().position) });
                }
                Err(AggregateError::AggregateConflict) => continue,
                Err(error) => return Err(failed(error)),
            }
        }
        Err(CommandError::Unavailable("other nodes kept changing the same stream".to_owned()))
    }

    /// What is true of the aggregate now, for rules that look across streams.
    ///
    /// # Errors
    /// [`CommandError::Unavailable`] when the log cannot be read.
    pub async fn state(&self, id: impl Into<Uuid>) -> Result<D, CommandError> {
        let mut context = self.store.load_aggregate(&id.into().to_string()).await.map_err(failed)?;
        Ok(context.aggregate().0.clone())
    }

    /// The last position of the log.
    pub(super) fn head(&self) -> u64 {
        self.log.head().position
    }

    /// The answer to a command that the log holds already, of whatever aggregate.
    pub(super) fn known(&self, meta: &CommandMeta) -> Result<Option<Done>, CommandError> {
        match self.log.find_command(meta.id)? {
            Some((digest, _)) if digest != meta.digest => Err(CommandError::Reused),
            Some((_, appended)) => Ok(Some(Done { position: appended.last_position })),
            None => Ok(None),
        }
    }
}

fn failed(error: AggregateError<Refused>) -> CommandError {
    match error {
        AggregateError::UserError(Refused(refusal)) => CommandError::Refused(refusal),
        AggregateError::AggregateConflict => CommandError::Unavailable("another node was faster".to_owned()),
        AggregateError::UnexpectedError(error)
        | AggregateError::DatabaseConnectionError(error)
        | AggregateError::DeserializationError(error) => match error.downcast::<CommandError>() {
            Ok(error) => *error,
            Err(error) => CommandError::Unavailable(error.to_string()),
        },
    }
}
