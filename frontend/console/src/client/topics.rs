//! The views, read reactively: a reading is repeated when its topic changes, and only then.

use leptos::prelude::*;
use letopis_shared::domain::routing::Serving;
use letopis_shared::schema::ids::{ConversationId, DepartmentId, OperatorId, SiteId, VisitorId};
use letopis_shared::schema::vocabulary::{Feature, OperatorStatus, Role};
use letopis_shared::views::bans::Bans;
use letopis_shared::views::changes::Changes;
use letopis_shared::views::operator_chat::OperatorChat;
use letopis_shared::views::operators::{OperatorRow, Operators};
use letopis_shared::views::people::Viewer;
use letopis_shared::views::sites::Sites;
use letopis_shared::views::timeline::Timeline;
use letopis_shared::views::visitor_card::{OpenTab, VisitorCard};
use letopis_shared::views::workplace::Workplace;
use letopis_shared::wire::ErrorCode;
use letopis_shared::wire::operator::Topic;
use letopis_ui::maybe;

use super::Client;
use crate::state::list::Looker;
use crate::state::place::Place;

impl Client {
    fn trigger(self, topic: Topic) -> ArcTrigger {
        self.topics.try_update_value(|topics| topics.entry(topic).or_default().clone()).unwrap_or_default()
    }

    /// Makes the running computation follow a topic.
    fn follow(self, topic: Topic) {
        self.trigger(topic).track();
    }

    /// A topic changed: everything that reads it follows.
    pub(super) fn changed(self, topic: Topic) {
        match topic {
            Topic::Timeline { conversation_id } => self.forget_what_is_shown(Place::Conversation(conversation_id)),
            Topic::OperatorChat => self.forget_what_is_shown(Place::Room),
            _ => {}
        }
        self.trigger(topic).notify();
    }

    pub fn workplace<T>(self, read: impl FnOnce(&Workplace) -> T) -> Option<T> {
        self.follow(Topic::Workplace);
        self.store.try_with_value(|store| store.workplace().map(read)).flatten()
    }

    pub fn operators<T>(self, read: impl FnOnce(&Operators) -> T) -> Option<T> {
        self.follow(Topic::Operators);
        self.store.try_with_value(|store| store.operators().map(read)).flatten()
    }

    pub fn sites<T>(self, read: impl FnOnce(&Sites) -> T) -> Option<T> {
        self.follow(Topic::Sites);
        self.store.try_with_value(|store| store.sites().map(read)).flatten()
    }

    pub fn timeline<T>(self, conversation_id: ConversationId, read: impl FnOnce(&Timeline) -> T) -> Option<T> {
        self.follow(Topic::Timeline { conversation_id });
        self.store.try_with_value(|store| store.timeline(conversation_id).map(read)).flatten()
    }

    pub fn card<T>(self, visitor_id: VisitorId, read: impl FnOnce(&VisitorCard) -> T) -> Option<T> {
        self.follow(Topic::VisitorCard { visitor_id });
        self.store.try_with_value(|store| store.card(visitor_id).map(read)).flatten()
    }

    pub fn operator_chat<T>(self, read: impl FnOnce(&OperatorChat) -> T) -> Option<T> {
        self.follow(Topic::OperatorChat);
        self.store.try_with_value(|store| store.operator_chat().map(read)).flatten()
    }

    pub fn bans<T>(self, read: impl FnOnce(&Bans) -> T) -> Option<T> {
        self.follow(Topic::Bans);
        self.store.try_with_value(|store| store.bans().map(read)).flatten()
    }

    pub fn changes<T>(self, read: impl FnOnce(&Changes) -> T) -> Option<T> {
        self.follow(Topic::Changes);
        self.store.try_with_value(|store| store.changes().map(read)).flatten()
    }

    /// Colleagues who have a conversation open that is not theirs (M28); whoever has it follows it all the time.
    pub fn looking(self, conversation_id: ConversationId) -> Vec<String> {
        let holders = self.timeline(conversation_id, |timeline| timeline.head.operators.clone()).unwrap_or_default();
        let looking = self.store.try_with_value(|store| store.looking(conversation_id).to_vec()).unwrap_or_default();
        let me = self.my_id();
        let others = looking.into_iter().filter(|id| Some(*id) != me && !holders.contains(id));
        others.filter_map(|id| self.colleague(id)).collect()
    }

    /// Whether the account has this function (S126).
    pub fn has(self, feature: Feature) -> bool {
        self.sites(|sites| sites.features.contains(&feature)).unwrap_or(false)
    }

    /// The open tabs of a visitor.
    pub fn tabs(self, visitor_id: VisitorId) -> Vec<OpenTab> {
        self.follow(Topic::VisitorCard { visitor_id });
        self.store.try_with_value(|store| store.tabs(visitor_id).to_vec()).unwrap_or_default()
    }

    /// Why the server does not show a topic.
    pub fn refusal(self, topic: Topic) -> Option<ErrorCode> {
        self.follow(topic);
        self.refused.try_with_value(|refused| refused.get(&topic).copied()).flatten()
    }

    /// Who works in this tab.
    pub fn my_id(self) -> Option<OperatorId> {
        self.session.with(|session| session.me().map(|me| me.id))
    }

    /// His role, as the list of colleagues has it now.
    pub fn my_role(self) -> Option<Role> {
        let (id, role) = self.session.with(|session| session.me().map(|me| (me.id, me.role)))?;
        Some(self.operators(|operators| operators.rows.get(&id).map(|row| row.role)).flatten().unwrap_or(role))
    }

    /// His row in the list of colleagues.
    pub fn my_row(self) -> Option<OperatorRow> {
        let id = self.my_id()?;
        self.operators(|operators| operators.rows.get(&id).cloned()).flatten()
    }

    /// His name, as colleagues see it now.
    pub fn my_name(self) -> String {
        let name = self.my_row().map(|row| row.name);
        name.unwrap_or_else(|| self.session.with(|session| session.me().map(|me| me.name.clone())).unwrap_or_default())
    }

    /// His status.
    pub fn my_status(self) -> Option<OperatorStatus> {
        self.my_row().map(|row| row.status)
    }

    /// What he serves: it decides who waits for him.
    pub fn my_serving(self) -> Serving {
        let row = self.my_row();
        row.map(|row| Serving { departments: row.departments, languages: row.languages }).unwrap_or_default()
    }

    /// Who looks at the list of the workplace.
    pub fn looker(self) -> Option<Looker> {
        Some(Looker {
            me: self.my_id()?,
            serving: self.my_serving(),
            sees_others: self.sees_others(),
            auto_assignment: self.sites(|sites| sites.auto_assignment).unwrap_or(false),
        })
    }

    /// The name of a colleague.
    pub fn colleague(self, id: OperatorId) -> Option<String> {
        self.operators(|operators| operators.rows.get(&id).map(|row| row.name.clone())).flatten()
    }

    /// The photo of a colleague, for as long as he is one.
    pub fn photo(self, id: OperatorId) -> Signal<Option<String>> {
        maybe(move || self.operators(|operators| operators.rows.get(&id)?.photo.clone()).flatten())
    }

    /// The name of a department, in the language of the reader.
    pub fn department_name(self, id: DepartmentId) -> Option<String> {
        let locale = self.i18n.locale();
        self.sites(|sites| sites.departments.get(&id).map(|row| row.names.of(locale).to_owned())).flatten()
    }

    /// The name of a site.
    pub fn site_name(self, id: SiteId) -> Option<String> {
        self.sites(|sites| sites.sites.get(&id).map(|site| site.name.clone())).flatten()
    }

    /// Whether the conversations of others are shown to this operator (S25).
    pub fn sees_others(self) -> bool {
        let hidden = self.sites(|sites| sites.others_conversations_hidden).unwrap_or(true);
        match (self.my_id(), self.my_role()) {
            (Some(operator_id), Some(role)) => Viewer { operator_id, role }.sees_others(hidden),
            _ => false,
        }
    }
}
