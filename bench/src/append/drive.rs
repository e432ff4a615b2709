//! Keeps so many appends in flight for a while, and times each.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::rounds::quantile;

/// How long one measurement takes, after a while that does not count.
const MEASURED: Duration = Duration::from_millis(400);
const WARM_UP: Duration = Duration::from_millis(100);

/// Something durable to append to.
pub trait Appends: Send + Sync + 'static {
    /// The next append of a lane; what is answered is durable. Lanes never share a stream.
    fn append(&self, lane: usize, turn: usize) -> impl Future<Output = Result<()>> + Send;
}

/// What one measurement found.
pub struct Run {
    pub per_second: f64,
    pub p99_micros: f64,
}

/// Measures with this many lanes.
///
/// # Errors
/// The first error of an append.
pub async fn drive(subject: impl Appends, in_flight: usize) -> Result<Run> {
    let subject = Arc::new(subject);
    let start = Instant::now() + WARM_UP;
    let lanes: Vec<_> = (0..in_flight)
        .map(|lane| {
            let subject = subject.clone();
            tokio::spawn(async move { one_lane(&*subject, lane, start).await })
        })
        .collect();
    let mut micros = Vec::new();
    for lane in lanes {
        micros.append(&mut lane.await??);
    }
    Ok(Run { per_second: micros.len() as f64 / MEASURED.as_secs_f64(), p99_micros: quantile(&mut micros, 0.99) })
}

/// The times of the appends that ended while it counted, in microseconds.
async fn one_lane(subject: &impl Appends, lane: usize, start: Instant) -> Result<Vec<f64>> {
    let end = start + MEASURED;
    let mut micros = Vec::with_capacity(4_096);
    let mut asked = Instant::now();
    for turn in 0.. {
        subject.append(lane, turn).await?;
        let answered = Instant::now();
        if answered >= end {
            break;
        }
        if answered >= start {
            micros.push((answered - asked).as_secs_f64() * 1e6);
        }
        asked = answered;
    }
    Ok(micros)
}
