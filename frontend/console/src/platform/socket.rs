//! One WebSocket. Every socket has a number, so that a late event of an old one is told from the present one's.

use std::cell::Cell;

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, WebSocket};

/// What a socket says.
pub enum Said {
    Opened,
    /// A text frame.
    Text(String),
    Closed,
}

/// An open or opening socket; dropping it closes it and silences it.
pub struct Socket {
    socket: WebSocket,
    _listeners: [Closure<dyn FnMut(Event)>; 4],
}

thread_local! {
    static NEXT: Cell<u64> = const { Cell::new(1) };
}

/// The number of the next socket.
pub fn next_number() -> u64 {
    NEXT.with(|next| next.replace(next.get() + 1))
}

impl Socket {
    /// Opens a socket to this server; `None` where the browser refuses even to try.
    pub fn open(path: &str, on: impl Fn(Said) + Clone + 'static) -> Option<Self> {
        let location = window().location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{path}", location.host().ok()?)).ok()?;
        let listen = |said: fn(Event) -> Option<Said>| {
            let on = on.clone();
            Closure::<dyn FnMut(Event)>::new(move |event| {
                if let Some(said) = said(event) {
                    on(said);
                }
            })
        };
        let opened = listen(|_| Some(Said::Opened));
        let message = listen(|event| Some(Said::Text(event.unchecked_ref::<MessageEvent>().data().as_string()?)));
        let closed = listen(|_| Some(Said::Closed));
        // An error is always followed by a close.
        let failed = listen(|_| None);
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        socket.set_onerror(Some(failed.as_ref().unchecked_ref()));
        Some(Self { socket, _listeners: [opened, message, closed, failed] })
    }

    /// Sends a text frame; into a socket that is not open it is lost, and the close follows.
    pub fn send(&self, text: &str) {
        if self.socket.ready_state() == WebSocket::OPEN {
            let _ = self.socket.send_with_str(text);
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        self.socket.set_onerror(None);
        let _ = self.socket.close();
    }
}
