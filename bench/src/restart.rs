//! Starting on a folder with a past, and what a server weighs that nobody visits.

use std::time::Instant;

use anyhow::Result;

use crate::child::{Role, Server};
use crate::report::{Report, Target};
use crate::rounds::{ROUNDS, interleaved, median};
use crate::stack::{self, Stack};
use crate::{history, replay};

/// What a server may weigh at rest, in MB.
const AT_REST_MB: f64 = 25.0;

#[derive(Clone, Copy)]
enum Subject {
    Parse,
    Start,
}

/// Measures and reports.
///
/// # Errors
/// When something cannot be measured.
pub fn run(report: &mut Report) -> Result<()> {
    let folder = history::folder()?;
    let mut resident = 0;
    let seconds = interleaved(ROUNDS, &[Subject::Parse, Subject::Start], |subject| {
        let start = Instant::now();
        match subject {
            Subject::Parse => replay::parse_all(folder.path())?,
            Subject::Start => {
                let server = Server::start(Role::Product, folder.path())?;
                let took = start.elapsed().as_secs_f64();
                resident = server.resident_bytes()?;
                return Ok(took);
            }
        }
        Ok(start.elapsed().as_secs_f64())
    })?;
    let [parse, start] = [0, 1].map(|subject: usize| median(seconds[subject].iter().copied()) * 1e3);
    let thousands = history::EVENTS / 1_000;
    let what = format!("start on {thousands} k events against parsing them");
    report.row("restart", what, "ms", (parse, start), Target::AtMost(1.3));
    report.note(format!(
        "with those {thousands} k events in its live state the server holds {} MB",
        resident / 1_000_000
    ));
    let at_rest = at_rest()?;
    report.row("restart", "memory at rest against 25 MB", "MB", (AT_REST_MB, at_rest), Target::AtMost(1.0));
    Ok(())
}

/// Memory of a server that has been set up and that nobody visits, in MB.
fn at_rest() -> Result<f64> {
    let folder = stack::folder()?;
    stack::runtime()?.block_on(async {
        let stack = Stack::open(folder.path())?;
        stack.staff(10).await?;
        stack.close().await;
        anyhow::Ok(())
    })?;
    let server = Server::start(Role::Product, folder.path())?;
    Ok(server.resident_bytes()? as f64 / 1e6)
}
