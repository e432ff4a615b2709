//! The socket of an operator, `GET /ws/operator`.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use letopis_events::ids::CommandId;
use letopis_shared::limits::OPERATOR_FRAME_BYTES_MAX;
use letopis_shared::wire::operator::{ClientFrame, Command, ServerFrame};
use letopis_shared::wire::{ErrorCode, PROTOCOL};
use tokio::time::Instant;

use super::origin::is_own_origin;
use super::socket::{self, Peer, parse, send};
use crate::app::App;
use crate::commands::CommandError;
use crate::commands::operator::Caller;
use crate::subscriptions::{Cut, Message, Outbox, SocketId};

/// How long after its access token a socket may still be renewed.
const RENEWAL_GRACE: Duration = Duration::from_secs(60);

/// Upgrades, if the page is one of ours and there is room.
///
/// # Errors
/// When the request is no upgrade.
pub async fn operator_socket(
    request: HttpRequest,
    body: web::Payload,
    app: web::Data<App>,
) -> actix_web::Result<HttpResponse> {
    if !is_own_origin(&request) {
        return Ok(HttpResponse::Forbidden().finish());
    }
    let app = app.into_inner();
    let peer = |outbox| OperatorPeer { app: app.clone(), socket: None, done: 0, outbox };
    socket::open(&request, body, &app, OPERATOR_FRAME_BYTES_MAX, peer)
}

struct OperatorPeer {
    app: std::sync::Arc<App>,
    socket: Option<Greeted>,
    /// Position of the last command carried out: whoever has been told of it is judged by it.
    done: u64,
    outbox: Outbox,
}

/// What is known after the hello.
#[derive(Clone, Copy)]
struct Greeted {
    id: SocketId,
    caller: Caller,
    /// Without a new access token the socket ends then.
    until: Instant,
}

impl Peer for OperatorPeer {
    async fn hear(&mut self, frame: &str) -> Result<(), ErrorCode> {
        let frame = parse(frame)?;
        let Some(Greeted { id: socket, caller, until }) = self.socket else {
            let ClientFrame::Hello { protocol, token } = frame else { return Err(ErrorCode::BadFrame) };
            return self.greet(protocol, &token).await;
        };
        if Instant::now() > until {
            return Err(ErrorCode::SignIn);
        }
        let hub = &self.app.hub;
        match frame {
            ClientFrame::Hello { .. } => return Err(ErrorCode::BadFrame),
            ClientFrame::Renew { token } => return self.renew(&token),
            ClientFrame::Subscribe { topic, resume } => hub.tell(Message::Subscribe { socket, topic, resume }).await,
            ClientFrame::Unsubscribe { topic } => hub.tell(Message::Unsubscribe { socket, topic }).await,
            ClientFrame::Command { id, command } => self.command(caller, id, command).await,
            ClientFrame::Typing { conversation_id } => {
                hub.tell(Message::OperatorTyping { socket, conversation_id }).await;
            }
            ClientFrame::Ping => hub.tell(Message::Ping { socket }).await,
        }
        Ok(())
    }

    fn greeted(&self) -> bool {
        self.socket.is_some()
    }

    fn bye(cut: Cut) -> String {
        let frame = ServerFrame::Bye { error: cut.error, retry_after_millis: cut.retry_after_millis };
        serde_json::to_string(&frame).unwrap_or_default()
    }

    async fn leave(&mut self) {
        if let Some(Greeted { id: socket, .. }) = self.socket {
            self.app.hub.tell(Message::Left { socket }).await;
        }
    }
}

impl OperatorPeer {
    async fn greet(&mut self, protocol: u16, token: &str) -> Result<(), ErrorCode> {
        if protocol != PROTOCOL {
            return Err(ErrorCode::Protocol);
        }
        let caller = self.caller_of(token)?;
        let (position, role) = {
            let live = self.app.live.read();
            let role = live.operators.get(&caller.operator_id).map(|operator| operator.role);
            (live.position, role.ok_or(ErrorCode::SignIn)?)
        };
        send(
            &self.outbox,
            &ServerFrame::Welcome {
                log_id: self.app.log.log_id(),
                position,
                now: self.app.clock.now(),
                heartbeat_seconds: self.app.config.limits.heartbeat_seconds,
                operator_id: caller.operator_id,
                role,
            },
        );
        let id = self.app.hub.next_socket();
        self.socket = Some(Greeted { id, caller, until: self.until() });
        let (operator_id, session_id) = (caller.operator_id, caller.session_id);
        let joined = Message::OperatorJoined { socket: id, operator_id, session_id, outbox: self.outbox.clone() };
        self.app.hub.tell(joined).await;
        Ok(())
    }

    fn renew(&mut self, token: &str) -> Result<(), ErrorCode> {
        let (caller, until) = (self.caller_of(token)?, self.until());
        let known = self.socket.as_mut().filter(|known| known.caller == caller);
        known.ok_or(ErrorCode::SignIn)?.until = until;
        Ok(())
    }

    fn caller_of(&self, token: &str) -> Result<Caller, ErrorCode> {
        let caller = self.app.auth.verify_access(token, self.app.clock.now()).map_err(|_| ErrorCode::SignIn)?;
        let open = self.app.live.read().session_open(caller.operator_id, caller.session_id);
        if open { Ok(caller) } else { Err(ErrorCode::SignIn) }
    }

    fn until(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.app.config.limits.access_token_seconds.into()) + RENEWAL_GRACE
    }

    async fn command(&mut self, caller: Caller, id: CommandId, command: Command) {
        self.app.live.reached(self.done).await;
        let answer = match self.app.commands.operator(&self.app.live, caller, id, command).await {
            Ok(done) => {
                self.done = self.done.max(done.position);
                ServerFrame::Accepted { id, position: done.position }
            }
            Err(CommandError::Refused(refusal)) => ServerFrame::Refused { id, refusal },
            Err(error) => {
                tracing::warn!(command.id = %id, operator.id = %caller.operator_id, %error, "a command was not recorded");
                ServerFrame::Failed { id, error: error.code() }
            }
        };
        send(&self.outbox, &answer);
    }
}
