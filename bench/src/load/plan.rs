//! What everybody will do and when: the same for the same seed, and waiting for nobody.

use std::time::Duration;

use clap::Args;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Visitors that come each second at first, until all are there.
const ARRIVALS_PER_SECOND: f64 = 250.0;
/// How long a visitor stays who does not talk, and how long he looks at a page, on average.
const STAY_SECONDS: f64 = 120.0;
const PAGE_SECONDS: f64 = 30.0;
/// Messages of each side in a talk.
const MESSAGES_MIN: usize = 2;
const MESSAGES_MAX: usize = 6;

/// How large the load is.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Sizes of `load`")]
pub struct Sizes {
    /// Operators at work.
    #[arg(long, default_value_t = 200)]
    pub operators: usize,
    /// Visitors on the site at once.
    #[arg(long, default_value_t = 5_000)]
    pub visitors: usize,
    /// Messages a second, of visitors and operators together.
    #[arg(long, default_value_t = 200.0)]
    pub rate: f64,
    /// How long is measured, once everybody has come and talks.
    #[arg(long, default_value_t = 45.0)]
    pub seconds: f64,
    /// Seconds between two messages of a visitor.
    #[arg(long, default_value_t = 6.0)]
    pub pace: f64,
    /// Conversations an operator may have; as many as the talks need when left out, so that all are full at times.
    #[arg(long)]
    pub limit: Option<u32>,
    /// The same seed makes the same plan; a new one each time when left out.
    #[arg(long, env = "LETOPIS_BENCH_SEED")]
    pub seed: Option<u64>,
    /// Operators see only their own conversations.
    #[arg(long)]
    pub hide_others: bool,
}

impl Sizes {
    /// Messages of one talk, on average.
    fn messages_a_talk() -> f64 {
        (MESSAGES_MIN + MESSAGES_MAX) as f64
    }

    /// The limit of conversations for each operator.
    pub fn conversations_max(&self) -> u32 {
        let talks = self.rate / Self::messages_a_talk() * self.pace * (Self::messages_a_talk() / 2.0 + 0.5);
        self.limit.unwrap_or((talks / self.operators as f64).ceil().max(1.0) as u32)
    }

    /// How long everybody takes to come.
    pub fn ramp(&self) -> Duration {
        Duration::from_secs_f64(self.visitors as f64 / ARRIVALS_PER_SECOND)
    }

    /// How long a talk takes, on average, in seconds.
    fn talk_seconds(&self) -> f64 {
        Self::messages_a_talk() / 2.0 * self.pace
    }

    /// From when on it is measured: everybody has come, and as many talks go on as later.
    pub fn measured_from(&self) -> Duration {
        self.ramp() + Duration::from_secs_f64(self.talk_seconds())
    }

    /// From the first arrival to the last act.
    pub fn whole(&self) -> Duration {
        self.measured_from() + Duration::from_secs_f64(self.seconds)
    }
}

/// Something to be done at a time after the beginning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timed<A> {
    pub at: Duration,
    pub act: A,
}

/// What a visitor does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum VisitorAct {
    OpenPage(u32),
    /// Writes the message of this number.
    Write(usize),
    Close,
}

/// What is done for him by whoever has his conversation then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DeskAct {
    /// Writes the message of this number.
    Answer(usize),
    Close,
}

/// One visitor, from coming to leaving.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    pub comes: Duration,
    pub leaves: Duration,
    pub acts: Vec<Timed<VisitorAct>>,
    pub desk: Vec<Timed<DeskAct>>,
}

impl Visit {
    /// Whether the message of this number belongs to it.
    pub fn writes(&self, number: usize) -> bool {
        let visitor = |act: &Timed<VisitorAct>| act.act == VisitorAct::Write(number);
        let operator = |act: &Timed<DeskAct>| act.act == DeskAct::Answer(number);
        self.acts.iter().any(visitor) || self.desk.iter().any(operator)
    }
}

/// Everything, for one run.
#[derive(Debug, PartialEq)]
pub struct Plan {
    pub visits: Vec<Visit>,
    /// When each message is to be sent, by its number.
    pub messages: Vec<Duration>,
}

impl Plan {
    /// The plan of a seed.
    pub fn of(sizes: &Sizes, seed: u64) -> Self {
        let mut plan = Planner { chance: StdRng::seed_from_u64(seed), sizes, visits: Vec::new(), messages: Vec::new() };
        for place in 0..sizes.visitors {
            plan.fill(place);
        }
        Plan { visits: plan.visits, messages: plan.messages }
    }
}

struct Planner<'a> {
    chance: StdRng,
    sizes: &'a Sizes,
    visits: Vec<Visit>,
    messages: Vec<Duration>,
}

impl Planner<'_> {
    /// One place on the site: when its visitor leaves, another comes.
    fn fill(&mut self, place: usize) {
        let end = self.sizes.whole().as_secs_f64();
        // Time from one talk to the next in one place, so that all of them together write at the rate.
        let from_talk_to_talk = self.sizes.visitors as f64 * Sizes::messages_a_talk() / self.sizes.rate;
        let between = (from_talk_to_talk - self.sizes.talk_seconds()).max(0.1);
        let mut comes = (place as f64 + self.chance.random::<f64>()) / ARRIVALS_PER_SECOND;
        let mut talk = self.sizes.ramp().as_secs_f64().max(comes + 1.0) + self.wait(between);
        while comes < end {
            let mut leaves = comes + 1.0 + self.wait(STAY_SECONDS);
            let mut visit = Visit { comes: time(comes), leaves: time(0.0), acts: Vec::new(), desk: Vec::new() };
            while talk < leaves {
                let over = self.talk(&mut visit, talk, end);
                leaves = leaves.max(over + 1.0);
                talk = over + self.wait(between);
            }
            self.look_around(&mut visit, comes, leaves.min(end));
            visit.leaves = time(leaves);
            self.visits.push(visit);
            comes = leaves + 1.0;
            talk = talk.max(comes + 1.0);
        }
    }

    /// A talk, as far as there is time for it; tells when it is over.
    fn talk(&mut self, visit: &mut Visit, begins: f64, end: f64) -> f64 {
        let (messages, pace) = (self.chance.random_range(MESSAGES_MIN..=MESSAGES_MAX), self.sizes.pace);
        let mut at = begins;
        for _ in 0..messages {
            let gap = pace * self.chance.random_range(0.5..1.5);
            let answer = at + gap * 0.5;
            if at < end {
                let act = VisitorAct::Write(self.message(at));
                visit.acts.push(Timed { at: time(at), act });
            }
            if answer < end {
                let act = DeskAct::Answer(self.message(answer));
                visit.desk.push(Timed { at: time(answer), act });
            }
            at += gap;
        }
        if at < end {
            match self.chance.random() {
                true => visit.acts.push(Timed { at: time(at), act: VisitorAct::Close }),
                false => visit.desk.push(Timed { at: time(at), act: DeskAct::Close }),
            }
        }
        at
    }

    fn look_around(&mut self, visit: &mut Visit, comes: f64, until: f64) {
        let (mut at, mut page) = (comes, 0);
        loop {
            at += 1.0 + self.wait(PAGE_SECONDS);
            if at >= until {
                break;
            }
            page += 1;
            visit.acts.push(Timed { at: time(at), act: VisitorAct::OpenPage(page) });
        }
        visit.acts.sort_by_key(|act| act.at);
    }

    fn message(&mut self, at: f64) -> usize {
        self.messages.push(time(at));
        self.messages.len() - 1
    }

    /// A time as between things that happen by themselves, in seconds.
    fn wait(&mut self, mean: f64) -> f64 {
        -(1.0 - self.chance.random::<f64>()).ln() * mean
    }
}

fn time(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes() -> Sizes {
        Sizes {
            operators: 20,
            visitors: 500,
            rate: 80.0,
            seconds: 60.0,
            pace: 3.0,
            limit: None,
            seed: None,
            hide_others: false,
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_plan() {
        assert_eq!(Plan::of(&sizes(), 7), Plan::of(&sizes(), 7));
        assert_ne!(Plan::of(&sizes(), 7), Plan::of(&sizes(), 8));
    }

    #[test]
    fn the_plan_writes_about_as_much_as_it_was_asked_for() {
        let measured = |at: &&Duration| **at >= sizes().measured_from();
        let rate = Plan::of(&sizes(), 7).messages.iter().filter(measured).count() as f64 / 60.0;
        assert!((65.0..100.0).contains(&rate), "{rate} messages a second instead of 80");
    }

    #[test]
    fn whoever_acts_is_there_and_acts_in_order() {
        for visit in Plan::of(&sizes(), 7).visits {
            assert!(visit.acts.is_sorted_by_key(|act| act.at) && visit.desk.is_sorted_by_key(|act| act.at));
            assert!(visit.acts.iter().all(|act| visit.comes < act.at && act.at < visit.leaves));
        }
    }
}
