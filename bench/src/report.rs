//! The table: each figure beside its limit, and whether the target is reached.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

/// What the ratio of product to limit has to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// Measured to see where time goes.
    None,
}

impl Target {
    fn reached_by(self, ratio: f64) -> Option<bool> {
        match self {
            Target::AtLeast(least) => Some(ratio >= least),
            Target::AtMost(most) => Some(ratio <= most),
            Target::None => None,
        }
    }
}

/// One figure of the product beside its limit.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    bench: &'static str,
    what: String,
    unit: &'static str,
    limit: Option<f64>,
    product: f64,
    ratio: Option<f64>,
    target: Target,
    reached: Option<bool>,
}

/// What cannot be measured here, and why.
#[derive(Clone, Debug, Serialize)]
struct Gap {
    bench: &'static str,
    what: &'static str,
    why: &'static str,
}

/// Everything measured in one run; rows are printed as they come.
#[derive(Default, Serialize)]
pub struct Report {
    rows: Vec<Row>,
    not_measured: Vec<Gap>,
    notes: Vec<String>,
}

impl Report {
    /// Prints the head of the table.
    pub fn begin() -> Self {
        println!(
            "{:<10} {:<44} {:>11} {:>11}  {:<9} {:>6}  target",
            "bench", "what", "limit", "product", "unit", "ratio"
        );
        Self::default()
    }

    /// Adds a figure; the ratio is product to limit.
    pub fn row(
        &mut self,
        bench: &'static str,
        what: impl Into<String>,
        unit: &'static str,
        (limit, product): (f64, f64),
        target: Target,
    ) {
        let ratio = product / limit;
        let reached = target.reached_by(ratio);
        let (what, limit_known, ratio_known) = (what.into(), Some(limit), Some(ratio));
        let row = Row { bench, what, unit, limit: limit_known, product, ratio: ratio_known, target, reached };
        let wanted = match target {
            Target::AtLeast(least) => format!("≥ {least}"),
            Target::AtMost(most) => format!("≤ {most}"),
            Target::None => String::new(),
        };
        let verdict = match row.reached {
            Some(true) => "pass",
            Some(false) => "MISS",
            None => "",
        };
        let (limit, product) = (figure(limit), figure(product));
        println!(
            "{bench:<10} {:<44} {limit:>11} {product:>11}  {unit:<9} {ratio:>6.2}  {wanted:<7} {verdict}",
            row.what
        );
        self.rows.push(row);
    }

    /// Adds a figure that has nothing to stand beside.
    pub fn figure(&mut self, bench: &'static str, what: impl Into<String>, unit: &'static str, product: f64) {
        let what = what.into();
        println!("{bench:<10} {what:<44} {:>11} {:>11}  {unit}", "", figure(product));
        self.rows.push(Row {
            bench,
            what,
            unit,
            limit: None,
            product,
            ratio: None,
            target: Target::None,
            reached: None,
        });
    }

    /// Says what is not measured.
    pub fn not_measured(&mut self, bench: &'static str, what: &'static str, why: &'static str) {
        println!("{bench:<10} {what:<44} not measured: {why}");
        self.not_measured.push(Gap { bench, what, why });
    }

    /// Says what a reader should know beside the figures.
    pub fn note(&mut self, note: String) {
        println!("           {note}");
        self.notes.push(note);
    }

    /// Prints what was missed.
    pub fn end(&self) {
        let missed = self.rows.iter().filter(|row| row.reached == Some(false)).count();
        let held = self.rows.iter().filter(|row| row.reached.is_some()).count();
        println!("\n{} of {held} targets reached, {missed} missed", held - missed);
    }

    /// Writes everything to a file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        std::fs::write(file, text + "\n").with_context(|| format!("cannot write {}", file.display()))
    }
}

/// Three digits that count, large numbers in thousands.
fn figure(value: f64) -> String {
    match value.abs() {
        1e6.. => format!("{:.2} M", value / 1e6),
        1e4..1e6 => format!("{:.1} k", value / 1e3),
        100.0..1e4 => format!("{value:.0}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_bound_on_the_ratio() {
        assert_eq!(Target::AtLeast(0.8).reached_by(0.8), Some(true));
        assert_eq!(Target::AtLeast(0.8).reached_by(0.79), Some(false));
        assert_eq!(Target::AtMost(1.5).reached_by(1.6), Some(false));
        assert_eq!(Target::None.reached_by(9.0), None);
    }

    #[test]
    fn figures_are_short() {
        let shown = [0.131, 12.34, 999.6, 54_321.0, 1_330_000.0].map(figure);
        assert_eq!(shown, ["0.13", "12.3", "1000", "54.3 k", "1.33 M"]);
    }
}
