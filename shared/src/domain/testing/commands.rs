//! One of each command of an operator's socket, for what must hold for every one of them.

use letopis_events::vocabulary::{
    ButtonPlace, Feature, Language, Locale, Names, OperatorStatus, Role, Theme, TransferTarget,
};

use super::id;
use crate::domain::visitor::Breadth;
use crate::wire::operator::Command;

/// A list of commands that does not compile while one is missing.
macro_rules! commands {
    ($($variant:ident $fields:tt)*) => {
        fn every(command: &Command) {
            match command { $(Command::$variant { .. } => {})* }
        }

        /// One command of each kind, about things that need not exist.
        pub(crate) fn one_of_each() -> Vec<Command> {
            let commands = vec![$(Command::$variant $fields),*];
            commands.iter().for_each(every);
            commands
        }
    };
}

commands! {
    TakeConversation { conversation_id: id(9) }
    TakeOverConversation { conversation_id: id(9), from: id(2) }
    HoldConversation { conversation_id: id(9) }
    EndHold { conversation_id: id(9) }
    UndoClose { conversation_id: id(9) }
    SendMessage { conversation_id: id(9), text: "x".into() }
    MarkDelivered { conversation_id: id(9), up_to: 1 }
    MarkRead { conversation_id: id(9), up_to: 1 }
    CloseConversation { conversation_id: id(9) }
    TransferConversation { conversation_id: id(9), target: TransferTarget::CommonQueue, comment: String::new() }
    GiveCategory { conversation_id: id(9), category_id: None }
    WriteNote { conversation_id: id(9), text: "x".into(), mentions: vec![id(2)] }
    MarkMentionSeen { conversation_id: id(9) }
    StartConversation { visitor_id: id(8), text: "x".into() }
    BanVisitor { visitor_id: id(8), reason: "x".into(), addresses: Some(Breadth::Network), until: None }
    LiftBan { visitor_id: id(8) }
    WriteToOperators { text: "x".into() }
    MarkOperatorChatRead { up_to: 1 }
    ChangeStatus { status: OperatorStatus::Online }
    ChoosePreferences { locale: Locale::Ru, theme: Theme::Dark }
    Rename { name: "x".into() }
    RenameOperator { operator_id: id(2), name: "x".into() }
    GiveRole { operator_id: id(2), role: Role::Supervisor }
    GiveDepartments { operator_id: id(2), department_ids: vec![id(7)] }
    GiveLanguages { operator_id: id(2), languages: vec![Language("ru".into())] }
    LimitConversations { operator_id: id(2), max: Some(5) }
    RemovePhoto { operator_id: id(2) }
    DisableOperator { operator_id: id(2) }
    EnableOperator { operator_id: id(2) }
    EndSessions { operator_id: id(2) }
    AddSite {
        site_id: id(6), name: "x".into(), allowed_domains: vec![], accent: "#2f6b4f".into(), locale: Locale::Ru
    }
    AllowDomains { site_id: id(6), allowed_domains: vec![] }
    ChooseAppearance { site_id: id(6), name: "x".into(), accent: "#2f6b4f".into(), locale: Locale::Ru }
    WordWindow { site_id: id(6), texts: Box::default() }
    PlaceButton { site_id: id(6), place: ButtonPlace::default() }
    ChooseForm { site_id: id(6), form: Box::default() }
    ArchiveSite { site_id: id(6) }
    RestoreSite { site_id: id(6) }
    NameOrganisation { name: "x".into() }
    WordWaitingLine { ru: "x".into(), en: "x".into() }
    HideOthersConversations { hidden: true }
    SwitchAutoAssignment { on: true }
    LimitConversationsPerOperator { max: 5 }
    ChooseTimes { pick_up_seconds: 60, operator_lost_seconds: 60, reopen_minutes: 30 }
    SwitchFeature { feature: Feature::OperatorChat, on: true }
    CreateDepartment { department_id: id(7), names: Names::default() }
    RenameDepartment { department_id: id(7), names: Names::default() }
    PlaceDepartment { department_id: id(7), place: 1 }
    ChooseHours { department_id: id(7), hours: None }
    LimitDepartment { department_id: id(7), max: Some(3) }
    ArchiveDepartment { department_id: id(7) }
    RestoreDepartment { department_id: id(7) }
    CreateCategory { category_id: id(5), names: Names::default(), colour: "#2f6b4f".into() }
    RenameCategory { category_id: id(5), names: Names::default() }
    ColourCategory { category_id: id(5), colour: "#2f6b4f".into() }
    PlaceCategory { category_id: id(5), place: 1 }
    ArchiveCategory { category_id: id(5) }
    RestoreCategory { category_id: id(5) }
}
