//! Cursors as text: the place, and a seal that only the server can have made. Whoever holds one is
//! told nothing by it and can change nothing in it.

use crate::jose::{base64url_decode, base64url_encode};

/// The longest cursor taken, in bytes.
const LONGEST: usize = 8 * 1024;
/// The length of a seal, in bytes.
const SEAL: usize = 32;

/// A cursor as it came; its seal is not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedCursor {
    /// The place in the list.
    pub place: String,
    /// The seal, to be checked in constant time.
    pub seal: Vec<u8>,
}

impl SealedCursor {
    /// Reads a cursor; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = base64url_decode(text)?;
        let (seal, place) = bytes.split_at_checked(SEAL)?;
        let place = std::str::from_utf8(place).ok()?;
        let fits = !place.is_empty() && !place.contains('\0');
        fits.then(|| Self {
            place: place.to_owned(),
            seal: seal.to_vec(),
        })
    }

    /// Writes a cursor.
    pub fn write(place: &str, seal: &[u8]) -> String {
        base64url_encode([seal, place.as_bytes()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(place in "\\PC{1,99}", seal in proptest::array::uniform32(any::<u8>())) {
            let text = SealedCursor::write(&place, &seal);
            let read = SealedCursor::parse(&text).unwrap();
            prop_assert_eq!((read.place, read.seal), (place, seal.to_vec()));
        }

        #[test]
        fn no_text_breaks_it(text in "[A-Za-z0-9_=.-]{0,99}") {
            let _ = SealedCursor::parse(&text);
        }
    }

    #[test]
    fn what_is_too_short_too_long_or_holds_a_nul_is_none() {
        let seal = [7; SEAL];
        for odd in [
            "",
            "AAAA",
            &SealedCursor::write("", &seal),
            &SealedCursor::write("a\0", &seal),
        ] {
            assert_eq!(SealedCursor::parse(odd), None, "{odd}");
        }
        assert_eq!(
            SealedCursor::parse(&SealedCursor::write(&"a".repeat(9000), &seal)),
            None
        );
    }
}
