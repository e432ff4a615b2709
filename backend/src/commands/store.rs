//! cqrs-es' event store over our log: one generic implementation for every aggregate.
//!
//! Hot aggregates stay in memory with their revision, one lock each, so that commands to one stream wait for each other
//! here and not in the log. The append checks the revision again: another node may have been faster.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use cqrs_es::{AggregateContext, AggregateError, EventEnvelope, EventStore};
use letopis_events::events::Event;
use letopis_events::{EventMeta, StreamId};
use letopis_shared::domain::Decider;
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

use super::aggregate::{Dated, Decided, Refused};
use super::{CommandMeta, error::CommandError};
use crate::clock::Ids;
use crate::event_log::{Append, AppendError, Appended, EventLog, LogError, NewEvent, unknown};

/// Aggregates of one kind kept in memory; the ones that nobody waits for give way beyond this.
const HOT_AGGREGATES_MAX: usize = 20_000;
/// Events read at once while a stream is folded.
const FOLD_EVENTS: usize = 1_000;

/// The key under which an envelope's metadata tell the place of its event in the log.
pub(super) const POSITION: &str = "position";

/// One aggregate in memory.
struct Hot<D> {
    aggregate: Decided<D>,
    /// Of the last event taken in.
    revision: u64,
    /// Whether `aggregate` is what the log says; otherwise it is folded before use.
    fresh: bool,
}

type Slot<D> = Arc<tokio::sync::Mutex<Hot<D>>>;

/// The event store of one kind of aggregate.
pub(super) struct LogStore<D> {
    log: Arc<dyn EventLog>,
    ids: Ids,
    hot: Arc<Mutex<HashMap<Uuid, Slot<D>>>>,
}

impl<D> Clone for LogStore<D> {
    fn clone(&self) -> Self {
        Self { log: self.log.clone(), ids: self.ids.clone(), hot: self.hot.clone() }
    }
}

/// An aggregate, held from the load to the commit of one command.
pub(super) struct LogContext<D> {
    id: Uuid,
    hot: OwnedMutexGuard<Hot<D>>,
    /// Set before the commit: cqrs-es' own metadata are strings only.
    meta: Option<CommandMeta>,
    decided_at: DateTime<Utc>,
}

impl<D: Decider> AggregateContext<Decided<D>> for LogContext<D> {
    fn aggregate(&mut self) -> &mut Decided<D> {
        &mut self.hot.aggregate
    }
}

impl<D> LogContext<D> {
    /// Says under which command, and when, the events were decided that are committed next.
    pub(super) fn decide_under(&mut self, meta: CommandMeta, at: DateTime<Utc>) {
        self.meta = Some(meta);
        self.decided_at = at;
    }
}

impl<D: Decider> LogStore<D> {
    pub(super) fn new(log: Arc<dyn EventLog>, ids: Ids) -> Self {
        Self { log, ids, hot: Arc::default() }
    }

    /// Loads for one command, waiting for the one before it on the same stream.
    async fn load(&self, id: Uuid) -> Result<LogContext<D>, LogError> {
        let mut hot = self.slot(id).lock_owned().await;
        if !hot.fresh {
            let (aggregate, revision) = self.fold(id)?;
            *hot = Hot { aggregate, revision, fresh: true };
        }
        Ok(LogContext { id, hot, meta: None, decided_at: DateTime::<Utc>::MIN_UTC })
    }

    /// Appends what was decided. The state already holds the events; where the append fails it is folded anew.
    async fn append(&self, events: &[Dated<D::Event>], context: &mut LogContext<D>) -> Result<Appended, AppendError> {
        let Some(meta) = context.meta.take() else { return Err(AppendError::Empty) };
        let append = Append {
            stream: StreamId::new(D::Event::KIND, context.id),
            expected_revision: context.hot.revision,
            recorded_at: context.decided_at,
            meta: EventMeta {
                actor: meta.actor,
                command_id: meta.id,
                correlation_id: meta.correlation_id,
                cause_id: meta.cause_id,
            },
            command_digest: meta.digest,
            events: events.iter().map(|dated| self.new_event(&dated.event)).collect(),
        };
        // Not fresh until the append is known to stand: the future may be dropped while it waits.
        context.hot.fresh = false;
        let appended = self.log.append(append).await?;
        if !appended.repeated {
            context.hot.revision = appended.revision;
            context.hot.fresh = true;
        }
        Ok(appended)
    }

    fn new_event(&self, event: &D::Event) -> NewEvent {
        NewEvent {
            event_id: self.ids.next(),
            event_type: event.event_type(),
            version: event.version(),
            // Events are plain records of texts, numbers and ids: they always serialise.
            payload: serde_json::to_string(event).unwrap_or_default(),
        }
    }

    fn fold(&self, id: Uuid) -> Result<(Decided<D>, u64), LogError> {
        let stream = StreamId::new(D::Event::KIND, id);
        let (mut aggregate, mut revision) = (Decided::<D>::default(), 0);
        loop {
            let events = self.log.read_stream(stream, revision, FOLD_EVENTS)?;
            let Some(last) = events.last() else { return Ok((aggregate, revision)) };
            revision = last.revision;
            for stored in &events {
                let Some(payload) = &stored.payload else {
                    aggregate.0.evolve_erased(&stored.event_type);
                    continue;
                };
                let recorded = D::Event::from_stored(&stored.event_type, stored.version, payload)
                    .map_err(|why| unknown(stored.position, &why))?;
                aggregate.0.evolve(&recorded, stored.recorded_at);
            }
        }
    }

    fn slot(&self, id: Uuid) -> Slot<D> {
        let mut hot = self.hot.lock().unwrap_or_else(PoisonError::into_inner);
        if hot.len() >= HOT_AGGREGATES_MAX && !hot.contains_key(&id) {
            // Whoever is in use has a second owner; the others can be folded again.
            hot.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        hot.entry(id)
            .or_insert_with(|| {
                Arc::new(tokio::sync::Mutex::new(Hot { aggregate: Decided::default(), revision: 0, fresh: false }))
            })
            .clone()
    }
}

impl<D: Decider> EventStore<Decided<D>> for LogStore<D> {
    type AC = LogContext<D>;

    async fn load_events(&self, aggregate_id: &str) -> Result<Vec<EventEnvelope<Decided<D>>>, AggregateError<Refused>> {
        let stream = StreamId::new(D::Event::KIND, parse_id(aggregate_id)?);
        let (mut envelopes, mut revision) = (Vec::new(), 0);
        loop {
            let events = self.log.read_stream(stream, revision, FOLD_EVENTS).map_err(unexpected)?;
            let Some(last) = events.last() else { return Ok(envelopes) };
            revision = last.revision;
            for stored in &events {
                let Some(payload) = &stored.payload else { continue };
                let event = D::Event::from_stored(&stored.event_type, stored.version, payload).map_err(unexpected)?;
                let dated = Dated { event, at: stored.recorded_at };
                envelopes.push(envelope(aggregate_id, stored.revision, stored.position, dated));
            }
        }
    }

    async fn load_aggregate(&self, aggregate_id: &str) -> Result<LogContext<D>, AggregateError<Refused>> {
        self.load(parse_id(aggregate_id)?).await.map_err(unexpected)
    }

    async fn commit(
        &self,
        events: Vec<Dated<D::Event>>,
        mut context: LogContext<D>,
        _metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<Decided<D>>>, AggregateError<Refused>> {
        let appended = match self.append(&events, &mut context).await {
            Ok(appended) => appended,
            Err(AppendError::Conflict { .. }) => return Err(AggregateError::AggregateConflict),
            Err(error) => return Err(unexpected(CommandError::from(error))),
        };
        let id = context.id.to_string();
        let first = (appended.revision + 1).saturating_sub(events.len() as u64);
        let numbered = events.into_iter().zip(first..);
        // All events of a command become durable together: each carries the place of the last.
        Ok(numbered.map(|(event, revision)| envelope(&id, revision, appended.last_position, event)).collect())
    }
}

fn envelope<D: Decider>(id: &str, revision: u64, position: u64, payload: Dated<D::Event>) -> EventEnvelope<Decided<D>> {
    EventEnvelope {
        aggregate_id: id.to_owned(),
        sequence: usize::try_from(revision).unwrap_or(usize::MAX),
        payload,
        metadata: HashMap::from([(POSITION.to_owned(), position.to_string())]),
    }
}

fn parse_id<E: std::error::Error>(id: &str) -> Result<Uuid, AggregateError<E>> {
    id.parse().map_err(|error: uuid::Error| AggregateError::DatabaseConnectionError(Box::new(error)))
}

fn unexpected<E: std::error::Error>(error: impl std::error::Error + Send + Sync + 'static) -> AggregateError<E> {
    AggregateError::UnexpectedError(Box::new(error))
}
