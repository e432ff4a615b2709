//! The commands of an operator's socket: permission, then the aggregate they concern.

use letopis_events::ids::{CategoryId, CommandId, DepartmentId, MessageId, OperatorId, SessionId};
use letopis_events::vocabulary::{Author, OperatorStatus, Role, SessionEnd};
use letopis_shared::domain::category::CategoryCommand;
use letopis_shared::domain::conversation::{ConversationCommand, Reader};
use letopis_shared::domain::department::DepartmentCommand;
use letopis_shared::domain::operator::OperatorCommand;
use letopis_shared::domain::operator_chat::OperatorChatCommand;
use letopis_shared::domain::permissions;
use letopis_shared::domain::settings::SettingsCommand;
use letopis_shared::domain::site::SiteCommand;
use letopis_shared::domain::visitor::{Ban, VisitorCommand};
use letopis_shared::views::people::Viewer;
use letopis_shared::wire::Refusal;
use letopis_shared::wire::operator::Command;

use super::hosts::as_browsers_name_them;
use super::{CommandError, CommandMeta, Commands, Done, OPERATOR_CHAT, SETTINGS, by_operator};
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
        let viewer = Viewer { operator_id: caller.operator_id, role };
        let mut allowed = {
            let live = live.read();
            let role_of = |id| live.operators.get(&id).map(|operator| operator.role);
            permissions::authorise(caller.operator_id, role, status, role_of, &command)
                .and_then(|()| permissions::is_switched_on(&live.sites.features, &command))
        };
        if allowed.is_ok() {
            allowed = self.in_sight(live, viewer, &command).await;
        }
        if let Err(refusal) = allowed {
            // What was allowed then is answered as then: the answer may have been lost.
            return self.operators.known(&meta)?.ok_or(refusal.into());
        }
        self.carry_out(live, viewer, meta, command).await
    }

    async fn carry_out(
        &self,
        live: &LiveHandle,
        viewer: Viewer,
        meta: CommandMeta,
        command: Command,
    ) -> Result<Done, CommandError> {
        let me = viewer.operator_id;
        let by_me = Author::Operator { operator_id: me };
        let reader = Reader::Operator { operator_id: me };
        let to_account = |id: OperatorId, command| self.operators.execute(id, meta.clone(), command);
        let to_settings = |command| self.settings.execute(SETTINGS, meta.clone(), command);
        let to_department = |id: DepartmentId, command| self.department(live, meta.clone(), id, command);
        let to_category = |id: CategoryId, command| self.category(live, meta.clone(), id, command);
        match command {
            Command::TakeConversation { conversation_id } => self.take(live, me, meta, conversation_id).await,
            Command::TakeOverConversation { conversation_id, from } => {
                self.take_over(live, me, meta, conversation_id, from).await
            }
            Command::HoldConversation { conversation_id } => {
                self.conversations.execute(conversation_id, meta, ConversationCommand::Hold { by: me }).await
            }
            Command::EndHold { conversation_id } => {
                self.conversations.execute(conversation_id, meta, ConversationCommand::EndHold { by: me }).await
            }
            Command::UndoClose { conversation_id } => self.undo_close(live, me, meta, conversation_id).await,
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
            Command::TransferConversation { conversation_id, target, comment } => {
                self.transfer(live, me, meta, conversation_id, target, comment).await
            }
            Command::GiveCategory { conversation_id, category_id } => {
                self.give_category(live, me, meta, conversation_id, category_id).await
            }
            Command::WriteNote { conversation_id, text, mentions } => {
                self.write_note(live, me, meta, conversation_id, text, mentions).await
            }
            Command::MarkMentionSeen { conversation_id } => {
                self.conversations.execute(conversation_id, meta, ConversationCommand::MarkMentionSeen { by: me }).await
            }
            Command::StartConversation { visitor_id, text } => {
                self.start_conversation(live, viewer, meta, visitor_id, text).await
            }
            Command::BanVisitor { visitor_id, reason, addresses, until } => {
                let ban = Ban { by: me, reason, ip: None, until };
                self.ban(live, viewer, meta, visitor_id, addresses, ban).await
            }
            Command::LiftBan { visitor_id } => {
                self.visitors.execute(visitor_id, meta, VisitorCommand::LiftBan { by: me }).await
            }
            Command::WriteToOperators { text } => {
                let message_id = MessageId(meta.id.0);
                let write = OperatorChatCommand::Write { operator_id: me, message_id, text };
                self.operator_chat.execute(OPERATOR_CHAT, meta, write).await
            }
            Command::MarkOperatorChatRead { up_to } => {
                let mark = OperatorChatCommand::MarkRead { operator_id: me, up_to };
                self.operator_chat.execute(OPERATOR_CHAT, meta, mark).await
            }
            Command::ChangeStatus { status } => to_account(me, OperatorCommand::ChangeStatus { status }).await,
            Command::ChoosePreferences { locale, theme } => {
                to_account(me, OperatorCommand::ChoosePreferences { locale, theme }).await
            }
            Command::Rename { name } => to_account(me, OperatorCommand::Rename { name }).await,
            Command::RenameOperator { operator_id, name } => {
                to_account(operator_id, OperatorCommand::Rename { name }).await
            }
            Command::GiveRole { operator_id, role } => {
                to_account(operator_id, OperatorCommand::GiveRole { role }).await
            }
            Command::GiveDepartments { operator_id, department_ids } => {
                self.give_departments(live, meta, operator_id, department_ids).await
            }
            Command::GiveLanguages { operator_id, languages } => {
                to_account(operator_id, OperatorCommand::GiveLanguages { languages }).await
            }
            Command::LimitConversations { operator_id, max } => {
                to_account(operator_id, OperatorCommand::LimitConversations { max }).await
            }
            Command::RemovePhoto { operator_id } => to_account(operator_id, OperatorCommand::RemovePhoto).await,
            Command::DisableOperator { operator_id } => to_account(operator_id, OperatorCommand::Disable).await,
            Command::EnableOperator { operator_id } => to_account(operator_id, OperatorCommand::Enable).await,
            Command::EndSessions { operator_id } => {
                let cause = if operator_id == me { SessionEnd::SignedOutEverywhere } else { SessionEnd::Revoked };
                to_account(operator_id, OperatorCommand::CloseAllSessions { cause }).await
            }
            Command::AddSite { site_id, name, allowed_domains, accent, locale } => {
                let allowed_domains = as_browsers_name_them(allowed_domains);
                let add = SiteCommand::Add { name, allowed_domains, accent, locale };
                self.sites.execute(site_id, meta, add).await
            }
            Command::AllowDomains { site_id, allowed_domains } => {
                let allowed_domains = as_browsers_name_them(allowed_domains);
                self.sites.execute(site_id, meta, SiteCommand::AllowDomains { allowed_domains }).await
            }
            Command::ChooseAppearance { site_id, name, accent, locale } => {
                self.sites.execute(site_id, meta, SiteCommand::ChooseAppearance { name, accent, locale }).await
            }
            Command::WordWindow { site_id, texts } => {
                self.sites.execute(site_id, meta, SiteCommand::WordWindow { texts: *texts }).await
            }
            Command::PlaceButton { site_id, place } => {
                self.sites.execute(site_id, meta, SiteCommand::PlaceButton { place }).await
            }
            Command::ChooseForm { site_id, form } => {
                self.sites.execute(site_id, meta, SiteCommand::ChooseForm { form: *form }).await
            }
            Command::ArchiveSite { site_id } => self.sites.execute(site_id, meta, SiteCommand::Archive).await,
            Command::RestoreSite { site_id } => self.sites.execute(site_id, meta, SiteCommand::Restore).await,
            Command::NameOrganisation { name } => to_settings(SettingsCommand::NameOrganisation { name }).await,
            Command::WordWaitingLine { ru, en } => to_settings(SettingsCommand::WordWaitingLine { ru, en }).await,
            Command::HideOthersConversations { hidden } => {
                to_settings(SettingsCommand::HideOthersConversations { hidden }).await
            }
            Command::SwitchAutoAssignment { on } => to_settings(SettingsCommand::SwitchAutoAssignment { on }).await,
            Command::LimitConversationsPerOperator { max } => {
                to_settings(SettingsCommand::LimitConversationsPerOperator { max }).await
            }
            Command::ChooseTimes { pick_up_seconds, operator_lost_seconds, reopen_minutes } => {
                let times = SettingsCommand::ChooseTimes { pick_up_seconds, operator_lost_seconds, reopen_minutes };
                to_settings(times).await
            }
            Command::SwitchFeature { feature, on } => to_settings(SettingsCommand::SwitchFeature { feature, on }).await,
            Command::CreateDepartment { department_id, names } => {
                to_department(department_id, DepartmentCommand::Create { names }).await
            }
            Command::RenameDepartment { department_id, names } => {
                to_department(department_id, DepartmentCommand::Rename { names }).await
            }
            Command::PlaceDepartment { department_id, place } => {
                to_department(department_id, DepartmentCommand::Place { place }).await
            }
            Command::ChooseHours { department_id, hours } => {
                to_department(department_id, DepartmentCommand::ChooseHours { hours }).await
            }
            Command::LimitDepartment { department_id, max } => {
                to_department(department_id, DepartmentCommand::LimitConversations { max }).await
            }
            Command::ArchiveDepartment { department_id } => {
                to_department(department_id, DepartmentCommand::Archive).await
            }
            Command::RestoreDepartment { department_id } => {
                to_department(department_id, DepartmentCommand::Restore).await
            }
            Command::CreateCategory { category_id, names, colour } => {
                to_category(category_id, CategoryCommand::Create { names, colour }).await
            }
            Command::RenameCategory { category_id, names } => {
                to_category(category_id, CategoryCommand::Rename { names }).await
            }
            Command::ColourCategory { category_id, colour } => {
                to_category(category_id, CategoryCommand::Colour { colour }).await
            }
            Command::PlaceCategory { category_id, place } => {
                to_category(category_id, CategoryCommand::Place { place }).await
            }
            Command::ArchiveCategory { category_id } => to_category(category_id, CategoryCommand::Archive).await,
            Command::RestoreCategory { category_id } => to_category(category_id, CategoryCommand::Restore).await,
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
