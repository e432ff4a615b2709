//! The common room in the live state.

use std::collections::HashMap;

use letopis_events::Recorded;
use letopis_events::events::OperatorChatEvent;
use letopis_events::ids::OperatorId;

use super::{Live, Touched};
use crate::views::operator_chat::{OperatorChat, OperatorChatPatch, RoomMessage, push};
use crate::views::people::Viewer;

/// The room, as far as views ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OperatorChatLive {
    /// The last ones, oldest first.
    messages: Vec<RoomMessage>,
    /// Number of the last message, shown or not.
    last: u32,
    /// How far each operator has read.
    read: HashMap<OperatorId, u32>,
}

impl OperatorChatLive {
    /// What was said before an account existed is not new to it.
    pub(super) fn account_created(&mut self, id: OperatorId) {
        self.read.insert(id, self.last);
    }

    /// A message without its text keeps its number and has no line.
    pub(super) fn erased(&mut self, event_type: &str) {
        if event_type == "operator_chat.message_sent" {
            self.last += 1;
        }
    }
}

impl Live {
    pub(super) fn operator_chat(&mut self, recorded: &Recorded, event: &OperatorChatEvent, touched: &mut Touched) {
        touched.operator_chat = true;
        match event {
            OperatorChatEvent::MessageSent(sent) => {
                let author = self.operators.get(&sent.operator_id);
                let message = RoomMessage {
                    position: recorded.position,
                    at: recorded.recorded_at,
                    message_id: sent.message_id,
                    number: sent.number,
                    operator_id: sent.operator_id,
                    name: author.map(|author| author.name.clone()).unwrap_or_default(),
                    text: sent.text.clone(),
                };
                self.operator_chat.last = sent.number;
                push(&mut self.operator_chat.messages, message);
            }
            OperatorChatEvent::MessagesRead(read) => {
                self.operator_chat.read.insert(read.operator_id, read.up_to);
                touched.operator_chat_read_by.insert(read.operator_id);
            }
        }
    }

    /// The room of this viewer. Whether there is one for him is asked before.
    pub fn operator_chat_view(&self, viewer: Viewer) -> OperatorChat {
        OperatorChat { messages: self.operator_chat.messages.clone(), read_up_to: self.operator_chat_read(viewer) }
    }

    /// What changed in the room of this viewer after a position: the same for everybody whose own mark did not rise.
    pub fn operator_chat_patches(&self, viewer: Viewer, after: u64, touched: &Touched) -> Vec<OperatorChatPatch> {
        let messages = &self.operator_chat.messages;
        let new = &messages[messages.partition_point(|message| message.position <= after)..];
        let new = new.iter().map(|message| OperatorChatPatch::Message { message: Box::new(message.clone()) });
        let read = touched.operator_chat_read_by.contains(&viewer.operator_id);
        let read = read.then(|| OperatorChatPatch::Read { up_to: self.operator_chat_read(viewer) });
        new.chain(read).collect()
    }

    fn operator_chat_read(&self, viewer: Viewer) -> u32 {
        self.operator_chat.read.get(&viewer.operator_id).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letopis_events::events::operator::OperatorCreated;
    use letopis_events::events::operator_chat::OperatorChatMessageSent;
    use letopis_events::events::{AnyEvent, Event, OperatorEvent};
    use letopis_events::vocabulary::{Actor, Locale, Role};
    use letopis_events::{AggregateKind, Erased, EventMeta, StreamId};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use uuid::Uuid;

    use crate::domain::Decider;
    use crate::domain::operator_chat::{OperatorChat as Room, OperatorChatCommand};
    use crate::domain::testing::{id, minute};
    use crate::limits::OPERATOR_CHAT_SHOWN_MAX;
    use crate::views::View;

    const OPERATORS: u8 = 3;

    fn operator(who: u8) -> OperatorId {
        id(0x100 + u128::from(who))
    }

    fn viewer(who: u8) -> Viewer {
        Viewer { operator_id: operator(who), role: Role::Operator }
    }

    fn recorded(position: u64, kind: AggregateKind, stream: Uuid, event: AnyEvent) -> Recorded {
        let command_id = id(u128::from(position));
        let meta = EventMeta { actor: Actor::System, command_id, correlation_id: command_id.0, cause_id: None };
        Recorded {
            position,
            stream: StreamId::new(kind, stream),
            revision: position,
            event_id: id(u128::from(position)),
            recorded_at: minute(position as i64),
            meta,
            event,
        }
    }

    fn created(position: u64, who: u8) -> Recorded {
        let (name, email) = (format!("Operator {who}"), format!("operator{who}@shop.example"));
        let event = OperatorEvent::from(OperatorCreated { email, name, role: Role::Operator, locale: Locale::En });
        recorded(position, AggregateKind::Operator, operator(who).0, event.wrap())
    }

    fn in_room(position: u64, event: AnyEvent) -> Recorded {
        recorded(position, AggregateKind::OperatorChat, Uuid::nil(), event)
    }

    /// What these steps leave: who does something, what, and whether it is erased afterwards.
    fn history(steps: &[(u8, u8, bool)]) -> Vec<Recorded> {
        let mut events: Vec<_> = (0..OPERATORS).map(|who| created(u64::from(who) + 1, who)).collect();
        let (mut room, mut written) = (Room::default(), 0u32);
        for (who, what, erased) in steps {
            let operator_id = operator(who % OPERATORS);
            let command = if what % 2 == 0 {
                let message_id = id(0x1000 + events.len() as u128);
                OperatorChatCommand::Write { operator_id, message_id, text: format!("Text {what}") }
            } else {
                OperatorChatCommand::MarkRead { operator_id, up_to: u32::from(*what).min(written) }
            };
            for event in room.decide(&command, minute(0)).unwrap_or_default() {
                room.evolve(&event, minute(0));
                written += u32::from(what % 2 == 0);
                let event_type = event.event_type().to_owned();
                let event = if *erased { AnyEvent::Erased(Erased { event_type }) } else { event.wrap() };
                events.push(in_room(events.len() as u64 + 1, event));
            }
        }
        events
    }

    fn fold(live: &mut Live, events: &[Recorded]) -> Touched {
        let mut touched = Touched::default();
        events.iter().for_each(|event| touched.merge(&live.evolve(event)));
        touched
    }

    fn patched(mut view: OperatorChat, patches: &[OperatorChatPatch]) -> OperatorChat {
        patches.iter().for_each(|patch| view.apply(patch));
        view
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn patches_bring_the_room_from_one_position_to_any_later_one(
            steps in vec((any::<u8>(), any::<u8>(), prop::bool::weighted(0.1)), 0..60),
            cuts in any::<[prop::sample::Index; 2]>(),
        ) {
            let events = history(&steps);
            let [one, other] = cuts.map(|cut| cut.index(events.len() + 1));
            let (from, to) = (one.min(other).max(usize::from(OPERATORS)), one.max(other).max(usize::from(OPERATORS)));
            let mut live = Live::default();
            fold(&mut live, &events[..from]);
            let before = live.clone();
            let touched = fold(&mut live, &events[from..to]);
            let mut shared = None;
            for who in 0..OPERATORS {
                let patches = live.operator_chat_patches(viewer(who), before.position, &touched);
                prop_assert_eq!(patched(before.operator_chat_view(viewer(who)), &patches), live.operator_chat_view(viewer(who)));
                prop_assert!(touched.operator_chat || patches.is_empty());
                if !touched.operator_chat_read_by.contains(&operator(who)) {
                    prop_assert_eq!(shared.get_or_insert_with(|| patches.clone()), &patches, "one frame serves all");
                }
            }
        }
    }

    #[test]
    fn a_screen_holds_the_last_messages_and_so_do_its_patches() {
        let sent = |n: u32| {
            let (message_id, operator_id) = (id(u128::from(n)), operator(0));
            let sent = OperatorChatMessageSent { message_id, number: n, operator_id, text: "x".into() };
            in_room(u64::from(n), OperatorChatEvent::from(sent).wrap())
        };
        let all: Vec<_> = (1..=OPERATOR_CHAT_SHOWN_MAX as u32 + 50).map(sent).collect();
        let mut live = Live::default();
        fold(&mut live, &all[..100]);
        let before = live.clone();
        let touched = fold(&mut live, &all[100..]);
        let view = live.operator_chat_view(viewer(0));
        assert_eq!(view.messages.len(), OPERATOR_CHAT_SHOWN_MAX);
        let patches = live.operator_chat_patches(viewer(0), before.position, &touched);
        assert_eq!(patched(before.operator_chat_view(viewer(0)), &patches), view);
    }

    #[test]
    fn what_was_said_before_an_account_is_not_new_to_it_and_nobodys_own_words_are() {
        let mut live = Live::default();
        let mut events = history(&[(0, 0, false), (1, 0, true), (0, 0, false)]);
        events.push(created(events.len() as u64 + 1, 7));
        fold(&mut live, &events);
        let unread = |live: &Live, who| live.operator_chat_view(viewer(who)).unread(operator(who)).count();
        assert_eq!((unread(&live, 0), unread(&live, 1), unread(&live, 7)), (0, 2, 0));
        let sent = OperatorChatMessageSent { message_id: id(1), number: 4, operator_id: operator(1), text: "x".into() };
        live.evolve(&in_room(100, OperatorChatEvent::from(sent).wrap()));
        assert_eq!((unread(&live, 0), unread(&live, 1), unread(&live, 7)), (1, 2, 1));
    }
}
