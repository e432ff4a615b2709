use chrono::{DateTime, Utc};
use letopis_shared::schema::ids::MessageId;
use letopis_shared::views::timeline::Delivery;
use letopis_ui::format::{self, Shown};
use letopis_ui::text::{Piece, pieces};
use web_sys::{Element, Node};

use super::face;
use crate::dom::{el, hide, icon, on, set, text};
use crate::model::Model;
use crate::state::State;

/// Brings a line that is drawn to what the model says.
pub type Update = Box<dyn FnMut(&Model)>;

/// A line that is drawn, and what of it changes with the model.
pub struct Line {
    pub element: Element,
    pub update: Option<Update>,
}

/// Several elements that make one line.
pub fn line(parts: &[&Node], update: Option<Update>) -> Line {
    Line { element: el("div", &[("class", "contents")], parts), update }
}

/// A message of the visitor, with where it is (M3).
pub fn mine(state: State, id: MessageId, at: DateTime<Utc>, message: &str) -> Line {
    let (glyph, shape) = icon("");
    let mark = el("span", &[("class", "state"), ("role", "img")], &[&glyph]);
    let meta = el("span", &[("class", "meta")], &[&text("span", &[], &time(state, at)), &mark]);
    let whose = text("span", &[("class", "sr-only")], &state.text("log.you"));
    let bubble = el("div", &[("class", "w-msg"), ("data-me", "")], &[&whose, &words(message), &meta]);

    let word = text("span", &[], &state.text("state.failed"));
    let again = text("button", &[("type", "button")], &state.text("failed.retry"));
    on(&again, "click", move |_| state.retry(id));
    let away = text("button", &[("type", "button")], &state.text("failed.drop"));
    on(&away, "click", move |_| drop(state.give_up(id)));
    let failed = el("p", &[("class", "w-failed")], &[&word, &again, &away]);

    let parts: [&Node; 2] = [&bubble, &failed.clone()];
    let mut drawn = None;
    let update = move |model: &Model| {
        let delivery = model.delivery(id);
        if drawn.replace(delivery) == Some(delivery) {
            return;
        }
        let (href, key) = match delivery {
            Delivery::Sending => ("#i-clock", "state.sending"),
            Delivery::Sent => ("#i-check", "state.sent"),
            Delivery::Delivered => ("#i-check-check", "state.delivered"),
            Delivery::Read => ("#i-check-check", "state.read"),
            Delivery::Failed => ("#i-circle-alert", "state.failed"),
        };
        let label = state.text(key);
        set(&shape, "href", href);
        set(&mark, "data-state", key);
        set(&mark, "title", &label);
        set(&mark, "aria-label", &label);
        hide(&failed, delivery != Delivery::Failed);
    };
    line(&parts, Some(Box::new(update)))
}

/// A message of an operator. The name is seen over the first of several and heard with each.
pub fn theirs(state: State, name: String, at: DateTime<Utc>, message: &str, named: bool) -> Line {
    let meta = text("span", &[("class", "meta")], &time(state, at));
    let bubble = el("div", &[("class", "w-msg")], &[&words(message), &meta]);
    let whose = text("span", &[], &name);
    if !named {
        return line(&[&el("div", &[("class", "sr-only")], &[&whose]), &bubble], None);
    }
    let avatar = el("span", &[("class", "w-av"), ("aria-hidden", "true")], &[]);
    let who = el("div", &[("class", "w-who")], &[&avatar, &whose]);
    let mut drawn = None;
    let update = move |model: &Model| {
        let photo = model.photo(&name);
        if drawn.as_ref() != Some(&photo) {
            face(&avatar, photo.as_deref(), &name);
            drawn = Some(photo);
        }
    };
    line(&[&who, &bubble], Some(Box::new(update)))
}

fn time(state: State, at: DateTime<Utc>) -> String {
    format::instant(at, Shown::Time, state.locale())
}

/// Plain text with its line breaks, web addresses as links. Never markup.
fn words(message: &str) -> Element {
    let words = el("span", &[("class", "words")], &[]);
    for piece in pieces(message) {
        let part = match piece {
            Piece::Text(plain) => text("span", &[], &plain),
            Piece::Link(url) => {
                let attributes =
                    [("href", url.as_str()), ("target", "_blank"), ("rel", "noopener noreferrer nofollow")];
                text("a", &attributes, &url)
            }
        };
        let _ = words.append_child(&part);
    }
    words
}
