//! Operators who come back: connected, signed in and caught up, against connections that only upgrade.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use tokio::task::JoinSet;

use crate::child::{Role, Server};
use crate::report::{Report, Target};
use crate::rounds::{ROUNDS, interleaved, median};
use crate::screen::{Desk, numbered};
use crate::socket::{Origin, connect};
use crate::stack::{self, soon};

/// How many come at once, and how many altogether.
const AT_ONCE: usize = 32;
const RETURNS: usize = 3_000;

const OPERATORS: usize = 50;

/// Visitors who wrote while the operators were away.
const MISSED: usize = 5;

#[derive(Clone, Copy)]
enum Subject {
    Bare,
    Product,
}

/// Measures and reports.
///
/// # Errors
/// When something cannot be measured.
pub fn run(report: &mut Report) -> Result<()> {
    let runtime = stack::runtime()?;
    let rates = interleaved(ROUNDS, &[Subject::Bare, Subject::Product], |subject| {
        runtime.block_on(async {
            match subject {
                Subject::Bare => bare().await,
                Subject::Product => product().await,
            }
        })
    })?;
    let [bare, product] = [0, 1].map(|subject: usize| median(rates[subject].iter().copied()));
    let what = "signed in and caught up, against bare connects";
    report.row("reconnect", what, "a second", (bare, product), Target::AtLeast(0.5));
    Ok(())
}

async fn bare() -> Result<f64> {
    let folder = stack::folder()?;
    let server = Server::start(Role::Bare, folder.path())?;
    let address = server.address;
    rate(move |_| async move { connect(address, "/hold", Origin::Own).await.map(drop) }).await
}

async fn product() -> Result<f64> {
    let desk = Desk::open(OPERATORS).await?;
    let (address, away_since) = (desk.server.address, desk.place().await?);
    for number in 0..MISSED {
        let (mut sender, mut receiver) = soon("a visitor", Desk::visitor(address)).await??;
        sender.send(&numbered(number, 80)).await?;
        soon("his message", receiver.until("\"frame\":\"accepted\"")).await??;
    }
    let tokens = desk.tokens.clone();
    rate(move |nth| {
        let token = tokens[nth % tokens.len()].clone();
        async move { Desk::return_of(address, &token, away_since).await }
    })
    .await
}

/// How often a second `come` is done.
async fn rate<F>(come: impl Fn(usize) -> F + Clone + Send + 'static) -> Result<f64>
where
    F: Future<Output = Result<()>> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let begin = Instant::now();
    let mut lanes = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (come, next) = (come.clone(), next.clone());
        lanes.spawn(async move {
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                if nth >= RETURNS {
                    return Ok(());
                }
                soon("a connection", come(nth)).await??;
            }
        });
    }
    while let Some(lane) = lanes.join_next().await {
        let done: Result<()> = lane?;
        done?;
    }
    Ok(RETURNS as f64 / begin.elapsed().as_secs_f64())
}
