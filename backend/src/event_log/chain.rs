//! The hash chain: what an event's digest and link are, and the walk that checks them.
//!
//! ```text
//! digest    = SHA-256(salt, 16 random bytes · payload)
//! genesis   = SHA-256("letopis log 1" · id of the log, 16 bytes)
//! link      = SHA-256(link before, or genesis · position u64 · recorded_at i64, µs since 1970 · SHA-256(body))
//! ```
//!
//! `body` is the rest of the envelope and the digest, as `encoding.rs` describes; it is hashed by itself because it is
//! known before the event's turn comes, and the one writer has little time. A link covers the payload only
//! through its salted digest: without salt and payload the chain still verifies, and the digest tells nothing of what
//! was erased. Whoever keeps a head elsewhere (position and link) can tell later that nothing before it was changed and
//! nothing was cut off behind it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use letopis_events::{StoredEvent, StreamId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Head;
use super::encoding::{Body, encode_body, encode_meta};

/// The link before the first event of a log.
pub fn genesis(log_id: Uuid) -> [u8; 32] {
    Sha256::new().chain_update(b"letopis log 1").chain_update(log_id.as_bytes()).finalize().into()
}

/// The digest of a payload.
pub fn digest(salt: &[u8; 16], payload: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(payload.as_bytes()).finalize().into()
}

/// The hash of what is known of an event before its turn comes.
pub(crate) fn body_hash(body: &Body<'_>) -> [u8; 32] {
    Sha256::digest(encode_body(body)).into()
}

/// The link of an event.
pub(crate) fn link(before: &[u8; 32], position: u64, recorded_at: DateTime<Utc>, body: &[u8; 32]) -> [u8; 32] {
    let mut input = [0; 80];
    input[..32].copy_from_slice(before);
    input[32..40].copy_from_slice(&position.to_be_bytes());
    input[40..48].copy_from_slice(&recorded_at.timestamp_micros().to_be_bytes());
    input[48..].copy_from_slice(body);
    Sha256::digest(input).into()
}

/// An event as the chain holds it, borrowed from wherever it stands.
pub(crate) struct Sealed<'a> {
    pub(crate) position: u64,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) body: Body<'a>,
    /// Both or neither: an erased event has none.
    pub(crate) payload: Option<&'a str>,
    pub(crate) salt: Option<[u8; 16]>,
    pub(crate) link: [u8; 32],
}

impl Sealed<'_> {
    /// What is wrong with it behind `before`, which is believed; its stream is not looked at.
    pub(crate) fn fault(&self, before: &Head) -> Option<Fault> {
        if self.position != before.position + 1 {
            return Some(Fault::Gap { found: self.position });
        }
        if self.recorded_at < before.recorded_at {
            return Some(Fault::Time);
        }
        match (self.payload, &self.salt) {
            (Some(payload), Some(salt)) if digest(salt, payload) != self.body.digest => return Some(Fault::Digest),
            (Some(_), None) | (None, Some(_)) => return Some(Fault::HalfErased),
            (Some(_), Some(_)) | (None, None) => {}
        }
        let fits = link(&before.link, self.position, self.recorded_at, &body_hash(&self.body)) == self.link;
        (!fits).then_some(Fault::Link)
    }

    /// The end of a log that ends with it.
    pub(crate) fn head(&self) -> Head {
        Head { position: self.position, link: self.link, recorded_at: self.recorded_at }
    }
}

/// Bytes in lower-case hexadecimal.
pub struct Hex<'a>(pub &'a [u8]);

impl std::fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What is wrong at a position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the log goes on at position {found}: what stood between is gone")]
    Gap { found: u64 },
    #[error("its stream {stream} goes on at revision {found} after {before}")]
    Revision { stream: StreamId, before: u64, found: u64 },
    #[error("it was recorded before the event in front of it")]
    Time,
    #[error("the payload is not the one that was recorded")]
    Digest,
    #[error("payload and salt were not removed together")]
    HalfErased,
    #[error("envelope or place is not what was recorded: the link does not fit")]
    Link,
    #[error("this version cannot read it: {0}")]
    Unknown(String),
    #[error("it cannot be read from the file: {0}")]
    Unreadable(String),
    #[error("the index of commands does not lead here")]
    Command,
    #[error("the index of commands leads here, beyond the last event at position {end}")]
    CommandBeyond { end: u64 },
    #[error("the link is not the one of the head that was kept elsewhere")]
    OtherHead,
    #[error("the log ends at {end}, before the head that was kept elsewhere")]
    Cut { end: u64 },
}

impl Fault {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Gap { .. } => "gap",
            Fault::Revision { .. } => "revision",
            Fault::Time => "time",
            Fault::Digest => "digest",
            Fault::HalfErased => "half_erased",
            Fault::Link => "link",
            Fault::Unknown(_) => "unknown",
            Fault::Unreadable(_) => "unreadable",
            Fault::Command => "command",
            Fault::CommandBeyond { .. } => "command_beyond",
            Fault::OtherHead => "other_head",
            Fault::Cut { .. } => "cut",
        }
    }
}

/// The first position that is not as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("position {position}: {fault}")]
pub struct Broken {
    pub position: u64,
    pub fault: Fault,
}

/// A walk along a log, event by event from the first.
#[derive(Clone, Debug)]
pub struct Verifier {
    head: Head,
    expected: Option<(u64, [u8; 32])>,
    revisions: HashMap<StreamId, u64>,
    from_start: bool,
    erased: u64,
}

impl Verifier {
    /// A walk that starts at the beginning of a log.
    pub fn new(log_id: Uuid) -> Self {
        let head = Head::beginning(log_id);
        Self { head, expected: None, revisions: HashMap::new(), from_start: true, erased: 0 }
    }

    /// A walk that starts behind an event; what that one says of itself is believed, and so are the revisions of streams
    /// that it has not met yet.
    pub fn behind(event: &StoredEvent) -> Self {
        let head = Head::of(event);
        Self { head, expected: None, revisions: HashMap::new(), from_start: false, erased: 0 }
    }

    /// The same walk, which must also come by this position and link, kept elsewhere.
    #[must_use]
    pub fn expecting(mut self, position: u64, link: [u8; 32]) -> Self {
        self.expected = Some((position, link));
        self
    }

    /// Takes the next event.
    ///
    /// # Errors
    /// [`Broken`] when it is not what was recorded; the walk ends there.
    pub fn check(&mut self, event: &StoredEvent) -> Result<(), Broken> {
        let position = self.head.position + 1;
        self.fault(event).map_or(Ok(()), |fault| Err(Broken { position, fault }))?;
        self.head = Head::of(event);
        self.revisions.insert(event.stream, event.revision);
        self.erased += u64::from(event.payload.is_none());
        Ok(())
    }

    /// Ends the walk.
    ///
    /// # Errors
    /// [`Broken`] when the log ends before the expected head.
    pub fn finish(self) -> Result<Verified, Broken> {
        match self.expected {
            Some((position, link)) if position == 0 && link != self.head.link && self.head.position == 0 => {
                Err(Broken { position, fault: Fault::OtherHead })
            }
            Some((position, _)) if position > self.head.position => {
                Err(Broken { position: self.head.position + 1, fault: Fault::Cut { end: self.head.position } })
            }
            _ => Ok(Verified { head: self.head, streams: self.revisions.len() as u64, erased: self.erased }),
        }
    }

    /// The last event that was taken.
    pub fn position(&self) -> u64 {
        self.head.position
    }

    fn fault(&self, event: &StoredEvent) -> Option<Fault> {
        if let Some(fault) = fault(event, &self.head) {
            return Some(fault);
        }
        let unmet = if self.from_start { 0 } else { event.revision.saturating_sub(1) };
        let before = self.revisions.get(&event.stream).copied().unwrap_or(unmet);
        if event.revision != before + 1 {
            return Some(Fault::Revision { stream: event.stream, before, found: event.revision });
        }
        if self.expected.is_some_and(|(position, link)| position == event.position && link != event.link) {
            return Some(Fault::OtherHead);
        }
        event.parse().err().map(|unknown| Fault::Unknown(unknown.to_string()))
    }
}

/// What is wrong with an event behind `before`, which is believed; its stream is not looked at.
pub(crate) fn fault(event: &StoredEvent, before: &Head) -> Option<Fault> {
    let meta = encode_meta(&event.meta);
    let sealed = Sealed {
        position: event.position,
        recorded_at: event.recorded_at,
        body: Body::of(event, &meta),
        payload: event.payload.as_deref(),
        salt: event.salt,
        link: event.link,
    };
    sealed.fault(before)
}

/// A whole log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    pub head: Head,
    pub streams: u64,
    /// Events whose payload was removed on purpose.
    pub erased: u64,
}
