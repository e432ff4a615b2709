//! Who gets a waiting conversation: one pure choice, the same for the same log (S123, S124, S127, S128).

use chrono::{DateTime, Utc};
use letopis_events::ids::{DepartmentId, OperatorId};
use letopis_events::vocabulary::{AssignmentReason, Candidate, Language};

use super::conversation::Address;
use crate::limits::CANDIDATES_RECORDED_MAX;

/// What an operator serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serving {
    pub departments: Vec<DepartmentId>,
    /// None listed is every language: a small team need not set up anything.
    pub languages: Vec<Language>,
}

impl Serving {
    /// Whether a conversation that waits for this address may be taken by whoever serves this.
    pub fn serves(&self, address: &Address) -> bool {
        let department = address.department_id.is_none_or(|id| self.departments.contains(&id));
        let speaks = |language| self.languages.is_empty() || self.languages.contains(language);
        department && address.language.as_ref().is_none_or(speaks)
    }
}

/// An operator to whom the server may give conversations at all: Online, connected, not disabled.
#[derive(Clone, Copy, Debug)]
pub struct Seat<'a> {
    pub operator_id: OperatorId,
    pub serving: &'a Serving,
    /// Open conversations, assigned ones included.
    pub conversations: u32,
    /// How many he may have; 0 is no limit.
    pub conversations_max: u32,
    /// When the server last gave him one.
    pub last_assigned_at: Option<DateTime<Utc>>,
    /// Whether he had this conversation before and let it lie.
    pub let_lie: LetLie,
}

/// Whether an operator was given a conversation and did not open it in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetLie {
    #[default]
    Never,
    /// Since then he showed that he is there: he chose a status, or opened, closed or sent on a conversation. He comes
    /// last.
    AndActedSince,
    /// Nothing was seen of him since: it is not given to him again, or an empty chair would keep it from the others.
    AndRests,
}

impl Seat<'_> {
    /// Whether the server may give him this one.
    fn is_free(&self) -> bool {
        self.has_room() && self.let_lie != LetLie::AndRests
    }

    /// Whether the server may give him one more.
    pub fn has_room(&self) -> bool {
        self.conversations_max == 0 || self.conversations < self.conversations_max
    }

    /// The seat as it is recorded with a choice.
    fn candidate(&self) -> Candidate {
        Candidate {
            operator_id: self.operator_id,
            conversations: self.conversations,
            conversations_max: self.conversations_max,
            last_assigned_at: self.last_assigned_at,
        }
    }
}

/// What to do with a waiting conversation. Candidates are the best placed, up to [`CANDIDATES_RECORDED_MAX`].
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// Give it to this operator.
    Assign {
        operator_id: OperatorId,
        reason: AssignmentReason,
        candidates: Vec<Candidate>,
        /// Those of them who let it lie.
        let_lie: Vec<OperatorId>,
    },
    /// Everybody who serves it has as many as he may: the common queue (S24).
    AllFull { candidates: Vec<Candidate> },
    /// Whoever has room let it lie, and nothing was seen of him since: it waits for whoever takes it by hand.
    LeftLying,
    /// Nobody who serves it is there.
    Nobody,
}

/// Chooses for one waiting conversation. Fewest open conversations wins; a tie goes to whoever was assigned longest ago,
/// never before all; then to the smaller id, so that a replay of the log chooses alike. Whoever let it lie comes last, or
/// not at all.
pub fn choose<'a>(address: &Address, seats: impl IntoIterator<Item = Seat<'a>>) -> Choice {
    let mut seats: Vec<_> = seats.into_iter().filter(|seat| seat.serving.serves(address)).collect();
    if seats.is_empty() {
        return Choice::Nobody;
    }
    seats.sort_by_key(|seat| {
        (!seat.is_free(), seat.let_lie, seat.conversations, seat.last_assigned_at, seat.operator_id)
    });
    let candidates = seats.iter().take(CANDIDATES_RECORDED_MAX).map(Seat::candidate).collect();
    let mut with_room = seats.iter().filter(|seat| seat.has_room());
    let chosen = match with_room.next() {
        None => return Choice::AllFull { candidates },
        Some(first) if !first.is_free() => return Choice::LeftLying,
        Some(first) => first,
    };
    let reason = match with_room.next() {
        None => AssignmentReason::OnlyCandidate,
        Some(second) if second.let_lie > chosen.let_lie => AssignmentReason::OthersLetItLie,
        Some(second) if second.conversations > chosen.conversations => AssignmentReason::FewestConversations,
        Some(_) => AssignmentReason::AssignedLongestAgo,
    };
    let lay = seats.iter().filter(|seat| seat.let_lie != LetLie::Never);
    let let_lie = lay.map(|seat| seat.operator_id).collect();
    Choice::Assign { operator_id: chosen.operator_id, reason, candidates, let_lie }
}

#[cfg(test)]
mod tests;
