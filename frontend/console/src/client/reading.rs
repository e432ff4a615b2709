//! What this tab subscribes to, and how far it tells the server to have read.

use std::collections::HashMap;

use leptos::prelude::*;
use letopis_shared::domain::permissions::sees_changes;
use letopis_shared::schema::ids::ConversationId;
use letopis_shared::schema::vocabulary::{Feature, OperatorStatus, Role};
use letopis_shared::wire::operator::{Command, Topic};
use letopis_ui::watch;

use super::Client;
use crate::state::connection::Event;
use crate::state::marks::{self, Mark};
use crate::state::place::Place;
use crate::state::route::Route;
use crate::state::selection::Selection;

impl Client {
    /// Subscribes to what the screen and the operator's own conversations need, and to nothing else.
    pub(super) fn keep_topics(self) {
        let wanted = Memo::new(move |_| self.wanted());
        Effect::new(move |before: Option<Vec<Topic>>| {
            let wanted = wanted.get();
            let before = before.unwrap_or_default();
            for topic in before.iter().filter(|topic| !wanted.contains(topic)) {
                self.happen(Event::Drop(*topic));
            }
            for topic in &wanted {
                self.happen(Event::Want(*topic));
            }
            wanted
        });
    }

    fn wanted(self) -> Vec<Topic> {
        let (Some(me), Some(role)) = (self.my_id(), self.my_role()) else { return Vec::new() };
        let mut topics = vec![Topic::Operators, Topic::Sites];
        match self.navigation.route.get() {
            Route::Bans if role == Role::Admin => topics.push(Topic::Bans),
            Route::Home if sees_changes(role) => topics.push(Topic::Changes),
            _ => {}
        }
        let may_chat = self.my_status().is_none_or(OperatorStatus::may_chat);
        if !role.serves_visitors() || !may_chat {
            return topics;
        }
        topics.push(Topic::Workplace);
        if self.has(Feature::OperatorChat) {
            topics.push(Topic::OperatorChat);
        }
        // The timelines of my conversations are always here: what reached this browser is delivered (M3).
        let mine = self.workplace(|workplace| {
            let mine = workplace.conversations.values().filter(|row| row.operators.contains(&me));
            mine.map(|row| row.id).collect::<Vec<_>>()
        });
        let mut timelines = mine.unwrap_or_default();
        // Whoever went to another page no longer looks (M28).
        let at_work = self.navigation.route.get() == Route::Workplace;
        let visitor = match self.navigation.selection.get() {
            Selection::Conversation(id) if at_work => {
                if !timelines.contains(&id) {
                    timelines.push(id);
                }
                self.timeline(id, |timeline| timeline.head.visitor_id)
                    .or_else(|| self.workplace(|view| view.conversations.get(&id).map(|row| row.visitor_id)).flatten())
            }
            Selection::Visitor(id) => Some(id),
            Selection::Conversation(_) | Selection::Nothing | Selection::Room => None,
        };
        topics.extend(timelines.into_iter().map(|conversation_id| Topic::Timeline { conversation_id }));
        topics.extend(visitor.map(|visitor_id| Topic::VisitorCard { visitor_id }));
        topics
    }

    /// Tells the server what has been delivered to this browser and read in it.
    pub(super) fn keep_marks(self) {
        self.keep_mentions();
        let owed = Memo::new(move |_| self.owed());
        Effect::new(move |sent: Option<HashMap<Place, Mark>>| {
            // Marks are not kept over a lost connection: they are owed again by themselves.
            let mut sent = if self.link.get().live { sent.unwrap_or_default() } else { return HashMap::new() };
            let owed = owed.get();
            for mark in owed {
                if sent.insert(mark.place(), mark) != Some(mark) {
                    self.command(mark.command(), |_| ());
                }
            }
            sent
        });
    }

    /// The conversation that is before this operator's eyes.
    pub(super) fn looks_at(self) -> Option<ConversationId> {
        let looking = self.navigation.route.get() == Route::Workplace && self.attended.get();
        self.navigation.selection.get().place().filter(|_| looking)?.conversation()
    }

    /// Tells the server that he looks at what a note called him to (M13); again after a lost connection.
    fn keep_mentions(self) {
        let seen = Memo::new(move |_| {
            let id = self.looks_at().filter(|_| self.link.get().live)?;
            self.mentions().contains(&id).then_some(id)
        });
        watch(move || {
            if let Some(conversation_id) = seen.get() {
                self.command(Command::MarkMentionSeen { conversation_id }, |_| ());
            }
        });
    }

    fn owed(self) -> Vec<Mark> {
        let Some(me) = self.my_id() else { return Vec::new() };
        let mine = self.workplace(|workplace| {
            let mine = workplace.conversations.values().filter(|row| row.operators.contains(&me));
            mine.map(|row| row.id).collect::<Vec<_>>()
        });
        let looking = self.navigation.route.get() == Route::Workplace && self.attended.get() && self.at_end.get();
        let selection = self.navigation.selection.get();
        let in_room = looking && selection == Selection::Room;
        let room = in_room.then(|| self.operator_chat(|room| marks::owed_in_room(room, me)).flatten()).flatten();
        mine.unwrap_or_default()
            .into_iter()
            .filter_map(|id| {
                let reading = looking && selection == Selection::Conversation(id);
                self.timeline(id, |timeline| marks::owed(timeline, me, reading)).flatten()
            })
            .chain(room)
            .collect()
    }
}
