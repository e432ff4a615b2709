//! From a visitor's send to an operator's patch, durable, against a bare relay that writes each frame to the disk.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::child::{Role, Server};
use crate::report::{Report, Target};
use crate::rounds::{ROUNDS, interleaved, median, quantile};
use crate::screen::{Desk, numbered, numbers};
use crate::socket::{Origin, Receiver, Sender, connect};
use crate::stack::{self, soon};

/// Messages a second, of all visitors together.
const PER_SECOND: usize = 1_000;
const VISITORS: usize = 50;
const OPERATORS: usize = 10;

/// Messages that do not count: conversations start with them.
const WARM_UP: usize = 400;
const MEASURED: usize = 1_500;

/// Characters of a message.
const CHARS: usize = 80;

#[derive(Clone, Copy)]
enum Subject {
    Bare,
    Product,
}

/// Times of one round, in milliseconds.
struct Times {
    p50: f64,
    p99: f64,
}

/// Measures and reports.
///
/// # Errors
/// When something cannot be measured.
pub fn run(report: &mut Report) -> Result<()> {
    let runtime = stack::runtime()?;
    let times = interleaved(ROUNDS, &[Subject::Bare, Subject::Product], |subject| {
        runtime.block_on(async {
            match subject {
                Subject::Bare => bare().await,
                Subject::Product => product().await,
            }
        })
    })?;
    let over = |pick: fn(&Times) -> f64| {
        let [bare, product] = [0, 1].map(|subject: usize| median(times[subject].iter().map(pick)));
        (bare, product)
    };
    let what = |share| format!("send to patch, {PER_SECOND}/s to {OPERATORS}, {share}");
    report.row("relay", what("p50"), "ms", over(|times| times.p50), Target::AtMost(1.25));
    report.row("relay", what("p99"), "ms", over(|times| times.p99), Target::AtMost(1.5));
    Ok(())
}

async fn bare() -> Result<Times> {
    let folder = stack::folder()?;
    let server = Server::start(Role::Bare, folder.path())?;
    let sinks = open(OPERATORS, |_| connect(server.address, "/sink", Origin::Own)).await?;
    let sources = open(VISITORS, |_| connect(server.address, "/relay", Origin::Own)).await?;
    measure(sources, sinks).await
}

async fn product() -> Result<Times> {
    let desk = Desk::open(OPERATORS).await?;
    let address: SocketAddr = desk.server.address;
    let sinks = open(OPERATORS, |nth| Desk::operator(address, desk.token(nth))).await?;
    let sources = open(VISITORS, |_| Desk::visitor(address)).await?;
    measure(sources, sinks).await
}

async fn open<F>(count: usize, one: impl Fn(usize) -> F) -> Result<Vec<(Sender, Receiver)>>
where
    F: Future<Output = Result<(Sender, Receiver)>>,
{
    let mut sockets = Vec::with_capacity(count);
    for nth in 0..count {
        sockets.push(soon("a socket", one(nth)).await??);
    }
    Ok(sockets)
}

async fn measure(sources: Vec<(Sender, Receiver)>, sinks: Vec<(Sender, Receiver)>) -> Result<Times> {
    let begin = Instant::now();
    let sent: Arc<[AtomicU64]> = (0..WARM_UP + MEASURED).map(|_| AtomicU64::new(0)).collect();
    let mut listening = JoinSet::new();
    for (sender, receiver) in sinks {
        listening.spawn(listen(sender, receiver, sent.clone(), begin));
    }
    let (mut senders, receivers): (Vec<_>, Vec<_>) = sources.into_iter().unzip();
    let mut drains = JoinSet::new();
    for mut receiver in receivers {
        drains.spawn(async move { while receiver.text().await.is_ok() {} });
    }
    let mut ticks = interval(Duration::from_secs(1) / PER_SECOND as u32);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for (number, sent) in sent.iter().enumerate() {
        ticks.tick().await;
        sent.store(begin.elapsed().as_nanos() as u64, Ordering::Relaxed);
        senders[number % VISITORS].send(&numbered(number, CHARS)).await?;
    }
    let mut times = Vec::with_capacity(OPERATORS * MEASURED);
    while let Some(heard) = soon("the last message", listening.join_next()).await? {
        times.append(&mut heard??);
    }
    Ok(Times { p50: quantile(&mut times, 0.5), p99: quantile(&mut times, 0.99) })
}

/// How long each message took to one operator, in milliseconds.
///
/// A patch shows a row as it is now, so the later of two messages of one visitor may be all that is seen: with it the
/// earlier one has arrived too.
async fn listen(_sender: Sender, mut receiver: Receiver, sent: Arc<[AtomicU64]>, begin: Instant) -> Result<Vec<f64>> {
    let mut next: Vec<usize> = (0..VISITORS).collect();
    let (mut times, mut missing) = (Vec::with_capacity(MEASURED), sent.len());
    while missing > 0 {
        let frame = receiver.text().await?;
        let now = begin.elapsed().as_nanos() as u64;
        for shown in numbers(frame) {
            let next = &mut next[shown % VISITORS];
            while *next <= shown {
                if *next >= WARM_UP {
                    times.push((now - sent[*next].load(Ordering::Relaxed)) as f64 / 1e6);
                }
                *next += VISITORS;
                missing -= 1;
            }
        }
    }
    Ok(times)
}
