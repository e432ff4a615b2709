//! How many tests passed and failed, read from what the runners print.

use std::io::{BufRead, BufReader};
use std::iter::Sum;
use std::ops::Add;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// Counts of one runner or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Tally {
    /// One check that passed.
    pub(super) const ONE: Self = Self { passed: 1, failed: 0 };
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

/// Runs a test runner, shows its output as it comes, and counts by it. A runner that fails without naming a failed test
/// (it did not compile, say) has failed once.
pub(super) fn counted(command: &mut Command, count: fn(&str) -> Option<Tally>) -> Result<Tally> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the test runner")?;
    let output = child.stdout.take().context("the test runner has no output")?;
    let mut sum = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        sum = sum + count(&line).unwrap_or_default();
    }
    if !child.wait()?.success() && sum.failed == 0 {
        sum.failed = 1;
    }
    Ok(sum)
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …` of libtest.
pub(super) fn cargo_line(line: &str) -> Option<Tally> {
    let counts = line.trim_start().strip_prefix("test result:")?;
    let number_before = |word: &str| -> Option<u64> {
        counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().rsplit(' ').next()?.parse().ok())
    };
    Some(Tally { passed: number_before("passed")?, failed: number_before("failed")? })
}

/// `ℹ pass 3` and `ℹ fail 1` of node's reporter.
pub(super) fn node_line(line: &str) -> Option<Tally> {
    let number_after = |word: &str| line.strip_prefix(word)?.trim().parse().ok();
    if let Some(passed) = number_after("ℹ pass ") {
        return Some(Tally { passed, failed: 0 });
    }
    number_after("ℹ fail ").map(|failed| Tally { passed: 0, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_summary_of_libtest() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(cargo_line(line), Some(Tally { passed: 12, failed: 3 }));
        assert_eq!(cargo_line("test views::adds ... ok"), None);
    }

    #[test]
    fn reads_the_summary_of_node() {
        assert_eq!(node_line("ℹ pass 3"), Some(Tally { passed: 3, failed: 0 }));
        assert_eq!(node_line("ℹ fail 2"), Some(Tally { passed: 0, failed: 2 }));
        assert_eq!(node_line("ℹ suites 2"), None);
    }
}
