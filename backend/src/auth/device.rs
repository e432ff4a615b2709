//! What a browser keeps to be known as one in which somebody has signed in: it opens nothing, but keeps others from shutting
//! the account for it, see [`super::Attempts`].

use letopis_events::ids::OperatorId;
use uuid::Uuid;

use super::signed::SigningKey;

/// Changes when the shape does.
const VERSION: &str = "d1";
/// Accounts that one browser is known for: colleagues of several shifts may share it.
const ACCOUNTS_MAX: usize = 8;
/// No token of ours is longer.
const CHARS_MAX: usize = 400;

pub(super) fn issue(operators: &[OperatorId], key: &SigningKey) -> String {
    let text = text(operators);
    let signature = key.sign(&text);
    format!("{text}.{signature}")
}

pub(super) fn verify(token: &str, key: &SigningKey) -> Vec<OperatorId> {
    let signed =
        token.rsplit_once('.').filter(|(text, signature)| token.len() <= CHARS_MAX && key.verify(text, signature));
    let ids = signed.into_iter().flat_map(|(text, _)| text.split('.').skip(1));
    ids.filter_map(|id| Uuid::try_parse(id).ok().map(OperatorId)).collect()
}

fn text(operators: &[OperatorId]) -> String {
    let ids = operators.iter().take(ACCOUNTS_MAX).map(|id| format!(".{}", id.0.simple()));
    ids.fold(VERSION.to_owned(), |text, id| text + &id)
}
