//! The contract of the log: what is recorded, under which name, in which shape.
//!
//! Start with [`events`] for the facts and [`envelope`] for what surrounds each of them in the log. Nothing here decides
//! anything and nothing here talks to a database; the shapes are held to `schemas/` and `fixtures/` by the tests.

pub mod codegen;
pub mod envelope;
pub mod events;
pub mod ids;
mod macros;
mod upcast;
pub mod vocabulary;

pub use envelope::{Erased, EventMeta, Recorded, StoredEvent, StreamId};
pub use events::{AggregateKind, AnyEvent, Event, UnknownEvent};
