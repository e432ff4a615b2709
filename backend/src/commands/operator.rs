//! The commands of an operator's socket: permission, then the aggregate they concern.

use letopis_events::ids::{CommandId, MessageId, OperatorId, SessionId};
use letopis_events::vocabulary::{Author, OperatorStatus, Role, SessionEnd};
use letopis_shared::domain::conversation::{ConversationCommand, Reader};
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::permissions;
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::domain::site::SiteCommand;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;

use super::{CommandError, CommandMeta, Commands, Done, SETTINGS, by_operator};
use crate::projections::LiveHandle;

/// The operator who gives a command, in one of his sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub operator_id: OperatorId,
    pub session_id: SessionId,
}

impl Commands {
    /// Carries out a command of an operator, if his role, status and session allow it now.
    ///
    /// # Errors
    /// [`CommandError`]; then nothing was recorded.
    pub async fn operator(
        &self,
        live: &LiveHandle,
        caller: Caller,
        id: CommandId,
        command: Command,
    ) -> Result<Done, CommandError> {
        let (role, status) = authority(live, caller)?;
        let meta = CommandMeta::new(id, by_operator(caller.operator_id, Some(caller.session_id)), &command);
        if let Err(refusal) = permissions::authorise(caller.operator_id, role, status, &command) {
            // What was allowed then is answered as then: the answer may have been lost.
            return self.operators.known(&meta)?.ok_or(refusal.into());
        }
        self.carry_out(live, caller.operator_id, meta, command).await
    }

    async fn carry_out(
        &self,
        live: &LiveHandle,
        me: OperatorId,
        meta: CommandMeta,
        command: Command,
    ) -> Result<Done, CommandError> {
        let by_me = Author::Operator { operator_id: me };
        let reader = Reader::Operator { operator_id: me };
        let to_account = |id: OperatorId, command| self.operators.execute(id, meta.clone(), command);
        let to_settings = |command| self.settings.execute(SETTINGS, meta.clone(), command);
        match command {
            Command::TakeConversation { conversation_id } => {
                let take = ConversationCommand::Take { operator_id: me };
                let taken = self.conversations.execute(conversation_id, meta, take).await;
                taken.map_err(|error| name_the_winner(live, error))
            }
            Command::SendMessage { conversation_id, text } => {
                let message_id = MessageId(meta.id.0);
                let writes = ConversationCommand::OperatorWrites { operator_id: me, message_id, text };
                self.conversations.execute(conversation_id, meta, writes).await
            }
            Command::MarkDelivered { conversation_id, up_to } => {
                let mark = ConversationCommand::MarkDelivered { to: reader, up_to };
                self.conversations.execute(conversation_id, meta, mark).await
            }
            Command::MarkRead { conversation_id, up_to } => {
                let mark = ConversationCommand::MarkRead { by: reader, up_to };
                self.conversations.execute(conversation_id, meta, mark).await
            }
            Command::CloseConversation { conversation_id } => {
                self.conversations.execute(conversation_id, meta, ConversationCommand::Close { by: by_me }).await
            }
            Command::ChangeStatus { status } => to_account(me, OperatorCommand::ChangeStatus { status }).await,
            Command::ChoosePreferences { locale, theme } => {
                to_account(me, OperatorCommand::ChoosePreferences { locale, theme }).await
            }
            Command::Rename { name } => to_account(me, OperatorCommand::Rename { name }).await,
            Command::GiveRole { operator_id, role } => {
                to_account(operator_id, OperatorCommand::GiveRole { role }).await
            }
            Command::DisableOperator { operator_id } => to_account(operator_id, OperatorCommand::Disable).await,
            Command::EnableOperator { operator_id } => to_account(operator_id, OperatorCommand::Enable).await,
            Command::EndSessions { operator_id } => {
                let cause = if operator_id == me { SessionEnd::SignedOutEverywhere } else { SessionEnd::Revoked };
                to_account(operator_id, OperatorCommand::CloseAllSessions { cause }).await
            }
            Command::AddSite { site_id, name, allowed_domains, accent, locale } => {
                let add = SiteCommand::Add { name, allowed_domains, accent, locale };
                self.sites.execute(site_id, meta, add).await
            }
            Command::AllowDomains { site_id, allowed_domains } => {
                self.sites.execute(site_id, meta, SiteCommand::AllowDomains { allowed_domains }).await
            }
            Command::ChooseAppearance { site_id, name, accent, locale } => {
                self.sites.execute(site_id, meta, SiteCommand::ChooseAppearance { name, accent, locale }).await
            }
            Command::NameOrganisation { name } => to_settings(SettingsCommand::NameOrganisation { name }).await,
            Command::WordWaitingLine { ru, en } => to_settings(SettingsCommand::WordWaitingLine { ru, en }).await,
            Command::HideOthersConversations { hidden } => {
                to_settings(SettingsCommand::HideOthersConversations { hidden }).await
            }
        }
    }
}

/// What the operator is now, if his session is open.
fn authority(live: &LiveHandle, caller: Caller) -> Result<(Role, OperatorStatus), Refusal> {
    let live = live.read();
    if !live.session_open(caller.operator_id, caller.session_id) {
        return Err(Refusal::SessionOver);
    }
    let operator = live.operators.get(&caller.operator_id).ok_or(Refusal::SessionOver)?;
    Ok((operator.role, operator.status))
}

/// Whoever was second is told the name of the first (S20).
fn name_the_winner(live: &LiveHandle, error: CommandError) -> CommandError {
    match error {
        CommandError::Refused(Refusal::AlreadyTaken { by, .. }) => {
            let name = live.read().operators.get(&by).map(|operator| operator.name.clone()).unwrap_or_default();
            Refusal::AlreadyTaken { by, name }.into()
        }
        other => other,
    }
}
