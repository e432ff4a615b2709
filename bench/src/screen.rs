//! Browsers of the product, as far as a bench needs them: hello, subscription, messages.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use letopis::commands::DEMO_SITE;
use letopis_shared::wire::operator::{ClientFrame, ServerFrame, Topic};
use letopis_shared::wire::{PROTOCOL, Resume, visitor};
use tempfile::TempDir;

use crate::child::{Role, Server};
use crate::socket::{Origin, Receiver, Sender, connect};
use crate::stack::{self, Stack, page};

/// A server of the product, with operators who may come.
pub struct Desk {
    pub server: Server,
    /// One access token an operator.
    pub tokens: Vec<String>,
    _folder: TempDir,
}

impl Desk {
    /// Sets up a folder and starts a server over it.
    ///
    /// # Errors
    /// When something of that fails.
    pub async fn open(operators: usize) -> Result<Self> {
        let folder = stack::folder()?;
        let tokens = prepare(folder.path(), operators).await?;
        Ok(Self { server: Server::start(Role::Product, folder.path())?, tokens, _folder: folder })
    }

    /// The token of the nth socket: operators share the sockets evenly.
    pub fn token(&self, nth: usize) -> &str {
        &self.tokens[nth % self.tokens.len()]
    }

    /// A socket of an operator that follows the workplace, from its snapshot on.
    ///
    /// # Errors
    /// When the server does not play along.
    pub async fn operator(address: SocketAddr, token: &str) -> Result<(Sender, Receiver)> {
        let (mut sender, mut receiver) = connect(address, "/ws/operator", Origin::Own).await?;
        sender.send(&hello(token)).await?;
        sender.send(&ClientFrame::Subscribe { topic: Topic::Workplace, resume: None }).await?;
        receiver.until("\"frame\":\"snapshot\"").await?;
        Ok((sender, receiver))
    }

    /// A socket of an operator who was away since `resume`, when he has everything that he missed.
    ///
    /// # Errors
    /// When the server does not play along.
    pub async fn return_of(address: SocketAddr, token: &str, resume: Resume) -> Result<()> {
        let (mut sender, mut receiver) = connect(address, "/ws/operator", Origin::Own).await?;
        sender.send(&hello(token)).await?;
        receiver.until("\"frame\":\"welcome\"").await?;
        sender.send(&ClientFrame::Subscribe { topic: Topic::Workplace, resume: Some(resume) }).await?;
        receiver.until("\"frame\":\"patch\"").await
    }

    /// The place in the log where an operator who comes now stands.
    ///
    /// # Errors
    /// When the server does not play along.
    pub async fn place(&self) -> Result<Resume> {
        let (mut sender, mut receiver) = connect(self.server.address, "/ws/operator", Origin::Own).await?;
        sender.send(&hello(self.token(0))).await?;
        match serde_json::from_str(receiver.text().await?)? {
            ServerFrame::Welcome { log_id, position, .. } => Ok(Resume { log_id, position }),
            other => Err(anyhow::anyhow!("{other:?} instead of a welcome")),
        }
    }

    /// A socket of a new visitor, from his snapshot on.
    ///
    /// # Errors
    /// When the server does not play along.
    pub async fn visitor(address: SocketAddr) -> Result<(Sender, Receiver)> {
        let (mut sender, mut receiver) = connect(address, "/ws/visitor", Origin::Shop).await?;
        let hello = visitor::ClientFrame::Hello {
            protocol: PROTOCOL,
            site_id: DEMO_SITE,
            token: None,
            tab_id: stack::ids().next(),
            page: page("tents"),
            referrer: String::new(),
            languages: vec!["en".to_owned()],
            resume: None,
        };
        sender.send(&hello).await?;
        receiver.until("\"frame\":\"snapshot\"").await?;
        Ok((sender, receiver))
    }
}

async fn prepare(folder: &Path, operators: usize) -> Result<Vec<String>> {
    let stack = Stack::open(folder)?;
    let callers = stack.staff(operators).await?;
    let tokens: Result<Vec<_>> = callers.into_iter().map(|caller| stack.token(caller)).collect();
    stack.close().await;
    tokens.context("no tokens for the operators")
}

fn hello(token: &str) -> ClientFrame {
    ClientFrame::Hello { protocol: PROTOCOL, token: token.to_owned() }
}

/// A message of a visitor that can be found again wherever it is shown; `chars` is the length of its text.
pub fn numbered(number: usize, chars: usize) -> visitor::ClientFrame {
    visitor::ClientFrame::Send { id: stack::ids().next(), text: text_of(number, chars), form: None }
}

/// The text of a numbered message.
pub fn text_of(number: usize, chars: usize) -> String {
    format!("{:.<chars$}", format!("~{number:07} "))
}

/// The numbers of all messages that a frame shows.
pub fn numbers(frame: &str) -> impl Iterator<Item = usize> {
    frame.split('~').skip(1).filter_map(|part| part.get(..7)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_what_is_shown() {
        let frame = serde_json::to_string(&numbered(42, 80)).unwrap();
        assert_eq!(numbers(&frame).collect::<Vec<_>>(), [42]);
        assert_eq!(numbers("a ~0000001 b ~0000020 c ~x").collect::<Vec<_>>(), [1, 20]);
    }
}
