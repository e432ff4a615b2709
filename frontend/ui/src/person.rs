//! How a person looks without a picture.

use uuid::Uuid;

/// Up to two capital letters of a name: «Ира Соколова» gives «ИС».
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The tint of an avatar, 1 to 6: the same person always has the same one.
pub fn tint(id: Uuid) -> u8 {
    let sum = id.as_bytes().iter().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
    (sum % 6) as u8 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ира Соколова"), "ИС");
        assert_eq!(initials("  mikko   van den aalto "), "MA");
        assert_eq!(initials("Никита"), "Н");
        assert_eq!(initials("«Привал»"), "П");
        assert_eq!(initials("—"), "");
    }

    #[test]
    fn a_tint_stays_within_the_six() {
        let tints: Vec<u8> = (0..60u128).map(|n| tint(Uuid::from_u128(n))).collect();
        assert!(tints.iter().all(|tint| (1..=6).contains(tint)));
        assert!((1..=6).all(|tint| tints.contains(&tint)));
    }
}
