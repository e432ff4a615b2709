//! The life of the operator's socket as a machine: events in, effects out.
//!
//! Off → Waiting → Opening → Greeting → Live, and back to Waiting whenever the socket ends. It remembers what is
//! subscribed and how far it has read, so a new socket goes on where the old one stopped.

use letopis_shared::schema::vocabulary::SessionEnd;
use letopis_shared::wire::operator::{ClientFrame, ServerFrame, Topic};
use letopis_shared::wire::{ErrorCode, PROTOCOL, Resume};
use uuid::Uuid;

use super::Millis;
use super::session::Token;

/// What is shown counts as old this long after the connection was lost.
pub const STALE_AFTER: Millis = 2_000;
/// The shortest delay, and the bounds of the first and the longest: it is anywhere between (full jitter), so that all who
/// lost a server come back soon and not at once. The bound doubles with every second failure: a restart takes a moment.
const BACKOFF_LEAST: Millis = 300;
const BACKOFF_FIRST: Millis = 2_500;
const BACKOFF_MAX: Millis = 15_000;
/// A socket that does not greet within this time is given up.
const OPENING_MAX: Millis = 10_000;
/// A socket that lived shorter than this does not reset the back-off.
const STEADY_AFTER: Millis = 5_000;
/// With commands under way, silence of this length is asked about; an answer has to come within the same time.
const DOUBT_AFTER: Millis = 5_000;
/// A renewal that failed for want of a connection is tried again after this time.
const RENEW_AGAIN_AFTER: Millis = 5_000;

/// What happens to the connection.
#[derive(Debug)]
pub enum Event<'a> {
    SignedIn(Token),
    SignedOut,
    /// The socket is open.
    Opened,
    Received(&'a ServerFrame),
    /// The socket ended; the number is from 0 to 1, for the back-off.
    Closed(f64),
    /// Time passes.
    Tick,
    /// Time passes while commands are without an answer.
    Await,
    /// The browser says that it is offline.
    Doubt,
    /// The browser is online again, the tab visible again, or somebody pressed "connect".
    Wake,
    Renewed(Token),
    RenewalFailed {
        /// The session is over, as opposed to the server being out of reach.
        over: bool,
    },
    Want(Topic),
    Drop(Topic),
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Open,
    Close,
    Send(ClientFrame),
    /// Ask for a new access token.
    Renew,
    /// The socket is greeted: what waits may be sent.
    Flush,
    /// Come back with a tick after this time; from here, because timers chained to timers sleep in hidden tabs.
    Alarm(Millis),
    /// Why, if the server told.
    SessionOver(Option<SessionEnd>),
    /// The server speaks another protocol.
    Reload,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Off,
    Waiting { until: Millis },
    Opening { since: Millis },
    Greeting { since: Millis },
    Live { since: Millis },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// Subscribed, or to be: no snapshot has come yet.
    Asked,
    /// A snapshot has come: a new socket resumes from here. Frames of one topic say nothing of the others: the socket
    /// may break between two that tell of the same event.
    Held { position: u64 },
    /// There is no such thing for this operator: asked for again only when it is wanted again.
    Refused,
}

/// What the screen needs to know of the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub live: bool,
    /// Since when what is shown is not renewed any more.
    pub lost_at: Option<Millis>,
    /// When the next attempt is made, while waiting for it.
    pub next_try_at: Option<Millis>,
}

impl Link {
    /// Whether what is shown has to be marked as old.
    pub fn stale(&self, now: Millis) -> bool {
        self.lost_at.is_some_and(|at| now.saturating_sub(at) >= STALE_AFTER)
    }
}

/// The state of the connection.
#[derive(Debug)]
pub struct Connection {
    phase: Phase,
    token: Option<Token>,
    renewing: bool,
    renew_not_before: Millis,
    attempt: u32,
    lost_at: Option<Millis>,
    heard_at: Millis,
    /// Since when the server is asked for a sign of life.
    doubted_at: Option<Millis>,
    ping_at: Millis,
    heartbeat: Millis,
    log_id: Option<Uuid>,
    topics: Vec<(Topic, Reading)>,
    /// Why the session is over, as the server told before it closed the socket.
    ended: Option<SessionEnd>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            phase: Phase::Off,
            token: None,
            renewing: false,
            renew_not_before: 0,
            attempt: 0,
            lost_at: None,
            heard_at: 0,
            doubted_at: None,
            ping_at: 0,
            heartbeat: 20_000,
            log_id: None,
            topics: Vec::new(),
            ended: None,
        }
    }
}

impl Connection {
    /// Whether commands can be sent now.
    pub fn is_live(&self) -> bool {
        matches!(self.phase, Phase::Live { .. })
    }

    /// The access token now.
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.value.as_str())
    }

    /// What the screen shows of the connection.
    pub fn link(&self) -> Link {
        let next_try_at = match self.phase {
            Phase::Waiting { until } => Some(until),
            _ => None,
        };
        Link { live: self.is_live(), lost_at: self.lost_at, next_try_at }
    }

    /// Takes what happened and says what to do.
    pub fn handle(&mut self, now: Millis, event: Event<'_>) -> Vec<Effect> {
        match event {
            Event::SignedIn(token) => {
                *self = Self { token: Some(token), lost_at: Some(now), ..Self::default() };
                self.phase = Phase::Waiting { until: now };
                self.tick(now)
            }
            Event::SignedOut => self.switch_off(),
            Event::Opened => match (self.phase, &self.token) {
                (Phase::Opening { since }, Some(token)) => {
                    self.phase = Phase::Greeting { since };
                    vec![Effect::Send(ClientFrame::Hello { protocol: PROTOCOL, token: token.value.clone() })]
                }
                _ => vec![Effect::Close],
            },
            Event::Received(frame) => self.received(now, frame),
            Event::Closed(chance) => {
                self.closed(now, chance);
                Vec::new()
            }
            Event::Tick => self.tick(now),
            Event::Await if now.saturating_sub(self.heard_at) < DOUBT_AFTER => self.tick(now),
            Event::Await | Event::Doubt => self.ask(now),
            Event::Wake => {
                if let Phase::Waiting { until } = &mut self.phase {
                    *until = now;
                }
                self.ask(now)
            }
            Event::Renewed(token) => {
                self.renewing = false;
                let frame = ClientFrame::Renew { token: token.value.clone() };
                self.token = Some(token);
                if self.is_live() { vec![Effect::Send(frame)] } else { self.tick(now) }
            }
            Event::RenewalFailed { over: true } => {
                let cause = self.ended;
                let mut effects = self.switch_off();
                effects.push(Effect::SessionOver(cause));
                effects
            }
            Event::RenewalFailed { over: false } => {
                self.renewing = false;
                self.renew_not_before = now + RENEW_AGAIN_AFTER;
                Vec::new()
            }
            Event::Want(topic) => self.want(topic),
            Event::Drop(topic) => {
                let known = self.topics.iter().position(|(known, _)| *known == topic);
                let reading = known.map(|at| self.topics.remove(at).1);
                match reading {
                    Some(Reading::Asked | Reading::Held { .. }) if self.is_live() => {
                        vec![Effect::Send(ClientFrame::Unsubscribe { topic })]
                    }
                    _ => Vec::new(),
                }
            }
        }
    }

    fn want(&mut self, topic: Topic) -> Vec<Effect> {
        match self.topics.iter_mut().find(|(known, _)| *known == topic) {
            Some((_, reading)) if *reading == Reading::Refused => *reading = Reading::Asked,
            Some(_) => return Vec::new(),
            None => self.topics.push((topic, Reading::Asked)),
        }
        if self.is_live() { vec![Effect::Send(ClientFrame::Subscribe { topic, resume: None })] } else { Vec::new() }
    }

    fn received(&mut self, now: Millis, frame: &ServerFrame) -> Vec<Effect> {
        self.heard_at = now;
        self.doubted_at = None;
        match frame {
            ServerFrame::Welcome { log_id, heartbeat_seconds, .. } => self.welcomed(now, *log_id, *heartbeat_seconds),
            ServerFrame::Snapshot { position, of } => {
                self.mark(of.topic(), Reading::Held { position: *position });
                Vec::new()
            }
            ServerFrame::Patch { position, of } => {
                self.read_up_to(*position, |topic| topic == of.topic());
                Vec::new()
            }
            ServerFrame::Pong { position } => {
                self.read_up_to(*position, |_| true);
                vec![Effect::Alarm(self.heartbeat)]
            }
            ServerFrame::Gone { topic, error } => {
                // What only role or status close stays followed: it opens again with them, on a new socket too.
                let closed = *error == ErrorCode::Forbidden;
                self.mark(*topic, if closed { Reading::Asked } else { Reading::Refused });
                Vec::new()
            }
            ServerFrame::SessionEnded { cause } => {
                self.ended = Some(*cause);
                Vec::new()
            }
            ServerFrame::Bye { error, retry_after_millis } => {
                let mut effects = self.doubted(now, *error);
                if self.phase != Phase::Off {
                    self.lost_at.get_or_insert(now);
                    self.phase = Phase::Waiting { until: now + Millis::from(*retry_after_millis) };
                    effects.push(Effect::Close);
                }
                effects
            }
            _ => Vec::new(),
        }
    }

    fn welcomed(&mut self, now: Millis, log_id: Uuid, heartbeat_seconds: u32) -> Vec<Effect> {
        if self.log_id.replace(log_id) != Some(log_id) {
            // Another log: what was read counts for nothing there.
            for (_, reading) in &mut self.topics {
                *reading = Reading::Asked;
            }
        }
        self.heartbeat = Millis::from(heartbeat_seconds.max(1)) * 1_000;
        self.ping_at = now + self.heartbeat;
        self.phase = Phase::Live { since: now };
        (self.lost_at, self.ended) = (None, None);
        let mut effects: Vec<Effect> = self
            .topics
            .iter()
            .filter(|(_, reading)| *reading != Reading::Refused)
            .map(|(topic, reading)| {
                let resume = match *reading {
                    Reading::Held { position } => Some(Resume { log_id, position }),
                    Reading::Asked | Reading::Refused => None,
                };
                Effect::Send(ClientFrame::Subscribe { topic: *topic, resume })
            })
            .collect();
        effects.push(Effect::Flush);
        effects.push(Effect::Alarm(self.heartbeat));
        effects
    }

    /// An error that puts the whole connection in doubt.
    fn doubted(&mut self, now: Millis, error: Option<ErrorCode>) -> Vec<Effect> {
        match error {
            Some(ErrorCode::Protocol) => {
                let mut effects = self.switch_off();
                self.lost_at = Some(now);
                effects.push(Effect::Reload);
                effects
            }
            Some(ErrorCode::SignIn | ErrorCode::Forbidden) => {
                // Whatever the token says, this server does not take it: only the cookie can tell what holds.
                if let Some(token) = &mut self.token {
                    token.ends_at = now;
                    token.renew_at = now;
                }
                self.renew(now)
            }
            _ => Vec::new(),
        }
    }

    fn closed(&mut self, now: Millis, chance: f64) {
        let lived_long = matches!(self.phase, Phase::Live { since } if now.saturating_sub(since) >= STEADY_AFTER);
        if !matches!(self.phase, Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Live { .. }) {
            return;
        }
        self.lost_at.get_or_insert(now);
        self.doubted_at = None;
        self.attempt = if lived_long { 0 } else { self.attempt.saturating_add(1) };
        let bound = BACKOFF_FIRST.saturating_mul(1 << (self.attempt / 2).min(10)).min(BACKOFF_MAX);
        let delay = BACKOFF_LEAST + ((bound - BACKOFF_LEAST) as f64 * chance.clamp(0.0, 1.0)) as Millis;
        self.phase = Phase::Waiting { until: now + delay };
    }

    fn tick(&mut self, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        match self.phase {
            Phase::Off => return effects,
            Phase::Waiting { until } if now >= until && self.token.as_ref().is_some_and(|token| token.holds(now)) => {
                self.phase = Phase::Opening { since: now };
                effects.push(Effect::Open);
            }
            Phase::Opening { since } | Phase::Greeting { since } if now.saturating_sub(since) >= OPENING_MAX => {
                self.closed(now, 1.0);
                effects.push(Effect::Close);
            }
            Phase::Live { .. }
                if now.saturating_sub(self.heard_at) >= self.heartbeat * 5 / 2
                    || self.doubted_at.is_some_and(|at| now.saturating_sub(at) >= DOUBT_AFTER) =>
            {
                // What is shown is as old as the silence.
                self.lost_at = Some(self.heard_at);
                self.closed(now, 0.0);
                effects.push(Effect::Close);
            }
            Phase::Live { .. } if now >= self.ping_at => {
                self.ping_at = now + self.heartbeat;
                effects.push(Effect::Send(ClientFrame::Ping));
            }
            _ => {}
        }
        effects.extend(self.renew(now));
        effects
    }

    /// Asks a server that may be gone for a sign of life.
    fn ask(&mut self, now: Millis) -> Vec<Effect> {
        let mut effects = self.tick(now);
        if self.is_live() && self.doubted_at.is_none() {
            self.doubted_at = Some(now);
            effects.push(Effect::Send(ClientFrame::Ping));
        }
        effects
    }

    fn renew(&mut self, now: Millis) -> Vec<Effect> {
        let due = self.token.as_ref().is_some_and(|token| now >= token.renew_at);
        if !due || self.renewing || now < self.renew_not_before {
            return Vec::new();
        }
        self.renewing = true;
        vec![Effect::Renew]
    }

    fn switch_off(&mut self) -> Vec<Effect> {
        *self = Self::default();
        vec![Effect::Close]
    }

    /// Moves topics that are held forward.
    fn read_up_to(&mut self, position: u64, concerns: impl Fn(Topic) -> bool) {
        for (topic, reading) in &mut self.topics {
            if let Reading::Held { position: held } = reading
                && concerns(*topic)
            {
                *held = position.max(*held);
            }
        }
    }

    fn mark(&mut self, topic: Topic, reading: Reading) {
        if let Some((_, known)) = self.topics.iter_mut().find(|(known, _)| *known == topic) {
            *known = reading;
        }
    }
}

#[cfg(test)]
#[path = "connection_tests.rs"]
mod tests;
