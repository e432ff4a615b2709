//! Any pure [`Decider`] as a cqrs-es aggregate.

use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use letopis_events::events::Event;
use letopis_shared::domain::Decider;
use letopis_shared::wire::Refusal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The state of a decider, where cqrs-es wants an aggregate.
#[derive(Clone, Default)]
pub struct Decided<D>(pub D);

/// An event with the time at which it was decided: cqrs-es' `apply` takes nothing beside the event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Dated<E> {
    pub event: E,
    #[serde(skip)]
    pub at: DateTime<Utc>,
}

/// What a decision may ask of the world: the time, and nothing else.
pub struct Instant(pub DateTime<Utc>);

/// A refusal as the error that cqrs-es asks for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("refused: {0:?}")]
pub struct Refused(pub Refusal);

impl<D: Decider> Aggregate for Decided<D> {
    const TYPE: &'static str = "decided";
    type Command = D::Command;
    type Event = Dated<D::Event>;
    type Error = Refused;
    type Services = Instant;

    async fn handle(&mut self, command: D::Command, now: &Instant, sink: &EventSink<Self>) -> Result<(), Refused> {
        for event in self.0.decide(&command, now.0).map_err(Refused)? {
            sink.write(Dated { event, at: now.0 }, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Dated<D::Event>) {
        self.0.evolve(&event.event, event.at);
    }
}

impl<E: Event + Send + Sync> DomainEvent for Dated<E> {
    fn event_type(&self) -> String {
        self.event.event_type().to_owned()
    }

    fn event_version(&self) -> String {
        self.event.version().to_string()
    }
}

// cqrs-es asks for serde on aggregates and events because its own stores keep them as JSON. Ours never does: an event is
// read by its type's parser, and a state is always folded anew. Asking for it is a mistake that says so.

const NEVER: &str = "aggregates are folded from the log and never stored";

impl<D> Serialize for Decided<D> {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom(NEVER))
    }
}

impl<'de, D> Deserialize<'de> for Decided<D> {
    fn deserialize<S: Deserializer<'de>>(_: S) -> Result<Self, S::Error> {
        Err(serde::de::Error::custom(NEVER))
    }
}

impl<'de, E> Deserialize<'de> for Dated<E> {
    fn deserialize<S: Deserializer<'de>>(_: S) -> Result<Self, S::Error> {
        Err(serde::de::Error::custom("events are read by the parser of their type"))
    }
}
