//! What administrators and operators do on such a day, beside talking.

use super::*;

impl History {
    pub(super) fn create(&mut self, who: u8, how: u8) {
        let create = OperatorCommand::Create {
            email: format!("operator{who}@shop.example"),
            name: format!("Operator {who}"),
            role: Role::ALL[usize::from(how % 4)],
            locale: Locale::En,
            hash: Secret("hash".into()),
        };
        self.operator(who, create);
    }

    pub(super) fn sign_in(&mut self, who: u8, how: u8) {
        let session_id = id(0x400 + u128::from(who) * 0x10 + u128::from(how % 3));
        let expires_at = self.time() + TimeDelta::days(1);
        self.operator(who, OperatorCommand::OpenSession { session_id, expires_at, status: status(how) });
    }

    pub(super) fn operator(&mut self, who: u8, command: OperatorCommand) {
        let mut state = self.operators.remove(&who).unwrap_or_default();
        self.decide(&mut state, operator_id(who).0, &command);
        self.operators.insert(who, state);
    }

    pub(super) fn site(&mut self, which: u8, how: u8) {
        let mut state = self.sites.remove(&which).unwrap_or_default();
        let (name, accent, locale) = (format!("Shop {how}"), "#2f6b4f".to_owned(), Locale::Ru);
        let command = match state.facts {
            None => SiteCommand::Add { name, allowed_domains: vec!["shop.example".into()], accent, locale },
            Some(_) if how.is_multiple_of(4) => SiteCommand::ChooseForm { form: form(how / 4) },
            Some(_) if how.is_multiple_of(2) => SiteCommand::ChooseAppearance { name, accent, locale },
            Some(_) if how.is_multiple_of(3) => {
                let text = Names { ru: format!("Спросить {how}"), en: String::new() };
                SiteCommand::WordWindow { texts: WindowTexts { button: text, ..WindowTexts::default() } }
            }
            Some(_) if how.is_multiple_of(5) => {
                let place = ButtonPlace { from_edge_px: how.into(), ..ButtonPlace::default() };
                SiteCommand::PlaceButton { place }
            }
            Some(_) if how.is_multiple_of(7) && state.archived => SiteCommand::Restore,
            Some(_) if how.is_multiple_of(7) => SiteCommand::Archive,
            Some(_) => SiteCommand::AllowDomains { allowed_domains: vec![format!("shop{how}.example")] },
        };
        self.decide(&mut state, site_id(which).0, &command);
        self.sites.insert(which, state);
    }

    pub(super) fn set(&mut self, how: u8) {
        let mut state = std::mem::take(&mut self.settings);
        let command = match how % 6 {
            0 => SettingsCommand::HideOthersConversations { hidden: true },
            1 => SettingsCommand::HideOthersConversations { hidden: false },
            2 => SettingsCommand::SwitchAutoAssignment { on: true },
            3 => SettingsCommand::SwitchAutoAssignment { on: false },
            4 => SettingsCommand::LimitConversationsPerOperator { max: u32::from(how / 6 % 3) },
            _ => SettingsCommand::WordWaitingLine { ru: format!("Ждите {how}"), en: String::new() },
        };
        self.decide(&mut state, Uuid::nil(), &command);
        self.settings = state;
    }
}

/// Forms that ask more and less.
pub(super) fn form(how: u8) -> PreChatForm {
    let rule = |n: u8| [FieldRule::Off, FieldRule::Optional, FieldRule::Required][usize::from(n % 3)];
    let text = |language: &str| format!("{language} {}", how % 2);
    let text = Names { ru: text("Согласен"), en: text("I agree") };
    PreChatForm {
        on: !how.is_multiple_of(5),
        name: rule(how),
        email: rule(how / 3),
        phone: rule(how / 2),
        department: rule(how / 4),
        consent: (how % 4 < 3).then(|| FormConsent { text, policy_url: String::new() }),
    }
}

pub(super) fn status(how: u8) -> OperatorStatus {
    OperatorStatus::ALL[usize::from(how % 6)]
}
