//! A WebSocket client that does as little as possible, so that what is measured is the server.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::stack::SHOP;

/// Room for one read; a frame that is larger gets more.
const READ_BYTES: usize = 2_048;
const TEXT: u8 = 1;

/// Opens a socket. `origin` is the page that asks.
///
/// # Errors
/// When the server does not upgrade.
pub async fn connect(address: SocketAddr, path: &str, origin: Origin) -> Result<(Sender, Receiver)> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut read, mut write) = stream.into_split();
    let origin = match origin {
        Origin::Own => format!("http://{address}"),
        Origin::Shop => format!("https://{SHOP}"),
    };
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\norigin: {origin}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    write.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::with_capacity(READ_BYTES);
    let end = loop {
        ensure!(read.read_buf(&mut bytes).await? > 0, "the server closed the connection");
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    ensure!(bytes.starts_with(b"HTTP/1.1 101"), "no upgrade: {}", String::from_utf8_lossy(&bytes[..end]));
    Ok((Sender { write }, Receiver { read, bytes, start: end }))
}

/// Whose page opens a socket.
#[derive(Clone, Copy)]
pub enum Origin {
    /// The server's own.
    Own,
    /// The shop's.
    Shop,
}

/// The end that writes.
pub struct Sender {
    write: OwnedWriteHalf,
}

impl Sender {
    /// Sends a frame of JSON.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn send(&mut self, frame: &impl Serialize) -> Result<()> {
        let text = serde_json::to_vec(frame)?;
        let length = text.len();
        let mut bytes = Vec::with_capacity(length + 8);
        bytes.push(0x80 | TEXT);
        match u16::try_from(length)? {
            short @ ..126 => bytes.push(0x80 | short as u8),
            long => {
                bytes.push(0x80 | 126);
                bytes.extend_from_slice(&long.to_be_bytes());
            }
        }
        // A mask of zeros is a mask: the server works as hard for it as for any other.
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&text);
        Ok(self.write.write_all(&bytes).await?)
    }
}

/// The end that reads.
pub struct Receiver {
    read: OwnedReadHalf,
    bytes: Vec<u8>,
    /// Where the next frame begins.
    start: usize,
}

impl Receiver {
    /// The next frame of text.
    ///
    /// # Errors
    /// When the server closes the connection.
    pub async fn text(&mut self) -> Result<&str> {
        loop {
            if let Some((opcode, from, to)) = frame(&self.bytes[self.start..])? {
                let (from, to) = (self.start + from, self.start + to);
                self.start = to;
                match opcode {
                    TEXT => return Ok(std::str::from_utf8(&self.bytes[from..to])?),
                    8 => bail!("the server closed the socket"),
                    _ => continue,
                }
            }
            self.bytes.drain(..self.start);
            self.start = 0;
            self.bytes.reserve(READ_BYTES);
            ensure!(self.read.read_buf(&mut self.bytes).await? > 0, "the server closed the connection");
        }
    }

    /// Reads until a frame contains this.
    ///
    /// # Errors
    /// When the server closes the connection before.
    pub async fn until(&mut self, part: &str) -> Result<()> {
        while !self.text().await.with_context(|| format!("while {part} was awaited"))?.contains(part) {}
        Ok(())
    }
}

/// Opcode, begin and end of the payload of the frame that stands first, if it is whole.
fn frame(bytes: &[u8]) -> Result<Option<(u8, usize, usize)>> {
    let [first, second, rest @ ..] = bytes else { return Ok(None) };
    ensure!(first & 0x80 != 0 && second & 0x80 == 0, "a frame that no server of ours sends");
    let (head, length) = match (second & 0x7f, rest) {
        (126, [a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (127, [a, b, c, d, e, f, g, h, ..]) => {
            (10, usize::try_from(u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]))?)
        }
        (126 | 127, _) => return Ok(None),
        (short, _) => (2, usize::from(short)),
    };
    Ok((bytes.len() >= head + length).then_some((first & 0x0f, head, head + length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_whole_or_not_there() {
        assert_eq!(frame(&[0x81, 2, b'o']).unwrap(), None);
        assert_eq!(frame(&[0x81, 2, b'o', b'k', 0x81]).unwrap(), Some((1, 2, 4)));
        let long = [&[0x81, 126, 1, 0][..], &[b'x'; 256]].concat();
        assert_eq!(frame(&long).unwrap(), Some((1, 4, 260)));
        assert_eq!(frame(&long[..259]).unwrap(), None);
        assert!(frame(&[0x81, 0x82, 0]).is_err(), "a server does not mask");
    }
}
