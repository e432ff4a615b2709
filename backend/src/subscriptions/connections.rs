//! Operators without a connected browser: after a moment that is recorded, and recorded again when one comes back (M11).
//!
//! What follows from it, and when, is for the reactor: here is only whether somebody is there.

use std::collections::BTreeMap;

use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::Actor;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::views::live::Live;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::commands::Commands;

/// Who is missed, until when nothing is said of it, and what is being recorded.
#[derive(Default)]
pub(super) struct Connections {
    missed: BTreeMap<OperatorId, Instant>,
    tasks: JoinSet<Option<OperatorId>>,
}

impl Connections {
    /// No browser of this operator is connected; unless one comes by then, it is recorded.
    pub(super) fn miss(&mut self, id: OperatorId, until: Instant) {
        self.missed.entry(id).or_insert(until);
    }

    /// A browser of this operator is connected.
    pub(super) fn meet(&mut self, id: OperatorId, live: &Live, commands: &Commands) {
        self.missed.remove(&id);
        if live.operators.get(&id).is_some_and(|operator| operator.lost_at.is_some()) {
            self.record(id, OperatorCommand::ConnectionRestored, commands);
        }
    }

    /// When the next one has been missed for long enough.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.missed.values().min().copied()
    }

    /// Records of everybody who was missed for long enough.
    pub(super) fn record_missed(&mut self, now: Instant, commands: &Commands) {
        let missed: Vec<_> = self.missed.iter().filter(|(_, until)| **until <= now).map(|(id, _)| *id).collect();
        for id in missed {
            self.missed.remove(&id);
            self.record(id, OperatorCommand::ConnectionLost, commands);
        }
    }

    /// Waits for the next record: `Some(Some(_))` is one that failed, `None` that none is under way.
    pub(super) async fn next(&mut self) -> Option<Option<OperatorId>> {
        // A task that panicked would say nothing of its operator; none does.
        self.tasks.join_next().await?.ok()
    }

    fn record(&mut self, id: OperatorId, command: OperatorCommand, commands: &Commands) {
        let commands = commands.clone();
        self.tasks.spawn(async move {
            let meta = commands.own(Actor::System);
            let recorded = commands.operators.execute(id, meta, command).await;
            if let Err(error) = &recorded {
                tracing::warn!(operator.id = %id, %error, "a connection could not be recorded yet");
            }
            recorded.is_err().then_some(id)
        });
    }
}
