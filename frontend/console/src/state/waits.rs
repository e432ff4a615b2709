//! The strip of waiting times above the list: who waited for an operator in the last half hour, and who waits now.

use chrono::{DateTime, TimeDelta, Utc};
use letopis_shared::views::workplace::{ConversationRow, Section, WAITS_KEPT, Workplace};

use super::attention::seconds_since;
use super::list::Looker;

/// How far back the strip looks, in minutes.
pub const MINUTES: u64 = 30;
/// Bars that have room in it.
const BARS: usize = 32;
/// Bars that those who wait now have in any case, the longest waits first; more where few have waited before them.
const BARS_NOW: usize = 8;
/// The least wait, in seconds, that fills the strip: short waits look short.
const FULL_SECONDS_MIN: u64 = 120;

/// One wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Of the conversation.
    pub number: u32,
    /// The visitor's name, if he gave one, and his number; nothing where the conversation is no longer in the list.
    pub visitor: Option<(Option<String>, u32)>,
    pub seconds: u64,
    /// When the operator came; nothing while the visitor waits.
    pub ended_at: Option<DateTime<Utc>>,
    /// In hundredths of the strip's.
    pub height: u64,
}

/// What the strip shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strip {
    /// Waits that are over in their order, then those that go on, the longest first.
    pub bars: Vec<Bar>,
    /// Of the waits that are over, in seconds.
    pub median: Option<u64>,
    /// The height of the median.
    pub line: u64,
    /// The time that the median is of: [`MINUTES`], or less where so many waited that not all are known.
    pub minutes: u64,
    /// Of those who wait now.
    pub longest: Option<u64>,
}

/// The strip of this operator at this time.
pub fn strip(workplace: &Workplace, looker: &Looker, now: DateTime<Utc>) -> Strip {
    let over: Vec<_> =
        workplace.waits.iter().filter(|wait| now - wait.ended_at < TimeDelta::minutes(MINUTES as i64)).collect();
    let all_known = over.len() < WAITS_KEPT;
    let minutes = over.first().filter(|_| !all_known).map_or(MINUTES, |wait| seconds_since(wait.ended_at, now) / 60);
    let waiting = workplace.section(looker.me, &looker.serving, Section::AwaitingReply);
    let longest = waiting.first().map(|row| seconds_since(row.waiting_since, now));
    let median = median(over.iter().map(|wait| wait.seconds.into()).collect());
    let waited = over.iter().map(|wait| wait.seconds.into());
    let full = waited.chain(longest).fold(FULL_SECONDS_MIN, u64::max);
    // The longest is the tallest, and by the root one forgotten visitor does not flatten all others.
    let height = |seconds: u64| (100.0 * (seconds as f64 / full as f64).sqrt() + 0.5) as u64;
    let visitor = |row: &ConversationRow| (row.visitor_name.clone(), row.visitor_number);
    let known = |number| workplace.conversations.values().find(|row| row.number == number).map(visitor);
    let going_on = waiting.iter().take(BARS - over.len().min(BARS - BARS_NOW)).map(|row| {
        let seconds = seconds_since(row.waiting_since, now);
        Bar { number: row.number, visitor: Some(visitor(row)), seconds, ended_at: None, height: height(seconds) }
    });
    let shown = over.len().saturating_sub(BARS - going_on.len());
    let bars = over[shown..].iter().map(|wait| Bar {
        number: wait.number,
        visitor: known(wait.number),
        seconds: wait.seconds.into(),
        ended_at: Some(wait.ended_at),
        height: height(wait.seconds.into()),
    });
    Strip {
        bars: bars.chain(going_on).collect(),
        median,
        line: median.map_or(0, height),
        minutes: minutes.max(1),
        longest,
    }
}

fn median(mut seconds: Vec<u64>) -> Option<u64> {
    seconds.sort_unstable();
    let upper = *seconds.get(seconds.len() / 2)?;
    let lower = seconds[(seconds.len() - 1) / 2];
    Some((lower + upper) / 2)
}

#[cfg(test)]
mod tests {
    use letopis_shared::schema::ids::OperatorId;
    use letopis_shared::views::workplace::Wait;
    use uuid::Uuid;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(100_000 + seconds, 0).expect("a valid time")
    }

    fn of(waits: impl IntoIterator<Item = (i64, u32)>) -> Strip {
        let me = OperatorId(Uuid::from_u128(1));
        let looker = Looker { me, serving: Default::default(), sees_others: true, auto_assignment: false };
        let waits = waits.into_iter().zip(1..);
        let waits = waits.map(|((ended, seconds), number)| Wait { number, ended_at: at(ended), seconds }).collect();
        strip(&Workplace { waits, ..Workplace::default() }, &looker, at(0))
    }

    #[test]
    fn an_empty_workplace_has_an_empty_strip() {
        assert_eq!(of([]), Strip { minutes: MINUTES, ..Strip::default() });
    }

    #[test]
    fn waits_of_half_an_hour_ago_are_forgotten() {
        let strip = of([(-1_800, 500), (-1_799, 10), (-60, 30)]);
        assert_eq!(strip.bars.iter().map(|bar| bar.number).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(strip.median, Some(20));
    }

    #[test]
    fn a_forgotten_visitor_does_not_flatten_the_others() {
        let strip = of([(-50, 30), (-40, 30), (-30, 4_000)]);
        assert_eq!(strip.bars.iter().map(|bar| bar.height).collect::<Vec<_>>(), [9, 9, 100]);
        assert_eq!(strip.line, 9);
    }

    #[test]
    fn short_waits_look_short() {
        assert_eq!(of([(-50, 3)]).bars[0].height, 16);
    }

    #[test]
    fn the_latest_have_room_and_the_median_is_of_all() {
        let strip = of((0..60).map(|n| (n - 60, if n < 28 { 1_000 } else { 10 })));
        assert_eq!((strip.bars.len(), strip.bars[0].number), (32, 29));
        assert_eq!(strip.median, Some(10));
    }

    #[test]
    fn where_not_all_waits_are_known_the_time_is_that_of_the_known_ones() {
        assert_eq!(of((0..100).map(|n| (n * 3 - 300, 5))).minutes, 5);
        assert_eq!(of((0..99).map(|n| (n * 3 - 300, 5))).minutes, MINUTES);
    }
}
