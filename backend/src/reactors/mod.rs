//! What the server does by itself. Never run by a rebuild: it asks the live state what is due, and gives commands.
//!
//! One task. Rules and times are in [`Live::due`](letopis_shared::views::live::Live::due); here is only the waiting and
//! the doing. What was recorded is no longer due, before a restart and after it, so everything is done once.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use letopis_shared::domain::conversation::ConversationCommand;
use letopis_shared::domain::department::DepartmentCommand;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::visitor::VisitorCommand;
use letopis_shared::views::live::{Act, Cause};

use crate::clock::Clock;
use crate::commands::{CommandError, Commands, Done};
use crate::config::Limits;
use crate::projections::LiveHandle;

/// After something could not be recorded it is tried again no sooner than this.
const AGAIN: Duration = Duration::from_secs(1);

/// The task that acts.
pub struct Reactor {
    commands: Commands,
    live: LiveHandle,
    clock: Arc<dyn Clock>,
    /// How long an operator is gone before that is recorded.
    missed_after: TimeDelta,
}

impl Reactor {
    /// A reactor that gives these commands.
    pub fn new(commands: Commands, live: LiveHandle, clock: Arc<dyn Clock>, limits: &Limits) -> Self {
        Self { commands, live, clock, missed_after: limits.missed_after() }
    }

    /// Acts for as long as it is polled.
    pub async fn run(self) {
        let mut stirred = self.live.stirred();
        loop {
            stirred.mark_unchanged();
            let due = self.live.read().due(self.clock.now(), self.missed_after);
            let acts = due.acts.len();
            let (mut seen, mut failed) = (0, false);
            for (act, cause) in due.acts {
                match self.carry_out(act, cause).await {
                    Ok(done) => seen = seen.max(done.position),
                    // Somebody was faster, and what was due is so no longer.
                    Err(CommandError::Refused(refusal)) => tracing::debug!(?refusal, "what was due is not any more"),
                    Err(error) => {
                        tracing::warn!(%error, "what is due could not be recorded yet");
                        failed = true;
                    }
                }
            }
            self.live.reached(seen).await;
            let again = acts > 0 || failed;
            tokio::select! {
                // The sender lives as long as the live state.
                _ = stirred.changed() => {}
                () = self.reaches(due.next) => {}
                () = tokio::time::sleep(AGAIN), if again => {}
            }
        }
    }

    async fn reaches(&self, at: Option<chrono::DateTime<chrono::Utc>>) {
        match at {
            Some(at) => self.clock.reaches(at).await,
            None => std::future::pending().await,
        }
    }

    async fn carry_out(&self, act: Act, cause: Cause) -> Result<Done, CommandError> {
        let (commands, meta) = (&self.commands, self.commands.caused(cause));
        match act {
            Act::Assign { conversation_id, operator_id, reason, candidates, let_lie } => {
                let _held = commands.loads.hold(operator_id).await;
                // Whoever held the place before may have taken what was free.
                if !self.live.read().could_take(operator_id, conversation_id) {
                    return Ok(Done { position: 0 });
                }
                let assign = ConversationCommand::Assign { operator_id, reason, candidates, let_lie };
                let done = commands.conversations.execute(conversation_id, meta, assign).await;
                commands.seen(&self.live, done).await
            }
            Act::EnterCommonQueue { conversation_id, candidates } => {
                let enter = ConversationCommand::EnterCommonQueue { candidates };
                commands.conversations.execute(conversation_id, meta, enter).await
            }
            Act::LeaveCommonQueue { conversation_id, cause: why } => {
                let leave = ConversationCommand::LeaveCommonQueue { cause: why };
                commands.conversations.execute(conversation_id, meta, leave).await
            }
            Act::Return { conversation_id, operator_id, cause: why, assigned_at } => {
                let give_back = ConversationCommand::Return { operator_id, cause: why, assigned_at };
                commands.conversations.execute(conversation_id, meta, give_back).await
            }
            Act::Readdress { conversation_id, from, to } => {
                commands.conversations.execute(conversation_id, meta, ConversationCommand::Readdress { from, to }).await
            }
            Act::EndForBan { conversation_id, by } => {
                commands.conversations.execute(conversation_id, meta, ConversationCommand::EndForBan { by }).await
            }
            Act::ExpireBan { visitor_id } => {
                commands.visitors.execute(visitor_id, meta, VisitorCommand::ExpireBan).await
            }
            Act::FollowLastConversation { operator_id, since } => {
                let follow = OperatorCommand::FollowLastConversation { closed_at: since };
                commands.operators.execute(operator_id, meta, follow).await
            }
            Act::LoseConnection { operator_id } => {
                commands.operators.execute(operator_id, meta, OperatorCommand::LoseConnection).await
            }
            Act::FollowHours { department_id } => {
                commands.departments.execute(department_id, meta, DepartmentCommand::FollowHours).await
            }
            Act::ExpireSessions { operator_id } => {
                commands.operators.execute(operator_id, meta, OperatorCommand::ExpireSessions).await
            }
        }
    }
}
