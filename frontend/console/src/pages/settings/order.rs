//! The order of departments and categories: each has a place, lower ones stand first.

/// The places that change when one of an ordered list moves by one: ids with their new places. Places are counted anew
/// from 0, so lists whose places are equal or far apart come into order too.
pub fn moved<Id: Copy + PartialEq>(places: &[(Id, u32)], id: Id, up: bool) -> Vec<(Id, u32)> {
    let Some(from) = places.iter().position(|(one, _)| *one == id) else { return Vec::new() };
    let to = if up { from.checked_sub(1) } else { Some(from + 1).filter(|to| *to < places.len()) };
    let Some(to) = to else { return Vec::new() };
    let mut order = places.to_vec();
    order.swap(from, to);
    let counted = order.into_iter().zip(0..);
    counted.filter(|((_, held), place)| held != place).map(|((id, _), place)| (id, place)).collect()
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn two_neighbours_change_places() {
        let list = [('a', 0), ('b', 1), ('c', 2)];
        assert_eq!(moved(&list, 'c', true), [('c', 1), ('b', 2)]);
        assert_eq!(moved(&list, 'a', false), [('b', 0), ('a', 1)]);
    }

    #[test]
    fn the_ends_stay_where_they_are() {
        let list = [('a', 0), ('b', 1)];
        assert!(moved(&list, 'a', true).is_empty());
        assert!(moved(&list, 'b', false).is_empty());
        assert!(moved(&list, 'x', true).is_empty());
    }

    #[test]
    fn places_that_were_equal_become_different() {
        assert_eq!(moved(&[('a', 4), ('b', 4), ('c', 4)], 'b', true), [('b', 0), ('a', 1), ('c', 2)]);
    }
}
