//! What both kinds of sockets share: moving frames, limits, heartbeat, the end.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use actix_ws::{AggregatedMessage, CloseCode, CloseReason, ProtocolError, Session};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use letopis_shared::wire::ErrorCode;
use serde::Serialize;
use tokio::time::{Instant, timeout, timeout_at};

use crate::app::App;
use crate::config::Limits;
use crate::doors::Place;
use crate::http::client_address;
use crate::subscriptions::{Cut, Outbox, Outgoing, outbox};

/// Time for the last words to a socket that is being closed.
const FAREWELL: Duration = Duration::from_secs(2);

/// When to come back to a server that has enough to do, in milliseconds.
const LATER_MILLIS: u32 = 5_000;

/// What a frame means, for one kind of socket.
pub(super) trait Peer: 'static {
    /// Takes a frame of the client.
    ///
    /// # Errors
    /// The [`ErrorCode`] with which the socket is cut.
    async fn hear(&mut self, frame: &str) -> Result<(), ErrorCode>;

    /// Whether a hello was accepted.
    fn greeted(&self) -> bool;

    /// The frame that says why the server closes the socket.
    fn bye(cut: Cut) -> String;

    /// The socket has ended.
    async fn leave(&mut self);
}

/// Answers the upgrade and starts the tasks of a socket.
pub(super) fn open<P: Peer>(
    request: &HttpRequest,
    body: web::Payload,
    app: &App,
    frame_bytes_max: usize,
    peer: impl FnOnce(Outbox) -> P,
) -> actix_web::Result<HttpResponse> {
    let limits = &app.config.limits;
    if app.hub.sockets() >= limits.sockets_max {
        return Ok(HttpResponse::ServiceUnavailable().finish());
    }
    let Ok(place) = place(request, app) else { return Ok(HttpResponse::TooManyRequests().finish()) };
    let (response, session, stream) = actix_ws::handle(request, body)?;
    let (outbox, outgoing) = outbox(limits.socket_queue_frames);
    let stream =
        stream.max_frame_size(frame_bytes_max).aggregate_continuations().max_continuation_size(frame_bytes_max);
    let mut reading = Reading {
        peer: peer(outbox.clone()),
        session: session.clone(),
        stream,
        outbox,
        limiter: limiter(limits),
        place,
        hello_wait: limits.hello_wait,
        silence_cut: limits.silence_cut,
    };
    let mut writing = Writing { session, outgoing };
    actix_web::rt::spawn(async move { writing.write::<P>().await });
    actix_web::rt::spawn(async move { reading.read().await });
    Ok(response)
}

/// The task that reads. What it holds stands once in memory, as it is only lent to what is awaited: there is one for every
/// socket, and most wait.
struct Reading<P> {
    peer: P,
    session: Session,
    stream: actix_ws::AggregatedMessageStream,
    outbox: Outbox,
    limiter: DefaultDirectRateLimiter,
    /// Held until the hello.
    place: Option<Place>,
    hello_wait: Duration,
    silence_cut: Duration,
}

impl<P: Peer> Reading<P> {
    /// Reads frames until the client goes, misbehaves, or is cut.
    async fn read(&mut self) {
        // Pings of the WebSocket protocol are signs of life, but no hello.
        let hello_by = Instant::now() + self.hello_wait;
        loop {
            let heard_by = if self.peer.greeted() { Instant::now() + self.silence_cut } else { hello_by };
            if self.peer.greeted() {
                self.place = None;
            }
            let next = tokio::select! {
                next = timeout_at(heard_by, self.stream.recv()) => next,
                () = self.outbox.ended() => break,
            };
            let heard = match next {
                Err(_) if self.peer.greeted() => Err(None),
                // Perhaps the page is busy, or the line slow: it may try again.
                Err(_) => Err(Some(ErrorCode::TooSlow)),
                Ok(None | Some(Ok(AggregatedMessage::Close(_)))) => break,
                Ok(Some(Err(ProtocolError::Overflow))) => Err(Some(ErrorCode::FrameTooLarge)),
                Ok(Some(Err(_) | Ok(AggregatedMessage::Binary(_)))) => Err(Some(ErrorCode::BadFrame)),
                Ok(Some(Ok(AggregatedMessage::Ping(bytes)))) => self.session.pong(&bytes).await.map_err(|_| None),
                Ok(Some(Ok(AggregatedMessage::Pong(_)))) => Ok(()),
                Ok(Some(Ok(AggregatedMessage::Text(_)))) if self.limiter.check().is_err() => {
                    Err(Some(ErrorCode::TooFast))
                }
                // Boxed: what a command needs on its way is many times what a socket needs that only waits.
                Ok(Some(Ok(AggregatedMessage::Text(frame)))) => Box::pin(self.peer.hear(&frame)).await.map_err(Some),
            };
            if let Err(error) = heard {
                let soon = !error.is_some_and(ErrorCode::is_passing);
                let retry_after_millis = if soon { 0 } else { LATER_MILLIS };
                self.outbox.cut(Cut { error, retry_after_millis });
                break;
            }
        }
        self.peer.leave().await;
        // A socket that the client left has nobody to talk to: this only ends the writing task.
        self.outbox.cut(Cut { error: None, retry_after_millis: 0 });
    }
}

/// The task that writes.
struct Writing {
    session: Session,
    outgoing: Outgoing,
}

impl Writing {
    /// Writes queued frames until the socket is cut, then says why.
    async fn write<P: Peer>(&mut self) {
        let cut = loop {
            match self.outgoing.next().await {
                Ok(frame) => {
                    let sent = tokio::select! {
                        sent = self.session.text(frame) => sent.is_ok(),
                        // Stuck in a reader that does not read: the frame is lost with the socket, and resumed.
                        () = self.outgoing.ended() => continue,
                    };
                    if !sent {
                        return;
                    }
                }
                Err(cut) => break cut,
            }
        };
        let _ = timeout(FAREWELL, Box::pin(self.farewell::<P>(cut))).await;
    }

    async fn farewell<P: Peer>(&mut self, cut: Cut) {
        if cut.error != Some(ErrorCode::TooSlow) {
            while let Some(frame) = self.outgoing.try_next() {
                if self.session.text(frame).await.is_err() {
                    return;
                }
            }
        }
        let code = match cut.error {
            None => CloseCode::Restart,
            Some(ErrorCode::BadFrame) => CloseCode::Unsupported,
            Some(ErrorCode::FrameTooLarge) => CloseCode::Size,
            Some(error) if error.is_passing() => CloseCode::Again,
            Some(_) => CloseCode::Policy,
        };
        if self.session.text(P::bye(cut)).await.is_ok() {
            let _ = self.session.clone().close(Some(CloseReason::from(code))).await;
        }
    }
}

/// A place at the door for the address that asks, where that is known.
///
/// # Errors
/// When it has too many already.
fn place(request: &HttpRequest, app: &App) -> Result<Option<Place>, ()> {
    match client_address(request, app.config.proxies) {
        Some(address) => app.doors.doorstep.enter(address).map(Some).ok_or(()),
        None => Ok(None),
    }
}

fn limiter(limits: &Limits) -> DefaultDirectRateLimiter {
    let positive = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
    RateLimiter::direct(
        Quota::per_second(positive(limits.frames_per_second)).allow_burst(positive(limits.frames_burst)),
    )
}

/// Queues a frame of ours.
pub(super) fn send(outbox: &Outbox, frame: &impl Serialize) {
    // Frames are plain records of ours: they always serialise.
    outbox.send(serde_json::to_string(frame).unwrap_or_default().into());
}

/// Reads a frame of the client; everything that does not fit is one error.
pub(super) fn parse<'a, F: serde::Deserialize<'a>>(frame: &'a str) -> Result<F, ErrorCode> {
    serde_json::from_str(frame).map_err(|_| ErrorCode::BadFrame)
}
