use leptos::html;
use leptos::prelude::*;
use letopis_ui::{Icon, If, flag, press, t, use_i18n, watch};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::keyboard;
use crate::client::use_client;
use crate::platform::{page, timer};

/// A modal dialog of the browser: it keeps the focus, Escape closes it, Ctrl+Enter in a field of it presses the button that
/// does what it asks, and its opener has the focus after it.
#[component]
pub fn Dialog(
    /// Shown while true.
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Names an object and a consequence.
    #[prop(optional)]
    alert: bool,
    /// A wider one, for lists.
    #[prop(optional)]
    wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    view! {
        <If when=flag(move || open.get())>
            <OpenDialog open title alert wide children/>
        </If>
    }
}

#[component]
fn OpenDialog(
    open: RwSignal<bool>,
    title: Signal<String>,
    alert: bool,
    wide: bool,
    children: StoredValue<ChildrenFn>,
) -> impl IntoView {
    let i18n = use_i18n();
    let dialog = NodeRef::<html::Dialog>::new();
    let opener = StoredValue::new_local(opener());
    watch(move || {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    on_cleanup(move || {
        let opener = opener.try_get_value().flatten();
        // Where nothing had the focus, letters go on to be commands.
        let Some(opener) = opener else { return };
        // Nothing behind it takes the focus before it is off the page. The opener may be gone with what was done.
        timer::after(0, move || {
            if page::focus_is_lost() {
                let _ = opener.focus();
                keyboard::find_focus();
            }
        });
    });
    let pressed = move |event: KeyboardEvent| {
        event.stop_propagation();
        if event.key() == "Enter"
            && (event.ctrl_key() || event.meta_key())
            && !event.default_prevented()
            && keyboard::in_field(event.target())
            && let Ok(Some(button)) = document().query_selector("dialog footer [data-variant]:not(:disabled)")
        {
            event.prevent_default();
            button.unchecked_into::<HtmlElement>().click();
        }
    };
    view! {
        <dialog
            class="dialog"
            role=alert.then_some("alertdialog")
            data-wide=wide.then_some("")
            aria-labelledby="dialog-title"
            node_ref=dialog
            on:close=move |_| open.set(false)
            on:keydown=pressed
        >
            <header>
                <h2 id="dialog-title">{title}</h2>
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=t!(i18n, "action.close")
                    on:click=press(move |_| open.set(false))
                >
                    <Icon name="x"/>
                </button>
            </header>
            {children.with_value(|children| children())}
        </dialog>
    }
}

/// What has the focus, if anything has; of a menu that closes as it is chosen from, its button.
fn opener() -> Option<HtmlElement> {
    let active = document().active_element().filter(|_| !page::focus_is_lost())?;
    let of_menu = active.closest(".popover-anchor").ok().flatten();
    let button = of_menu.and_then(|menu| menu.query_selector("button").ok().flatten());
    button.unwrap_or(active).dyn_into().ok()
}

/// Asks before something that cannot simply be taken back. The focus stands on "cancel".
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    /// Names the object.
    #[prop(into)]
    title: Signal<String>,
    /// Names the consequence.
    #[prop(into)]
    text: Signal<String>,
    /// Says what the button does.
    #[prop(into)]
    action: Signal<String>,
    /// Says what the other does.
    #[prop(default = "action.cancel")]
    back: &'static str,
    on_confirm: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title alert=true>
            <div class="body">
                <p class="muted">{text}</p>
            </div>
            <footer>
                <button type="button" class="btn" autofocus on:click=press(move |_| open.set(false))>
                    {t!(i18n, back)}
                </button>
                <button
                    type="button"
                    class="btn"
                    data-variant="inverse"
                    on:click=press(move |_| {
                        open.set(false);
                        on_confirm.run(());
                    })
                >
                    {action}
                </button>
            </footer>
        </Dialog>
    }
}

/// The end of a form in a dialog: back, or keep what was typed, as soon as that can be sent.
#[component]
pub fn FormEnd(
    open: RwSignal<bool>,
    /// Something is missing or wrong.
    #[prop(into)]
    unready: Signal<bool>,
) -> impl IntoView {
    let client = use_client();
    let i18n = use_i18n();
    view! {
        <footer>
            <button type="button" class="btn" on:click=press(move |_| open.set(false))>{t!(i18n, "action.cancel")}</button>
            <button class="btn" data-variant="primary" disabled=flag(move || unready.get() || !client.link.get().live)>
                {t!(i18n, "action.save")}
            </button>
        </footer>
    }
}
