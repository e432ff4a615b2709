//! Commands of the operator, and the outbox between them and the socket.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use letopis_shared::schema::ids::{CommandId, OperatorId};
use letopis_shared::views::timeline::EntryKind;
use letopis_shared::wire::operator::{ClientFrame, Command};
use letopis_ui::browser::{new_id, now_millis, storage};
use letopis_ui::json::Json;

use super::{Answer, Client};
use crate::state::connection::Connection;
use crate::state::drafts::{self, Drafts};
use crate::state::outbox::{Failure, Out, Outbox};
use crate::state::place::Place;
use crate::state::store::Store;
use crate::wire;

fn outbox_prefix(operator: OperatorId) -> String {
    format!("letopis.outbox.{operator}.")
}

impl Client {
    /// Gives a command and hears its answer.
    pub fn command(self, command: Command, answer: impl FnOnce(Result<(), Failure>) + 'static) {
        self.ask(command, Box::new(answer));
    }

    // behind one type, so that it is compiled once
    fn ask(self, command: Command, answer: Answer) {
        let id = CommandId(new_id());
        self.answers.update_value(|answers| drop(answers.insert(id, answer)));
        let live = self.connection.with_value(Connection::is_live);
        self.settle(|outbox| outbox.add(id, command, now_millis(), live));
    }

    /// Gives commands that make up one change of a form; the answer is good when all of them were carried out, else the
    /// first failure.
    pub fn commands(self, commands: Vec<Command>, answer: impl FnOnce(Result<(), Failure>) + 'static) {
        if commands.is_empty() {
            return answer(Ok(()));
        }
        // Not a signal: the form may be gone before the answers come, and its signals with it.
        let state = Rc::new(RefCell::new((commands.len(), Ok(()), Some(answer))));
        for command in commands {
            let state = state.clone();
            self.command(command, move |one| {
                let (left, all, answer) = &mut *state.borrow_mut();
                *left -= 1;
                if let (true, Err(failure)) = (all.is_ok(), one) {
                    *all = Err(failure);
                }
                if *left == 0
                    && let Some(answer) = answer.take()
                {
                    answer(std::mem::replace(all, Ok(())));
                }
            });
        }
    }

    /// Gives a command; a failure is said in a toast.
    pub fn give(self, command: Command) {
        self.command(command, move |answer| {
            if let Err(failure) = answer {
                self.say_failure(&failure);
            }
        });
    }

    /// Sends a message: it shows at once and is kept until the server has it.
    pub fn send_message(self, place: Place, text: String) {
        let live = self.connection.with_value(Connection::is_live);
        self.settle(|outbox| outbox.add(CommandId(new_id()), place.say(text), now_millis(), live));
    }

    /// Sends a failed message again.
    pub fn retry_message(self, id: CommandId) {
        let live = self.connection.with_value(Connection::is_live);
        self.settle(|outbox| outbox.retry(id, now_millis(), live));
    }

    /// Gives a failed message up.
    pub fn delete_message(self, id: CommandId) {
        self.settle(|outbox| outbox.delete(id));
    }

    /// A key was pressed in the composer.
    pub fn typed(self, place: Place) {
        let Some(conversation_id) = place.conversation() else { return };
        let due = self.typing.try_update_untracked(|typing| typing.pressed(conversation_id, now_millis()));
        if due == Some(true) && self.connection.with_value(Connection::is_live) {
            self.send(&ClientFrame::Typing { conversation_id });
        }
    }

    /// Changes a draft, here and in storage; by the end of its key.
    pub fn set_draft(self, end: &str, text: &str) {
        let Some(me) = self.session.with_untracked(|session| session.me().map(|me| me.id)) else { return };
        let key = format!("{}{end}", drafts::key_prefix(me));
        let kept = self.drafts.try_update(|drafts| drafts.set(end, text)).flatten();
        match kept {
            Some(text) => storage::write(&key, &text),
            None => storage::remove(&key),
        }
    }

    /// Changes the outbox and does what follows.
    pub(super) fn settle(self, change: impl FnOnce(&mut Outbox) -> Vec<Out>) {
        let mut change = Some(change);
        self.settle_by(&mut |outbox| change.take().map_or_else(Vec::new, |change| change(outbox)));
    }

    // behind one type, so that it is compiled once
    #[inline(never)]
    fn settle_by(self, change: &mut dyn FnMut(&mut Outbox) -> Vec<Out>) {
        let mut outs = Vec::new();
        self.outbox.try_maybe_update(|outbox| {
            let before = (outbox.counts(), outbox.stalled());
            outs = change(outbox);
            (!outs.is_empty() || (outbox.counts(), outbox.stalled()) != before, ())
        });
        let prefix = self.session.with_untracked(|session| session.me().map(|me| outbox_prefix(me.id)));
        for out in outs {
            match (out, &prefix) {
                (Out::Send(frame), _) => self.send(&frame),
                (Out::Save(saved), Some(prefix)) => {
                    // Plain data: serialising it cannot fail.
                    let text = serde_json::to_string(&saved).unwrap_or_default();
                    storage::write(&format!("{prefix}{}", saved.id), &text);
                }
                (Out::Forget(id), Some(prefix)) => storage::remove(&format!("{prefix}{id}")),
                (Out::Answered(id, answer), _) => {
                    let waiting = self.answers.try_update_value(|answers| answers.remove(&id)).flatten();
                    if let Some(then) = waiting {
                        then(answer);
                    }
                }
                (Out::Save(_) | Out::Forget(_), None) => {}
            }
        }
    }

    /// Messages that their place shows need no place in the outbox any more.
    pub(super) fn forget_what_is_shown(self, place: Place) {
        if self.outbox.with_untracked(|outbox| outbox.messages(place).next().is_none()) {
            return;
        }
        let shows = |store: &Store, id: CommandId| match place {
            Place::Conversation(conversation) => store.timeline(conversation).is_some_and(|timeline| {
                timeline.entries.iter().rev().any(
                    |entry| matches!(entry.what, EntryKind::OperatorMessage { message_id, .. } if message_id.0 == id.0),
                )
            }),
            Place::Room => store
                .operator_chat()
                .is_some_and(|room| room.messages.iter().rev().any(|message| message.message_id.0 == id.0)),
        };
        self.settle(|outbox| self.store.try_with_value(|store| outbox.seen(|id| shows(store, id))).unwrap_or_default());
    }

    /// Brings back what this operator left in this browser.
    pub(super) fn restore_unsent(self, me: OperatorId) {
        let prefix = outbox_prefix(me);
        let saved = storage::read_all(&prefix)
            .into_iter()
            .filter_map(|(_, text)| Json::parse(&text).and_then(|json| wire::saved_message(&json)))
            .collect();
        self.outbox.set(Outbox::restored(saved));
        let prefix = drafts::key_prefix(me);
        self.drafts.set(Drafts::restored(storage::read_all(&prefix), &prefix));
    }
}
