//! A bare WebSocket to the server: frames of text out and in, and how it ended.

use std::io;
use std::net::SocketAddr;

use futures::{SinkExt, StreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::PATIENCE;

/// Room for one read, in bytes.
const READ_BYTES: usize = 8 * 1024;

/// Where a proxy names the address that it speaks for.
pub const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What the upgrade request says.
#[derive(Clone, Debug)]
pub struct Upgrade<'a> {
    pub address: SocketAddr,
    /// `/ws/operator` or `/ws/visitor`.
    pub path: &'a str,
    pub origin: Option<&'a str>,
    /// The kernel's buffer for what arrives, in bytes, where a slow reader is wanted.
    pub receive_bytes: Option<u32>,
}

/// What came from the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    Text(String),
    /// The server closed with this code, or the connection broke.
    Closed(Option<u16>),
}

/// One connected socket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// Every frame received, when asked for.
    record: Option<Vec<String>>,
}

impl Socket {
    /// Connects and upgrades.
    ///
    /// # Errors
    /// The status with which the server refused the upgrade.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn open(upgrade: Upgrade<'_>) -> Result<Self, StatusCode> {
        Self::open_as(upgrade, &[(header::USER_AGENT, "letopis-testing")]).await
    }

    /// As [`Socket::open`], with what this browser, or a proxy before it, says.
    ///
    /// # Errors
    /// The status with which the server refused the upgrade.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn open_as(upgrade: Upgrade<'_>, said: &[(HeaderName, &str)]) -> Result<Self, StatusCode> {
        let tcp = connect(&upgrade).await.expect("the server can be reached");
        let mut request = format!("ws://{}{}", upgrade.address, upgrade.path).into_client_request().expect("a request");
        if let Some(origin) = upgrade.origin {
            let origin = HeaderValue::from_str(origin).expect("an origin fits in a header");
            request.headers_mut().insert(header::ORIGIN, origin);
        }
        for (name, value) in said {
            let value = HeaderValue::from_str(value).expect("a text that fits in a header");
            request.headers_mut().insert(name, value);
        }
        // A buffer for each read: the library's own would hold 128 KiB for every one of thousands of sockets.
        let config =
            WebSocketConfig::default().max_message_size(None).max_frame_size(None).read_buffer_size(READ_BYTES);
        let upgraded = tokio_tungstenite::client_async_with_config(request, tcp, Some(config));
        match timeout(PATIENCE, upgraded).await.expect("the upgrade is answered in time") {
            Ok((stream, _)) => Ok(Self { stream, record: None }),
            Err(Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("the upgrade failed: {error}"),
        }
    }

    /// Keeps every frame received from now on.
    pub fn record(&mut self) {
        self.record.get_or_insert_default();
    }

    /// The frames received since [`Socket::record`].
    pub fn recorded(&self) -> &[String] {
        self.record.as_deref().unwrap_or_default()
    }

    /// Sends a frame of the protocol. A closed socket swallows it: what follows is read.
    pub async fn send(&mut self, frame: &impl Serialize) {
        self.send_text(serde_json::to_string(frame).expect("frames serialise")).await;
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: impl Into<String>) {
        self.send_message(Message::text(text.into())).await;
    }

    /// Sends bytes as a binary message.
    pub async fn send_binary(&mut self, bytes: Vec<u8>) {
        self.send_message(Message::binary(bytes)).await;
    }

    /// Sends a ping of the WebSocket protocol, which is not the product's heartbeat.
    pub async fn send_protocol_ping(&mut self) {
        self.send_message(Message::Ping(Bytes::new())).await;
    }

    /// Writes raw bytes past the WebSocket protocol.
    pub async fn send_raw(&mut self, bytes: &[u8]) {
        use tokio::io::AsyncWriteExt;
        let _ = self.stream.get_mut().write_all(bytes).await;
    }

    async fn send_message(&mut self, message: Message) {
        let _ = timeout(PATIENCE, self.stream.send(message)).await.expect("the server takes frames in time");
    }

    /// The next frame, or the end.
    ///
    /// # Panics
    /// When nothing comes within [`PATIENCE`].
    pub async fn receive(&mut self) -> Received {
        self.try_receive().await.expect("a frame comes in time")
    }

    /// The next frame, or the end; `None` when nothing comes within [`PATIENCE`].
    pub(crate) async fn try_receive(&mut self) -> Option<Received> {
        timeout(PATIENCE, self.next()).await.ok()
    }

    /// The next frame, or the end, whenever it comes. Nothing is lost when the waiting is given up.
    pub async fn next(&mut self) -> Received {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    if let Some(record) = &mut self.record {
                        record.push(text.to_string());
                    }
                    return Received::Text(text.to_string());
                }
                Some(Ok(Message::Close(close))) => return Received::Closed(close.map(|close| close.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Received::Closed(None),
            }
        }
    }

    /// The next frame as one of the protocol; `None` at the end.
    ///
    /// # Panics
    /// When it is not one, or nothing comes.
    pub async fn receive_frame<F: DeserializeOwned>(&mut self) -> Option<F> {
        match self.receive().await {
            Received::Text(text) => Some(decode(&text)),
            Received::Closed(_) => None,
        }
    }

    /// Reads to the end of the socket: the frames that still came, and the code of the close.
    pub async fn drain(&mut self) -> (Vec<String>, Option<u16>) {
        let mut frames = Vec::new();
        loop {
            match self.receive().await {
                Received::Text(text) => frames.push(text),
                Received::Closed(code) => return (frames, code),
            }
        }
    }

    /// Breaks the connection without a word.
    pub fn cut(self) {
        drop(self);
    }
}

/// A frame of the protocol.
///
/// # Panics
/// When it is not one.
pub fn decode<F: DeserializeOwned>(text: &str) -> F {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("not a frame of the protocol: {error}: {text}"))
}

async fn connect(upgrade: &Upgrade<'_>) -> io::Result<TcpStream> {
    let socket = match upgrade.address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    if let Some(bytes) = upgrade.receive_bytes {
        socket.set_recv_buffer_size(bytes)?;
    }
    let stream = socket.connect(upgrade.address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
