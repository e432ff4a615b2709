//! Elements, and what keeps them true. The window draws with these few functions over Leptos' signals instead of Leptos' views:
//! for so few elements the machinery behind views weighs more than everything they would draw
//! (`docs/adr/0011-the-window-draws-without-views.md`).
//!
//! Texts are set as text and attributes as attributes; nothing here reads markup.

use js_sys::Reflect;
use leptos::prelude::*;
pub use letopis_ui::watch;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, HtmlElement, KeyboardEvent, Node};

/// Names of attributes and their values.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element with everything in it.
pub fn el(tag: &str, attributes: Attributes, children: &[&Node]) -> Element {
    made(document().create_element(tag), attributes, children)
}

fn made(element: Result<Element, JsValue>, attributes: Attributes, children: &[&Node]) -> Element {
    let element = element.expect("a name of an element");
    for (name, value) in attributes {
        set(&element, name, value);
    }
    for child in children {
        let _ = element.append_child(child);
    }
    element
}

/// An element with a text.
pub fn text(tag: &str, attributes: Attributes, text: &str) -> Element {
    let element = el(tag, attributes, &[]);
    element.set_text_content(Some(text));
    element
}

/// An icon of the sprite, and the part of it that says which; the names are listed in `frontend/assets/icons-widget.txt`.
pub fn icon(href: &str) -> (Element, Element) {
    let shape = made(document().create_element_ns(Some(SVG), "use"), &[("href", href)], &[]);
    let attributes = [("class", "icon"), ("aria-hidden", "true")];
    (made(document().create_element_ns(Some(SVG), "svg"), &attributes, &[&shape]), shape)
}

/// A button; its label is seen while the pointer rests on it, and heard.
pub fn icon_button(class: &str, label: &str, children: &[&Node]) -> Element {
    el("button", &[("type", "button"), ("class", class), ("title", label), ("aria-label", label)], children)
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Puts an attribute without a value there, or takes it away.
pub fn flag(element: &Element, name: &str, on: bool) {
    let _ = element.toggle_attribute_with_force(name, on);
}

/// Hides an element, or shows it.
pub fn hide(element: &Element, hidden: bool) {
    flag(element, "hidden", hidden);
}

/// Sets a text, if it is another one: what is spoken is not spoken twice.
pub fn say(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Keeps a text true.
pub fn says(element: &Element, text: impl Fn() -> String + 'static) {
    let element = element.clone();
    watch(move || say(&element, &text()));
}

/// Keeps an element hidden while something holds.
pub fn hides(element: &Element, hidden: impl Fn() -> bool + 'static) {
    let element = element.clone();
    watch(move || hide(&element, hidden()));
}

/// Hears an event, as long as its target lives.
pub fn on(target: &EventTarget, name: &str, heard: impl FnMut(Event) + 'static) {
    let heard: Box<dyn FnMut(Event)> = Box::new(heard);
    let _ = target.add_event_listener_with_callback(name, Closure::wrap(heard).into_js_value().unchecked_ref());
}

/// The name of the key that was pressed.
pub fn key(event: &Event) -> String {
    event.unchecked_ref::<KeyboardEvent>().key()
}

/// What is typed or chosen in a field, of whatever kind.
pub fn value(field: &Element) -> String {
    Reflect::get(field, &"value".into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// Fills a field in.
pub fn set_value(field: &Element, value: &str) {
    let _ = Reflect::set(field, &"value".into(), &value.into());
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Puts the focus on the first element that a selector finds.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }
}
