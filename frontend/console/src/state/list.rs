//! The left column as lines of fixed height: which rows stand where, and which of them are in sight.

use letopis_shared::domain::routing::Serving;
use letopis_shared::schema::ids::{ConversationId, OperatorId, VisitorId};
use letopis_shared::views::workplace::{ConversationRow, Section, Workplace};

/// Heights in pixels, as in `tokens.css` (`--row-1`, `--row-2`).
pub const HEAD: f64 = 32.0;
pub const ROW: f64 = 52.0;
/// Rows drawn beyond each edge, so that a scroll shows no gap.
const SPARE: usize = 8;

/// Who a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowId {
    Conversation(ConversationId),
    Visitor(VisitorId),
}

/// A section with its rows in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRows {
    pub section: Section,
    pub rows: Vec<RowId>,
}

/// Who looks at the list, and which sections are there for him.
#[derive(Clone, Debug, PartialEq)]
pub struct Looker {
    pub me: OperatorId,
    pub serving: Serving,
    /// Whether the conversations of others are shown to him (S25).
    pub sees_others: bool,
    /// Whether there is a common queue at all (S24).
    pub auto_assignment: bool,
}

/// The sections of this operator in their order; those that are not for him are not there.
pub fn sections(workplace: &Workplace, looker: &Looker) -> Vec<SectionRows> {
    let conversations = |section| SectionRows {
        section,
        rows: workplace
            .section(looker.me, &looker.serving, section)
            .into_iter()
            .map(|row| RowId::Conversation(row.id))
            .collect(),
    };
    let always = [Section::AwaitingReply, Section::InConversation, Section::OfflineRequests];
    let mut sections = Vec::from(always.map(conversations));
    if looker.auto_assignment {
        sections.push(conversations(Section::CommonQueue));
    }
    if looker.sees_others {
        sections.push(conversations(Section::OthersConversations));
    }
    let rows = workplace.other_visitors().into_iter().map(|row| RowId::Visitor(row.id)).collect();
    sections.push(SectionRows { section: Section::OtherVisitors, rows });
    sections
}

/// Whether nobody talks yet to the visitor of a row that stands here, and he expects an answer now.
pub fn waits(row: &ConversationRow, section: Section) -> bool {
    match section {
        Section::AwaitingReply | Section::CommonQueue => true,
        Section::OthersConversations => row.operators.is_empty() && (row.assigned.is_some() || !row.offline),
        _ => false,
    }
}

/// How many rows a section has.
pub fn count(sections: Option<&[SectionRows]>, section: Section) -> usize {
    sections.into_iter().flatten().find(|known| known.section == section).map_or(0, |known| known.rows.len())
}

/// The section that a row stands in.
pub fn place_of(sections: Option<&[SectionRows]>, row: RowId) -> Option<Section> {
    sections.into_iter().flatten().find(|section| section.rows.contains(&row)).map(|section| section.section)
}

/// Which sections are folded away. One that somebody waits in never is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded(Vec<Section>);

impl Folded {
    /// Folds or unfolds.
    pub fn toggle(&mut self, section: Section) {
        match self.0.iter().position(|folded| *folded == section) {
            Some(at) => drop(self.0.remove(at)),
            None => self.0.push(section),
        }
    }

    /// Whether the rows of a section are shown.
    pub fn shows(&self, section: &SectionRows) -> bool {
        let waits = section.section == Section::AwaitingReply && !section.rows.is_empty();
        !section.rows.is_empty() && (waits || !self.0.contains(&section.section))
    }
}

/// The rows that can be walked through with the keyboard, in order.
pub fn walk(sections: &[SectionRows], folded: &Folded) -> Vec<RowId> {
    sections.iter().filter(|section| folded.shows(section)).flat_map(|section| section.rows.iter().copied()).collect()
}

/// The neighbour of a row; the first or last one when there is no row yet.
pub fn step(rows: &[RowId], from: Option<RowId>, down: bool) -> Option<RowId> {
    let at = from.and_then(|from| rows.iter().position(|row| *row == from));
    let next = match (at, down) {
        (Some(at), true) => (at + 1).min(rows.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
        (None, true) => 0,
        (None, false) => rows.len().saturating_sub(1),
    };
    rows.get(next).copied()
}

/// The distance of each section's rows from the top of the list.
pub fn tops(sections: &[SectionRows], folded: &Folded) -> Vec<f64> {
    let mut top = 0.0;
    sections
        .iter()
        .map(|section| {
            top += HEAD;
            let rows_top = top;
            if folded.shows(section) {
                top += section.rows.len() as f64 * ROW;
            }
            rows_top
        })
        .collect()
}

/// The distance of a row from the top of the list.
pub fn top_of(sections: &[SectionRows], folded: &Folded, row: RowId) -> Option<f64> {
    tops(sections, folded).into_iter().zip(sections).find_map(|(top, section)| {
        let at = section.rows.iter().position(|candidate| *candidate == row)?;
        Some(top + at as f64 * ROW)
    })
}

/// How far a list is scrolled that shows a row, and is scrolled no further for it than it must be.
pub fn nearest(row_top: f64, scrolled: f64, height: f64) -> f64 {
    scrolled.max(row_top + ROW - height).min(row_top - HEAD)
}

/// How far what is in sight has moved down with a change of the rows: the middle one of the first three rows in sight, as one
/// of them may itself have gone elsewhere.
pub fn shift(before: &[SectionRows], now: &[SectionRows], folded: &Folded, scrolled: f64) -> f64 {
    let (mut moved, mut found) = ([0.0_f64; 3], 0);
    for (section, rows_top) in before.iter().zip(tops(before, folded)).filter(|(section, _)| folded.shows(section)) {
        for (at, row) in section.rows.iter().enumerate() {
            let top = rows_top + at as f64 * ROW;
            if found < moved.len()
                && top >= scrolled + HEAD
                && place_of(Some(now), *row) == Some(section.section)
                && let Some(top_now) = top_of(now, folded, *row)
            {
                moved[found] = top_now - top;
                found += 1;
            }
        }
    }
    let [a, b, c] = moved;
    a.min(b).max(a.max(b).min(c))
}

/// The rows of a section that are in sight, with some to spare: from, to (not included).
pub fn in_sight(rows_top: f64, count: usize, scrolled: f64, height: f64) -> (usize, usize) {
    let first = ((scrolled - rows_top) / ROW).floor().max(0.0) as usize;
    let last = ((scrolled + height - rows_top) / ROW).ceil().max(0.0) as usize;
    (first.saturating_sub(SPARE).min(count), (last + SPARE).min(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn rows(n: u128) -> Vec<RowId> {
        (0..n).map(|id| RowId::Visitor(VisitorId(Uuid::from_u128(id)))).collect()
    }

    fn section(section: Section, n: u128) -> SectionRows {
        SectionRows { section, rows: rows(n) }
    }

    #[test]
    fn only_rows_in_sight_are_drawn() {
        assert_eq!(in_sight(64.0, 10_000, 0.0, 520.0), (0, 17));
        let (from, to) = in_sight(64.0, 10_000, 52_064.0, 520.0);
        assert_eq!((from, to), (992, 1_018));
        assert_eq!(in_sight(9_000.0, 20, 0.0, 520.0), (0, 8));
        assert_eq!(in_sight(0.0, 20, 9_000.0, 520.0), (20, 20));
    }

    #[test]
    fn those_who_wait_cannot_be_folded_away() {
        let mut folded = Folded::default();
        folded.toggle(Section::AwaitingReply);
        folded.toggle(Section::OtherVisitors);
        assert!(folded.shows(&section(Section::AwaitingReply, 1)));
        assert!(!folded.shows(&section(Section::AwaitingReply, 0)));
        assert!(!folded.shows(&section(Section::OtherVisitors, 3)));
        folded.toggle(Section::OtherVisitors);
        assert!(folded.shows(&section(Section::OtherVisitors, 3)));
    }

    #[test]
    fn whom_nobody_talks_to_waits_also_among_those_of_others() {
        let talked_with = crate::wire::tests::conversation_row();
        let waits = |row: &ConversationRow| waits(row, Section::OthersConversations);
        assert!(!waits(&talked_with));
        let assigned = ConversationRow { operators: Vec::new(), ..talked_with };
        assert!(waits(&assigned), "not opened yet");
        let letter = ConversationRow { assigned: None, ..assigned };
        assert!(!waits(&letter), "written while nobody was there");
        assert!(waits(&ConversationRow { offline: false, ..letter }), "for a department that one does not serve");
    }

    #[test]
    fn a_row_is_found_in_its_section() {
        let all = [section(Section::AwaitingReply, 2), section(Section::OtherVisitors, 0)];
        assert_eq!(count(Some(&all), Section::AwaitingReply), 2);
        assert_eq!(count(None, Section::AwaitingReply), 0);
        assert_eq!(place_of(Some(&all), all[0].rows[1]), Some(Section::AwaitingReply));
        assert_eq!(place_of(Some(&all[1..]), all[0].rows[1]), None);
    }

    #[test]
    fn a_row_comes_into_sight_by_the_shortest_way() {
        assert_eq!(nearest(400.0, 100.0, 520.0), 100.0, "it is in sight");
        assert_eq!(nearest(110.0, 100.0, 520.0), 78.0, "below the head that stays");
        assert_eq!(nearest(600.0, 100.0, 520.0), 132.0);
        assert_eq!(nearest(32.0, 900.0, 520.0), 0.0);
    }

    #[test]
    fn walking_stops_at_the_ends() {
        let rows = rows(3);
        assert_eq!(step(&rows, None, true), Some(rows[0]));
        assert_eq!(step(&rows, None, false), Some(rows[2]));
        assert_eq!(step(&rows, Some(rows[2]), true), Some(rows[2]));
        assert_eq!(step(&rows, Some(rows[1]), false), Some(rows[0]));
        assert_eq!(step(&[], None, true), None);
    }

    #[test]
    fn what_is_in_sight_moves_with_what_comes_and_goes_above_it() {
        let folded = Folded::default();
        let all = [section(Section::AwaitingReply, 20)];
        let gone = [SectionRows { rows: all[0].rows[1..].to_vec(), ..all[0].clone() }];
        assert_eq!(shift(&all, &gone, &folded, 104.0), -52.0);
        assert_eq!(shift(&gone, &all, &folded, 104.0), 52.0);
        assert_eq!(shift(&all, &all[..0], &folded, 104.0), 0.0);
    }

    #[test]
    fn one_row_in_sight_that_goes_elsewhere_takes_nothing_along() {
        let folded = Folded::default();
        let all = [section(Section::InConversation, 20)];
        let mut up = all.clone();
        up[0].rows[..=5].rotate_right(1);
        // the sixth is the first in sight; behind it all stand as before
        assert_eq!(shift(&all, &up, &folded, 5.0 * 52.0), 0.0);
    }

    #[test]
    fn tops_count_heads_and_shown_rows() {
        let all = [section(Section::AwaitingReply, 2), section(Section::OtherVisitors, 1)];
        let folded = Folded::default();
        assert_eq!(tops(&all, &folded), [32.0, 168.0]);
        assert_eq!(top_of(&all[..1], &folded, all[0].rows[1]), Some(84.0));
    }
}
