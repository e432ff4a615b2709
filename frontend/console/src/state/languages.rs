//! Languages that a list offers.

use letopis_shared::schema::vocabulary::Language;

/// Those in which people write to shops, by their codes (ISO 639-1). Whatever else somebody speaks stays as it is.
const OFFERED: &str = "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it \
     ja ka kk km ko ky lo lt lv mk ml mn mr ms mt my nb ne nl pa pl ps pt ro ru si sk sl sq sr sv sw ta te tg th tk tr tt uk \
     ur uz vi zh";

/// All that are offered.
pub fn offered() -> impl Iterator<Item = Language> {
    OFFERED.split_whitespace().map(|code| Language(code.to_owned()))
}
