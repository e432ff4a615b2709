//! Many operators and many more visitors at once, by a plan that waits for nobody, over real sockets from another
//! process than the server's; what the log says at the end decides whether it held.
//!
//! Start with [`plan`]: who does what and when. [`visitor`] and [`operator`] do it, [`run`] is what they share, [`check`]
//! walks the log. Every time is counted from when something was planned, not from when the generator came to it.

mod check;
mod operator;
mod plan;
mod run;
mod visitor;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use letopis::commands::SETTINGS;
use letopis::event_log::{Archive, LogError};
use letopis_events::ids::OperatorId;
use letopis_events::vocabulary::Actor;
use letopis_shared::domain::settings::SettingsCommand;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::child::{Role, Server, cpu_seconds};
use crate::idle::sockets_allowed;
use crate::report::{Report, Target};
use crate::rounds::quantile;
use crate::stack::{self, Stack};
use check::Check;
use operator::Desk;
use plan::Plan;
pub use plan::Sizes;
use run::{Fate, Run};

/// One operator of so many keeps every view as a browser does.
const OPERATORS_A_VIEW: usize = 50;
/// How long answers may take after the last act.
const LAST_ANSWERS: Duration = Duration::from_secs(30);
/// How long what is pushed may take after the last answer.
const LAST_PATCHES: Duration = Duration::from_millis(500);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What a person does not notice, in milliseconds.
const UNNOTICED_MS: f64 = 100.0;
/// What an idle socket may weigh, in KB; here each also brings a person who does something.
const SOCKET_KB: f64 = 17.0;

/// What the processes used.
struct Used {
    bytes_a_socket: f64,
    server_seconds: f64,
    own_seconds: f64,
}

/// Puts the load on the server, measures, checks and reports.
///
/// # Errors
/// When it could not be carried out; or when a message was lost, doubled or out of order, a limit was exceeded, a socket
/// cut, a view wrong.
pub fn run(report: &mut Report, sizes: &Sizes, program: Option<&Path>) -> Result<()> {
    let sockets = sizes.operators + sizes.visitors;
    ensure!(sockets <= sockets_allowed()?, "{sockets} sockets are more than this process may open");
    let seed = sizes.seed.unwrap_or_else(rand::random);
    report.note(format!("load: {} operators, {} visitors, --seed {seed}", sizes.operators, sizes.visitors));
    let runtime = stack::runtime()?;
    let folder = stack::folder()?;
    let (run, used) = runtime.block_on(drive(sizes, Plan::of(sizes, seed), program, folder.path()))?;
    tell(report, sizes, &run, &used);
    let check = check(sizes, &run, folder.path())?;
    let held =
        format!("{} events, {} assigned, {} times in the common queue", check.events, check.assigned, check.queued);
    report.note(format!("load: {held}, at most {} of {} at once", check.most, sizes.conversations_max()));
    let mut faults = run.failures();
    faults.extend(check.faults);
    if faults.is_empty() {
        return Ok(());
    }
    faults.iter().take(10).for_each(|fault| eprintln!("load: {fault}"));
    bail!("the load was not held: {} faults; --seed {seed}", faults.len())
}

/// Lets everybody of the plan live through it.
async fn drive(sizes: &Sizes, plan: Plan, program: Option<&Path>, folder: &Path) -> Result<(Arc<Run>, Used)> {
    let staff = hire(sizes, folder).await?;
    let server = match program {
        Some(program) => Server::start_program(program, folder)?,
        None => Server::start(Role::Product, folder)?,
    };
    let address = server.address;
    let run = Arc::new(Run::of(plan, sizes.measured_from()));
    let mut people = JoinSet::new();
    let before = server.resident_bytes()?;
    for (nth, (id, token)) in staff.into_iter().enumerate() {
        let desk = Desk::open(run.clone(), address, id, &token, nth % OPERATORS_A_VIEW == 0).await;
        people.spawn(desk.work());
    }
    for nth in 0..run.plan.visits.len() {
        people.spawn(visitor::visit(run.clone(), address, nth));
    }
    tokio::time::sleep_until(run.at(sizes.measured_from())).await;
    let grown = server.resident_bytes()?.saturating_sub(before);
    let (server_before, own_before) = (server.cpu_seconds()?, cpu_seconds(std::process::id())?);
    tokio::time::sleep_until(run.at(sizes.whole())).await;
    let used = Used {
        bytes_a_socket: grown as f64 / (sizes.operators + sizes.visitors) as f64,
        server_seconds: server.cpu_seconds()? - server_before,
        own_seconds: cpu_seconds(std::process::id())? - own_before,
    };
    let until = tokio::time::Instant::now() + LAST_ANSWERS;
    while run.unanswered.load(Ordering::Relaxed) > 0 && tokio::time::Instant::now() < until {
        sleep(LOOK_AGAIN).await;
    }
    sleep(LAST_PATCHES).await;
    run.over.send_replace(true);
    while let Some(ended) = people.join_next().await {
        if let Err(error) = ended {
            run.fail(format!("somebody of the load ended early: {error}"));
        }
    }
    // The server is killed, not asked to end: what was acknowledged must be on the disk.
    drop(server);
    Ok((run, used))
}

/// Accounts, sessions and settings, as an administrator would have made them before.
async fn hire(sizes: &Sizes, folder: &Path) -> Result<Vec<(OperatorId, String)>> {
    let stack = Stack::open(folder)?;
    let callers = stack.staff(sizes.operators).await?;
    let settings = [
        SettingsCommand::SwitchAutoAssignment { on: true },
        SettingsCommand::LimitConversationsPerOperator { max: sizes.conversations_max() },
        SettingsCommand::HideOthersConversations { hidden: sizes.hide_others },
    ];
    for command in settings {
        stack.commands.settings.execute(SETTINGS, stack.commands.own(Actor::Host), command).await?;
    }
    let staff: Result<Vec<_>> =
        callers.into_iter().map(|caller| Ok((caller.operator_id, stack.token(caller)?))).collect();
    stack.close().await;
    staff
}

fn tell(report: &mut Report, sizes: &Sizes, run: &Run, used: &Used) {
    let measured = || (0..run.plan.messages.len()).filter(|number| run.measures(*number));
    let acknowledged = measured().filter(|number| run.fate(*number) == Fate::Acknowledged).count() as f64;
    let sent = measured().filter(|number| run.fate(*number) != Fate::NotSent).count() as f64;
    let rate = (sent / sizes.seconds, acknowledged / sizes.seconds);
    report.row("load", "messages recorded, of those sent", "1/s", rate, Target::AtLeast(0.99));
    let mut times = run.times();
    let times = &mut *times;
    let stages = [
        ("visitor's send to the dialog", &mut times.to_dialog),
        ("visitor's send to every list", &mut times.to_lists),
        ("operator's send to the window", &mut times.to_window),
        ("send to acknowledgement", &mut times.acknowledged),
    ];
    for (what, times) in stages {
        let target = [Target::None, Target::AtMost(1.0), Target::None];
        for ((share, name), target) in [(0.5, "p50"), (0.99, "p99"), (0.999, "p99.9")].into_iter().zip(target) {
            let figures = (UNNOTICED_MS, quantile(times, share));
            report.row("load", format!("{what}, {name}"), "ms", figures, target);
        }
    }
    report.figure("load", "generator late, p99", "ms", quantile(&mut times.late, 0.99));
    let kb = used.bytes_a_socket / 1024.0;
    report.row("load", "memory a socket, with its person", "KB", (SOCKET_KB, kb), Target::None);
    report.figure("load", "server's CPU a message", "µs", used.server_seconds * 1e6 / acknowledged);
    report.figure("load", "server's CPU", "cores", used.server_seconds / sizes.seconds);
    report.figure("load", "generator's CPU", "cores", used.own_seconds / sizes.seconds);
    let count = |counter: &std::sync::atomic::AtomicUsize| counter.load(Ordering::Relaxed);
    report.figure("load", "frames to clients", "1/s", count(&run.frames) as f64 / sizes.whole().as_secs_f64());
    report.note(format!(
        "load: {} MB pushed; {} answers due before anybody had joined, {} commands overtaken",
        count(&run.bytes) / 1_000_000,
        count(&run.nobody),
        count(&run.overtaken)
    ));
}

/// Walks the log that the run left.
fn check(sizes: &Sizes, run: &Run, folder: &Path) -> Result<Check> {
    let mut archive = Archive::open(folder)?;
    let mut check = Check::new(sizes.conversations_max(), run.plan.messages.len());
    archive.walk::<LogError>(|stored| {
        let unknown =
            |error: &dyn std::fmt::Display| LogError::Damaged { position: stored.position, what: error.to_string() };
        check.take(&stored.parse().map_err(|error| unknown(&error))?);
        Ok(())
    })?;
    check.end();
    for number in 0..run.plan.messages.len() {
        let (times, visitor) = check.found(number);
        let right = match run.fate(number) {
            Fate::Acknowledged => times == 1,
            Fate::NotSent | Fate::Refused => times == 0,
            Fate::Sent => {
                check.faults.push(format!("message {number} was never answered"));
                times <= 1
            }
        };
        if !right {
            check.faults.push(format!("message {number}, {:?}, is {times} times in the log", run.fate(number)));
        }
        let visit = visitor.and_then(|id| run.visit_of(id));
        if times > 0 && visit.is_none_or(|visit| !run.plan.visits[visit].writes(number)) {
            check.faults.push(format!("message {number} is in somebody else's conversation"));
        }
    }
    if let Err(error) = archive.verify(None) {
        check.faults.push(format!("the chain is broken: {error}"));
    }
    Ok(check)
}
