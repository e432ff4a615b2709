//! Of all tabs of this browser one sounds and notifies: the one that holds a lock. The tab that the operator looked at
//! last, and that may sound, takes it; when it goes, the browser gives the lock to another.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::Attention;
use crate::platform::tab;

const NAME: &str = "letopis.attention";

thread_local! {
    static WANTED: Cell<bool> = const { Cell::new(false) };
    /// A request stands in the browser's queue.
    static QUEUED: Cell<bool> = const { Cell::new(false) };
    static REQUESTS: Cell<u32> = const { Cell::new(0) };
    /// The request that holds the lock. A tab that takes it while its own request was just granted loses that one.
    static HOLDER: Cell<u32> = const { Cell::new(0) };
    static GIVE_BACK: RefCell<Option<Function>> = const { RefCell::new(None) };
}

impl Attention {
    /// Waits for the lead from now on, or gives it up: a tab where nobody is signed in must not silence the others.
    pub(super) fn want_lead(self, wanted: bool) {
        WANTED.set(wanted);
        if wanted {
            self.queue_for_lead();
        } else if let Some(give_back) = GIVE_BACK.take() {
            let _ = give_back.call0(&JsValue::UNDEFINED);
        }
    }

    /// Takes the lead from whichever tab has it.
    pub(super) fn take_lead(self) {
        if WANTED.get() && !self.leads() {
            self.request_lead(true);
        }
    }

    fn leads(self) -> bool {
        self.browser.with_untracked(|browser| browser.leads)
    }

    fn queue_for_lead(self) {
        if WANTED.get() && !self.leads() && !QUEUED.replace(true) {
            self.request_lead(false);
        }
    }

    fn request_lead(self, steal: bool) {
        let request = REQUESTS.get() + 1;
        REQUESTS.set(request);
        let granted = move || {
            if !steal {
                QUEUED.set(false);
            }
            if !WANTED.get() {
                return JsValue::UNDEFINED;
            }
            HOLDER.set(request);
            self.learn(|browser| browser.leads = true);
            Promise::new(&mut |give_back, _| GIVE_BACK.set(Some(give_back))).into()
        };
        let Some(over) = tab::lock(NAME, steal, granted) else {
            // Without https there are no locks: every tab speaks for itself.
            self.learn(|browser| browser.leads = true);
            return;
        };
        spawn_local(async move {
            let _ = JsFuture::from(over).await;
            if HOLDER.get() == request {
                self.learn(|browser| browser.leads = false);
                self.queue_for_lead();
            }
        });
    }
}
