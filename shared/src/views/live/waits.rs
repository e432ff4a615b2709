//! Waits that are over: the strip above the list shows them.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};
use letopis_events::Recorded;

use super::{ConversationLive, Touched};
use crate::views::people::Audience;
use crate::views::timeline::EntryKind;
use crate::views::workplace::{WAITS_KEPT, Wait};

/// The latest waits of every audience. As many are kept of each as a view holds in all, so that whoever is in several finds
/// in them exactly what patches would have left in his view.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Waits(HashMap<Audience, VecDeque<(u64, Wait)>>);

impl Waits {
    /// An operator comes to a conversation, which is as it was before.
    pub(super) fn end(&mut self, before: &ConversationLive, recorded: &Recorded, touched: &mut Touched) {
        let Some(wait) = before.wait_until(recorded.recorded_at) else { return };
        let audience = before.head.audience();
        touched.waits.push((audience.clone(), wait));
        self.add(recorded.position, audience, wait);
    }

    fn add(&mut self, position: u64, audience: Audience, wait: Wait) {
        let known = self.0.entry(audience).or_default();
        known.push_back((position, wait));
        if known.len() > WAITS_KEPT {
            known.pop_front();
        }
    }

    /// The latest ones of these audiences, in the order in which they ended.
    pub(super) fn seen(&self, mut sees: impl FnMut(&Audience) -> bool) -> Vec<Wait> {
        let mut seen: Vec<_> =
            self.0.iter().filter(|(audience, _)| sees(audience)).flat_map(|(_, known)| known).collect();
        seen.sort_by_key(|(position, _)| *position);
        seen[seen.len().saturating_sub(WAITS_KEPT)..].iter().map(|(_, wait)| *wait).collect()
    }
}

impl ConversationLive {
    /// The wait that ends when an operator comes now; nothing where somebody was here before, or where nobody was there to be
    /// waited for.
    fn wait_until(&self, now: DateTime<Utc>) -> Option<Wait> {
        let since_it_began = self.entries.iter().rev().map(|entry| &entry.what);
        let came = since_it_began
            .take_while(|what| {
                !matches!(what, EntryKind::Opened { .. } | EntryKind::Reopened | EntryKind::CloseUndone { .. })
            })
            .any(|what| {
                matches!(
                    what,
                    EntryKind::OperatorJoined { .. } | EntryKind::TakenOver { .. } | EntryKind::Initiated { .. }
                )
            });
        let seconds = (now - self.waiting_since).num_seconds();
        (!came && !self.offline && self.head.operators.is_empty()).then(|| Wait {
            number: self.head.number,
            ended_at: now,
            seconds: u32::try_from(seconds.max(0)).unwrap_or(u32::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{id, minute};
    use crate::views::View;
    use crate::views::workplace::{Workplace, WorkplacePatch};

    #[test]
    fn a_view_of_several_audiences_holds_what_patches_would_have_left_in_it() {
        let (mut waits, mut view) = (Waits::default(), Workplace::default());
        for n in 0..3 * WAITS_KEPT as u32 {
            // two of every three for one audience
            let holders = if n % 3 == 0 { vec![id(1)] } else { vec![id(2)] };
            let wait = Wait { number: n, ended_at: minute(n.into()), seconds: n };
            waits.add(n.into(), Audience { holders, address: Default::default() }, wait);
            view.apply(&WorkplacePatch::Waited { wait });
            assert_eq!(waits.seen(|_| true), view.waits);
        }
        let of_one: Vec<_> =
            waits.seen(|audience| audience.holders == [id(1)]).iter().map(|wait| wait.number).collect();
        assert!(of_one.into_iter().eq((0..3 * WAITS_KEPT as u32).step_by(3)));
        assert!(waits.0.values().all(|known| known.len() == WAITS_KEPT), "no more is kept");
    }
}
