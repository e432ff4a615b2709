//! The page itself: address, title, theme, language, sight and focus.

use leptos::prelude::{document, window};
use letopis_shared::schema::vocabulary::{Locale, Theme};
use letopis_ui::browser::storage;
use wasm_bindgen::JsValue;
use web_sys::VisibilityState;

/// The path of the address.
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The query of the address with its question mark, or nothing.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// What stands behind `#` in the address.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned()
}

/// `https://host:port` of this server, for snippets.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The host of this server.
pub fn host() -> String {
    window().location().host().unwrap_or_default()
}

/// Puts an address into the history, or in place of the last one.
pub fn show_address(address: &str, replace: bool) {
    let Ok(history) = window().history() else { return };
    let _ = if replace {
        history.replace_state_with_url(&JsValue::NULL, "", Some(address))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(address))
    };
}

/// Leaves for an address that this program does not draw, in place of the present one if `replace`.
pub fn load(address: &str, replace: bool) {
    let location = window().location();
    let _ = if replace { location.replace(address) } else { location.assign(address) };
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Changes the title of the tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Whether somebody can see and use this tab now.
pub fn attended() -> bool {
    document().visibility_state() == VisibilityState::Visible && document().has_focus().unwrap_or(false)
}

/// Applies a theme and keeps it for the next start, before anything is drawn.
pub fn set_theme(theme: Theme) {
    let word = match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    let Some(root) = document().document_element() else { return };
    match word {
        Some(word) => {
            let _ = root.set_attribute("data-theme", word);
            storage::write("letopis.theme", word);
        }
        None => {
            let _ = root.remove_attribute("data-theme");
            storage::remove("letopis.theme");
        }
    }
}

/// The language of the page; the start-up script decides which is the first.
pub fn language() -> Locale {
    let tag = document().document_element().and_then(|root| root.get_attribute("lang"));
    if tag.as_deref() == Some("ru") { Locale::Ru } else { Locale::En }
}

/// The file of texts that the start-up script brought, in the language of the page.
pub fn first_texts() -> String {
    left_by_start_up("texts").as_string().unwrap_or_default()
}

/// Where the texts of a language are.
pub fn address_of_texts(locale: Locale) -> String {
    member(&left_by_start_up("addresses"), locale.tag()).as_string().unwrap_or_default()
}

fn left_by_start_up(name: &str) -> JsValue {
    member(&member(&document(), "letopis"), name)
}

fn member(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Tells the browser the language and keeps it for the next start.
pub fn set_language(locale: Locale) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", locale.tag());
    }
    storage::write("letopis.language", locale.tag());
}

/// Which pane a narrow screen shows; style sheets read it from the body.
pub fn set_pane(pane: &str) {
    if let Some(body) = document().body() {
        let _ = body.set_attribute("data-pane", pane);
    }
}

/// Whether nothing on the page has the focus.
pub fn focus_is_lost() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// Puts the focus on the first of these that can be seen; `false` when none can.
pub fn focus_one_of(selectors: &[&str]) -> bool {
    use wasm_bindgen::JsCast;
    let find =
        |selector: &&str| document().query_selector(selector).ok().flatten()?.dyn_into::<web_sys::HtmlElement>().ok();
    selectors.iter().filter_map(find).find(|found| found.offset_width() > 0).is_some_and(|found| found.focus().is_ok())
}

/// Puts the focus on an element, by its id.
pub fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    if let Some(element) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}

/// Scrolls an element to its top.
pub fn scroll_to_top(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.set_scroll_top(0);
    }
}

/// Scrolls a strip that is wider than the screen, so that its current link is in sight.
pub fn show_current(strip: &str) {
    use wasm_bindgen::JsCast;
    let found =
        |selector: &str| document().query_selector(selector).ok().flatten()?.dyn_into::<web_sys::HtmlElement>().ok();
    if let (Some(strip), Some(current)) = (found(strip), found(&format!("{strip} [aria-current]"))) {
        strip.set_scroll_left(current.offset_left() - (strip.client_width() - current.offset_width()) / 2);
    }
}

/// What marks a form, or the like, in which something is changed and not saved.
const UNSAVED: &str = "data-unsaved";

/// Whether something on the page is not saved.
pub fn is_unsaved() -> bool {
    unsaved().is_some()
}

fn unsaved() -> Option<web_sys::Element> {
    document().query_selector(&format!("[{UNSAVED}]")).ok().flatten()
}

/// What is not saved is not asked about any more; returns what that was.
pub fn give_up_unsaved() -> Vec<web_sys::Element> {
    std::iter::from_fn(|| unsaved().filter(|element| element.remove_attribute(UNSAVED).is_ok())).collect()
}

/// It is asked about again: the page stayed.
pub fn mark_unsaved(given_up: &[web_sys::Element]) {
    for element in given_up {
        let _ = element.set_attribute(UNSAVED, "");
    }
}

/// Makes the browser ask before it takes away a page on which something is not saved.
pub fn ask_before_unload() {
    super::on_window("beforeunload", |event: web_sys::Event| {
        if is_unsaved() {
            event.prevent_default();
        }
    });
}

/// Copies a text; `false` where the browser forbids it.
pub async fn copy(text: String) -> bool {
    let Ok(clipboard) = js_sys::Reflect::get(&window().navigator(), &"clipboard".into()) else { return false };
    // Absent on insecure origins.
    if clipboard.is_undefined() {
        return false;
    }
    wasm_bindgen_futures::JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok()
}
