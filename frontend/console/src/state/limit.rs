//! A limit of one's own, as a form holds it.

use letopis_shared::limits::CONVERSATIONS_PER_OPERATOR_MAX;

/// The limit that was typed: nothing typed is none of its own. `None` when it cannot be one.
pub fn own(text: &str) -> Option<Option<u32>> {
    match text.trim() {
        "" => Some(None),
        text => text.parse().ok().filter(|max| *max <= CONVERSATIONS_PER_OPERATOR_MAX).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn an_own_limit_may_be_absent() {
        assert_eq!((own(" "), own("0"), own("3")), (Some(None), Some(Some(0)), Some(Some(3))));
        assert_eq!((own("-1"), own("many"), own("1001")), (None, None, None));
    }
}
