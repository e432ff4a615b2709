use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use letopis_ui::{Icon, If, flag, press, string, watch, yes_no};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A button with a menu under it. One Tab stop; arrows walk inside; Escape and a click elsewhere close it and give the
/// focus back.
#[component]
pub fn Menu(
    open: RwSignal<bool>,
    /// The accessible name of button and menu.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] button_class: &'static str,
    /// What the button shows.
    #[prop(into)]
    button: ViewFn,
    /// The menu's right edge stands under the button's right edge.
    #[prop(optional)]
    align_end: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The letter that opens it.
    #[prop(optional, into)]
    keys: Option<&'static str>,
    children: ChildrenFn,
) -> impl IntoView {
    let anchor = NodeRef::<html::Div>::new();
    let trigger = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let children = StoredValue::new(children);
    watch(move || {
        // The reference is filled when the menu is drawn, so the focus moves in right after.
        if open.get()
            && let Some(menu) = menu.get()
        {
            focus_first(&menu);
        }
    });
    let close = move || {
        open.set(false);
        if let Some(trigger) = trigger.get_untracked() {
            let _ = trigger.focus();
        }
    };
    let left = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        // The browser tells it too when the menu is taken off the page, and then nothing of it is left.
        if anchor.try_get_untracked().flatten().is_some_and(|anchor| !anchor.contains(to.as_ref())) {
            open.try_set(false);
        }
    };
    let pressed = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" | "Tab" => {
            event.stop_propagation();
            if event.key() == "Escape" {
                event.prevent_default();
            }
            close();
        }
        "ArrowDown" | "ArrowUp" | "Home" | "End" => {
            event.prevent_default();
            if let Some(menu) = menu.get_untracked() {
                walk(&menu, &event.key());
            }
        }
        "Enter" | " " => {
            event.prevent_default();
            event.stop_propagation();
            let item = document().active_element().and_then(|item| item.dyn_into::<HtmlElement>().ok());
            if let Some(item) = item {
                item.click();
            }
        }
        _ => event.stop_propagation(),
    };
    view! {
        <div class="popover-anchor" node_ref=anchor on:focusout=left>
            <button
                type="button"
                class=button_class
                node_ref=trigger
                aria-haspopup="menu"
                aria-keyshortcuts=keys
                aria-expanded=yes_no(move || open.get())
                disabled=disabled
                on:click=press(move |_| open.update(|open| *open = !*open))
            >
                // said in words, not in initials and running digits
                <span class="sr-only">{string(move || label.get())}</span>
                <span class="contents" aria-hidden="true">{button.run()}</span>
            </button>
            <If when=flag(move || open.get())>
                <div
                    class="menu"
                    role="menu"
                    node_ref=menu
                    aria-label=label
                    data-align=align_end.then_some("end")
                    on:keydown=pressed
                    on:click=press(move |_| close())
                >
                    {children.with_value(|children| children())}
                </div>
            </If>
        </div>
    }
}

/// A line of a menu.
#[component]
pub fn MenuItem(
    on_choose: impl Fn() + Send + Sync + 'static,
    /// Whether this is the one of a choice that holds; without it the item is a plain action.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    /// It is there to be read, and cannot be chosen now.
    #[prop(optional)]
    disabled: bool,
    children: Children,
) -> impl IntoView {
    menu_item(Box::new(on_choose), checked, disabled, children)
}

// behind few types, so that it is compiled once
fn menu_item(on_choose: Box<dyn Fn()>, checked: Option<Signal<bool>>, disabled: bool, children: Children) -> AnyView {
    view! {
        <div
            class="menu-item"
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=checked.map(|checked| yes_no(move || checked.get()))
            aria-disabled=disabled.then_some("true")
            tabindex="-1"
            on:click=press(move |click| if disabled { click.stop_propagation() } else { on_choose() })
        >
            {children()}
            {checked.map(|checked| view! { <If when=checked><span class="end"><Icon name="check"/></span></If> })}
        </div>
    }
    .into_any()
}

fn items(menu: &web_sys::Element) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role^=menuitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn focus_first(menu: &web_sys::Element) {
    let items = items(menu);
    let checked = items.iter().find(|item| item.get_attribute("aria-checked").as_deref() == Some("true"));
    if let Some(item) = checked.or(items.first()) {
        let _ = item.focus();
    }
}

fn walk(menu: &web_sys::Element, key: &str) {
    let items = items(menu);
    let Some(last) = items.len().checked_sub(1) else { return };
    let active = document().active_element();
    let at = items.iter().position(|item| Some(item.unchecked_ref()) == active.as_ref());
    let next = match (key, at) {
        ("Home", _) | ("ArrowDown", None) => 0,
        ("End", _) | ("ArrowUp", None) => last,
        ("ArrowDown", Some(at)) => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
        (_, Some(at)) => at.checked_sub(1).unwrap_or(last),
        (_, None) => 0,
    };
    let _ = items[next].focus();
}
