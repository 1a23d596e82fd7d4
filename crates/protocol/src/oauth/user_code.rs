//! The code a person types on another device (RFC 8628 section 6.1).

use std::fmt;

/// Consonants only, so that no words come out, and none that look or sound like another.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Eight letters of twenty: 34 bits, for the few minutes in which they open anything. Writes itself
/// as `WDJB-MJHT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// How many letters it has.
    pub const LENGTH: usize = 8;

    /// A code from random bytes; `None` when too few of them can be used, which needs more than half
    /// of thirty-two to fall on the few values that would favour some letters.
    pub fn from_random(bytes: &[u8; 32]) -> Option<Self> {
        let usable = bytes.iter().filter(|byte| **byte < 240);
        let letters = usable.filter_map(|byte| ALPHABET.get(usize::from(byte % 20)));
        let code: String = letters
            .take(Self::LENGTH)
            .map(|letter| char::from(*letter))
            .collect();
        (code.len() == Self::LENGTH).then_some(Self(code))
    }

    /// Reads what a person typed: in either case, with hyphens, dots and spaces wherever they like.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let mut code = String::with_capacity(Self::LENGTH);
        for letter in typed.chars() {
            let letter = letter.to_ascii_uppercase();
            if matches!(letter, '-' | '.' | ' ' | '\u{2010}'..='\u{2015}' | '\u{a0}') {
                continue;
            }
            let known = u8::try_from(letter).is_ok_and(|byte| ALPHABET.contains(&byte));
            if !known || code.len() == Self::LENGTH {
                return None;
            }
            code.push(letter);
        }
        (code.len() == Self::LENGTH).then_some(Self(code))
    }

    /// The eight letters, as they are stored.
    pub fn letters(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (front, back) = self
            .0
            .split_at_checked(Self::LENGTH / 2)
            .unwrap_or_default();
        write!(f, "{front}-{back}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typed_in_any_way() {
        let code = UserCode::parse("WDJB-MJHT").unwrap();
        assert_eq!(code.letters(), "WDJBMJHT");
        assert_eq!(code.to_string(), "WDJB-MJHT");
        for same in [
            "wdjb-mjht",
            "WDJBMJHT",
            " wd jb mj ht ",
            "W-D-J-B.MJHT",
            "wdjb–mjht",
        ] {
            assert_eq!(UserCode::parse(same), Some(code.clone()), "{same}");
        }
        for odd in [
            "",
            "WDJB-MJH",
            "WDJB-MJHTT",
            "WDJB-MJHA",
            "WDJB-MJH0",
            "WDJB_MJHT",
            "ＷDJBMJHT",
            &"-".repeat(65),
        ] {
            assert_eq!(UserCode::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn random_bytes_that_would_favour_letters_are_passed_over() {
        assert_eq!(UserCode::from_random(&[255; 32]), None);
        let mut few = [255; 32];
        few[..8].fill(1);
        assert_eq!(UserCode::from_random(&few).unwrap().letters(), "CCCCCCCC");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in any::<[u8; 32]>()) {
            if let Some(code) = UserCode::from_random(&bytes) {
                let shown = code.to_string();
                prop_assert_eq!(UserCode::parse(&shown), Some(code.clone()));
                prop_assert_eq!(UserCode::parse(&shown.to_lowercase()), Some(code.clone()));
                prop_assert!(!shown.contains(['A', 'E', 'I', 'O', 'U', 'Y', '0', '1']));
            }
        }

        #[test]
        fn anything_else_is_none(typed in "\\PC{0,20}") {
            if let Some(code) = UserCode::parse(&typed) {
                prop_assert_eq!(code.letters().len(), UserCode::LENGTH);
            }
        }
    }
}
