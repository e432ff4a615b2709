//! Rounds and medians: whatever disturbs the machine disturbs limit and product alike.

use anyhow::Result;

/// How often everything is measured.
pub const ROUNDS: usize = 5;

/// Measures each subject in turn, round after round; the answers stand by subject.
///
/// # Errors
/// Those of the measurement.
pub fn interleaved<S: Copy, T>(
    rounds: usize,
    subjects: &[S],
    mut measure: impl FnMut(S) -> Result<T>,
) -> Result<Vec<Vec<T>>> {
    let mut answers: Vec<Vec<T>> = subjects.iter().map(|_| Vec::with_capacity(rounds)).collect();
    for _ in 0..rounds {
        for (subject, answers) in subjects.iter().zip(&mut answers) {
            answers.push(measure(*subject)?);
        }
    }
    Ok(answers)
}

/// The middle one; of an even number the upper of the two in the middle.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    quantile(&mut values.into_iter().collect::<Vec<_>>(), 0.5)
}

/// The value below which this share of all values lies. Sorts them.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * share) as usize;
    values.get(place.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(quantile(&mut (1..=100).map(f64::from).collect::<Vec<_>>(), 0.99), 100.0);
        assert!(median([]).is_nan());
    }

    #[test]
    fn limit_and_product_take_turns() {
        let mut order = Vec::new();
        let answers = interleaved(2, &['a', 'b'], |subject| {
            order.push(subject);
            Ok(order.len())
        });
        assert_eq!(answers.unwrap(), [[1, 3], [2, 4]]);
        assert_eq!(order, ['a', 'b', 'a', 'b']);
    }
}
