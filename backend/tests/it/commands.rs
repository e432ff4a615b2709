//! One of every command that an operator can give. The one list: the shapes on the wire, the law around every command
//! and the matrix of who may do what are tables over it.

use letopis_events::ids::{CategoryId, ConversationId, DepartmentId, OperatorId, SiteId, VisitorId};
use letopis_events::vocabulary::{
    ButtonPlace, Edge, Feature, FieldRule, Language, Locale, Names, OperatorStatus, PreChatForm, Role, Shift, Theme,
    TransferTarget, Weekday, WindowTexts, WorkingHours,
};
use letopis_shared::wire::operator::Command;

/// What the commands are about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    pub(crate) conversation_id: ConversationId,
    pub(crate) visitor_id: VisitorId,
    /// Somebody else than who gives the commands.
    pub(crate) operator_id: OperatorId,
    pub(crate) site_id: SiteId,
    pub(crate) new_site_id: SiteId,
    pub(crate) department_id: DepartmentId,
    pub(crate) category_id: CategoryId,
}

/// The name of a command. A new one does not compile here, and then belongs into [`every`].
pub(crate) fn name(command: &Command) -> &'static str {
    match command {
        Command::TakeConversation { .. } => "take_conversation",
        Command::TakeOverConversation { .. } => "take_over_conversation",
        Command::HoldConversation { .. } => "hold_conversation",
        Command::EndHold { .. } => "end_hold",
        Command::UndoClose { .. } => "undo_close",
        Command::SendMessage { .. } => "send_message",
        Command::MarkDelivered { .. } => "mark_delivered",
        Command::MarkRead { .. } => "mark_read",
        Command::CloseConversation { .. } => "close_conversation",
        Command::TransferConversation { .. } => "transfer_conversation",
        Command::GiveCategory { .. } => "give_category",
        Command::WriteNote { .. } => "write_note",
        Command::MarkMentionSeen { .. } => "mark_mention_seen",
        Command::StartConversation { .. } => "start_conversation",
        Command::BanVisitor { .. } => "ban_visitor",
        Command::LiftBan { .. } => "lift_ban",
        Command::WriteToOperators { .. } => "write_to_operators",
        Command::MarkOperatorChatRead { .. } => "mark_operator_chat_read",
        Command::ChangeStatus { .. } => "change_status",
        Command::ChoosePreferences { .. } => "choose_preferences",
        Command::Rename { .. } => "rename",
        Command::RenameOperator { .. } => "rename_operator",
        Command::GiveRole { .. } => "give_role",
        Command::GiveDepartments { .. } => "give_departments",
        Command::GiveLanguages { .. } => "give_languages",
        Command::LimitConversations { .. } => "limit_conversations",
        Command::RemovePhoto { .. } => "remove_photo",
        Command::DisableOperator { .. } => "disable_operator",
        Command::EnableOperator { .. } => "enable_operator",
        Command::EndSessions { .. } => "end_sessions",
        Command::AddSite { .. } => "add_site",
        Command::AllowDomains { .. } => "allow_domains",
        Command::ChooseAppearance { .. } => "choose_appearance",
        Command::WordWindow { .. } => "word_window",
        Command::PlaceButton { .. } => "place_button",
        Command::ChooseForm { .. } => "choose_form",
        Command::ArchiveSite { .. } => "archive_site",
        Command::RestoreSite { .. } => "restore_site",
        Command::NameOrganisation { .. } => "name_organisation",
        Command::WordWaitingLine { .. } => "word_waiting_line",
        Command::HideOthersConversations { .. } => "hide_others_conversations",
        Command::SwitchAutoAssignment { .. } => "switch_auto_assignment",
        Command::LimitConversationsPerOperator { .. } => "limit_conversations_per_operator",
        Command::ChooseTimes { .. } => "choose_times",
        Command::SwitchFeature { .. } => "switch_feature",
        Command::CreateDepartment { .. } => "create_department",
        Command::RenameDepartment { .. } => "rename_department",
        Command::PlaceDepartment { .. } => "place_department",
        Command::ChooseHours { .. } => "choose_hours",
        Command::LimitDepartment { .. } => "limit_department",
        Command::ArchiveDepartment { .. } => "archive_department",
        Command::RestoreDepartment { .. } => "restore_department",
        Command::CreateCategory { .. } => "create_category",
        Command::RenameCategory { .. } => "rename_category",
        Command::ColourCategory { .. } => "colour_category",
        Command::PlaceCategory { .. } => "place_category",
        Command::ArchiveCategory { .. } => "archive_category",
        Command::RestoreCategory { .. } => "restore_category",
    }
}

/// How many there are: the list below is held to it.
pub(crate) const COMMANDS: usize = 58;

/// One of each, in an order in which an administrator who serves visitors can give them all, one after the other: the
/// visitor waits at first, and talks with nobody when `start_conversation` comes.
pub(crate) fn every(about: About) -> Vec<Command> {
    let About { conversation_id, visitor_id, operator_id, site_id, new_site_id, department_id, category_id } = about;
    let names = |ru: &str, en: &str| Names { ru: ru.into(), en: en.into() };
    let always = Weekday::ALL.map(|weekday| Shift { weekday, from_minute: 0, to_minute: 1_440 }).to_vec();
    let hours = WorkingHours { time_zone: "Europe/Moscow".into(), shifts: always };
    vec![
        Command::CreateDepartment { department_id, names: names("Продажи", "Sales") },
        Command::RenameDepartment { department_id, names: names("Отдел продаж", "Sales team") },
        Command::PlaceDepartment { department_id, place: 2 },
        Command::ChooseHours { department_id, hours: Some(hours) },
        Command::LimitDepartment { department_id, max: Some(2) },
        Command::ArchiveDepartment { department_id },
        Command::RestoreDepartment { department_id },
        Command::CreateCategory { category_id, names: names("Важный", "VIP"), colour: "#2f6b4f".into() },
        Command::RenameCategory { category_id, names: names("Очень важный", "Very important") },
        Command::ColourCategory { category_id, colour: "#102030".into() },
        Command::PlaceCategory { category_id, place: 2 },
        Command::SwitchFeature { feature: Feature::OperatorChat, on: true },
        Command::WriteToOperators { text: "Who is here?".into() },
        Command::MarkOperatorChatRead { up_to: 1 },
        Command::TakeConversation { conversation_id },
        Command::TakeOverConversation { conversation_id, from: operator_id },
        Command::HoldConversation { conversation_id },
        Command::EndHold { conversation_id },
        Command::MarkDelivered { conversation_id, up_to: 1 },
        Command::MarkRead { conversation_id, up_to: 1 },
        Command::SendMessage { conversation_id, text: "Good day.\nHow can I help?".into() },
        Command::WriteNote { conversation_id, text: "Comes every day".into(), mentions: vec![] },
        Command::MarkMentionSeen { conversation_id },
        Command::GiveCategory { conversation_id, category_id: Some(category_id) },
        Command::ArchiveCategory { category_id },
        Command::RestoreCategory { category_id },
        Command::UndoClose { conversation_id },
        Command::CloseConversation { conversation_id },
        Command::StartConversation { visitor_id, text: "Anything else?".into() },
        Command::BanVisitor { visitor_id, reason: "Rude".into(), addresses: None, until: None },
        Command::LiftBan { visitor_id },
        Command::ChangeStatus { status: OperatorStatus::Invisible },
        Command::ChoosePreferences { locale: Locale::Ru, theme: Theme::Dark },
        Command::Rename { name: "Irina".into() },
        Command::RenameOperator { operator_id, name: "Victor".into() },
        Command::GiveRole { operator_id, role: Role::Supervisor },
        Command::GiveDepartments { operator_id, department_ids: vec![department_id] },
        Command::GiveLanguages { operator_id, languages: vec![Language("ru".into()), Language("en".into())] },
        Command::LimitConversations { operator_id, max: Some(3) },
        Command::HideOthersConversations { hidden: true },
        Command::NameOrganisation { name: "Prival".into() },
        Command::WordWaitingLine { ru: "Ждите".into(), en: "Wait".into() },
        Command::SwitchAutoAssignment { on: true },
        Command::LimitConversationsPerOperator { max: 5 },
        Command::ChooseTimes { pick_up_seconds: 30, operator_lost_seconds: 40, reopen_minutes: 50 },
        Command::ChooseAppearance { site_id, name: "Camp".into(), accent: "#102030".into(), locale: Locale::Ru },
        Command::WordWindow {
            site_id,
            texts: Box::new(WindowTexts { button: names("Спросить", "Ask"), ..WindowTexts::default() }),
        },
        Command::PlaceButton { site_id, place: ButtonPlace { edge: Edge::Left, ..ButtonPlace::default() } },
        Command::ChooseForm {
            site_id,
            form: Box::new(PreChatForm { on: true, name: FieldRule::Required, ..PreChatForm::default() }),
        },
        Command::AllowDomains { site_id, allowed_domains: vec!["shop.example".into(), "camp.example".into()] },
        Command::AddSite {
            site_id: new_site_id,
            name: "Second".into(),
            allowed_domains: vec!["second.example".into()],
            accent: "#445566".into(),
            locale: Locale::En,
        },
        Command::ArchiveSite { site_id: new_site_id },
        Command::RestoreSite { site_id: new_site_id },
        Command::EndSessions { operator_id },
        Command::RemovePhoto { operator_id },
        Command::DisableOperator { operator_id },
        Command::EnableOperator { operator_id },
        Command::TransferConversation {
            conversation_id,
            target: TransferTarget::CommonQueue,
            comment: "Asks for a refund".into(),
        },
    ]
}

#[test]
fn the_list_has_one_of_each() {
    let id = |n: u128| uuid::Uuid::from_u128(n);
    let about = About {
        conversation_id: id(1).into(),
        visitor_id: id(2).into(),
        operator_id: id(3).into(),
        site_id: id(4).into(),
        new_site_id: id(5).into(),
        department_id: id(6).into(),
        category_id: id(7).into(),
    };
    let names: std::collections::BTreeSet<_> = every(about).iter().map(name).collect();
    assert_eq!(names.len(), COMMANDS);
    assert_eq!(every(about).len(), COMMANDS);
}
