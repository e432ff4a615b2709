//! The socket: effects of the connection carried out, frames of the server taken in.

use leptos::prelude::*;
use letopis_shared::schema::vocabulary::Side;
use letopis_shared::views::timeline::{EntryKind, TimelinePatch};
use letopis_shared::views::workplace::WorkplacePatch;
use letopis_shared::wire::operator::{ClientFrame, Patch, ServerFrame};
use letopis_ui::browser::{chance, now_millis};
use letopis_ui::json::Json;

use super::Client;
use crate::platform::socket::{Said, Socket, next_number};
use crate::platform::timer;
use crate::state::connection::{Effect, Event};
use crate::state::session::SignedOut;
use crate::state::store::Store;
use crate::wire;

impl Client {
    /// Tells the connection what happened and does what it says.
    pub(super) fn happen(self, event: Event<'_>) {
        let now = now_millis();
        let Some((effects, link)) =
            self.connection.try_update_value(|connection| (connection.handle(now, event), connection.link()))
        else {
            return;
        };
        if self.link.get_untracked() != link {
            if !link.live && self.link.get_untracked().live {
                self.outbox.update(crate::state::outbox::Outbox::lost);
            }
            self.link.set(link);
        }
        for effect in effects {
            self.act(effect);
        }
    }

    fn act(self, effect: Effect) {
        match effect {
            Effect::Open => self.open_socket(),
            Effect::Close => self.socket.set_value(None),
            Effect::Send(frame) => self.send(&frame),
            Effect::Renew => self.renew_token(),
            Effect::Flush => self.settle(|outbox| outbox.flush(now_millis())),
            Effect::Alarm(millis) => timer::after(millis, move || self.happen(Event::Tick)),
            Effect::SessionOver(cause) => self.left(SignedOut::Ended(cause)),
            Effect::Reload => self.outdated.set(true),
        }
    }

    fn open_socket(self) {
        let number = next_number();
        let socket = Socket::open("/ws/operator", move |said| {
            let present = self.socket.try_with_value(|socket| socket.as_ref().map(|(number, _)| *number));
            if present.flatten() == Some(number) {
                self.heard(said);
            }
        });
        match socket {
            Some(socket) => self.socket.set_value(Some((number, socket))),
            None => self.happen(Event::Closed(chance())),
        }
    }

    fn heard(self, said: Said) {
        match said {
            Said::Opened => self.happen(Event::Opened),
            Said::Closed => {
                self.socket.set_value(None);
                self.happen(Event::Closed(chance()));
            }
            Said::Text(text) => match Json::parse(&text).and_then(|json| wire::frame(&json)) {
                Some(frame) => {
                    self.happen(Event::Received(&frame));
                    self.take_in(frame);
                }
                // The server is newer than this page, and a patch left out would falsify a view.
                None => self.outdated.set(true),
            },
        }
    }

    /// Sends a frame if there is a socket; what must not be lost goes through the outbox.
    pub(super) fn send(self, frame: &ClientFrame) {
        // Frames are plain data: serialising them cannot fail.
        let text = serde_json::to_string(frame).unwrap_or_default();
        self.socket.with_value(|socket| {
            if let Some((_, socket)) = socket {
                socket.send(&text);
            }
        });
    }

    fn take_in(self, frame: ServerFrame) {
        match frame {
            ServerFrame::Welcome { now, .. } => {
                let behind = now.timestamp_millis() - now_millis() as i64;
                // Less than a second is the way of the frame, not the clock.
                self.clock_behind.set(if behind.abs() < 1_000 { 0 } else { behind });
            }
            ServerFrame::Snapshot { position, of } => {
                let topic = self.store.try_update_value(|store| store.snapshot(position, of));
                if let Some(topic) = topic {
                    self.refused.update_value(|refused| {
                        refused.remove(&topic);
                    });
                    self.changed(topic);
                }
            }
            ServerFrame::Patch { position, of } => {
                self.nobody_types_after(&of);
                if let Some(topic) = self.store.try_update_value(|store| store.patch(position, &of)).flatten() {
                    self.changed(topic);
                }
            }
            ServerFrame::Gone { topic, error } => {
                self.store.update_value(|store| store.gone(topic));
                self.refused.update_value(|refused| {
                    refused.insert(topic, error);
                });
                self.changed(topic);
            }
            ServerFrame::Tabs { visitor_id, tabs } => {
                self.store.update_value(|store| store.set_tabs(visitor_id, tabs));
                self.changed(letopis_shared::wire::operator::Topic::VisitorCard { visitor_id });
            }
            ServerFrame::Looking { conversation_id, operators } => {
                self.store.update_value(|store| store.set_looking(conversation_id, operators));
                self.changed(letopis_shared::wire::operator::Topic::Timeline { conversation_id });
            }
            ServerFrame::TakenOver { number, by, .. } => {
                let (number, name) = (number.to_string(), untrack(|| self.colleague(by)).unwrap_or_default());
                let text = self.i18n.with("take_over.lost", &[("number", &number), ("name", &name)]);
                self.say("user-check", text, None);
            }
            ServerFrame::Mentioned { conversation_id, number, by } => self.say_mentioned(conversation_id, number, by),
            ServerFrame::Typing { conversation_id, operator_id, .. } => {
                self.typing.update(|typing| typing.heard(conversation_id, operator_id, now_millis()));
            }
            ServerFrame::Accepted { id, .. } => self.settle(|outbox| outbox.accepted(id)),
            ServerFrame::Refused { id, refusal } => self.settle(|outbox| outbox.refused(id, refusal)),
            ServerFrame::Failed { id, error } => self.settle(|outbox| outbox.failed(id, error, now_millis())),
            ServerFrame::SessionEnded { .. } | ServerFrame::Pong { .. } | ServerFrame::Bye { .. } => {}
        }
    }

    fn nobody_types_after(self, patch: &Patch) {
        let (conversation_id, patches) = match patch {
            Patch::Timeline { conversation_id, patches } => (conversation_id, patches),
            // Of a conversation that is not open only its row tells.
            Patch::Workplace { patches } => {
                for patch in patches {
                    let WorkplacePatch::Conversation { row } = patch else { continue };
                    let last_at = |store: &Store| Some(store.workplace()?.conversations.get(&row.id)?.last_at);
                    let before = self.store.try_with_value(last_at).flatten();
                    if row.last_by == Side::Visitor && before != Some(row.last_at) {
                        self.typing.update(|typing| typing.wrote(row.id, None));
                    }
                    if before.is_none() {
                        self.opened_again(row.id);
                    }
                }
                return;
            }
            _ => return,
        };
        for patch in patches {
            let TimelinePatch::Entry { entry } = patch else { continue };
            let author = match entry.what {
                EntryKind::VisitorMessage { .. } => None,
                EntryKind::OperatorMessage { operator_id, .. } => Some(operator_id),
                _ => continue,
            };
            self.typing.update(|typing| typing.wrote(*conversation_id, author));
        }
    }
}
