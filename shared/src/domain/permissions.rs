//! Which role may give which command. The one table; the server asks it before anything is decided.

use std::collections::BTreeSet;

use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::{Feature, OperatorStatus, Role};

use crate::wire::Refusal;
use crate::wire::operator::Command;

/// What a command needs of the operator who gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A role that serves visitors, and a status other than Offline (S55).
    Chat,
    /// A role that serves visitors, in whatever status.
    Serve,
    /// Any signed-in operator.
    SignedIn,
    /// Any operator for himself, an administrator for others.
    SelfOrAdmin(OperatorId),
    /// What makes up a profile: any operator for himself, a supervisor for operators, an administrator for everybody (S112).
    Profile(OperatorId),
    Admin,
}

/// The row of the table for a command. A new command does not compile without one.
pub fn need(command: &Command) -> Need {
    match command {
        Command::TakeConversation { .. }
        | Command::TakeOverConversation { .. }
        | Command::HoldConversation { .. }
        | Command::EndHold { .. }
        | Command::UndoClose { .. }
        | Command::SendMessage { .. }
        | Command::MarkDelivered { .. }
        | Command::MarkRead { .. }
        | Command::CloseConversation { .. }
        | Command::TransferConversation { .. }
        | Command::GiveCategory { .. }
        | Command::WriteNote { .. }
        | Command::MarkMentionSeen { .. }
        | Command::StartConversation { .. }
        | Command::BanVisitor { .. }
        | Command::WriteToOperators { .. }
        | Command::MarkOperatorChatRead { .. } => Need::Chat,
        Command::ChangeStatus { .. } => Need::Serve,
        Command::ChoosePreferences { .. } | Command::Rename { .. } => Need::SignedIn,
        Command::EndSessions { operator_id } => Need::SelfOrAdmin(*operator_id),
        Command::RenameOperator { operator_id, .. }
        | Command::GiveLanguages { operator_id, .. }
        | Command::RemovePhoto { operator_id } => Need::Profile(*operator_id),
        Command::GiveRole { .. }
        | Command::GiveDepartments { .. }
        | Command::LimitConversations { .. }
        | Command::LiftBan { .. }
        | Command::SwitchAutoAssignment { .. }
        | Command::LimitConversationsPerOperator { .. }
        | Command::ChooseTimes { .. }
        | Command::SwitchFeature { .. }
        | Command::CreateDepartment { .. }
        | Command::RenameDepartment { .. }
        | Command::PlaceDepartment { .. }
        | Command::ChooseHours { .. }
        | Command::LimitDepartment { .. }
        | Command::ArchiveDepartment { .. }
        | Command::RestoreDepartment { .. }
        | Command::CreateCategory { .. }
        | Command::RenameCategory { .. }
        | Command::ColourCategory { .. }
        | Command::PlaceCategory { .. }
        | Command::ArchiveCategory { .. }
        | Command::RestoreCategory { .. }
        | Command::DisableOperator { .. }
        | Command::EnableOperator { .. }
        | Command::AddSite { .. }
        | Command::AllowDomains { .. }
        | Command::ChooseAppearance { .. }
        | Command::WordWindow { .. }
        | Command::PlaceButton { .. }
        | Command::ChooseForm { .. }
        | Command::ArchiveSite { .. }
        | Command::RestoreSite { .. }
        | Command::NameOrganisation { .. }
        | Command::WordWaitingLine { .. }
        | Command::HideOthersConversations { .. } => Need::Admin,
    }
}

/// Whether this role sees what was changed in the installation, and by whom: it changes it, or reads the log.
pub fn sees_changes(role: Role) -> bool {
    matches!(role, Role::Admin | Role::Auditor)
}

/// Whether somebody may change name, photo and languages of an account (S112). Its address, password, role and sessions
/// are none of a supervisor's.
pub fn may_edit_profile(me: OperatorId, role: Role, whom: OperatorId, his_role: Option<Role>) -> bool {
    whom == me || role == Role::Admin || role == Role::Supervisor && his_role == Some(Role::Operator)
}

/// Whether an operator may give a command now, given the roles of all.
///
/// # Errors
/// [`Refusal::NotAllowed`] by role, [`Refusal::Offline`] by status, [`Refusal::Yourself`] for what nobody does to himself.
pub fn authorise(
    me: OperatorId,
    role: Role,
    status: OperatorStatus,
    role_of: impl Fn(OperatorId) -> Option<Role>,
    command: &Command,
) -> Result<(), Refusal> {
    let allowed = match need(command) {
        Need::Chat | Need::Serve => role.serves_visitors(),
        Need::SignedIn => true,
        Need::SelfOrAdmin(whom) => whom == me || role == Role::Admin,
        Need::Profile(whom) => may_edit_profile(me, role, whom, role_of(whom)),
        Need::Admin => role == Role::Admin,
    };
    if !allowed {
        return Err(Refusal::NotAllowed);
    }
    if need(command) == Need::Chat && !status.may_chat() {
        return Err(Refusal::Offline);
    }
    match command {
        Command::GiveRole { operator_id, .. } | Command::DisableOperator { operator_id } if *operator_id == me => {
            Err(Refusal::Yourself)
        }
        _ => Ok(()),
    }
}

/// Whether the account has the function that a command belongs to, given those that it has (S126).
///
/// # Errors
/// [`Refusal::SwitchedOff`].
pub fn is_switched_on(features: &BTreeSet<Feature>, command: &Command) -> Result<(), Refusal> {
    let feature = match command {
        Command::WriteToOperators { .. } | Command::MarkOperatorChatRead { .. } => Feature::OperatorChat,
        _ => return Ok(()),
    };
    if features.contains(&feature) { Ok(()) } else { Err(Refusal::SwitchedOff) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::id;

    fn may(role: Role, status: OperatorStatus, command: &Command) -> Result<(), Refusal> {
        // The second is an operator, the third a supervisor.
        let role_of = |whom| match whom {
            whom if whom == id(2) => Some(Role::Operator),
            whom if whom == id(3) => Some(Role::Supervisor),
            _ => None,
        };
        authorise(id(1), role, status, role_of, command)
    }

    #[test]
    fn a_profile_is_ones_own_or_that_of_an_operator_whom_one_leads() {
        let photo = |whom: u128| Command::RemovePhoto { operator_id: id(whom) };
        let rename = |whom: u128| Command::RenameOperator { operator_id: id(whom), name: "Ира".into() };
        let allowed = |role| [1, 2, 3, 4].map(|whom| may(role, OperatorStatus::Offline, &photo(whom)).is_ok());
        assert_eq!(allowed(Role::Operator), [true, false, false, false]);
        assert_eq!(allowed(Role::Auditor), [true, false, false, false]);
        assert_eq!(allowed(Role::Supervisor), [true, true, false, false]);
        assert_eq!(allowed(Role::Admin), [true, true, true, true]);
        assert_eq!(may(Role::Supervisor, OperatorStatus::Online, &rename(3)), Err(Refusal::NotAllowed));
        let role = Command::GiveRole { operator_id: id(2), role: Role::Supervisor };
        assert_eq!(may(Role::Supervisor, OperatorStatus::Online, &role), Err(Refusal::NotAllowed));
    }

    #[test]
    fn auditors_change_nothing() {
        let take = Command::TakeConversation { conversation_id: id(9) };
        assert_eq!(may(Role::Auditor, OperatorStatus::Online, &take), Err(Refusal::NotAllowed));
        let status = Command::ChangeStatus { status: OperatorStatus::Online };
        assert_eq!(may(Role::Auditor, OperatorStatus::Offline, &status), Err(Refusal::NotAllowed));
    }

    #[test]
    fn offline_refuses_chat_commands_and_nothing_else() {
        let send = Command::SendMessage { conversation_id: id(9), text: "x".into() };
        assert_eq!(may(Role::Operator, OperatorStatus::Offline, &send), Err(Refusal::Offline));
        assert_eq!(may(Role::Operator, OperatorStatus::Lunch, &send), Ok(()));
        let rename = Command::Rename { name: "Ира".into() };
        assert_eq!(may(Role::Operator, OperatorStatus::Offline, &rename), Ok(()));
    }

    #[test]
    fn only_administrators_administer_and_not_themselves() {
        let disable = |whom: u128| Command::DisableOperator { operator_id: id(whom) };
        assert_eq!(may(Role::Supervisor, OperatorStatus::Online, &disable(2)), Err(Refusal::NotAllowed));
        assert_eq!(may(Role::Admin, OperatorStatus::Online, &disable(2)), Ok(()));
        assert_eq!(may(Role::Admin, OperatorStatus::Online, &disable(1)), Err(Refusal::Yourself));
    }

    #[test]
    fn invisible_lunch_and_personal_break_may_do_the_same() {
        use OperatorStatus::{Invisible, Lunch, PersonalBreak};
        for command in crate::domain::testing::commands::one_of_each() {
            for role in Role::ALL {
                let [invisible, lunch, rest] =
                    [Invisible, Lunch, PersonalBreak].map(|status| may(role, status, &command));
                assert_eq!((&invisible, &invisible), (&lunch, &rest), "{role:?}: {command:?}");
            }
        }
    }

    #[test]
    fn everybody_ends_his_own_sessions() {
        assert_eq!(may(Role::Auditor, OperatorStatus::Offline, &Command::EndSessions { operator_id: id(1) }), Ok(()));
        let others = Command::EndSessions { operator_id: id(2) };
        assert_eq!(may(Role::Operator, OperatorStatus::Online, &others), Err(Refusal::NotAllowed));
    }

    #[test]
    fn a_command_of_a_function_that_the_account_has_not_is_refused() {
        let write = Command::WriteToOperators { text: "x".into() };
        assert_eq!(is_switched_on(&BTreeSet::new(), &write), Err(Refusal::SwitchedOff));
        assert_eq!(is_switched_on(&[Feature::OperatorChat].into(), &write), Ok(()));
        assert_eq!(is_switched_on(&BTreeSet::new(), &Command::Rename { name: "Ира".into() }), Ok(()));
    }
}
