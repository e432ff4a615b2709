//! What a socket weighs that says nothing: signed in and subscribed, against one that bare actix-ws holds.

use anyhow::Result;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::task::JoinSet;

use crate::child::{Role, Server};
use crate::report::{Report, Target};
use crate::rounds::{interleaved, median};
use crate::screen::Desk;
use crate::socket::{Origin, Receiver, Sender, connect};
use crate::stack::{self, soon};

/// As many as this, or as the system lets a process open.
const SOCKETS_MAX: usize = 10_000;
/// Files that a process has open beside its sockets.
const OTHER_FILES: u64 = 200;
const AT_ONCE: usize = 64;
const OPERATORS: usize = 50;
const ROUNDS: usize = 3;

/// What a socket may weigh, in bytes.
const SOCKET_BYTES: f64 = 17.0 * 1024.0;

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
    let sockets = sockets_allowed()?.min(SOCKETS_MAX);
    let runtime = stack::runtime()?;
    let bytes = interleaved(ROUNDS, &[Subject::Bare, Subject::Product], |subject| {
        runtime.block_on(async {
            match subject {
                Subject::Bare => bare(sockets).await,
                Subject::Product => product(sockets).await,
            }
        })
    })?;
    let [bare, product] = [0, 1].map(|subject: usize| median(bytes[subject].iter().copied()));
    let kb = |bytes: f64| bytes / 1024.0;
    report.row("idle", format!("{sockets} sockets, each"), "KB", (kb(bare), kb(product)), Target::None);
    report.row("idle", "each, against 17 KB", "KB", (kb(SOCKET_BYTES), kb(product)), Target::AtMost(1.0));
    Ok(())
}

/// Raises the limit of open files as far as it goes; tells how many sockets that allows.
///
/// # Errors
/// When the system does not let it.
pub fn sockets_allowed() -> Result<usize> {
    let mut files = getrlimit(Resource::Nofile);
    files.current = files.maximum;
    setrlimit(Resource::Nofile, files)?;
    let allowed = files.maximum.map_or(u64::from(u32::MAX), |most| most.saturating_sub(OTHER_FILES));
    Ok(usize::try_from(allowed)?)
}

async fn bare(sockets: usize) -> Result<f64> {
    let folder = stack::folder()?;
    let server = Server::start(Role::Bare, folder.path())?;
    let address = server.address;
    weigh(&server, sockets, move |_| connect(address, "/hold", Origin::Own)).await
}

async fn product(sockets: usize) -> Result<f64> {
    let desk = Desk::open(OPERATORS).await?;
    let (address, tokens) = (desk.server.address, desk.tokens.clone());
    weigh(&desk.server, sockets, move |nth| {
        let token = tokens[nth % tokens.len()].clone();
        async move { Desk::operator(address, &token).await }
    })
    .await
}

/// Bytes that the server needs more for each socket.
async fn weigh<F>(server: &Server, sockets: usize, one: impl Fn(usize) -> F) -> Result<f64>
where
    F: Future<Output = Result<(Sender, Receiver)>> + Send + 'static,
{
    // The first sockets bring what belongs to none of them: workers, pools, code that was not yet read.
    let mut held = Vec::with_capacity(sockets);
    let mut before = 0;
    let mut opening = JoinSet::new();
    for nth in 0..sockets + AT_ONCE {
        if opening.len() == AT_ONCE
            && let Some(opened) = opening.join_next().await
        {
            held.push(opened??);
        }
        if nth == AT_ONCE {
            while let Some(opened) = opening.join_next().await {
                held.push(opened??);
            }
            before = server.resident_bytes()?;
        }
        let socket = one(nth);
        opening.spawn(async move { soon("a socket", socket).await? });
    }
    while let Some(opened) = opening.join_next().await {
        held.push(opened??);
    }
    let bytes = server.resident_bytes()?.saturating_sub(before);
    Ok(bytes as f64 / sockets as f64)
}
