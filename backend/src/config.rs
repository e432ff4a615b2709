//! What an administrator can set, and every limit of the server, each with its unit in its name.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The configuration of one running server.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that holds everything.
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// The folder with databases of addresses and rules for user agents; without one visitors have no place and browser.
    pub facts: Option<PathBuf>,
    /// Demo shop, demo accounts, and `/demo/accounts.json`.
    pub demo: bool,
    /// Serve the console only over TLS: the refresh cookie is marked `Secure`. Set when a proxy ends TLS.
    pub secure_cookies: bool,
    /// Proxies of ours that every request passes: what they say of the client's address is believed.
    pub proxies: usize,
    pub limits: Limits,
}

/// Limits of the server. Those that browsers must know too are in `letopis_shared::limits`.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How often a client says that it is there.
    pub heartbeat_seconds: u32,
    /// A socket that says nothing for so long is cut.
    pub silence_cut: Duration,
    /// Time for a hello after the connection.
    pub hello_wait: Duration,
    /// Frames that wait for a slow reader before it is cut.
    pub socket_queue_frames: usize,
    /// What the kernel keeps for one slow reader, in bytes; Linux takes twice as much.
    pub connection_send_bytes: usize,
    /// A connection whose client takes nothing of what the kernel keeps for it is let go after so long.
    pub untaken_cut: Duration,
    /// Frames a client may send in one burst, and how many a second after that.
    pub frames_burst: u32,
    pub frames_per_second: u32,
    /// Messages a visitor may write in one burst, and how long each takes after that.
    pub messages_burst: u32,
    pub message_pace: Duration,
    /// New visitors from one address at once, and how long each takes after that: an office behind one address is let in.
    pub arrivals_burst: u32,
    pub arrival_pace: Duration,
    /// Sockets of one address that have said no hello yet.
    pub sockets_without_hello_per_address: usize,
    /// Topics one socket may follow.
    pub topics_per_socket: usize,
    /// Sockets of one visitor and of the whole server.
    pub sockets_per_visitor: usize,
    pub sockets_max: usize,
    /// Each change of the lists goes to everybody who follows them, and every browser puts its list in order anew. With
    /// more followers, or more visitors on the board, than this the first change is told at once, and all that follow
    /// together after a pause: so long for each follower, and for each visitor, beyond.
    pub list_followers_at_once: usize,
    pub list_visitors_at_once: usize,
    pub list_pause_per_follower: Duration,
    pub list_pause_per_visitor: Duration,
    pub list_pause_max: Duration,
    /// Events whose marks are kept, so that sockets can resume instead of starting anew.
    pub resume_events: usize,
    /// An operator without a browser is missed for so long before it is recorded: a reload takes a moment.
    pub operator_missed: Duration,
    /// A visit ends when no tab has been open for so long.
    pub visit_linger: Duration,
    /// How long an access token is good for.
    pub access_token_seconds: u32,
    /// How long a sign-in lasts at most.
    pub session_days: i64,
    /// How long a one-time link to choose a password is good for.
    pub invitation_days: i64,
    /// Wrong passwords before an account is shut for one address, and how long it is.
    pub sign_in_attempts: u32,
    pub sign_in_wait: Duration,
    /// Of one address over all accounts, before all are shut for it as long: a whole office may come from one.
    pub sign_in_attempts_per_address: u32,
    /// Of one account from everywhere, within the window; browsers in which its owner has signed in count apart.
    pub sign_in_attempts_per_account: u32,
    pub sign_in_account_window: Duration,
    /// How long a browser is known as one in which somebody has signed in.
    pub device_days: i64,
    /// Passwords hashed at once; each takes 19 MiB.
    pub password_hashes_at_once: usize,
    /// Pictures decoded at once, and those that wait for it; more are turned away.
    pub photos_decoded_at_once: usize,
    pub photos_waiting: usize,
    /// What a picture takes once it is decoded, in bytes.
    pub photo_decoded_bytes: u64,
    /// Largest body of an HTTP request, in bytes.
    pub http_body_bytes: usize,
    /// Time for that body to arrive.
    pub http_body_wait: Duration,
    /// How long an answer waits until everybody can see what it did.
    pub live_wait: Duration,
    /// Time for open work when the server stops.
    pub drain: Duration,
}

impl Limits {
    /// How long an operator is gone before that is recorded.
    pub fn missed_after(&self) -> chrono::TimeDelta {
        chrono::TimeDelta::from_std(self.operator_missed).unwrap_or_default()
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // browsers wake the timers of a hidden tab once a minute: two and a half heartbeats must be longer
            heartbeat_seconds: 30,
            silence_cut: Duration::from_secs(75),
            hello_wait: Duration::from_secs(10),
            socket_queue_frames: 256,
            connection_send_bytes: 256 * 1024,
            untaken_cut: Duration::from_secs(75),
            frames_burst: 200,
            frames_per_second: 50,
            // as many as a page sends again after an outage without being held up
            messages_burst: 20,
            message_pace: Duration::from_secs(1),
            arrivals_burst: 60,
            arrival_pace: Duration::from_secs(1),
            sockets_without_hello_per_address: 200,
            topics_per_socket: 50,
            sockets_per_visitor: 40,
            sockets_max: 50_000,
            // 200 operators and 5,000 visitors: one frame in 63 ms instead of one for each of hundreds of events a second
            list_followers_at_once: 20,
            list_visitors_at_once: 500,
            list_pause_per_follower: Duration::from_micros(100),
            list_pause_per_visitor: Duration::from_micros(10),
            list_pause_max: Duration::from_millis(100),
            resume_events: 20_000,
            operator_missed: Duration::from_secs(5),
            visit_linger: Duration::from_secs(30),
            access_token_seconds: 600,
            session_days: 30,
            invitation_days: 7,
            sign_in_attempts: 5,
            sign_in_wait: Duration::from_secs(300),
            sign_in_attempts_per_address: 20,
            sign_in_attempts_per_account: 30,
            sign_in_account_window: Duration::from_secs(3_600),
            device_days: 365,
            password_hashes_at_once: 2,
            photos_decoded_at_once: 1,
            photos_waiting: 16,
            photo_decoded_bytes: 32 * 1024 * 1024,
            http_body_bytes: 64 * 1024,
            http_body_wait: Duration::from_secs(15),
            live_wait: Duration::from_secs(10),
            drain: Duration::from_secs(20),
        }
    }
}
