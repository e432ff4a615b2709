//! Accounts and their addresses: who signs in with one, and how an account gets another (S1, S111).

use chrono::{DateTime, Utc};
use letopis_events::ids::{CommandId, OperatorId, SessionId};
use letopis_events::vocabulary::Actor;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::text;
use letopis_shared::wire::Refusal;

use super::{CommandError, CommandMeta, Commands, Done, nobody_of, operator_id_of, second_operator_id_of};

impl Commands {
    /// The account that signs in with this address; for an address without one an id that is no account's.
    ///
    /// # Errors
    /// [`CommandError::Unavailable`] when the log cannot be read.
    pub async fn account_of(&self, email: &str) -> Result<OperatorId, CommandError> {
        let own = operator_id_of(email);
        match (text::email(email), self.operators.state(own).await?.email_holder(own)) {
            (Ok(email), Some(holder)) if self.uses(holder, &email).await? => Ok(holder),
            _ => Ok(nobody_of(email)),
        }
    }

    /// The id of an account that this command makes, or has made, for an address.
    ///
    /// # Errors
    /// [`CommandError::Unavailable`] when the log cannot be read.
    pub async fn new_account_id(&self, email: &str, id: CommandId, made: bool) -> Result<OperatorId, CommandError> {
        let (first, second) = (operator_id_of(email), second_operator_id_of(id));
        let elsewhere = if made {
            self.operators.state(second).await?.facts.is_some()
        } else {
            self.operators.state(first).await?.email_holder(first).is_some()
        };
        Ok(if elsewhere { second } else { first })
    }

    /// Makes an account. Where the stream of its address is another's, the address is claimed there first.
    ///
    /// # Errors
    /// [`CommandError`]; then there is no account.
    pub async fn create_account(
        &self,
        meta: CommandMeta,
        id: OperatorId,
        email: &str,
        create: OperatorCommand,
    ) -> Result<Done, CommandError> {
        if id != operator_id_of(email) {
            self.claim_email(meta.actor, email, id).await?;
        }
        self.operators.execute(id, meta, create).await
    }

    /// Gives an account another address. Its sessions end, but for one.
    ///
    /// # Errors
    /// [`CommandError`]; then the account has the address it had.
    pub async fn change_email(
        &self,
        meta: CommandMeta,
        id: OperatorId,
        email: &str,
        keep: Option<SessionId>,
    ) -> Result<Done, CommandError> {
        let email = text::email(email)?;
        let account = self.operators.state(id).await?;
        let facts = account.facts.ok_or(Refusal::NotFound)?;
        let mut claimed_at = self.now();
        if facts.email != email {
            claimed_at = self.claim_email(meta.actor, &email, id).await?;
        }
        self.operators.execute(id, meta, OperatorCommand::ChangeEmail { email, claimed_at, keep }).await
    }

    /// Reserves an address for an account, which has to say soon that it uses it. Answers when.
    async fn claim_email(
        &self,
        actor: Actor,
        email: &str,
        operator_id: OperatorId,
    ) -> Result<DateTime<Utc>, CommandError> {
        let stream = operator_id_of(email);
        let email = text::email(email)?;
        let at = self.now();
        let unused_by = match self.operators.state(stream).await?.email_holder(stream) {
            Some(holder) if !self.uses(holder, &email).await? => Some(holder),
            _ => None,
        };
        let claim = OperatorCommand::ClaimEmail { email, operator_id, unused_by };
        self.operators.execute(stream, self.own(actor), claim).await?;
        Ok(at)
    }

    async fn uses(&self, id: OperatorId, email: &str) -> Result<bool, CommandError> {
        Ok(self.operators.state(id).await?.facts.is_some_and(|facts| facts.email == email))
    }
}
