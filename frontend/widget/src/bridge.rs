//! The line between the chat window and the loader, whose side is `frontend/loader/src/bridge.ts`.
//!
//! Frames of the server pass as they came. The loader hands over one end of a channel; it is taken once, and only from the
//! window around this one.

use std::cell::OnceCell;
use std::rc::Rc;

use letopis_shared::schema::ids::CommandId;
use letopis_shared::wire::visitor::{ServerFrame, SiteFace};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use crate::wire::{self, Json, json::quoted};

/// What the loader says for itself.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a message lives from the line to the model; nobody keeps many")]
pub enum LoaderMessage {
    /// First on every line: the site as it looked the last time, commands without an answer, and what the server has said
    /// of the conversation.
    Start { up: bool, site: Option<SiteFace>, pending: Vec<PendingCommand>, frames: Vec<ServerFrame> },
    /// The socket opened or closed.
    Link { up: bool },
    /// The window was shown or hidden; with `focus` the visitor did it.
    Shown { open: bool, focus: bool },
}

/// A command that the server has not answered, or refused. Only messages have a text.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingCommand {
    pub id: CommandId,
    pub text: Option<String>,
    pub failed: bool,
}

/// What arrives on the line.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    Loader(LoaderMessage),
    Server(ServerFrame),
}

impl Incoming {
    /// Reads a line; `None` for what this version does not know.
    pub fn parse(text: &str) -> Option<Self> {
        let json = Json::parse(text)?;
        let flag = |name| json.get(name).bool();
        Some(match json.get("loader").text() {
            None => Self::Server(wire::frame(&json)?),
            Some("start") => Self::Loader(LoaderMessage::Start {
                up: flag("up")?,
                site: wire::site(json.get("site")),
                pending: json.get("pending").list().iter().filter_map(pending).collect(),
                frames: json.get("frames").list().iter().filter_map(kept).collect(),
            }),
            Some("link") => Self::Loader(LoaderMessage::Link { up: flag("up")? }),
            Some("shown") => Self::Loader(LoaderMessage::Shown { open: flag("open")?, focus: flag("focus")? }),
            Some(_) => return None,
        })
    }
}

fn pending(json: &Json) -> Option<PendingCommand> {
    let command = json.get("command");
    let id = CommandId(wire::uuid(command.get("id"))?);
    Some(PendingCommand { id, text: command.get("text").string(), failed: json.get("failed").bool() == Some(true) })
}

fn kept(json: &Json) -> Option<ServerFrame> {
    wire::frame(&Json::parse(json.text()?)?)
}

/// What the window says.
#[derive(Debug)]
pub enum Outgoing<'a> {
    /// These are frames for the server.
    Send {
        id: CommandId,
        text: &'a str,
        /// The answers to the site's form, as they travel.
        form: Option<&'a str>,
    },
    Close {
        id: CommandId,
    },
    /// The visitor's judgement, 1 to 5.
    Rate {
        id: CommandId,
        stars: u8,
        comment: &'a str,
    },
    Typing,
    /// For the loader: hide the window.
    Hide,
    /// For the loader: the visitor gave up a command that the server refused.
    Drop {
        id: CommandId,
    },
}

impl Outgoing<'_> {
    fn line(&self) -> String {
        match self {
            Self::Send { id, text, form } => {
                let form = form.map(|form| [r#","form":"#, form].concat()).unwrap_or_default();
                format!(r#"{{"frame":"send","id":"{id}","text":{}{form}}}"#, quoted(text))
            }
            Self::Close { id } => format!(r#"{{"frame":"close","id":"{id}"}}"#),
            Self::Rate { id, stars, comment } => {
                format!(r#"{{"frame":"rate","id":"{id}","stars":{stars},"comment":{}}}"#, quoted(comment))
            }
            Self::Typing => r#"{"frame":"typing"}"#.to_owned(),
            Self::Hide => r#"{"window":"close"}"#.to_owned(),
            Self::Drop { id } => format!(r#"{{"window":"drop","id":"{id}"}}"#),
        }
    }
}

/// The window's end of the line. Before the loader has answered nothing leaves.
#[derive(Clone, Default)]
pub struct Bridge(Rc<OnceCell<MessagePort>>);

impl Bridge {
    /// Asks the page around for a line and hands everything that arrives to `hear`, for as long as the window lives.
    pub fn open(hear: impl Fn(Incoming) + 'static) -> Self {
        let bridge = Self::default();
        let Some(window) = web_sys::window() else { return bridge };
        let Ok(Some(parent)) = window.parent() else { return bridge };

        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(incoming) = event.data().as_string().as_deref().and_then(Incoming::parse) {
                hear(incoming);
            }
        })
        .into_js_value();
        let line = bridge.0.clone();
        let around = parent.clone();
        let take = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let from_parent = event.source().is_some_and(|source| js_sys::Object::is(&source, &around));
            if !from_parent || event.data().as_string().as_deref() != Some("letopis:port") {
                return;
            }
            if let Ok(port) = event.ports().get(0).dyn_into::<MessagePort>()
                && line.set(port.clone()).is_ok()
            {
                port.set_onmessage(Some(hear.unchecked_ref()));
            }
        })
        .into_js_value();
        // Whoever embeds us may know that we are ready; the line itself goes from the loader to our origin only.
        let _ = window.add_event_listener_with_callback("message", take.unchecked_ref());
        let _ = parent.post_message(&"letopis:ready".into(), "*");
        bridge
    }

    /// Says something to the loader, or through it to the server.
    pub fn say(&self, message: &Outgoing) {
        if let Some(port) = self.0.get() {
            let _ = port.post_message(&message.line().into());
        }
    }
}

#[cfg(test)]
mod tests {
    use letopis_shared::schema::ids::DepartmentId;
    use letopis_shared::wire::visitor::{ClientFrame, FormAnswers};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_leaves_are_frames_of_the_contract() {
        let id = CommandId(Uuid::from_u128(7));
        let answers = FormAnswers {
            name: "Марина \"М\"".to_owned(),
            email: String::new(),
            phone: "+7".to_owned(),
            department_id: Some(DepartmentId(Uuid::from_u128(8))),
            consent: Some("Согласна".to_owned()),
        };
        let pairs = [
            (
                Outgoing::Send { id, text: "«Ладога \"3\"»\n🙂", form: None },
                ClientFrame::Send { id, text: "«Ладога \"3\"»\n🙂".to_owned(), form: None },
            ),
            (
                Outgoing::Send { id, text: "а", form: Some(&crate::form::line(&answers)) },
                ClientFrame::Send { id, text: "а".to_owned(), form: Some(Box::new(answers.clone())) },
            ),
            (Outgoing::Close { id }, ClientFrame::Close { id }),
            (
                Outgoing::Rate { id, stars: 5, comment: "Спасибо" },
                ClientFrame::Rate { id, stars: 5, comment: "Спасибо".to_owned() },
            ),
            (Outgoing::Typing, ClientFrame::Typing),
        ];
        for (outgoing, frame) in pairs {
            assert_eq!(serde_json::from_str::<ClientFrame>(&outgoing.line()).expect("a frame"), frame);
        }
    }

    #[test]
    fn requests_are_told_from_frames_by_their_tag() {
        let drop = Outgoing::Drop { id: CommandId(Uuid::nil()) };
        assert_eq!(drop.line(), r#"{"window":"drop","id":"00000000-0000-0000-0000-000000000000"}"#);
        assert_eq!(Outgoing::Hide.line(), r#"{"window":"close"}"#);
    }

    #[test]
    fn lines_of_the_loader_and_of_the_server_are_told_apart() {
        let start = r##"{"loader":"start","up":true,"site":{"name":"Привал","accent":"#2f6b4f","locale":"ru","title":"","subtitle":"","greeting":"","offline":""},"frames":["{\"frame\":\"typing\",\"name\":\"Ира\"}"],"pending":[
            {"command":{"frame":"send","id":"00000000-0000-0000-0000-000000000007","text":"а"},"failed":true},
            {"command":{"frame":"close","id":"00000000-0000-0000-0000-000000000008"}}]}"##;
        let Some(Incoming::Loader(LoaderMessage::Start { up, site, pending, frames })) = Incoming::parse(start) else {
            panic!("not a start");
        };
        assert!(up && pending[0].failed && !pending[1].failed && pending[1].text.is_none());
        assert_eq!(site.map(|site| site.name).as_deref(), Some("Привал"));
        assert_eq!(frames, [ServerFrame::Typing { name: "Ира".to_owned() }]);
        assert_eq!(
            Incoming::parse(r#"{"frame":"typing","name":"Ира"}"#),
            Some(Incoming::Server(ServerFrame::Typing { name: "Ира".to_owned() }))
        );
        assert_eq!(Incoming::parse(r#"{"loader":"later"}"#), None);
        assert_eq!(Incoming::parse(""), None);
    }
}
