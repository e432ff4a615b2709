//! One address, one account (S1, S111).
//!
//! Two streams are concerned: that of the account, and the one whose id follows from the address, in which whoever wants
//! the address meets whoever else does (`docs/adr/0001-derived-stream-ids.md`). First the address is claimed there, then
//! the account says that it uses it. A claim that its account does not take up in time counts for nothing.

use chrono::{DateTime, Utc};
use letopis_events::events::operator::{OperatorCreated, OperatorEmailChanged, OperatorEmailClaimed};
use letopis_events::ids::{OperatorId, SessionId};
use letopis_events::vocabulary::SessionEnd;

use super::decide::Decided;
use super::state::Operator;
use crate::domain::text;
use crate::limits::{EMAIL_CLAIM_SECONDS, EMAIL_CLAIM_USE_SECONDS};
use crate::wire::Refusal;

impl Operator {
    /// Whose the address is from which this stream has its id, as far as this stream knows: the account with the last
    /// claim, or the stream's own. Whether that account uses it, its own stream says.
    pub fn email_holder(&self, own: OperatorId) -> Option<OperatorId> {
        self.claim.map(|claim| claim.operator_id).or_else(|| self.facts.as_ref().map(|_| own))
    }

    pub(super) fn claim_email(
        &self,
        email: &str,
        operator_id: OperatorId,
        unused_by: Option<OperatorId>,
        now: DateTime<Utc>,
    ) -> Decided {
        let email = text::email(email)?;
        let taken = match self.claim {
            // His own: said again, so that he has time to use it.
            Some(claim) if claim.operator_id == operator_id => false,
            Some(claim) => {
                let fresh = (now - claim.at).num_seconds() < EMAIL_CLAIM_SECONDS;
                fresh || unused_by != Some(claim.operator_id)
            }
            None => self.facts.as_ref().is_some_and(|facts| facts.email == email),
        };
        if taken { Err(Refusal::EmailTaken) } else { Ok(vec![OperatorEmailClaimed { operator_id }.into()]) }
    }

    pub(super) fn change_email(
        &self,
        facts: &OperatorCreated,
        email: &str,
        claimed_at: DateTime<Utc>,
        keep: Option<SessionId>,
        now: DateTime<Utc>,
    ) -> Decided {
        let email = text::email(email)?;
        if email == facts.email {
            return Ok(vec![]);
        }
        // Too late: somebody else may have claimed it since.
        if (now - claimed_at).num_seconds() >= EMAIL_CLAIM_USE_SECONDS {
            return Err(Refusal::EmailTaken);
        }
        let cause = if keep.is_some() { SessionEnd::SignedOutEverywhere } else { SessionEnd::Revoked };
        let mut events = vec![OperatorEmailChanged { email }.into()];
        events.extend(self.closing(cause, |id, _| Some(id) != keep));
        Ok(events)
    }
}
