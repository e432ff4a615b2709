//! The chat window in a frame of the console: the console takes the part of the loader (`frontend/loader/src/bridge.ts`).

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort};

use super::page;

/// The console's end of the line to the window in a frame. What the window says is heard by nobody.
#[derive(Clone, Default)]
pub struct Line(Rc<RefCell<Option<MessagePort>>>);

impl Line {
    /// Gives the window in the frame with this id its end of the line, when this message asks for one; whether it did.
    pub fn answer(&self, frame: &str, event: &MessageEvent) -> bool {
        let frame = document().get_element_by_id(frame).and_then(|frame| frame.dyn_into::<HtmlIFrameElement>().ok());
        let Some(target) = frame.and_then(|frame| frame.content_window()) else { return false };
        let asks = event.source().is_some_and(|source| js_sys::Object::is(&source, &target))
            && event.origin() == page::origin()
            && event.data().as_string().as_deref() == Some("letopis:ready");
        let Some(channel) = asks.then(|| MessageChannel::new().ok()).flatten() else { return false };
        let ends = js_sys::Array::of1(&channel.port2());
        let given = target.post_message_with_transfer(&"letopis:port".into(), &page::origin(), &ends);
        *self.0.borrow_mut() = given.is_ok().then(|| channel.port1());
        given.is_ok()
    }

    /// Says something to the window, if it listens.
    pub fn say(&self, text: &str) {
        if let Some(port) = self.0.borrow().as_ref() {
            let _ = port.post_message(&text.into());
        }
    }
}
