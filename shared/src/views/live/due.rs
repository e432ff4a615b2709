//! What the product must do by itself, now and next: assignment, timers, consequences of statuses.
//!
//! A pure question to the live state. The reactor on the server asks it after every event and when a time has come, and
//! gives the commands. Times are those of recorded events, so a timer survives a restart, and what was done is no longer
//! due, so it is done once.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use letopis_events::ids::{ConversationId, DepartmentId, OperatorId, VisitorId};
use letopis_events::vocabulary::{AssignmentReason, Candidate, Language, ReturnCause, StatusCause};

use super::availability::Patience;
use super::{Cause, ConversationLive, Live, OperatorLive};
use crate::domain::conversation::Address;
use crate::domain::department::hours;
use crate::domain::routing::{Choice, LetLie, Seat, choose};

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Assign {
        conversation_id: ConversationId,
        operator_id: OperatorId,
        reason: AssignmentReason,
        candidates: Vec<Candidate>,
        let_lie: Vec<OperatorId>,
    },
    EnterCommonQueue {
        conversation_id: ConversationId,
        candidates: Vec<Candidate>,
    },
    /// Somebody has room again and let it lie, or nobody is there to be waited for, or nothing is assigned any more: whoever
    /// wants takes it by hand.
    LeaveCommonQueue {
        conversation_id: ConversationId,
        cause: ReturnCause,
    },
    Return {
        conversation_id: ConversationId,
        operator_id: OperatorId,
        cause: ReturnCause,
        /// Of the assignment that ran out; nothing where the operator left.
        assigned_at: Option<DateTime<Utc>>,
    },
    /// Nobody comes of those it waits for.
    Readdress {
        conversation_id: ConversationId,
        from: Address,
        to: Address,
    },
    /// This operator banned the visitor, or everybody from his address, while they, or others, talked (S110).
    EndForBan {
        conversation_id: ConversationId,
        by: OperatorId,
    },
    /// The end of a ban has come.
    ExpireBan {
        visitor_id: VisitorId,
    },
    /// Lunch, as the last conversation ended at this time (S53).
    FollowLastConversation {
        operator_id: OperatorId,
        since: DateTime<Utc>,
    },
    /// Disconnected for too long (M11).
    LoseConnection {
        operator_id: OperatorId,
    },
    ExpireSessions {
        operator_id: OperatorId,
    },
    /// The hours of a department have begun, or are over (S127).
    FollowHours {
        department_id: DepartmentId,
    },
}

impl Act {
    /// The conversation that it gives back, if it does.
    fn returns(&self) -> Option<ConversationId> {
        match self {
            Act::Return { conversation_id, .. } => Some(*conversation_id),
            _ => None,
        }
    }
}

/// Everything that is due at a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Due {
    /// Each with the event that made it due.
    pub acts: Vec<(Act, Cause)>,
    /// When something will be due that is not yet, if nothing happens before.
    pub next: Option<DateTime<Utc>>,
}

impl Due {
    /// Whether the time has come; otherwise it is waited for.
    fn come(&mut self, at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        if at > now {
            self.next = Some(self.next.map_or(at, |next| next.min(at)));
        }
        at <= now
    }
}

impl OperatorLive {
    /// Whether the server may give him new conversations at all.
    pub fn is_routable(&self) -> bool {
        self.is_present() && self.status.is_routable() && self.lost_at.is_none()
    }

    fn is_present(&self) -> bool {
        !self.disabled && self.role.serves_visitors()
    }

    /// Why he cannot keep a conversation, if he cannot.
    fn absence(&self) -> Option<ReturnCause> {
        if self.disabled {
            return Some(ReturnCause::Disabled);
        }
        if !self.role.serves_visitors() {
            return Some(ReturnCause::NotAvailable);
        }
        if self.status.may_chat() {
            return None;
        }
        Some(match self.status_cause {
            StatusCause::SignOut => ReturnCause::SignedOut,
            StatusCause::Disabled => ReturnCause::Disabled,
            StatusCause::ConnectionLost => ReturnCause::ConnectionLost,
            StatusCause::SignIn | StatusCause::Manual | StatusCause::LastConversationClosed => ReturnCause::WentOffline,
        })
    }
}

impl Live {
    /// What is due at this time, where a connection counts as lost when it has been gone for so long.
    pub fn due(&self, now: DateTime<Utc>, missed_after: TimeDelta) -> Due {
        let mut due = Due::default();
        self.due_hours(now, &mut due);
        // In a fixed order: the same log gives the same commands.
        let operators: BTreeMap<_, _> = self.operators.iter().collect();
        for (id, operator) in operators {
            self.due_of_operator(*id, operator, now, missed_after, &mut due);
        }
        let ending = self.due_ends(now, &mut due);
        self.due_returns(now, &ending, &mut due);
        self.due_assignments(now, &ending, &mut due);
        due
    }

    /// Whether a conversation that waits for this address may be given to him, or stay with him when the visitor comes back.
    pub fn could_be_given(&self, id: OperatorId, address: &Address) -> bool {
        let has_room = |operator| self.seat(id, operator, address).has_room();
        self.operators.get(&id).is_some_and(|operator| operator.is_routable() && has_room(operator))
    }

    /// Whether the server may still give this operator this conversation.
    pub fn could_take(&self, id: OperatorId, conversation_id: ConversationId) -> bool {
        let address = self.conversations.get(&conversation_id).map(ConversationLive::address);
        address.is_some_and(|address| self.could_be_given(id, &address))
    }

    /// Whether anybody with an account says that he speaks this language.
    pub fn speaks(&self, language: &Language) -> bool {
        self.operators.values().any(|operator| operator.is_present() && operator.serving.languages.contains(language))
    }

    /// Whether anybody with an account serves this address; otherwise nobody will ever come.
    pub fn anybody_serves(&self, address: &Address) -> bool {
        let archived = address
            .department_id
            .is_some_and(|id| self.sites.departments.get(&id).is_none_or(|department| department.archived));
        !archived && self.operators.values().any(|one| one.is_present() && one.serving.serves(address))
    }

    fn due_hours(&self, now: DateTime<Utc>, due: &mut Due) {
        for (department_id, cause) in &self.hours_chosen {
            let row = self.sites.departments.get(department_id).filter(|row| !row.archived);
            let Some(row) = row else { continue };
            if row.open != row.hours.as_ref().is_none_or(|hours| hours::open_at(hours, now)) {
                due.acts.push((Act::FollowHours { department_id: *department_id }, *cause));
            } else if let Some(at) = row.hours.as_ref().and_then(|hours| hours::next_change(hours, now)) {
                due.come(at, now);
            }
        }
    }

    fn due_of_operator(
        &self,
        operator_id: OperatorId,
        operator: &OperatorLive,
        now: DateTime<Utc>,
        missed_after: TimeDelta,
        due: &mut Due,
    ) {
        if operator.status.after_last_conversation().is_some() && operator.conversations == 0 {
            let chosen = (operator.status_since, operator.status_event);
            let (since, cause) = operator.free_since.filter(|(at, _)| *at > chosen.0).unwrap_or(chosen);
            due.acts.push((Act::FollowLastConversation { operator_id, since }, cause));
        }
        if let Some(lost_at) = operator.lost_at.filter(|_| operator.status.may_chat())
            && due.come(lost_at + self.may_be_gone(missed_after), now)
        {
            due.acts.push((Act::LoseConnection { operator_id }, operator.status_event));
        }
        if let Some(expires_at) = operator.sessions.values().min()
            && due.come(*expires_at, now)
        {
            due.acts.push((Act::ExpireSessions { operator_id }, operator.status_event));
        }
    }

    /// How long an operator may be gone, from when that is recorded; he is gone since before.
    fn may_be_gone(&self, missed_after: TimeDelta) -> TimeDelta {
        (TimeDelta::seconds(self.sites.operator_lost_seconds.into()) - missed_after).max(TimeDelta::zero())
    }

    /// Bans end, and bans end conversations: those of whoever cannot answer any more. Returns which.
    fn due_ends(&self, now: DateTime<Utc>, due: &mut Due) -> HashSet<ConversationId> {
        let (mut ending, mut ranges) = (HashSet::new(), Vec::new());
        for (visitor_id, one) in &self.banned {
            if one.ban.until.is_some_and(|until| due.come(until, now)) {
                due.acts.push((Act::ExpireBan { visitor_id: *visitor_id }, one.cause));
                continue;
            }
            ranges.extend(one.range.map(|range| (range, one)));
            let open = self.visitors.get(visitor_id).and_then(|visitor| visitor.open);
            if let Some(conversation_id) = open.filter(|id| ending.insert(*id)) {
                due.acts.push((Act::EndForBan { conversation_id, by: one.ban.by }, one.cause));
            }
        }
        if ranges.is_empty() {
            return ending;
        }
        for conversation_id in self.open.keys() {
            let from = self.conversations.get(conversation_id).and_then(|one| self.ip_of(one.head.visitor_id));
            let Some(from) = from.filter(|_| !ending.contains(conversation_id)) else { continue };
            if let Some((_, one)) = ranges.iter().find(|(range, _)| range.contains(from)) {
                due.acts.push((Act::EndForBan { conversation_id: *conversation_id, by: one.ban.by }, one.cause));
                ending.insert(*conversation_id);
            }
        }
        ending
    }

    fn due_returns(&self, now: DateTime<Utc>, ending: &HashSet<ConversationId>, due: &mut Due) {
        let pick_up = TimeDelta::seconds(self.sites.pick_up_seconds.into());
        for (assigned_at, conversation_id) in &self.assigned {
            // They stand in order: the first that has time left is the next to run out.
            if !due.come(*assigned_at + pick_up, now) {
                break;
            }
            let Some(conversation) = self.conversations.get(conversation_id) else { continue };
            let Some(operator_id) = conversation.head.assigned else { continue };
            if ending.contains(conversation_id) {
                continue;
            }
            let (conversation_id, cause) = (*conversation_id, ReturnCause::NotPickedUp);
            let act = Act::Return { conversation_id, operator_id, cause, assigned_at: Some(*assigned_at) };
            due.acts.push((act, conversation.head_event));
        }
        let absent = |id: &OperatorId| Some((self.operators.get(id)?.absence()?, self.operators.get(id)?.status_event));
        if !self.operators.values().any(|one| one.conversations > 0 && one.absence().is_some()) {
            return;
        }
        let returned: HashSet<_> = due.acts.iter().filter_map(|(act, _)| act.returns()).collect();
        for conversation in self.open.keys().filter_map(|id| self.conversations.get(id)) {
            if returned.contains(&conversation.head.id) || ending.contains(&conversation.head.id) {
                continue;
            }
            let audience = conversation.head.audience();
            let Some(operator_id) = audience.holders.first() else { continue };
            let Some((cause, event)) = absent(operator_id) else { continue };
            let (conversation_id, operator_id) = (conversation.head.id, *operator_id);
            due.acts.push((Act::Return { conversation_id, operator_id, cause, assigned_at: None }, event));
        }
    }

    /// In the order of the queue, each choice knowing those before it.
    fn due_assignments(&self, now: DateTime<Utc>, ending: &HashSet<ConversationId>, due: &mut Due) {
        let waiting = || self.waiting.iter().filter_map(|(_, _, id)| self.conversations.get(id));
        let mut readdressed: HashMap<(Address, Patience), Option<Address>> = HashMap::new();
        let mut seats: Vec<(&OperatorLive, Seat<'_>)> = Vec::new();
        if self.sites.auto_assignment && !self.waiting.is_empty() {
            let routable = self.operators.iter().filter(|(_, operator)| operator.is_routable());
            seats.extend(routable.map(|(id, operator)| (operator, self.seat(*id, operator, &Address::default()))));
        }
        // What was chosen for an address when nobody had room, or nobody who had not let it lie, holds for the next one.
        let mut full: HashMap<(Address, Vec<(OperatorId, LetLie)>), Choice> = HashMap::new();
        for conversation in waiting().filter(|conversation| !ending.contains(&conversation.head.id)) {
            let (conversation_id, address, patience) =
                (conversation.head.id, conversation.address(), conversation.patience());
            let other = readdressed.entry((address.clone(), patience));
            if let Some(to) = other.or_insert_with(|| self.readdressed(&address, patience)).clone() {
                due.acts.push((Act::Readdress { conversation_id, from: address, to }, conversation.head_event));
                continue;
            }
            // Whoever wrote while nobody was there demands no instant answer: operators take him by hand (S42).
            if conversation.offline {
                continue;
            }
            // The common queue is only for those who would get somebody, were not all full (S24).
            let mut leave = |cause| {
                if conversation.in_common_queue {
                    due.acts.push((Act::LeaveCommonQueue { conversation_id, cause }, conversation.head_event));
                }
            };
            if !self.sites.auto_assignment {
                leave(ReturnCause::NotAvailable);
                continue;
            }
            let waits = (address, self.who_let_it_lie(conversation));
            let choice = match full.get(&waits) {
                Some(choice) => choice.clone(),
                None => {
                    let of_this = seats.iter().map(|(operator, seat)| Seat {
                        conversations_max: self.conversations_max(operator, &waits.0),
                        let_lie: let_lie(&waits.1, seat),
                        ..*seat
                    });
                    choose(&waits.0, of_this)
                }
            };
            match choice {
                Choice::Assign { operator_id, reason, candidates, let_lie } => {
                    if let Some((_, seat)) = seats.iter_mut().find(|(_, seat)| seat.operator_id == operator_id) {
                        seat.conversations += 1;
                        seat.last_assigned_at = Some(now);
                    }
                    let act = Act::Assign { conversation_id, operator_id, reason, candidates, let_lie };
                    due.acts.push((act, conversation.head_event));
                }
                Choice::AllFull { ref candidates } => {
                    if !conversation.in_common_queue {
                        let candidates = candidates.clone();
                        let act = Act::EnterCommonQueue { conversation_id, candidates };
                        due.acts.push((act, conversation.head_event));
                    }
                    full.insert(waits, choice);
                }
                Choice::Nobody => {
                    // Whose connection is lost for a moment is waited for (M11).
                    let gone = |one: &OperatorLive| !(one.is_online() && one.serving.serves(&waits.0));
                    if self.operators.values().all(gone) {
                        leave(ReturnCause::NotAvailable);
                    }
                    full.insert(waits, choice);
                }
                Choice::LeftLying => {
                    leave(ReturnCause::NotPickedUp);
                    full.insert(waits, choice);
                }
            }
        }
    }

    /// Who did not open it in time, and whether he showed since then that he is there.
    fn who_let_it_lie(&self, conversation: &ConversationLive) -> Vec<(OperatorId, LetLie)> {
        let acted = |id: &OperatorId, since: &DateTime<Utc>| {
            self.operators.get(id).is_some_and(|operator| operator.acted_at.is_some_and(|at| at > *since))
        };
        let one = |(id, since): (&OperatorId, &DateTime<Utc>)| {
            (*id, if acted(id, since) { LetLie::AndActedSince } else { LetLie::AndRests })
        };
        conversation.let_lie.iter().map(one).collect()
    }

    /// How many conversations an operator may have to be given one that waits for this address: his own limit, or that of
    /// the department, or the organisation's (S124, S127).
    fn conversations_max(&self, operator: &OperatorLive, address: &Address) -> u32 {
        let department = || self.sites.departments.get(&address.department_id?)?.conversations_max;
        operator.conversations_max.or_else(department).unwrap_or(self.sites.conversations_per_operator_max)
    }

    fn seat<'a>(&self, operator_id: OperatorId, operator: &'a OperatorLive, address: &Address) -> Seat<'a> {
        Seat {
            operator_id,
            serving: &operator.serving,
            conversations: operator.conversations,
            conversations_max: self.conversations_max(operator, address),
            last_assigned_at: operator.last_assigned_at,
            let_lie: LetLie::Never,
        }
    }
}

/// Whether this one is among those who let it lie.
fn let_lie(them: &[(OperatorId, LetLie)], seat: &Seat<'_>) -> LetLie {
    them.iter().find(|(id, _)| *id == seat.operator_id).map_or(LetLie::Never, |(_, how)| *how)
}
