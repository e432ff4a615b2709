//! One visitor of the plan: comes, looks around, writes when it is time, reads what he is answered, leaves.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use letopis::commands::DEMO_SITE;
use letopis_events::ids::CommandId;
use letopis_events::vocabulary::Page;
use letopis_shared::views::chat::{ChatEntryKind, ChatPatch};
use letopis_shared::wire::visitor::{ClientFrame, ServerFrame};
use letopis_testing::{Received, Tab, VisitorClient, decode, new_id};
use tokio::time::{Instant, sleep_until};

use super::plan::{Timed, VisitorAct};
use super::run::{CHARS, Fate, Run};
use crate::screen::{numbers, text_of};
use crate::stack::{SHOP, page};

/// How often a client says that it is there.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(30);

/// Lives through one visit.
pub async fn visit(run: Arc<Run>, address: SocketAddr, nth: usize) {
    let plan = &run.plan.visits[nth];
    sleep_until(run.at(plan.comes)).await;
    // Visitors come from everywhere; from one address only so many are let in at once.
    let ip = Some(format!("10.{}.{}.{}", nth >> 16 & 255, nth >> 8 & 255, nth & 255));
    let tab = Tab { page: page("tents"), ip, ..Tab::new(DEMO_SITE, &format!("https://{SHOP}")) };
    let mut client = match VisitorClient::open(address, tab, None).await {
        Ok(client) => client,
        Err(status) => return run.fail(format!("a visitor was not let in: {status}")),
    };
    let mut pending: HashMap<CommandId, usize> = HashMap::new();
    let mut acts = plan.acts.iter().peekable();
    let mut heartbeat = Instant::now() + HEARTBEAT;
    let mut over = run.over.subscribe();
    loop {
        let due = acts.peek().map(|next| run.at(next.at)).unwrap_or_else(|| run.at(plan.leaves));
        tokio::select! {
            received = client.socket.next() => match received {
                Received::Text(frame) => hear(&run, &mut client, &mut pending, nth, &frame).await,
                Received::Closed(code) => {
                    return run.fail(format!("a visitor's socket was closed: {code:?}, {:?}", client.bye));
                }
            },
            () = sleep_until(due) => match acts.next() {
                Some(next) => act(&run, &mut client, &mut pending, next).await,
                // Whoever waits for the answer to his last message does not leave.
                None if pending.is_empty() => return,
                None => sleep_until(Instant::now() + Duration::from_millis(1)).await,
            },
            () = sleep_until(heartbeat) => {
                heartbeat = Instant::now() + HEARTBEAT;
                client.socket.send(&ClientFrame::Ping).await;
            }
            _ = over.changed() => return,
        }
    }
}

async fn act(run: &Run, client: &mut VisitorClient, pending: &mut HashMap<CommandId, usize>, next: &Timed<VisitorAct>) {
    match next.act {
        VisitorAct::OpenPage(number) => {
            let Page { url, title } = page("sleeping-bags");
            client.navigate(Page { url: format!("{url}/{number}"), title }).await;
        }
        VisitorAct::Write(number) => {
            let id = new_id();
            pending.insert(id, number);
            run.sent(number);
            client.socket.send(&ClientFrame::Typing).await;
            client.socket.send(&ClientFrame::Send { id, text: text_of(number, CHARS), form: None }).await;
        }
        VisitorAct::Close => client.socket.send(&ClientFrame::Close { id: new_id() }).await,
    }
}

async fn hear(run: &Run, client: &mut VisitorClient, pending: &mut HashMap<CommandId, usize>, nth: usize, frame: &str) {
    run.heard(frame);
    let decoded: ServerFrame = decode(frame);
    let mut read = None;
    match &decoded {
        ServerFrame::Welcome { visitor_id, .. } => run.came(*visitor_id, nth),
        ServerFrame::Patch { patches, .. } => {
            for patch in patches {
                let ChatPatch::Entry { entry } = patch else { continue };
                let ChatEntryKind::Theirs { number, text, .. } = &entry.what else { continue };
                read = read.max(Some(*number));
                for shown in numbers(text) {
                    run.note(shown, |times| &mut times.to_window);
                }
            }
        }
        ServerFrame::Accepted { id, .. } => {
            if let Some(number) = pending.remove(id) {
                run.answered(number, Fate::Acknowledged);
            }
        }
        ServerFrame::Refused { id, refusal } => {
            if let Some(number) = pending.remove(id) {
                run.answered(number, Fate::Refused);
                run.fail(format!("message {number} of a visitor was refused: {refusal:?}"));
            }
        }
        ServerFrame::Failed { id, error } => {
            if let Some(number) = pending.remove(id) {
                run.answered(number, Fate::Refused);
            }
            run.fail(format!("a visitor's command failed: {error:?}"));
        }
        _ => {}
    }
    client.hear(decoded);
    if let Some(up_to) = read {
        client.socket.send(&ClientFrame::Read { id: new_id(), up_to }).await;
    }
}
