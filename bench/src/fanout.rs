//! One event to a thousand operators' sockets, against the same frame passed on by bare actix-ws.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::child::{Role, Server};
use crate::report::{Report, Target};
use crate::rounds::{ROUNDS, interleaved, median};
use crate::screen::{Desk, numbered, numbers};
use crate::socket::{Origin, Receiver, Sender, connect};
use crate::stack::{self, soon};

const SOCKETS: usize = 1_000;
const OPERATORS: usize = 50;

/// Visitors who write, and how many of their messages are under way at once: each has its turn when an earlier one has
/// reached every socket. Fewer than visitors, so that no row changes twice in one patch.
const VISITORS: usize = 8;
const UNDER_WAY: usize = 4;

/// Events that do not count, and that do.
const WARM_UP: usize = 40;
const MEASURED: usize = 400;

/// Characters of a message.
const CHARS: usize = 80;

#[derive(Clone, Copy)]
enum Subject {
    Product,
    Bare,
}

/// Measures and reports.
///
/// # Errors
/// When something cannot be measured.
pub fn run(report: &mut Report) -> Result<()> {
    let runtime = stack::runtime()?;
    // What the product sends for one message; the bare server has to carry as much.
    let mut frame_bytes = 0;
    let rates = interleaved(ROUNDS, &[Subject::Product, Subject::Bare], |subject| {
        runtime.block_on(async {
            match subject {
                Subject::Product => {
                    let (rate, bytes) = product().await?;
                    frame_bytes = bytes;
                    Ok(rate)
                }
                Subject::Bare => bare(frame_bytes).await,
            }
        })
    })?;
    let [product, bare] = [0, 1].map(|subject: usize| median(rates[subject].iter().copied()));
    let what = format!("one event to {SOCKETS} sockets, {frame_bytes} bytes each");
    report.row("fanout", what, "events/s", (bare, product), Target::AtLeast(0.9));
    Ok(())
}

async fn product() -> Result<(f64, usize)> {
    let desk = Desk::open(OPERATORS).await?;
    let address = desk.server.address;
    let mut sinks = Vec::with_capacity(SOCKETS);
    for nth in 0..SOCKETS {
        sinks.push(soon("a socket", Desk::operator(address, desk.token(nth))).await??);
    }
    let (mut senders, mut drains) = (Vec::new(), JoinSet::new());
    for _ in 0..VISITORS {
        let (sender, mut receiver) = soon("a visitor", Desk::visitor(address)).await??;
        drains.spawn(async move { while receiver.text().await.is_ok() {} });
        senders.push(sender);
    }
    measure(senders, sinks, CHARS).await
}

async fn bare(frame_bytes: usize) -> Result<f64> {
    let folder = stack::folder()?;
    let server = Server::start(Role::Bare, folder.path())?;
    let mut sinks = Vec::with_capacity(SOCKETS);
    for _ in 0..SOCKETS {
        sinks.push(connect(server.address, "/sink", Origin::Own).await?);
    }
    let (mut senders, mut silent) = (Vec::new(), Vec::new());
    for _ in 0..VISITORS {
        let (sender, receiver) = connect(server.address, "/fanout", Origin::Own).await?;
        senders.push(sender);
        silent.push(receiver);
    }
    let around = serde_json::to_string(&numbered(0, 0))?.len() - 9;
    Ok(measure(senders, sinks, frame_bytes.saturating_sub(around)).await?.0)
}

/// Events a second, each to every socket, and the size of what each socket gets for one.
async fn measure(mut senders: Vec<Sender>, sinks: Vec<(Sender, Receiver)>, chars: usize) -> Result<(f64, usize)> {
    let reached: Arc<[AtomicUsize]> = (0..WARM_UP + MEASURED).map(|_| AtomicUsize::new(0)).collect();
    let turns = Arc::new(Semaphore::new(UNDER_WAY));
    let mut listening = JoinSet::new();
    for (sender, receiver) in sinks {
        listening.spawn(listen(sender, receiver, reached.clone(), turns.clone()));
    }
    let mut begin = Instant::now();
    for number in 0..WARM_UP + MEASURED {
        soon("a turn", turns.acquire()).await??.forget();
        if number == WARM_UP {
            begin = Instant::now();
        }
        senders[number % VISITORS].send(&numbered(number, chars)).await?;
    }
    let mut bytes = 0;
    while let Some(heard) = soon("the last event", listening.join_next()).await? {
        bytes = heard??;
    }
    Ok((MEASURED as f64 / begin.elapsed().as_secs_f64(), bytes / (WARM_UP + MEASURED)))
}

/// Reads until every event has come; the bytes that it took.
async fn listen(
    _sender: Sender,
    mut receiver: Receiver,
    reached: Arc<[AtomicUsize]>,
    turns: Arc<Semaphore>,
) -> Result<usize> {
    let (mut missing, mut bytes) = (reached.len(), 0);
    while missing > 0 {
        let frame = receiver.text().await?;
        bytes += frame.len();
        for number in numbers(frame) {
            missing -= 1;
            if reached[number].fetch_add(1, Ordering::Relaxed) + 1 == SOCKETS {
                turns.add_permits(1);
            }
        }
    }
    Ok(bytes)
}
