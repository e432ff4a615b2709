//! Whom a note calls (M13): `@` and a name. What is typed is looked up, what is written is found again, alike in the
//! composer and in the bubble.

use letopis_shared::domain::routing::Serving;
use letopis_shared::schema::ids::OperatorId;
use letopis_shared::views::operators::{OperatorRow, Operators};
use letopis_shared::views::people::{Audience, Viewer};
use letopis_shared::views::timeline::NamedMention;

use super::room::{Person, people};

/// Colleagues offered at once.
const OFFERED_MAX: usize = 8;

/// The part of a name that stands between an `@` and the caret, if one is being typed there.
pub fn query(before_caret: &str) -> Option<&str> {
    let at = before_caret.rfind('@')?;
    let query = &before_caret[at + 1..];
    let begins = !before_caret[..at].ends_with(char::is_alphanumeric);
    let goes_on = !query.contains('\n') && !query.starts_with(' ') && !query.ends_with(' ');
    (begins && goes_on).then_some(query)
}

/// Whether each typed word begins a word of the name, in their order.
fn fits(name: &str, query: &str) -> bool {
    let (name, query) = (name.to_lowercase(), query.to_lowercase());
    let mut words = name.split_whitespace();
    query.split_whitespace().all(|typed| words.any(|word| word.starts_with(typed)))
}

/// Colleagues who may be called and whose names fit, in the order of the room. In a conversation these are they who see it.
pub fn offered(
    operators: &Operators,
    me: OperatorId,
    sight: Option<(&Audience, bool)>,
    query: &str,
) -> Vec<OperatorId> {
    let sees = |row: &OperatorRow| {
        let serving = Serving { departments: row.departments.clone(), languages: row.languages.clone() };
        let viewer = Viewer { operator_id: row.id, role: row.role };
        sight.is_none_or(|(audience, others_hidden)| viewer.in_audience(others_hidden, &serving, audience))
    };
    let mut offered = Vec::new();
    for person in people(operators, None) {
        if let Person::Colleague(id) = person
            && id != me
            && offered.len() < OFFERED_MAX
            && operators.rows.get(&id).is_some_and(|row| fits(&row.name, query) && sees(row))
        {
            offered.push(id);
        }
    }
    offered
}

/// Whom a text calls; of two with one name both. Whether they see the conversation, the server says.
pub fn called(text: &str, operators: &Operators, me: OperatorId) -> Vec<OperatorId> {
    let colleagues = operators.rows.values().filter(|row| is_colleague(row, me));
    let people: Vec<_> = colleagues.map(|row| NamedMention { operator_id: row.id, name: row.name.clone() }).collect();
    let mut called = Vec::new();
    for (whom, words) in pieces(text, &people) {
        for one in &people {
            if whom.is_some() && one.name == words[1..] && !called.contains(&one.operator_id) {
                called.push(one.operator_id);
            }
        }
    }
    called
}

fn is_colleague(row: &OperatorRow, me: OperatorId) -> bool {
    row.id != me && !row.account.as_ref().is_some_and(|account| account.disabled)
}

/// A text cut into plain parts and mentions, each with its `@`. The longest name that stands there counts.
pub fn pieces<'a>(text: &'a str, people: &[NamedMention]) -> Vec<(Option<OperatorId>, &'a str)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices('@') {
        if at < from || text[..at].ends_with(char::is_alphanumeric) {
            continue;
        }
        let stands = |one: &&NamedMention| {
            let rest = text[at + 1..].strip_prefix(&*one.name);
            !one.name.is_empty() && rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        if let Some(one) = people.iter().filter(stands).max_by_key(|one| one.name.len()) {
            let to = at + 1 + one.name.len();
            pieces.push((None, &text[from..at]));
            pieces.push((Some(one.operator_id), &text[at..to]));
            from = to;
        }
    }
    pieces.push((None, &text[from..]));
    pieces.retain(|(_, words)| !words.is_empty());
    pieces
}

#[cfg(test)]
#[path = "mentions_tests.rs"]
mod tests;
