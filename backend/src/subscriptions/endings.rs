//! Visits that are being ended: the command is under way, or what it did is not yet seen.

use std::collections::HashSet;

use letopis_events::ids::{VisitId, VisitorId};
use letopis_events::vocabulary::Actor;
use letopis_shared::domain::visit::VisitCommand;
use tokio::task::JoinSet;

use crate::commands::Commands;
use crate::projections::LiveHandle;

/// The ends under way.
#[derive(Default)]
pub(super) struct Endings {
    visits: HashSet<VisitId>,
    tasks: JoinSet<(VisitorId, VisitId, bool)>,
}

impl Endings {
    /// Begins to end a visit; done when the live state has seen the end.
    pub(super) fn begin(&mut self, visitor_id: VisitorId, visit_id: VisitId, commands: Commands, live: LiveHandle) {
        self.visits.insert(visit_id);
        self.tasks.spawn(async move {
            let ended = commands.visits.execute(visit_id, commands.own(Actor::System), VisitCommand::End).await;
            match &ended {
                Ok(done) => live.reached(done.position).await,
                Err(error) => tracing::warn!(visit.id = %visit_id, %error, "a visit could not be ended yet"),
            }
            (visitor_id, visit_id, ended.is_ok())
        });
    }

    /// Whether a visit is being ended.
    pub(super) fn include(&self, visit_id: VisitId) -> bool {
        self.visits.contains(&visit_id)
    }

    /// Waits for the next one to be done: `Some(Some(_))` is one that failed, `None` that none is under way.
    pub(super) async fn next(&mut self) -> Option<Option<(VisitorId, VisitId)>> {
        // A task that panicked would say nothing of its visit; none does.
        let (visitor_id, visit_id, ended) = self.tasks.join_next().await?.ok()?;
        self.visits.remove(&visit_id);
        Some((!ended).then_some((visitor_id, visit_id)))
    }
}
