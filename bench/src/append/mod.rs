//! Durable appends: through the whole command path, into the log alone, and into a bare SQLite table.

mod bare;
mod drive;
mod product;

use anyhow::Result;

use crate::report::{Report, Target};
use crate::rounds::{ROUNDS, interleaved, median};
use crate::stack;
use drive::Run;

/// How many commands wait for their answer at any moment.
const IN_FLIGHT: [usize; 3] = [1, 64, 1024];

/// Size of an event's payload, in bytes.
const PAYLOAD_BYTES: usize = 329;

#[derive(Clone, Copy)]
enum Subject {
    Bare,
    Commands,
    Log,
}

/// Measures and reports.
///
/// # Errors
/// When something cannot be measured.
pub fn run(report: &mut Report) -> Result<()> {
    for in_flight in IN_FLIGHT {
        let subjects = [Subject::Bare, Subject::Commands, Subject::Log];
        let runs = interleaved(ROUNDS, &subjects, |subject| measure(subject, in_flight))?;
        let [bare, commands, log] = [0, 1, 2].map(|subject: usize| &runs[subject]);
        let rate = |runs: &[Run]| median(runs.iter().map(|run| run.per_second));
        let p99 = |runs: &[Run]| median(runs.iter().map(|run| run.p99_micros));
        let what = |path: &str| format!("{path}, {in_flight} in flight");
        report.row("append", what("commands"), "events/s", (rate(bare), rate(commands)), Target::AtLeast(0.8));
        report.row("append", what("  log alone"), "events/s", (rate(bare), rate(log)), Target::None);
        let target = if in_flight == 64 { Target::AtMost(1.5) } else { Target::None };
        report.row("append", what("  commands, p99"), "µs", (p99(bare), p99(commands)), target);
    }
    let why = "it links an SQLite of its own, and one program cannot hold two";
    report.not_measured("append", "sqlite-es", why);
    Ok(())
}

fn measure(subject: Subject, in_flight: usize) -> Result<Run> {
    let folder = stack::folder()?;
    let runtime = stack::runtime()?;
    match subject {
        Subject::Bare => runtime.block_on(drive::drive(bare::BareLog::open(folder.path())?, in_flight)),
        Subject::Commands => runtime.block_on(product::commands(folder.path(), in_flight)),
        Subject::Log => runtime.block_on(product::log(folder.path(), in_flight)),
    }
}
