//! `letopis log verify|head|export`: the log on the command line, also beside a running server.
//!
//! Exit codes: 0 whole, 1 something is not as it was recorded and was named, 2 the log cannot be read.

mod export;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args, Subcommand};
use serde::Serialize;
use uuid::Uuid;

use crate::event_log::chain::{Broken, Hex, Verified};
use crate::event_log::{Archive, Head, LogError, WalkError};

/// What to do with the log.
#[derive(Args, Debug)]
pub struct LogArgs {
    #[command(subcommand)]
    command: LogCommand,
}

#[derive(Subcommand, Debug)]
enum LogCommand {
    /// Walk the chain from the first event to the last and name the first position that is not as it was recorded; look at
    /// the triggers that guard it, and at the index of commands.
    Verify {
        #[command(flatten)]
        place: Place,
        /// A head kept elsewhere, as `log head` printed it: the log must still lead through it.
        #[arg(long, value_name = "POSITION:HASH")]
        expect_head: Option<ExpectedHead>,
    },
    /// Print position and hash of the last event, to be kept elsewhere.
    Head {
        #[command(flatten)]
        place: Place,
    },
    /// Write every event as one line of JSON. Secrets are replaced, erased payloads are null.
    Export {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args, Debug)]
struct Place {
    /// The data folder of the server.
    #[arg(long, value_name = "DIR", env = "LETOPIS_DATA")]
    data: PathBuf,
    /// Answer in JSON, one object. An export is JSON always.
    #[arg(long)]
    json: bool,
}

/// A position and the link that stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ExpectedHead {
    position: u64,
    link: [u8; 32],
}

impl FromStr for ExpectedHead {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = "expected POSITION:HASH, the hash as 64 hexadecimal digits";
        let (position, hash) = text.trim().split_once(':').ok_or(form)?;
        if hash.len() != 64 || !hash.is_ascii() {
            return Err(form);
        }
        let mut link = [0; 32];
        for (byte, digits) in link.iter_mut().zip(hash.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| form)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| form)?;
        }
        Ok(Self { position: position.parse().map_err(|_| form)?, link })
    }
}

/// Why a command did not end well.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("broken at {0}")]
    Broken(#[from] Broken),
    #[error("altered: {0}")]
    Altered(String),
    #[error("cannot read the log: {0}")]
    Unreadable(String),
    /// Whoever read the output has read enough.
    #[error("nobody reads any more")]
    Enough,
}

impl From<WalkError> for Failure {
    fn from(error: WalkError) -> Self {
        match error {
            WalkError::Altered(what) => Failure::Altered(what),
            WalkError::Broken(broken) => Failure::Broken(broken),
            WalkError::Unreadable(error) => Failure::Unreadable(error.to_string()),
        }
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        WalkError::from(error).into()
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Failure::Enough,
            _ => Failure::Unreadable(error.to_string()),
        }
    }
}

/// Runs the command on this process's output.
pub fn run(args: LogArgs) -> ExitCode {
    let out = std::io::BufWriter::new(std::io::stdout().lock());
    ExitCode::from(run_on(args, out, std::io::stderr().lock()))
}

/// Runs the command; answers go to `out`, complaints to `err`, as JSON to `out` where that was asked for.
fn run_on(args: LogArgs, mut out: impl Write, mut err: impl Write) -> u8 {
    let (json, result) = match args.command {
        LogCommand::Verify { place, expect_head } => (place.json, verify(&place, expect_head, &mut out)),
        LogCommand::Head { place } => (place.json, head(&place, &mut out)),
        LogCommand::Export { place } => (false, export::export(&place.data, &mut out)),
    };
    let result = result.and_then(|()| Ok(out.flush()?));
    let code = match &result {
        Ok(()) | Err(Failure::Enough) => return 0,
        Err(Failure::Broken(_) | Failure::Altered(_)) => 1,
        Err(Failure::Unreadable(_)) => 2,
    };
    let told = match &result {
        Err(failure) if json => answer(&mut out, &Complaint::of(failure)).and_then(|()| Ok(out.flush()?)),
        Err(failure) => out.flush().and_then(|()| writeln!(err, "{failure}")).map_err(Failure::from),
        Ok(()) => Ok(()),
    };
    // Whoever cannot read what was printed still has the exit code.
    drop(told);
    code
}

/// What went wrong, for programs.
#[derive(Serialize)]
#[serde(untagged)]
enum Complaint {
    Broken { whole: bool, position: u64, fault: &'static str, reason: String },
    Altered { whole: bool, fault: &'static str, reason: String },
    Unreadable { error: String },
}

impl Complaint {
    fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Broken(Broken { position, fault }) => {
                Complaint::Broken { whole: false, position: *position, fault: fault.code(), reason: fault.to_string() }
            }
            Failure::Altered(reason) => Complaint::Altered { whole: false, fault: "altered", reason: reason.clone() },
            other => Complaint::Unreadable { error: other.to_string() },
        }
    }
}

fn open(place: &std::path::Path) -> Result<Archive, Failure> {
    Archive::open(place).map_err(|error| Failure::Unreadable(error.to_string()))
}

/// Where the log ends, for programs.
#[derive(Serialize)]
struct End {
    log_id: Uuid,
    position: u64,
    hash: String,
    /// `None` while nothing is recorded.
    recorded_at: Option<String>,
}

impl End {
    fn of(archive: &Archive, head: &Head) -> Self {
        Self {
            log_id: archive.log_id(),
            position: head.position,
            hash: Hex(&head.link).to_string(),
            recorded_at: (head.position > 0).then(|| export::time(head.recorded_at)),
        }
    }
}

/// A whole log, for programs.
#[derive(Serialize)]
struct Whole {
    whole: bool,
    #[serde(flatten)]
    end: End,
    streams: u64,
    erased: u64,
}

fn verify(place: &Place, expected: Option<ExpectedHead>, out: &mut impl Write) -> Result<(), Failure> {
    let mut archive = open(&place.data)?;
    let Verified { head, streams, erased } = archive.verify(expected.map(|head| (head.position, head.link)))?;
    if place.json {
        return answer(out, &Whole { whole: true, end: End::of(&archive, &head), streams, erased });
    }
    writeln!(out, "whole: {} events in {streams} streams, {erased} erased", head.position)?;
    writeln!(out, "head {head}")?;
    Ok(())
}

fn head(place: &Place, out: &mut impl Write) -> Result<(), Failure> {
    let archive = open(&place.data)?;
    let head = archive.head()?;
    if place.json {
        return answer(out, &End::of(&archive, &head));
    }
    Ok(writeln!(out, "{head}")?)
}

/// Writes one line of JSON.
fn answer(out: &mut impl Write, answer: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, answer).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

#[cfg(test)]
mod tests;
